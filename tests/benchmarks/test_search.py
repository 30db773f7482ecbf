"""How long a search takes among 1,000 pupils and among 1,000,000, in one run on PostgreSQL.

    .venv/bin/python -m tests.postgres .venv/bin/python -m pytest tests/benchmarks/test_search.py -m benchmark -s

Needs pg_trgm, which Debian's PostgreSQL brings and the wheel does not; takes minutes, most of them to write the pupils.
SEARCH_PUPILS sets another number than 1,000,000.
"""

import os
from statistics import median
from time import perf_counter

import pytest
from django.db import connection

from dropout_cases.models import Student
from dropout_cases.searching import find
from schools.models import User
from tests.benchmarks.pupils import settle, write_numbers, write_pupils
from tests.make import make_area, make_officer, make_school

FEW, MANY = 1_000, int(os.environ.get("SEARCH_PUPILS", "1000000"))
TIMES = 9
GOAL = 3

SEARCHES = {
    "one letter": "ส",
    "two letters": "ปิ",
    "the beginning of a name": "ปิย",
    "the middle of many names": "ชาย",
    "a common end": "วรรณ",
    "a given name": "ณัฐพล",
    "a family name": "ศรีสุข",
    "a whole name": "สมชาย ศรีสุข",
    "a whole name without its space": "ด.ช.สมชายศรีสุข",
    "a rare part": "ทรัพย์สมบัติ",
    "a misspelled name": "นัดพน",
    "nobody's name": "ฟฟฟฟ",
    "the last four digits": "0008",
    "a whole number": "1100000000008",
    "a telephone": "081-000-0000",
    "a case number": "ขก1-2567-0001",
}
PARTS_OF_NAMES = list(SEARCHES)[:12]

pytestmark = [pytest.mark.benchmark, pytest.mark.slow, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def seconds(text: str, officer) -> float:
    """The median time of a search by somebody who just came."""

    def once() -> float:
        user = User.objects.get(pk=officer.pk)
        began = perf_counter()
        find(text, user)
        return perf_counter() - began

    return median(once() for _ in range(TIMES))


def measured(officer) -> dict[str, float]:
    settle()
    return {name: seconds(text, officer) for name, text in SEARCHES.items()}


def faithful() -> None:
    """What was written straight into the table is what saving a pupil would have written."""
    for student in Student.objects.order_by("pk")[:200]:
        written = student.search_text, student.sort_key, student.sound_first, student.sound_last
        student.write_index()
        assert written == (student.search_text, student.sort_key, student.sound_first, student.sound_last)


def test_a_million_pupils_are_searched_nearly_as_fast_as_a_thousand():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_class WHERE relname = 'student_by_part_of_name'")
        if cursor.fetchone() is None:
            pytest.skip("this PostgreSQL has no pg_trgm")
    area, elsewhere = make_area("ขก1"), make_area("ขก2")
    school, far_school, officer = make_school(area), make_school(elsewhere), make_officer(area)
    write_pupils(FEW, area=area, school=school)
    write_numbers(area)
    faithful()
    few = measured(officer)
    write_pupils(MANY - FEW, area=area, school=school, start=FEW)
    write_pupils(MANY // 10, area=elsewhere, school=far_school, start=MANY)
    write_numbers(area)
    many = measured(officer)
    for name in SEARCHES:
        print(f"{name:32} {1000 * few[name]:7.1f} ms {1000 * many[name]:7.1f} ms {many[name] / few[name]:5.2f} times")  # noqa: T201
    ratio = sum(many[name] for name in PARTS_OF_NAMES) / sum(few[name] for name in PARTS_OF_NAMES)
    print(f"{'all parts of names together':32} {ratio:.2f} times")  # noqa: T201
    assert ratio <= GOAL
