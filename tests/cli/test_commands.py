"""The command line: what each command says and with which exit code it ends."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_xl.cli import main
from tests.plant import Plant
from tests.tables import COMPLAINT, cells_of, fill, template

EIGHT = """
    | 客户名称 | 无 |
    | 收到日期 | 上个月 | 收到时间 | 上午 |
    | 反馈方式 | QQ群 |
    | 信息类别 | 嘛嘛 | 信息等级 | C |
    | 反馈内容 | | 要求回复时间 | 尽快 |
"""
Command = Callable[..., Result]


@pytest.fixture
def root(founded: Path, tmp_path: Path) -> Path:
    shutil.copytree(founded, tmp_path / "plant")
    return tmp_path / "plant"


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """run("check", file) in a workspace, hardly waiting for files to settle."""
    monkeypatch.setenv("FEEDBACK_XL_SETTLE", "0.05")

    def invoke(command: str, *arguments: object) -> Result:
        words = [command, "--workspace", str(root), *map(str, arguments)]
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return invoke


def drop(root: Path, name: str, changes: str = "") -> Path:
    return fill(template("feedback"), root / "inbox/营业部" / name, COMPLAINT + changes)


def test_init_makes_a_workspace_and_making_it_again_changes_nothing(tmp_path: Path) -> None:
    first = CliRunner().invoke(main, ["init", str(tmp_path / "w")], catch_exceptions=False)
    before = {p: p.stat().st_ino for p in (tmp_path / "w").rglob("*.xlsx")}
    again = CliRunner().invoke(main, ["init", str(tmp_path / "w")], catch_exceptions=False)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "feedback-xl watch" in first.output
    assert {p: p.stat().st_ino for p in (tmp_path / "w").rglob("*.xlsx")} == before
    names = {p.name for p in (tmp_path / "w/workbooks").iterdir()}
    assert names == {"总台账.xlsx", "看板.xlsx", "顾客档案.xlsx", "设置.xlsx", "出货数据.xlsx"}


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [("", 0, "accepted_with_warnings 1"), ("| 反馈内容 | |", 1, "returned 1")],
)
def test_run_ends_with_one_where_something_came_back(
    run: Command, root: Path, changes: str, code: int, said: str
) -> None:
    drop(root, "一.xlsx", changes)
    found = run("run")

    assert (found.exit_code, said in found.output) == (code, True)
    assert run("run").exit_code == 0


def test_without_patience_a_run_still_takes_in_what_lies_there(
    run: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_XL_SETTLE", "0")
    monkeypatch.setenv("FEEDBACK_XL_SETTLE_UNPROBED", "0")
    drop(root, "一.xlsx")

    assert "accepted_with_warnings 1" in run("run").output


def test_run_ends_with_one_where_something_is_held(run: Command, root: Path) -> None:
    (root / "inbox/营业部/torso.xlsx").write_bytes(b"PK\x03\x04 torn")
    found = run("run")

    assert found.exit_code == 1
    assert "held: inbox/营业部/torso.xlsx" in found.output


def test_check_tells_what_the_returned_form_tells_and_enters_nothing(
    run: Command, root: Path, tmp_path: Path
) -> None:
    wrong = fill(template("feedback"), tmp_path / "错.xlsx", COMPLAINT + EIGHT)
    checked = run("check", wrong)
    status = json.loads(run("status", "--json").output)
    assert (checked.exit_code, status["journal"], status["files"]) == (1, 0, {})
    shutil.copyfile(wrong, root / "inbox/营业部/错.xlsx")
    run("run")
    [returned] = (root / "outbox/营业部/退回").iterdir()
    sheet = cells_of(returned).sheets[0]
    told = {str(text) for (row, column), text in sheet.cells.items() if row > 4 and column == 6}
    said = set(re.findall(r"\[(?:须改|提醒)\] \S+ (.*?) 应填:", checked.output))

    assert said == told
    assert len(told) == 8


def test_check_knows_what_is_in_the_ledger_already(
    run: Command, root: Path, tmp_path: Path
) -> None:
    path = drop(root, "一.xlsx")
    kept = shutil.copyfile(path, tmp_path / "一.xlsx")
    run("run")
    found = run("check", kept)

    assert found.exit_code == 0
    assert re.search(r"is known already as FK-\d{8}-001", found.output)


def test_check_reads_several_files_and_ends_with_the_worst(run: Command, tmp_path: Path) -> None:
    good = fill(template("feedback"), tmp_path / "好.xlsx", COMPLAINT)
    bad = fill(template("feedback"), tmp_path / "错.xlsx", COMPLAINT + "| 反馈内容 | |")
    found = run("check", good, bad)

    assert found.exit_code == 1
    assert "好.xlsx: would be accepted" in found.output
    assert "错.xlsx: would be returned" in found.output


def test_explain_says_line_by_line_how_a_limit_came_about(run: Command, root: Path) -> None:
    drop(root, "一.xlsx", "| 收到日期 | 2026-11-22 | 收到时间 | 09:00 |\n | 信息等级 | AA |")
    run("run")
    [case] = [path.stem for path in (root / "outbox/品质保证部/反馈单").iterdir()]
    found = run("explain", case.lower())

    assert found.exit_code == 0
    for line in (
        "起算 2026-11-22 09:00(客户联系时间)",
        "AA级 24小时,自然小时(P4.2-b2、P4.2-c9)",
        "时限 2026-11-23 09:00",
        "主责 品质保证部(规则 quality",
        f"{case}-T01 品质保证部",
    ):
        assert line in found.output
    assert run("explain", f"{case}-T02").output.startswith(f"{case}-T02 营业部:回复客户")


def test_status_counts_what_came_in_and_what_waits(run: Command, root: Path) -> None:
    drop(root, "一.xlsx")
    drop(root, "二.xlsx", "| 反馈内容 | |")
    run("run")
    found = json.loads(run("status", "--json").output)

    assert found["files"] == {"accepted_with_warnings": 1, "returned": 1}
    assert (found["cases"], found["returns_open"], found["follow_ups_open"]) == (1, 1, 0)
    assert found["open_tasks"]["品质保证部"] == 1
    assert "accepted_with_warnings: 1" in run("status").output


def test_verify_and_rebuild_say_what_they_found(run: Command, root: Path) -> None:
    drop(root, "一.xlsx")
    run("run")
    assert (run("verify").exit_code, "Everything holds" in run("verify").output) == (0, True)
    (root / "workbooks/看板.xlsx").unlink()
    missing = run("verify")
    rebuilt = run("rebuild")

    assert (missing.exit_code, "workbooks/看板.xlsx: is missing" in missing.output) == (4, True)
    assert (rebuilt.exit_code, "Replayed" in rebuilt.output) == (0, True)
    assert run("verify").exit_code == 0


def test_publish_brings_the_books_up_to_date_and_takes_in_nothing(run: Command, root: Path) -> None:
    run("run")
    (root / "workbooks/看板.xlsx").unlink()
    drop(root, "一.xlsx")
    found = run("publish")

    assert (found.exit_code, "published 1 workbooks" in found.output) == (0, True)
    assert (root / "inbox/营业部/一.xlsx").exists()


# --- what cannot be done is said in a sentence


def told(found: Result) -> str:
    assert "Traceback" not in found.output + found.stderr
    return found.output + found.stderr


@pytest.mark.parametrize(
    "words",
    [["run"], ["status"], ["verify"], ["rebuild"], ["publish"], ["explain", "FK-20261123-001"]],
)
def test_a_folder_that_is_no_workspace_is_said_to_be_none(words: list[str], tmp_path: Path) -> None:
    command, *rest = words
    found = CliRunner().invoke(main, [command, "--workspace", str(tmp_path), *rest])

    assert found.exit_code == 4
    assert "feedback-xl" in told(found)
    assert list(tmp_path.iterdir()) == []


def test_settings_that_cannot_be_used_end_with_three(
    run: Command, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "feedback_xl.toml").write_text("setle = 2", "utf-8")
    found = run("run")

    assert found.exit_code == 3
    assert "unknown setting: setle" in told(found)


def test_a_second_program_on_the_workspace_is_refused_with_five(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = CliRunner().invoke(main, ["run", "--workspace", str(plant.root)])

    assert found.exit_code == 5
    assert "Another feedback-xl works on this workspace: process " in told(found)


def test_a_number_nobody_knows_is_said(run: Command) -> None:
    found = run("explain", "FK-20261123-777")

    assert found.exit_code == 4
    assert "FK-20261123-777" in told(found)


def test_a_wrong_word_is_a_usage_error(run: Command) -> None:
    assert run("run", "--nonsense").exit_code == 2
    assert CliRunner().invoke(main, ["nonsense"]).exit_code == 2
    assert run("check", "no such file.xlsx").exit_code == 2


def test_dossier_writes_one_workbook_where_it_is_asked_for(
    run: Command, root: Path, tmp_path: Path
) -> None:
    drop(root, "一.xlsx")
    run("run")
    number = next(p.name for p in (root / "outbox/营业部/回执").iterdir()).split("_")[0]
    out = tmp_path / "案卷.xlsx"

    assert run("dossier", number, "--out", out).output.strip() == str(out)
    assert cells_of(out).sheet("案卷") is not None
    assert run("dossier", "FK-20991231-001").exit_code == 4


def test_dispose_says_when_nothing_is_approved(run: Command) -> None:
    found = run("dispose")

    assert (found.exit_code, found.output.strip()) == (0, "Nothing is approved for disposal.")
