"""Tables as CSV files that a spreadsheet opens with correct Thai, and in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

# A spreadsheet would carry out a cell that begins with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def csv_cell(value: object) -> str:
    """The text of a cell; a quotation mark before what a spreadsheet would take for a formula."""
    text = "" if value is None else str(value)
    is_formula = text.lstrip(" ").startswith(FORMULA_STARTS) and not isinstance(value, int | float)
    return f"'{text}" if is_formula else text


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """All rows, every cell guarded."""
    out = io.StringIO()
    csv.writer(out).writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def csv_response(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A download called `name`.csv; the file is whole before anything is sent, so that a fault midway sends no half of it."""
    response = HttpResponse(csv_text(rows).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
