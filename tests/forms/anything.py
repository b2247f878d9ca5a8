"""What people may have typed into a form, right or wrong."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from hypothesis import strategies as st

from feedback_xl.forms.declaration import form
from feedback_xl.forms.shapes import Field
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


NOT_IN_XML = "\ufffe\uffff"
WRITABLE = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=NOT_IN_XML),
    min_size=1,
    max_size=30,
)
Kinds = Mapping[str, tuple[str, str]]  # a cell's name → its type and code list


def to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def kinds_of(fields: Iterable[Field]) -> Kinds:
    return {item.id: (item.type, item.list) for item in fields}


def likely(kind: str, list_name: str) -> st.SearchStrategy[CellValue]:
    """What a person may have typed into such a cell, right or wrong."""
    options = COMPANY.options(list_name) if list_name else {}
    choices = [label for labels in options.values() for label in labels]
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
    }.get(kind, WRITABLE)
    if choices:
        usual = st.sampled_from(choices)
    if kind == "choices":
        usual = st.lists(st.sampled_from(choices), min_size=1, max_size=3).map("、".join)
    return usual | st.sampled_from(AWKWARD) | st.floats(-1e9, 1e9)


@st.composite
def shown_values(draw: st.DrawFn, form_id: str) -> Mapping[str, CellValue]:
    """Cells of a form as somebody left them, with more lines than the blank has too."""
    declared = form(form_id)
    shown: dict[str, CellValue] = draw(some_of(kinds_of(declared.entries), 12))
    for table in declared.tables.values():
        for line in range(draw(st.integers(0, table.rows + 2))):
            columns = kinds_of(c for c in table.columns if not c.system)
            shown |= draw(some_of({f"{table.id}/{line}/{c}": k for c, k in columns.items()}, 4))
    return shown


def some_of(items: Kinds, most: int) -> st.SearchStrategy[dict[str, CellValue]]:
    keys = st.lists(st.sampled_from(list(items)), max_size=most, unique=True)
    return keys.flatmap(
        lambda chosen: st.fixed_dictionaries({key: likely(*items[key]) for key in chosen})
    )
