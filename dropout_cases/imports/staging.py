"""Rows of schools, children to trace and absences on their way in: judged part by part, kept encrypted until written."""

import json
from typing import Any

from dropout_cases.models import RowState, StagedRow

from .desk import Desk

AT_ONCE = 500


class Staging:
    """Stages the rows of a file; each kind says how a row is taken, and what becomes of it."""

    def __init__(self, desk: Desk):
        self.desk = desk
        self.rows: list[StagedRow] = []

    def take(self, line: int, values: dict[str, Any]) -> None:
        """Stage a row whose cells are right; raises Wrong where the row as a whole is not."""
        raise NotImplementedError

    def keep(self, line: int, state: RowState, values: dict[str, Any], target: str = "", before: dict | None = None) -> None:
        """Stage a row as it would be written."""
        kept = json.dumps(values, ensure_ascii=False)
        was = json.dumps(before, ensure_ascii=False) if before else ""
        self.rows.append(StagedRow(batch=self.desk.batch, line=line, state=state, target=target, values=kept, before=was))

    def put_away(self) -> None:
        """Save the rows staged so far."""
        StagedRow.objects.bulk_create(self.rows, batch_size=AT_ONCE)
        self.rows = []

    def settle(self) -> None:
        """After the last row there is nothing left to ask."""
