"""Files that are none of our forms: said so, given back, and no obstacle to the others."""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback_xl.app import inbox
from feedback_xl.intake.judge import Verdict, judge
from tests.plant import Plant
from tests.tables import COMPLAINT, CUSTOMER, cells_of


def outcomes(plant: Plant) -> list[str]:
    return [row["outcome"] for row in plant.rows("arrivals")]


def drop_bytes(plant: Plant, name: str, data: bytes) -> None:
    path = plant.root.parent / name
    path.write_bytes(data)
    plant.drop(path)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("合同.xlsx", b"%PDF-1.7 ...", "WORKBOOK_NOT_EXCEL"),
        ("导出.xls", b"<html><table><tr><td>1</td></tr></table></html>", "WORKBOOK_SAVE_AS"),
        ("坏.xlsx", b"\x01\x02\x03" * 99, "WORKBOOK_UNKNOWN"),
        ("零.xlsx", b"\0" * 5000, "WORKBOOK_DAMAGED"),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + b"x" * 99, "WORKBOOK_NOT_EXCEL"),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_reason(
    plant: Plant, name: str, data: bytes, code: str
) -> None:
    drop_bytes(plant, name, data)
    plant.step()
    told, original = sorted(plant.answers("营业部/退回"), key=lambda path: "原件" in path.name)

    assert outcomes(plant) == ["unreadable"]
    assert plant.told() == [code]
    assert plant.inbox() == []
    assert original.read_bytes() == data
    assert cells_of(told).sheets[0].name == "填写问题"


def test_a_workbook_of_something_else_comes_back(plant: Plant) -> None:
    path = plant.root.parent / "采购清单.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "采购清单"
    book.save(path)
    plant.drop(path)
    plant.step()

    assert (outcomes(plant), plant.told()) == (["unreadable"], ["FORM_UNKNOWN"])


def test_a_published_view_dropped_by_mistake_is_recognised(plant: Plant) -> None:
    plant.run()
    plant.drop(plant.book("总台账"))
    plant.step()

    assert plant.told() == ["PUBLISHED_BOOK"]


def test_what_was_refused_is_judged_anew_when_it_comes_again(plant: Plant) -> None:
    drop_bytes(plant, "坏.xlsx", b"\x01\x02\x03" * 99)
    plant.step()
    drop_bytes(plant, "坏.xlsx", b"\x01\x02\x03" * 99)
    plant.step()

    assert outcomes(plant) == ["unreadable", "unreadable"]


def test_a_bad_file_never_holds_up_the_good_ones(plant: Plant) -> None:
    drop_bytes(plant, "1.xlsx", b"\0" * 5000)
    plant.complain(name="2.xlsx")
    drop_bytes(plant, "3.xlsx", b"PK\x03\x04 torn")
    plant.step()

    assert sorted(outcomes(plant)) == ["accepted_with_warnings", "unreadable"]
    assert plant.inbox() == ["营业部/3.xlsx"]


def test_temporary_files_links_and_hidden_folders_are_left_alone(plant: Plant) -> None:
    inbox = plant.root / "inbox/营业部"
    names = [
        "~$反馈.xlsx",
        ".~lock.反馈.xlsx#",
        "反馈.xlsx.part",
        "4CCA4100",
        "Thumbs.db",
        ".gitkeep",
    ]
    for name in names:
        (inbox / name).write_bytes(b"x")
    (inbox / "快捷方式.xlsx").symlink_to(plant.fill(CUSTOMER, "customer"))
    (plant.root / "inbox/@eaDir").mkdir()
    shutil.copyfile(plant.fill(CUSTOMER, "customer"), plant.root / "inbox/@eaDir/表.xlsx")
    plant.step()

    assert outcomes(plant) == []
    assert len(plant.inbox()) == len(names) + 2


def test_a_file_the_program_fails_on_goes_back_after_three_tries_and_holds_up_nobody(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge_badly(path: Path, *rest: Any) -> Verdict:
        if path.read_bytes() == poison.read_bytes():
            raise RuntimeError("a case nobody thought of")
        return judge(path, *rest)

    poison = plant.fill(COMPLAINT + "| 反馈内容 | 毒 |")
    monkeypatch.setattr(inbox, "judge", judge_badly)
    plant.drop(poison, name="1.xlsx")
    plant.complain(name="2.xlsx")
    plant.step()
    assert outcomes(plant) == ["accepted_with_warnings"]
    assert plant.inbox() == ["营业部/1.xlsx"]
    for _ in range(2):
        plant.clock.wait(60)
        plant.step()

    assert plant.told() == ["PROGRAM_FAILED"]
    assert plant.inbox() == []
    assert any(path.read_bytes() == poison.read_bytes() for path in plant.answers("营业部/退回"))
