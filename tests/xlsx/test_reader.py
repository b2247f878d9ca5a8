"""The reading child: it may be slow, be killed or abort; the parent always has an answer."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from feedback_xl.problems import Fault
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.gate import Refusal
from feedback_xl.xlsx.reader import Reader

RawWorkbook = Callable[..., Path]
KILLED = Refusal.of("WORKBOOK_KILLED_READER")


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture
def form(tmp_path: Path) -> Path:
    with xlsxwriter.Workbook(tmp_path / "form.xlsx") as book:
        book.add_worksheet("表单").write_string("A1", "客户名称")
    return tmp_path / "form.xlsx"


def process_of(reader: Reader) -> subprocess.Popen[str]:
    assert reader._child is not None
    return reader._child._process


def stand_in(tmp_path: Path, answering: str) -> type[Reader]:
    """A reader whose child says that it is ready, and then for each request does `answering`."""
    child = tmp_path / "child.py"
    child.write_text(
        "import os, sys, time\n"
        "print('ready', flush=True)\n"
        "for number, request in enumerate(sys.stdin):\n"
        f"    {answering}\n"
    )

    class StandIn(Reader):
        command = (sys.executable, str(child))

    return StandIn


def test_one_child_reads_many_workbooks(
    reader: Reader, form: Path, raw_workbook: RawWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(form.parent)
    first = reader.read(Path("form.xlsx"))
    child = process_of(reader)

    assert isinstance(first, Cells)
    assert first.sheets[0].cells == {(1, 1): "客户名称"}
    assert reader.read(raw_workbook(parts={"xl/workbook.xml": ""})).code == "WORKBOOK_DAMAGED"
    assert reader.read(form) == first
    assert process_of(reader) is child


def test_the_child_starts_with_the_first_workbook_and_again_after_close(form: Path) -> None:
    reader = Reader()
    assert reader._child is None
    with reader:
        assert isinstance(reader.read(form), Cells)
    assert reader._child is None
    with reader:
        assert isinstance(reader.read(form), Cells)


def test_nothing_people_drop_is_imported(
    reader: Reader, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (form.parent / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(form.parent)

    assert isinstance(reader.read(form), Cells)


def test_a_child_killed_between_two_workbooks_is_replaced(reader: Reader, form: Path) -> None:
    reader.read(form)
    process_of(reader).kill()

    assert isinstance(reader.read(form), Cells)


def test_a_workbook_that_needs_too_much_memory_kills_only_the_child(
    tmp_path: Path, form: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "large.xlsx") as book:
        sheet = book.add_worksheet()
        for row in range(19_000):
            sheet.write_number(row, 99, row)
    with Reader(memory=64 << 20) as reader:
        assert isinstance(reader.read(form), Cells)
        assert reader.read(tmp_path / "large.xlsx") == KILLED
        assert isinstance(reader.read(form), Cells)


def test_an_abort_is_answered(tmp_path: Path, form: Path) -> None:
    with stand_in(tmp_path, "os.abort()")() as reader:
        assert reader.read(form) == KILLED


def test_half_an_answer_is_none(tmp_path: Path, form: Path) -> None:
    with stand_in(tmp_path, "sys.stdout.write('{\"refu'); sys.exit()")() as reader:
        assert reader.read(form) == KILLED


def test_only_a_fresh_child_may_judge_a_workbook(tmp_path: Path, form: Path) -> None:
    answer = json.dumps({"refusal": ["WORKBOOK_EMPTY", []]})
    one_answer = f"print('{answer}', flush=True) if number == 0 else os.abort()"
    with stand_in(tmp_path, one_answer)() as reader:
        assert reader.read(form) == Refusal.of("WORKBOOK_EMPTY")
        assert reader.read(form) == Refusal.of("WORKBOOK_EMPTY")


def test_a_slow_workbook_is_given_up_and_its_late_answer_forgotten(
    tmp_path: Path, form: Path
) -> None:
    with stand_in(tmp_path, "time.sleep(60)")(seconds=0.2) as reader:
        assert reader.read(form) == Refusal.of("WORKBOOK_TOO_SLOW", seconds="0.2")
        assert reader._child is None


def test_an_interrupted_read_leaves_no_answer_behind(
    reader: Reader, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.read(form)
    assert reader._child is not None
    monkeypatch.setattr(reader._child, "hear", lambda _: signal.raise_signal(signal.SIGINT))

    with pytest.raises(KeyboardInterrupt):
        reader.read(form)
    assert reader._child is None


def test_a_child_that_cannot_start_is_a_fault_and_no_verdict(tmp_path: Path, form: Path) -> None:
    class Broken(Reader):
        command = (sys.executable, "-c", "raise ImportError")

    with pytest.raises(Fault, match="does not start"):
        Broken().read(form)


def test_a_file_that_cannot_be_read_is_a_fault_and_no_verdict(
    reader: Reader, tmp_path: Path, form: Path
) -> None:
    with pytest.raises(Fault, match=r"gone\.xlsx"):
        reader.read(tmp_path / "gone.xlsx")
    assert isinstance(reader.read(form), Cells)


def test_the_child_ends_with_its_input_and_keeps_libraries_off_its_output(form: Path) -> None:
    noisy = (
        "import feedback_xl.xlsx.child as child, os\n"
        "read = child.read_workbook\n"
        "def chatty(path):\n"
        "    print('Python'); os.write(1, b'C'); return read(path)\n"
        "child.read_workbook = chatty\n"
        "child.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", noisy],
        input=json.dumps({"path": str(form)}) + "\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    ready, answer = done.stdout.splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(ready) == {"ready": True}
    assert json.loads(answer)["cells"]["sheets"][0]["cells"] == [[1, 1, "客户名称"]]


def test_the_child_starts_without_the_slow_libraries() -> None:
    loaded = "import sys, feedback_xl.xlsx.child; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True)

    assert not {"openpyxl", "xlsxwriter", "pandas", "numpy", "msoffcrypto"} & set(
        modules.stdout.split()
    )
