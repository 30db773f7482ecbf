"""A check that fell due without a report: the school is reminded, then somebody of the office is to call; each once."""

import logging
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils.timezone import make_aware

from dropout_cases import workflow
from dropout_cases.models import Attendance, PlannedCheck, Return, Task, TaskSource, TaskState
from dropout_cases.workflow import reminding
from schools.models import Area, Notice, NoticeKind, TrailEvent, User
from tests.make import (
    DAY,
    close,
    make_case,
    make_follow_up,
    make_move,
    make_officer,
    make_pause,
    make_return,
    make_school,
    make_teacher,
)

DUE = DAY + timedelta(days=7)  # the first check after a return on a Monday


def days(number):
    return timedelta(days=number)


def moment(day, hour=8):
    return make_aware(datetime.combine(day, time(hour)))


def tick(day):
    """What the clock says on a day."""
    with time_machine.travel(moment(day), tick=False):
        return reminding.speak_up(moment(day))


@pytest.fixture(autouse=True)
def _the_day_of_return():
    with time_machine.travel(moment(DAY), tick=False):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


@pytest.fixture
def returned(case, world):
    return make_return(case, world.officer)


@pytest.fixture
def check(returned):
    return returned.checks.first()


def told(kind=NoticeKind.CHECK_DUE):
    return sorted(notice.recipient.username for notice in Notice.objects.filter(kind=kind))


def tasks():
    return Task.objects.filter(source=TaskSource.CHECK)


# The school is reminded


def test_the_school_is_reminded_after_the_days_of_its_office_then_the_officer_is_to_call(check):
    assert [tick(DUE + days(late)) for late in range(8)] == [0, 0, 1, 0, 0, 1, 0, 0]
    assert (told(), tasks().count()) == (["teacher"], 1)


def test_the_reminder_leads_to_the_week_and_names_the_case_alone(case, check):
    tick(DUE + days(2))
    notice = Notice.objects.get(kind=NoticeKind.CHECK_DUE)
    assert (notice.path, notice.about) == ("/", case.number)
    assert PlannedCheck.objects.get(pk=check.pk).reminded_at == moment(DUE + days(2))


def test_each_office_has_days_of_its_own(world, check):
    Area.objects.filter(pk=world.area.pk).update(check_remind_days=0, check_task_days=1)
    assert [tick(DUE + days(late)) for late in range(3)] == [1, 1, 0]


@pytest.mark.parametrize("named", [True, False])
def test_who_is_named_is_reminded_else_everybody_with_an_account(world, check, named):
    other = make_teacher(world.school, username="wipha")
    make_teacher(world.school, username="gone", is_active=False)
    PlannedCheck.objects.update(school_owner=other if named else None)
    tick(DUE + days(2))
    assert told() == (["wipha"] if named else ["teacher", "wipha"])


def test_who_is_named_and_works_there_no_more_is_not_reminded(world, check):
    PlannedCheck.objects.update(school_owner=world.neighbour)
    tick(DUE + days(2))
    assert told() == ["teacher"]


def test_of_several_checks_due_the_school_is_reminded_once(world, check):
    assert tick(DAY + days(32)) == 1
    assert (told(), tasks().count()) == (["teacher"], 1)
    assert list(PlannedCheck.objects.exclude(reminded_at=None).values_list("week", flat=True)) == [1, 2, 4]


HELD = {
    "paused": lambda world, case: make_pause(case, world.officer),
    "moving": lambda world, case: make_move(case, world.supervisor, world.elsewhere),
    "closed": lambda world, case: close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY),
    "announced": lambda world, case: Return.objects.update(confirmed_on=None, confirmed_at=None, confirmed_by=None),
    "returned again": lambda world, case: make_return(case, world.officer, on=DAY + days(5)),
}


@pytest.mark.parametrize("why", HELD)
def test_nothing_is_said_while_nothing_is_asked(world, case, returned, why):
    with time_machine.travel(moment(DAY + days(5)), tick=False):
        HELD[why](world, case)
    assert tick(DUE + days(4)) == 0
    assert (told(), tasks().count()) == ([], 0)


@pytest.mark.parametrize(("on", "said"), [(DUE - days(6), 0), (DUE - days(7), 1), (DUE + days(1), 0)])
def test_a_report_counts_from_a_few_days_before_as_the_case_counts_it(world, case, check, on, said):
    with time_machine.travel(moment(DUE + days(1)), tick=False):
        make_follow_up(case, world.teacher, on=on)
    assert check.is_done_by(case.current_round.followups.all()) is not bool(said)
    assert tick(DUE + days(2)) == said


def test_one_moved_to_another_day_is_reminded_of_anew(world, check):
    tick(DUE + days(2))
    with time_machine.travel(moment(DUE + days(2)), tick=False):
        to = DUE + days(4)
        workflow.change_check(check, by=world.officer, on=DUE + days(2), due_on=to, reason="สอบกลางภาค", school_owner=world.teacher)
    assert [tick(DUE + days(late)) for late in (5, 6)] == [0, 1]
    assert told() == ["teacher", "teacher"]


# Somebody of the office is to call


