"""The composition root: one workspace, and the cycle that serves `run` and `watch` alike."""

from feedback_xl.app.workspace import Workspace

__all__ = ["Workspace"]
