"""A case rests until a day, and comes back: by somebody's hand, or by the clock."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import LONGEST_PAUSE, Case, Pause
from dropout_cases.turns import Turn
from schools import notices, trail
from schools.access import Action
from schools.models import NoticeKind, User, Verb
from thai.dates import thai_date

from .checks import put_off
from .engine import Refused, add, ask, lock, put_off_lines, read_anew, refuse_future, refuse_silence, refuse_turn, settle, twin_of


@transaction.atomic
def pause(entry: Pause, *, by: User) -> Pause:
    """Let the case rest until a day ahead. Never while the child is in danger; what is recorded meanwhile counts as ever."""
    case = lock(entry.case_id)
    if twin := twin_of(entry):
        return twin
    ask(by, Action.CASE_RECORD, case.place)
    refuse_turn(case, Turn.PAUSE)
    if case.in_danger:
        raise Refused(_("นักเรียนมีธงความปลอดภัย พักเคสไม่ได้ ดูแลความปลอดภัยก่อน"))
    refuse_future(entry.happened_on)
    _refuse_end(entry.until, entry.happened_on, entry.happened_on)
    entry.round = case.current_round
    add(entry, by=by)
    return _written(case, entry, Verb.CREATED, by=by)


@transaction.atomic
def move_pause(entry: Pause, *, to: date, reason: str, by: User, on: date) -> Pause:
    """Let the case rest longer, or less; each time leaves its line."""
    case = _take(entry, by)
    _refuse_end(to, entry.happened_on, max(on, entry.happened_on))
    refuse_silence(reason)
    entry.moves, entry.until = put_off_lines(entry.moves, entry.until, to, reason), to
    entry.save(update_fields=["moves", "until"])
    return _written(case, entry, Verb.CHANGED, by=by)


@transaction.atomic
def resume(entry: Pause, *, by: User, on: date, note: str = "") -> Case:
    """Bring the case back; checks that were not made yet are put off by as long as it rested."""
    case = _take(entry, by)
    refuse_future(on)
    if on < entry.happened_on:
        raise Refused(_("วันที่ต้องไม่ก่อนวันที่เริ่มพัก"))
    _end(entry, on=on, by=by, note=note)
    _written(case, entry, Verb.CHANGED, by=by)
    return case


def end_pause(case: Case, *, on: date, by: User) -> None:
    """A case that ends rests no more; call it under the lock of the case."""
    for entry in Pause.objects.standing().filter(case=case):
        _end(entry, on=max(on, entry.happened_on), by=by)


def due_pauses(today: date):
    """The pauses whose end has come."""
    return Pause.objects.standing().filter(until__lte=today, round__closed_on=None)


def end_due_pauses(today: date) -> int:
    """Bring back each case whose pause is over, and tell the person responsible; how many there were."""
    return sum(_end_due(pk, today) for pk in due_pauses(today).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end_due(pk: int, today: date) -> bool:
    entry = Pause.objects.get(pk=pk)
    case = lock(entry.case_id)
    entry = due_pauses(today).filter(pk=pk).first()  # as it stands under the lock
    if entry is None:
        return False
    _end(entry, on=entry.until, by=None)
    _written(case, entry, Verb.CHANGED, by=None)
    if case.owner:
        about, path = case.number, case.get_absolute_url()
        notices.tell([case.owner], NoticeKind.PAUSE_OVER, event=f"pause:{entry.key}", about=about, path=path)
    return True


def _take(entry: Pause, by: User) -> Case:
    """The case under its lock and the pause as it stands, if `by` may turn it and it still goes on."""
    case = lock(entry.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    read_anew(entry, case)
    refuse_turn(case, Turn.RESUME)
    if entry.ended_on:
        raise Refused(_("เคสนี้รับกลับมาดำเนินการแล้ว"))
    return case


def _refuse_end(until: date, begun: date, after: date) -> None:
    """Raise Refused unless the end lies after a day, and within a year of the beginning."""
    if until <= after:
        raise Refused(_("วันสิ้นสุดต้องหลัง %(day)s") % {"day": thai_date(after)})
    if until > begun + LONGEST_PAUSE:
        raise Refused(_("พักได้ครั้งละไม่เกินหนึ่งปี"))


def _end(entry: Pause, *, on: date, by: User | None, note: str = "") -> None:
    entry.ended_on, entry.ended_by, entry.ended_note = on, by, note
    entry.save(update_fields=["ended_on", "ended_by", "ended_note"])
    put_off(entry.case, since=entry.happened_on, until=on)


def _written(case: Case, entry: Pause, verb: Verb, *, by: User | None) -> Pause:
    settle(case)
    trail.write(by, verb, case, fields=["pause", entry.key], area=case.area)
    return entry
