"""The official papers of a referral or a case, as far as a person reads them, on pages about something else."""

from django import template

from dropout_cases.models import Case
from referrals.models import OfficialPaper, Referral

register = template.Library()


@register.simple_tag
def papers_of(referral: Referral, user) -> list[OfficialPaper]:
    """The papers of a referral that stand."""
    return list(_standing(user).filter(referral=referral))


@register.simple_tag
def papers_of_case(case: Case, user) -> list[OfficialPaper]:
    """The papers of a case that stand."""
    return list(_standing(user).filter(case=case))


@register.simple_tag
def shows_whole(referral: Referral, user) -> bool:
    """Whether the person may read all that the form of a referral says."""
    return referral.shows_whole_to(user)


def _standing(user):
    return OfficialPaper.objects.visible_to(user).filter(voided_at=None).for_list().order_by("-pk")
