"""Days absent: counted in school days by rules a teacher can say, noted once, told to the area once for each episode."""

from datetime import date, timedelta

import pytest
import time_machine

from dropout_cases import workflow
from dropout_cases.absences import Level, Levels, count, forget_absences, note_absences, record_act, watch
from dropout_cases.models import Absence, Case, ImportBatch, ImportKind, Report, ReportChannel, Verdict, WatchAct, WatchDeed
from dropout_cases.workflow import Refused
from schools.calendar import SchoolCalendar, calendar_of
from schools.models import Holiday, TrailEvent, Verb
from tests.dropout_cases.test_races import race  # noqa: F401  the fixture
from tests.make import close, code, make_case, make_student

TODAY = date(2024, 6, 28)  # a Friday of the first term of 2567
CALENDAR = SchoolCalendar(days_off=frozenset({date(2024, 6, 3)}))  # one Monday off


def the(day):
    return date(2024, 6, day)


def june(*days):
    return [the(day) for day in days]


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{TODAY} 09:00+07:00"):
        yield


# Counting


@pytest.mark.parametrize(
    ("absent", "until", "row", "month", "level"),
    [
        ([], the(12), 0, 0, Level.NONE),
        (june(10, 11), the(11), 2, 2, Level.NONE),
        (june(10, 11, 12), the(12), 3, 3, Level.TEACHER),
        (june(10, 11, 12, 13), the(13), 4, 4, Level.TEACHER),
        (june(10, 11, 12, 13, 14), the(14), 5, 5, Level.MEETING),
        (june(6, 7, 10, 11), the(11), 4, 4, Level.TEACHER),  # a weekend between does not break a row
        ([date(2024, 5, 31), *june(4, 5)], the(5), 3, 2, Level.TEACHER),  # nor do a weekend and a holiday; the month is June's
        (june(10, 11, 12), the(13), 0, 3, Level.TEACHER),  # at school on the 13th: the row is over, the month counts
        (june(10, 12, 13), the(13), 2, 3, Level.TEACHER),  # a day at school breaks a row
        (june(5, 7, 11, 13, 17, 19, 21), the(21), 1, 7, Level.REPORT),  # never in a row, seven in the month
        (june(10, 11, 12, 13, 14, 17, 18), the(18), 7, 7, Level.REPORT),
        (june(1, 2, 3, 8, 9, 11), the(11), 1, 1, Level.NONE),  # weekends and the holiday are no days of absence
        ([date(2024, 5, day) for day in (27, 28, 29, 30, 31)], the(5), 0, 0, Level.NONE),  # last month's, and back since
        ([date(2024, 5, day) for day in (30, 31)] + june(4, 5, 6, 7, 10), the(10), 7, 5, Level.REPORT),  # a row has no month
        (june(10, 11, 12, 19), the(12), 3, 3, Level.TEACHER),  # what lies after the day counted to does not count
    ],
)
def test_days_are_counted(absent, until, row, month, level):
    counted = count(absent, CALENDAR, until)
    assert (counted.in_a_row, counted.in_month, counted.level) == (row, month, level)


@pytest.mark.parametrize(
    ("since", "row", "level"),
    [(None, 7, Level.REPORT), (date(2024, 6, 14), 3, Level.TEACHER), (date(2024, 6, 18), 1, Level.NONE), (TODAY, 0, Level.NONE)],
)
def test_days_before_the_last_case_closed_count_no_more(since, row, level):
    counted = count(june(10, 11, 12, 13, 14, 17, 18), CALENDAR, the(18), since)
    assert (counted.in_a_row, counted.in_month, counted.level) == (row, row, level)


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        (Levels(3, 5, 7), Level.TEACHER),
        (Levels(1, 2, 3), Level.REPORT),
        (Levels(2, 3, 10), Level.MEETING),
        (Levels(4, 5, 6), Level.NONE),
    ],
)
def test_an_office_sets_its_own_levels(levels, level):
    assert count(june(10, 11, 12), CALENDAR, the(12), levels=levels).level == level


def test_the_rule_is_one_sentence_with_the_numbers_of_the_office():
    sentence = Levels(2, 4, 6).sentence
    assert "ครบ 2 วันเรียน ครูติดต่อ" in sentence
    assert "ครบ 4 วัน โรงเรียนพบผู้ปกครอง" in sentence
    assert "ครบ 6 วัน ระบบรายงานเขต" in sentence


