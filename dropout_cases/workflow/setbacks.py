"""Signs from outside the steps that a child who was back is leaving again: told once, dismissed with a reason."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.judgement import unanswered
from dropout_cases.models import Case, FollowUp, Setback, SetbackKind
from schools import notices, trail
from schools.access import Action
from schools.models import NoticeKind, User, Verb

from .engine import Refused, add, ask, lock, read_anew, refuse_closed, refuse_future, refuse_silence, settle, twin_of


@transaction.atomic
def tell_setback(case: Case, kind: SetbackKind, *, text: str, on: date, token: str, by: User | None) -> Setback | None:
    """Note in an open case what a list showed, once by its token, and tell the person responsible.

    `by` sent the list; what that person may do was asked when the list was taken. None where the case was closed meanwhile.
    """
    case = lock(case.pk)
    if not case.is_open:
        return None
    entry = Setback(case=case, round=case.current_round, kind=kind, text=text, happened_on=on, token=token)
    if twin := twin_of(entry):
        return twin
    refuse_future(on)
    add(entry, by=by)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["setback", entry.key], area=case.area)
    if case.owner and case.owner != by:
        about, path = case.number, case.get_absolute_url()
        notices.tell([case.owner], NoticeKind.SETBACK, event=f"setback:{entry.key}", about=about, path=path)
    return entry


@transaction.atomic
def dismiss_setback(entry: Setback, *, reason: str, by: User, on: date) -> Setback:
    """The child attends after all, for a reason that stays."""
    case = lock(entry.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(entry.round)
    read_anew(entry, case)
    refuse_future(on)
    if entry.dismissed_on:
        raise Refused(_("%(who)s ตรวจสัญญาณนี้แล้ว") % {"who": entry.dismissed_by})
    refuse_silence(reason)
    entry.dismissed_on, entry.dismissed_by, entry.dismiss_reason = on, by, reason
    entry.save(update_fields=["dismissed_on", "dismissed_by", "dismiss_reason"])
    settle(case)
    trail.write(by, Verb.CHANGED, case, fields=["setback", entry.key], area=case.area)
    return entry


def strike_setbacks(setbacks: "QuerySet[Setback]", *, reason: str, by: User) -> None:
    """The list that showed them was taken back: each stays, struck through, and may be told anew. What led to a round stays."""
    for pk, case_id in setbacks.filter(voided_at=None).order_by("case", "pk").values_list("pk", "case"):
        _strike(pk, lock(case_id), reason=reason, by=by)


def _strike(pk: int, case: Case, *, reason: str, by: User) -> None:
    entry = Setback.objects.standing().filter(pk=pk).first()  # as it stands under the lock
    if entry is None:
        return
    entry.voided_at, entry.voided_by, entry.void_reason, entry.token = timezone.now(), by, reason, None
    entry.save(update_fields=["voided_at", "voided_by", "void_reason", "token"])
    settle(case)
    trail.write(by, Verb.VOIDED, case, fields=["setback", entry.key], area=case.area)


def setbacks_of(case: Case) -> list[Setback]:
    """What was noticed in the open round, and neither dismissed nor answered by a report that the child attends."""
    noticed = list(Setback.objects.standing().filter(case=case).select_related("entered_by"))
    told = FollowUp.objects.filter(round__case=case, round__closed_on=None, voided_at=None) if noticed else []
    return unanswered(noticed, told)
