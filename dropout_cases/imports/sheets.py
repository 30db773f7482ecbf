"""Spreadsheets (.xlsx, .xls): what the file holds is judged before it is read, and it is read in a process of its own."""

import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from . import sheet_reader
from .limits import (
    MB,
    MOST_COLUMNS,
    MOST_MEMORY,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_SECONDS,
    MOST_UNPACKED,
    SMALL,
    Refusal,
)

CHUNK = MB
OVERLAP = 4096  # of one chunk with the next, so that no cell falls between them

# A cell with something in it, by its address: A1. What hides its address, the limits of the reading process hold back.
CELL = rb"""<(?:[^\s<>/:]+:)?c\s[^<>]*?\br\s*=\s*["']%s["'][^<>]*(?<!/)>"""
COLUMN_TOO_FAR = re.compile(CELL % rb"(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])[A-Z]*[0-9]+")  # after GR, the two hundredth
ROW_TOO_FAR = re.compile(CELL % rb"[A-Z]+([0-9]{6,})")
FAR = re.compile(rb""" r=["'](?:[A-Z]*[0-9]{6}|[A-Z]{3}|[H-Z][A-Z]|G[S-Z])""")  # a quick look for either, for millions of cells
# A formula whose result was never kept. A text result that is empty is one all the same (t="str").
NOT_COMPUTED = re.compile(rb"""<c\s(?![^<>]*t="str")[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>""")
LIVE_LINK = re.compile(rb"<(?:[^\s<>/:]+:)?(?:ddeLink|oleLink)\b")
MACRO_PARTS = re.compile(r"vbaproject|^xl/(?:macrosheets|dialogsheets)/|\.xlm$")
EMBEDDED_PARTS = re.compile(r"^xl/(?:embeddings|activex|ctrlprops)/")
SHEET_PARTS = re.compile(r"^xl/worksheets/[^/]+\.xml$")


