"""What a receipt says: each case with its people, its way to the reply, and how limits came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback_xl.language import listed, say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import limit_words, time_state
from feedback_xl.publish.on_call import call_words, concerned
from feedback_xl.records import Task

HOUR = 3600
SHORT = "%m-%d"


@dataclass(frozen=True)
class Stage:
    """One box of the way from the customer's word to our reply."""

    name: str
    at: datetime | None
    state: str


@dataclass(frozen=True)
class Concerned:
    """Who does what by when."""

    role: str
    department: str
    person: str
    limit: str


@dataclass(frozen=True)
class Matter:
    """One case as its receipt shows it."""

    number: str
    level: str
    sentence: str
    call: str  # whom to ring up, "" where nothing is of the first level
    facts: Sequence[tuple[str, str]]
    people: Sequence[Concerned]
    stages: Sequence[Stage]
    derivation: Sequence[tuple[str, str]]  # of which limit → a line of it


@dataclass(frozen=True)
class Receipt:
    """A whole receipt; a form that opened no case has facts alone."""

    number: str
    sentence: str
    matters: Sequence[Matter]
    facts: Sequence[tuple[str, str]]
    next: str


def receipt_of(book: Book, company: Company, number: str, form: str, at: datetime) -> Receipt:
    """What became of an accepted form, seen at the instant its file was."""
    next_words = say(f"receipt.next_{form}")
    if form == "feedback":
        files = [
            queries.case_file(book, company, case.number) for case in queries.cases_of(book, number)
        ]
        matters = [_matter(file, at) for file in files if file is not None]
        told = " ".join(matter.sentence for matter in matters)
        return Receipt(number, told, matters, (), next_words)
    found = queries.row(book, _TABLES[form], number)
    assert found is not None
    sentence, facts = _confirmed(found) if form == "confirmation" else _filed(found, company)
    return Receipt(number, sentence, (), facts, next_words)


_TABLES = {"confirmation": schema.confirmations, "customer": schema.customers}


def _confirmed(row: Row) -> tuple[str, list[tuple[str, str]]]:
    cases = listed(row["cases"])
    told = say("receipt.confirmation", number=row["key"], cases=cases)
    return told, [(say("receipt.cases"), cases)]


def _filed(row: Row, company: Company) -> tuple[str, list[tuple[str, str]]]:
    status = company.label("customer_status", row["status"])
    told = say("receipt.customer", number=row["key"], name=row["name"])
    return told, [
        (say("receipt.customer_number"), row["key"]),
        (say("receipt.customer_full"), row["name"]),
        (say("receipt.customer_status"), status),
    ]


def _matter(file: CaseFile, at: datetime) -> Matter:
    case, company = file.case, file.company
    category = say(
        "receipt.category_words",
        category=company.label("category", case.category),
        business=company.label("business_type", case.business_type),
    )
    return Matter(
        number=case.number,
        level=say("receipt.level", level=case.level),
        sentence=_sentence(file),
        call=call_words(company, [case], concerned(company, case)) if file.round.limit_at else "",
        facts=(
            (say("receipt.customer_name"), case.customer_name),
            (say("receipt.category"), category.strip()),
            (say("receipt.subject"), case.content),
        ),
        people=_people(file),
        stages=_stages(file, at),
        derivation=_derivation(file),
    )


def _sentence(file: CaseFile) -> str:
    case, current, name = file.case, file.round, file.company.department_name
    if current.limit_at is None or current.department_limit_at is None:
        return say("receipt.untimed", case=case.number)
    return say(
        "receipt.case",
        case=case.number,
        level=case.level,
        main=name(case.main),
        department_limit=limit_words(current.department_limit_at, SHORT),
        front=name(file.company.front),
        limit=limit_words(current.limit_at, SHORT),
    )


def _people(file: CaseFile) -> list[Concerned]:
    """主责, 协办, and who replies; whoever has it in hand by name."""
    company, case = file.company, file.case
    roles = [("main", case.main), *(("co", name) for name in case.co), ("reply", company.front)]
    found = []
    for role, department in roles:
        task = _task_of(file, role, department)
        name = company.department_name(department)
        person = str(task.values.get(company.steps[task.step].who) or "") if task else ""
        if role == "reply":
            person = person or case.taken_by
        found.append(
            Concerned(
                say(f"receipt.{role}"),
                name,
                person or say("receipt.nobody", department=name),
                limit_words(task.limit_at) if task and task.limit_at else say("receipt.no_limit"),
            )
        )
    return found


def _task_of(file: CaseFile, role: str, department: str) -> Task | None:
    tasks = file.current("reply") if role == "reply" else file.current()
    mine = [t for t in tasks if t.department == department and role in ("reply", t.role)]
    return mine[-1] if mine else None


def _stages(file: CaseFile, at: datetime) -> list[Stage]:
    case, current, company = file.case, file.round, file.company
    channel = company.label("channel", case.channel)
    heard = say("receipt.heard", channel=channel) if channel else say("receipt.heard_somehow")
    waited = (case.entered_at - current.started_at).total_seconds() / HOUR
    results = [task.done_at for task in file.result_tasks]
    replies = file.current("reply")
    done = max(filter(None, results)) if results and all(results) else None
    reply_advise = replies[-1].advise_at if replies else None
    department = _state(current.department_limit_at, current.advise_at, done, at, company)
    reply = _state(current.limit_at, reply_advise, current.first_reply_at, at, company)
    return [
        Stage(say("receipt.stage_received"), current.started_at, heard),
        Stage(
            say("receipt.stage_handed"),
            case.entered_at,
            say("receipt.handed_after", hours=max(waited, 0)),
        ),
        Stage(say("receipt.stage_department"), current.department_limit_at, department),
        Stage(say("receipt.stage_reply"), current.limit_at, reply),
    ]


def _state(
    limit: datetime | None,
    advise: datetime | None,
    done: datetime | None,
    at: datetime,
    company: Company,
) -> str:
    """How a limit stands, as a word and in hours."""
    state = company.time_states[time_state(limit, advise, done, at)]
    word = f"{state.symbol} {state.word}".strip()
    if limit is None:
        return word
    if done is not None:
        return say("receipt.done", state=word, at=done)
    hours = (limit - at).total_seconds() / HOUR
    name = "receipt.remaining" if hours >= 0 else "receipt.exceeded"
    return say(name, state=word, hours=abs(hours))


def _derivation(file: CaseFile) -> list[tuple[str, str]]:
    """Line by line, first of the reply's limit, then of the department's."""
    current = file.round
    if current.limit_at is None or current.department_limit_at is None:
        return []
    limit = limit_words(current.department_limit_at)
    share = file.company.department_share
    same = current.department_limit_at == current.limit_at
    department = (
        say("receipt.same_as_reply", limit=limit)
        if same
        else say("receipt.share_of_reply", share=share, limit=limit)
    )
    return [
        *_named(say("receipt.reply_limit"), current.derivation),
        *_named(say("receipt.department_limit"), (department,)),
    ]


def _named(name: str, lines: Iterable[str]) -> list[tuple[str, str]]:
    """The name once, beside the first line."""
    return [("" if number else name, line) for number, line in enumerate(lines)]
