"""Questions that concern no case, once their head has decided: what each kind then changes."""

from collections.abc import Callable, Mapping
from typing import Any

from feedback_xl.edits.access import ACCESS, grant
from feedback_xl.edits.second_person import change_file, leave_file
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.approving import APPROVED, REFUSED, decide
from feedback_xl.procedure.company import Company
from feedback_xl.records import Approval, Change, FollowUp, Moment

Result = tuple[list[Change], list[FollowUp]]
CarryOut = Callable[[Approval, Book, Company, Moment], Result]

ON_APPROVAL: Mapping[str, CarryOut] = {"second_person": change_file, ACCESS: grant}
ON_REFUSAL: Mapping[str, CarryOut] = {"second_person": leave_file}


def decide_alone(
    approval: Approval, told: Mapping[str, Any], book: Book, company: Company, moment: Moment
) -> Result:
    """The row after the edits, and what was approved or refused carried out."""
    values = {**told, "edited_at": moment.saved}
    after = Approval(**{**approval.__dict__, **values})
    values |= decide(after, company, moment)
    changes = [Change("approvals", approval.key, values)]
    after = Approval(**{**after.__dict__, **values})
    carry_out = {APPROVED: ON_APPROVAL, REFUSED: ON_REFUSAL}.get(str(values.get("state")), {})
    if approval.kind not in carry_out:
        return changes, []
    more, due = carry_out[approval.kind](after, book, company, moment)
    return [*changes, *more], due
