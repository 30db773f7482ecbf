"""A child over time: numbers, names and schools follow each other on one row, and no child gets a second open case."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dropout_cases import workflow
from dropout_cases.models import Case, Enrolment, Identity, Report, Student
from dropout_cases.steps import Safety
from dropout_cases.workflow import Refused
from dropout_cases.workflow.children import NumberTaken, give_number, move, rename, tell_more
from schools.models import Notice, TrailEvent
from tests.dropout_cases.test_races import race, split  # noqa: F401
from tests.make import DAY, close, confirm_return, make_case, make_return, make_student

PIN, OTHER_PIN, GCODE = "1234567890121", "0123456789016", "G644200000001"
LATER = DAY + timedelta(days=30)


def report(on=DAY) -> Report:
    return Report(happened_on=on, safety=Safety.SAFE)


def numbers(student) -> list[tuple]:
    return [(one.number, one.started_on, one.ended_on) for one in student.identities.order_by("pk")]


# Numbers


def test_none_becomes_a_g_code_and_a_g_code_thirteen_digits(world):
    student = make_case(world.officer, world.school).student
    for number, on in ((GCODE, DAY), (PIN, LATER)):
        give_number(student, number, by=world.officer, on=on)
    assert numbers(student) == [(GCODE, DAY, LATER), (PIN, LATER, None)]
    assert list(Student.objects.with_number(GCODE)) == list(Student.objects.with_number(PIN)) == [student]
    assert TrailEvent.objects.filter(subject=f"student:{student.key}", fields=["number"]).count() == 2


def test_the_same_number_again_changes_nothing(world):
    student = make_case(world.officer, world.school).student
    for _time in range(2):
        give_number(student, "1-2345-67890-12-1", by=world.officer, on=DAY)
    assert numbers(student) == [(PIN, DAY, None)]


def test_a_number_of_another_child_is_refused_and_the_child_is_named(world):
    holder, student = (make_case(world.officer, world.school).student for _number in range(2))
    give_number(holder, PIN, by=world.officer, on=DAY)
    with pytest.raises(NumberTaken, match="เด็กอีกคนในเขต") as taken:
        give_number(student, PIN, by=world.officer, on=DAY)
    assert taken.value.holder == holder
    assert numbers(student) == []


def test_another_area_may_use_the_number_for_the_same_child(world):
    here, there = make_case(world.officer, world.school).student, make_case(world.stranger, world.far_school).student
    for student, by in ((here, world.officer), (there, world.stranger)):
        give_number(student, PIN, by=by, on=DAY)
    assert [one.student for one in Identity.objects.order_by("pk")] == [here, there]


# Names


def test_a_former_name_is_kept_and_goes_on_finding_child_and_case(world):
    case = make_case(world.officer, world.school, make_student(world.area, world.school, first_name="ปิ่น", last_name="เพชร"))
    rename(case.student, title="ด.ญ.", first="อรทัย", last="ใจดี", by=world.officer, on=LATER)
    assert [(str(one), one.ended_on) for one in case.student.former_names.all()] == [("ด.ช.ปิ่น เพชร", LATER)]
    for name in ("ปิ่น เพชร", "อรทัย", "ใจดี"):
        assert list(Student.objects.naming(name)) == [case.student]
        assert list(Case.objects.naming(name)) == [case]


@pytest.mark.parametrize("title", ["ด.ช.", "ด.ญ."])
def test_a_title_alone_is_no_other_name(world, title):
    student = make_case(world.officer, world.school).student
    rename(student, title=title, first=student.first_name, last=student.last_name, by=world.officer, on=DAY)
    assert (Student.objects.get().title, student.former_names.count()) == (title, 0)


def test_a_first_name_follows_no_other(world):
    nameless = Student(area=world.area, described_as="เด็กชายข้างตลาด")
    case = workflow.open_case(nameless, report(), by=world.officer, place_text="ตลาด")
    rename(case.student, title="ด.ช.", first="ปิ่น", last="เพชร", by=world.officer, on=DAY)
    assert case.student.former_names.count() == 0
    assert list(Case.objects.naming("ปิ่น")) == [case]


@pytest.mark.parametrize(
    ("title", "born", "on", "borne"),
    [
        ("ด.ช.", date(2009, 1, 15), date(2024, 1, 14), "ด.ช."),
        ("ด.ช.", date(2009, 1, 15), date(2024, 1, 15), "นาย"),
        ("ด.ญ.", date(2000, 1, 1), date(2024, 1, 15), "น.ส."),
        ("น.ส.", date(2012, 1, 1), date(2024, 1, 15), "น.ส."),
        ("ด.ญ.", None, date(2024, 1, 15), "ด.ญ."),
    ],
)
def test_a_title_follows_the_age(title, born, on, borne):
    assert Student(title=title, born_on=born).title_on(on) == borne


# Schools


def schools(student) -> list[tuple]:
    return [(one.school.name, one.started_on, one.ended_on) for one in student.enrolments.order_by("pk")]


def test_a_confirmed_return_moves_the_child_and_the_school_left_is_kept(world):
    case = make_case(world.officer, world.school)
    confirm_return(
        make_return(case, world.officer, world.other_school, confirmed=False), world.officer, on=LATER - timedelta(days=20)
    )
    day = LATER - timedelta(days=20)
    assert schools(case.student) == [("โรงเรียนหนึ่ง", None, day), ("โรงเรียนสอง", day, None)]
    assert Student.objects.get().school == world.other_school


def test_the_same_school_is_no_move(world):
    student = make_case(world.officer, world.school).student
    move(student, world.school, on=LATER)
    assert schools(student) == [("โรงเรียนหนึ่ง", None, None)]


def test_a_row_without_its_school_s_days_gets_them_when_it_is_left(world):
    student = make_student(world.area, world.school)
    student.save()
    move(student, world.other_school, on=LATER)
    assert schools(student) == [("โรงเรียนหนึ่ง", None, LATER), ("โรงเรียนสอง", LATER, None)]


def test_what_is_told_anew_fills_gaps_and_overwrites_nothing(world):
    student = make_student(world.area, world.school, nickname="ปิ่น")
    student.save()
    told = make_student(world.area, world.other_school, nickname="เพชร", guardian_phone="0812345678", first_name="อื่น")
    tell_more(student, told, on=LATER)
    row = Student.objects.get(pk=student.pk)
    assert (row.nickname, row.guardian_phone, row.first_name) == ("ปิ่น", "0812345678", student.first_name)
    assert (row.school, Enrolment.objects.get(ended_on=None).school) == (world.other_school, world.other_school)


# One child, one open case


def test_a_number_leads_to_the_row_of_the_child_and_to_no_second_open_case(world):
    first = workflow.open_case(make_student(world.area, world.school), report(), by=world.officer, number=PIN)
    with pytest.raises(Refused, match="มีเคสที่เปิดอยู่แล้ว"):
        workflow.open_case(make_student(world.area, world.school), report(), by=world.colleague, number="1-2345-67890-12-1")
    close(first, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    again = workflow.open_case(make_student(world.area, world.other_school), report(LATER), by=world.officer, number=PIN)
    assert (again.student, again.school, Student.objects.count()) == (first.student, world.other_school, 1)
    assert numbers(again.student) == [(PIN, DAY, None)]


def test_a_known_child_takes_the_number_told(world):
    known = make_student(world.area, world.school)
    known.save()
    give_number(known, GCODE, by=world.officer, on=DAY)
    workflow.open_case(known, report(LATER), by=world.officer, number=PIN)
    assert numbers(known) == [(GCODE, DAY, LATER), (PIN, LATER, None)]


def test_a_known_child_does_not_take_the_number_of_another(world):
    workflow.open_case(make_student(world.area, world.school), report(), by=world.officer, number=PIN)
    known = make_student(world.area, world.school)
    known.save()
    with pytest.raises(NumberTaken):
        workflow.open_case(known, report(), by=world.officer, number=PIN)
    assert Case.objects.count() == 1


def test_who_may_not_see_the_child_makes_a_new_row_and_the_officer_is_told(world):
    other = workflow.open_case(make_student(world.area, world.other_school), report(), by=world.officer, number=PIN)
    case = workflow.open_case(make_student(world.area, world.school), report(), by=world.teacher, number=PIN)
    assert (case.possible_duplicate_of, case.student.identities.count()) == (other, 0)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.path) == (world.officer, "POSSIBLE_DUPLICATE", case.get_absolute_url())


def test_the_database_itself_knows_no_second_child_of_a_number(world):
    first, second = (make_case(world.officer, world.school).student for _number in range(2))
    Identity.objects.create(student=first, number=PIN, started_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.create(student=second, number=PIN, started_on=DAY)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_officers_who_report_one_number_at_once_one_opens_the_case(world, race):  # noqa: F811
    def open_one():
        return workflow.open_case(make_student(world.area, world.school), report(), by=world.officer, number=PIN)

    won, lost = split(race(*[open_one] * 4))
    assert [type(one) for one in lost] == [Refused] * 3
    assert {one.reason for one in lost} == {"นักเรียนคนนี้มีเคสที่เปิดอยู่แล้ว เพิ่มการรับแจ้งในเคสเดิม"}
    assert (won, Student.objects.count(), Identity.objects.count()) == ([Case.objects.get()], 1, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_children_given_one_number_at_once_one_gets_it(world, race):  # noqa: F811
    students = [make_case(world.officer, world.school).student for _number in range(2)]
    won, lost = split(race(*(lambda one=one: give_number(one, PIN, by=world.officer, on=DAY) for one in students)))
    assert [type(one) for one in lost] == [NumberTaken]
    assert Identity.objects.get() == won[0]
