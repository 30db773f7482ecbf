"""Where the figures of a summary lead, and for whom."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse

from dropout_cases.figures import YEARS
from schools.access import Action
from summaries.tables import Cell, Row, Table

CASES = "dropout_cases:case-list"
BEHIND = {"by_need": "referrals:need-list"}  # the tables whose numbers are not of cases, and where they lead


def counted_areas(user) -> list:
    """The areas whose summary `user` reads."""
    ids = set(user.scope_of(Action.SUMMARY_SEE, "school")[0])
    return list({post.area_id: post.area for post in user.current_posts if post.area_id in ids}.values())


def linked(tables: Iterable[Table], user, year: int) -> list[Table]:
    """The tables, each number leading to the cases behind it where the list shows `user` exactly the cases that were counted.

    An executive sees no case, so every number is plain; a sensitive cause is searched only by those who may read it.
    """
    sees_cases = _sees_what_was_counted(user, Action.CASE_SEE_WHOLE)
    sees_sensitive = sees_cases and _sees_what_was_counted(user, Action.SENSITIVE_SEE)

    def link(row: Row, behind: str) -> Row:
        if row.key == "schools":
            return _to_schools(row, year)
        return _to_list(row, behind) if sees_sensitive or sees_cases and not row.sensitive else row

    return [replace(table, rows=tuple(link(row, BEHIND.get(table.name, CASES)) for row in table.rows)) for table in tables]


def _sees_what_was_counted(user, action: Action) -> bool:
    areas, _schools = user.scope_of(action, "school")
    return set(areas) == {area.pk for area in counted_areas(user)}


def _to_list(row: Row, behind: str) -> Row:
    url = reverse(behind)
    return replace(row, cells=tuple(replace(cell, url=f"{url}?{cell.query}") for cell in row.cells))


def _to_schools(row: Row, year: int) -> Row:
    """A number of schools leads to the table of schools of its year, where there is a summary of that year."""

    def link(cell: Cell, of: int) -> Cell:
        if of not in YEARS:
            return cell
        return replace(cell, url=reverse("summaries:summary-detail", args=[of]) + "#by_school")

    return replace(row, cells=tuple(link(cell, year - before) for before, cell in enumerate(row.cells)))
