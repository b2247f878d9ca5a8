"""Commands about records once they are made: printed for an auditor, destroyed when due."""

from pathlib import Path

import click

from feedback_xl.cli.commands import faults_are_told, workspace_option


@click.command()
@workspace_option
@click.argument("number")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@faults_are_told
def dossier(root: Path, number: str, out: Path | None) -> None:
    """Write everything about one case into one printable workbook."""
    from feedback_xl.app.dossier import write_dossier
    from feedback_xl.app.workspace import Workspace

    with Workspace.open(root) as workspace:
        click.echo(write_dossier(workspace, number, out))


@click.command()
@workspace_option
@click.option("--yes", is_flag=True, help="Destroy what is listed, for good.")
@faults_are_told
def dispose(root: Path, yes: bool) -> None:
    """List what a head approved for disposal; with --yes, destroy it."""
    from feedback_xl.app.disposal import approved_disposals, destroy_approved
    from feedback_xl.app.workspace import Workspace

    with Workspace.open(root) as workspace, workspace.held():
        with workspace.ledger.reading() as book:
            approved = approved_disposals(book)
        for item in approved:
            said = f"approved by {item.approval.decided_by}, {item.approval.decided_at:%Y-%m-%d}"
            click.echo(f"{item.approval.key} ({said}): {', '.join(item.numbers)}")
            if item.held:
                click.echo(f"  held back: {', '.join(item.held)}")
        if not approved:
            click.echo("Nothing is approved for disposal.")
        elif yes:
            for done, numbers in destroy_approved(workspace):
                click.echo(f"{done.approval.key}: {len(numbers)} cases destroyed")
            workspace.finish()
        else:
            click.echo("Nothing was destroyed; --yes does it, and nothing brings it back.")
