"""The confirmation of a batch: all its right rows are written in one transaction, or none is."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import BatchState, ImportBatch, RowState
from dropout_cases.workflow import Refused
from dropout_cases.workflow.engine import ask
from schools import trail
from schools.models import Area, User, Verb

from .checking import counts_of
from .kinds import kind_of
from .storing import destroy

UNDO_DAYS = 7


@transaction.atomic
def write(batch: ImportBatch, *, by: User, today: date) -> ImportBatch:
    """Write the right rows; the file is destroyed. Raises Refused when `by` may not import this any more."""
    Area.objects.select_for_update().get(pk=batch.area_id)  # two imports of one area wait for each other
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("area").get(pk=batch.pk)
    if batch.state != BatchState.WRITING:
        return batch
    ask(by, batch.right, batch.area)
    now = timezone.now()
    batch.written_at, batch.written_by = now, by
    kind_of(batch).write(batch, by=by, now=now, today=today)
    batch.state, batch.done = BatchState.WRITTEN, batch.total
    batch.counts |= counts_of(batch)
    batch.faults.all().delete()
    for staged in (batch.rows, batch.pupils):
        staged.filter(state=RowState.SAME).delete()
    batch.save()
    destroy(batch)
    told = [f"{name}={batch.counts.get(name, 0)}" for name in ("new", "changed", "same", "wrong")]
    trail.write(by, Verb.RECORDED, batch, fields=[batch.kind, *told], area=batch.area)
    return batch


def undo_until(batch: ImportBatch) -> datetime | None:
    """The moment until which a written batch can be taken back."""
    return batch.written_at and batch.written_at + timedelta(days=UNDO_DAYS)


def obstacle(batch: ImportBatch, now) -> str:
    """Why a batch cannot be taken back, in a sentence; empty if it can."""
    until = undo_until(batch)
    if until is None or batch.state not in (BatchState.WRITTEN, BatchState.UNDOING):
        return _("ยังไม่ได้นำเข้า หรือย้อนกลับไปแล้ว")
    if now > until:
        return _("เกิน %(days)d วันแล้ว แก้ไขทีละรายการแทน") % {"days": UNDO_DAYS}
    touched = kind_of(batch).touched(batch)
    if touched:
        return _("มี %(count)s รายการที่ถูกใช้หรือแก้ไขหลังนำเข้า ย้อนกลับทั้งชุดไม่ได้ แก้ไขทีละรายการแทน") % {"count": f"{touched:,}"}
    return ""


@transaction.atomic
def undo(batch: ImportBatch, *, by: User, today: date) -> ImportBatch:
    """Take a written batch back; raises Refused when something stands in the way."""
    Area.objects.select_for_update().get(pk=batch.area_id)
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("area").get(pk=batch.pk)
    if batch.state != BatchState.UNDOING:
        return batch
    ask(by, batch.right, batch.area)
    now = timezone.now()
    reason = obstacle(batch, now)
    if reason:
        raise Refused(reason)
    kind_of(batch).undo(batch, by=by, today=today)
    forget_rows(batch)
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, now, by
    batch.save()
    trail.write(by, Verb.UNDONE, batch, fields=[batch.kind], area=batch.area)
    return batch


def forget_rows(batch: ImportBatch) -> None:
    """Drop what is kept only so that a batch can be taken back."""
    batch.rows.all().delete()
    batch.pupils.all().delete()


def forget_undoable(now) -> None:
    """Drop the staged rows of batches that can no longer be taken back."""
    for batch in ImportBatch.objects.filter(state=BatchState.WRITTEN, written_at__lt=now - timedelta(days=UNDO_DAYS)):
        forget_rows(batch)
