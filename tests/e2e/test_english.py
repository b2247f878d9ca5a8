"""A workspace that speaks English: people read and fill English, and Chinese forms are read too."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest
from click.testing import CliRunner

from feedback_xl.app.found import found_workspace
from feedback_xl.cli.commands import main
from feedback_xl.forms.blank import blank
from feedback_xl.forms.declaration import form
from feedback_xl.language import SOURCE, is_read, speak
from feedback_xl.procedure.load import shipped_company
from feedback_xl.xlsx.reader import Reader
from tests.e2e.people import People
from tests.plant import CASE, Plant
from tests.settings_book.manager import Manager
from tests.tables import COMPLAINT, cells_of, fill, lines_of, template, type_into

SALES, QA = "Sales", "Quality Assurance"
SECOND = "FK-20261123-002"
FONTS = re.compile("微软雅黑|等线|宋体")  # the only Chinese an English book holds: names of fonts

CALL = """
    | Customer name | Evergreen Motors |
    | Received on | 2026-11-23 | Received at | 09:00 |
    | Channel | Phone | Taken by | Mary Lee |
    | Category | Product quality | Level | A |
    | Feedback | Noise at assembly, 3 of 50 checked |
    | Customer's demand | Staff on site, Replenishment |
    | Part no. or name | Lot no. | Qty affected | Qty defective | Defect |
    | ZD-3012 | L2611 | 50 | 3 | Noise |
"""
CHANGE = """
    | Business type | Change | Category | Other information | Subtype | Other |
    | Feedback | Customer wants another grease |
    | Contract/order no. | HT-2026-118 | Wanted from | 2026-12-20 |
    | Kind of change | Technical change, Larger quantity |
    | Before | Grease, 1000 pcs |
    | After | Oil, 1500 pcs |
"""
FILE = """
    | Action | New | Customer status | Active |
    | Customer name | Evergreen Motors Co., Ltd. | Short name | Evergreen Motors |
    | Contact | Mr Brown | Phone or mobile | 13800138000 |
    | Sales rep | Mary Lee | First contact on | 2026-11-20 |
    | Legal representative | James Cooper |
    | Address | 218 Lake Street, Suzhou |
    | Postcode | 215000 | Fax | none |
    | Kind of invoice | Special VAT invoice |
"""
FINDINGS = f"""
    | Case no. | {CASE} |
    | Confirmed by way of | On-site check | Confirmed on | 2026-11-23 |
    | Confirmed by | John Miller | Symptom reproduced | Reproduced |
    | Responsibility | Our responsibility | Findings | Burr on the jig |
    | CAPA started | Yes |
    | Part no. | Qty checked | Qty defective | Defect |
    | ZD-3012 | 20 | 3 | Noise |
