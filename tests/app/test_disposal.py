"""Records whose time is over: asked about, approved or held by the head, destroyed, proved."""

import errno
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from click.testing import CliRunner

from feedback_xl.app.disposal import approved_disposals, destroy_approved
from feedback_xl.app.dossier import write_dossier
from feedback_xl.app.proof import rebuild
from feedback_xl.cli import main
from feedback_xl.clock import SimulatedClock
from feedback_xl.files.archive import object_path
from feedback_xl.files.reading import sha256_of
from feedback_xl.ledger import disposal
from tests.e2e.auditing import audit
from tests.photos import CRACK, LABEL, sha, with_photos
from tests.plant import CASE, Plant, tables_of
from tests.tables import COMPLAINT, type_into

OTHER = "FK-20261123-002"
SECRET = "产线停线三小时,现场李工投诉"
ANSWER = "已当面致歉并换货七十二件"
ABOUT = "| 信息类别 | 其他信息 | 信息细类 | 交期 |"
DUE = datetime(2029, 11, 24, 8, 0)
DISPOSAL = "XH-202911"
DONE = {"担当": "赵四", "处理措施及结果": "已安排加急", "办理状态": "已完成"}
ANSWERED = {"回复类型": "最终回复", "回复内容": ANSWER, "回复人": "张敏", "客户意见": "接受"}


@pytest.fixture
def kept(plant: Plant) -> Plant:
    """Two cases handled on the same sheets; the first came back once and has a mail; both closed,
    the second a year after the first. Then the first one's time is over."""
    first = plant.fill(f"{COMPLAINT}{ABOUT}\n| 反馈内容 | {SECRET} |\n| 信息等级 | |")
    plant.drop(with_photos(first, CRACK, LABEL))
    plant.run()
    [returned] = plant.answers("营业部/退回")
    plant.drop(plant.fill("| 信息等级 | A |", returned))
    other = plant.fill(f"{COMPLAINT}{ABOUT}\n| 客户名称 | 无锡远景 |\n| 反馈内容 | 少装两箱 |")
    plant.drop(with_photos(other, LABEL))
    plant.run()
    mail = plant.root.parent / "邮件.eml"
    mail.write_bytes(SECRET.encode())
    plant.drop(mail, f"附件/{CASE}")
    for number in (CASE, OTHER):
        plant.type("生产管理课", "任务", plant.task("handle", number).number, DONE)
    plant.run()
    plant.type("营业部", "回复", plant.task("reply").number, ANSWERED)
    plant.run()
    write_dossier(plant.ws, CASE)
    plant.clock.move_to(datetime(2027, 11, 20, 9, 0))
    plant.type("营业部", "回复", plant.task("reply", OTHER).number, ANSWERED | {"回复内容": "补发"})
    plant.run()
    assert plant.case(OTHER).closed_at is not None
    plant.clock.move_to(DUE)
    plant.run()
    return plant


def decide(plant: Plant, row: str, **cells: str) -> None:
    """The head of Sales types into his own sheet."""
    book = plant.root / "outbox/营业部/承认/承认表.xlsx"
    type_into(book, "承认", row, {"承认人": "陈部长", **cells}, by="陈部长")
    plant.stamp(book)
    plant.run()


def dispose(plant: Plant) -> list[str]:
    age_archive(plant)
    destroyed = [number for _, numbers in destroy_approved(plant.ws) for number in numbers]
    plant.run()
    return destroyed


def age_archive(plant: Plant) -> None:
    """What was kept when the cases ran bears the time of then."""
    for path in plant.ws.folders.archive.glob("??/*"):
        plant.stamp(path, datetime(2026, 11, 24, 8, 0))


def asked(plant: Plant) -> dict[str, str]:
    """What stands before heads: key → state."""
    return {row["key"]: row["state"] for row in plant.rows("approvals")}


