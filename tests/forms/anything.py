"""What people may have typed into a form, right or wrong."""

from collections.abc import Mapping
from datetime import date, datetime

from hypothesis import strategies as st

from feedback_xl.forms.declaration import Field, form
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import CellValue

COMPANY = shipped_company()
AWKWARD = [
    "=1+1",
    "+8613800138000",
    "-",
    "@某人",
    "'0012",
    "同上",
    "两行\n文字",
    " 前后 ",
    "无",
    "#N/A",
    "1E5",
]


WRITABLE = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)


def to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def choices(item: Field) -> list[str]:
    return [label for labels in COMPANY.options(item.list).values() for label in labels]


def likely(item: Field) -> st.SearchStrategy[CellValue]:
    """What a person may have typed into such a cell, right or wrong."""
    usual: st.SearchStrategy[CellValue] = {
        "date": st.dates(date(2020, 1, 1), date(2027, 1, 1)),
        "instant": st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1)).map(to_the_minute),
        "time": st.times(),
        "quantity": st.integers(0, 10**6).map(float)
        | st.floats(0, 1000).map(lambda n: round(n, 2)),
        "contact": st.just("王工 13800138000"),
        "phone": st.just("0512-66881234"),
        "postcode": st.just("215000"),
        "credit_code": st.just("91110000600037341L"),
        "bank_account": st.just("1102020109001234567"),
        "email": st.just("wang@example.cn"),
        "numbers": st.just("FK-20261123-001,FK-20261123-002"),
        "number": st.just("KH-00001"),
    }.get(item.type, WRITABLE)
    if item.list:
        usual = st.sampled_from(choices(item))
    if item.type == "choices":
        usual = st.lists(st.sampled_from(choices(item)), min_size=1, max_size=3).map("、".join)
    return usual | st.sampled_from(AWKWARD) | st.floats(-1e9, 1e9)


@st.composite
def shown_values(draw: st.DrawFn, form_id: str) -> Mapping[str, CellValue]:
    """Cells of a form as somebody left them, with more lines than the blank has too."""
    declared = form(form_id)
    shown: dict[str, CellValue] = draw(some_of({item.id: item for item in declared.entries}, 12))
    for table in declared.tables.values():
        for line in range(draw(st.integers(0, table.rows + 2))):
            columns = {f"{table.id}/{line}/{c.id}": c for c in table.columns if not c.system}
            shown |= draw(some_of(columns, 4))
    return shown


def some_of(items: Mapping[str, Field], most: int) -> st.SearchStrategy[dict[str, CellValue]]:
    keys = st.lists(st.sampled_from(list(items)), max_size=most, unique=True)
    return keys.flatmap(lambda chosen: st.fixed_dictionaries({k: likely(items[k]) for k in chosen}))
