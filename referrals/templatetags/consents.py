"""What the people's tab of a case shows of consent."""

from django import template

from dropout_cases.models import Case
from referrals.models import Consent

register = template.Library()


@register.simple_tag
def consents_of(case: Case, user) -> list[Consent]:
    """The consents of a case that were not struck out, the newest first."""
    standing = Consent.objects.visible_to(user).filter(case=case, voided_at=None)
    return list(standing.select_related("relation").order_by("-pk"))
