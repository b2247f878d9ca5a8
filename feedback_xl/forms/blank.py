"""The three blanks, as checked in under templates/ and, with the company's lists, in 空白表/."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from feedback_xl.forms.render import Face, render
from feedback_xl.forms.shapes import Form
from feedback_xl.procedure.company import Company

ISSUED = datetime(2023, 11, 15)  # of the procedure; makes the blanks' bytes independent of the day


def blank(
    form: Form, company: Company, suggestions: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """An empty form; `suggestions` fill its drop-downs (customers, people, parts)."""
    return render(form, company, Face("blank", ISSUED, suggestions=suggestions or {}))
