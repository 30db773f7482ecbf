"""Pupils of a roll: each row becomes a staged child, and the database itself matches, compares and writes them."""

import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, F, Min, OuterRef, Subquery
from django.db.models.functions import JSONObject

from dropout_cases.models import Case, FormerName, Identity, ImportBatch, RowState, StagedPupil, Student
from dropout_cases.models.students import name_index, phone_index, tail_index
from schools.encryption import blind_index, decrypt, encrypt
from schools.fields import new_key
from schools.models import User
from thai.identity import OTHER
from thai.sounds import sound_key

from . import off_roll
from . import pupil_sql as sql
from .cells import kind_of_number
from .desk import Desk
from .faults import Wrong
from .names import named

AT_ONCE = 500  # rows of one query; SQLite takes no more than some thousand values
FAMILY = ("guardian_name", "guardian_phone", "address")  # what Student keeps encrypted
PLAIN = (
    "school_id", "title", "first_name", "last_name", "nickname", "sex", "born_on", "born_precision", "grade_id", "room",
    "student_code", "roll_status_id", "guardian_relation_id", "tambon_id", "search_text", "sort_key", "sound_first", "sound_last",
    "phone_print",
)  # fmt: skip
NAMES = ("first_name", "last_name", "nickname")

sound_of = lru_cache(maxsize=50_000)(sound_key)  # given and family names come again and again


class Pupils:
    """Stages the pupils of a file."""

    def __init__(self, desk: Desk):
        self.desk = desk
        self.rows: list[tuple] = []
        self.numbers: dict[str, int] = {}
        self.names: dict[tuple, int] = {}

    def take(self, line: int, values: dict[str, Any]) -> None:
        """Stage the child of a row whose cells are right; Wrong where the row as a whole is not."""
        child, school = named(values), self.desk.school_of(values)
        born, precision = values["born"]
        number = _number(values["number"])
        self._refuse_twins(line, values["number"], number[2], (school.pk, child.sort_key, born))
        names = name_index((child.first, child.last), nickname=values["nickname"])
        self.rows.append((
            self.desk.batch.pk, line, RowState.NEW.value, new_key(), child.title, child.first, child.last, values["nickname"],
            child.sex, born, str(precision), values["grade"], values["room"], school.pk, values["student_code"],
            values["roll_status"], *self._family(values), names, child.sort_key, sound_of(child.first), sound_of(child.last),
            *number,
        ))  # fmt: skip

    def _refuse_twins(self, line: int, number: str, print_of_number: str, name: tuple) -> None:
        if number and print_of_number in self.numbers:
            raise Wrong("NUMBER_TWICE", field="number", value=number, suggestion=str(self.numbers[print_of_number]))
        if not number and name in self.names:
            raise Wrong("CHILD_TWICE", suggestion=str(self.names[name]))
        if number:
            self.numbers[print_of_number] = line
        else:
            self.names[name] = line

    def _family(self, values: dict[str, Any]) -> tuple:
        """Guardian, telephone and home, encrypted for the child's own fields."""
        tambon = self.desk.tambon_of(values)
        moo = f"หมู่ {values['moo']}" if values["moo"] else ""
        clear = {
            "guardian_name": f"{values['guardian_first']} {values['guardian_last']}".strip(),
            "guardian_phone": values["guardian_phone"],
            "address": f"{values['house']} {moo}".strip(),
        }
        kept = {name: encrypt(text, f"dropout_cases.student.{name}") if text else "" for name, text in clear.items()}
        phone_print = phone_index(clear["guardian_phone"]) if clear["guardian_phone"] else ""
        relation, place = values["guardian_relation"], tambon.pk if tambon else None
        return kept["guardian_name"], relation, kept["guardian_phone"], phone_print, kept["address"], place

    def put_away(self) -> None:
        """Hand the rows staged so far to the database."""
        if connection.vendor == "postgresql":
            copy(self.rows)
        else:
            staged = [StagedPupil(**dict(zip(sql.COLUMNS, row, strict=True))) for row in self.rows]
            StagedPupil.objects.bulk_create(staged, batch_size=AT_ONCE)
        self.rows = []

    def settle(self) -> None:
        """After the last row: who is meant, whose number is somebody else's, and what is new, changed or the same."""
        batch = self.desk.batch
        _run(["ANALYZE dropout_cases_stagedpupil"], {})
        _match(batch)
        self._refuse_numbers_of_others()
        self._refuse_second_rows()
        _forget_known_families(batch)
        _judge(batch)

    def _refuse_numbers_of_others(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.ANOTHERS, _words(self.desk.batch))
            found = cursor.fetchall()
        rows = StagedPupil.objects.in_bulk([pk for pk, _line, _print in found])
        for pk, line, _print in found:
            number = decrypt(rows[pk].number, "dropout_cases.identity.number")
            self.desk.note(line, Wrong("NUMBER_OF_ANOTHER", field="number", value=number))
        _delete(rows)

    def _refuse_second_rows(self) -> None:
        seconds = second_rows(self.desk.batch)
        for _pk, line, first in seconds:
            self.desk.note(line, Wrong("CHILD_TWICE", suggestion=str(first)))
        _delete([pk for pk, _line, _first in seconds])


def _number(number: str) -> tuple[str, str, str, str]:
    """Kind, cipher, fingerprint and fingerprint of the tail, as Identity keeps them."""
    if not number:
        return "", "", "", ""
    return (
        kind_of_number(number) or OTHER,
        encrypt(number, "dropout_cases.identity.number"),
        blind_index(number),
        tail_index(number),
    )


