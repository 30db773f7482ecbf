"""The office and its world."""

from .agencies import Agency, AgencyContact, AgencyVersion
from .calendar import Holiday, Term
from .codes import Code
from .letterhead import Letterhead, Signer
from .notices import URGENT, Notice, NoticeChoice, NoticeKind
from .outbox import Mail, MailState
from .people import Post, User
from .places import Amphoe, Area, School, Tambon
from .second_step import RecoveryCode, SecondStep, SecondStepReset
from .trail import TrailEvent, Verb

__all__ = [
    "URGENT", "Agency", "AgencyContact", "AgencyVersion", "Amphoe", "Area", "Code", "Holiday", "Letterhead", "Mail", "MailState",
    "Notice", "NoticeChoice", "NoticeKind", "Post", "RecoveryCode", "School", "SecondStep", "SecondStepReset", "Signer", "Tambon",
    "Term", "TrailEvent", "User", "Verb",
]  # fmt: skip
