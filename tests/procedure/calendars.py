"""Working calendars drawn at random: the company's own days and its shifts."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from feedback_xl.procedure.load import shipped_company
from feedback_xl.procedure.workdays import Calendar, CompanyDay

SHIPPED = shipped_company().calendar
MINUTES_A_DAY = 24 * 60

starts = st.datetimes(datetime(2025, 11, 1), datetime(2027, 2, 1)).map(
    lambda instant: instant.replace(second=0, microsecond=0)
)
company_days = st.dictionaries(
    st.dates(date(2025, 11, 1), date(2027, 3, 1)),
    st.builds(CompanyDay, st.booleans(), st.sampled_from(["", "夏休", "盘点"])),
    max_size=60,
)


def _shifts(edges: set[int]) -> tuple[tuple[time, time], ...]:
    """Pairs of minutes of the day; its last minute stands for midnight."""
    clock = [(datetime.min + timedelta(minutes=edge)).time() for edge in sorted(edges)]
    return tuple(zip(clock[::2], clock[1::2], strict=True))


shifts = (
    st.sets(st.integers(0, MINUTES_A_DAY), min_size=2, max_size=6)
    .filter(lambda edges: len(edges) % 2 == 0)
    .map(_shifts)
)
calendars = st.builds(
    Calendar,
    years=st.just(SHIPPED.years),
    shifts=shifts,
    company=company_days,
    fixed_off=st.just(SHIPPED.fixed_off),
)
