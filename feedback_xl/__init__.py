"""Runs a manufacturer's customer-feedback procedure on the Excel files people already fill."""

from typing import TYPE_CHECKING

__version__ = "0.3.0"

if TYPE_CHECKING:
    from feedback_xl.app.workspace import Workspace

__all__ = ["Workspace", "__version__"]


def __getattr__(name: str) -> object:
    """`Workspace` on first use, so that a command that needs little imports little."""
    if name == "Workspace":
        from feedback_xl.app.workspace import Workspace

        return Workspace
    raise AttributeError(name)
