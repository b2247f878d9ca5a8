import os
import platform
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from feedback_xl.files.lock import hold_workspace
from feedback_xl.problems import BusyFault

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 5, 14, 9, 0)

HOLDER = """
import sys
from datetime import datetime
from pathlib import Path
from feedback_xl.files.lock import hold_workspace

with hold_workspace(Path(sys.argv[1]), datetime(2026, 5, 14, 8, 30)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_watcher_is_told_who_the_first_one_is_until_that_one_dies(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with pytest.raises(BusyFault) as caught, hold_workspace(tmp_path, MORNING):
            pass
        first.send_signal(signal.SIGKILL)
    for told in (f"process {first.pid} ", platform.node(), "2026-05-14 08:30:00"):
        assert told in caught.value.what
    assert caught.value.exit_code == 5
    with hold_workspace(tmp_path, MORNING):
        pass


def test_the_workspace_is_free_again_whatever_happened_in_between(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold_workspace(tmp_path, MORNING):
        raise ZeroDivisionError
    with hold_workspace(tmp_path, MORNING):
        pass


def test_a_holder_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    with hold_workspace(tmp_path, MORNING):
        (tmp_path / "workspace.holder").unlink()
        with pytest.raises(BusyFault, match="unknown"), hold_workspace(tmp_path, MORNING):
            pass
