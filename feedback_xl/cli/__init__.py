"""The command line: what people and services type; no logic of its own."""

from feedback_xl.cli.commands import main
from feedback_xl.cli.keeping import dispose, dossier
from feedback_xl.cli.reporting import report

main.add_command(dossier)
main.add_command(dispose)
main.add_command(report)

__all__ = ["main"]
