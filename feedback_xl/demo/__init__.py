"""A plant with its customers and six weeks of their feedback, played through the real inbox."""

from feedback_xl.demo.play import play

__all__ = ["play"]
