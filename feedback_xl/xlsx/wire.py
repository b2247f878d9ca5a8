"""Cells and refusals as one line of JSON, between the reading child and its parent.

JSON and not pickle: what parsed a hostile workbook must not be able to run code in the watcher.
"""

import json
from collections.abc import Mapping
from typing import Any

from feedback_xl.problems import Fault, Note
from feedback_xl.xlsx.cells import (
    Address,
    Cells,
    CellValue,
    LeftPicture,
    Picture,
    Sheet,
    tagged,
    untagged,
)
from feedback_xl.xlsx.gate import Refusal


def encode(answer: Cells | Refusal | Fault) -> str:
    """One line for the pipe."""
    if isinstance(answer, Fault):
        return json.dumps({"fault": [answer.what, answer.remedy]})
    if isinstance(answer, Refusal):
        return json.dumps({"refusal": [answer.code, answer.tokens]})
    workbook = {
        **vars(answer),
        "sheets": [_plain_sheet(sheet) for sheet in answer.sheets],
        "pictures": [vars(picture) for picture in answer.pictures],
        "left_pictures": [
            [left.note.code, left.note.tokens, left.sheet, left.cell]
            for left in answer.left_pictures
        ],
    }
    return json.dumps({"cells": workbook}, default=tagged)


def decode(line: str) -> Cells | Refusal:
    """The answer that `encode` put on the line; a Fault is raised here as it was there."""
    answer = json.loads(line)
    if "fault" in answer:
        raise Fault(*answer["fault"])
    if "refusal" in answer:
        code, tokens = answer["refusal"]
        return Refusal(code, _tokens(tokens))
    workbook = answer["cells"]
    parts = {
        "sheets": tuple(_sheet(sheet) for sheet in workbook["sheets"]),
        "pictures": tuple(Picture(**picture) for picture in workbook["pictures"]),
        "left_pictures": tuple(
            LeftPicture(Note(code, _tokens(tokens)), sheet, cell)
            for code, tokens, sheet, cell in workbook["left_pictures"]
        ),
    }
    return Cells(**{**workbook, **parts})


def _tokens(plain: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in plain)


def _plain_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        **vars(sheet),
        "cells": _entries(sheet.cells),
        "formulas": _entries(sheet.formulas),
        "errors": _entries(sheet.errors),
        "notes": _entries(sheet.notes),
        "hidden_rows": sorted(sheet.hidden_rows),
        "pictured": sorted(sheet.pictured),
    }


def _sheet(plain: dict[str, Any]) -> Sheet:
    return Sheet(
        name=plain["name"],
        cells={(row, column): untagged(value) for row, column, value in plain["cells"]},
        hidden=plain["hidden"],
        merged=tuple((tuple(first), tuple(last)) for first, last in plain["merged"]),
        formulas=_texts(plain["formulas"]),
        errors=_texts(plain["errors"]),
        notes=_texts(plain["notes"]),
        hidden_rows=frozenset(plain["hidden_rows"]),
        pictured=frozenset((row, column) for row, column in plain["pictured"]),
    )


def _entries(mapping: Mapping[Address, CellValue]) -> list[tuple[int, int, CellValue]]:
    return [(row, column, value) for (row, column), value in mapping.items()]


def _texts(entries: list[tuple[int, int, str]]) -> dict[Address, str]:
    return {(row, column): text for row, column, text in entries}
