"""The office and its world."""

from .calendar import Holiday, Term
from .codes import Code
from .notices import URGENT, Notice, NoticeChoice, NoticeKind
from .outbox import Mail, MailState
from .people import Post, User
from .places import Agency, Amphoe, Area, School, Tambon
from .second_step import RecoveryCode, SecondStep, SecondStepReset
from .trail import TrailEvent, Verb

__all__ = [
    "URGENT", "Agency", "Amphoe", "Area", "Code", "Holiday", "Mail", "MailState", "Notice", "NoticeChoice", "NoticeKind", "Post",
    "RecoveryCode", "School", "SecondStep", "SecondStepReset", "Tambon", "Term", "TrailEvent", "User", "Verb",
]  # fmt: skip