"""
DONE = {"In charge": "John Miller", "Measures and result": "Jig replaced", "Status": "Done"}
ANALYSED = {
    **DONE,
    "Cause": "Burr on the jig",
    "Conclusion": "Our responsibility",
    "CAPA started": "Yes",
}
FINAL = {
    "Kind of reply": "Final reply",
    "Reply": "The jig was replaced",
    "Replied by": "Mary Lee",
    "Replied at": datetime(2026, 11, 23, 9, 55),
}
PLANNED = {"8D no.": "8D-26-1", "Planned date": "2026-12-01", "Planned measures": "New jig"}
REVIEWED = {"Opinion": "Can be met", "Reviewer": "Tom Hill", "Reviewed on": "2026-11-23"}
SIGNED = {"Technical agreement no.": "TA-7", "Signed on": "2026-11-23"}
CONCLUDED = {
    "Review no.": "CR-31",
    "Review verdict": "Can be met",
    "Outcome with customer": "Agreed",
    "Agreed on": "2026-11-23",
    "Agreement / order no.": "HT-2026-118-1",
}
WISH = {
    "Access wanted by": "John Miller",
    "Purpose of access": "8D report",
    "Wanted until": "2026-12-04",
}
REVISION = {
    "Mark": "A/2",
    "Reason of the change": "Staff list",
    "Date": "2026-11-23",
    "In charge": "John Miller",
    "Reviewed by": "Peter Wood",
    "Approved by": "James Cooper",
}
CARRIED_OUT = {
    "In charge": "John Miller",
    "Root cause": "Burr",
    "Escape cause": "No check",
    "Countermeasure": "New jig",
    "Completed on": "2026-11-23",
    "FMEA/CP updated": "Yes",
    "Horizontal deployment": "Line 2",
    "Effect": "Effective",
    "Lots verified / basis": "L2612",
    "Verified by": "Anna White",
    "Verified on": "2026-11-23",
}


@pytest.fixture
def english(tmp_path: Path, shared_reader: Reader) -> Iterator[Plant]:
    """A workspace that speaks English."""
    found_workspace(tmp_path / "plant", language="en")
    with Plant(tmp_path / "plant", shared_reader, author="John Miller") as served:
        yield served


def fill_in(plant: Plant, name: str, table: str) -> Path:
    """The English blank of a form, filled."""
    return plant.fill(table, plant.root / "templates" / form(name).file)


def drop(plant: Plant, name: str, table: str, to: str = SALES) -> None:
    plant.drop(fill_in(plant, name, table), to=to)


def chinese_in(root: Path) -> dict[str, set[str]]:
    """Everything Chinese in what people read below a workspace, by file."""
    found = {}
    for path in (path for path in root.rglob("*") if ".feedback_xl" not in path.parts):
        texts = {path.name, *(_texts(path) if path.is_file() else ())}
        if chinese := {text for text in texts if is_read(FONTS.sub("", text))}:
            found[str(path.relative_to(root))] = chinese
    return found


def _texts(path: Path) -> Iterator[str]:
    """The texts of a text file, or of every part of a workbook."""
    if path.suffix != ".xlsx":
        yield from path.read_text("utf-8-sig").splitlines()
        return
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")) and "theme" not in name:
                xml = unescape(package.read(name).decode("utf-8"))
                yield from re.findall(r'[^<>"]*[\u2e80-\uffff][^<>"]*', xml)


def test_a_complaint_is_entered_handled_and_closed_in_english(english: Plant) -> None:
    plant, people = english, People(english)
    drop(plant, "feedback", CALL)
    drop(plant, "customer", FILE)
    plant.run()
    assert plant.told() == []
    assert plant.answers(f"{SALES}/Receipts") and plant.answers(f"{QA}/Feedback forms")
    people.work("analyse", ANALYSED)
    plant.run()
    people.work("plan_capa", PLANNED)
    [prepared] = plant.answers(f"{QA}/To fill")
    plant.drop(plant.fill(FINDINGS, prepared), to=QA)
    plant.run()
    people.work("reply", FINAL, {"Opinion": "Accepts"})
    people.work("capa", CARRIED_OUT)
    plant.run()

    [listed] = plant.lines("Master ledger", "Customer feedback list")
    assert (listed["State"], listed["How closed"]) == ("Closed", "Accepted by customer")
    assert plant.broken() == []
    assert chinese_in(plant.root) == {}


def test_what_goes_wrong_is_said_in_english(english: Plant) -> None:
    plant, people = english, People(english)
    drop(plant, "feedback", CALL + "| Level | C | Received on | tomorrow |")
    drop(plant, "feedback", CALL + "| Level | AA | Severity | Serious | Line stop | Yes |")
    drop(plant, "feedback", CALL + CHANGE)
    drop(plant, "customer", FILE + "| Postcode | 21 | E-mail address | nobody |")
    note = plant.root / "inbox" / "Attachments" / CASE / "mail.txt"
    note.parent.mkdir(parents=True)
    note.write_text("From: customer")
    plant.stamp(note)
    plant.run()
    people.work("analyse", {"Status": "Ask for extension", "Extend to": "2026-11-30 17:00"})
    people.work("judge", {"Level to": "B", "Judged by": "Mary Lee"})
    plant.clock.move_to(datetime(2026, 11, 27, 9, 0))
    plant.run()

    assert len(plant.answers(f"{SALES}/Returned")) == 1
    assert chinese_in(plant.root) == {}


def decide(plant: Plant, department: str, kind: str, decision: str) -> None:
    """The head of a department fills the row of his approval sheet."""
    book = plant.root / "outbox" / department / "Approvals" / "Approvals.xlsx"
    page = cells_of(book).sheet("Approvals")
    assert page is not None
    [row] = [line for line in lines_of(page) if line["Kind"] == kind]
    typed = {"Decision": decision, "Approved by": "James Cooper"}
    type_into(book, "Approvals", str(row["_key"]), typed, by="James Cooper")
    plant.stamp(book)


def set_people(plant: Plant, *people: dict[str, str]) -> None:
    manager = Manager(plant, "Settings")
    for person in people:
        if manager.row_of("People", person["Name"]):
            manager.change("People", person["Name"], person)
        else:
            manager.add("People", person)
    manager.add("Revision history", REVISION)
    manager.save(by="James Cooper")
    plant.run()


def test_changes_decisions_and_departures_are_told_in_english(english: Plant) -> None:
    plant, people = english, People(english)
    drop(plant, "customer", FILE)
    drop(plant, "feedback", CALL + CHANGE)
    plant.run()
    drop(plant, "feedback", CALL + "| Feedback | Scratches |")
    set_people(
        plant,
        {"Name": "Mary Lee", "Department": SALES, "State": "Employed"},
        {"Name": "Anna White", "Department": SALES, "State": "Employed"},
    )
    people.work("determine", {"Technical verdict": "Feasible", "Confirmed by": "Tom Hill"})
    for reviewer in ("Engineering", "Manufacturing", "Purchasing", "Production Control", QA):
        people.work("review_change", REVIEWED, by=reviewer)
    people.work("judge", {"Disposition": "Void", "Reason": "Twice"}, case=SECOND)
    plant.run()
    people.work("agree_technically", SIGNED)
    people.work("conclude", CONCLUDED)
    plant.type(QA, "Customers", "QA/KH-00001", WISH)
    decide(plant, SALES, "Void", "Approved")
    plant.run()
    decide(plant, SALES, "Consult a file", "Approved")
    set_people(plant, {"Name": "Mary Lee", "State": "Left", "Successor": "Anna White"})
    set_people(plant, {"Name": "Anna White", "Department": "Nowhere"})
    plant.clock.move_to(datetime(2026, 12, 1, 9, 0))
    plant.run()

    assert plant.case(SECOND).state == "void"
    assert plant.answers(f"{SALES}/Notices/Customer letters")
    assert plant.answers(f"{QA}/Notices")
    assert plant.broken() == []
    assert chinese_in(plant.root) == {}


def test_commands_answer_in_english(english: Plant) -> None:
    drop(english, "feedback", CALL + "| Level | AA |")
    english.run()
    wrong = fill_in(english, "feedback", CALL + "| Level | C | Received on | 26.11.23 |")

    def told(command: str, *arguments: object) -> str:
        words = [command, "--workspace", str(english.root), *map(str, arguments)]
        return CliRunner().invoke(main, words).output

    assert "[to correct] F11" in told("check", wrong)
    assert "lead Quality Assurance" in told("explain", CASE)
    assert not is_read(told("check", wrong) + told("explain", CASE) + told("status"))


def test_a_chinese_form_is_read_in_an_english_workspace(english: Plant) -> None:
    plant = english
    speak(SOURCE)
    filled = fill(template("feedback"), plant.root.parent / "filled.xlsx", COMPLAINT)
    speak("en")
    plant.drop(filled, to=SALES)
    plant.run()

    assert plant.told() == ["CUSTOMER_NEW"]
    assert (plant.case().category, plant.case().level) == ("quality", "A")


def test_an_english_form_is_read_in_a_chinese_workspace(plant: Plant) -> None:
    speak("en")
    source = plant.root.parent / form("feedback").file
    source.write_bytes(blank(form("feedback"), shipped_company()))
    filled = fill(source, plant.root.parent / "filled.xlsx", CALL)
    speak(SOURCE)
    plant.drop(filled)
    plant.run()

    assert plant.told() == ["CUSTOMER_NEW"]
    assert (plant.case().category, plant.case().level) == ("quality", "A")