def test_days_on_both_sides_of_the_holidays_between_terms_are_one_row():
    days = [date(2024, 10, 9), date(2024, 10, 10), date(2024, 11, 1), date(2024, 11, 4)]
    assert count(days, SchoolCalendar(), days[-1]).in_a_row == 4


def test_the_leap_day_is_a_school_day():
    assert count([date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)], SchoolCalendar(), date(2024, 3, 1)).in_a_row == 3


def test_counted_days_are_the_longer_of_row_and_month():
    assert count(june(5, 7, 11, 12), CALENDAR, the(12)).days == tuple(june(5, 7, 11, 12))
    assert count(june(10, 11, 12), CALENDAR, the(12)).days == tuple(june(10, 11, 12))


# Noting


@pytest.fixture
def pin(world):
    return saved(world, first_name="ปิ่น")


def saved(world, school=None, **fields):
    school = school or world.school
    pupil = make_student(school.area, school, **fields)
    pupil.save()
    return pupil


def note(pupil, days, by, batch=None):
    return note_absences([(pupil, day) for day in days], by=by, batch=batch)


def test_a_day_is_noted_once_however_often_it_is_sent(world, pin):
    assert note(pin, june(10, 11), world.teacher) == 2
    assert note(pin, june(10, 11, 12, 12), world.officer) == 1
    assert list(Absence.objects.values_list("day", "noted_by")) == [
        (the(10), world.teacher.pk),
        (the(11), world.teacher.pk),
        (the(12), world.officer.pk),
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([TODAY + timedelta(days=3)], "ยังไม่ถึงวันที่ 1 ก.ค. 2567"),
        (june(10, 8, 9), "วันที่ 8 มิ.ย. 2567, 9 มิ.ย. 2567 ไม่ใช่วันเรียน"),
        ([date(2024, 5, 15)], "วันที่ 15 พ.ค. 2567 ไม่ใช่วันเรียน"),
    ],
)
def test_days_ahead_and_days_off_are_refused_by_name_and_nothing_is_written(world, pin, days, words):
    with pytest.raises(Refused, match=words):
        note(pin, days, world.teacher)
    assert not Absence.objects.exists()


def test_many_refused_days_are_not_all_named(world, pin):
    with pytest.raises(Refused, match="…"):
        note(pin, [date(2024, 4, day) for day in range(1, 20)], world.teacher)


def test_one_school_closed_is_a_day_off_of_its_own_pupils_alone(world, pin):
    korn = saved(world, world.other_school)
    Holiday.objects.create(area=world.area, school=world.school, day=the(10), name="น้ำท่วม")
    with pytest.raises(Refused, match="10 มิ.ย. 2567 ไม่ใช่วันเรียน"):
        note(pin, june(10), world.officer)
    assert note(korn, june(10), world.officer) == 1


@pytest.mark.parametrize("who", ["neighbour", "stranger", "partner", "executive", "sysadmin", "nobody"])
def test_absences_are_noted_by_the_school_and_the_office_alone(world, pin, who):
    with pytest.raises(Refused):
        note(pin, june(10), getattr(world, who))
    assert not Absence.objects.exists()


def test_nothing_is_noted_of_no_rows(world):
    assert note_absences([], by=world.teacher) == 0
    assert watch([], today=TODAY, by=world.teacher) == []


def test_noting_leaves_a_line_for_each_pupil_and_for_an_import_one(world, pin):
    korn = saved(world)
    note_absences([(pin, the(10)), (pin, the(11)), (korn, the(10))], by=world.teacher)
    lines = TrailEvent.objects.filter(verb=Verb.RECORDED, fields=["absence"])
    assert sorted(lines.values_list("subject", flat=True)) == sorted(f"student:{one.key}" for one in (pin, korn))
    batch = ImportBatch.objects.create(
        area=world.area, kind=ImportKind.ABSENCES, original_name="a.csv", size=1, file_type="csv", made_by=world.officer
    )
    note_absences([(pin, the(12)), (korn, the(12))], by=world.officer, batch=batch)
    assert lines.filter(subject=f"importbatch:{batch.key}").count() == 1
    assert batch.absences.count() == 2
    assert lines.count() == 3


def test_a_day_noted_by_mistake_is_removed_with_a_line(world, pin):
    note(pin, june(10, 11), world.teacher)
    assert forget_absences([(pin, the(10)), (pin, the(20))], by=world.teacher) == 1
    assert [absence.day for absence in pin.absences.all()] == june(11)
    assert TrailEvent.objects.filter(verb=Verb.VOIDED, subject=f"student:{pin.key}", fields=["absence"]).count() == 1
    with pytest.raises(Refused):
        forget_absences([(pin, the(11))], by=world.neighbour)


