"""A year's tables as CSV, as one object, and as plain text."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from summaries.public import FEW
from summaries.tables import Table
from thai.dates import thai_datetime


def about(year: int, areas: Iterable, now: datetime, *, public: bool) -> list[str]:
    """The first lines of a file: the year, the offices, when it was made, and for whom."""
    few = _("ฉบับเผยแพร่ ตัวเลขต่ำกว่า %(few)s ไม่แสดงเป็นจำนวน") % {"few": FEW}
    return [
        _("สรุปปีงบประมาณ %(year)s") % {"year": year},
        ", ".join(area.name for area in areas),
        _("ข้อมูล ณ %(moment)s") % {"moment": thai_datetime(now)},
        few if public else _("ใช้ภายในสำนักงาน ห้ามเผยแพร่"),
    ]


def sheet(lines: Iterable[str], tables: Iterable[Table]) -> list[list]:
    """The rows of a file: what it is about, a line each, then every table under its name, with an empty line between."""
    rows: list[list] = [[line] for line in lines]
    for table in tables:
        rows += [[], [table.label], [table.definition], *grid(table)]
    return rows


def grid(table: Table) -> list[list]:
    """The headings and rows of a table."""
    rows = [[row.label, *([row.detail] if table.has_detail else []), *(cell.shown for cell in row.cells)] for row in table.rows]
    return [list(table.heads), *rows]


def as_object(year: int, tables: list[Table]) -> dict[str, object]:
    """The year's figures under fixed English names, for other programs; groups without a child are left out."""
    of = {table.name: table for table in tables}
    figures = {row.key: row.cells[0].number for row in of["headline"].rows}
    return {
        "fiscal_year": year,
        "pupils_staying": figures.pop("staying"),
        **figures,
        "by_amphoe": _pupils(of["by_amphoe"]),
        "by_school": [{"school": row.label, "amphoe": row.detail, "pupils": row.cells[0].number} for row in of["by_school"].rows],
        "by_cause": _pupils(of["by_cause"]),
        "by_pathway": _pupils(of["by_pathway"]),
        "rounds": {row.key: row.cells[0].number for row in of["by_rounds"].rows},
    }


def _pupils(table: Table) -> dict[str, int]:
    """How many stayed, by the names of the rows."""
    place = table.figures.index("staying")
    return {row.label: row.cells[place].number for row in table.rows if row.cells[place].number}


def as_text(tables: Iterable[Table]) -> str:
    """The tables for reading in a terminal: what each found, then its rows, number first."""
    return "\n\n".join(_text_of(table) for table in tables)


def _text_of(table: Table) -> str:
    lines = [table.title, "  " + " | ".join(table.number_heads)]
    for row in table.rows:
        counts = " ".join(f"{cell.shown:>7}" for cell in row.cells)
        detail = f" ({row.detail})" if table.has_detail and row.detail else ""
        lines.append(f"{counts}  {row.label}{detail}")
    return "\n".join(lines)
