"""What customers say, and what the plant makes of it: contents only, no instants but days.

A value that is an id of its field's list is typed as the list's label, any other as it stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from feedback_xl.demo.cast import Row, fill_in, habit, material
from feedback_xl.demo.script import Typed
from feedback_xl.procedure.company import Company
from feedback_xl.xlsx.cells import CellValue

PIECES = (60, 80, 100, 120, 200, 240, 300, 500)  # what a matter is about


@dataclass(frozen=True)
class Matter:
    """One matter as the customer tells it, and what becomes of it."""

    content: str
    word: str  # for a file's name
    level: str
    department: str
    result: Typed  # what the department types
    reply: str
    step: str = "handle"
    told: Typed = field(default_factory=dict)  # cells of form B besides its head
    assists: Mapping[str, str] = field(default_factory=dict)
    negotiation: Typed = field(default_factory=dict)
    confirmation: Typed = field(default_factory=dict)  # cells of form C
    capa: Typed = field(default_factory=dict)  # cells of 纠正措施跟踪
    chain: tuple[Row, ...] = ()  # of a change: who answers what, in the order of data/chains.toml
    flaw: str = ""  # what can be photographed of it


@dataclass
class Plant:
    """The plant's own lists and running numbers, and its luck."""

    company: Company
    random: Random
    capa: int = 17
    order: int = 408

    def next_capa(self, day: date) -> str:
        self.capa += 1
        return f"8D-{day:%Y}-{self.capa:03d}"

    def words(self, part: str, day: date) -> dict[str, Any]:
        """What sentences about orders need."""
        self.order += self.random.randrange(1, 8)
        due = day + timedelta(days=self.random.randrange(8, 25))
        return {
            "part": part,
            "order": f"PO-{day:%y%m}{self.order}",
            "quantity": str(self.random.choice(PIECES) * 10),
            "day": due,
        }


def other_matter(plant: Plant, row: Row, part: str, day: date) -> Matter:
    """Delivery, packing, money, questions: nothing to do with a defect."""
    return _other(plant, row, plant.words(part, day))


def _other(plant: Plant, row: Row, words: Mapping[str, Any]) -> Matter:
    subcategory, assists = row.get("subcategory", "other"), dict(row.get("assist", {}))
    co = plant.company.label("department", list(assists)) or None
    told: Typed = {"category": "other", "subcategory": subcategory, "co": co}
    return Matter(
        content=fill_in(row["content"], **words),
        word=plant.company.label("subcategory", subcategory),
        level=row.get("level", "B"),
        department=row.get("department", "SALES"),
        result={"measures": row["measures"]} if "measures" in row else {},
        reply=row.get("reply", ""),
        told={**told, **{name: row[name] for name in ("urgency",) if name in row}},
        assists=assists,
    )


def praise(plant: Plant, row: Row, part: str, day: date) -> Matter:
    """Thanks and proposals: nobody's clock."""
    plain = other_matter(plant, {**row, "subcategory": "service"}, part, day)
    return replace(plain, word=habit("praise"), told={**plain.told, "business_type": "praise"})


def change(plant: Plant, row: Row, part: str, day: date) -> Matter:
    """A contract or a drawing the customer wants otherwise."""
    words = plant.words(part, day)
    plain = _other(plant, row, words)
    told = {
        "business_type": "change",
        "change_kind": row["kind"],
        "contract": words["order"],
        "change_before": fill_in(row["before"], **words),
        "change_after": fill_in(row["after"], **words),
        "effective_on": day + timedelta(days=14),
    }
    chain = tuple(_told(link, row) for name in row["chain"] for link in material("chains")[name])
    told = {**plain.told, **told}
    return replace(plain, word=habit("change"), department="SALES", told=told, chain=chain)


def _told(link: Row, row: Row) -> Row:
    """A link of a change's chain, in the words of this change."""
    typed = {name: fill_in(text, finding=row["finding"]) for name, text in link["typed"].items()}
    return {**link, "typed": typed}


def trip(plant: Plant, row: Row, part: str, day: date) -> Iterator[Matter]:
    """What a trip brought home: the report's own matter, then one for each further row."""
    plain = other_matter(plant, row, part, day)
    told: dict[str, CellValue] = {
        "trip_from": day - timedelta(days=row["days"] - 1),
        "trip_to": day,
        "trip_summary": row["summary"],
        **{name: row[name] for name in ("visited", "purpose")},
    }
    brought = []
    for index, item in enumerate(row["matters"]):
        cells = {n: item[n] for n in ("category", "level", "content", "part") if n in item}
        cells = {name: fill_in(text, part=part) for name, text in cells.items()}
        told |= {f"matters/{index}/{name}": text for name, text in cells.items()}
        brought.append(_brought(item, cells["content"]))
    yield replace(plain, word=habit("trip"), told={**plain.told, **told})
    yield from brought


def _brought(item: Row, content: str) -> Matter:
    result = {"measures": item["result"]}
    if item["category"] == "other":
        return Matter(content, "", item["level"], "SALES", result, item["reply"])
    result |= {"cause": item["cause"], "conclusion": "company"}
    result |= {"start_capa": "no", "no_capa_reason": habit("on_the_spot")}
    return Matter(content, "", item["level"], "QA", result, item["reply"], "analyse")
