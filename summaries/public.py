"""The version of a year's tables that may leave the office: no number in it, shown or worked out, singles out a few children."""

from dataclasses import replace

from django.utils.translation import gettext as _

from summaries.tables import Row, Table

FEW = 5
# Figures that do not add up to one another, also not over the years, so that none can be worked out from the rest.
HEADLINE = ("staying", "schools", "opened", "returned", "looped")
LEFT_OUT = ("headline", "by_school")  # a school with one child names the child


def public_version(tables: list[Table]) -> list[Table]:
    """The tables as the public may read them; one that cannot be made safe is left out."""
    headline = next(table for table in tables if table.name == "headline")
    others = [_public_table(table, headline) for table in tables if table.name not in LEFT_OUT]
    return [_public_headline(headline), *(table for table in others if table)]


def _public_headline(table: Table) -> Table:
    rows = [row for row in table.rows if row.key in HEADLINE]
    return _with_marks(table, rows, [[False] * len(rows) for _cell in rows[0].cells])


def _public_table(table: Table, headline: Table) -> Table | None:
    """The table without its small numbers, and without what would give them away."""
    columns = []
    for place, name in enumerate(table.figures):
        known = table.adds_up and headline.row(name).cells[0].number >= FEW
        columns.append(left_out([row.cells[place].number for row in table.rows], adds_up=known))
    safe = [column for column in columns if column is not None]
    return _with_marks(table, table.rows, safe) if len(safe) == len(columns) else None


def _with_marks(table: Table, rows, columns: list[list[bool]]) -> Table:
    """The table with these rows only, their numbers replaced by words where `columns` says so or they are small."""
    marked = [_marked(row, [column[place] for column in columns]) for place, row in enumerate(rows)]
    return replace(table, title=table.label, rows=tuple(marked))


def _marked(row: Row, hidden: list[bool]) -> Row:
    cells = []
    for cell, hide in zip(row.cells, hidden, strict=True):
        few = _("น้อยกว่า %(few)s") % {"few": FEW} if cell.number < FEW else ""
        cells.append(replace(cell, instead=few or (_("ไม่แสดง") if hide else "")))
    return replace(row, cells=tuple(cells))


def left_out(numbers: list[int], *, adds_up: bool) -> list[bool] | None:
    """Which of the numbers to leave out: those below FEW, and the next smallest while their known sum would give one away.

    `adds_up`: the reader knows the sum of all numbers. None: not even leaving out all of them would help.
    """
    hidden = [number < FEW for number in numbers]
    while adds_up and any(hidden) and gives_away(numbers, hidden):
        shown = [place for place, hide in enumerate(hidden) if not hide]
        if not shown:
            return None
        hidden[min(shown, key=lambda place: numbers[place])] = True
    return hidden


def gives_away(numbers: list[int], hidden: list[bool]) -> bool:
    """Whether the sum of the hidden numbers is itself small, or leaves the small ones a single value.

    The reader knows that sum; that a number marked as small is below FEW; and that any other hidden number is FEW or more, and
    no greater than the smallest shown.
    """
    known = sum(number for number, hide in zip(numbers, hidden, strict=True) if hide)
    least = min(1, *numbers)
    greatest = min((number for number, hide in zip(numbers, hidden, strict=True) if not hide), default=known)
    small = sum(number < FEW for number in numbers)
    large = sum(hidden) - small
    lowest = known - (small - 1) * (FEW - 1) - large * greatest
    highest = known - (small - 1) * least - large * FEW
    return known < FEW or max(least, lowest) >= min(FEW - 1, highest)
