"""What stands above each sheet of a report."""

from datetime import datetime, timedelta

from feedback_xl.language import say
from feedback_xl.publish.kpis import Period

_IN_TIME = timedelta(days=1)


def title_of(kind: str, period: Period, made_at: datetime) -> str:
    """Which report it is; one made long after its period says so, as open lists are of that day."""
    title = say(f"reports.{kind}_title", label=period.label)
    if made_at.date() > period.end + _IN_TIME:
        return say("reports.made_later", title=title, at=made_at)
    return title
