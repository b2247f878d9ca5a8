"""What a customer says and what the plant finds: cells of the forms, without any instants but days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from feedback_xl.demo.cast import Row, fill_in, habit, lot_of
from feedback_xl.demo.script import Typed
from feedback_xl.procedure.company import Company
from feedback_xl.xlsx.cells import CellValue

_LOTS = (60, 80, 100, 120, 200, 240, 300, 500)  # pieces a complaint is about
_ASKED = ("", "", "书面回复", "8D报告", "补货", "换货", "退货")
_FINDINGS = {  # what both a task sheet and form C have, under a defect's names
    "conclusion": "conclusion",
    "supplier": "supplier",
    "containment": "containment",
    "start_capa": "capa",
    "no_capa_reason": "no_capa_reason",
}


@dataclass(frozen=True)
class Matter:
    """One matter as the customer tells it, and what becomes of it."""

    content: str
    word: str  # for a file's name
    level: str
    department: str
    result: Typed
    reply: str
    told: Typed = field(default_factory=dict)  # further cells of form B
    assists: Mapping[str, str] = field(default_factory=dict)
    negotiation: Typed = field(default_factory=dict)
    confirmation: Typed = field(default_factory=dict)  # cells of form C
    step: str = "handle"


@dataclass
class Plant:
    """Tells matters; keeps the numbers the plant gives itself."""

    company: Company
    random: Random
    capa: int = 17
    order: int = 408

    def defect(self, row: Row, part: str, level: str, day: date) -> Matter:
        """A product that failed at the customer's."""
        affected = self.random.choice(_LOTS)
        defective = max(1, round(affected * row["rate"]))
        lot = lot_of(day - timedelta(days=self.random.randrange(12, 50)))
        words = {"part": part, "lot": lot, "affected": affected, "defective": defective}
        demand = row.get("demand") or self.random.choice(_ASKED)
        urgent = {n: row[n] for n in ("severity", "urgency", "line_stop", "safety") if n in row}
        line = {**words, "unit": "件", "phenomenon": row["phenomenon"], "place": row["place"]}
        findings, assists = self._findings(row, day), dict(row.get("assist", {}))
        method = next((m for d, m in habit("methods").items() if d in demand), "")
        confirmation = self._confirmation(row, line, demand, method, findings) if method else {}
        return Matter(
            content=fill_in(row["content"], **words),
            word=row["phenomenon"],
            level=level,
            department="QA",
            step="analyse",
            told={
                "category": "产品质量信息",
                "subcategory": row["subcategory"],
                "demand": demand or None,
                "co": self._names(assists),
                **urgent,
                **{f"products/0/{name}": value for name, value in line.items()},
                **self._goods(demand, defective, day),
            },
            result={
                "cause": row["cause"],
                "measures": row["measures"],
                **({} if confirmation else findings),
            },
            reply=row["reply"],
            assists=assists,
            negotiation=self._negotiation(row, day),
            confirmation=confirmation,
        )

    def other(self, row: Row, part: str, day: date, kind: str = "") -> Matter:
        """Delivery, packing, money, questions: nothing to do with a defect."""
        words, assists = self._words(part, day), dict(row.get("assist", {}))
        return Matter(
            content=fill_in(row["content"], **words),
            word=kind or row["subcategory"],
            level=row.get("level", "B"),
            department=row.get("department", "SALES"),
            told={
                "category": "其他信息",
                "subcategory": row.get("subcategory", "其他"),
                "co": self._names(assists),
                **({"urgency": row["urgency"]} if "urgency" in row else {}),
            },
            result={"measures": row.get("measures", "")},
            reply=row.get("reply", ""),
            assists=assists,
        )

    def change(self, row: Row, part: str, day: date) -> Matter:
        """A contract or a drawing the customer wants otherwise."""
        self.order += 7
        words = self._words(part, day)
        plain = self.other(row, part, day, "变更")
        told = {
            **plain.told,
            "business_type": "变更",
            "change_kind": row["kind"],
            "contract": words["order"],
            "change_before": fill_in(row["before"], **words),
            "change_after": fill_in(row["after"], **words),
            "effective_on": day + timedelta(days=14),
        }
        return Matter(**{**plain.__dict__, "told": told})

    def trip(self, row: Row, part: str, day: date) -> Iterator[Matter]:
        """What a trip brought home: the report's own matter, then one for each further row."""
        plain = self.other(row, part, day, "走访")
        first = day - timedelta(days=row["days"] - 1)
        told: dict[str, CellValue] = {"trip_from": first, "trip_to": day}
        told |= {n: row[n] for n in ("visited", "purpose")} | {"trip_summary": row["summary"]}
        for index, item in enumerate(row["matters"]):
            for name in ("category", "level", "content", "part"):
                told[f"matters/{index}/{name}"] = fill_in(item.get(name, ""), part=part) or None
        yield Matter(**{**plain.__dict__, "told": {**plain.told, **told}})
        for index, item in enumerate(row["matters"]):
            yield self._brought(item, str(told[f"matters/{index}/content"]))

    def _brought(self, item: Row, content: str) -> Matter:
        quality = item["category"] == "产品质量信息"
        result: dict[str, CellValue] = {"measures": item["result"]}
        if quality:
            result |= {"cause": item["cause"], "conclusion": "本公司责任", "start_capa": "否"}
            result |= {"no_capa_reason": "走访中提出,已当场改善"}
        department, step = ("QA", "analyse") if quality else ("SALES", "handle")
        return Matter(content, "", item["level"], department, result, item["reply"], step=step)

    def _words(self, part: str, day: date) -> dict[str, str]:
        due = day + timedelta(days=self.random.randrange(8, 25))
        quantity = str(self.random.choice(_LOTS) * 10)
        order = f"PO-{day:%y%m}{self.order + self.random.randrange(7)}"
        self.order += 7
        return {"part": part, "order": order, "quantity": quantity, "day": f"{due:%m月%d日}"}

    def _findings(self, row: Row, day: date) -> dict[str, CellValue]:
        found: dict[str, CellValue] = {n: row[key] for n, key in _FINDINGS.items() if key in row}
        if row["capa"] == "是":
            self.capa += 1
            found |= {"capa_no": f"8D-{day:%Y}-{self.capa:03d}"}
        return found

    def _confirmation(
        self, row: Row, line: Typed, demand: str, method: str, findings: Typed
    ) -> dict[str, CellValue]:
        """Form C: what stands there besides the cells that come pre-filled."""
        seen = min(int(str(line["defective"])), 20)
        bad = 0 if "未见异常" in row["conclusion"] else seen
        disposal = next(word for key, word in habit("disposal").items() if key in demand)
        department = next(iter(row.get("assist", {})), "MFG")
        ours = row["conclusion"] == "本公司责任"
        return {
            **findings,
            "method": method,
            "witness": "客户品质 当班" if method == "现场确认" else None,
            "isolation": self.random.choice(habit("isolation")),
            "reproduced": "再现" if bad else "未再现",
            "department": self.company.department_name(department) if ours else None,
            "finding": row["cause"],
            "defects/0/received": float(seen),
            "defects/0/checked": float(seen),
            "defects/0/defective": float(bad),
            "defects/0/no_fault": float(seen - bad),
            "defects/0/defect_class": self.random.choice(habit("defect_classes")),
            "defects/0/disposal": disposal if bad else "退回客户",
            "defects/0/disposed": float(seen),
        }

    def _negotiation(self, row: Row, day: date) -> dict[str, CellValue]:
        if "negotiation" not in row:
            return {}
        scar = f"SCAR-{day:%y%m}-{self.random.randrange(1, 20):02d}"
        due = day + timedelta(days=14)
        return {"negotiation": row["negotiation"], "scar_no": scar, "supplier_8d_due": due}

    def _goods(self, demand: str, defective: int, day: date) -> dict[str, CellValue]:
        """The back page, where goods come back."""
        business = next((b for b in habit("return") if b in demand), "")
        if not business:
            return {}
        column = "exchanged" if business == "换货" else "returned"
        return {
            "business_type": business,
            "return_kind": habit("return")[business],
            "expected_on": day + timedelta(days=4),
            "replenish": "是" if business == "换货" else "否",
            "replenish_by": day + timedelta(days=7) if business == "换货" else None,
            "freight": "本公司",
            f"goods/0/{column}": float(defective),
        }

    def _names(self, departments: Sequence[str] | Mapping[str, str]) -> str | None:
        return "、".join(self.company.department_name(d) for d in departments) or None