def holding(folder: Path, text: str) -> list[str]:
    """Files below a folder that hold a text, packed into a workbook or plain."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        parts = [path.read_bytes()]
        if is_zipfile(path):
            with ZipFile(path) as packed:
                parts += [packed.read(name) for name in packed.namelist()]
        if any(text.encode() in part for part in parts):
            found.append(str(path.relative_to(folder)))
    return found


def test_what_is_due_is_asked_about_once_a_month_and_nothing_else(kept: Plant) -> None:
    [row] = [r for r in kept.rows("approvals") if r["kind"] == "disposal"]
    kept.run()
    kept.clock.wait(timedelta(days=1).total_seconds())
    kept.run()

    assert (row["key"], row["by"], row["state"]) == (DISPOSAL, "SALES", "open")
    assert row["words"] == f"已过保存期限 1 件,申请销毁:{CASE}"
    assert asked(kept) == {DISPOSAL: "open"}
    kept.clock.move_to(datetime(2029, 12, 2, 8, 0))
    kept.run()
    assert asked(kept) == {DISPOSAL: "open"}, "still before the head"


@pytest.mark.clause("P5-2", "P5-3")
def test_nothing_is_destroyed_before_the_head_approved_it(kept: Plant) -> None:
    assert dispose(kept) == []
    decide(kept, DISPOSAL, 决定="不承认")

    assert dispose(kept) == []
    assert kept.case().content == SECRET


def test_what_is_destroyed_is_nowhere_any_more_and_everything_still_holds(kept: Plant) -> None:
    counters = kept.rows("counters")
    originals = {row["sha"] for row in kept.rows("arrivals") if row["number"] == CASE}
    decide(kept, DISPOSAL, 决定="承认")
    before = kept.ws.snapshot()

    assert dispose(kept) == [CASE]
    assert CASE in before.cases and CASE not in kept.ws.snapshot().cases
    for text in (SECRET, ANSWER):
        found = [path for path in holding(kept.root, text) if "报表" not in path]
        assert found == [], "reports alone are kept by those who sign them"
    assert not [sha for sha in originals if object_path(kept.ws.folders.archive, sha).exists()]
    assert kept.case(OTHER) == before.cases[OTHER]
    assert kept.tasks(OTHER) == [t for t in before.tasks if t.case == OTHER and t.live]
    still = {row["key"]: row["last"] for row in kept.rows("counters")}
    assert all(still[row["key"]] >= row["last"] for row in counters), "no number is given twice"
    assert kept.broken() == []


def test_its_photos_go_with_it_unless_another_case_has_them_too(kept: Plant) -> None:
    pictures, shared = kept.ws.folders.pictures, kept.root / "workbooks" / "照片"
    assert object_path(pictures, sha(CRACK)).exists()
    assert [folder.name for folder in sorted(shared.iterdir())] == [CASE, OTHER]
    decide(kept, DISPOSAL, 决定="承认")
    dispose(kept)

    left = {path.name.partition(".")[0] for path in pictures.glob("??/*")}
    assert left == {sha(LABEL)}
    assert [folder.name for folder in shared.iterdir()] == [OTHER]
    [record] = kept.rows("disposals")
    assert record["pictures"] == [sha(CRACK)]
    assert kept.broken() == []


def test_photos_somebody_has_open_are_tried_again(
    kept: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kept.root / "workbooks" / "照片" / CASE
    assert folder.exists()
    with monkeypatch.context() as patch:
        patch.setattr("feedback_xl.app.destroy.shutil.rmtree", _refused)
        decide(kept, DISPOSAL, 决定="承认")
        assert dispose(kept) == [CASE]
        assert folder.exists()
    kept.clock.wait(61)
    kept.run()

    assert not folder.exists()


def _refused(*_: object) -> None:
    raise PermissionError(errno.EBUSY, "somebody has it open")


@pytest.mark.clause("P5-2", "P5-3")
def test_the_destruction_record_says_what_by_whom_and_when(kept: Plant) -> None:
    [mail] = [row["sha"] for row in kept.rows("evidence")]
    decide(kept, DISPOSAL, 决定="承认")
    dispose(kept)

    [record] = kept.rows("disposals")
    assert (record["key"], record["numbers"]) == (DISPOSAL, [CASE])
    assert record["approved_by"] == "陈部长"
    assert mail in record["originals"]
    [line] = kept.lines("总台账", "销毁记录")
    assert (line["已销毁的反馈编号"], line["承认人"], line["件数"]) == (CASE, "陈部长", 1)
    [entry] = [entry for entry in kept.entries() if entry.kind == "disposal"]
    assert entry.payload is not None
    assert {told["seq"] for told in entry.payload["facts"]["payloads"]} < {
        e.seq for e in kept.entries()
    }


def test_a_rebuild_gives_the_same_tables_from_journal_and_mirror_alike(kept: Plant) -> None:
    decide(kept, DISPOSAL, 决定="承认")
    dispose(kept)
    tables, now = tables_of(kept.ws.ledger.engine), kept.clock.now()
    kept.__exit__()

    rebuild(kept.root, SimulatedClock(now))
    kept.__enter__()
    assert tables_of(kept.ws.ledger.engine) == tables
    kept.__exit__()
    kept.ws.folders.ledger.unlink()
    rebuild(kept.root, SimulatedClock(now))
    kept.__enter__()
    assert tables_of(kept.ws.ledger.engine) == tables
    assert kept.broken() == []


def test_an_auditors_own_reckoning_agrees_after_a_disposal(kept: Plant) -> None:
    _, before = audit(kept.ws.folders.state, kept.ws.folders.workbooks)
    decide(kept, DISPOSAL, 决定="承认")
    dispose(kept)

    _, after = audit(kept.ws.folders.state, kept.ws.folders.workbooks)
    assert after == [line for line in before if CASE not in line]


def test_what_a_disposal_did_not_name_is_no_lawful_gap(kept: Plant) -> None:
    decide(kept, DISPOSAL, 决定="承认")
    dispose(kept)
    [kept_entry, *_] = [e for e in kept.entries() if e.kind == "submission"][-1:]
    with kept.ws.ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM payloads WHERE sha = ?", (kept_entry.payload_sha,))

    assert f"entry {kept_entry.seq}: its payload is missing" in kept.broken()


def test_more_cut_from_a_payload_than_the_disposal_says_is_noticed(kept: Plant) -> None:
    decide(kept, DISPOSAL, 决定="承认")
    dispose(kept)
    [entry] = [entry for entry in kept.entries() if entry.kind == "disposal"]
    assert entry.payload is not None
    cut = entry.payload["facts"]["payloads"][0]["seq"]
    sha = next(e.payload_sha for e in kept.entries() if e.seq == cut)
    with kept.ws.ledger.engine.begin() as connection:
        connection.exec_driver_sql(
            'UPDATE payloads SET body = \'{"changes":[],"facts":{},"follow_ups":[]}\''
            " WHERE sha = ?",
            (sha,),
        )

    assert f"entry {cut}: its payload was changed" in kept.broken()


def test_a_run_killed_before_the_disk_was_cleared_finishes_at_the_next_start(kept: Plant) -> None:
    decide(kept, DISPOSAL, 决定="承认")
    age_archive(kept)
    with kept.ws.ledger.transaction() as book:
        [item] = approved_disposals(book)
        disposal.dispose(book, item.approval, item.bundles)
    assert holding(kept.ws.folders.archive, SECRET) != []

    kept.restart()
    assert holding(kept.ws.folders.archive, SECRET) == []
    assert kept.broken() == []


def test_what_the_head_holds_is_neither_destroyed_nor_asked_about_until_he_ends_it(
    kept: Plant,
) -> None:
    decide(kept, DISPOSAL, 决定="承认", 法律保留="是", 意见="诉讼中")
    assert dispose(kept) == []
    kept.clock.move_to(datetime(2029, 12, 3, 8, 0))
    kept.run()

    release = f"{DISPOSAL}-J01"
    assert asked(kept) == {DISPOSAL: "approved", release: "open"}
    decide(kept, release, 决定="承认")
    kept.clock.wait(timedelta(days=1).total_seconds())
    kept.run()
    assert dispose(kept) == [CASE]
    assert kept.broken() == []


def test_of_several_the_head_may_hold_some(kept: Plant) -> None:
    decide(kept, DISPOSAL, 决定="不承认")
    kept.clock.move_to(datetime(2030, 12, 1, 8, 0))
    kept.run()
    row = next(r for r in kept.rows("approvals") if r["key"] == "XH-203012")
    assert row["asked"]["numbers"] == [CASE, OTHER]

    decide(kept, "XH-203012", 决定="承认", 法律保留="是", 保留编号=CASE, 意见="客户索赔")
    assert dispose(kept) == [OTHER]
    assert kept.case().content == SECRET


def test_the_same_file_handed_in_again_is_a_new_case_and_keeps_its_original(kept: Plant) -> None:
    again = kept.root.parent / "出差.退换品信息表-3-photos.xlsx"
    first = sha256_of(again)
    assert first in {row["sha"] for row in kept.rows("arrivals")}
    kept.clock.move_to(datetime(2031, 1, 5, 8, 0))
    kept.run()
    key = max(asked(kept))
    decide(kept, DISPOSAL, 决定="承认")
    decide(kept, key, 决定="承认")
    assert sorted(dispose(kept)) == [CASE, OTHER]
    kept.drop(again)
    kept.run()

    assert object_path(kept.ws.folders.archive, first).exists()
    assert kept.broken() == []


def test_the_command_lists_first_and_destroys_only_with_yes(kept: Plant) -> None:
    decide(kept, DISPOSAL, 决定="承认")
    age_archive(kept)
    kept.__exit__()
    words = ["dispose", "--workspace", str(kept.root)]

    listed = CliRunner().invoke(main, words, catch_exceptions=False).output
    assert f"{DISPOSAL} (approved by 陈部长, 2029-11-24): {CASE}" in listed
    assert "Nothing was destroyed" in listed
    done = CliRunner().invoke(main, [*words, "--yes"], catch_exceptions=False).output
    assert f"{DISPOSAL}: 1 cases destroyed" in done
    kept.__enter__()
    assert CASE not in kept.ws.snapshot().cases
