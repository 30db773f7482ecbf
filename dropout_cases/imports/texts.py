"""Text files (.csv, .txt): every way the bytes may be read, for a person to choose from, and the rows read in one of them."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .limits import Refusal

LOOKED_AT = 256 * 1024  # bytes at the start, from which a person is offered encodings and delimiters
UTF_16 = "utf-16"
UTF_8 = "utf-8"
UTF_8_BOM = "utf-8-sig"
WINDOWS_874 = "cp874"  # never tis-620, which lacks what Windows added to it
BOMS = {codecs.BOM_UTF8: UTF_8_BOM, codecs.BOM_UTF16_LE: UTF_16, codecs.BOM_UTF16_BE: UTF_16}
DELIMITERS = (",", ";", "\t", "|")
JUDGED_ROWS = 20

THAI = re.compile("[\u0e01-\u0e3a\u0e3f-\u0e5b]")
# Latin letters with accents, and other scripts: Thai bytes taken for another encoding.
FOREIGN = re.compile("[\u0080-\u009f\u00a1-\u02ff\u0370-\u0e00\u0e3b-\u0e3e\u0e5c-\u1fff\u2070-\uffff]")
# A vowel or mark that stands on nothing, and two leading vowels in a row: what Thai read in a wrong encoding is full of.
IMPOSSIBLE = re.compile("(?:^|[\\s,;\"'เ-ไ])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[เ-ไ][เ-ไ\\s]")
LEAST_THAI = 0.5


def encodings_of(path: Path) -> list[str]:
    """The encodings in which the start of the file decodes without a fault and looks Thai, the likeliest first."""
    start = _start(path)
    for bom, encoding in BOMS.items():
        if start.startswith(bom):
            return [encoding] if _decoded(start, encoding) is not None else _refuse_encoding()
    if b"\x00" in start:
        raise nul()
    if start.isascii():
        return [UTF_8, WINDOWS_874]
    scores = {encoding: _thai_score(_decoded(start, encoding)) for encoding in (UTF_8, WINDOWS_874)}
    found = sorted((encoding for encoding in scores if scores[encoding] >= LEAST_THAI), key=scores.__getitem__, reverse=True)
    return found or _refuse_encoding()


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LOOKED_AT)


def _decoded(start: bytes, encoding: str) -> str | None:
    """The text, or None if it is not of this encoding; a letter cut in two at the end is no fault."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(start)
    except UnicodeDecodeError:
        return None


def _thai_score(text: str | None) -> float:
    """From 0 to 1: how much of what is not plain Latin is Thai, less what no Thai word has."""
    if text is None:
        return 0
    thai, foreign = len(THAI.findall(text)), len(FOREIGN.findall(text))
    return max(0, thai - 4 * len(IMPOSSIBLE.findall(text))) / max(1, thai + foreign)


def delimiters_of(path: Path, encoding: str) -> list[str]:
    """Every delimiter known, the one that splits most of the first rows alike first; none, if none splits any."""
    lines = (_decoded(_start(path), encoding) or "").splitlines()[:JUDGED_ROWS]
    evenness = {delimiter: _evenness(lines, delimiter) for delimiter in DELIMITERS}
    return sorted(DELIMITERS, key=evenness.__getitem__, reverse=True) if any(map(any, evenness.values())) else []


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest number of cells, and that number; rows of one cell count for nothing."""
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The rows from the first on, blank ones too; a cell may hold line breaks, and counts as one row like in a spreadsheet."""
    line = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            for row in csv.reader(_without_nul(file), delimiter=delimiter, strict=True):
                line += 1
                yield row
    except UnicodeError as error:
        raise Refusal(_("ตัวอักษรหลังแถว %(line)d อ่านไม่ได้ด้วยรหัสที่เลือก เลือกรหัสอื่น หรือบันทึกไฟล์เป็น CSV UTF-8") % {"line": line}) from error
    except csv.Error as error:
        raise Refusal(_("เครื่องหมายคำพูดหลังแถว %(line)d ไม่ครบคู่ แก้ในไฟล์ แล้วเลือกใหม่") % {"line": line}) from error


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if "\x00" in line:
            raise nul()
        yield line


def nul() -> Refusal:
    """A text with bytes of nothing in it: a program's file, or UTF-16 that does not say so."""
    return Refusal(_("ไฟล์มีอักขระว่าง (NUL) ซึ่งไฟล์ตารางไม่มี เปิดใน Excel แล้วบันทึกเป็น .xlsx หรือ CSV UTF-8"))


def _refuse_encoding():
    raise Refusal(_("อ่านตัวอักษรไทยในไฟล์ไม่ได้ เปิดใน Excel แล้วบันทึกเป็น .xlsx หรือ CSV UTF-8"))
