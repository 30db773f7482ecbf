"""Files as they are: what a file is, by its content alone, and its rows as text; or a refusal that says what to do."""

import itertools
import re
import unicodedata
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from thai.numerals import to_arabic

from . import sheets, texts
from .limits import MB, MOST_BYTES, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, Refusal

__all__ = ["Look", "Refusal", "is_spoiled", "look", "odd_letters", "read", "sample"]

XLSX, XLS, CSV = "xlsx", "xls", "csv"
LISTS = (".csv", ".txt")  # names of a text that may have one column
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
# Programs that "export to Excel" often write a page of the web, or XML of 2003, and call it .xls.
PAGE = re.compile(rb"<(?:!doctype|html|head|meta|body|table|\?xml|\w+:)|mime-version:", re.IGNORECASE)

SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
ROUNDED = re.compile(r"[1-9][0-9]{4,}0{7}")  # what 1.1037E+12 becomes when the file is saved once more
MARKS_ON_ONE = 3
# Of Latin, Thai and Lao, and those for symbols.
MARKS = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
)
FLOOD = re.compile(f"[{MARKS}]{{{MARKS_ON_ONE + 1},}}")
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Look:
    """What a file is: its type, the sheets of a spreadsheet, or how a text may be read – the likeliest first, never chosen here."""

    file_type: str
    sheets: list[str]
    encodings: list[str]
    delimiters: list[str]


def look(path: Path, original_name: str) -> Look:
    """What the file is, by its content; its name only helps to say what is wrong. Raises Refusal."""
    file_type = _judge(path)
    if file_type == CSV:
        encodings = texts.encodings_of(path)
        delimiters = texts.delimiters_of(path, encodings[0])
        if not delimiters and not original_name.lower().endswith(LISTS):
            raise Refusal(_("ไฟล์นี้ไม่ใช่ตาราง เลือกไฟล์ .xlsx .xls หรือ .csv"))
        return Look(CSV, [], encodings, delimiters or list(texts.DELIMITERS))
    return Look(file_type, sheets.sheet_names(path), [], [])


def read(path: Path, reading: dict) -> Iterator[tuple[int, list[str]]]:
    """The heading row, then every row that is not blank, each with its line as a spreadsheet counts it. Raises Refusal.

    Cells are trimmed, and rows filled up to the width of the heading. What stands in a cell is not judged here, only its
    length: control characters, direction marks and floods of marks are left for whoever checks the rows (`odd_letters`).
    """
    heading_row = int(reading.get("heading_row") or 1)
    numbered = enumerate(_rows(path, reading), start=1)
    width = 0
    for line, row in itertools.islice(numbered, heading_row - 1, None):
        cells = _cells(line, row)
        if line == heading_row and not any(cells):
            break
        width = width or len(cells)
        if any(cells):
            yield line, cells + [""] * (width - len(cells))
    if not width:
        raise Refusal(_("แถวที่ %(line)d ว่าง ไม่ใช่หัวตาราง เลือกแถวที่มีชื่อคอลัมน์") % {"line": heading_row})


def sample(path: Path, reading: dict, most: int = 10) -> list[list[str]]:
    """The first rows as they are, blank ones too, so that a person sees whether the file is read right. Raises Refusal."""
    rows = _rows(path, reading)
    try:
        return [_cells(line, row) for line, row in enumerate(itertools.islice(rows, most), start=1)]
    finally:
        rows.close()


def is_spoiled(text: str) -> bool:
    """Whether a spreadsheet turned a long number into 1.1E+12, and with it lost digits for ever."""
    plain = to_arabic(text.strip())
    return bool(SCIENTIFIC.fullmatch(plain) or ROUNDED.fullmatch(plain))


def odd_letters(text: str) -> str:
    """Why a cell cannot be what a person typed: "control", "direction" or "marks"; empty for ordinary text.

    More than three marks on one letter are a flood: Thai has two at most. Their share of a text says nothing, for of ปิ่น and of
    ที่นี่ they are half and more.
    """
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r" for letter in text):
        return "control"
    if DIRECTIONS.search(text):
        return "direction"
    return "marks" if FLOOD.search(text) else ""


def _judge(path: Path) -> str:
    """The type of the file; refused are those too big, empty, locked, dangerous, or of another kind."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refusal(_("ไฟล์ใหญ่เกิน %(most)d MB แบ่งเป็นหลายไฟล์") % {"most": MOST_BYTES // MB})
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Refusal(_("ไฟล์ว่าง เลือกไฟล์ที่มีข้อมูล"))
    if start.startswith(ZIP):
        sheets.judge_xlsx(path)
        return XLSX
    if start.startswith(COMPOUND):
        sheets.judge_xls(path)
        return XLS
    _judge_text(start)
    return CSV


def _judge_text(start: bytes) -> None:
    if start.startswith(b"%PDF"):
        raise Refusal(_("ไฟล์นี้เป็น PDF ขอไฟล์ตารางจากต้นทาง (.xlsx .xls หรือ .csv)"))
    if start.startswith(PICTURES) and b"\x00" in start:
        raise Refusal(_("ไฟล์นี้เป็นภาพ ขอไฟล์ตารางจากต้นทาง (.xlsx .xls หรือ .csv)"))
    if PAGE.match(start.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")):
        raise Refusal(_("ไฟล์นี้เป็นหน้าเว็บที่ตั้งชื่อเป็น Excel เปิดใน Excel แล้วบันทึกเป็น .xlsx"))


def _rows(path: Path, reading: dict) -> Generator[list[str], None, None]:
    """Every row of the file from the first on, as the reading says."""
    file_type = _judge(path)
    if file_type == CSV:
        yield from texts.rows(path, reading["encoding"], reading["delimiter"])
    else:
        yield from sheets.rows(path, reading["sheet"])


def _cells(line: int, row: list[str]) -> list[str]:
    """The cells of a row trimmed, empty ones at its end dropped; within the limits of a file."""
    if line > MOST_ROWS:
        raise sheets.too_long()
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise sheets.too_wide()
    if any(len(cell) > MOST_LETTERS for cell in cells):
        raise Refusal(
            _("แถว %(line)d มีช่องยาวเกิน %(most)s ตัวอักษร ตรวจว่าเครื่องหมายคำพูดครบคู่ หรือตัดข้อความให้สั้นลง")
            % {"line": line, "most": f"{MOST_LETTERS:,}"}
        )
    return cells
