"""Files of a case: checked by content, pictures drawn anew, stored under random names out of reach of the web."""

import io
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from schools import trail
from schools.models import Verb

from .models import Document, Round

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 1600  # pixels
PICTURES = {
    "JPEG": ("image/jpeg", "JPEG"),
    "PNG": ("image/png", "PNG"),
    "WEBP": ("image/webp", "WEBP"),
    "MPO": ("image/jpeg", "JPEG"),
}
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@dataclass(frozen=True)
class Checked:
    """A file that passed the check: what it is, and the bytes to keep."""

    content: bytes
    content_type: str


def check(upload) -> Checked:
    """Look into an uploaded file; raises ValidationError with what to do when it is too big or of a kind not kept."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("ไฟล์ใหญ่เกิน 10 MB เลือกไฟล์ที่เล็กกว่า"), code="big")
    content = upload.read()
    if content.startswith(b"%PDF-"):
        return Checked(content, "application/pdf")
    try:
        return _office_file(content) if content.startswith(b"PK\x03\x04") else _picture(content)
    except Exception as error:  # a broken file raises whatever its reader stumbles over
        raise _unknown() from error


def _office_file(content: bytes) -> Checked:
    """A Word, Excel or PowerPoint file as it is; one with macros is none."""
    names = [name.lower() for name in zipfile.ZipFile(io.BytesIO(content)).namelist()]
    kinds = [kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)]
    if not kinds or "[content_types].xml" not in names or any(name.endswith("vbaproject.bin") for name in names):
        raise _unknown()
    return Checked(content, kinds[0])


def _picture(content: bytes) -> Checked:
    """The picture drawn anew: position, maker and anything hidden in the file stay behind."""
    picture: Image.Image = Image.open(io.BytesIO(content))
    if picture.format not in PICTURES or picture.width * picture.height > MAX_PIXELS:
        raise _unknown()
    content_type, form = PICTURES[picture.format]
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    picture = picture.convert("RGBA" if picture.has_transparency_data and form != "JPEG" else "RGB")
    clean, drawn = Image.new(picture.mode, picture.size), io.BytesIO()
    clean.paste(picture)
    clean.save(drawn, form)
    return Checked(drawn.getvalue(), content_type)


def _unknown() -> ValidationError:
    return ValidationError(_("รับเฉพาะภาพ JPEG PNG WebP, PDF และไฟล์ Word Excel PowerPoint ที่ไม่มีมาโคร"), code="kind")


@transaction.atomic
def store(
    checked: Checked, *, name: str, original_name: str, round: Round, on, by, restricted=False, record_key="", token=None
) -> Document:
    """Keep a checked file with its case. `original_name` is what the file was called where it came from."""
    document = Document(
        case=round.case,
        round=round,
        name=name[:120],
        original_name=original_name[-200:],  # the end says of which kind it is
        stored_name=secrets.token_urlsafe(24),
        content_type=checked.content_type,
        size=len(checked.content),
        restricted=restricted,
        record_key=record_key,
        token=token,
        happened_on=on,
        entered_by=by,
        entered_role=by.current_posts[0].role,
    )
    document.save()
    path = path_of(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(checked.content)
    trail.write(by, Verb.CREATED, round.case, fields=["document", document.key], area=round.case.area)
    return document


def path_of(document: Document) -> Path:
    """Where the file lies; two letters of its random name are its folder."""
    return Path(settings.MEDIA_ROOT) / document.stored_name[:2] / document.stored_name
