"""The composition root: one workspace, and the cycle that serves `run` and `watch` alike."""
