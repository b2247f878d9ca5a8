"""`report`: a copy of the weekly or monthly report, as of now."""

from datetime import date, datetime
from pathlib import Path

import click

from feedback_xl.cli.commands import faults_are_told, workspace_option


@click.command()
@workspace_option
@click.option("--month", help="A month, like 2026-11.")
@click.option("--week", help="A week, like 2026-W47.")
@faults_are_told
def report(root: Path, month: str | None, week: str | None) -> None:
    """Write a copy of the report over one month or week, as of now, and say where it lies."""
    from feedback_xl.app.reports import write_copy
    from feedback_xl.app.workspace import Workspace
    from feedback_xl.publish.reports import Report

    if (month is None) == (week is None):
        raise click.UsageError("Give either --month 2026-11 or --week 2026-W47.")
    if month is not None:
        asked = Report.of_month(_day(f"{month}-01", "%Y-%m-%d", month))
    else:
        asked = Report.of_week(_day(f"{week}-1", "%G-W%V-%u", week or ""))
    with Workspace.open(root) as workspace:
        click.echo(write_copy(workspace.folders.root, asked, workspace.snapshot()))


def _day(text: str, pattern: str, typed: str) -> date:
    try:
        return datetime.strptime(text, pattern).date()
    except ValueError:
        raise click.UsageError(
            f"{typed} is no period; they look like 2026-11 or 2026-W47."
        ) from None
