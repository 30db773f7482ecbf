"""What lists show of a child who is back at school: absences up to the threshold again, or a name taken off the roll."""

from datetime import date

import pytest
import time_machine

from dropout_cases import workflow
from dropout_cases.absences import note_absences, watch
from dropout_cases.imports import jobs
from dropout_cases.models import BatchState, ImportKind, NextAct, Report, Setback, SetbackKind, Student
from dropout_cases.workflow.setbacks import setbacks_of
from schools.models import Notice, NoticeKind, TrailEvent, Verb
from tests.dropout_cases.imports.lists import DMC, as_csv, pin, pupil, written
from tests.dropout_cases.imports.test_import_lists import DAYS, be
from tests.make import code, make_case, make_follow_up, make_pause, make_return, make_student

TODAY = date(2024, 6, 28)  # a Friday of the first term of 2567
BACK = date(2024, 6, 5)
SEVEN = [date(2024, 6, day) for day in (10, 11, 12, 13, 14, 17, 18)]
NEXT_SEVEN = [date(2024, 6, day) for day in (20, 21, 24, 25, 26, 27, 28)]
REASON = "ครูยืนยันว่ามาเรียน"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{TODAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    """Of a child who is back at school."""
    student = make_student(world.area, world.school, first_name="ปิ่น")
    case = make_case(world.officer, world.school, student, on=date(2024, 5, 20))
    make_return(case, world.officer, on=BACK)
    return case


def absent(case, days, by, today=TODAY):
    student = Student.objects.select_related("school", "area").get(pk=case.student_id)
    note_absences([(student, day) for day in days], by=by)
    assert watch([student], today=today, by=by) == []
    case.refresh_from_db()
    return list(Setback.objects.order_by("pk"))


# Absences


def test_absences_after_the_return_are_told_within_the_case_and_propose_the_next_round(world, case):
    (setback,) = absent(case, SEVEN, world.teacher)
    assert (setback.kind, setback.happened_on, setback.entered_by) == (SetbackKind.ABSENT_AGAIN, SEVEN[-1], world.teacher)
    assert setback.text.startswith("ขาดเรียนติดต่อกัน 7 วันเรียน: 10 มิ.ย. 2567, 11 มิ.ย. 2567,")
    assert (case.next_act, case.due_on) == (NextAct.LOOP, SEVEN[-1])
    assert Notice.objects.filter(kind=NoticeKind.SETBACK, recipient=world.officer, about=case.number).count() == 1
    assert not Report.objects.filter(round=None).exists()


@pytest.mark.parametrize("days", [SEVEN[:-1], [date(2024, 5, 31), date(2024, 6, 4), BACK, *SEVEN[:5]]])
def test_days_before_the_return_are_not_held_against_the_child(world, case, days):
    assert absent(case, days, world.teacher) == []
    assert case.next_act == NextAct.RECORD


def test_nothing_is_told_while_the_return_is_announced(world):
    case = make_case(world.officer, world.school, on=date(2024, 5, 20))
    entry = make_return(case, world.officer, on=BACK, confirmed=False)
    assert absent(case, SEVEN, world.teacher) == []
    workflow.void(entry, reason="วันผิด", by=world.officer)
    make_return(case, world.officer, on=BACK)
    assert len(absent(case, [], world.teacher)) == 1


def test_an_episode_is_told_once_also_after_it_was_dismissed(world, case):
    (setback,) = absent(case, SEVEN, world.teacher)
    assert absent(case, SEVEN[:3], world.officer) == [setback]
    workflow.dismiss_setback(setback, reason=REASON, by=world.officer, on=TODAY)
    assert absent(case, NEXT_SEVEN[:6], world.teacher) == [setback]
    assert case.next_act == NextAct.RECORD
    assert len(absent(case, NEXT_SEVEN[6:], world.teacher)) == 2


def test_a_case_that_rests_is_not_told_and_days_of_the_rest_do_not_count(world, case):
    pause = make_pause(case, world.officer, on=date(2024, 6, 7), until=date(2024, 7, 30), reason="ILLNESS")
    assert absent(case, SEVEN, world.teacher) == []
    workflow.resume(pause, by=world.officer, on=date(2024, 6, 19))
    assert absent(case, [], world.teacher) == []
    assert len(absent(case, NEXT_SEVEN, world.teacher)) == 1


def test_a_report_that_the_child_attends_answers_the_absences(world, case):
    absent(case, SEVEN, world.teacher)
    assert len(setbacks_of(case)) == 1
    make_follow_up(case, world.teacher, on=date(2024, 6, 20))
    assert setbacks_of(case) == []
    case.refresh_from_db()
    assert case.next_act == NextAct.RECORD


def test_the_next_round_begins_for_the_absences_and_starts_anew(world, case):
    absent(case, SEVEN, world.teacher)
    workflow.loop(case.current_round, reason=code("ABSENT_AGAIN", "round_start_reason"), by=world.officer, on=TODAY)
    assert (len(absent(case, NEXT_SEVEN, world.teacher)), setbacks_of(case)) == (1, [])


def imported(world, days):
    rows = [{"เลขบัตรประชาชน": pin(7), "วันที่ขาดเรียน": be(day)} for day in days]
    return written(world, ImportKind.ABSENCES, as_csv(rows, DAYS), today=TODAY)


def undone(batch, by):
    jobs.start_undo(batch, by=by, today=TODAY)
    batch.refresh_from_db()
    return batch


def test_absences_taken_back_take_back_what_they_told_and_may_tell_it_anew(world, case):
    case.student.identities.create(number=pin(7), started_on=BACK)
    batch = imported(world, SEVEN)
    assert undone(batch, world.officer).state == BatchState.UNDONE
    struck = Setback.objects.get()
    assert (struck.voided_by, struck.void_reason) == (world.officer, "ย้อนกลับการนำเข้ารายการขาดเรียน")
    case.refresh_from_db()
    assert case.next_act == NextAct.RECORD
    imported(world, SEVEN)
    assert [one.is_void for one in Setback.objects.order_by("pk")] == [True, False]


def test_absences_that_led_to_a_round_are_not_taken_back(world, case):
    case.student.identities.create(number=pin(7), started_on=BACK)
    batch = imported(world, SEVEN)
    workflow.loop(case.current_round, reason=code("ABSENT_AGAIN", "round_start_reason"), by=world.officer, on=TODAY)
    assert undone(batch, world.officer).state == BatchState.WRITTEN
    assert "มี 1 รายการที่ถูกใช้" in batch.failure


# The roll


def roll(world, status, *numbers):
    rows = [pupil(number, สถานะนักเรียน=status) for number in numbers or (1,)]
    return written(world, ImportKind.PUPILS, as_csv(rows, [*DMC, "สถานะนักเรียน"]), today=TODAY)


@pytest.fixture
def enrolled(world):
    """The case of a child on the roll who is back at school."""
    roll(world, "กำลังศึกษา")
    case = make_case(world.officer, world.school, Student.objects.get(), on=date(2024, 5, 20))
    make_return(case, world.officer, on=BACK)
    return case


@pytest.mark.parametrize("status", ["ย้ายสถานศึกษา", "ลาออก", "จำหน่าย", "ออกกลางคัน"])
def test_a_name_taken_off_the_roll_is_told_within_the_case_and_proposes_the_next_round(world, enrolled, status):
    roll(world, status)
    setback = Setback.objects.get()
    assert (setback.kind, setback.happened_on, setback.entered_by) == (SetbackKind.OFF_ROLL, TODAY, world.officer)
    assert setback.text.startswith("ทะเบียนนักเรียนโรงเรียนหนึ่ง: ")
    assert "(เดิม กำลังศึกษา)" in setback.text
    enrolled.refresh_from_db()
    assert enrolled.next_act == NextAct.LOOP


@pytest.mark.parametrize("status", ["สำเร็จการศึกษา", "เสียชีวิต", "แขวนลอย", "กำลังศึกษา"])
def test_other_news_of_the_roll_tell_nothing(world, enrolled, status):
    roll(world, status)
    assert not Setback.objects.exists()


def test_the_same_roll_again_tells_nothing_more(world, enrolled):
    roll(world, "ออกกลางคัน")
    roll(world, "ออกกลางคัน")
    assert Setback.objects.count() == 1


def test_of_a_child_not_back_yet_it_is_told_and_proposes_nothing(world):
    roll(world, "กำลังศึกษา")
    case = make_case(world.officer, world.school, Student.objects.get(), on=date(2024, 5, 20))
    roll(world, "จำหน่าย")
    case.refresh_from_db()
    assert (Setback.objects.count(), case.next_act) == (1, NextAct.RECORD)


def test_a_child_without_an_open_case_is_not_told_of(world):
    roll(world, "กำลังศึกษา")
    roll(world, "จำหน่าย")
    assert not Setback.objects.exists()


def test_a_roll_taken_back_takes_back_what_it_told_with_a_line(world, enrolled):
    batch = roll(world, "จำหน่าย")
    assert undone(batch, world.officer).state == BatchState.UNDONE
    assert Setback.objects.get().void_reason == "ย้อนกลับการนำเข้ารายชื่อนักเรียน"
    enrolled.refresh_from_db()
    assert enrolled.next_act == NextAct.RECORD
    assert TrailEvent.objects.filter(verb=Verb.VOIDED, subject=f"case:{enrolled.key}").count() == 1


def test_a_roll_that_led_to_a_round_is_not_taken_back(world, enrolled):
    batch = roll(world, "จำหน่าย")
    workflow.loop(enrolled.current_round, reason=code("OFF_ROLL", "round_start_reason"), by=world.officer, on=TODAY)
    assert undone(batch, world.officer).state == BatchState.WRITTEN


def test_a_roll_asks_the_same_for_few_and_for_many_who_leave(world, django_assert_max_num_queries):
    roll(world, "กำลังศึกษา", *range(40))
    with django_assert_max_num_queries(120):
        roll(world, "จำหน่าย", *range(40))
