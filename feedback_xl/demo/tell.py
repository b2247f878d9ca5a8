"""What the demo came to, in a short table, and which file to open first."""

from rich.console import Console

from feedback_xl.app.workspace import Workspace


def tell(workspace: Workspace, console: Console) -> None:
    snapshot = workspace.snapshot()
    console.print(len(snapshot.cases))
