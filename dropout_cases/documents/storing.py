"""Keeps files: laid down under a random name, waiting for their form or standing in their case, until nobody names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import Case, Document, Purpose, Round, Upload
from dropout_cases.workflow import Refused
from schools import trail
from schools.access import No
from schools.models import User, Verb

from .checking import Checked
from .previews import draw_preview
from .shelf import lay_down

MOST_WAITING = 30  # of one person, in a day
KEPT_DAYS = 7  # a file no form asked for


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a form: checked just now, or sent up before and named by its key; with what is said of it."""

    name: str = ""
    checked: Checked | None = None
    key: str = ""
    caption: str = ""
    shows_face: bool = False


def wait(checked: Checked, *, name: str, token: str, case: Case, by: User, now: datetime) -> Upload:
    """Keep a file until its form is sent; the same file sent again is the same upload. Raises Refused when too many wait."""
    mine = Upload.objects.filter(made_by=by)
    if twin := mine.filter(case=case, token=token).first():
        return twin
    if mine.filter(made_at__gt=now - timedelta(days=1)).count() >= MOST_WAITING:
        raise Refused(_("มีไฟล์ที่ยังไม่บันทึก %(most)d ไฟล์แล้ว บันทึกแบบฟอร์มก่อน แล้วส่งเพิ่ม") % {"most": MOST_WAITING})
    upload = _laid_down(checked, name)
    fields = {field: getattr(upload, field) for field in ("stored_name", "original_name", "content_type", "size")}
    return Upload.objects.get_or_create(made_by=by, case=case, token=token, defaults=fields)[0]


def _laid_down(checked: Checked, name: str) -> Upload:
    """A file on the disk, of which no row speaks yet."""
    return Upload(
        stored_name=lay_down(checked.file.chunks()),
        original_name=name[-200:],  # the end says of which kind it is
        content_type=checked.content_type,
        size=checked.file.size,
    )


@transaction.atomic
def attach(
    attachment: Attachment,
    *,
    round: Round,
    on,
    by: User | None,
    brought_by="",
    name="",
    restricted=False,
    record_key="",
    purpose="",
    token=None,
) -> Document:
    """Make a file that came with a form a document of the case; raises Refused when it waited too long and is gone.

    `brought_by` names who sent it by a personal link, where nobody is signed in.
    """
    upload = _laid_down(attachment.checked, attachment.name) if attachment.checked else _taken(attachment.key, round.case, by)
    is_picture = upload.content_type.startswith("image/")
    document = Document(
        case=round.case,
        round=round,
        name=(name or upload.original_name)[:120],
        original_name=upload.original_name,
        stored_name=upload.stored_name,
        content_type=upload.content_type,
        size=upload.size,
        purpose=purpose or (Purpose.PHOTO if is_picture else Purpose.FILE),
        caption=attachment.caption,
        shows_face=attachment.shows_face,
        restricted=restricted or attachment.shows_face or bool(record_key and is_picture),
        record_key=record_key,
        token=token,
        happened_on=on,
        entered_by=by,
        entered_role=by.current_posts[0].role if by else "",
        brought_by=brought_by,
    )
    document.save()
    if upload.pk:
        upload.delete()
    trail.write(by, Verb.CREATED, round.case, fields=["document", document.key], area=round.case.area)
    draw_preview.enqueue(document.key)
    return document


def _taken(key: str, case: Case, by: User | None) -> Upload:
    """The upload a form names, held until the form is saved; nobody's are none."""
    upload = Upload.objects.select_for_update().filter(made_by=by, case=case, key=key).first()
    if upload is None:
        raise Refused(_("ไฟล์ที่ส่งไว้ไม่อยู่แล้ว เอาออกจากแบบฟอร์ม แล้วเลือกไฟล์ใหม่"))
    return upload


def may_change(document: Document, user: User) -> bool | No:
    """Whether `user` may rename a file and say what it shows: who brought it, and who is responsible for the case."""
    mine = user.pk in (document.entered_by_id, document.case.owner_id)
    return mine or No(_("แก้ได้เฉพาะผู้เพิ่มเอกสารและผู้รับผิดชอบเคส"))


def sweep(now: datetime) -> None:
    """Forget uploads no form asked for in KEPT_DAYS days, and remove files as old that no row names. Safe to run at any time."""
    old = now - timedelta(days=KEPT_DAYS)
    Upload.objects.filter(made_at__lt=old).delete()
    for folder in Path(settings.MEDIA_ROOT).glob("??"):
        found = {path.name: path for path in folder.iterdir() if path.stat().st_mtime < old.timestamp()}
        for name in found.keys() - _named(found.keys()):
            found[name].unlink(missing_ok=True)


def _named(names: Iterable[str]) -> set[str]:
    """Those of these names that a row speaks of."""
    columns = ((Upload, "stored_name"), (Document, "stored_name"), (Document, "preview_name"))
    some = [*names]
    return {
        name for model, column in columns for name in model.objects.filter(**{f"{column}__in": some}).values_list(column, flat=True)
    }
