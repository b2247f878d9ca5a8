"""What is written into 设置.xlsx is read back as the same decisions."""

from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback_xl.forms.text import fold_key, is_ditto, is_null
from feedback_xl.intake.saved_book import SavedBook
from feedback_xl.intake.settings_check import check_settings
from feedback_xl.intake.settings_read import Ground, read_settings
from feedback_xl.procedure.decided import Content, Version, changes_between, with_changes
from feedback_xl.procedure.enforce import company_from, content_after, in_force
from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.modes import MODES
from feedback_xl.procedure.settable import shipped_content
from feedback_xl.publish.settings_book import draw_settings, settings_contents
from feedback_xl.sheets.band import Heading
from feedback_xl.xlsx.draw import Book
from tests.tables import cells_of

NOW = datetime(2026, 11, 23, 10)
SHIPPED = shipped_company()
CONTENT = shipped_content(SHIPPED)


def written_and_read(content: Content, folder: Path) -> SavedBook:
    """The book of this content as a manager would save it unchanged."""
    company = company_from(SHIPPED, content, "SZ-00001")
    book = Book("设置", created=NOW, company=company.name)
    heading = Heading(company.name, "QP-CF-01 A/1", NOW, 1)
    draw_settings(book, settings_contents(content, company, {}), heading, company)
    path = folder / "设置.xlsx"
    path.write_bytes(book.close({"book": "settings"}, {"book": "settings"}))
    ground = Ground(company, content, (), NOW, {}, frozenset())
    saved = read_settings(cells_of(path), ground)
    saved.problems += check_settings(saved, ground)
    return saved


def test_the_shipped_company_is_the_one_its_lines_make() -> None:
    assert company_from(SHIPPED, CONTENT, SHIPPED.version) == SHIPPED


def test_the_shipped_company_written_and_read_changes_nothing(tmp_path: Path) -> None:
    saved = written_and_read(CONTENT, tmp_path)

    assert saved.problems == []
    assert changes_between(CONTENT, saved.content()) == ()


def test_every_way_to_count_hours_has_a_word() -> None:
    assert set(SHIPPED.lists["mode"]) == set(MODES)


names = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4
).filter(lambda text: not (is_null(text) or is_ditto(text)))
days = st.dates(date(2026, 1, 1), date(2030, 12, 31)).map(str)
hours = st.integers(1, 720)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """What a manager may have added to the shipped lines."""
    staff = draw(st.lists(names, unique_by=fold_key, max_size=4))
    levels = list(SHIPPED.levels)
    people = {
        name: {"name": name, "department": draw(st.sampled_from(list(SHIPPED.departments)))}
        | {"status": "active"}
        | draw(st.sampled_from([{}, {"since": "2026-12-01"}, {"email": "a@b.cn"}]))
        for name in staff
    }
    suppliers = draw(st.lists(names, unique_by=fold_key, max_size=3))
    closed = draw(st.lists(days, unique=True, max_size=5))
    limits = draw(st.dictionaries(st.sampled_from(levels), hours, max_size=3))
    added = {
        "people": people,
        "suppliers": {name: {"name": name} for name in suppliers},
        "days": {day: {"day": day, "kind": "off", "reason": "停工"} for day in closed},
        "products": {part: {"part": part, "kind": "safety"} for part in suppliers},
        "limits": {
            f"KH-00001/{level}": {
                "customer": "KH-00001",
                "level": level,
                "hours": number,
                "basis": "协议",
            }
            for level, number in limits.items()
        },
    }
    return {**CONTENT, **{sheet: lines for sheet, lines in added.items() if lines}}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=contents())
def test_anything_a_manager_may_add_is_read_back_the_same(content: Content, tmp_path: Path) -> None:
    saved = written_and_read(content, tmp_path)

    assert [p.code for p in saved.problems if p.returns] == []
    assert changes_between(content, saved.content()) == ()


@settings(max_examples=50, deadline=None)
@given(one=contents(), other=contents())
def test_changes_lead_from_one_content_to_the_other(one: Content, other: Content) -> None:
    changed = with_changes(one, changes_between(one, other))

    assert changes_between(changed, other) == ()


@settings(max_examples=25, deadline=None)
@given(one=contents(), other=contents())
def test_the_company_in_force_is_made_of_the_versions_that_are_due(
    one: Content, other: Content
) -> None:
    versions = (
        Version("SZ-00001", NOW, changes_between(CONTENT, one)),
        Version("SZ-00002", NOW + timedelta(days=1), changes_between(one, other)),
    )

    assert in_force(SHIPPED, versions, NOW - timedelta(1)) is SHIPPED
    assert in_force(SHIPPED, versions, NOW) == company_from(SHIPPED, one, "SZ-00001")
    later = in_force(SHIPPED, versions, NOW + timedelta(days=1))
    assert later == company_from(SHIPPED, content_after(SHIPPED, versions), "SZ-00002")
