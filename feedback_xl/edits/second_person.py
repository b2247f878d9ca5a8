"""A change of a customer's file that takes two: carried out, or dropped, once the head decided."""

from feedback_xl.forms.customer_file import columns_of, differences, gaps
from feedback_xl.ledger import queries
from feedback_xl.ledger.store import Book
from feedback_xl.procedure.company import Company
from feedback_xl.procedure.filing import register, review_file
from feedback_xl.records import Approval, Change, FollowUp, Moment


def change_file(
    approval: Approval, book: Book, company: Company, moment: Moment
) -> tuple[list[Change], list[FollowUp]]:
    """The new values into the file; 生产管理课 registers them, the sender is told (P4.1-4b)."""
    file = queries.customer_file(book, company, approval.customer)
    before = file.row["fields"]
    asked = {**before, **approval.asked["fields"]}
    after = {name: value for name, value in asked.items() if value is not None}
    file.set(**columns_of(after), changed_at=moment.seen)
    told = [difference.public_words(company) for difference in differences(before, after)]
    register(file, "change", "\n".join(told), moment.seen)
    review_file(file, gaps(after), moment)
    return list(file.changes), [_notice(approval)]


def leave_file(
    approval: Approval, _book: Book, _company: Company, _moment: Moment
) -> tuple[list[Change], list[FollowUp]]:
    """Nothing changes; the sender is told."""
    return [], [_notice(approval)]


def _notice(approval: Approval) -> FollowUp:
    return FollowUp("change_decided", approval.key)
