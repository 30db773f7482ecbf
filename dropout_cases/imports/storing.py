"""Keeps an uploaded file out of reach of the web under a random name, until it is written or given up."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import BatchState, ImportBatch
from schools import trail
from schools.models import Area, User, Verb

from .files import Refusal, look
from .limits import MB, MOST_BYTES

KEPT_DAYS = 30  # an upload nobody confirms


def path_of(batch: ImportBatch) -> Path:
    """Where the file of a batch lies."""
    return Path(settings.MEDIA_ROOT) / "imports" / batch.stored_name


def store(chunks: Iterable[bytes], *, name: str, kind: str, area: Area, by: User) -> ImportBatch:
    """Keep an upload and look what it is; raises Refusal, and keeps nothing, when it cannot be taken."""
    batch = ImportBatch(kind=kind, area=area, made_by=by, original_name=name[-200:], stored_name=secrets.token_urlsafe(24))
    path = path_of(batch)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        batch.size = _pour(chunks, path)
        batch.reading = _first_reading(path, name, batch)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with transaction.atomic():
        batch.save()
        trail.write(by, Verb.CREATED, batch, fields=[batch.kind], area=area)
    return batch


def _pour(chunks: Iterable[bytes], path: Path) -> int:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refusal(_("ไฟล์ใหญ่เกิน %(most)d MB แบ่งเป็นหลายไฟล์") % {"most": MOST_BYTES // MB})
            file.write(chunk)
    return size


def _first_reading(path: Path, name: str, batch: ImportBatch) -> dict:
    """What the file seems to be; how it is read is for a person to say."""
    seen = look(path, name)
    batch.file_type = seen.file_type
    return {
        "file_type": seen.file_type,
        "sheets": seen.sheets,
        "encodings": seen.encodings,
        "delimiters": seen.delimiters,
        "heading_row": 1,
    }


def destroy(batch: ImportBatch) -> None:
    """Remove the file for good once the transaction holds; what the rows told stays only where it was written."""
    if not batch.stored_name:
        return
    path, batch.stored_name = path_of(batch), ""
    batch.save(update_fields=["stored_name"])
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def give_up(batch: ImportBatch, *, by: User) -> None:
    """Abandon a batch that was not written: the file, its staged rows and its faults go; that it was there stays in the trail."""
    destroy(batch)
    trail.write(by, Verb.VOIDED, batch, fields=[batch.kind], area=batch.area)
    batch.delete()


def forget_old(now) -> None:
    """Remove the files of uploads nobody confirmed in KEPT_DAYS days, with all that was staged of them."""
    unwritten = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)
    for batch in ImportBatch.objects.filter(state__in=unwritten, made_at__lt=now - timedelta(days=KEPT_DAYS), written_at=None):
        destroy(batch)
        batch.delete()
