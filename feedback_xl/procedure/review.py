"""What follows from the facts of a case: tasks planned and done, replies given, its state, its end.

`review` looks at the whole case each time; calling it twice changes nothing more.
"""

from feedback_xl.procedure.casefile import CaseFile
from feedback_xl.procedure.closing import set_state, start_again
from feedback_xl.procedure.completing import complete_tasks
from feedback_xl.procedure.planning import plan_tasks
from feedback_xl.procedure.replying import take_reply
from feedback_xl.records import Moment


def review(file: CaseFile, moment: Moment) -> None:
    """Bring tasks, replies and state in line with the facts (plant part 4)."""
    _settle(file, moment)
    take_reply(file, moment)
    _settle(file, moment)
    set_state(file, moment)
    final = file.final_reply
    if final is not None and final.opinion == "refused":
        start_again(file, moment)
        _settle(file, moment)


def _settle(file: CaseFile, moment: Moment) -> None:
    """Tasks done open others, and these may be done at once."""
    for _ in range(len(file.route.opens) + 1):  # a pass may open what the one before made due
        before = dict(file.tasks)
        complete_tasks(file, moment)
        plan_tasks(file, moment.seen)
        if file.tasks == before:
            break