def judge_xlsx(path: Path) -> None:
    """Refuse what may not be opened at all, before anything is unpacked into memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            _judge_parts(archive)
            _judge_sheets(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        zlib.error,
    ) as error:
        raise _broken() from error


def _judge_parts(archive: zipfile.ZipFile) -> None:
    """The parts of the file by name and size alone."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise _locked()
    _judge_kind(names)
    too_much = sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS
    if too_much or any(_swells(part) for part in parts) or len(set(names)) < len(names):
        raise Refusal(
            _("ไฟล์นี้ขยายแล้วใหญ่ผิดปกติ (เกิน %(most)d MB) ระบบไม่เปิดอ่าน คัดลอกเฉพาะตารางไปไว้ในไฟล์ใหม่ แล้วบันทึกเป็น .xlsx")
            % {"most": MOST_UNPACKED // MB}
        )
    if any(MACRO_PARTS.search(name) for name in names) or b"macroEnabled" in _read(archive, "[Content_Types].xml"):
        raise macros()
    if any(EMBEDDED_PARTS.search(name) for name in names):
        raise embedded()


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > MOST_RATIO * part.compress_size


def _judge_kind(names: list[str]) -> None:
    if "xl/workbook.xml" in names and "[content_types].xml" in names:
        return
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise Refusal(_("อ่านไฟล์ .xlsb และ .ods ไม่ได้ เปิดไฟล์ แล้วบันทึกเป็น .xlsx"))
    raise Refusal(_("ไฟล์นี้เป็นไฟล์ zip หรือเอกสารชนิดอื่น ไม่ใช่ตาราง แตกไฟล์ก่อน แล้วเลือกไฟล์ .xlsx .xls หรือ .csv ที่อยู่ข้างใน"))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    found = next((part for part in archive.infolist() if part.filename.lower() == name.lower()), None)
    if found is None:
        return b""
    with archive.open(found) as part:
        return part.read(MB)


def _judge_sheets(archive: zipfile.ZipFile) -> None:
    """Every part is unpacked once, a piece at a time: its checksum is right, and its cells stand where a person would put them."""
    for part in archive.infolist():
        name = part.filename.lower()
        judge = _judge_cells if SHEET_PARTS.search(name) else _judge_link if name.startswith("xl/externallinks/") else _let_pass
        with archive.open(part) as stream:
            rest = b""
            while chunk := stream.read(CHUNK):
                judge(rest + chunk)
                rest = chunk[-OVERLAP:]


def _let_pass(xml: bytes) -> None:
    """Parts that hold no cells."""


def _judge_link(xml: bytes) -> None:
    """A link to another workbook is never followed, and its kept values are taken; one that runs a program is refused."""
    if LIVE_LINK.search(xml):
        raise embedded()


def _judge_cells(xml: bytes) -> None:
    if FAR.search(xml) and COLUMN_TOO_FAR.search(xml):
        raise too_wide()
    if FAR.search(xml) and any(int(row) > MOST_ROWS for row in ROW_TOO_FAR.findall(xml)):
        raise too_long()
    if b"<f" in xml and NOT_COMPUTED.search(xml):
        raise Refusal(_("มีสูตรที่ยังไม่ได้คำนวณ ค่าในช่องจึงว่าง เปิดไฟล์ใน Excel แล้วบันทึกอีกครั้ง หรือวางเป็นค่าแทนสูตร"))


# Old spreadsheets and locked ones are both "compound files", whose parts are named in UTF-16.
def _part(name: str) -> bytes:
    return name.encode("utf-16-le")


LOCKED_PARTS = (_part("EncryptedPackage"), _part("EncryptionInfo"))
# The first record of a workbook, perhaps one that protects it from writing, and then the one that says how it is locked.
OLD_LOCK = re.compile(rb"\x09\x08\x10\x00..\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
OLD_MACRO_PARTS = (_part("_VBA_PROJECT"),)
OLD_EMBEDDED_PARTS = (_part("\x01Ole10Native"), _part("MBD0"))
OLD_TABLES = (_part("Workbook"), _part("Book"))


def judge_xls(path: Path) -> None:
    """Refuse a locked file, one with macros or objects in it, and a compound file that is no spreadsheet."""
    content = path.read_bytes()
    if any(part in content for part in LOCKED_PARTS) or OLD_LOCK.search(content):
        raise _locked()
    if not any(part in content for part in OLD_TABLES):
        raise Refusal(_("ไฟล์นี้เป็นเอกสารชนิดอื่น ไม่ใช่ตาราง เลือกไฟล์ .xlsx .xls หรือ .csv"))
    if any(part in content for part in OLD_MACRO_PARTS):
        raise macros()
    if any(part in content for part in OLD_EMBEDDED_PARTS):
        raise embedded()


def sheet_names(path: Path) -> list[str]:
    """The sheets a person sees when the file is opened."""
    names = [name for line in _lines(path) for name in line["names"]]
    if not names:
        raise Refusal(_("ไฟล์นี้ไม่มีแผ่นงานที่มองเห็น เปิดไฟล์ ยกเลิกการซ่อนแผ่นงาน แล้วบันทึกอีกครั้ง"))
    return names


def rows(path: Path, sheet: str) -> Iterator[list[str]]:
    """The rows of a sheet from the first on, blank ones too."""
    for line in _lines(path, sheet):
        yield from line["rows"]


def _lines(path: Path, *sheet: str) -> Iterator[dict]:
    """What the reading process says until its end; it is stopped when nobody listens any more."""
    command = [sys.executable, "-E", "-s", sheet_reader.__file__, str(MOST_MEMORY), str(MOST_SECONDS), str(path), *sheet]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            yield from _said(process.stdout)
        finally:
            process.kill()


def _said(lines) -> Iterator[dict]:
    for text in lines:
        if not text.endswith("\n"):
            break  # the process ended in the middle of a word
        line = json.loads(text)
        if "broken" in line:
            raise _broken()
        if "end" in line:
            return
        yield line
    raise Refusal(_("ไฟล์นี้ใหญ่หรือซับซ้อนเกินกว่าจะอ่านได้ คัดลอกเฉพาะตารางไปไว้ในไฟล์ใหม่ หรือบันทึกเป็น CSV UTF-8"))


def macros() -> Refusal:
    """A file that could run a program."""
    return Refusal(_("ไฟล์นี้มีมาโคร บันทึกเป็น .xlsx (ไม่มีมาโคร) แล้วเลือกใหม่"))


def embedded() -> Refusal:
    """A file that carries another, or calls a program."""
    return Refusal(_("ไฟล์นี้มีไฟล์อื่นฝังอยู่ หรือเรียกโปรแกรมอื่น คัดลอกเฉพาะตารางไปไว้ในไฟล์ใหม่ แล้วบันทึกเป็น .xlsx"))


def too_wide() -> Refusal:
    """More columns than a list of children has."""
    return Refusal(_("ตารางกว้างเกิน %(most)d คอลัมน์ ลบคอลัมน์ที่ไม่ใช้ แล้วบันทึกใหม่") % {"most": MOST_COLUMNS})


def too_long() -> Refusal:
    """More rows than any area has children."""
    return Refusal(_("ตารางยาวเกิน %(most)s แถว แบ่งเป็นหลายไฟล์") % {"most": f"{MOST_ROWS:,}"})


def _locked() -> Refusal:
    return Refusal(_("ไฟล์นี้มีรหัสผ่าน เปิดไฟล์ เอารหัสผ่านออก แล้วบันทึกใหม่"))


def _broken() -> Refusal:
    return Refusal(_("ไฟล์เสียหรือไม่ครบ เปิดดูว่าเปิดได้ แล้วบันทึกเป็น .xlsx ใหม่"))
