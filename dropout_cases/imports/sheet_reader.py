"""Reads a spreadsheet in a process of its own: a hostile file can exhaust that process, and never the server.

Run as `python sheet_reader.py MEMORY SECONDS PATH [SHEET]`. Without a sheet it writes the names of the sheets that can be seen;
with one, its rows. Each line is JSON: {"names": […]}, {"rows": […]}, {"broken": true}, and {"end": true} after all went well.
"""

import datetime
import itertools
import json
import resource
import sys

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

ROWS_A_LINE = 200
EXACT = 2**53  # a whole number above this has lost digits already


def main(memory: str, seconds: str, path: str, sheet: str | None = None) -> None:
    """Set the limits, then read; what goes wrong is said, not raised."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    try:
        book = CalamineWorkbook.from_path(path)
        say(names=names_of(book)) if sheet is None else say_rows(book.get_sheet_by_name(sheet))
    except (CalamineError, OSError, ValueError):
        say(broken=True)
    else:
        say(end=True)


def say(**words) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(words, ensure_ascii=False) + "\n")


def names_of(book: CalamineWorkbook) -> list[str]:
    """The tables a person sees when the file is opened."""
    shown = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible]
    return [one.name for one in shown]


def say_rows(sheet) -> None:
    """Write the rows from the first on, each cell as text and in its own column."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows = ([*before, *map(text_of, row)] for row in sheet.iter_rows())
    while some := list(itertools.islice(rows, ROWS_A_LINE)):
        say(rows=some)


def text_of(value) -> str:
    """A cell as text: dates as yyyy-mm-dd, whole numbers without .0, truth as TRUE or FALSE; an error is empty already."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def number_text(value: float) -> str:
    """A number as it was typed; one too long to have kept its digits in scientific notation, which nobody takes for a number."""
    if abs(value) >= EXACT:
        return f"{value:E}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"


if __name__ == "__main__":
    main(*sys.argv[1:])
