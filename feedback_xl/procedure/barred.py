"""Why what somebody asks for in a row is not done, so that he can be told."""

from feedback_xl.procedure.acts import lowers_without_reason, to_the_lead
from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.hands import is_fixed
from feedback_xl.records import Task


def barred_acts(file: CaseFile, task: Task) -> list[str]:
    """What stands against the acts of a row, by name."""
    values, case = task.values, file.case
    status, disposition = values.get("status"), values.get("disposition")
    bars = {
        "fixed": status in ("transfer", "refused") and is_fixed(file, task),
        "own_department": status == "transfer" and values.get("transfer_to") == task.department,
        "to_the_lead": status == "transfer" and to_the_lead(file, task),
        "no_reason_to_lower": lowers_without_reason(file, task),
        "no_change": disposition == "withdrawn" and not file.route.may_be_withdrawn,
        "never_closed": disposition == "reopen" and not case.customer_closed_at and case.round == 1,
        "into_itself": str(values.get("merge_into")).upper() == case.number,
    }
    return [name for name, holds in bars.items() if holds]
