"""Taking back the pupils of a batch: those it made go, those it changed get their former values."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import TextField, Value

from dropout_cases.models import Enrolment, FormerName, Identity, ImportBatch, RowState, StagedPupil, Student

from . import off_roll
from . import pupil_sql as sql
from .pupils import AT_ONCE, FAMILY, NAMES, PLAIN, index_anew
from .standing import referring

OWN = frozenset({"Identity", "Enrolment", "FormerName"})


def _children(batch: ImportBatch, state: RowState):
    return Student.objects.filter(pk__in=batch.pupils.filter(state=state).values("student_id"))


def touched(batch: ImportBatch) -> int:
    """How many of the children were used, or changed by somebody, since; and how many cases the roll led to a new round."""
    made, changed = _children(batch, RowState.NEW), _children(batch, RowState.CHANGED)
    later = {"changed_at__gt": batch.written_at}
    return referring(made, OWN) + made.filter(**later).count() + changed.filter(**later).count() + off_roll.used(batch)


def undo(batch: ImportBatch, *, by, today) -> None:
    """Take the batch back, and what it told in cases."""
    off_roll.take_back(batch, by=by)
    with connection.cursor() as cursor:
        for statement in sql.DELETE_MADE:
            cursor.execute(statement, {"batch": batch.pk})
    chunk: list[StagedPupil] = []
    for row in batch.pupils.filter(state=RowState.CHANGED):
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            _restore(chunk)
            chunk = []
    _restore(chunk)


def _restore(rows: list[StagedPupil]) -> None:
    for row in rows:
        was: dict[str, Any] = row.before or {}
        # What is encrypted goes back as it was stored; a plain text would be encrypted once more.
        stored: dict[str, Any] = {name: Value(was[name], output_field=TextField()) for name in FAMILY}
        plain = {name: was[name] for name in PLAIN}
        Student.objects.filter(pk=was["id"]).update(**plain, **stored, changed_at=_moment(was["changed_at"]))
        _restore_number(row, was["fingerprint"] or "")
        _restore_school(row, was["school_id"])
    _forget_names(rows)
    index_anew([(row.before or {})["id"] for row in rows if _renamed(row)])


def _moment(text: str) -> datetime:
    """A moment as a database writes it into JSON; SQLite leaves out that it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _restore_number(row: StagedPupil, was: str) -> None:
    """The number in use before is in use again; one the batch brought goes."""
    held = Identity.objects.filter(student=row.student_id)
    if not row.fingerprint or row.fingerprint == was:
        return
    brought = held.filter(fingerprint=row.fingerprint, ended_on=None)
    if brought.exists():
        brought.delete()
        held.filter(pk__in=held.filter(fingerprint=was).order_by("-pk").values("pk")[:1]).update(ended_on=None)


def _restore_school(row: StagedPupil, was: int | None) -> None:
    """The child is at its former school again, as if it had not left."""
    attended = Enrolment.objects.filter(student=row.student_id)
    if was == row.school_id:
        return
    attended.filter(ended_on=None, school=row.school_id).delete()
    attended.filter(pk__in=attended.filter(school=was).order_by("-pk").values("pk")[:1]).update(ended_on=None)


def _renamed(row: StagedPupil) -> bool:
    return any(getattr(row, name) and getattr(row, name) != (row.before or {})[name] for name in NAMES)


def _forget_names(rows: list[StagedPupil]) -> None:
    """The name before is the name again, and no former one."""
    for row in rows:
        if _renamed(row):
            was = row.before or {}
            latest = FormerName.objects.filter(student=row.student_id, first_name=was["first_name"], last_name=was["last_name"])
            latest.filter(pk__in=latest.order_by("-pk").values("pk")[:1]).delete()
