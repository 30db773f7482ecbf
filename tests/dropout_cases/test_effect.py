"""The picture of attendance: counted where the school noted it, told in its own words where it did not, never made up."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases import workflow
from dropout_cases.effect import effect_of
from dropout_cases.models import Absence, Attendance, RollCall
from schools.calendar import school_days
from schools.models import Holiday
from tests.dropout_cases.browsing import words
from tests.make import code, make_case, make_follow_up, make_return, make_setback, make_student

OPENED, BACK, NOW = date(2024, 6, 17), date(2024, 7, 1), date(2024, 7, 12)  # two Mondays and a Friday of the first term of 2567
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{NOW} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    """Of a child who is back at school since the first of July."""
    case = make_case(world.officer, world.school, on=OPENED)
    make_return(case, world.officer, on=BACK)
    return case


def called(school, by, first, last, absent=(), student=None):
    """The roll was called on each school day; the child was absent on some."""
    for day in school_days(school, first, last):
        RollCall.objects.create(school=school, day=day, noted_by=by)
    for day in absent:
        Absence.objects.create(student=student, day=day, noted_by=by)


def picture(case, today=NOW):
    return [(str(one.label), one.first, one.last, one.words) for one in effect_of(case, today).periods]


def test_there_is_no_picture_before_a_return_is_confirmed(world):
    case = make_case(world.officer, world.school, on=OPENED)
    make_return(case, world.officer, on=BACK, confirmed=False)
    assert not effect_of(case, NOW)


def test_nothing_known_is_nothing_said(case):
    assert picture(case) == [
        ("สี่สัปดาห์ก่อนเปิดเคส", date(2024, 5, 20), date(2024, 6, 16), "ไม่มีข้อมูล"),
        ("ติดตามสัปดาห์ที่ 1", BACK, date(2024, 7, 8), "ไม่มีข้อมูล"),
        ("ถึงวันนี้", date(2024, 7, 9), NOW, "ไม่มีข้อมูล"),
    ]
    assert effect_of(case, NOW).finding == ""


def test_days_the_school_noted_are_counted_before_and_in_each_period_after(world, case):
    called(
        world.school,
        world.teacher,
        date(2024, 6, 10),
        date(2024, 6, 14),
        [date(2024, 6, day) for day in (10, 11, 12, 13)],
        case.student,
    )
    called(world.school, world.teacher, BACK, NOW, [date(2024, 7, 10)], case.student)
    shown = [words for *_rest, words in picture(case)]
    assert shown[0] == "มา 1 จาก 5 วันที่โรงเรียนบันทึก (20%)"
    assert shown[1] == "มา 6 จาก 6 วันที่โรงเรียนบันทึก (100%)"
    assert shown[2] == "มา 3 จาก 4 วันที่โรงเรียนบันทึก (75%)"
    assert effect_of(case, NOW).finding == "มาเรียน 20% ก่อนเปิดเคส · 100% ช่วงล่าสุด"  # of four days nothing is said by itself


def test_a_day_counts_where_the_school_noted_anybody(world, case):
    other = make_student(world.area, world.school)
    other.save()
    Absence.objects.create(student=other, day=BACK, noted_by=world.teacher)
    far = make_student(world.area, world.other_school)
    far.save()
    Absence.objects.create(student=far, day=BACK + DAY, noted_by=world.neighbour)
    assert picture(case)[1][3] == "มา 1 จาก 1 วันที่โรงเรียนบันทึก (100%)"


def test_days_off_do_not_count(world, case):
    called(world.school, world.teacher, BACK, NOW)
    Holiday.objects.create(area=world.area, day=BACK, name="หยุดพิเศษ")
    assert picture(case)[1][3] == "มา 5 จาก 5 วันที่โรงเรียนบันทึก (100%)"


def test_the_word_of_the_report_stands_where_nothing_was_noted(world, case):
    make_follow_up(case, world.teacher, on=date(2024, 7, 5), attendance=Attendance.IRREGULAR)
    make_follow_up(case, world.teacher, on=date(2024, 7, 12))
    assert [words for *_rest, words in picture(case)] == ["ไม่มีข้อมูล", "ขาดบางวัน", "มาเรียนสม่ำเสมอ"]


def test_a_report_that_came_late_stands_with_the_check_it_was_for(world, case):
    make_follow_up(case, world.teacher, on=date(2024, 7, 9), attendance=Attendance.STOPPED)
    assert [words for *_rest, words in picture(case)][1] == "หยุดเรียน"


def test_each_round_has_its_own_periods(world, case):
    make_setback(case, on=date(2024, 7, 3))
    reason = code("ABSENT_AGAIN", "round_start_reason")
    workflow.loop(case.current_round, reason=reason, by=world.officer, on=date(2024, 7, 4))
    make_return(case, world.officer, on=date(2024, 7, 10))
    told = [(one.round_number, str(one.label), one.first, one.last) for one in effect_of(case, NOW).periods]
    assert told[1:] == [
        (1, "จนจบรอบ", BACK, date(2024, 7, 4)),
        (2, "ถึงวันนี้", date(2024, 7, 10), NOW),
    ]


def test_before_a_child_moved_the_days_of_its_former_school_count(world):
    student = make_student(world.area, world.other_school)
    student.save()
    student.enrolments.create(school=world.other_school, started_on=date(2024, 5, 16))
    case = make_case(world.officer, world.other_school, student, on=OPENED)
    called(world.other_school, world.neighbour, date(2024, 6, 10), date(2024, 6, 14))
    make_return(case, world.officer, school=world.school, on=BACK)
    case.refresh_from_db()
    assert case.school == world.school
    assert picture(case)[0][3] == "มา 5 จาก 5 วันที่โรงเรียนบันทึก (100%)"


def test_the_case_shows_the_picture_in_words_and_a_bar(world, client, case):
    called(world.school, world.teacher, BACK, NOW)
    client.force_login(world.officer)
    for page in (client.get(case.get_absolute_url()), client.get(case.get_absolute_url() + "rounds/")):
        assert "รอบที่ 1 · ติดตามสัปดาห์ที่ 1" in words(page)
        assert "มา 6 จาก 6 วันที่โรงเรียนบันทึก (100%)" in words(page)
        assert 'width="100%"' in page.content.decode()


def test_the_picture_of_many_rounds_asks_no_more(world, case):
    with CaptureQueriesContext(connection) as few:
        effect_of(case, NOW)
    for day in range(2, 6):
        make_setback(case, on=date(2024, 7, day))
        workflow.loop(
            case.current_round, reason=code("ABSENT_AGAIN", "round_start_reason"), by=world.officer, on=date(2024, 7, day)
        )
        make_return(case, world.officer, on=date(2024, 7, day))
    with CaptureQueriesContext(connection) as many:
        assert len(effect_of(case, NOW).periods) > 5
    assert len(few) == len(many) <= 8
