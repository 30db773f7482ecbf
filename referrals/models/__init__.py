"""The records of steps 2–5: contacts, joint visits with their facts, meetings and referrals; what is planned, and the papers."""

from .contacts import Contact, Party
from .findings import Certainty, FactCheck, Finding
from .meetings import AGENDA, AgendaItem, Attendee, Meeting, Resolution, Side
from .needs import UnmetNeed
from .packages import Consent, ConsentForm, Package
from .papers import OfficialPaper, PaperKind
from .plans import Invitee, Plan, PlanKind
from .progress import BY_RECEIVER, EventKind, HelpGiven, Outcome, ReferralEvent
from .recommendation import PathwayReply
from .referrals import ACTIVE_REFERRAL, PASSES, TAKEN_ON, UNDER_WAY, Referral, ReferralStatus
from .visits import LOOKS, Look, Position, Visit

__all__ = [
    "ACTIVE_REFERRAL", "AGENDA", "AgendaItem", "Attendee", "BY_RECEIVER", "Certainty", "Consent", "ConsentForm", "Contact",
    "EventKind", "FactCheck", "Finding", "HelpGiven", "Invitee", "LOOKS", "Look", "Meeting", "OfficialPaper", "Outcome", "PASSES",
    "Package", "PaperKind", "Party", "PathwayReply", "Plan", "PlanKind", "Position", "Referral", "ReferralEvent", "ReferralStatus",
    "Resolution", "Side", "TAKEN_ON", "UNDER_WAY", "UnmetNeed", "Visit",
]  # fmt: skip
