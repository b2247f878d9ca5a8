"""Forms gone wrong, and what people do with forms already taken in, spread over the story."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from feedback_xl.demo.cast import Row, fill_in, habit, material
from feedback_xl.demo.script import Answer, Filing, Sequel, Typed
from feedback_xl.xlsx.cells import CellValue
from feedback_xl.xlsx.fill import Formula


def go_wrong(filings: Sequence[Filing], form: str) -> Iterator[Filing]:
    """The same filings, some of them wrong, some followed by something."""
    rows = _mistakes(form)
    if form == "feedback":
        rows = _interleaved(rows, material("mistakes")["sequel"])
    placed = _placed(rows, filings)
    for index, filing in enumerate(filings):
        if index in placed:
            yield from _happens(placed[index], filing)
        else:
            yield filing


def findings_go_wrong(answers: Sequence[Answer]) -> Iterator[Answer]:
    """The same answers; the first forms C have mistakes too."""
    rows = iter(_mistakes("confirmation"))
    for answer in answers:
        if answer.step == "confirm" and (row := next(rows, None)) is not None:
            typed = _cells(row, {})
            yield replace(
                answer,
                typed={**answer.typed, **typed},
                sequels=_correction(row, answer.typed, typed),
            )
        else:
            yield answer


def withdrawals(filings: Sequence[Filing]) -> Iterator[Answer]:
    """An old form used for something new came back; Sales says next day what became of it."""
    for filing in filings:
        for sequel in filing.sequels:
            if sequel.kind == "revise" and (content := sequel.typed.get("content")):
                at = filing.at + timedelta(hours=sequel.hours + 20)
                typed = {"closing": "withdrawn", "closing_reason": habit("withdrawn")}
                yield Answer(at, "SALES", "return", str(content), typed, filing.by)


def wrong(filing: Filing, row: Row) -> Filing:
    """The form with what stands in `row` instead of the right values."""
    typed = _cells(row, _words(filing))
    sequels = (*filing.sequels, *_correction(row, filing.typed, typed))
    return replace(filing, typed={**filing.typed, **typed}, sequels=sequels)


def _mistakes(form: str) -> list[Row]:
    return [row for row in material("mistakes")["mistake"] if row["form"] == form]


def _interleaved(first: Sequence[Row], second: Sequence[Row]) -> list[Row]:
    """Both in their order, evenly mixed."""
    order = [(index / len(rows), row) for rows in (first, second) for index, row in enumerate(rows)]
    return [row for _, row in sorted(order, key=lambda pair: pair[0])]


def _placed(rows: Sequence[Row], filings: Sequence[Filing]) -> Mapping[int, Row]:
    """Each row on a filing that has the cells it needs, spread evenly."""
    placed: dict[int, Row] = {}
    for number, row in enumerate(rows):
        first = int((number + 0.5) * len(filings) / len(rows))
        order = [*range(first, len(filings)), *range(first)]
        fitting = (i for i in order if i not in placed and _fits(row, filings[i]))
        if (index := next(fitting, None)) is not None:
            placed[index] = row
    return placed


def _fits(row: Row, filing: Filing) -> bool:
    cells = [*row.get("typed", {}), *row.get("as_numbers", ())]
    begins = row.get("begins", {}).items()
    return (
        not filing.sequels
        and all(name in filing.typed for name in cells if "/" in name)
        and all(str(filing.typed.get(name)).startswith(text) for name, text in begins)
    )


def _happens(row: Row, filing: Filing) -> Iterator[Filing]:
    if "kind" in row:
        typed = _cells(row, _words(filing))
        yield replace(filing, sequels=(Sequel(row["kind"], row["hours"], typed),))
    elif "file" in row:
        yield replace(filing, spoiled=row["file"])
        anew = fill_in(habit("renamed"), stem=filing.name.removesuffix(".xlsx"))
        yield replace(filing, at=filing.at + timedelta(hours=row["after"]), name=anew)
    else:
        yield wrong(filing, row)


def _words(filing: Filing) -> dict[str, Any]:
    return {**filing.typed, "received": filing.received, "full": filing.customer}


def _cells(row: Row, words: Mapping[str, Any]) -> dict[str, CellValue]:
    """What is typed instead of the right values, which are among the words."""
    digits = {n: "".join(filter(str.isdigit, str(words[n]))) for n in row.get("as_numbers", ())}
    typed = {name: _cell(value, words) for name, value in row.get("typed", {}).items()}
    return {**typed, **{name: float(text) for name, text in digits.items()}}


def _cell(value: CellValue, words: Mapping[str, Any]) -> CellValue:
    if not isinstance(value, str):
        return value
    if value.startswith("="):
        return Formula(value)
    return fill_in(value, **words) or None


def _correction(row: Row, right: Typed, typed: Typed) -> tuple[Sequel, ...]:
    """The returned form with the right values, some hours later."""
    if "after" not in row:
        return ()
    return (Sequel("correct", row["after"], {name: right.get(name) for name in typed}),)
