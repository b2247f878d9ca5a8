"""What goes back to people, a form at a time: receipt, returned, handed over, prepared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from feedback_xl.files.names import safe_name
from feedback_xl.forms.declaration import form
from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.language import listed, said_in_any, say
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Problem, Severity
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.deadlines import limit_words
from feedback_xl.publish.change_notice import change_notice
from feedback_xl.publish.covers import Places, draw_problems
from feedback_xl.publish.decision_notice import decision_notice
from feedback_xl.publish.eight_d import eight_d
from feedback_xl.publish.hand_over_papers import hand_over_papers
from feedback_xl.publish.paper import Over, Paper
from feedback_xl.publish.photos import Photos
from feedback_xl.publish.receipt import HOUR, SHORT, Receipt, receipt_of
from feedback_xl.publish.receipt_page import Told, draw_receipt, told_of
from feedback_xl.publish.reply_letter import reply_letter
from feedback_xl.publish.words import prepared_name
from feedback_xl.records import Case, Outcome, Round, Submission
from feedback_xl.xlsx.cells import untagged
from feedback_xl.xlsx.draw import Book as Workbook
from feedback_xl.xlsx.draw import Pen

Details = Mapping[str, Any]
_LONGEST_STEM, _LONGEST_SUFFIX = 50, 8  # of 255 bytes a name may have, three to a character


@dataclass(frozen=True)
class Papers:
    """Makes answers from the ledger."""

    book: Book
    company: Company
    photos: Photos
    handed_over: dict[str, bytes] = field(default_factory=dict)  # the last, for all departments

    def make(self, kind: str, key: str, details: Details) -> list[Paper]:
        """The papers one follow-up asks for."""
        return _MAKE[kind](self, key, details)

    def _receipt(self, number: str, _details: Details) -> list[Paper]:
        submission, revision = self._submission(number)
        row = self._row(schema.submissions, f"{number}#{revision}")
        receipt = receipt_of(self.book, self.company, number, submission.form, row["at"])
        word = "receipt.revised" if revision else "receipt.accepted"
        headline = say(word, revision=revision, told=receipt.sentence)
        data = self._drawn_receipt(submission, revision, row["at"], headline, receipt, told_of(row))
        folder = self._folder(row["sender"], say("places.receipts"))
        earlier = [Paper(folder / _receipt_name(number, n), None) for n in range(revision)]
        return [*earlier, Paper(folder / _receipt_name(number, revision), data)]

    def _duplicate(self, arrival: str, details: Details) -> list[Paper]:
        number = details["number"]
        row = self._row(schema.arrivals, arrival)
        submission, revision = self._submission(number)
        receipt = receipt_of(self.book, self.company, number, submission.form, row["seen_at"])
        headline = say("receipt.duplicate", number=number, told=receipt.sentence)
        data = self._drawn_receipt(submission, revision, row["seen_at"], headline, receipt, ())
        name = say("receipt.file_duplicate", stem=_stem(row["name"]), number=number)
        owner = form(submission.form).answers_to or row["department"]
        return [Paper(self._folder(owner, say("places.receipts")) / name, data)]

    def _drawn_receipt(
        self,
        submission: Submission,
        revision: int,
        at: datetime,
        headline: str,
        receipt: Receipt,
        told: Sequence[Told],
    ) -> bytes:
        declared, number = form(submission.form), receipt.number
        shown = show_submission(submission, declared, self.company)

        def cover(pen: Pen, places: Places) -> None:
            draw_receipt(pen, receipt, headline, told, places, self.company, at)

        return render(
            declared,
            self.company,
            Face(
                "receipt",
                at,
                shown={**shown, **self._system(number, declared.id)},
                identity={"number": number, "revision": str(revision)},
                cover_name=say("receipt.sheet"),
                cover=cover,
                back=say("receipt.sheet"),
                photos=self.photos.of(submission.pictures, declared.id, number),
            ),
        )

    def _returned(self, arrival: str, details: Details) -> list[Paper]:
        row = self._row(schema.arrivals, arrival)
        declared = form(details["form"])
        problems = _problems(row)
        must = sum(problem.returns for problem in problems)
        clock = self._clock(details["root"], row["seen_at"])
        lead = say("returned.lead", must=must, remind=len(problems) - must, clock=clock)
        note = self._band(row["seen_at"])

        def cover(pen: Pen, places: Places) -> None:
            draw_problems(pen, problems, places, lead, row["repairs"], note)

        face = Face(
            "returned",
            row["seen_at"],
            shown={key: untagged(value) for key, value in details["shown"].items()},
            problems={p.field: p for p in reversed(problems) if p.field},
            identity={"arrival": details["root"], **details["base"]},
            cover_name=say("returned.sheet"),
            cover=cover,
            back=say("returned.sheet"),
            photos=self.photos.of(details.get("pictures", ()), declared.id),
        )
        return [Paper(self._return_path(row), render(declared, self.company, face))]

    def _clock(self, root: str, at: datetime) -> str:
        """A returned form is an unrecorded complaint whose clock runs."""
        standing = self._row(schema.returns, root)
        if standing["limit_at"] is None:
            return ""
        hours = (standing["limit_at"] - at).total_seconds() / HOUR
        limit = limit_words(standing["limit_at"], SHORT)
        word = "returned.clock" if hours >= 0 else "returned.clock_over"
        return say(word, level=standing["level"], hours=abs(hours), limit=limit)

    def _band(self, at: datetime) -> str:
        """Whose paper it is, by which document, and of when."""
        document = f"{self.company.document} {self.company.document_version}"
        return say("returned.band", company=self.company.name, document=document, at=at)

    def _return_path(self, row: Row) -> PurePosixPath:
        stem = row["name"]
        for mark in said_in_any("returned.mark"):
            stem = stem.split(mark)[0]
        name = f"{_stem(stem)}{say('returned.mark')}{row['key']}.xlsx"
        return self._folder(row["department"], say("places.returned")) / name

    def _tidy_return(self, root: str, _details: Details) -> list[Paper]:
        """Clear what came back earlier; the latest stays while it is waited for."""
        table = schema.arrivals
        tries = queries.rows(self.book, table, (table.c.key == root) | (table.c.first_try == root))
        returned = [row for row in tries if row["outcome"] == Outcome.RETURNED]
        if self._row(schema.returns, root)["state"] == "open":
            returned = returned[:-1]
        return [Paper(self._return_path(row), None) for row in returned]

    def _unreadable(self, arrival: str, _details: Details) -> list[Paper]:
        """Why nothing could be read, and the file itself back."""
        row = self._row(schema.arrivals, arrival)
        problems = _problems(row)
        lead = say("returned.unreadable", name=row["name"], problem=problems[0].text)
        title = say("returned.sheet")
        workbook = Workbook(title, created=row["seen_at"], company=self.company.name)
        note = self._band(row["seen_at"])
        draw_problems(workbook.sheet(title), problems, {}, lead, (), note)
        meta = {"book": "notice", "arrival": arrival}
        stem, folder = _stem(row["name"]), self._folder(row["department"], say("places.returned"))
        suffix = safe_name(PurePosixPath(row["name"]).suffix.lstrip("."), _LONGEST_SUFFIX)
        told = say("returned.file_unreadable", stem=stem, arrival=arrival)
        given = say("returned.file_original", stem=stem, arrival=arrival, suffix=suffix)
        return [
            Paper(folder / told, workbook.close(meta, meta)),
            Paper(folder / given, None, original=row["sha"]),
        ]

    def _give_back(self, sha: str, details: Details) -> list[Paper]:
        """A task sheet without a stamp, back to its department."""
        name = PurePosixPath(details["name"])
        folder = self._folder(details["department"], say("places.notices"))
        given = say("returned.file_given_back", stem=name.stem, sha=sha[:8], suffix=name.suffix)
        return [Paper(folder / given, None, original=sha)]

    def _hand_over(self, _key: str, details: Details) -> list[Paper]:
        """The form itself, read-only, for a department that has to act on it (S1)."""
        number = details["case"]
        if number not in self.handed_over:
            self.handed_over.clear()
            self.handed_over[number] = self._drawn_for_handing_over(number)
        folder = self._folder(details["department"], say("places.handed_over"))
        path = folder / f"{number}.xlsx"
        return [Paper(path, self.handed_over[number], over=Over.ANYTHING)]

    def _drawn_for_handing_over(self, number: str) -> bytes:
        case = queries.cases(self.book, schema.cases.c.key == number)[0]
        submission, revision = self._submission(case.submission)
        declared = form(submission.form)
        shown = {
            **show_submission(submission, declared, self.company),
            **self._system(number, declared.id),
        }
        row = self._row(schema.submissions, f"{case.submission}#{revision}")
        identity = {"number": number, "revision": str(revision)}
        photos = self.photos.of(submission.pictures, declared.id, case.submission)
        face = Face("handed_over", row["at"], shown=shown, identity=identity, photos=photos)
        return render(declared, self.company, face)

    def _prefill(self, number: str, _details: Details) -> list[Paper]:
        """A form C with number, customer and product lines (plant 3e)."""
        case = queries.cases(self.book, schema.cases.c.key == number)[0]
        declared = form("confirmation")
        lines = queries.lines(self.book, schema.lines.c.case == number)
        shown: dict[str, Any] = {"cases": number, "customer_name": case.customer_name}
        for index, line in enumerate(lines):
            for name in ("part", "lot", "phenomenon"):
                shown[f"defects/{index}/{name}"] = line["values"].get(name)
        if lines and not lines[0]["values"].get("phenomenon"):
            shown["defects/0/phenomenon"] = case.subject
        photos = self.photos.of(self._submission(case.submission)[0].pictures, "feedback", number)
        face = Face(
            "prefilled", case.entered_at, shown=shown, identity={"case": number}, photos=photos
        )
        return [Paper(self._prefill_path(number), render(declared, self.company, face))]

    def _tidy_prefill(self, number: str, _details: Details) -> list[Paper]:
        return [Paper(self._prefill_path(number), None)]

    def _prefill_path(self, number: str) -> PurePosixPath:
        owner = self.company.steps["confirm"].department
        return self._folder(owner, say("places.prefilled")) / prepared_name("confirmation", number)

    def _system(self, number: str, form_id: str) -> dict[str, Any]:
        """What the program fills in on a form that has a number."""
        if form_id == "confirmation":
            cases = self._row(schema.confirmations, number)["cases"]
            names = [
                c.customer_name for c in queries.cases(self.book, schema.cases.c.key.in_(cases))
            ]
            return {"number": number, "customer_name": listed(dict.fromkeys(names))}
        if form_id == "customer":
            return {"number": number}
        case = queries.cases(self.book, schema.cases.c.key == number)[0]
        current = self._round(case)
        limits = {"department_limit": current.department_limit_at, "reply_limit": current.limit_at}
        told = {
            name: f"{limit:%Y-%m-%d %H:%M}" if limit else say("receipt.no_limit")
            for name, limit in limits.items()
        }
        return {"number": number, **told}

    def _submission(self, number: str) -> tuple[Submission, int]:
        found = queries.submission(self.book, number)
        assert found is not None
        return found

    def _row(self, table: Any, key: str) -> Row:
        found = queries.row(self.book, table, key)
        assert found is not None
        return found

    def _round(self, case: Case) -> Round:
        key = f"{case.number}/{case.round}"
        return queries.rounds(self.book, schema.rounds.c.key == key)[0]

    def _folder(self, department: str, name: str) -> PurePosixPath:
        return PurePosixPath(self.company.department_name(department)) / name


def _receipt_name(number: str, revision: int) -> str:
    word = "receipt.file_revised" if revision else "receipt.file"
    return say(word, number=number, revision=revision)


def _stem(name: str) -> str:
    """What a sender called a file, short enough to take our own words behind it."""
    return safe_name(PurePosixPath(name).stem, _LONGEST_STEM)


def _problems(row: Row) -> list[Problem]:
    return [Problem(**{**p, "severity": Severity(p["severity"])}) for p in row["problems"]]


_MAKE: Mapping[str, Callable[[Papers, str, Details], list[Paper]]] = {
    "receipt": Papers._receipt,
    "duplicate": Papers._duplicate,
    "returned": Papers._returned,
    "tidy_return": Papers._tidy_return,
    "unreadable": Papers._unreadable,
    "give_back": Papers._give_back,
    "hand_over": Papers._hand_over,
    "prefill": Papers._prefill,
    "tidy_prefill": Papers._tidy_prefill,
    "change_notice": lambda papers, case, _: change_notice(papers.book, papers.company, case),
    "change_decided": lambda papers, key, _: decision_notice(papers.book, papers.company, key),
    "reply_letter": lambda papers, case, _: reply_letter(papers.book, papers.company, case),
    "eight_d": lambda papers, case, _: eight_d(papers.book, papers.company, case),
    "handover": lambda papers, number, _: hand_over_papers(papers.book, papers.company, number),
}
