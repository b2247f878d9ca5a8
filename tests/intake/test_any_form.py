"""Whatever people put into forms is taken in: nothing fails, everything is answered."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_xl.edits.collect import canonical_text
from feedback_xl.forms.declaration import all_forms, form
from feedback_xl.forms.locate import read_meta
from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.sheets.declaration import Column, department_sheets
from feedback_xl.xlsx.cells import CellValue, a1_of, address_of
from feedback_xl.xlsx.fill import fill_cells
from feedback_xl.xlsx.reader import Reader
from tests.forms.anything import COMPANY, kinds_of, shown_values, some_of
from tests.forms.filling import NOW, ordinary, read
from tests.plant import Plant
from tests.publish.books import paths
from tests.tables import HEADER, Typed, cells_of

FORMS = [declared.id for declared in all_forms()]
KEEPING = ("tasks", "returns")  # the tables whose rows keep what is typed beside them
Cells = dict[str, CellValue]


def mostly_right(form_id: str) -> st.SearchStrategy[Cells]:
    """An ordinary form with something typed over it, so that many are accepted."""
    filled = read(ordinary(form_id))
    right = show_submission(filled.submission, filled.form, COMPANY)
    fields = kinds_of(filled.form.entries)
    anything = shown_values(form_id).map(dict)
    return some_of(fields, 4).map(lambda over: {**right, **over}) | anything


forms = st.sampled_from(FORMS).flatmap(
    lambda form_id: st.tuples(st.just(form_id), mostly_right(form_id))
)
edits = st.lists(some_of(kinds_of(form("feedback").entries), 3), max_size=3)


@contextmanager
def errors_logged() -> Iterator[list[str]]:
    """What the program wrote into its log instead of failing."""
    found: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("feedback_xl")
    log.addHandler(handler)
    try:
        yield found
    finally:
        log.removeHandler(handler)


def typed_over(source: Path, target: Path, over: Cells) -> Path:
    meta = read_meta(cells_of(source))
    typed: dict[str, Cells] = {}
    for name, value in over.items():
        sheet, _, cell = str(meta[f"field:{name}"]).rpartition("!")
        typed.setdefault(sheet, {})[cell] = value
    fill_cells(source, target, typed)
    return target


@pytest.fixture(scope="module")
def desk() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


@settings(max_examples=8, deadline=None)
@given(dropped=st.lists(forms, min_size=1, max_size=5), revised=edits)
def test_any_forms_are_taken_in_answered_and_published(
    dropped: list[Any], revised: list[Cells], founded: Path, shared_reader: Reader, desk: Path
) -> None:
    root = Path(shutil.copytree(founded, Path(desk) / "plant"))
    try:
        with Plant(root, shared_reader, dashboard=False) as plant, errors_logged() as errors:
            for number, (form_id, shown) in enumerate(dropped):
                data = render(form(form_id), COMPANY, Face("receipt", NOW, shown=shown))
                (root / f"inbox/营业部/{number}.xlsx").write_bytes(data)
            plant.run()
            answers = [*plant.answers("营业部/回执"), *plant.answers("营业部/退回")]
            for answer, over in zip(answers, revised, strict=False):
                if read_meta(cells_of(answer))["form"] == "feedback":
                    dropped.append(answer)
                    typed_over(answer, root / f"inbox/营业部/又{len(dropped)}.xlsx", over)
            plant.run()

            assert errors == []
            assert len(plant.rows("arrivals")) == len(dropped)
            assert plant.inbox() == []
            assert plant.broken() == []
            for path in paths(plant, "*.xlsx"):
                cells_of(path)
    finally:
        shutil.rmtree(root)


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_anything_typed_into_task_sheets_is_kept_and_published(
    data: st.DataObject, founded: Path, shared_reader: Reader, desk: Path
) -> None:
    root = Path(shutil.copytree(founded, Path(desk) / "plant"))
    try:
        with Plant(root, shared_reader, dashboard=False) as plant, errors_logged() as errors:
            plant.complain("| 业务类型 | 退货 | 协办部门 | 技术部 |")
            plant.complain("| 信息类别 | 其他信息 | 信息细类 | 交期 |\n| 反馈内容 | 第二件 |")
            plant.complain("| 反馈内容 | |")
            plant.run()
            typed: dict[tuple[str, str], str] = {}
            for department in ("QA", "SALES", "PMC", "ENG"):
                typed |= type_anything(plant, department, data)
            plant.run()
            plant.run()

            assert errors == []
            assert plant.broken() == []
            kept = {row["key"]: row["typed"] for t in KEEPING for row in plant.rows(t)}
            told = [stray["text"] for stray in plant.rows("strays")]
            for (row, name), text in typed.items():
                in_vain = any(stray.startswith(row) and text in stray for stray in told)
                assert kept[row].get(name, "") == text or in_vain
    finally:
        shutil.rmtree(root)


def type_anything(plant: Plant, department: str, data: st.DataObject) -> dict[tuple[str, str], str]:
    """Some open cells of a department's book typed over; gives what the saved file shows there,
    as a number in a cell for times is a time.
    """
    path = plant.book(COMPANY.department_name(department))
    cells = open_cells(plant, path, department)
    kinds = {place: (column.kind, column.list) for place, (_, column) in cells.items()}
    values = data.draw(some_of(kinds, 8))
    typed: Typed = {}
    for place, value in values.items():
        sheet, _, cell = place.rpartition("!")
        typed.setdefault(sheet, {})[cell] = value
    fill_cells(path, path, typed, by=department)
    plant.stamp(path)
    saved = cells_of(path)
    shown: dict[tuple[str, str], str] = {}
    for place in values:
        sheet, _, cell = place.rpartition("!")
        page, (row, column) = saved.sheet(sheet), cells[place]
        assert page is not None
        shown[row, column.id] = canonical_text(page.cells.get(address_of(cell)))
    return shown


def open_cells(plant: Plant, path: Path, department: str) -> dict[str, tuple[str, Column]]:
    """Where a department may type: 任务!F5 → the row's key and the column."""
    steps = {task.number: COMPANY.steps[task.step] for task in plant.ws.snapshot().tasks}
    book = cells_of(path)
    found: dict[str, tuple[str, Column]] = {}
    for plan in department_sheets(department):
        page = book.sheet(plan.name)
        if page is None or plan.row_of not in KEEPING:
            continue
        titles = {text: column for (row, column), text in page.cells.items() if row == HEADER}
        keys = {row: str(key) for (row, c), key in page.cells.items() if c == 1 and row > HEADER}
        for row, key in keys.items():
            fills = steps[key].fills if key in steps else [column.id for column in plan.typed]
            for column in plan.typed:
                if column.id in fills:
                    found[f"{plan.name}!{a1_of((row, titles[column.heading]))}"] = key, column
    return found