@pytest.mark.parametrize("number", [1, 600])
def test_a_list_is_noted_and_watched_in_a_bounded_number_of_queries(world, number, django_assert_max_num_queries):
    pupils = [saved(world) for _one in range(number)]
    batch = ImportBatch.objects.create(
        area=world.area, kind=ImportKind.ABSENCES, original_name="a.csv", size=1, file_type="csv", made_by=world.officer
    )
    with django_assert_max_num_queries(32):
        assert note_absences([(pupil, the(10)) for pupil in pupils], by=world.officer, batch=batch) == number
        assert watch(pupils, today=TODAY, by=world.officer) == []


# Telling the area

SEVEN = june(10, 11, 12, 13, 14, 17, 18)
SCATTERED = june(5, 7, 11, 13, 17, 19, 21)


def told(pupil, days, by, today=TODAY):
    note(pupil, days, by)
    return watch([pupil], today=today, by=by)


def set_aside(report, by):
    return workflow.set_aside(report, reason=code("ABSENCE_EXPLAINED", "report_set_aside_reason"), by=by, on=TODAY)


def test_the_last_threshold_makes_a_report_with_the_days_listed(world, pin):
    (report,) = told(pin, SEVEN, world.teacher)
    assert (report.channel, report.student, report.school, report.area) == ("WARNING", pin, world.school, world.area)
    assert (report.verdict, report.round, report.happened_on) == (Verdict.WAITING, None, SEVEN[-1])
    assert (report.source.code, report.group.code) == ("SCHOOL", "LONG_ABSENT")
    assert report.child_name == pin.full_name
    assert report.story.startswith("ขาดเรียนติดต่อกัน 7 วันเรียน: 10 มิ.ย. 2567, 11 มิ.ย. 2567,")
    assert report.story.endswith("18 มิ.ย. 2567")
    assert (report.entered_by, report.entered_role) == (world.teacher, "SCHOOL_STAFF")


def test_days_of_one_month_are_told_as_such(world, pin):
    (report,) = told(pin, SCATTERED, world.teacher)
    assert report.story.startswith("ขาดเรียน 7 วันเรียนในเดือนมิถุนายน 2567: 5 มิ.ย. 2567")


def test_the_report_is_in_thai_also_where_the_page_is_in_english(world, pin, settings):
    settings.LANGUAGE_CODE = "en"
    from_english = told(pin, SEVEN, world.teacher)
    assert "มิ.ย. 2567" in from_english[0].story


def test_what_the_school_did_is_told_along(world, pin):
    note(pin, SEVEN, world.teacher)
    for deed, day in ((WatchDeed.TEACHER, 12), (WatchDeed.MEETING, 14)):
        record_act(WatchAct(student=pin, deed=deed, done_on=the(day), note="ความลับ"), by=world.teacher, token=str(day))
    (report,) = watch([pin], today=TODAY, by=world.teacher)
    assert "สิ่งที่โรงเรียนทำแล้ว: ครูติดต่อหรือเยี่ยมบ้าน (12 มิ.ย. 2567), โรงเรียนพบผู้ปกครอง (14 มิ.ย. 2567)" in report.story
    assert "ความลับ" not in report.story


@pytest.mark.parametrize("days", [SEVEN[:-1], SCATTERED[:-1], []])
def test_one_day_less_tells_nobody(world, pin, days):
    assert told(pin, days, world.teacher) == []
    assert not Report.objects.exists()


def test_thresholds_of_the_office_decide(world, pin):
    world.area.absent_days_teacher, world.area.absent_days_meeting, world.area.absent_days_report = 1, 2, 3
    world.area.save()
    pin.refresh_from_db()
    assert len(told(pin, june(10, 11, 12), world.teacher)) == 1


def test_an_episode_is_told_once(world, pin):
    assert len(told(pin, SEVEN, world.teacher)) == 1
    for day in (19, 20, 21):
        assert told(pin, june(day), world.teacher) == []
    assert watch([pin, pin], today=TODAY, by=world.officer) == []
    assert Report.objects.count() == 1


@pytest.mark.parametrize("days", [SEVEN, SCATTERED])
def test_the_same_episode_is_not_told_again_after_the_report_was_set_aside(world, pin, days):
    (report,) = told(pin, days, world.teacher)
    set_aside(report, world.officer)
    assert told(pin, june(24, 25, 26), world.teacher) == []


