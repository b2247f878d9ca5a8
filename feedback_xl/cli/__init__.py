"""The command line: what people and services type; no logic of its own."""

from feedback_xl.cli.commands import main
from feedback_xl.cli.keeping import dispose, dossier

main.add_command(dossier)
main.add_command(dispose)

__all__ = ["main"]
