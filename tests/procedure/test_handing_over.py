"""What passes from one name to another, and what does not (P4.3)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from feedback_xl.procedure.company import Person
from feedback_xl.procedure.customer_file import CustomerFile
from feedback_xl.procedure.decided import CellChange, Version
from feedback_xl.procedure.handing_over import Work, begin_hand_over, departure
from feedback_xl.procedure.load import shipped_company
from feedback_xl.records import Change, HandOver, Task

NOW = datetime(2026, 11, 23, 10, 0)
COMPANY = replace(shipped_company(), people={"李娜": Person("李娜", "ENG")})
BEGUN = HandOver("HO-00001", "张敏", "SALES", "李娜", "left", "SZ-00001", NOW)


def handle(number: str, person: str) -> Task:
    cells = {"person": person, "measures": "查图纸"}
    return Task(number, "handle", "SALES", NOW, case=number[:-4], typed=cells, values=cells)


def customer(number: str, rep: str) -> CustomerFile:
    row = {"rep": rep, "fields": {"phone": "1"}, "status": "potential", "registered_at": None}
    return CustomerFile(COMPANY, number, row)


def passed(**work: Any) -> dict[tuple[str, str], Change]:
    nothing: dict[str, Any] = dict.fromkeys(
        ("customers", "tasks", "cases", "grants", "hand_overs"), ()
    )
    changes = begin_hand_over(BEGUN, Work(**{**nothing, **work}), COMPANY)
    return {(change.what, change.key): change for change in changes}


def test_only_the_name_itself_gives_way() -> None:
    tasks = [handle("FK-1-T01", "周工、张敏"), handle("FK-2-T01", "张敏华"), handle("FK-3-T01", "")]

    changed = passed(tasks=tasks)

    assert changed["handovers", "HO-00001"].values["tasks"] == ("FK-1-T01",)
    cells = {"person": "周工、李娜", "measures": "查图纸"}
    assert changed["tasks", "FK-1-T01"].values == {"typed": cells, "values": cells}
    assert ("tasks", "FK-2-T01") not in changed


def test_the_successor_calls_on_customers_from_his_own_department() -> None:
    files = [customer("KH-00001", "张敏"), customer("KH-00002", "张敏华")]

    changed = passed(customers=files)

    told = changed["customers", "KH-00001"].values
    assert (told["rep"], told["fields"]) == ("李娜", {"phone": "1", "rep": "李娜"})
    assert ("customers", "KH-00002") not in changed
    steps = {
        key: (change.values["step"], change.values["department"])
        for (what, key), change in changed.items()
        if what == "tasks"
    }
    assert steps == {
        "HO-00001-T01": ("take_over", "SALES"),
        "HO-00001-T02": ("announce", "SALES"),
        "HO-00001-T03": ("make_contact", "ENG"),
    }


def test_what_he_might_look_at_ends_with_him() -> None:
    ended = passed(grants=["GR-00001"])["grants", "GR-00001"]

    assert ended.values == {"ended_at": NOW}


def test_a_last_day_that_is_over_gives_the_days_the_company_allows() -> None:
    limits = []
    for since in ("2026-11-20", "2026-12-31"):
        begun = replace(BEGUN, since=since)
        changes = begin_hand_over(begun, Work((), (), (), (), ()), COMPANY)
        limits += [change.values["limit_at"] for change in changes if change.what == "tasks"]

    assert limits == [datetime(2026, 11, 26, 17, 0), datetime(2026, 12, 31, 17, 0)]


def test_he_goes_from_the_department_he_was_in() -> None:
    def version(number: str, **cells: tuple[str | None, str]) -> Version:
        changes = (CellChange("people", "张敏", name, *both) for name, both in cells.items())
        return Version(number, NOW, tuple(changes))

    versions = [
        version("SZ-00001", status=(None, "active"), department=(None, "SALES")),
        version("SZ-00002", status=("active", "moved"), department=("SALES", "ENG")),
        version("SZ-00003", successor=("李娜", "赵静")),
    ]

    person = Person("张敏", "ENG", status="moved")
    assert departure(person, versions) == ("SZ-00002", "SALES")
    assert departure(person, versions[:1]) == ("SZ-00001", "ENG")
