"""Writes down that a kind of help is not to be had."""

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import Case
from dropout_cases.workflow.engine import Refused, keep
from referrals.models import Referral, UnmetNeed
from schools.models import User, Verb


@transaction.atomic
def tell_need(need: UnmetNeed, *, by: User) -> UnmetNeed:
    """Add it to the open round of its case; the same form sent twice tells it once.

    Raises Refused when the round has told of this help already, the day lies ahead, or `by` may not.
    """

    def refuse_told() -> None:
        if UnmetNeed.objects.filter(round=need.round, help_kind=need.help_kind, voided_at=None).exists():
            raise Refused(_("บันทึกความต้องการนี้ในรอบนี้แล้ว"))

    return keep(need, by=by, verb=Verb.RECORDED, check=refuse_told)


def looked_for(case: Case, help_code: str) -> str:
    """Who was asked for a kind of help in the open round, and what became of it, a line for each."""
    asked = Referral.objects.filter(round__case=case, round__closed_on=None, voided_at=None, helps=f"help_kind.{help_code}")
    sent = asked.select_related("agency", "school", "decline_reason").defer("asked").order_by("happened_on", "pk")
    return "\n".join(f"{one.receiver} – {one.decline_reason or one.get_status_display()}" for one in sent)
