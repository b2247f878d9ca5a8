"""The reading process, `python -m feedback_xl.xlsx.child [BYTES]`: parsers may die here, alone.

One JSON request a line on stdin, one JSON answer a line on stdout; it ends when stdin does. Its
first line says that it is ready, so that a broken installation is not taken for a bad workbook.
"""

import base64
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

from feedback_xl.files.limits import limit_memory, no_core_dumps
from feedback_xl.problems import Fault
from feedback_xl.xlsx.images import shrunk
from feedback_xl.xlsx.read import read_workbook
from feedback_xl.xlsx.wire import encode

_MEMORY = 1 << 30


def main() -> None:
    """Answer until stdin ends, within the memory given as the first argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the parent ends us
    no_core_dumps()
    limit_memory(int(sys.argv[1]) if len(sys.argv) > 1 else _MEMORY)
    # openpyxl loads numpy, which would reserve memory for a thread on each core; calamine, out of
    # memory, would hang in drawing up a backtrace instead of ending.
    os.environ.update(OPENBLAS_NUM_THREADS="1", RUST_BACKTRACE="0")
    _serve(sys.stdin, _private_stdout())


def _serve(requests: TextIO, answers: TextIO) -> None:
    """Answer each request line."""
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for request in requests:
        print(_answer(json.loads(request)), file=answers, flush=True)


def _answer(request: dict[str, Any]) -> str:
    path = Path(request["path"])
    if "edge" in request:
        return json.dumps(base64.b64encode(shrunk(path, request["edge"])).decode())
    try:
        return encode(read_workbook(path))
    except OSError as error:
        return encode(Fault(str(error), "see whether the disk and the archive can be read"))
    except Fault as fault:
        return encode(fault)


def _private_stdout() -> TextIO:
    """Standard output for the answers alone; whatever a library prints goes nowhere."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return answers


if __name__ == "__main__":
    main()
