"""The office and its world."""

from .calendar import Holiday, Term
from .codes import Code
from .notices import Notice, NoticeKind
from .people import Post, User
from .places import Agency, Amphoe, Area, School, Tambon
from .second_step import RecoveryCode, SecondStep, SecondStepReset
from .trail import TrailEvent, Verb

__all__ = [
    "Agency", "Amphoe", "Area", "Code", "Holiday", "Notice", "NoticeKind", "Post", "RecoveryCode", "School", "SecondStep",
    "SecondStepReset", "Tambon", "Term", "TrailEvent", "User", "Verb",
]  # fmt: skip
