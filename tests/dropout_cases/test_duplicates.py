"""Whether a child is known already: by number, phone, name and sound, with the reason, and to nobody who may not see it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases.duplicates import Told, candidates, hidden_match
from dropout_cases.models import Case
from dropout_cases.workflow.children import give_number, rename
from tests.make import DAY, close, make_case, make_student

PIN, GCODE = "1234567890121", "G644200000001"
PHONE = "081-234-5678"


def known(world, first="ปิ่นเพ็ชร์", last="น้ำทิพย์", school=None, by=None, **fields):
    school = school or world.school
    child = make_student(school.area, school, title="ด.ญ.", first_name=first, last_name=last, **fields)
    return make_case(by or world.officer, school, child).student


def whys(told, user, **more) -> list[str]:
    return [match.why for match in candidates(told, user, **more)]


def found(told, user) -> list:
    return [match.student for match in candidates(told, user)]


# By what


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (Told(number=PIN), "เลขประจำตัวตรงกัน"),
        (Told(number="1-2345-67890-12-1"), "เลขประจำตัวตรงกัน"),
        (Told(number=GCODE), "เคยใช้เลขประจำตัวนี้"),
        (Told(phone="0812345678"), "โทรศัพท์ผู้ปกครองตรงกัน"),
        (Told("ปิ่นเพ็ชร์", "น้ำทิพย์"), "ชื่อตรงกัน"),
        (Told("ปิ่นเพชร", "นำทิพย"), "ชื่อตรงกัน"),
        (Told("ปินเพชร", "นำทิพย์"), "ชื่อตรงกัน"),
        (Told("ปิ่นเพ็ด", "น้ำทิพย์"), ""),
        (Told("ปิ่นเพ็ช", "นํ้าทิพ"), "ชื่อใกล้เคียง"),
        (Told("อรทัย", "ใจดี"), "เคยใช้ชื่อนี้"),
        (Told("ปิ่นเพ็ชร์"), ""),
    ],
)
def test_a_child_is_known_again_by_what_is_told_of_it(world, told, why):
    child = known(world, "อรทัย", "ใจดี", guardian_phone=PHONE)
    rename(child, title="ด.ญ.", first="ปิ่นเพ็ชร์", last="น้ำทิพย์", by=world.officer, on=DAY)
    for number in (GCODE, PIN):
        give_number(child, number, by=world.officer, on=DAY)
    assert whys(told, world.officer) == ([why] if why else [])


@pytest.mark.parametrize(
    ("told", "stored"),
    [("ณัฐพล", "นัฐพล"), ("ธนกร", "ทนกร"), ("กฤษณะ", "กฤสนะ"), ("ภูมิ", "พูมิ"), ("อรุณรัตน์", "อรุณรัต"), ("ศิริพร", "สิริพร")],
)
def test_another_spelling_that_sounds_alike_is_near(world, told, stored):
    child = known(world, stored, "สุขใจ")
    assert found(Told(told, "สุขใจ"), world.officer) == [child]


@pytest.mark.parametrize(("told", "sees"), [("ตัวอย่างสี", True), ("ตัวอย่างศรีใจ", True), ("ใจเด็ด", False)])
def test_a_family_name_may_be_written_nearly_so(world, told, sees):
    child = known(world, "ฟ้าใส", "ตัวอย่างศรี")
    assert found(Told("ฟ้าไส", told), world.officer) == ([child] if sees else [])


def test_school_and_birth_year_make_a_near_name_likelier_and_are_said(world):
    near, far = known(world, "ณัฐพล", "ใจดี", born_on=date(2012, 5, 1), born_precision="day"), known(world, "ณัฐพล", "ใจเด็ด")
    told = Told("นัฐพล", "ใจดี", born_on=date(2013, 1, 1), school_id=world.school.pk)
    matches = candidates(told, world.officer)
    assert [match.student for match in matches] == [near, far]
    assert matches[0].why == "ชื่อใกล้เคียง · โรงเรียนเดียวกัน · ปีเกิดใกล้เคียง"


def test_a_birth_year_that_contradicts_makes_a_near_name_unlikely(world):
    known(world, "ณัฐพล", "ใจดี", born_on=date(2006, 5, 1), born_precision="day")
    told = {"born_on": date(2014, 1, 1)}
    assert whys(Told("นัฐพล", "ใจดี", **told), world.officer) == []
    assert whys(Told("ณัฐพล", "ใจดี", **told), world.officer) == ["ชื่อตรงกัน"]


def test_a_number_is_likelier_than_a_name_and_a_name_than_a_phone(world):
    by_phone = known(world, "มานะ", "คนอื่น", guardian_phone=PHONE)
    by_name = known(world)
    by_number = known(world, "มานี", "คนอื่น")
    give_number(by_number, PIN, by=world.officer, on=DAY)
    told = Told("ปิ่นเพ็ชร์", "น้ำทิพย์", number=PIN, phone=PHONE)
    assert found(told, world.officer) == [by_number, by_name, by_phone]
    assert [match.by_number for match in candidates(told, world.officer)] == [True, False, False]


def test_names_apart_children_of_one_given_name_are_no_match(world):
    known(world, "ณัฐพล", "ศรีสวัสดิ์", school=world.other_school)
    assert whys(Told("ณัฐพล", "ใจดี", school_id=world.school.pk), world.officer) == []


def test_of_nothing_told_nobody_is_found(world):
    known(world, guardian_phone="")
    assert whys(Told(), world.officer) == []


# Which case


def test_a_match_names_the_open_case_or_the_latest_closed_one(world):
    child = known(world)
    case = Case.objects.get()
    (match,) = candidates(Told.of(child), world.officer)
    assert (match.case, match.past) == (case, None)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    (match,) = candidates(Told.of(child), world.officer)
    assert (match.case, match.past) == (None, case)
    assert candidates(Told.of(child), world.officer, but=child) == []


# To whom


@pytest.mark.parametrize(
    ("person", "sees"),
    [("officer", True), ("supervisor", True), ("teacher", True), ("neighbour", False), ("stranger", False), ("executive", False)],
)
def test_only_those_who_may_see_the_child_are_told(world, person, sees):
    child = known(world, guardian_phone=PHONE)
    give_number(child, PIN, by=world.officer, on=DAY)
    for told in (Told.of(child), Told(number=PIN), Told(phone=PHONE)):
        assert found(told, getattr(world, person)) == ([child] if sees else [])


def test_a_hidden_twin_is_found_for_the_office_and_only_there(world):
    child = known(world, school=world.other_school)
    case = make_case(world.teacher, world.school, make_student(world.area, world.school, first_name="อื่น"))
    give_number(child, PIN, by=world.officer, on=DAY)
    assert hidden_match(case, PIN, world.teacher).student == child
    assert hidden_match(case, "", world.teacher) is hidden_match(case, PIN, world.officer) is None


# How


def test_the_number_of_queries_does_not_grow_with_the_children(world):
    told = Told("ปิ่นเพ็ชร์", "น้ำทิพย์", born_on=DAY, school_id=world.school.pk, number=PIN, phone=PHONE)
    counts = []
    for _time in range(3):
        known(world, guardian_phone=PHONE)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            candidates(told, world.officer)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 9


def test_at_most_so_many_are_shown(world):
    for _number in range(7):
        known(world)
    told = Told("ปิ่นเพ็ชร์", "น้ำทิพย์")
    assert (len(candidates(told, world.officer)), len(candidates(told, world.officer, most=2))) == (5, 2)
