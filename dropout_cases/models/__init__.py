"""The child, the case, what is told of it and written into it."""

from .absences import Absence, RollCall, WatchAct, WatchDeed
from .cases import Case, Closing, NextAct, Register, Round, RoundResult, Status, StepDays, StepState
from .desk import CaseLook, Draft, SavedView, Upload
from .entries import CaseEntry, Deadline, Decision, DecisionKind, Document, Note, NoteKind, Purpose
from .imports import BatchState, ImportBatch, ImportFault, ImportKind, RowState, StagedPupil, StagedRow
from .links import AnswerLink, CodeWay, LinkDevice
from .merges import Merge
from .outside import ByOutsider
from .records import Awaited, Entry, Line, StepRecord
from .reports import Report, ReportAddition, ReportChannel, ReportPoint, ReportQuestion, Verdict
from .returns import Attendance, FollowUp, PlannedCheck, Return, recommended_for
from .students import Enrolment, FormerName, Identity, Precision, Sex, Student
from .tasks import Advice, AdviceKind, Task, TaskSource, TaskState
from .team import Channel, ContactTry, TeamMember

__all__ = [
    "Absence", "Advice", "AdviceKind", "AnswerLink", "Attendance", "Awaited", "BatchState", "ByOutsider", "Case", "CaseEntry",
    "CaseLook", "Channel", "Closing", "CodeWay", "ContactTry", "Deadline", "Decision", "DecisionKind", "Document", "Draft",
    "Enrolment", "Entry", "FollowUp", "FormerName", "Identity", "ImportBatch", "ImportFault", "ImportKind", "Line", "LinkDevice",
    "Merge", "NextAct", "Note", "NoteKind", "PlannedCheck", "Precision", "Purpose", "Register", "Report", "ReportAddition",
    "ReportChannel", "ReportPoint", "ReportQuestion", "Return", "RollCall", "Round", "RoundResult", "RowState", "SavedView", "Sex",
    "StagedPupil", "StagedRow", "Status", "StepDays", "StepRecord", "StepState", "Student", "Task", "TaskSource", "TaskState",
    "TeamMember", "Upload", "Verdict", "WatchAct", "WatchDeed", "recommended_for",
]  # fmt: skip
