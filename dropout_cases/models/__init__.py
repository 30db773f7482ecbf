"""The child, the case, what is told of it and written into it."""

from .absences import Absence, RollCall, WatchAct, WatchDeed
from .cases import Case, Closing, NextAct, Register, Round, RoundResult, Status, StepDays, StepState
from .entries import Deadline, Decision, DecisionKind, Document, Note, NoteKind
from .imports import BatchState, ImportBatch, ImportFault, ImportKind, RowState, StagedPupil, StagedRow
from .merges import Merge
from .records import Attendance, Awaited, Entry, FollowUp, Line, PlannedCheck, Return, StepRecord
from .reports import Report, ReportAddition, ReportChannel, ReportPoint, ReportQuestion, Verdict
from .students import Enrolment, FormerName, Identity, Precision, Sex, Student

__all__ = [
    "Absence", "Attendance", "Awaited", "BatchState", "Case", "Closing", "Deadline", "Decision", "DecisionKind", "Document",
    "Enrolment", "Entry", "FollowUp", "FormerName", "Identity", "ImportBatch", "ImportFault", "ImportKind", "Line", "Merge",
    "NextAct", "Note", "NoteKind", "PlannedCheck", "Precision", "Register", "Report", "ReportAddition", "ReportChannel",
    "ReportPoint", "ReportQuestion", "Return", "RollCall", "Round", "RoundResult", "RowState", "Sex",
    "StagedPupil", "StagedRow", "Status", "StepDays", "StepRecord", "StepState", "Student", "Verdict", "WatchAct", "WatchDeed",
]  # fmt: skip
