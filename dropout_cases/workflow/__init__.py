"""The engine: the only writer of step states, rounds and closings. Each act is one transaction under the lock of its case.

Every act asks who may do it, judges its turn again under the lock, writes, settles the case anew from all its records, and
leaves its line in the trail. What the table refuses is raised as Refused, with a sentence for the page.
"""

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
from .records import accept, answer, assign, open_case, postpone, record, void

__all__ = [
    "Overtaken", "Refused", "accept", "answer", "approve_closing", "ask_to_close", "assign", "cannot_stay", "end_danger", "loop",
    "open_case", "postpone", "record", "refuse_closing", "take_up_again", "void", "vouch", "waive",
]  # fmt: skip
