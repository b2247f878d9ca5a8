"""Every command, with its exit code: 0 done, 1 files returned or held, 2 usage, 3–5 faults."""

import json
import logging
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import click

from feedback_xl import __version__
from feedback_xl.cli.progress import shown_progress
from feedback_xl.language import LANGUAGES, say
from feedback_xl.problems import Fault, Problem

UNFINISHED = ("returned", "unreadable")

workspace_option = click.option(
    "--workspace",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="The workspace's folder (default: here).",
)


def faults_are_told(command: Callable[..., Any]) -> Callable[..., Any]:
    """A fault ends the command with its exit code and a sentence, never a traceback."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Fault as fault:
            click.echo(f"feedback-xl: {fault.what}", err=True)
            if fault.remedy:
                click.echo(f"             {fault.remedy}", err=True)
            sys.exit(fault.exit_code)
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            click.echo(f"feedback-xl: {error.strerror or error}{where}", err=True)
            sys.exit(4)

    return wrapped


@click.group()
@click.version_option(__version__, prog_name="feedback-xl")
def main() -> None:
    """Runs a customer-feedback procedure on the Excel files people already fill."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Private folder on a local disk.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Of every book, blank and message; fixed from now on (default: zh_CN).",
)
@faults_are_told
def init(folder: Path, state: Path | None, language: str | None) -> None:
    """Make FOLDER a workspace."""
    from feedback_xl.app.found import found_workspace
    from feedback_xl.app.workspace import Workspace

    folders = found_workspace(folder, state, language)
    with Workspace.open(folders.root) as workspace, workspace.held():
        workspace.finish()
    click.echo(f"Workspace: {folders.root}")
    click.echo(f"State (private, local): {folders.state}")
    click.echo(f"Blank forms: {folders.templates}")
    click.echo(f"Next: feedback-xl watch --workspace {folders.root}")


@main.command()
@workspace_option
@faults_are_told
def run(root: Path) -> None:
    """One cycle over everything present now."""
    from feedback_xl.app.workspace import Workspace

    with (
        shown_progress() as progress,
        Workspace.open(root, progress=progress) as workspace,
        workspace.held(),
    ):
        report = workspace.run()
        held = workspace.held_files(patient=False)
    _tell(report)
    for path, why in held.items():
        click.echo(f"held: {path} ({why})")
    sys.exit(1 if held or any(report.outcomes[name] for name in UNFINISHED) else 0)


@main.command()
@workspace_option
@faults_are_told
def watch(root: Path) -> None:
    """Serve the workspace until told to end (Ctrl+C, SIGTERM)."""
    from feedback_xl.app import watch as watching
    from feedback_xl.app.workspace import Workspace

    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), lambda *_: stop.set())
    with Workspace.open(root) as workspace, workspace.held():
        _log_to(workspace.folders.log)
        click.echo(f"Watching {workspace.folders.inbox}")
        watching.watch(workspace, stop, _tell)
    click.echo("Ended.")


def _log_to(folder: Path) -> None:
    """What went wrong, for whoever has to find out; people read the status."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = RotatingFileHandler(folder / "feedback_xl.log", maxBytes=5_000_000, backupCount=5)
    logging.basicConfig(
        format="%(asctime)s %(levelname)s %(message)s",
        level=logging.INFO,
        handlers=[kept, logging.StreamHandler()],
    )


def _tell(report: Any) -> None:
    parts = [f"{name} {number}" for name, number in sorted(report.outcomes.items())]
    if report.edits or report.conflicts:
        parts.append(f"edits {report.edits}, conflicts {report.conflicts}")
    if report.settings:
        parts.append(f"settings {report.settings}")
    if report.placed:
        parts.append(f"published {len(report.placed)} workbooks")
    click.echo("; ".join(parts) or "nothing new")


@main.command()
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@faults_are_told
def status(root: Path, as_json: bool) -> None:
    """What was taken in, what waits, what is late."""
    from feedback_xl.app.status import status_of

    found = status_of(root)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, value in found.items():
        if isinstance(value, dict):
            click.echo(f"{name}:")
            for key, count in value.items():
                click.echo(f"  {key}: {count}")
        else:
            click.echo(f"{name}: {value}")


@main.command()
@workspace_option
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@faults_are_told
def check(root: Path, files: tuple[Path, ...]) -> None:
    """Check forms as the inbox would; enter nothing."""
    from feedback_xl.app.check import check_files

    returned = False
    for checked in check_files(root, files):
        returned = returned or checked.would_return
        word = "would be returned" if checked.would_return else "would be accepted"
        if checked.same_as:
            word = f"is known already as {checked.same_as}"
        click.echo(f"{checked.path}: {word}")
        for problem in checked.problems:
            click.echo(f"  {_told(problem)}")
        for repair in checked.repairs:
            click.echo("  " + say("commands.repaired", **asdict(repair)))
    sys.exit(1 if returned else 0)


def _told(problem: Problem) -> str:
    """One problem in a line."""
    mark = "commands.must" if problem.returns else "commands.remind"
    told = [say(mark, cell=problem.cell, text=problem.text)]
    if problem.expected:
        told.append(say("commands.expected", expected=problem.expected))
    if problem.example:
        told.append(say("commands.example", example=problem.example))
    return " ".join(told)


@main.command()
@workspace_option
@click.argument("number")
@faults_are_told
def explain(root: Path, number: str) -> None:
    """Say line by line how the limits of a case or task came about."""
    from feedback_xl.app.status import explanation_of

    for line in explanation_of(root, number):
        click.echo(line)


@main.command()
@workspace_option
@faults_are_told
def publish(root: Path) -> None:
    """Bring every workbook up to date."""
    from feedback_xl.app.workspace import Workspace

    with Workspace.open(root) as workspace, workspace.held():
        report = workspace.bring_up_to_date()
        waiting = workspace.waiting
    _tell(report)
    for book, who in waiting.items():
        click.echo(f"waits: {book} ({who})")


@main.command()
@workspace_option
@faults_are_told
def verify(root: Path) -> None:
    """Prove journal, tables, archive and books against each other."""
    from feedback_xl.app.proof import verify as prove
    from feedback_xl.app.workspace import Workspace

    with Workspace.open(root) as workspace, workspace.held():
        broken = list(prove(workspace))
    for item in broken:
        click.echo(f"{item.where}: {item.what}")
    if broken:
        raise Fault(
            f"{len(broken)} things do not hold", "feedback-xl rebuild makes the tables anew"
        )
    click.echo("Everything holds: journal, tables, archive, books.")


@main.command()
@workspace_option
@faults_are_told
def rebuild(root: Path) -> None:
    """Make the tables anew from the journal, then the books."""
    from feedback_xl.app.proof import rebuild as replay
    from feedback_xl.app.workspace import Workspace

    with shown_progress() as progress:
        number = replay(root, progress=progress)
    click.echo(f"Replayed {number} entries.")
    with Workspace.open(root) as workspace, workspace.held():
        _tell(workspace.run())


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="demo")
@faults_are_told
def demo(folder: Path) -> None:
    """Fill FOLDER with a company, its customers and some weeks of feedback."""
    from feedback_xl.demo import play

    play(folder)
