"""What goes back to people, a form at a time: receipt, returned, handed over, prepared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from feedback_xl.files.names import safe_name
from feedback_xl.forms.declaration import form
from feedback_xl.forms.render import Face, render, show_submission
from feedback_xl.ledger import queries, schema
from feedback_xl.ledger.queries import Row
from feedback_xl.ledger.store import Book
from feedback_xl.problems import Problem, Severity
from feedback_xl.procedure.company import Company
from feedback_xl.publish.change_notice import change_notice
from feedback_xl.publish.covers import PROBLEMS, RECEIPT, draw_problems, draw_receipt
from feedback_xl.publish.decision_notice import decision_notice
from feedback_xl.publish.hand_over_papers import hand_over_papers
from feedback_xl.publish.on_call import call_words, concerned
from feedback_xl.publish.paper import Paper
from feedback_xl.publish.words import prepared_name
from feedback_xl.records import Case, Outcome, Round, Submission
from feedback_xl.xlsx.cells import untagged
from feedback_xl.xlsx.draw import Book as Workbook

Details = Mapping[str, Any]
_LONGEST_STEM, _LONGEST_SUFFIX = 50, 8  # of 255 bytes a name may have, three to a character


@dataclass(frozen=True)
class Papers:
    """Makes answers from the ledger."""

    book: Book
    company: Company
    _handed_over: dict[str, bytes] = field(default_factory=dict)  # one drawing for all departments

    def make(self, kind: str, key: str, details: Details) -> list[Paper]:
        """The papers one follow-up asks for."""
        return _MAKE[kind](self, key, details)

    def _receipt(self, number: str, _details: Details) -> list[Paper]:
        submission, revision = self._submission(number)
        row = self._row(schema.submissions, f"{number}#{revision}")
        headline, lines = self._words(number, submission.form)
        word = f"已更新(第{revision}次修订)" if revision else "已受理"
        told = [f"{p['text']}{p['expected']}" for p in row["problems"]] + [
            f"已更正 {r['cell']} {r['label']}:{r['before']} → {r['after']}" for r in row["repairs"]
        ]
        data = self._drawn_receipt(
            submission, number, revision, row["at"], f"{word} {headline}", lines, told
        )
        folder = self._folder(row["sender"], "回执")
        earlier = [Paper(folder / _receipt_name(number, n), None) for n in range(revision)]
        return [*earlier, Paper(folder / _receipt_name(number, revision), data)]

    def _duplicate(self, arrival: str, details: Details) -> list[Paper]:
        number = details["number"]
        row = self._row(schema.arrivals, arrival)
        submission, revision = self._submission(number)
        headline, lines = self._words(number, submission.form)
        lead = f"重复提交(原号 {number}):内容与已受理的表单相同,未重复登记。{headline}"
        data = self._drawn_receipt(submission, number, revision, row["seen_at"], lead, lines, [])
        name = f"{_stem(row['name'])}_重复_{number}.xlsx"
        owner = form(submission.form).answers_to or row["department"]
        return [Paper(self._folder(owner, "回执") / name, data)]

    def _drawn_receipt(
        self,
        submission: Submission,
        number: str,
        revision: int,
        at: datetime,
        headline: str,
        lines: list[tuple[str, str]],
        told: list[str],
    ) -> bytes:
        declared = form(submission.form)
        shown = show_submission(submission, declared, self.company)
        return render(
            declared,
            self.company,
            Face(
                "receipt",
                at,
                shown={**shown, **self._system(number, declared.id)},
                identity={"number": number, "revision": str(revision)},
                cover_name=RECEIPT,
                cover=lambda pen, _places: draw_receipt(pen, headline, lines, told),
            ),
        )

    def _words(self, number: str, form_id: str) -> tuple[str, list[tuple[str, str]]]:
        """The sentence on top of a receipt, and its lines."""
        if form_id == "feedback":
            return self._words_of_cases(number)
        if form_id == "confirmation":
            cases = "、".join(self._row(schema.confirmations, number)["cases"])
            return f"{number}。确认结果已记入 {cases}。", [("反馈编号", cases)]
        customer = self._row(schema.customers, number)
        status = self.company.label("customer_status", customer["status"])
        return f"{number}({customer['name']})。", [
            ("客户编码", number),
            ("客户名称", customer["name"]),
            ("客户状态", status),
        ]

    def _words_of_cases(self, number: str) -> tuple[str, list[tuple[str, str]]]:
        sentences, lines = [], []
        for case in queries.cases_of(self.book, number):
            current = self._round(case)
            name = self.company.department_name
            lines.append(("反馈编号", f"{case.number}  {case.customer_name}  {case.subject}"))
            lines.append(
                ("类别与等级", f"{self.company.label('category', case.category)}  {case.level}级")
            )
            if current.limit_at is None or current.department_limit_at is None:
                sentences.append(f"{case.number}:表扬建议,不计时。")
                continue
            sentences.append(
                f"{case.number}({case.level}级)。请{name(case.main)} "
                f"{current.department_limit_at:%m-%d %H:%M} 前处理;"
                f"营业部 {current.limit_at:%m-%d %H:%M} 前回复客户。"
            )
            co = "、".join(name(item) for item in case.co)
            lines.append(("主责/协办", f"{name(case.main)}{' / ' + co if co else ''}"))
            lines.append(("处理时限", f"{current.department_limit_at:%Y-%m-%d %H:%M}"))
            lines.append(("回复时限", f"{current.limit_at:%Y-%m-%d %H:%M}"))
            lines.append(("时限依据", "\n".join(current.derivation)))
            sentences.append(call_words(self.company, [case], concerned(self.company, case)))
        return " ".join(filter(None, sentences)), lines

    def _returned(self, arrival: str, details: Details) -> list[Paper]:
        row = self._row(schema.arrivals, arrival)
        declared = form(details["form"])
        problems = _problems(row)
        must = sum(problem.returns for problem in problems)
        lead = (
            f"本表未受理:{must}处须改正,{len(problems) - must}处提醒。"
            f"{self._clock(details['root'])}请在本文件中改红色单元格后重新投递(放回 inbox)。"
        )
        face = Face(
            "returned",
            row["seen_at"],
            shown={key: untagged(value) for key, value in details["shown"].items()},
            problems={p.field: p for p in reversed(problems) if p.field},
            identity={"arrival": details["root"], **details["base"]},
            cover_name=PROBLEMS,
            cover=lambda pen, places: draw_problems(pen, problems, places, lead, row["repairs"]),
        )
        return [Paper(self._return_path(row), render(declared, self.company, face))]

    def _clock(self, root: str) -> str:
        """A returned form is an unrecorded complaint whose clock runs."""
        standing = self._row(schema.returns, root)
        if standing["limit_at"] is None:
            return ""
        return f"客户时限仍在计算({standing['level']}级,{standing['limit_at']:%m-%d %H:%M} 到期)。"

    def _return_path(self, row: Row) -> PurePosixPath:
        stem = _stem(row["name"].split("_退回_")[0])
        return self._folder(row["department"], "退回") / f"{stem}_退回_{row['key']}.xlsx"

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
        lead = f"“{row['name']}”未受理:{problems[0].text}原文件一并退回。"
        workbook = Workbook(PROBLEMS, created=row["seen_at"], company=self.company.name)
        draw_problems(workbook.sheet(PROBLEMS), problems, {}, lead, ())
        meta = {"book": "notice", "arrival": arrival}
        stem, folder = _stem(row["name"]), self._folder(row["department"], "退回")
        suffix = safe_name(PurePosixPath(row["name"]).suffix.lstrip("."), _LONGEST_SUFFIX)
        return [
            Paper(folder / f"{stem}_无法读取_{arrival}.xlsx", workbook.close(meta, meta)),
            Paper(folder / f"{stem}_原件_{arrival}.{suffix}", None, original=row["sha"]),
        ]

    def _give_back(self, sha: str, details: Details) -> list[Paper]:
        """A task sheet without a stamp, back to its department."""
        name = PurePosixPath(details["name"])
        folder = self._folder(details["department"], "通知")
        return [Paper(folder / f"{name.stem}_未收录_{sha[:8]}{name.suffix}", None, original=sha)]

    def _hand_over(self, _key: str, details: Details) -> list[Paper]:
        """The form itself, read-only, for a department that has to act on it (S1)."""
        number = details["case"]
        if number not in self._handed_over:
            self._handed_over[number] = self._drawn_for_handing_over(number)
        folder = self._folder(details["department"], "反馈单")
        return [Paper(folder / f"{number}.xlsx", self._handed_over[number], replaces=True)]

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
        face = Face("handed_over", row["at"], shown=shown, identity=identity)
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
        face = Face("prefilled", case.entered_at, shown=shown, identity={"case": number})
        return [Paper(self._prefill_path(number), render(declared, self.company, face))]

    def _tidy_prefill(self, number: str, _details: Details) -> list[Paper]:
        return [Paper(self._prefill_path(number), None)]

    def _prefill_path(self, number: str) -> PurePosixPath:
        owner = self.company.steps["confirm"].department
        return self._folder(owner, "待填") / prepared_name("confirmation", number)

    def _system(self, number: str, form_id: str) -> dict[str, Any]:
        """What the program fills in on a form that has a number."""
        if form_id == "confirmation":
            cases = self._row(schema.confirmations, number)["cases"]
            names = [
                c.customer_name for c in queries.cases(self.book, schema.cases.c.key.in_(cases))
            ]
            return {"number": number, "customer_name": "、".join(dict.fromkeys(names))}
        if form_id == "customer":
            return {"number": number}
        case = queries.cases(self.book, schema.cases.c.key == number)[0]
        current = self._round(case)
        limits = {"department_limit": current.department_limit_at, "reply_limit": current.limit_at}
        told = {
            name: f"{limit:%Y-%m-%d %H:%M}" if limit else "不计时" for name, limit in limits.items()
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
    return f"{number}_回执{f'_第{revision}次修订' if revision else ''}.xlsx"


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
    "handover": lambda papers, number, _: hand_over_papers(papers.book, papers.company, number),
}
