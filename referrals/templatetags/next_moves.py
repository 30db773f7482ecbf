"""What the pages of a case and of a referral show of help that is still wanting."""

from datetime import date

from django import template

from dropout_cases.models import Case
from dropout_cases.workflow import cannot_stay
from referrals import next_moves
from referrals.models import Referral
from referrals.next_moves import Stuck

register = template.Library()


@register.simple_tag
def help_wanting(case: Case, today: date, may_loop: bool) -> list[Stuck]:
    """The help of the open round that nobody has in hand, with what may be done about each."""
    return next_moves.wanting(case, today, may_loop=may_loop)


@register.simple_tag
def moves_from(referral: Referral, today: date) -> list[Stuck]:
    """The same of one referral."""
    return next_moves.proposals(referral, today, may_loop=cannot_stay(referral.round.case))
