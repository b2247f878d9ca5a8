"""`dossier`: the 案卷 of one case, written where it is asked for."""

from pathlib import Path

from feedback_xl.app.workspace import Workspace
from feedback_xl.files.place import write_synced
from feedback_xl.language import say
from feedback_xl.problems import Fault
from feedback_xl.publish.dossier import case_papers, draw_dossier
from feedback_xl.publish.snapshot import take_snapshot
from feedback_xl.settings import Folders


def write_dossier(workspace: Workspace, number: str, out: Path | None = None) -> Path:
    """Draw the 案卷 of a case; gives where it lies, by default below workbooks/案卷."""
    with workspace.ledger.reading() as book:
        pictures = workspace.folders.pictures
        snapshot = take_snapshot(book, workspace.company, workspace.clock.now(), pictures)
        case = snapshot.cases.get(number.upper())
        if case is None:
            raise Fault(f"no case has the number {number}", "numbers look like FK-20261123-001")
        papers = case_papers(book, snapshot, case)
    target = out or usual_place(workspace.folders, case.number)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_synced(target, draw_dossier(papers))
    return target


def usual_place(folders: Folders, number: str) -> Path:
    """Where the 案卷 of a case lies unless somebody asked for another place."""
    return folders.workbooks / say("places.dossiers") / say("places.dossier", number=number)
