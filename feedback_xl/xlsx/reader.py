"""The parent's side of reading: strangers' workbooks are parsed in a child that may be killed."""

import base64
import json
import queue
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any, ClassVar, Self

from feedback_xl.problems import Fault
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.gate import Refusal
from feedback_xl.xlsx.wire import decode

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
_START_SECONDS = 60.0  # a cold disk and a virus scanner, at the worst


class _Died(Exception):
    """The child ended instead of answering."""


class _Child:
    """One reading process; its answers come through a thread, as Windows cannot wait on a pipe."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=_PACKAGE_PARENT,  # Python imports from here: never from where people drop files
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            for line in answers:
                self._answers.put(line)
        self._answers.put("")

    def say(self, request: dict[str, Any]) -> None:
        """Send one request."""
        assert self._process.stdin is not None
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
        except OSError as error:
            raise _Died from error

    def hear(self, seconds: float) -> str:
        """The next answer; `queue.Empty` where none has come by then."""
        line = self._answers.get(timeout=seconds)
        if not line.endswith("\n"):
            raise _Died
        return line

    def end(self) -> None:
        """Kill it in whatever state it is; it keeps nothing."""
        assert self._process.stdin is not None
        self._process.kill()
        with suppress(OSError):  # a request it never took
            self._process.stdin.close()
        self._process.wait()
        self._listener.join()


class Reader:
    """Reads one workbook at a time, whatever is in it, in a child started with the first one."""

    command: ClassVar[tuple[str, ...]] = (sys.executable, "-m", "feedback_xl.xlsx.child")

    def __init__(self, seconds: float = 20.0, memory: int = 1 << 30) -> None:
        """`seconds` for each workbook and `memory` in bytes for all the child does."""
        self._seconds = seconds
        self._memory = memory
        self._child: _Child | None = None
        self._one_at_a_time = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the next `read` starts another."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def read(self, path: Path) -> Cells | Refusal:
        """The workbook's cells or why there are none; a Fault where disk or installation fail."""
        answer = self._answer_to({"path": str(path.absolute())})
        return answer if isinstance(answer, Refusal) else decode(answer)

    def shrink(self, path: Path, edge: int) -> bytes:
        """A small copy of a picture, its longer edge `edge` pixels; b"" where there can be none."""
        answer = self._answer_to({"path": str(path.absolute()), "edge": edge})
        return b"" if isinstance(answer, Refusal) else base64.b64decode(json.loads(answer))

    def _answer_to(self, request: dict[str, Any]) -> str | Refusal:
        with self._one_at_a_time:
            if self._child is not None:
                # One that dies may have grown on earlier workbooks: only a fresh one can tell.
                with suppress(_Died):
                    return self._ask(request)
            try:
                return self._ask(request)
            except _Died:
                return Refusal.of("WORKBOOK_KILLED_READER")

    def _ask(self, request: dict[str, Any]) -> str | Refusal:
        child = self._child = self._child or self._start()
        try:
            child.say(request)
            return child.hear(self._seconds)
        except queue.Empty:
            self.close()
            return Refusal.of("WORKBOOK_TOO_SLOW", seconds=f"{self._seconds:g}")
        except BaseException:
            # Ctrl+C too: an answer that comes late would be taken for the next workbook's.
            self.close()
            raise

    def _start(self) -> _Child:
        child = _Child((*self.command, str(self._memory)))
        try:
            child.hear(_START_SECONDS)
        except (_Died, queue.Empty):
            child.end()
            raise Fault(
                "the process that reads workbooks does not start",
                f"see what {' '.join(self.command)} says",
            ) from None
        return child
