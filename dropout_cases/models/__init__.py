"""The child, the case and what is written into it."""

from .cases import Case, Closing, NextAct, Register, Round, RoundResult, Status, StepDays, StepState
from .entries import Deadline, Decision, DecisionKind, Document, Note, NoteKind
from .records import Attendance, Awaited, Entry, FollowUp, Line, PlannedCheck, Report, Return, StepRecord
from .students import Identity, Precision, Sex, Student

__all__ = [
    "Attendance", "Awaited", "Case", "Closing", "Deadline", "Decision", "DecisionKind", "Document", "Entry",
    "FollowUp", "Identity", "Line", "NextAct", "Note", "NoteKind", "PlannedCheck", "Precision", "Register", "Report", "Return",
    "Round", "RoundResult", "Sex", "Status", "StepDays", "StepRecord", "StepState", "Student",
]  # fmt: skip
