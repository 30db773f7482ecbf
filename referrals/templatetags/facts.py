"""What pages of the floor below show of facts: those still from one side, and the visits a school may add to."""

from django import template

from dropout_cases.models import Case
from referrals import facts
from referrals.facts import Fact
from referrals.models import Visit

register = template.Library()


@register.simple_tag
def unsure_facts(case: Case, user) -> list[Fact]:
    """The facts of the case that still need another source."""
    return facts.unsure(case, user)


@register.simple_tag
def joined_visits(case: Case) -> list[Visit]:
    """The visits of this round that the child's school joined."""
    return list(facts.joined_visits(case))
