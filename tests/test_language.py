"""Everything people read is said in every language, the same way, and nothing else is."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from feedback_xl.forms.declaration import FORM_NAMES, form
from feedback_xl.forms.shapes import Field
from feedback_xl.forms.text import fold_key
from feedback_xl.language import (
    LANGUAGES,
    SOURCE,
    declared,
    is_read,
    source,
    speak,
    texts_in,
)
from feedback_xl.procedure.clauses import clauses, interpretations
from feedback_xl.procedure.load import shipped_company
from feedback_xl.publish.rules import BOOKS as BOOKS_OF_RULES
from feedback_xl.publish.rules import sheet_title
from feedback_xl.sheets.declaration import SheetPlan, book_plan

PACKAGE = Path(__file__).parents[1] / "feedback_xl"
CATALOGUES = sorted(PACKAGE.glob("locale/en/*.po"))
FILES = sorted(  # (room, name) of each file whose texts people read; the demo's are typed by people
    (path.relative_to(PACKAGE).parts[0], path.stem)
    for path in PACKAGE.rglob("*.toml")
    if path.relative_to(PACKAGE).parts[0] != "demo"
)
SENTENCES = {
    f"{name}.{key}" for room, name in FILES if room == "sentences" for key in source(room, name)
}
BOOKS = [path.stem for path in sorted(PACKAGE.glob("sheets/data/*.toml"))]
LONGEST_SHEET_NAME = 31
LONGEST_INPUT_TITLE = 32
NOT_IN_SHEET_NAMES = set("[]:*?/\\")
COMPANY_FOLDERS = ("inbox", "outbox")
BYTE_ORDER_MARK = "\ufeff"

# What reads Chinese that people type, and the names of Chinese programs and fonts.
READERS = {
    "forms/codes",
    "forms/dates",
    "forms/days",
    "forms/lists",
    "forms/locate",
    "forms/months",
    "forms/numbers",
    "forms/numerals",
    "forms/phones",
    "forms/text",
    "forms/times",
    "forms/types",
    "intake/saved_book",
    "procedure/handing_over",
    "files/mounts",
    "xlsx/styles",
}


@pytest.mark.parametrize(("room", "name"), FILES)
def test_every_text_has_an_english_one(room: str, name: str) -> None:
    texts, known = list(texts_in(room, name)), catalogue(PACKAGE / f"locale/en/{room}.{name}.po")

    assert [text for context, text in texts if not {(context, text), ("", text)} & known] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_holds_what_is_declared_and_says_it_with_the_same_words(path: Path) -> None:
    room, _, name = path.stem.partition(".")
    known = {
        pair for context, text in texts_in(room, name) for pair in ((context, text), ("", text))
    }
    messages = messages_of(path)

    assert [m.id for m in messages if (m.context or "", m.id) not in known] == []
    assert [m.id for m in messages if tokens(str(m.id)) != tokens(str(m.string))] == []
    assert [m.string for m in messages if is_read(str(m.string))] == []
    assert [m.id for m in messages if m.fuzzy or m.locations] == []


def catalogue(path: Path) -> set[tuple[str, str]]:
    return {(m.context or "", str(m.id)) for m in messages_of(path) if m.string}


def messages_of(path: Path) -> list[Message]:
    if not path.exists():
        return []
    with path.open("rb") as opened:
        return [message for message in read_po(opened, locale="en") if message.id]


def tokens(text: str) -> set[str]:
    """The words a text asks for; each language may write a date or number its own way."""
    return set(re.findall(r"\{(\w+)", text))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(request.param)
    yield request.param
    speak(SOURCE)


def test_no_word_stands_for_two_choices(language: str) -> None:
    company = shipped_company()
    clashes = [
        (name, word)
        for name in {*company.lists, "department"} - {"extensible"}
        for word, times in words_of(company.options(name)).items()
        if times > 1
    ]

    assert clashes == [], language


def words_of(options: dict[str, tuple[str, ...]]) -> Counter[str]:
    return Counter(
        word for names in options.values() for word in {fold_key(name) for name in names}
    )


@pytest.mark.parametrize("name", FORM_NAMES)
def test_a_label_is_no_other_label_and_no_choice(name: str, language: str) -> None:
    """Labels of several columns may be those of fields: a header is known by its neighbours."""
    declared_form, company = form(name), shipped_company()
    fields = list(declared_form.fields.values())
    columns = [column for table in declared_form.tables.values() for column in table.columns]
    labels = Counter(fold_key(item.label) for item in fields)
    choices = {
        fold_key(names[0])
        for item in (*fields, *columns)
        if item.list and item.list != "department"
        for names in company.options(item.list).values()
    }

    assert [label for label, times in labels.items() if times > 1] == []
    assert labels.keys() & choices == set()
    assert [item.label for item in (*fields, *columns) if is_too_long(item)] == []


def is_too_long(item: Field) -> bool:
    return len(item.label) > LONGEST_INPUT_TITLE


@pytest.mark.parametrize("book", BOOKS)
def test_sheets_and_columns_have_names_a_workbook_can_have(book: str, language: str) -> None:
    plans: tuple[SheetPlan, ...] = book_plan(book)
    names = [plan.name for plan in plans]

    assert len({name.casefold() for name in names}) == len(names)
    assert [n for n in names if len(n) > LONGEST_SHEET_NAME or NOT_IN_SHEET_NAMES & set(n)] == []
    for plan in plans:
        titles = Counter(column.title for column in plan.columns)
        assert [title for title, times in titles.items() if times > 1] == [], plan.id
        assert [c.title for c in plan.typed if len(c.title) > LONGEST_INPUT_TITLE] == [], plan.id


def test_english_names_of_files_and_folders_are_fit_for_windows() -> None:
    places = declared("sentences", "places", "en").values()
    names = [re.sub(r"\{.*?\}", "x", place) for place in places]

    assert [name for name in names if re.search(r'[\\/:*?"<>|]|[. ]$', name)] == []
    assert len({name.casefold() for name in names}) == len(names)


def test_english_evidence_stands_where_it_is_said_to() -> None:
    speak("en")
    sheets = {sheet_title(book, plan) for book in BOOKS_OF_RULES for plan in book_plan(book)}
    sheets |= {"Dashboard·Overview"}
    known = {*declared("sentences", "places", "en").values(), *COMPANY_FOLDERS}
    known |= {department.name for department in shipped_company().departments.values()}
    evidence = {item for clause in clauses().values() for item in clause.evidence}
    settings = {item.setting for item in interpretations() if item.setting}
    folders = {item for item in evidence if item.startswith(COMPANY_FOLDERS)}

    assert sorted((evidence | settings) - folders - sheets) == []
    parts = {part for folder in folders for part in folder.rstrip("/").split("/")}
    assert sorted(part for part in parts - known if not part.startswith("<")) == []


def constants(path: Path) -> Iterator[str]:
    """Strings of a module besides its docstrings; what a format puts in reads as *."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (p.value if isinstance(p, ast.Constant) else "*" for p in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield str(node.value)


MODULES = sorted(PACKAGE.rglob("*.py"))
SAID = {text for path in MODULES for text in constants(path)}


def test_every_sentence_is_said_somewhere() -> None:
    """By its name, or by the beginning of it that code completes."""
    names = [text for text in SAID if re.match(r"\w+\.", text)]
    patterns = [re.escape(text).replace(r"\*", r"\w+") for text in names]
    patterns += [f"{re.escape(text)}_\\w+" for text in names if text not in SENTENCES]
    said = re.compile("|".join(patterns))

    assert sorted(name for name in SENTENCES if not said.fullmatch(name)) == []


def test_every_sentence_said_is_declared() -> None:
    called = {
        node.args[0].value
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("say", "sentence", "said_in_any")
        and isinstance(node.args[0], ast.Constant)
    }

    assert called - SENTENCES == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_code_speaks_chinese(path: Path) -> None:
    if path.relative_to(PACKAGE).with_suffix("").as_posix() not in READERS:
        assert [text for text in constants(path) if is_read(text.strip(BYTE_ORDER_MARK))] == []
