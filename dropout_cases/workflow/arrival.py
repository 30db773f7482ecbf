"""The place a child was announced to says whether it is there: by account, by an officer who heard it, or by personal link."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import AnswerLink, Return
from schools import trail
from schools.access import Action, No
from schools.models import User, Verb

from .records import answer


@transaction.atomic
def tell_arrival(
    entry: Return,
    *,
    how: str,
    at: datetime,
    since: date | None = None,
    on: date,
    by: User | None = None,
    through: AnswerLink | None = None,
) -> Return:
    """The child is there `since` a day, as `how` tells who said so; without a day it has not come yet, and the case waits on."""

    def allowed(held: Return) -> bool | No:
        if since and since < held.happened_on:
            return No(_("วันที่มาเรียนต้องไม่ก่อนวันที่แจ้งว่าจะกลับเข้าเรียน"))
        return held.takes(how)

    fields = _there(since, how, at, by) if since else {"not_there_on": on, "not_there_how": how}
    place = entry.asked_at(entry.round.case)
    told = answer(entry, by=by, action=Action.SCHOOL_RECORD, place=place, fields=fields, allowed=allowed, through=through)
    if through:
        AnswerLink.objects.filter(pk=through.pk).update(answered_at=at)
        trail.write(None, Verb.RECORDED, through, fields=["return", entry.key], area=through.case.area)
    return told  # type: ignore[return-value]  # the record that was given


def _there(since: date, how: str, at: datetime, by: User | None) -> dict[str, object]:
    return {"confirmed_on": since, "confirmed_at": at, "confirmed_by": by, "confirmed_how": how}
