"""A product that failed at the customer's: what stands on form B, and what QA finds on form C."""

from datetime import date, timedelta

from feedback_xl.demo.cast import Row, fill_in, habit
from feedback_xl.demo.matters import PIECES, QUALITY, Matter, Plant
from feedback_xl.demo.script import Typed
from feedback_xl.xlsx.cells import CellValue

_DEMANDS = ("", "", "书面回复", "8D报告", "补货", "换货", "退货")
_URGENT = ("severity", "urgency", "line_stop", "safety")
_FINDINGS = {  # on task sheet and form C alike → in the data
    "conclusion": "conclusion",
    "supplier": "supplier",
    "containment": "containment",
    "start_capa": "capa",
    "no_capa_reason": "no_capa_reason",
}
_MOST_SAMPLES = 20  # come back to be looked at


def defect_matter(plant: Plant, row: Row, part: str, day: date) -> Matter:
    """The matter with fresh numbers: lot, pieces, what the customer asks for."""
    affected = plant.random.choice(PIECES)
    bad = max(1, round(affected * row["rate"]))
    lot = f"L{day - timedelta(days=plant.random.randrange(12, 50)):%Y%m%d}"
    words = {"part": part, "lot": lot, "affected": affected, "defective": bad}
    demand = row.get("demand") or plant.random.choice(_DEMANDS)
    assists = dict(row.get("assist", {}))
    findings = _findings(plant, row, day)
    line = {**words, "unit": "件", "phenomenon": row["phenomenon"], "place": row["place"]}
    method = next((word for key, word in habit("methods").items() if key in demand), "")
    told = {
        "category": QUALITY,
        "subcategory": row["subcategory"],
        "demand": demand or None,
        "co": plant.names(assists),
        **{name: row[name] for name in _URGENT if name in row},
        **{f"products/0/{name}": _cell(value) for name, value in line.items()},
        **_goods(demand, bad, day),
    }
    result = {"cause": row["cause"], "measures": row["measures"], **({} if method else findings)}
    return Matter(
        content=fill_in(row["content"], **words),
        word=row["phenomenon"],
        level=row["level"],
        department="QA",
        result=result,
        reply=row["reply"],
        step="analyse",
        told=told,
        assists=assists,
        negotiation=_negotiation(plant, row, day),
        confirmation=_confirmation(plant, row, bad, demand, method, findings) if method else {},
    )


def _cell(value: str | int) -> CellValue:
    return float(value) if isinstance(value, int) else value


def _findings(plant: Plant, row: Row, day: date) -> dict[str, CellValue]:
    found: dict[str, CellValue] = {n: row[key] for n, key in _FINDINGS.items() if key in row}
    return found | {"capa_no": plant.next_capa(day)} if row["capa"] == "是" else found


def _confirmation(
    plant: Plant, row: Row, bad: int, demand: str, method: str, findings: Typed
) -> dict[str, CellValue]:
    """Form C: what stands there besides the cells that come pre-filled."""
    seen = float(min(bad, _MOST_SAMPLES))
    failed = 0.0 if "未见异常" in row["conclusion"] else seen
    ours = row["conclusion"] == "本公司责任"
    disposal = next(word for key, word in habit("disposal").items() if key in demand)
    line = {
        "received": seen,
        "checked": seen,
        "defective": failed,
        "no_fault": seen - failed,
        "defect_class": plant.random.choice(habit("defect_classes")),
        "disposal": disposal if failed else "退回客户",
        "disposed": seen,
    }
    return {
        **findings,
        "method": method,
        "witness": "客户当班品质员" if method == "现场确认" else None,
        "isolation": plant.random.choice(habit("isolation")),
        "reproduced": "再现" if failed else "未再现",
        "department": plant.names([next(iter(row.get("assist", {})), "MFG")]) if ours else None,
        "finding": row["cause"],
        **{f"defects/0/{name}": value for name, value in line.items()},
    }


def _negotiation(plant: Plant, row: Row, day: date) -> dict[str, CellValue]:
    if "negotiation" not in row:
        return {}
    scar = f"SCAR-{day:%y%m}-{plant.random.randrange(1, 20):02d}"
    due = day + timedelta(days=14)
    return {"negotiation": row["negotiation"], "scar_no": scar, "supplier_8d_due": due}


def _goods(demand: str, bad: int, day: date) -> dict[str, CellValue]:
    """The back page, where goods come back."""
    business = next((word for word in habit("goods") if word in demand), "")
    if not business:
        return {}
    exchanged = business == "换货"
    return {
        "business_type": business,
        "return_kind": habit("goods")[business],
        "expected_on": day + timedelta(days=4),
        "replenish": "是" if exchanged else "否",
        "replenish_by": day + timedelta(days=7) if exchanged else None,
        "freight": "本公司",
        f"goods/0/{'exchanged' if exchanged else 'returned'}": float(bad),
    }
