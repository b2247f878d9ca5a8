import errno
from pathlib import Path

import pytest

from feedback_xl.files.errors import is_away_error, is_busy_error


def windows_error(code: int) -> OSError:
    """As Windows raises it: an errno that says little, and its own number."""
    error = OSError(errno.ENOENT if code > 50 else errno.EACCES, "")
    error.winerror = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("code", [5, 32, 33])
def test_a_file_held_on_windows_is_busy_and_not_away(code: int, tmp_path: Path) -> None:
    assert is_busy_error(windows_error(code))
    assert not is_away_error(windows_error(code), tmp_path)


@pytest.mark.parametrize("code", [53, 59, 64, 67])
def test_a_lost_network_on_windows_is_away_and_not_busy(code: int, tmp_path: Path) -> None:
    assert is_away_error(windows_error(code), tmp_path)
    assert not is_busy_error(windows_error(code))


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN])
def test_a_lost_network_on_linux_is_away(code: int, tmp_path: Path) -> None:
    assert is_away_error(OSError(code, ""), tmp_path)


@pytest.mark.parametrize("code", [errno.EBUSY, errno.ETXTBSY, errno.EAGAIN])
def test_a_file_held_on_linux_is_busy(code: int) -> None:
    assert is_busy_error(OSError(code, ""))


def test_a_missing_file_means_the_folder_is_away_only_where_that_is_missing(
    tmp_path: Path,
) -> None:
    missing = FileNotFoundError(errno.ENOENT, "", str(tmp_path / "form.xlsx"))
    assert not is_away_error(missing, tmp_path)
    assert is_away_error(missing, tmp_path / "unmounted")


@pytest.mark.parametrize("code", [errno.EACCES, errno.ENOSPC, errno.ENOENT])
def test_other_errors_do_not_pass_by_themselves(code: int, tmp_path: Path) -> None:
    assert not is_busy_error(OSError(code, ""))
    assert not is_away_error(OSError(code, ""), tmp_path)
