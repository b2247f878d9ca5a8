"""A whole cycle in small: recover, spool, archive, commit, take away, publish. Run by test_kill."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from feedback_xl.files.archive import keep
from feedback_xl.files.place import put_in_place, recover_placed, write_synced
from feedback_xl.files.spool import Stat, empty_spool, spool_copy
from feedback_xl.files.take import recover_taken, take_away

NEW_SHEET = b"sheet made of the form" * 1000


def run(workspace: Path) -> None:
    inbox, outbox, spool, archive, ledger = (
        workspace / name for name in ("inbox", "outbox", "spool", "archive", "ledger.json")
    )

    def keep_and_delete(displaced: Path) -> None:
        if displaced.read_bytes() != NEW_SHEET:  # else it is our own and never got published
            keep(spool_copy(displaced, spool), archive)
        displaced.unlink()

    empty_spool(spool)
    recover_taken(inbox)
    for left in recover_placed(outbox):
        keep_and_delete(left)

    form, sheet = inbox / "登记表.xlsx", outbox / "任务表.xlsx"
    if form.exists():
        spooled = spool_copy(form, spool)
        keep(spooled, archive)
        entry = {"sha256": spooled.sha256, "stat": asdict(spooled.stat)}
        write_synced(ledger, json.dumps(entry).encode())
    entry = json.loads(ledger.read_bytes())
    take_away(form, Stat(**entry["stat"]), entry["sha256"])
    if sheet.read_bytes() != NEW_SHEET:
        (spool / "new.xlsx").write_bytes(NEW_SHEET)
        if displaced := put_in_place(spool / "new.xlsx", sheet, wait=lambda _seconds: None):
            keep_and_delete(displaced)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
