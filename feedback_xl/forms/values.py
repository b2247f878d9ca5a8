"""What stands in the cells of a drawn form, and in which number format."""

from collections.abc import Mapping
from datetime import date, datetime, time

from feedback_xl.forms.arrange import Arrangement
from feedback_xl.forms.reading import CellValue
from feedback_xl.forms.shapes import Field, Form
from feedback_xl.forms.types import TYPES, show_cell
from feedback_xl.language import say
from feedback_xl.procedure.company import Company


def cell_values(
    form: Form, company: Company, plan: Arrangement, shown: Mapping[str, CellValue], *, preset: bool
) -> dict[str, CellValue]:
    """What the program knows, what is preset if wanted, and what is to be shown."""
    values: dict[str, CellValue] = {
        "form_number": company.records[form.id].number,
        "form_version": form.version,
        "page": say("forms.pages", count=len(form.pages)),
    }
    for table in form.tables.values():
        for column, presets in table.presets.items():
            for line, value in enumerate(presets):
                values[f"{table.id}/{line}/{column}"] = value
    for key in plan.places() if preset else ():
        item = form.field_of(key)
        if item is not None and item.preset:
            values[key] = show_cell(item.preset, item, company)
    return {**values, **shown}


def number_format(item: Field, value: CellValue) -> str:
    """Text typed into a date cell stays text; everything else as the field says."""
    number = TYPES[item.type].number
    if isinstance(value, str):
        return "text"
    if isinstance(value, datetime):
        return "instant"
    if isinstance(value, time):
        return "time"
    return "date" if isinstance(value, date) else number
