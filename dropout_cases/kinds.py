"""Which kinds of row a case holds: asked in one question, so that the many kinds it does not hold are not read one by one."""

from functools import cache
from typing import Any

from django.db import connection

from .models import Case, Round

OF_CASE = """SELECT '{kind}' WHERE EXISTS (
    SELECT 1 FROM {table} WHERE {round} IN (SELECT id FROM dropout_cases_round WHERE case_id = %s)
)"""


def kinds_in(case: Case) -> set[str]:
    """The kinds ("dropout_cases.Report" …) of which something stands in a round of the case, voided or not."""
    question = _question()
    with connection.cursor() as cursor:
        cursor.execute(question, [case.pk] * question.count("%s"))
        return {kind for (kind,) in cursor.fetchall()}


@cache
def _question() -> str:
    return " UNION ALL ".join(OF_CASE.format(kind=kind.label, table=kind.db_table, round=column) for kind, column in known_kinds())


def known_kinds() -> list[tuple[Any, str]]:
    """Every kind of row that stands in a round, with the column that says in which."""
    rows: list[Any] = [field for field in Round._meta.get_fields(include_hidden=True) if field.one_to_many]
    return [(row.related_model._meta, row.field.column) for row in rows]
