"""Taking back what was just written: for ten minutes, by who wrote it or a supervisor, while nothing followed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import Case, Deadline, Document, Entry, StepRecord
from dropout_cases.steps import RULE
from schools import trail
from schools.access import Action, No, may
from schools.models import TrailEvent, User, Verb

from .engine import WRITING, Refused, lock, refuse_closed, refuse_moved, settle
from .records import strike

WITHIN = timedelta(minutes=10)
AT_ONCE = 25  # lines of the trail that one sending leaves at most: a record and its files


def may_undo(entry: Entry, user: User, at: datetime) -> bool | No:
    """Whether `user` may take the entry back now; a refusal says what to do instead."""
    case = entry.round.case
    allowed = is_own_and_new(entry, case, user, at)
    if isinstance(allowed, No):
        return allowed
    return last_written(case, at) == entry.key or No(_("มีการบันทึกต่อแล้ว ย้อนกลับไม่ได้ ยกเลิกรายการแทน"))


def is_own_and_new(entry: Entry, case: Case, user: User, at: datetime) -> bool | No:
    """Whether `user` may take back an entry of the case, as long as nothing followed it."""
    if entry.is_void:
        return No(_("รายการนี้ถูกยกเลิกแล้ว"))
    if entry.entered_by_id != user.pk and not may(user, Action.WORK_OVERSEE, case.place):
        return No(_("ต้องเป็นผู้บันทึกหรือมีสิทธิ์กำกับดูแลจึงย้อนกลับได้ ยกเลิกรายการแทน"))
    allowed = may(user, RULE[entry.step()].act if isinstance(entry, StepRecord) else Action.CASE_RECORD, case.place)
    if isinstance(allowed, No):
        return allowed
    if at > entry.entered_at + WITHIN:
        return No(_("ย้อนกลับได้ภายใน 10 นาที ยกเลิกรายการแทน"))
    return True


def last_written(case: Case, at: datetime) -> str:
    """The key of the entry that was written last into a case, if that was within the ten minutes; its files count as part of it."""
    lines = TrailEvent.objects.filter(subject=trail.subject_of(case), verb__in=WRITING, at__gte=at - WITHIN)
    written = [_key_in(line) for line in lines.order_by("-pk").only("verb", "fields")[:AT_ONCE]]
    attached = set(Document.objects.filter(key__in=written).exclude(record_key="").values_list("key", flat=True))
    return next((key for key in written if key not in attached), "")


def _key_in(line: TrailEvent) -> str:
    """The key of the entry whose writing a line tells of; "" where it tells of anything else."""
    of_entry = line.verb in (Verb.CREATED, Verb.RECORDED, Verb.DECIDED) or line.fields[:1] == ["due_on"]
    return line.fields[1] if of_entry and len(line.fields) == 2 else ""


@transaction.atomic
def undo(entry: Entry, *, by: User, at: datetime) -> Entry:
    """Strike the entry through with all that came with it; asked twice, it happens once."""
    case = lock(entry.round.case_id)
    entry.refresh_from_db()
    refuse_moved(entry, case)
    if entry.is_void and entry.voided_by_id == by.pk:
        return entry
    refuse_closed(entry.round)
    allowed = may_undo(entry, by, at)
    if isinstance(allowed, No):
        raise Refused(allowed.reason)
    reason = _("ย้อนกลับภายใน 10 นาที")
    for one in (*_came_with(entry), entry):
        strike(one, reason=reason, by=by)
    settle(case)
    trail.write(by, Verb.UNDONE, case, fields=[entry._meta.model_name, entry.key], area=case.area)
    return entry


def _came_with(entry: Entry) -> list[Entry]:
    """The files of the entry, and the due date that was set in the same sending."""
    files: list[Entry] = list(Document.objects.filter(record_key=entry.key, voided_at=None, round=entry.round))
    if not isinstance(entry, StepRecord):
        return files
    lines = TrailEvent.objects.filter(subject=trail.subject_of(entry.round.case), verb=Verb.RECORDED)
    until = next((line.at for line in lines[:AT_ONCE] if entry.key in line.fields), entry.entered_at)
    meanwhile = {"entered_by": entry.entered_by_id, "entered_at__range": (entry.entered_at, until)}
    return [*files, *Deadline.objects.filter(round=entry.round, voided_at=None, **meanwhile)]
