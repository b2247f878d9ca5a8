import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

GREEDY = """
import resource
from feedback_xl.files.limits import limit_memory, no_core_dumps

limit_memory(256 << 20)
limit_memory(512 << 20)
no_core_dumps()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
bytes(100 << 20)
try:
    bytes(400 << 20)
except MemoryError:
    print("stopped")
"""


def test_a_process_stops_at_its_limit_which_nothing_raises_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GREEDY],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("stopped\n", "")
