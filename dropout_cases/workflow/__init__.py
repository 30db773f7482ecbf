"""The engine: the only writer of step states, rounds and closings. Each act is one transaction under the lock of its case.

Every act asks who may do it, judges its turn again under the lock, writes, settles the case anew from all its records, and
leaves its line in the trail. What the table refuses is raised as Refused, with a sentence for the page.
"""

from .advice import give_advice
from .decisions import (
    approve_closing,
    ask_to_close,
    cannot_stay,
    end_danger,
    loop,
    refuse_closing,
    take_up_again,
    vouch,
    waive,
)
from .engine import Overtaken, Refused
from .handover import assign, assign_many, hand_over
from .merging import merge, part_twins, undo_merge
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
from .tasks import drop_task, finish_task, give_task, hand_on_task, move_task, reopen_task
from .undo import undo

__all__ = [
    "Overtaken", "Refused", "accept", "add_to", "answer", "answer_question", "approve_closing", "ask_school", "ask_to_close",
    "assign", "assign_many", "cannot_stay", "drop_task", "end_danger", "finish_task", "give_advice", "give_task",
    "hand_on_task", "hand_over", "join", "look_at", "loop", "merge", "move_task", "open_case", "open_case_from", "part_twins",
    "postpone", "receive", "record", "refuse_closing", "reopen_task", "set_aside", "take_up_again", "telling", "undo",
    "undo_merge", "undo_verdict", "void", "vouch", "waive",
]  # fmt: skip