def second_rows(batch: ImportBatch) -> list[tuple[int, int, int]]:
    """The id and line of every row that means the same known child as an earlier one, and the line of that one."""
    met = batch.pupils.exclude(student_id=None).order_by().values("student_id").annotate(n=Count("*"), first=Min("line"))
    first = dict(met.filter(n__gt=1).values_list("student_id", "first"))
    return [
        (pk, line, first[child])
        for part in _parts(list(first))
        for pk, line, child in batch.pupils.filter(student_id__in=part).values_list("pk", "line", "student_id")
        if line != first[child]
    ]


def _parts(ids: list) -> Iterator[list]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def copy(rows: Iterable[tuple], into: str = "dropout_cases_stagedpupil") -> None:
    """Stage rows by COPY, the fastest way into PostgreSQL."""
    lines = "".join(_copied(row) for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_from(io.StringIO(lines), into, columns=sql.COLUMNS)


def _copied(row: tuple) -> str:
    """A row as COPY reads it. No value holds a tab or a line end; nothing stands for NULL but the mark itself."""
    return "\t".join("\\N" if value is None else str(value).replace("\\", "\\\\") for value in row) + "\n"


def _delete(ids: Iterable[int]) -> None:
    for part in _parts(list(ids)):
        StagedPupil.objects.filter(pk__in=part).delete()


def _words(batch: ImportBatch, **more) -> dict[str, Any]:
    return {"batch": batch.pk, "area": batch.area_id, **more}


def _run(statements: Iterable[str], words: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, words or None)


def _match(batch: ImportBatch) -> None:
    _run(sql.MATCHES, _words(batch))


def _judge(batch: ImportBatch) -> None:
    _run([sql.CHANGED], _words(batch))


def _forget_known_families(batch: ImportBatch) -> None:
    """Empty what a row tells of guardian and home where it is known already; ciphers cannot be compared by the database."""
    telling = batch.pupils.exclude(student_id=None).exclude(guardian_name="", guardian_phone="", address="")
    for part in _parts(list(telling.order_by("pk").values_list("pk", flat=True))):
        _forget_known(list(StagedPupil.objects.filter(pk__in=part).only("student_id", *FAMILY)))


def _forget_known(rows: list[StagedPupil]) -> None:
    known = Student.objects.only(*FAMILY).in_bulk([row.student_id for row in rows])
    for row in rows:
        for name in FAMILY:
            cipher = getattr(row, name)
            if cipher and decrypt(cipher, f"dropout_cases.student.{name}") == getattr(known[row.student_id], name):
                setattr(row, name, "")
    StagedPupil.objects.bulk_update(rows, FAMILY, batch_size=AT_ONCE)


# Writing, in the transaction of the confirmation.


def write(batch: ImportBatch, *, by: User, now: datetime, today: date) -> None:
    """Write the staged children; who they are is asked again, for the roll may have moved since the check."""
    _match(batch)
    _delete(pk for pk, _line, _first in second_rows(batch))
    _judge(batch)
    stored = connection.ops.adapt_datetimefield_value(now), connection.ops.adapt_datefield_value(today)
    words = _words(batch, now=stored[0], today=stored[1])
    changed = batch.pupils.filter(state=RowState.CHANGED)
    if changed.exists():
        off_roll.tell_who_left(batch, by=by, today=today)
        changed.update(before=Subquery(_as_they_stand()))
        _run(sql.WRITE_CHANGED, words)
        role = by.current_posts[0].role if by.current_posts else ""
        _run([sql.TRAIL_OF_CHANGES], words | {"by": by.pk, "role": role, "fields": json.dumps(["import", batch.key])})
        _rename(batch, today)
    _run(sql.WRITE_NEW, words)


def _as_they_stand():
    """The columns of a staged row's child, the encrypted ones as they are stored, and the number in use."""
    number = Identity.objects.filter(student=OuterRef("pk"), ended_on=None).values("fingerprint")[:1]
    columns: dict[str, Any] = {name: F(name) for name in (*PLAIN, *FAMILY)}
    return (
        Student.objects.filter(pk=OuterRef("student_id"))
        .values(row=JSONObject(id=F("pk"), changed_at=F("changed_at"), **columns, fingerprint=Subquery(number)))
        .values("row")[:1]
    )


def _rename(batch: ImportBatch, today: date) -> None:
    """Keep former names, and what renamed children and their cases are found by."""
    rows = batch.pupils.filter(state=RowState.CHANGED).values_list("before", flat=True)
    former = {was["id"]: was for was in rows.iterator(chunk_size=2_000) if was}
    for part in _parts(list(former)):
        _rename_some({pk: former[pk] for pk in part}, today)


def _rename_some(former: dict[int, dict], today: date) -> None:
    children = [
        child
        for child in Student.objects.filter(pk__in=former)
        if any(getattr(child, name) != former[child.pk][name] for name in NAMES)
    ]
    FormerName.objects.bulk_create(
        FormerName(student=child, ended_on=today, **{name: former[child.pk][name] for name in ("title", "first_name", "last_name")})
        for child in children
        if former[child.pk]["first_name"] and _name(child) != (former[child.pk]["first_name"], former[child.pk]["last_name"])
    )
    index_anew([child.pk for child in children])


def _name(child: Student) -> tuple[str, str]:
    return child.first_name, child.last_name


def index_anew(ids: list[int]) -> None:
    """Make true again what children and their cases are sorted, searched and matched by."""
    children = list(Student.objects.filter(pk__in=ids).prefetch_related("former_names"))
    for child in children:
        child.write_index()
    Student.objects.bulk_update(children, ["search_text", "sort_key", "sound_first", "sound_last"], batch_size=AT_ONCE)
    cases = list(Case.objects.filter(student__in=ids).select_related("student"))
    for case in cases:
        case.sort_key, case.search_text = case.student.sort_key, case.index_text()
    Case.objects.bulk_update(cases, ["sort_key", "search_text"], batch_size=AT_ONCE)
