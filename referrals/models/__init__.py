"""The records of steps 2–5: contacts, joint visits, meetings and referrals."""

from .contacts import Channel, Contact, Party
from .meetings import Attendee, Meeting, Resolution, Side
from .referrals import ACTIVE_REFERRAL, Referral, ReferralStatus
from .visits import LOOKS, Certainty, Finding, Look, Visit

__all__ = [
    "ACTIVE_REFERRAL", "LOOKS", "Attendee", "Certainty", "Channel", "Contact", "Finding", "Look", "Meeting", "Party", "Referral",
    "ReferralStatus", "Resolution", "Side", "Visit",
]  # fmt: skip
