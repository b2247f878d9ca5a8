"""The auditor's own reckoning agrees with the books, and tells where somebody changed one."""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback_xl.clock import SimulatedClock
from feedback_xl.records import canonical
from feedback_xl.xlsx.reader import Reader
from tests.e2e.auditing import SCRIPT, audit
from tests.e2e.doings import NO_CAPA, complain, handle, reply
from tests.e2e.histories import START, varied_history
from tests.plant import Plant
from tests.tables import cells_of, lines_of

pytestmark = pytest.mark.dashboard

LIST = "顾客反馈清单"
ANSWERED, INTERIM, LATE = (f"FK-20261029-00{n}" for n in (1, 2, 3))

Entry = dict[str, Any]


@dataclass
class Copies:
    """What an auditor is given: the journal and the workbooks."""

    root: Path

    @classmethod
    def of(cls, plant: Plant, to: Path) -> "Copies":
        shutil.copytree(plant.ws.folders.mirror, to / "state/journal")
        shutil.copytree(plant.ws.folders.workbooks, to / "workbooks")
        return cls(to)

    @property
    def master(self) -> Path:
        return self.root / "workbooks/总台账.xlsx"

    def audit(self) -> tuple[int, list[str]]:
        return audit(self.root / "state", self.root / "workbooks")

    def type(self, number: str, title: str, value: Any) -> None:
        """Tamper with a cell of the list."""
        book = openpyxl.load_workbook(self.master, data_only=True)
        titles = [cell.value for cell in book[LIST][4]]
        row = next(row for row in book[LIST].iter_rows(min_row=5) if row[0].value == number)
        row[titles.index(title)].value = value
        book.save(self.master)

    def alter(self, change: Callable[[list[Entry]], Any]) -> None:
        """Tamper with the entries of the journal."""
        path = self.root / "state/journal/main.jsonl"
        entries = [json.loads(line) for line in path.read_bytes().splitlines()]
        change(entries)
        path.write_bytes("".join(f"{canonical(entry)}\n" for entry in entries).encode())

    def lines(self) -> list[dict[str, Any]]:
        sheet = cells_of(self.master).sheet(LIST)
        assert sheet is not None
        return lines_of(sheet)


def test_the_reckoning_agrees_after_every_step_of_a_varied_history(
    founded: Path, shared_reader: Reader, tmp_path: Path
) -> None:
    root = tmp_path / "plant"
    shutil.copytree(founded, root)
    with Plant(root, shared_reader, SimulatedClock(START)) as plant:
        for step, happened in enumerate(varied_history(plant)):
            copies = Copies.of(plant, tmp_path / f"{step}")
            assert copies.audit() == (0, []), happened
    shown = copies.lines()
    assert {str(line["时限状态"])[2:] for line in shown} == {
        *("正常", "即将到期", "超期", "按时完成", "不计时")
    }
    assert {line["轮次"] for line in shown} == {1, 2}
    states = [str(line["状态"]).partition("FK-")[0] for line in shown]
    assert {"已作废", "已并入", "客户已撤回", "纠正措施跟踪", "客户已接受,内部处理中"} <= {*states}
    assert states.count("已结案") >= 12
    assert len(shown) == 37


