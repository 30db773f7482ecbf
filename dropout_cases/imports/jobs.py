"""The jobs in the background: check, write and undo a batch, and tell its maker when it is done."""

import logging
import traceback
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from dropout_cases.models import BatchState, ImportBatch
from dropout_cases.workflow import Refused
from schools import notices
from schools.models import NoticeKind, User

from . import checking, storing, writing
from .checking import Superseded
from .files import Refusal

logger = logging.getLogger(__name__)

CHECKABLE = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)
STALE_SECONDS = 300  # a job that has said nothing for so long has died; writing says nothing until all is written


def start_check(batch: ImportBatch, *, by: User, today: date) -> bool:
    """Have a batch checked in the background; False when it is being worked on, or was written."""
    return _start(batch, BatchState.CHECKING, CHECKABLE, check_batch, by, today)


def start_write(batch: ImportBatch, *, by: User, today: date) -> bool:
    """Have a checked batch written in the background; False when it is not one."""
    return _start(batch, BatchState.WRITING, (BatchState.CHECKED,), write_batch, by, today)


def start_undo(batch: ImportBatch, *, by: User, today: date) -> bool:
    """Have a written batch taken back in the background; False when it is not one."""
    return _start(batch, BatchState.UNDOING, (BatchState.WRITTEN,), undo_batch, by, today)


def restart(batch: ImportBatch, *, by: User, today: date) -> bool:
    """Start a job again that has died; False while it may still be at work."""
    if not is_stale(batch, timezone.now()):
        return False
    job = {BatchState.CHECKING: check_batch, BatchState.WRITING: write_batch, BatchState.UNDOING: undo_batch}
    state = BatchState(batch.state)
    return _start(batch, state, (state,), job[state], by, today)


def is_stale(batch: ImportBatch, now) -> bool:
    """Whether the job of a batch has said nothing for too long."""
    return batch.is_working and batch.moved_at is not None and (now - batch.moved_at).total_seconds() > STALE_SECONDS


def _start(batch: ImportBatch, state: BatchState, since, job, by: User, today: date) -> bool:
    with transaction.atomic():
        run = checking.begin(batch, state, since=since)
        if run:
            job.enqueue(batch.key, run, by.key, today.isoformat())
    batch.refresh_from_db()
    return bool(run)


@task()
def check_batch(key: str, run: str, by_key: str, today: str) -> None:
    """Check the file of a batch, after dropping what is kept of batches long done."""
    now = timezone.now()
    storing.forget_old(now)
    writing.forget_undoable(now)
    _do(key, run, by_key, lambda batch, _by: checking.check(batch, run, today=date.fromisoformat(today)), BatchState.FAILED)


@task()
def write_batch(key: str, run: str, by_key: str, today: str) -> None:
    """Write the right rows of a batch."""
    _do(key, run, by_key, lambda batch, by: writing.write(batch, by=by, today=date.fromisoformat(today)), BatchState.CHECKED)


@task()
def undo_batch(key: str, run: str, by_key: str, today: str) -> None:
    """Take a batch back."""
    _do(key, run, by_key, lambda batch, by: writing.undo(batch, by=by, today=date.fromisoformat(today)), BatchState.WRITTEN)


def _do(key: str, run: str, by_key: str, act: Callable[[ImportBatch, User], object], otherwise: BatchState) -> None:
    """Do the act; when it fails, the batch goes to `otherwise` and says why. Either way its maker is told, once of each state."""
    batch = ImportBatch.objects.select_related("area", "made_by").filter(key=key, run=run).first()
    if batch is None:
        return
    by = User.objects.get(key=by_key)
    try:
        act(batch, by)
    except Superseded:
        return
    except (Refusal, Refused) as refused:
        _fail(batch, run, refused.reason, otherwise)
    except Exception as error:  # its message may hold a row: only its kind and place are written down
        logger.error("Import %s: %s\n%s", key, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        _fail(batch, run, _("ระบบขัดข้อง ไม่มีข้อมูลใดถูกเปลี่ยน ลองอีกครั้ง หรือแจ้งผู้ดูแลระบบ"), otherwise)
    batch.refresh_from_db(fields=["state"])
    path = reverse("dropout_cases:import-detail", args=[batch.key])
    notices.tell([by], NoticeKind.IMPORT_DONE, event=f"import:{batch.key}:{batch.state}", path=path)


def _fail(batch: ImportBatch, run: str, reason: str, otherwise: BatchState) -> None:
    ImportBatch.objects.filter(pk=batch.pk, run=run).update(state=otherwise, failure=reason)
