"""The records of steps 2–5: contacts, joint visits with their facts, meetings and referrals; and what is planned."""

from .contacts import Contact, Party
from .findings import Certainty, FactCheck, Finding
from .meetings import AGENDA, AgendaItem, Attendee, Meeting, Resolution, Side
from .plans import Invitee, Plan, PlanKind
from .referrals import ACTIVE_REFERRAL, Referral, ReferralStatus
from .visits import LOOKS, Look, Position, Visit

__all__ = [
    "ACTIVE_REFERRAL", "AGENDA", "AgendaItem", "Attendee", "Certainty", "Contact", "FactCheck", "Finding", "Invitee", "LOOKS",
    "Look", "Meeting", "Party", "Plan", "PlanKind", "Position", "Referral", "ReferralStatus", "Resolution", "Side", "Visit",
]  # fmt: skip