def test_the_task_is_the_clocks_and_names_the_school_but_no_child(world, case, check):
    tick(DUE + days(5))
    task = tasks().get()
    assert task.text == "โรงเรียนหนึ่ง ยังไม่รายงานการมาเรียนตามแผน โทรถาม"
    assert (task.owner, task.entered_by, task.writer_words, task.role_words) == (world.officer, None, "ระบบ", "")
    assert (task.happened_on, task.due_on) == (DUE + days(5), DUE + days(7))
    assert PlannedCheck.objects.get(pk=check.pk).task == task
    assert told(NoticeKind.TASK_GIVEN) == ["officer"]


def test_who_is_named_at_the_office_gets_the_task(world, check):
    PlannedCheck.objects.update(office_owner=world.colleague)
    tick(DUE + days(5))
    assert tasks().get().owner == world.colleague


def test_who_left_the_office_gets_no_task(world, check):
    gone = make_officer(world.area)
    PlannedCheck.objects.update(office_owner=gone)
    gone.posts.update(ended_on=DAY)
    tick(DUE + days(5))
    assert tasks().get().owner == world.officer


@pytest.mark.parametrize("at", ["a school without accounts", "another place"])
def test_where_nobody_has_an_account_the_officer_is_to_call_at_once(world, case, at):
    returned = make_return(case, world.officer)
    if at == "another place":
        Return.objects.filter(pk=returned.pk).update(school=None, place_text="สกร. อำเภอ")
    else:
        User.objects.filter(pk=world.teacher.pk).update(is_active=False)
    assert [tick(DUE + days(late)) for late in (1, 2, 3, 5)] == [0, 1, 0, 0]
    assert tasks().get().text.startswith("สกร. อำเภอ" if at == "another place" else "โรงเรียนหนึ่ง")
    assert told() == []


def test_while_one_call_is_to_be_made_no_second_is_given_but_a_done_one_does_not_count(world, check):
    tick(DUE + days(5))
    assert tick(DAY + days(14 + 5)) == 1
    assert tasks().count() == 1
    with time_machine.travel(moment(DAY + days(20)), tick=False):
        workflow.finish_task(tasks().get(), on=DAY + days(20), by=world.officer)
    tick(DAY + days(28 + 5))
    assert sorted(tasks().values_list("state", flat=True)) == ["DONE", "OPEN"]


# The school reports


def report(world, case, on, attendance=Attendance.ATTENDING):
    with time_machine.travel(moment(on, hour=12), tick=False):
        return make_follow_up(case, world.teacher, on=on, attendance=attendance)


def test_the_report_ends_the_task_and_says_so(world, case, check):
    tick(DUE + days(5))
    report(world, case, DUE + days(6), Attendance.IRREGULAR)
    task = tasks().get()
    assert (task.state, task.settled_by, task.settled_on) == (TaskState.DONE, world.teacher, DUE + days(6))
    assert task.settled_note == "ได้รับรายงานการมาเรียนแล้ว: ขาดบางวัน"
    assert tick(DUE + days(9)) == 0


def test_a_report_of_too_early_a_day_ends_no_task(world, case, check):
    tick(DUE + days(5))
    with time_machine.travel(moment(DUE + days(6)), tick=False):
        make_follow_up(case, world.teacher, on=DAY)
    assert tasks().get().state == TaskState.OPEN


def test_a_report_that_ended_a_task_can_still_be_taken_back_and_all_begins_anew(world, case, check):
    tick(DUE + days(5))
    with time_machine.travel(moment(DUE + days(6)), tick=False):
        entry = make_follow_up(case, world.teacher, on=DUE + days(6))
        workflow.undo(entry, by=world.teacher, at=moment(DUE + days(6)))
    assert tick(DUE + days(6)) == 1
    assert sorted(tasks().values_list("state", flat=True)) == ["DONE", "OPEN"]


def test_the_clock_makes_nothing_stale_that_stands_on_a_screen(world, case, check):
    case.refresh_from_db()
    tick(DUE + days(5))
    before, case_now = case.version, type(case).objects.get()
    assert (case_now.version, case_now.active_at) == (before, case.active_at)
    assert TrailEvent.objects.filter(actor=None, fields=["task", tasks().get().key]).count() == 1


# Once


def test_of_two_clocks_at_once_the_second_finds_nothing_left_to_say(world, check):
    waiting = reminding.cases_due(DUE + days(5))
    tick(DUE + days(5))
    assert [reminding._speak(pk, DUE + days(5), moment(DUE + days(5))) for pk in waiting] == [False]


def test_one_case_that_fails_keeps_no_other_from_its_turn(world, check, monkeypatch, caplog):
    other = make_case(world.officer, make_school(world.area))
    make_return(other, world.officer)
    speak = reminding._speak
    monkeypatch.setattr(reminding, "_speak", lambda pk, *when: speak(pk, *when) if pk == other.pk else 1 / 0)
    with caplog.at_level(logging.ERROR), pytest.raises(reminding.Unsaid):
        tick(DUE + days(5))
    assert tasks().get().case == other
    assert "ZeroDivisionError" in caplog.text
