"""客诉周报 and 客诉月报: made once a period, then left to those who write and sign on them."""

from feedback_xl.publish.reports.report import Report, due_reports

__all__ = ["Report", "due_reports"]
