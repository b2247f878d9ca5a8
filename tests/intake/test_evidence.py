"""Files in the inbox that are no forms: evidence for a record, and task sheets gone astray."""

import openpyxl
import pytest

from feedback_xl.records import Outcome
from tests.plant import CASE, Plant
from tests.tables import CUSTOMER


def outcomes(plant: Plant) -> list[str]:
    return [row["outcome"] for row in plant.rows("arrivals")]


def test_a_task_sheet_dropped_in_the_inbox_is_read_all_the_same(plant: Plant) -> None:
    plant.complain()
    plant.run()
    plant.type("品质保证部", "任务", f"{CASE}-T01", {"担当": "王强"})
    saved = plant.root.parent / "我填好的任务表.xlsx"
    plant.book("品质保证部").rename(saved)
    plant.drop(saved, to="品质保证部")
    plant.run()

    assert plant.arrival()["outcome"] == Outcome.MERGED
    assert plant.task("analyse").typed == {"person": "王强"}
    assert plant.inbox() == []
    assert plant.book("品质保证部").exists(), "a sheet taken away is published again"
    assert plant.broken() == []


def test_a_task_sheet_without_its_stamp_is_refused(plant: Plant) -> None:
    plant.complain()
    plant.run()
    book = openpyxl.load_workbook(plant.book("品质保证部"))
    rows = {row[0].value: row for row in book["_meta"].iter_rows()}
    rows["publication"][1].value = "PB-99999"
    saved = plant.root.parent / "任务表.xlsx"
    book.save(saved)
    plant.drop(saved, to="品质保证部")
    plant.step()

    assert (plant.arrival()["outcome"], plant.told()) == ("unreadable", ["STAMP_UNKNOWN"])


@pytest.mark.clause("P4.2-e1")
def test_evidence_is_kept_hashed_and_listed_with_its_record(plant: Plant) -> None:
    plant.complain()
    plant.step()
    mail = plant.root.parent / "客户邮件.eml"
    mail.write_bytes(b"From: customer")
    plant.drop(mail, to=f"附件/{CASE}")
    plant.drop(mail, to=f"附件/{CASE}/第二次", name="再来.eml")
    plant.run()
    kept, again = plant.rows("evidence")

    assert outcomes(plant)[-2:] == ["evidence", "evidence"]
    assert (kept["number"], kept["size"]) == (CASE, len(b"From: customer"))
    assert (kept["sha"], again["name"]) == (again["sha"], "第二次/再来.eml")
    assert [p for p in plant.inbox() if not p.endswith(".gitkeep")] == []
    [line] = plant.lines("总台账", "顾客反馈清单")
    assert line["附件"] == "客户邮件.eml\n第二次/再来.eml"
    assert plant.broken() == []


def test_evidence_may_be_a_workbook_and_is_never_opened(plant: Plant) -> None:
    plant.complain()
    plant.step()
    plant.drop(plant.fill(CUSTOMER, "customer"), to=f"附件/{CASE}", name="客户的8D.xlsx")
    plant.step()

    assert plant.arrival()["outcome"] == Outcome.EVIDENCE
    assert [row["key"] for row in plant.rows("customers")] == ["KH-00001"]
    assert plant.rows("customers")[0]["provisional"]


@pytest.mark.parametrize("folder", ["附件", "附件/FK-20261123-009", "附件/客户邮件"])
def test_evidence_for_no_record_waits_and_is_told(plant: Plant, folder: str) -> None:
    mail = plant.root.parent / "邮件.eml"
    mail.write_bytes(b"From: customer")
    plant.drop(mail, to=folder)
    plant.step()
    [(held, why)] = plant.ws.held_files().items()

    assert held == f"inbox/{folder}/邮件.eml"
    assert "编号" in why
    assert plant.inbox() == [f"{folder}/邮件.eml"]
    plant.complain("| 反馈内容 | 等到有了编号 |")
    plant.step()


def test_evidence_that_is_too_large_waits(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant.complain()
    plant.step()
    monkeypatch.setenv("FEEDBACK_XL_EVIDENCE_MIB", "1")
    plant.restart()
    video = plant.root.parent / "录像.mp4"
    video.write_bytes(b"x" * ((1 << 20) + 1))
    plant.drop(video, to=f"附件/{CASE}")
    plant.step()

    assert plant.rows("evidence") == []
    assert list(plant.ws.held_files().values()) == ["超过 1 MB"]
