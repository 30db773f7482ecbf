"""Writes and removes days of absence, and what somebody did about them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import Absence, ImportBatch, Student, WatchAct
from dropout_cases.workflow import Refused
from dropout_cases.workflow.engine import ask
from schools import calendar, trail
from schools.access import Action
from schools.models import User, Verb
from thai.dates import thai_date

NAMED_AT_MOST = 5
AT_ONCE = 500  # rows of one query; SQLite takes no more than some thousand values

Row = tuple[Student, date]


@transaction.atomic
def note_absences(rows: Iterable[Row], *, by: User, batch: ImportBatch | None = None) -> int:
    """Write down the days on which pupils were absent; days that are noted already are left as they are.

    Returns how many are new. Raises Refused, and writes nothing, when a day lies ahead or is no school day, or when `by` may
    not note absences at a pupil's school.
    """
    rows = list(rows)
    _ask_for_all(rows, by)
    _refuse_days_ahead(rows)
    _refuse_days_off(rows)
    known = _noted(rows)
    new = list({(pupil.pk, day): (pupil, day) for pupil, day in rows if (pupil.pk, day) not in known}.values())
    lines = [Absence(student=pupil, day=day, batch=batch, noted_by=by) for pupil, day in new]
    Absence.objects.bulk_create(lines, ignore_conflicts=True, batch_size=AT_ONCE)
    _leave_trail(new, Verb.RECORDED, by, batch)
    return len(new)


@transaction.atomic
def forget_absences(rows: Iterable[Row], *, by: User) -> int:
    """Remove days of absence that were noted by mistake; returns how many there were."""
    rows = list(rows)
    _ask_for_all(rows, by)
    known = _noted(rows)
    gone = [(pupil, day) for pupil, day in rows if (pupil.pk, day) in known]
    for day in {day for _pupil, day in gone}:
        Absence.objects.filter(day=day, student__in=[pupil for pupil, other in gone if other == day]).delete()
    _leave_trail(gone, Verb.VOIDED, by)
    return len(gone)


@transaction.atomic
def record_act(act: WatchAct, *, by: User, token: str) -> WatchAct:
    """Keep what somebody did about a pupil's absences. The same form sent twice is one act."""
    ask(by, Action.ABSENCE_RECORD, act.student.school or act.student.area)
    act.key = hashlib.sha256(f"{by.pk}:{act.student.key}:{token}".encode()).hexdigest()[:32]
    kept, made = WatchAct.objects.get_or_create(
        key=act.key,
        defaults={"student": act.student, "deed": act.deed, "done_on": act.done_on, "note": act.note, "noted_by": by},
    )
    if made:
        trail.write(by, Verb.RECORDED, kept.student, fields=["watch_act"], area=kept.student.area)
    return kept


def _ask_for_all(rows: Sequence[Row], by: User) -> None:
    for place in {pupil.school or pupil.area for pupil, _day in rows}:
        ask(by, Action.ABSENCE_RECORD, place)


def _refuse_days_ahead(rows: Sequence[Row]) -> None:
    today = timezone.localdate()
    if ahead := {day for _pupil, day in rows if day > today}:
        raise Refused(_("ยังไม่ถึง%(days)s บันทึกได้ถึงวันนี้") % {"days": _days_words(ahead)})


def _refuse_days_off(rows: Sequence[Row]) -> None:
    calendars = calendar.load({pupil.area_id for pupil, _day in rows})
    at = {place: calendars[place[0]].at(place[1]) for place in {(pupil.area_id, pupil.school_id) for pupil, _day in rows}}
    asked = {(pupil.area_id, pupil.school_id, day) for pupil, day in rows}
    if off := {day for area, school, day in asked if not at[area, school].is_school_day(day)}:
        raise Refused(_("%(days)s ไม่ใช่วันเรียน เลือกวันอื่น หรือแจ้งเขตให้แก้ปฏิทิน") % {"days": _days_words(off)})


def _days_words(days: set[date]) -> str:
    named = ", ".join(thai_date(day) for day in sorted(days)[:NAMED_AT_MOST])
    return _("วันที่ %(days)s") % {"days": named + (" …" if len(days) > NAMED_AT_MOST else "")}


def _noted(rows: Sequence[Row]) -> set[tuple[int, date]]:
    """Which of the days are noted already."""
    if not rows:
        return set()
    pupils, days = list({pupil.pk for pupil, _day in rows}), [day for _pupil, day in rows]
    between = Absence.objects.filter(day__range=(min(days), max(days)))
    parts = (pupils[start : start + AT_ONCE] for start in range(0, len(pupils), AT_ONCE))
    return {line for part in parts for line in between.filter(student__in=part).values_list("student", "day")}


def _leave_trail(rows: Sequence[Row], verb: Verb, by: User, batch: ImportBatch | None = None) -> None:
    """One line a pupil; of an import one line for all, for its batch names them."""
    if batch and rows:
        trail.write(by, verb, batch, fields=["absence"], area=batch.area)
        return
    for pupil in {pupil.pk: pupil for pupil, _day in rows}.values():
        trail.write(by, verb, pupil, fields=["absence"], area=pupil.area)