def test_a_new_episode_is_told_after_the_first_was_set_aside(world, pin):
    (first,) = told(pin, june(4, 5, 6, 7, 10, 11, 12), world.teacher)
    set_aside(first, world.officer)
    (second,) = told(pin, june(18, 19, 20, 21, 24, 25, 26), world.teacher)
    assert second.pk != first.pk
    assert second.story.startswith("ขาดเรียนติดต่อกัน 7 วันเรียน: 18 มิ.ย. 2567")


def test_a_new_month_is_a_new_episode(world, pin):
    days = [date(2024, 5, day) for day in (17, 21, 23, 24, 27, 29, 31)]
    (first,) = told(pin, days, world.teacher)
    set_aside(first, world.officer)
    (second,) = told(pin, SCATTERED, world.teacher)
    assert "มิถุนายน 2567" in second.story


def test_nothing_is_told_while_the_child_has_an_open_case(world, pin):
    make_case(world.officer, student=pin, school=world.school, on=date(2024, 6, 7))
    assert told(pin, SEVEN, world.teacher) == []


def test_nothing_is_told_while_any_report_of_the_child_waits(world, pin):
    waiting = Report(
        area=world.area, school=world.school, student=pin, child_name="ปิ่น", happened_on=TODAY, channel=ReportChannel.SCHOOL
    )
    waiting = workflow.receive(waiting, by=world.teacher)
    assert told(pin, SEVEN, world.teacher) == []
    set_aside(waiting, world.officer)
    assert len(told(pin, june(19), world.teacher)) == 1


def test_days_are_counted_anew_after_the_case_closed(world, pin):
    (report,) = told(pin, SEVEN, world.teacher)
    case = workflow.open_case_from(report, by=world.officer, on=TODAY)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=the(21))
    assert Case.objects.get().closed_on == the(21)
    assert told(pin, june(19, 20, 21, 24, 25, 26, 27), world.teacher) == []  # five of them since the closing
    with time_machine.travel("2024-07-02 09:00+07:00"):
        assert told(pin, [TODAY], world.teacher) == []
        (second,) = told(pin, [date(2024, 7, 1)], world.teacher, today=date(2024, 7, 2))
    assert second.story.startswith("ขาดเรียนติดต่อกัน 7 วันเรียน: 21 มิ.ย. 2567")


def test_a_list_imported_late_is_judged_by_its_own_month(world, pin):
    note(pin, [date(2024, 5, day) for day in (17, 21, 23, 24, 27, 29, 31)], world.officer)
    note(saved(world), june(26), world.officer)
    (report,) = watch([pin], today=TODAY, by=world.officer)
    assert "พฤษภาคม 2567" in report.story


def test_a_child_without_a_school_is_told_of_the_area(world):
    pupil = make_student(world.area)
    pupil.save()
    (report,) = told(pupil, SEVEN, world.officer)
    assert (report.school, report.place) == (None, world.area)


def test_the_second_sending_of_what_was_done_is_the_first(world, pin):
    for _sending in range(2):
        record_act(WatchAct(student=pin, deed=WatchDeed.TEACHER, done_on=TODAY, note="โทรแล้ว"), by=world.teacher, token="same")
    assert [act.note for act in WatchAct.objects.all()] == ["โทรแล้ว"]
    assert TrailEvent.objects.filter(fields=["watch_act"]).count() == 1
    with pytest.raises(Refused):
        record_act(WatchAct(student=pin, deed=WatchDeed.TEACHER, done_on=TODAY), by=world.neighbour, token="other")


def test_a_holiday_added_later_no_longer_counts(world, pin):
    note(pin, SEVEN, world.teacher)
    Holiday.objects.create(area=world.area, day=the(12), name="หยุดพิเศษ")
    assert watch([pin], today=TODAY, by=world.teacher) == []
    assert count(SEVEN, calendar_of(world.school), SEVEN[-1]).in_a_row == 6


# At the same moment


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_note_the_same_days_at_once_note_each_once_and_tell_the_area_once(world, pin, race):  # noqa: F811
    def act(by):
        note(pin, SEVEN, by)
        return watch([pin], today=TODAY, by=by)

    outcomes = race(lambda: act(world.teacher), lambda: act(world.officer))
    assert sorted(len(reports) for reports in outcomes) == [0, 1]
    assert (Absence.objects.count(), Report.objects.count()) == (7, 1)
