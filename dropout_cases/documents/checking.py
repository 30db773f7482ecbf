"""Which files are taken, by their content alone, and what is left of them; or a sentence that says what to do."""

import io
import re
import zipfile
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from dropout_cases.imports.limits import MB, MOST_PARTS, MOST_RATIO, MOST_UNPACKED, SMALL

from .reading import read

MAX_BYTES = 20 * MB
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 1600  # pixels
PICTURES = {
    "JPEG": ("image/jpeg", "JPEG"),
    "PNG": ("image/png", "PNG"),
    "WEBP": ("image/webp", "WEBP"),
    "MPO": ("image/jpeg", "JPEG"),
}
PDF = "application/pdf"
OFFICE = {
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PDF_REFUSED: dict[bytes, str | Promise] = {
    b"runs": gettext_lazy("PDF นี้มีสคริปต์หรือเรียกโปรแกรมอื่น เปิดแล้วพิมพ์เป็น PDF ใหม่ แล้วเลือกไฟล์ใหม่"),
    b"carries": gettext_lazy("PDF นี้มีไฟล์อื่นฝังอยู่ แนบไฟล์นั้นแยก แล้วพิมพ์ส่วนที่เหลือเป็น PDF ใหม่"),
    b"locked": gettext_lazy("PDF นี้มีรหัสผ่าน เปิดไฟล์ เอารหัสผ่านออก แล้วเลือกใหม่"),
    b"broken": gettext_lazy("เปิด PDF นี้ไม่ได้ ไฟล์อาจเสียหรือไม่ครบ บันทึกเป็น PDF ใหม่ แล้วเลือกอีกครั้ง"),
    b"": gettext_lazy("PDF นี้ซับซ้อนเกินกว่าจะตรวจได้ พิมพ์เป็น PDF ใหม่ แล้วเลือกไฟล์ใหม่"),
}
DIRECTORY_ENTRY = b"PK\x01\x02"
MACROS = re.compile(r"vbaproject\.bin$|/(?:activex|macrosheets|dialogsheets)/")
EMBEDDED = re.compile(r"/embeddings/.*\.(?:bin|exe|com|scr|js|vbs|bat|cmd|msi|hta|lnk)$")
LETTER_RELATIONS = "word/_rels/settings.xml.rels"


@dataclass(frozen=True)
class Checked:
    """A file that passed the check: what it is, and what of it is kept."""

    file: File
    content_type: str


def check(upload: File) -> Checked:
    """Look into an uploaded file; raises ValidationError with what to do when it is too big or of a kind not kept."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("ไฟล์ใหญ่เกิน 20 MB เลือกไฟล์ที่เล็กกว่า"), code="big")
    content = upload.read()
    if content.startswith(b"%PDF-"):
        _judge_pdf(content)
        return Checked(upload, PDF)
    try:
        return Checked(upload, _office_type(content)) if content.startswith(b"PK\x03\x04") else _picture(content)
    except ValidationError:
        raise
    except Exception as error:  # a broken file raises whatever its reader stumbles over
        raise _unknown() from error


def _judge_pdf(content: bytes) -> None:
    """Refuse a PDF that runs something, carries another file, or cannot be opened."""
    verdict = read("pdf_reader", "judge", content=content)
    if verdict != b"fine":
        raise ValidationError(str(PDF_REFUSED.get(verdict, PDF_REFUSED[b""])), code="pdf")


def _office_type(content: bytes) -> str:
    """The type of a Word, Excel or PowerPoint file; one with macros is none. Judged by its list of parts, without unpacking."""
    if content.count(DIRECTORY_ENTRY) > MOST_PARTS:
        raise _swollen()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED or any(_swells(part) for part in parts):
            raise _swollen()
        names = [part.filename.lower() for part in parts]
        kinds = [kind for kind in OFFICE if any(name.startswith(f"{kind}/") for name in names)]
        if not kinds or "[content_types].xml" not in names or any(MACROS.search(name) for name in names):
            raise _unknown()
        if any(EMBEDDED.search(name) for name in names) or _calls_out(archive):
            raise ValidationError(_("ไฟล์นี้มีไฟล์อื่นฝังอยู่ หรือเรียกแม่แบบจากที่อื่น คัดลอกเนื้อหาไปไว้ในไฟล์ใหม่ แล้วเลือกไฟล์ใหม่"), code="embedded")
    return OFFICE[kinds[0]]


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > MOST_RATIO * part.compress_size


def _calls_out(archive: zipfile.ZipFile) -> bool:
    """Whether a letter fetches its template, which may run programs, from elsewhere."""
    if LETTER_RELATIONS not in archive.namelist():
        return False
    with archive.open(LETTER_RELATIONS) as relations:
        told = relations.read(MB)
    return b"attachedTemplate" in told and b"External" in told


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
    return Checked(ContentFile(drawn.getvalue()), content_type)


def _unknown() -> ValidationError:
    return ValidationError(_("รับเฉพาะภาพ JPEG PNG WebP, PDF และไฟล์ Word Excel PowerPoint ที่ไม่มีมาโคร"), code="kind")


def _swollen() -> ValidationError:
    return ValidationError(_("ไฟล์นี้ขยายแล้วใหญ่ผิดปกติ คัดลอกเนื้อหาไปไว้ในไฟล์ใหม่ แล้วเลือกไฟล์ใหม่"), code="swollen")
