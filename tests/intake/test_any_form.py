"""Whatever people put into forms, the whole line takes it: nothing fails, everything is answered."""

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

from feedback_xl.forms.declaration import all_forms, form
from feedback_xl.forms.locate import read_meta
from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.fill import fill_cells
from feedback_xl.xlsx.reader import Reader
from tests.forms.anything import COMPANY, likely, shown_values, some_of
from tests.forms.filling import NOW, ordinary, read
from tests.plant import Plant
from tests.publish.books import paths
from tests.tables import cells_of

FORMS = [declared.id for declared in all_forms()]
Cells = dict[str, CellValue]


def mostly_right(form_id: str) -> st.SearchStrategy[Cells]:
    """An ordinary form with something typed over it, so that many are accepted."""
    filled = read(ordinary(form_id))
    right = show_submission(filled.submission, filled.form, COMPANY)
    fields = {item.id: item for item in filled.form.entries}
    anything = shown_values(form_id).map(dict)
    return some_of(fields, 4).map(lambda over: {**right, **over}) | anything


forms = st.sampled_from(FORMS).flatmap(
    lambda form_id: st.tuples(st.just(form_id), mostly_right(form_id))
)
edits = st.lists(some_of({item.id: item for item in form("feedback").entries}, 3), max_size=3)


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


@settings(max_examples=10, deadline=None)
@given(dropped=st.lists(forms, min_size=1, max_size=5), revised=edits)
def test_any_forms_are_taken_in_answered_and_published(
    dropped: list[Any], revised: list[Cells], founded: Path, shared_reader: Reader, desk: Path
) -> None:
    root = Path(shutil.copytree(founded, Path(desk) / "plant"))
    try:
        with Plant(root, shared_reader) as plant, errors_logged() as errors:
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


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_anything_typed_into_task_sheets_is_kept_and_published(
    data: st.DataObject, founded: Path, shared_reader: Reader, desk: Path
) -> None:
    root = Path(shutil.copytree(founded, Path(desk) / "plant"))
    try:
        with Plant(root, shared_reader) as plant, errors_logged() as errors:
            plant.complain("| 业务类型 | 退货 | 协办部门 | 技术部 |")
            plant.complain(
                "| 信息类别 | 其他信息 | 信息细类 | 交期 | 反馈内容 | 第二件 |".replace(
                    "交期 | 反", "交期 |\n | 反"
                )
            )
            plant.complain("| 反馈内容 | |")
            plant.run()
            kept = {}
            for department in ("QA", "SALES", "PMC", "ENG"):
                kept |= type_anything(plant, department, data)
            plant.run()
            plant.run()

            assert errors == []
            assert plant.broken() == []
            rows = {row["key"]: row for name in ("tasks", "returns") for row in plant.rows(name)}
            for (row, name), text in kept.items():
                assert rows[row]["typed"].get(name, "") == text
    finally:
        shutil.rmtree(root)


def type_anything(plant: Plant, department: str, data: st.DataObject) -> dict[tuple[str, str], str]:
    """Some open cells of a department's sheets typed over; gives what now stands there."""
    from feedback_xl.edits.collect import canonical_text
    from feedback_xl.forms.declaration import Field, Place
    from feedback_xl.sheets.declaration import department_sheets
    from tests.tables import type_into

    path, kept = plant.book(COMPANY.department_name(department)), {}
    steps = {task.number: COMPANY.steps[task.step] for task in plant.ws.snapshot().tasks}
    for plan in department_sheets(department):
        lines = plant.lines(COMPANY.department_name(department), plan.name) if plan.typed else []
        for line in lines:
            row = str(line["_key"])
            fills = steps[row].fills if row in steps else tuple(c.id for c in plan.typed)
            open_columns = [column for column in plan.typed if column.id in fills]
            for column in data.draw(
                st.lists(st.sampled_from(open_columns), max_size=3, unique=True)
            ):
                item = Field(
                    column.id,
                    column.title,
                    column.kind,
                    Place("", 1, "A", "B", "B"),
                    list=column.list,
                )
                value = data.draw(likely(item))
                type_into(path, plan.name, row, {column.title: "'" if value is None else value})
                kept[row, column.id] = canonical_text(value)
    plant.stamp(path)
    return kept
