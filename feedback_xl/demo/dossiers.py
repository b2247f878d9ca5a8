"""The customers' files: most of them entered in the first days, some later, some changed since."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from feedback_xl.demo.cast import Row, fill_in, habit, material, people
from feedback_xl.demo.script import Answer, Filing, Sequel, Typed
from feedback_xl.xlsx.cells import CellValue

_LATER = 6  # of the customers come after the first days
_LAST = timedelta(minutes=50)  # before the end: the last one still waits to be registered
_FIRST_MINUTES = 6  # between two files of the first days


def dossiers(
    customers: Sequence[Row], start: datetime, end: datetime, random: Random
) -> Iterator[Filing]:
    """Form A for each customer; a few tell later what has changed."""
    last = len(customers) - 1
    later = {last, *random.sample(range(last), min(_LATER, last // 4))}
    changes = iter(material("changes")["change"])
    at = start.replace(hour=8, minute=35)
    for index, customer in enumerate(customers):
        if index == last:
            moment = end - _LAST
        elif index in later:
            moment = start + (end - start) * random.uniform(0.15, 0.9)
            moment = moment.replace(hour=random.randrange(9, 17), minute=random.randrange(60))
        else:
            moment = at = _next_in_shift(at, random)
        moment = moment.replace(second=0, microsecond=0)
        change = next(changes, None) if index % 9 == 4 else None
        yield _dossier(customer, moment, change, is_new=index in later)


def _next_in_shift(at: datetime, random: Random) -> datetime:
    at += timedelta(minutes=random.randrange(_FIRST_MINUTES, 2 * _FIRST_MINUTES))
    return at if at.hour < 17 else (at + timedelta(days=1)).replace(hour=8, minute=20)


def _dossier(customer: Row, at: datetime, change: Row | None, *, is_new: bool) -> Filing:
    rep = customer["rep"]
    name = fill_in(habit("files")[at.minute % 3], short=customer["short_name"])
    typed: dict[str, CellValue] = {"action": "new", "status": "active", **_cells(customer)}
    typed |= {"filled_by": rep, "reviewed_by": people("SALES")[0]}
    if is_new:
        typed["first_contact_on"] = at.date() - timedelta(days=at.day % 20 + 3)
    sequels: tuple[Sequel, ...] = ()
    if change is not None:
        typed |= change.get("before", {})
        told = {"filled_by": rep, "effective_on": date.fromordinal(at.toordinal() + 20)}
        sequels = (Sequel("change", change["hours"], {**change["typed"], **told}),)
    full = customer["customer_name"]
    return Filing(at, "SALES", name, "customer", typed, rep, full, at, sequels)


def _cells(customer: Row) -> dict[str, CellValue]:
    cells = {name: value for name, value in customer.items() if name != "products"}
    for index, product in enumerate(customer["products"]):
        cells |= {f"products/{index}/{name}": text for name, text in product.items()}
    return cells


def registrations(filings: Sequence[Filing], random: Random) -> Iterator[Answer]:
    """生产管理课 registers each file in its own system, and again what has changed."""
    for number, filing in enumerate(filings, 1041):
        code: Typed = {"system_code": f"C{number}"}
        yield _registered(filing.at, filing.customer, code, random)
        for sequel in filing.sequels:
            yield _registered(
                filing.at + timedelta(hours=sequel.hours), filing.customer, code, random
            )


def _registered(at: datetime, name: str, code: Typed, random: Random) -> Answer:
    at += timedelta(hours=random.uniform(1, 6))
    by = random.choice(people("PMC"))
    typed = {"registration": "registered", "registered_by": by, "registered_on": at.date(), **code}
    return Answer(at, "PMC", "register", name, typed, by)
