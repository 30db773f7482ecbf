"""The engine: the only writer of step states, rounds and closings. Each act is one transaction under the lock of its case.

Every act asks who may do it, judges its turn again under the lock, writes, settles the case anew from all its records, and
leaves its line in the trail. What the table refuses is raised as Refused, with a sentence for the page.
"""

from .advice import give_advice
from .checks import change_check
from .closing import Ending, approve_closing, ask_to_close, refuse_closing, take_up_again
from .decisions import cannot_stay, end_danger, loop, vouch, waive
from .engine import Overtaken, Refused
from .handover import assign, assign_many, hand_over
from .merging import merge, part_twins, undo_merge
from .moving import accept_move, ask_to_move, refuse_move, withdraw_move
from .pausing import end_due_pauses, move_pause, pause, resume
from .records import accept, answer, open_case, postpone, record, void
from .reports import (
    add_to,
    answer_question,
    ask_school,
    join,
    look_at,
    open_case_from,
    receive,
    set_aside,
    telling,
    undo_verdict,
)
from .setbacks import dismiss_setback, tell_setback
from .tasks import drop_task, finish_task, give_task, hand_on_task, move_task, reopen_task
from .undo import undo

__all__ = [
    "Ending", "Overtaken", "Refused", "accept", "accept_move", "add_to", "answer", "answer_question", "approve_closing",
    "ask_school", "ask_to_close", "ask_to_move", "assign", "assign_many", "cannot_stay", "change_check", "dismiss_setback",
    "drop_task", "end_danger", "end_due_pauses", "finish_task", "give_advice", "give_task", "hand_on_task", "hand_over", "join",
    "look_at", "loop", "merge", "move_pause", "move_task", "open_case", "open_case_from", "part_twins", "pause", "postpone",
    "receive", "record", "refuse_closing", "refuse_move", "reopen_task", "resume", "set_aside", "take_up_again", "tell_setback",
    "telling", "undo", "undo_merge", "undo_verdict", "void", "vouch", "waive", "withdraw_move",
]  # fmt: skip
