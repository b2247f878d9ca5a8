"""A product that failed at the customer's: what stands on form B, and what QA finds on form C."""

from datetime import date, timedelta

from feedback_xl.demo.cast import Row, fill_in, habit
from feedback_xl.demo.matters import PIECES, Matter, Plant
from feedback_xl.demo.script import Typed
from feedback_xl.xlsx.cells import CellValue

_DEMANDS = ("", "", "written", "report_8d", "replenish", "exchange", "return")
_URGENT = ("severity", "urgency", "line_stop", "safety")
_FINDINGS = {  # on task sheet and form C → in the data
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
    demands = row.get("demand") or [plant.random.choice(_DEMANDS)]
    brings: Row = next((found for d in demands if (found := habit("demands").get(d))), {})
    findings, assists = _findings(row), dict(row.get("assist", {}))
    capa = _capa(plant, row, day)
    line: Row = {"part": part, "lot": lot, "affected": float(affected), "defective": float(bad)}
    line |= {"unit": "piece", "phenomenon": row["phenomenon"], "place": row["place"]}
    result = {"cause": row["cause"], "measures": row["measures"]}
    if row["conclusion"] == "supplier":
        result["escape_cause"] = plant.random.choice(habit("escape"))
    return Matter(
        content=fill_in(row["content"], **words),
        word=row["phenomenon"],
        level=row["level"],
        department="QA",
        result=result if brings else {**result, **findings},
        reply=row["reply"],
        step="analyse",
        told={
            "category": "quality",
            "subcategory": row["subcategory"],
            "demand": plant.company.label("demand", demands) or None,
            "co": plant.company.label("department", list(assists)) or None,
            **{name: row[name] for name in _URGENT if name in row},
            **{f"products/0/{name}": value for name, value in line.items()},
            **_goods(brings, bad, day),
        },
        assists=assists,
        negotiation=_negotiation(plant, row, day),
        confirmation=_confirmation(plant, row, bad, brings, findings) if brings else {},
        capa=capa,
        flaw=row.get("flaw", ""),
    )


def _findings(row: Row) -> dict[str, CellValue]:
    return {name: row[key] for name, key in _FINDINGS.items() if key in row}


def _capa(plant: Plant, row: Row, day: date) -> dict[str, CellValue]:
    """The corrective action, where one is started: its plan, and what came of it."""
    if row["capa"] != "yes":
        return {}
    words = {name: plant.random.choice(habit(name)) for name in ("outline", "escape", "proof")}
    return {
        "capa_number": plant.next_capa(day),
        "capa_outline": words["outline"],
        "capa_cause": row["cause"],
        "capa_escape": words["escape"],
        "countermeasure": row["measures"],
        "fmea": "yes",
        "horizontal": habit("horizontal"),
        "effect": "effective",
        "effect_evidence": words["proof"],
    }


def _confirmation(
    plant: Plant, row: Row, bad: int, brings: Row, findings: Typed
) -> dict[str, CellValue]:
    """Form C: what stands there besides the cells that come pre-filled."""
    seen = float(min(bad, _MOST_SAMPLES))
    failed = 0.0 if row["conclusion"] == "no_fault" else seen
    line = {
        "received": seen,
        "checked": seen,
        "defective": failed,
        "no_fault": seen - failed,
        "defect_class": plant.random.choice(("major", "major", "minor", "critical")),
        "disposal": brings["disposal"] if failed else "customer",
        "disposed": seen,
    }
    return {
        **findings,
        "method": brings["method"],
        "witness": habit("witness") if brings["method"] == "on_site" else None,
        "isolation": plant.random.choice(habit("isolation")),
        "reproduced": "yes" if failed else "no",
        "department": next(iter(row.get("assist", {})), "MFG")
        if row["conclusion"] == "company"
        else None,
        "finding": row["cause"],
        **{f"defects/0/{name}": value for name, value in line.items()},
    }


def _negotiation(plant: Plant, row: Row, day: date) -> dict[str, CellValue]:
    if "negotiation" not in row:
        return {}
    scar = f"SCAR-{day:%y%m}-{plant.random.randrange(1, 20):02d}"
    due = day + timedelta(days=14)
    return {"negotiation": row["negotiation"], "scar_no": scar, "supplier_8d_due": due}


def _goods(brings: Row, bad: int, day: date) -> dict[str, CellValue]:
    """The back page, where goods come back."""
    if "business" not in brings:
        return {}
    exchanged = brings["business"] == "exchange"
    return {
        "business_type": brings["business"],
        "return_kind": brings["kind"],
        "expected_on": day + timedelta(days=4),
        "replenish": "yes" if exchanged else "no",
        "replenish_by": day + timedelta(days=7) if exchanged else None,
        "freight": "company",
        f"goods/0/{'exchanged' if exchanged else 'returned'}": float(bad),
    }
