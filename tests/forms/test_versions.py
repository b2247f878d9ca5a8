"""Blanks of an earlier version: read in their own words, told once their time is over (7.5.3)."""

from datetime import date, datetime

import pytest

from feedback_xl.forms.declaration import FORM_NAMES, form
from feedback_xl.forms.filled import Filled
from feedback_xl.forms.parse import read_form
from feedback_xl.forms.versions import all_versions
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.cells import Cells, CellValue, a1_of, address_of
from feedback_xl.xlsx.fill import fill_cells
from tests.forms.filling import codes, ordinary, problems, with_cells, without_map
from tests.plant import Plant
from tests.tables import cells_of, template

FRONT = "反馈信息"
LAST_DAY, DAY_AFTER = datetime(2024, 6, 30, 15, 0), datetime(2024, 7, 1, 8, 0)
IN_OLD_WORDS = "\n| 收到日期 | 2024-06-28 | 收到时间 | |\n| 信息类别 | 质量类 | 信息等级 | 二级 |"


def old_labels() -> dict[str, str | None]:
    """What stood on version A/0 where something else stands now."""
    today, earlier = all_versions(form("feedback"))
    [version] = today.versions
    typed: dict[str, str | None] = {today.fields["form_version"].place.cell: version.id}
    for name, label in version.labels.items():
        table, _, column = name.partition("/")
        if column:
            header = next(c for c in earlier.tables[table].columns if c.id == column).place
            typed[f"{header.first}{header.row}"] = label
        else:
            typed[today.fields[name].place.label_cell] = label
    for name in version.without:
        typed[today.fields[name].place.label_cell] = None
    return typed


def old_form(changes: str = "") -> Cells:
    """An ordinary complaint on a blank of version A/0, which had no map."""
    return without_map(
        with_cells(ordinary("feedback", IN_OLD_WORDS + changes), FRONT, old_labels())
    )


def read(cells: Cells, now: datetime) -> Filled:
    found = read_form(cells, shipped_company(), now)
    assert isinstance(found, Filled), found
    return found


def test_up_to_its_last_day_an_earlier_blank_is_as_good_as_todays() -> None:
    found = read(old_form(), LAST_DAY)

    assert problems(found) == []
    assert (found.submission.form, found.submission.version) == ("feedback", "A/0")
    assert found.submission.fields["customer_name"] == "苏州恒达电机"
    assert found.submission.fields["category"] == "quality"
    assert found.submission.fields["level"] == "A"
    assert found.submission.lines["products"][0]["part"] == "ZD-3012"


def test_afterwards_it_is_accepted_with_a_reminder_where_the_blank_lies() -> None:
    found = read(old_form(), DAY_AFTER)

    assert problems(found) == [("", "VERSION_ENDED", "remind")]
    [problem] = found.problems
    assert "2024-06-30" in problem.text
    assert "A/1:outbox/营业部/空白表/出差.退换品信息表.xlsx" in problem.expected.replace("：", ":")


def test_a_demanded_cell_is_named_by_the_label_that_stands_on_the_form() -> None:
    found = read(old_form("\n| 客户名称 | |"), LAST_DAY)

    assert codes(problems(found)) == {("用户单位", "FIELD_REQUIRED")}


def test_an_earlier_versions_words_mean_nothing_on_todays_blank() -> None:
    found = read(ordinary("feedback", "\n| 信息等级 | 二级 |"), LAST_DAY)

    assert found.submission.fields.get("level") is None


def test_a_blank_that_still_has_its_map_says_its_version_there() -> None:
    cells = with_cells(ordinary("feedback", IN_OLD_WORDS), FRONT, old_labels())
    [meta] = [sheet for sheet in cells.sheets if sheet.name == "_meta"]
    [row] = [row for (row, column), text in meta.cells.items() if text == "version"]
    found = read(with_cells(cells, "_meta", {a1_of((row, 2)): "A/0"}), LAST_DAY)

    assert found.submission.version == "A/0"
    assert found.submission.fields["level"] == "A"


@pytest.mark.parametrize("form_id", FORM_NAMES)
def test_what_an_earlier_version_lacked_never_keeps_a_form_from_being_routed(form_id: str) -> None:
    today = form(form_id)
    for version in today.versions:
        assert version.approved_by and version.approved_on <= version.until < date(2026, 11, 23)
        for name in version.without:
            assert all(mark.mark != "required" for mark in today.fields[name].marks), name
        named = {*version.labels, *version.words}
        assert not [name for name in named if today.field_of(name.replace("/", "/0/")) is None]


def test_dropped_years_later_it_is_entered_and_answered_on_todays_blank(plant: Plant) -> None:
    typed: dict[str, CellValue] = {
        a1_of(address): value
        for sheet in old_form("\n| 收到日期 | 2026-11-23 |").sheets
        for address, value in sheet.cells.items()
        if sheet.name == FRONT
    }
    typed |= {a1: None for a1, label in old_labels().items() if label is None}
    blank = template("feedback")
    [map_] = [sheet for sheet in cells_of(blank).sheets if sheet.name == "_meta"]
    gone: dict[str, CellValue] = {a1_of(address): None for address in map_.cells}
    old = plant.root.parent / "旧表.xlsx"
    fill_cells(blank, old, {FRONT: typed, "_meta": gone})
    plant.drop(old)
    plant.run()

    assert plant.told() == ["VERSION_ENDED", "CUSTOMER_NEW", "TIME_ASSUMED"]
    assert plant.rows("submissions")[0]["record"]["version"] == "A/0"
    answer = cells_of(plant.answer("营业部/回执")).sheet(FRONT)
    assert answer is not None
    place = form("feedback").fields["level"].place
    assert answer.cells[address_of(place.label_cell)] == "信息等级 ★"
    assert answer.cells[address_of(place.cell)] == "A"
