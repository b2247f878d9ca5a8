"""`report`: where the report lies, and what is no period."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_xl.cli import main


@pytest.fixture
def root(founded: Path, tmp_path: Path) -> Path:
    shutil.copytree(founded, tmp_path / "plant")
    return tmp_path / "plant"


def report(root: Path, *arguments: str) -> Result:
    words = ["report", "--workspace", str(root), *arguments]
    return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("--month", "2025-11"), "客诉月报_2025-11_截至"),
        (("--week", "2025-W47"), "客诉周报_2025-W47_截至"),
    ],
)
def test_a_report_is_written_and_its_place_said(
    root: Path, arguments: tuple[str, ...], name: str
) -> None:
    result = report(root, *arguments)

    assert result.exit_code == 0
    written = Path(result.output.strip())
    assert written.parent == (root / "workbooks/报表").resolve()
    assert written.name.startswith(name)
    assert written.is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Give either --month 2026-11 or --week 2026-W47."),
        (("--month", "2026-11", "--week", "2026-W47"), "Give either"),
        (("--month", "2026-13"), "2026-13 is no period"),
        (("--week", "2026-47"), "2026-47 is no period"),
    ],
)
def test_what_is_no_period_is_told(root: Path, arguments: tuple[str, ...], told: str) -> None:
    result = report(root, *arguments)

    assert result.exit_code == 2
    assert told in result.output