@pytest.fixture(scope="module")
def three_feedbacks(
    founded: Path, shared_reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Three feedbacks: one closed in time, one with an interim reply in time, one late."""
    root = tmp_path_factory.mktemp("audited")
    shutil.copytree(founded, root / "plant")
    with Plant(root / "plant", shared_reader, SimulatedClock(START)) as plant:
        complain(plant, "1 answered")
        complain(plant, "2 interim", "| 信息等级 | AA | 收到日期 | 2026-10-28 | 收到时间 | 10:30 |")
        complain(plant, "3 late", "| 信息等级 | AA | 收到日期 | 2026-10-27 |")
        plant.run()
        plant.clock.wait(3600)
        handle(plant, "1 answered", **NO_CAPA)
        reply(plant, "1 answered", "最终回复", 客户意见="接受")
        called = {"回复时间": datetime(2026, 10, 29, 10, 15), "下次回复日期": date(2026, 11, 2)}
        reply(plant, "2 interim", "初步回复", **called)
        plant.run()
        assert Copies.of(plant, root / "copies").audit()[0] == 0
    return root / "copies"


@pytest.fixture
def copies(three_feedbacks: Path, tmp_path: Path) -> Copies:
    """Copies of one's own to tamper with."""
    shutil.copytree(three_feedbacks, tmp_path / "copies")
    return Copies(tmp_path / "copies")


@pytest.mark.parametrize(
    ("number", "title", "value"),
    [
        (LATE, "回复时限", datetime(2026, 10, 30, 10)),
        (LATE, "完成时限", datetime(2026, 10, 30, 10)),
        (LATE, "收到时间", datetime(2026, 10, 29, 10)),
        (LATE, "首次回复时间", datetime(2026, 10, 27, 12)),
        (LATE, "时限状态", "● 按时完成"),
        (LATE, "状态", "已结案"),
        (LATE, "等级", "B"),
        (LATE, "超期(h)", 2.0),
        (LATE, "客户名称", "另一客户"),
        (LATE, "反馈内容", "无"),
        (ANSWERED, "首次回复时间", datetime(2026, 10, 29, 10, 30)),
        (ANSWERED, "最终回复", "什么也没答复"),
        (ANSWERED, "状态", "已回复,待客户确认"),
        (INTERIM, "首次回复时间", None),
        (INTERIM, "轮次", 2),
    ],
)
def test_a_cell_of_the_master_that_was_changed_is_told(
    copies: Copies, number: str, title: str, value: Any
) -> None:
    copies.type(number, title, value)
    code, told = copies.audit()
    assert code == 1
    assert [line.partition(":")[0] for line in told] == [f"{number} {title}"]


def test_a_feedback_that_is_missing_from_the_master_is_told(copies: Copies) -> None:
    book = openpyxl.load_workbook(copies.master, data_only=True)
    rows = [row[0].row for row in book[LIST].iter_rows(min_row=5) if row[0].value == LATE]
    book[LIST].delete_rows(rows[0])
    book.save(copies.master)
    code, told = copies.audit()
    assert (code, told[0]) == (1, f"{LATE}: stands only in the journal")


def test_a_feedback_nobody_entered_is_told(copies: Copies) -> None:
    copies.type(LATE, "_key", "FK-20261029-009")
    code, told = copies.audit()
    assert code == 1
    assert told[:2] == [
        f"{LATE}: stands only in the journal",
        "FK-20261029-009: stands only in the book",
    ]


def test_a_better_on_time_rate_on_the_dashboard_is_told(copies: Copies) -> None:
    path = copies.root / "workbooks/看板.xlsx"
    book = openpyxl.load_workbook(path, data_only=True)
    cells = (cell for row in book["总览"].iter_rows() for cell in row)
    card = next(cell for cell in cells if cell.value == "首次回复按时率").offset(row=1)
    assert card.value == "50.0%"
    card.value = "100.0%"
    book.save(path)
    code, told = copies.audit()
    assert (code, told[0]) == (1, "K03: the book says 100.0%, reckoned 50.0% (1 of 2)")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda e: e[0]["payload"]["facts"].update(number="FK-0"),
            "the content of entry 1 was altered",
        ),
        (lambda e: e[0]["payload"]["changes"].pop(), "the content of entry 1 was altered"),
        (lambda e: e[1].update(at="2026-10-28T10:00:02"), "the head of entry 2 was altered"),
        (lambda e: e.pop(1), "line 2, entry 3, does not follow upon the one before"),
        (lambda e: e.insert(1, e[0]), "line 2, entry 1, does not follow upon the one before"),
        (lambda e: e[1].update(payload=None, hash=e[0]["hash"]), "the head of entry 2 was altered"),
        (lambda e: e.__delitem__(slice(3, None)), "ends with entry 3, the book knows entry"),
    ],
)
def test_a_line_of_the_journal_that_was_altered_is_told(
    copies: Copies, change: Callable[[list[Entry]], Any], said: str
) -> None:
    copies.alter(change)
    code, told = copies.audit()
    assert code == 1
    assert any(line.startswith(f"journal: {said}") for line in told)


def test_a_forger_who_mends_the_chain_is_caught_by_the_books(copies: Copies) -> None:
    """He dates the reply of the late one into time, and hashes everything anew."""

    def forge(entries: list[Entry]) -> None:
        fields = entries[2]["payload"]["facts"]["record"]["fields"]
        assert fields["content"] == "3 late"
        fields["received_on"] = "2026-10-29"
        chain(entries)

    copies.alter(forge)
    code, told = copies.audit()
    assert code == 1
    assert {line.partition(":")[0] for line in told} == {
        *(
            f"{LATE} {title}"
            for title in ("收到时间", "完成时限", "回复时限", "时限状态", "超期(h)")
        ),
        "K03",
    }


def chain(entries: list[Entry]) -> None:
    """Hash each entry as the journal does."""
    previous = "0" * 64
    for entry in entries:
        entry["payload_sha"] = sha256(canonical(entry["payload"]))
        head = {
            k: v
            for k, v in entry.items()
            if k not in ("payload", "payload_sha", "previous", "hash")
        }
        entry["previous"] = previous
        entry["hash"] = previous = sha256(previous + canonical(head) + entry["payload_sha"])


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_the_program_concluded_is_not_looked_at(copies: Copies) -> None:
    """Without it only the journal itself differs: every cell of the list comes from facts."""

    def forget(entries: list[Entry]) -> None:
        for entry in entries:
            entry["payload"]["changes"] = [
                {**change, "values": {name: change["values"].get(name) for name in GIVEN}}
                for change in entry["payload"]["changes"]
                if change["what"] == "tasks"
            ]
        chain(entries)

    copies.alter(forget)
    assert copies.audit() == (0, [])


GIVEN = ("number", "case", "round", "step", "state")


def test_it_is_made_without_the_program() -> None:
    lines = SCRIPT.read_text("utf-8").splitlines()
    words = [line.split() for line in lines if line.split()[:1] in (["import"], ["from"])]
    imported = {word[1].partition(".")[0] for word in words}
    assert imported - sys.stdlib_module_names == {"openpyxl"}


def test_it_says_so_when_it_cannot_read(tmp_path: Path) -> None:
    code, _ = Copies(tmp_path).audit()
    assert code == 2
