"""The command line: what people and services type; no logic of its own."""

from feedback_xl.cli.commands import main

__all__ = ["main"]
