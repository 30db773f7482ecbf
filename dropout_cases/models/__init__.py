"""The child, the case, what is told of it and written into it."""

from .absences import Absence, RollCall, WatchAct, WatchDeed
from .cases import Case, Closing, NextAct, Register, Round, RoundResult, Status, StepDays, StepState
from .desk import CaseLook, Draft, SavedView, Upload
from .entries import CaseEntry, Deadline, Decision, DecisionKind, Document, Note, NoteKind, Purpose
from .imports import BatchState, ImportBatch, ImportFault, ImportKind, RowState, StagedPupil, StagedRow
from .links import AnswerLink, CodeWay, LinkDevice
from .merges import Merge
from .moves import OF_OFFICES, Move, MoveKind, MoveState
from .outside import ByOutsider
from .pauses import LONGEST_PAUSE, Pause
from .records import Awaited, Entry, Line, StepRecord
from .reports import Report, ReportAddition, ReportChannel, ReportPoint, ReportQuestion, Verdict
from .returns import Attendance, FollowUp, PlannedCheck, Return, recommendation_for, recommended_for
from .setbacks import Setback, SetbackKind
from .students import Enrolment, FormerName, Identity, Precision, Sex, Student
from .tasks import Advice, AdviceKind, Task, TaskSource, TaskState
from .team import Channel, ContactTry, TeamMember

__all__ = [
    "Absence", "Advice", "AdviceKind", "AnswerLink", "Attendance", "Awaited", "BatchState", "ByOutsider", "Case", "CaseEntry",
    "CaseLook", "Channel", "Closing", "CodeWay", "ContactTry", "Deadline", "Decision", "DecisionKind", "Document", "Draft",
    "Enrolment", "Entry", "FollowUp", "FormerName", "Identity", "ImportBatch", "ImportFault", "ImportKind", "LONGEST_PAUSE",
    "Line", "LinkDevice", "Merge", "Move", "MoveKind", "MoveState", "NextAct", "Note", "NoteKind", "OF_OFFICES", "Pause",
    "PlannedCheck", "Precision", "Purpose", "Register", "Report", "ReportAddition", "ReportChannel", "ReportPoint",
    "ReportQuestion", "Return", "RollCall", "Round", "RoundResult", "RowState", "SavedView", "Setback", "SetbackKind", "Sex",
    "StagedPupil", "StagedRow", "Status", "StepDays", "StepRecord", "StepState", "Student", "Task", "TaskSource", "TaskState",
    "TeamMember", "Upload", "Verdict", "WatchAct", "WatchDeed", "recommendation_for", "recommended_for",
]  # fmt: skip
