"""Running the second projection as an auditor does: as a program of its own, on the files alone."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "second_projection.py"


def audit(state: Path, workbooks: Path) -> tuple[int, list[str]]:
    """Exit code and differences, a line each."""
    done = subprocess.run(
        [sys.executable, SCRIPT, state, workbooks], capture_output=True, encoding="utf-8"
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()[:-2]
