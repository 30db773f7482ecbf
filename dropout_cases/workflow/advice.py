"""Acts on what the multidisciplinary team advised: a point is given, and ticked off by the record of a later step."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from dropout_cases.models import Advice, StepRecord
from schools import trail
from schools.access import Action
from schools.models import User, Verb

from .engine import add, ask, lock, refuse_closed, refuse_future, settle, twin_of


@transaction.atomic
def give_advice(advice: Advice, *, by: User) -> Advice:
    """Add a point of advice to its case; the same form sent twice adds one."""
    case = lock(advice.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    twin = twin_of(advice)
    if twin:
        return twin
    advice.round = case.current_round
    refuse_closed(advice.round)
    refuse_future(advice.happened_on)
    add(advice, by=by)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["advice", advice.key], area=case.area)
    return advice


@transaction.atomic
def tick_off(answers: Mapping[str, str], *, record: StepRecord, by: User) -> None:
    """Tick off points of advice (key → what was found or done) by a record just made; those ticked off before stay as they are."""
    if not answers:
        return
    case = lock(record.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    for point in Advice.objects.open_in(case).filter(key__in=answers):
        point.settled_at, point.settled_by, point.settled_step = timezone.now(), by, record.step()
        point.settled_on = max(min(record.happened_on, timezone.localdate()), point.happened_on)
        point.settled_note = answers[point.key]
        point.save(update_fields=["settled_at", "settled_by", "settled_step", "settled_on", "settled_note"])
        trail.write(by, Verb.CHANGED, case, fields=["advice", point.key, "settled_on"], area=case.area)
