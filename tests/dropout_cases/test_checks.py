"""The plan of checks of a case: who looks after the child, other days, and what the calendar and the arrival do to it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, Pause, PlannedCheck, Return
from dropout_cases.steps import Safety
from dropout_cases.workflow import Refused
from dropout_cases.workflow.arrival import tell_arrival
from dropout_cases.workflow.checks import checks_left, replan, stale_cases
from schools.models import Holiday, Notice, Term, TrailEvent
from tests.dropout_cases.copies import copies
from tests.make import DAY, code, go_through, make_case, make_follow_up, make_return
from tests.recomputed import differences

WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00") as clock:
        yield clock


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def announce(case, by, school=None, on=DAY, **fields):
    """A return not yet confirmed, with whoever is to look after the child."""
    watchers = {"school_owner": None, "school_name": "", "office_owner": None} | fields
    told = {"pathway": code("SAME_SCHOOL", "education_pathway"), "safety": Safety.SAFE}
    entry = Return(round=case.current_round, happened_on=on, school=school or case.school, **told)
    entry.watchers = watchers
    return workflow.record(entry, by=by)


def days_of(case):
    return [check.due_on for check in PlannedCheck.objects.current().filter(of_return__round__case=case)]


def due_of(case):
    return Case.objects.get(pk=case.pk).due_on


def holiday(world, day, **fields):
    return Holiday.objects.create(area=world.area, day=day, name="น้ำท่วม", **fields)


# Who looks after the child


def test_every_check_has_its_people_at_school_and_at_the_office(world, case):
    entry = announce(case, world.officer, school_owner=world.teacher, office_owner=world.colleague)
    assert {(check.school_owner, check.office_owner) for check in entry.checks.all()} == {(world.teacher, world.colleague)}


def test_people_named_at_the_new_school_stay_when_it_confirms(world, case):
    entry = announce(case, world.officer, world.other_school, school_owner=world.neighbour)
    tell_arrival(entry, since=DAY, how="ผอ.", on=DAY, at=timezone.now(), by=world.neighbour)
    assert Case.objects.get().school == world.other_school
    assert {check.school_owner for check in entry.checks.all()} == {world.neighbour}


def test_another_day_is_set_with_its_reason_and_the_case_follows(world, case):
    check = make_return(case, world.officer).checks.first()
    workflow.change_check(check, due_on=DAY + timedelta(days=9), reason="ทัศนศึกษา", by=world.officer, on=DAY)
    assert due_of(case) == DAY + timedelta(days=9)
    assert check.of_return.checks.first().moved_words == "เลื่อนจาก 22 ม.ค. 2567: ทัศนศึกษา"
    assert not differences(case)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"due_on": DAY + 2 * WEEK}, "กรอกเหตุผล"),
        ({"due_on": DAY - WEEK, "reason": "ก"}, "กำหนดใหม่ต้องไม่ก่อนวันนี้"),
        ({"school_owner": "neighbour"}, "ไม่ได้เป็นบุคลากรของโรงเรียนนี้"),
        ({"office_owner": "teacher"}, "ไม่ได้เป็นเจ้าหน้าที่ของเขตนี้"),
    ],
)
def test_a_check_is_not_changed_to_what_cannot_be(world, case, change, said):
    check = make_return(case, world.officer).checks.first()
    named = {name: getattr(world, who) if isinstance(who, str) and name != "reason" else who for name, who in change.items()}
    with pytest.raises(Refused, match=said):
        workflow.change_check(check, by=world.officer, on=DAY, **named)


# The place says whether the child is there


def test_the_place_says_the_child_has_not_come_and_the_case_waits_on(world, case):
    go_through(case, world.officer, world.agency, until=5)
    entry = announce(case, world.officer)
    tell_arrival(entry, how="ครู – ป่วย", on=DAY, at=timezone.now(), by=world.teacher)
    entry.refresh_from_db()
    case.refresh_from_db()
    assert (entry.not_there_on, entry.not_there_how, entry.confirmed_on) == (DAY, "ครู – ป่วย", None)
    assert (case.status, case.next_act) == ("WAITING", "ANSWER")
    assert Notice.objects.filter(recipient=world.officer, kind="ANSWER_CAME").count() == 1


@pytest.mark.parametrize(("since", "said"), [(DAY - WEEK, "ไม่ก่อนวันที่แจ้ง"), (DAY + WEEK, "ต้องไม่เกินวันนี้")])
def test_nobody_is_there_before_or_ahead(world, case, since, said):
    entry = announce(case, world.officer)
    with pytest.raises(Refused, match=said):
        tell_arrival(entry, since=since, how="ผอ.", on=DAY, at=timezone.now(), by=world.teacher)


def test_what_was_confirmed_is_not_taken_back_by_not_there(world, case):
    entry = make_return(case, world.officer)
    with pytest.raises(Refused, match="ยืนยันการกลับเข้าเรียนนี้แล้ว"):
        tell_arrival(entry, how="ครู – ไม่มา", on=DAY, at=timezone.now(), by=world.teacher)


def test_checks_count_from_the_day_the_child_came(world, case, nine_oclock):
    entry = announce(case, world.officer)
    kept = entry.checks.last()
    workflow.change_check(kept, due_on=DAY + 20 * WEEK, reason="ตามนัดแพทย์", by=world.officer, on=DAY)
    nine_oclock.shift(timedelta(days=10))
    came = DAY + WEEK
    tell_arrival(entry, since=came, how="ผอ.", on=came, at=timezone.now(), by=world.teacher)
    assert days_of(case) == [came + WEEK, came + 2 * WEEK, came + 4 * WEEK, DAY + 20 * WEEK]
    assert due_of(case) == came + WEEK


def test_a_return_announced_ahead_takes_the_case_on_today(world):
    case = make_case(world.teacher, world.school)
    announce(case, world.officer, on=DAY + 3 * WEEK)
    report = case.current_round.reports.get()
    assert report.decided_on == DAY
    assert not differences(case)


def test_an_announced_return_is_waited_for_until_a_week_after_its_day(world, case):
    go_through(case, world.officer, world.agency, until=5)
    announce(case, world.officer, on=DAY + 3 * WEEK)
    case.refresh_from_db()
    assert (case.status, case.waiting_on, case.due_on) == ("WAITING", "โรงเรียนหนึ่ง", DAY + 4 * WEEK)


@pytest.mark.parametrize(("ahead", "taken"), [(60, True), (61, False)])
def test_a_return_is_announced_sixty_days_ahead_at_most(world, case, ahead, taken):
    if taken:
        assert announce(case, world.officer, on=DAY + timedelta(days=ahead)).pk
        return
    with pytest.raises(Refused, match="วันที่ต้องไม่เกิน 15 มี.ค. 2567"):
        announce(case, world.officer, on=DAY + timedelta(days=ahead))


# The calendar


def test_checks_follow_a_holiday_entered_later_and_one_taken_away(world, case):
    make_return(case, world.officer)
    before = Case.objects.get()
    off = holiday(world, DAY + WEEK)
    assert (replan(DAY), days_of(case)[0], due_of(case)) == (1, DAY + timedelta(days=8), DAY + timedelta(days=8))
    after = Case.objects.get()
    assert (after.version, after.active_at) == (before.version, before.active_at)
    assert not differences(case)
    off.delete()
    assert (replan(DAY), due_of(case)) == (1, DAY + WEEK)


def test_a_second_look_changes_nothing_and_leaves_no_line(world, case):
    make_return(case, world.officer)
    holiday(world, DAY + WEEK)
    replan(DAY)
    lines = TrailEvent.objects.count()
    assert TrailEvent.objects.latest("pk").fields[0] == "check"
    assert (stale_cases(DAY), replan(DAY), TrailEvent.objects.count()) == ([], 0, lines)


def test_a_day_off_of_another_school_is_no_day_off_here(world, case):
    make_return(case, world.officer)
    holiday(world, DAY + WEEK, school=world.other_school)
    assert replan(DAY) == 0


def set_by_hand(world, case, entry):
    check = entry.checks.first()
    workflow.change_check(check, due_on=DAY + WEEK + timedelta(days=1), reason="นัดแล้ว", by=world.officer, on=DAY)
    holiday(world, DAY + WEEK + timedelta(days=1))


def reported(world, case, entry):
    make_follow_up(case, world.teacher, on=DAY + timedelta(days=4))


def of_an_earlier_return(world, case, entry):
    make_return(case, world.officer, on=DAY + timedelta(days=2))


def voided(world, case, entry):
    workflow.void(entry, reason="ผิดคน", by=world.officer)


def already_past(world, case, entry):
    PlannedCheck.objects.filter(of_return=entry, week=1).update(due_on=DAY + timedelta(days=3))


@pytest.mark.parametrize("how", [set_by_hand, reported, of_an_earlier_return, voided, already_past])
def test_the_calendar_leaves_alone_what_is(world, case, how, nine_oclock):
    entry = make_return(case, world.officer)
    nine_oclock.shift(timedelta(days=4))
    how(world, case, entry)
    first = PlannedCheck.objects.filter(of_return=entry).order_by("week")[0]
    holiday(world, DAY + WEEK)
    replan(DAY + timedelta(days=4))
    assert PlannedCheck.objects.get(pk=first.pk).due_on == first.due_on


def test_a_check_at_the_end_of_a_term_follows_the_term(world, case):
    world.area.check_term_end = True
    world.area.save()
    make_return(case, world.officer)
    Term.objects.create(area=world.area, academic_year=2567, number=1, starts_on=date(2024, 5, 16), ends_on=date(2024, 9, 27))
    assert replan(DAY) == 1
    assert days_of(case)[-1] == date(2024, 9, 27)


def test_many_cases_are_looked_at_in_the_same_number_of_queries(world, case):
    make_return(case, world.officer)
    copies(case, 9)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert stale_cases(DAY) == []
        return len(found)

    assert queries() == 3


def test_new_settings_hold_for_returns_from_now_on(world, case):
    make_return(case, world.officer)
    world.area.check_weeks = "3"
    world.area.save()
    assert replan(DAY) == 0
    assert len(days_of(case)) == 4


# A rest


def test_a_rest_puts_off_what_was_not_made_and_keeps_the_end_of_the_term(world, case, nine_oclock):
    world.area.check_term_end = True
    world.area.save()
    check = make_return(case, world.officer).checks.first()
    workflow.change_check(check, due_on=DAY + timedelta(days=9), reason="นัดแล้ว", by=world.officer, on=DAY)
    reason = code("ILLNESS", "pause_reason")
    rest = Pause(case=case, happened_on=DAY, until=DAY + 3 * WEEK, reason=reason)
    workflow.pause(rest, by=world.officer)
    nine_oclock.shift(2 * WEEK)
    workflow.resume(rest, by=world.officer, on=DAY + 2 * WEEK)
    assert days_of(case)[:3] == [DAY + timedelta(days=23), DAY + 4 * WEEK, DAY + 6 * WEEK]
    assert days_of(case)[-1] == date(2024, 10, 10)


def test_a_report_answers_every_check_before_it(world, case):
    make_return(case, world.officer)
    with time_machine.travel(f"{DAY + 3 * WEEK} 09:00+07:00"):
        make_follow_up(case, world.teacher, on=DAY + 2 * WEEK, attendance=Attendance.IRREGULAR)
    assert [check.week for check in checks_left(Case.objects.get())] == [4, 12]
