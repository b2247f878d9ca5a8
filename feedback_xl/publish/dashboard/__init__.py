"""看板.xlsx: page one for the morning meeting, then a sheet for each thing managers look at."""

from feedback_xl.publish.dashboard.book import Dashboard

__all__ = ["Dashboard"]
