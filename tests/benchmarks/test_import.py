"""How fast a roll of 100,000 pupils is checked and written, beside a bare COPY of the same rows with a merge in SQL.

Not run with the other tests. On PostgreSQL:

    .venv/bin/python -m tests.postgres .venv/bin/python -m pytest tests/benchmarks/test_import.py -m benchmark -s

PUPILS=10000 takes fewer. The goal is that what is written goes at 0.6 of the bare speed or better.
"""

import os
import time
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from dropout_cases.imports import checking, writing
from dropout_cases.imports.pupil_sql import COLUMNS
from dropout_cases.imports.pupils import copy
from dropout_cases.models import BatchState, ImportKind, StagedPupil, Student
from tests.dropout_cases.imports.lists import DMC, as_csv, batch_of, pupil
from tests.make import DAY, make_school

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
MANY = int(os.environ.get("PUPILS", "100000"))
SCHOOLS = 157
GOAL = 0.6

# The bare way: a staging table without a constraint, and one merge into each table.
BARE_STAGE = "CREATE TEMPORARY TABLE bare AS SELECT * FROM dropout_cases_stagedpupil WITH NO DATA"
BARE_MERGE = [
    """
    INSERT INTO dropout_cases_student (
      key, area_id, school_id, title, first_name, last_name, nickname, described_as, sex, born_on, born_precision, grade_id, room,
      student_code, roll_status_id, guardian_name, guardian_relation_id, guardian_phone, phone_print, address, tambon_id,
      search_text, sort_key, sound_first, sound_last, changed_at)
    SELECT b.key, %(area)s, b.school_id, b.title, b.first_name, b.last_name, b.nickname, '', b.sex, b.born_on, b.born_precision,
      b.grade_id, b.room, b.student_code, b.roll_status_id, b.guardian_name, b.guardian_relation_id, b.guardian_phone,
      b.phone_print, b.address, b.tambon_id, b.search_text, b.sort_key, b.sound_first, b.sound_last, now()
    FROM bare b LEFT JOIN dropout_cases_identity i ON i.area_id = %(area)s AND i.fingerprint = b.fingerprint
    WHERE i.id IS NULL
    """,
    """
    INSERT INTO dropout_cases_identity (student_id, area_id, kind, number, fingerprint, tail, started_on, ended_on)
    SELECT s.id, %(area)s, b.kind, b.number, b.fingerprint, b.tail, %(today)s, NULL
    FROM bare b JOIN dropout_cases_student s ON s.key = b.key
    """,
    """
    INSERT INTO dropout_cases_enrolment (student_id, school_id, grade_id, started_on, ended_on)
    SELECT s.id, b.school_id, b.grade_id, NULL, NULL FROM bare b JOIN dropout_cases_student s ON s.key = b.key
    """,
]


@contextmanager
def timed(name, seconds):
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began


def bare(world, rows, seconds):
    """COPY and merge of rows that are ready, nothing asked and nothing kept."""
    with timed("bare", seconds), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BARE_STAGE)
        copy(rows, into="bare")
        for statement in BARE_MERGE:
            cursor.execute(statement, {"area": world.area.pk, "today": DAY})


def checked(world, content, seconds, name):
    batch = batch_of(world, ImportKind.PUPILS, content, encoding="utf-8")
    with timed(name, seconds):
        run = checking.begin(batch, BatchState.CHECKING, since=(BatchState.UPLOADED,))
        checking.check(batch, run, today=DAY)
    return batch


def written(world, batch, seconds, name):
    batch.refresh_from_db()
    checking.begin(batch, BatchState.WRITING, since=(BatchState.CHECKED,))
    with timed(name, seconds):
        batch = writing.write(batch, by=world.officer, today=DAY)
    return batch


def test_a_roll_is_written_nearly_as_fast_as_the_database_can(world, capsys):
    schools = [make_school(world.area, f"โรงเรียนสมมติ {number}").name for number in range(SCHOOLS)]
    content = as_csv((pupil(number, schools[number % SCHOOLS]) for number in range(MANY)), DMC, "utf-8")
    seconds: dict[str, float] = {}
    batch = checked(world, content, seconds, "check")
    rows = list(StagedPupil.objects.filter(batch=batch).values_list(*COLUMNS))
    batch = written(world, batch, seconds, "write")
    assert Student.objects.count() == batch.counts["new"] == MANY
    again = checked(world, content, seconds, "check again")
    again = written(world, again, seconds, "write again")
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, MANY)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE dropout_cases_student, dropout_cases_identity, dropout_cases_enrolment CASCADE")
    bare(world, rows, seconds)
    tell(capsys, seconds)
    assert Student.objects.count() == MANY


def tell(capsys, seconds):
    ratio = {name: seconds["bare"] / seconds[name] for name in ("write", "check")}
    whole = seconds["bare"] / (seconds["check"] + seconds["write"])
    with capsys.disabled():
        print(f"\n{MANY:,} pupils; seconds: " + ", ".join(f"{name} {spent:.1f}" for name, spent in seconds.items()))  # noqa: T201
        print(f"speed beside bare COPY and merge: writing {ratio['write']:.2f} (goal {GOAL}), check and writing {whole:.2f}")  # noqa: T201
