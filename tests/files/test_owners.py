import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedback_xl.clock import SimulatedClock
from feedback_xl.files.owners import owner_of

MORNING = datetime(2026, 5, 14, 9, 0)


def excel_owner_file(name: str, code_page: str = "gbk") -> bytes:
    """What Excel writes: 55 bytes in the code page, 110 in UTF-16, padded with blanks."""
    narrow, wide = name.encode(code_page, "replace"), name.encode("utf-16-le")
    return (
        bytes([len(narrow)])
        + narrow.ljust(54)
        + len(name).to_bytes(2, "little")
        + wide.ljust(108, b"\0")
    )


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "任务表.xlsx"
    path.write_bytes(b"a workbook")
    return path


def put_owner_file(workbook: Path, name: str, content: bytes, at: datetime = MORNING) -> None:
    path = workbook.with_name(name)
    path.write_bytes(content)
    shanghai = at - timedelta(hours=8) - datetime(1970, 1, 1)
    os.utime(path, (shanghai.total_seconds(),) * 2)


def test_excel_tells_who_has_the_workbook_open(workbook: Path) -> None:
    content = excel_owner_file("李小明")
    assert len(content) == 165
    put_owner_file(workbook, "~$任务表.xlsx", content)
    assert owner_of(workbook, SimulatedClock(MORNING)) == "李小明"


def test_an_owner_file_of_another_length_is_read_in_the_code_page(workbook: Path) -> None:
    put_owner_file(workbook, "~$任务表.xlsx", b"\x06" + "李小明".encode("gbk") + b" " * 20)
    assert owner_of(workbook, SimulatedClock(MORNING)) == "李小明"


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("王芳,wangfang,PC-07,14.05.2026 09:00,file:///home/wangfang/.config;", "王芳"),
        (",wangfang,PC-07,14.05.2026 09:00,file:///home/wangfang/.config;", "wangfang"),
        (",,PC-07,14.05.2026 09:00,;", "PC-07"),
        (r"Fang\, Wang,wangfang,PC-07,14.05.2026 09:00,;", "Fang, Wang"),
    ],
)
def test_libreoffice_tells_who_has_the_workbook_open(workbook: Path, line: str, owner: str) -> None:
    put_owner_file(workbook, ".~lock.任务表.xlsx#", line.encode())
    assert owner_of(workbook, SimulatedClock(MORNING)) == owner


def test_an_owner_file_left_behind_names_nobody(workbook: Path) -> None:
    put_owner_file(workbook, "~$任务表.xlsx", excel_owner_file("李小明"))
    clock = SimulatedClock(MORNING + timedelta(hours=13))
    assert owner_of(workbook, clock) == "李小明"
    assert owner_of(workbook, clock, limit=timedelta(hours=12)) is None


@pytest.mark.parametrize("content", [b"", b"\xff", b"\xff" * 165, b"\0" * 165, bytes(range(160))])
def test_a_strange_owner_file_is_no_obstacle(workbook: Path, content: bytes) -> None:
    put_owner_file(workbook, "~$任务表.xlsx", content)
    put_owner_file(workbook, ".~lock.任务表.xlsx#", content)
    owner = owner_of(workbook, SimulatedClock(MORNING))
    assert owner is None or owner.isprintable()


def test_without_an_owner_file_nobody_is_named(workbook: Path) -> None:
    assert owner_of(workbook, SimulatedClock(MORNING)) is None
