"""A case rests until a day: what waits meanwhile, what brings it back, and what is put off."""

from datetime import timedelta

import pytest

from dropout_cases import stuck, workflow, worklist
from dropout_cases.models import Case, NextAct, Pause, Status
from dropout_cases.steps import Safety, Step
from dropout_cases.workflow import Refused
from schools.models import Notice, NoticeKind, TrailEvent
from tests.make import DAY, code, make_case, make_contact, make_move, make_pause, make_return
from tests.recomputed import differences

BEFORE = DAY - timedelta(days=10)
UNTIL = DAY + timedelta(days=30)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school, on=BEFORE)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_a_case_that_rests_is_due_on_the_day_it_comes_back_and_its_step_waits(world, case):
    pause = make_pause(case, world.officer, on=DAY, until=UNTIL)
    now = fresh(case)
    assert (now.status, now.next_act, now.due_on, now.pending_key) == (Status.PAUSED, NextAct.RESUME, UNTIL, pause.key)
    assert (now.step, now.is_open, now.status_words) == (Step.COORDINATE, True, "พักเคสถึง 14 ก.พ. 2567")
    assert not differences(case)


def test_what_is_recorded_meanwhile_counts_and_the_case_still_rests(world, case):
    make_pause(case, world.officer, on=DAY, until=UNTIL)
    make_contact(case, world.officer, on=DAY)
    assert case.current_round.contacts.count() == 1
    assert fresh(case).status == Status.PAUSED


def test_danger_meanwhile_asks_for_its_step_though_the_case_rests(world, case):
    make_pause(case, world.officer, on=DAY, until=UNTIL)
    make_contact(case, world.officer, on=DAY, safety=Safety.UNSAFE)
    now = fresh(case)
    assert (now.status, now.next_act, now.step, now.due_on) == (Status.PAUSED, NextAct.RECORD, Step.REFERRAL, DAY)
    assert now.status_words == "พักเคส"


def test_a_child_in_danger_is_not_left_to_rest(world):
    case = make_case(world.officer, world.school, on=BEFORE, safety=Safety.UNSAFE)
    with pytest.raises(Refused, match="ธงความปลอดภัย"):
        make_pause(case, world.officer, on=DAY)


@pytest.mark.parametrize(
    ("until", "why"), [(DAY, "วันสิ้นสุดต้องหลัง"), (BEFORE, "วันสิ้นสุดต้องหลัง"), (DAY + timedelta(days=367), "ไม่เกินหนึ่งปี")]
)
def test_a_pause_ends_after_today_and_within_a_year(world, case, until, why):
    with pytest.raises(Refused, match=why):
        make_pause(case, world.officer, on=DAY, until=until)
    assert not Pause.objects.exists()


def test_a_pause_begun_again_while_the_case_rests_is_refused_and_a_form_sent_twice_is_one(world, case):
    first = make_pause(case, world.officer, on=DAY, token="once")
    assert make_pause(case, world.officer, on=DAY, token="once") == first
    with pytest.raises(Refused, match="รับกลับมาดำเนินการก่อน"):
        make_pause(case, world.officer, on=DAY)


def test_each_change_of_the_end_leaves_its_line(world, case):
    pause = make_pause(case, world.officer, on=DAY, until=UNTIL)
    for days in (40, 20):
        workflow.move_pause(pause, to=DAY + timedelta(days=days), reason="หมอนัดอีก", by=world.officer, on=NEXT)
    assert [line[:18] for line in Pause.objects.get().moves.split("\n")] == ["จาก 14 ก.พ. 2567 เ", "จาก 24 ก.พ. 2567 เ"]
    assert fresh(case).due_on == DAY + timedelta(days=20)


@pytest.mark.parametrize(("to", "reason"), [(NEXT, "หายแล้ว"), (UNTIL, " ")])
def test_the_end_is_moved_to_a_day_ahead_for_a_reason(world, case, to, reason):
    pause = make_pause(case, world.officer, on=DAY, until=UNTIL)
    with pytest.raises(Refused):
        workflow.move_pause(pause, to=to, reason=reason, by=world.officer, on=NEXT)


def test_a_case_brought_back_goes_on_where_it_was_and_says_how_things_are(world, case):
    pause = make_pause(case, world.officer, on=DAY, until=UNTIL)
    workflow.resume(pause, by=world.colleague, on=NEXT, note="กลับจากสวนแล้ว")
    pause.refresh_from_db()
    assert (pause.ended_on, pause.ended_by, pause.ended_note) == (NEXT, world.colleague, "กลับจากสวนแล้ว")
    assert (fresh(case).status, fresh(case).next_act) == (Status.IN_PROGRESS, NextAct.RECORD)
    with pytest.raises(Refused, match="ไม่ได้พักอยู่"):
        workflow.resume(pause, by=world.officer, on=NEXT)


def test_checks_not_made_yet_are_put_off_by_the_days_it_rested_and_those_before_are_not(world, case):
    checks = make_return(case, world.officer, on=BEFORE).checks
    before = dict(checks.values_list("pk", "planned_on"))
    pause = make_pause(case, world.officer, on=DAY, until=UNTIL)
    workflow.resume(pause, by=world.officer, on=DAY + timedelta(days=7))
    moved = {check.pk: (check.planned_on - before[check.pk]).days for check in checks.all()}
    assert set(moved.values()) == {0, 7}


# By the clock


def test_the_clock_brings_back_what_is_due_and_tells_who_is_responsible(world, case):
    make_pause(case, world.officer, on=DAY, until=UNTIL)
    later = make_case(world.officer, world.school, on=BEFORE)
    make_pause(later, world.officer, on=DAY, until=UNTIL + timedelta(days=1))
    assert workflow.end_due_pauses(UNTIL) == 1
    assert workflow.end_due_pauses(UNTIL) == 0
    assert (fresh(case).status, fresh(later).status) == (Status.IN_PROGRESS, Status.PAUSED)
    pause = Pause.objects.get(case=case)
    assert (pause.ended_on, pause.ended_by, pause.title) == (UNTIL, None, "พักเคสจนถึง 14 ก.พ. 2567")
    assert [one.recipient for one in Notice.objects.filter(kind=NoticeKind.PAUSE_OVER)] == [world.officer]
    assert [one.fields for one in TrailEvent.objects.filter(actor=None)] == [["pause", pause.key]]


def test_a_clock_that_stood_still_ends_a_pause_on_its_own_day(world, case):
    make_pause(case, world.officer, on=DAY, until=UNTIL)
    workflow.end_due_pauses(UNTIL + timedelta(days=9))
    assert Pause.objects.get().ended_on == UNTIL


# Where it stands in the day's work


def group_of(case, user, today):
    return [name for name in worklist.TITLES if Case.objects.filter(worklist.condition(name, user, today), pk=case.pk)]


@pytest.mark.parametrize(("today", "group"), [(DAY, []), (UNTIL - timedelta(days=3), ["week"]), (UNTIL, ["today"])])
def test_a_case_that_rests_comes_up_when_its_pause_is_nearly_over(world, case, today, group):
    make_pause(case, world.officer, on=DAY, until=UNTIL)
    assert group_of(case, world.officer, today) == group
    assert not Case.objects.overdue(today)


def test_a_case_that_rests_is_not_quiet_before_its_day(world, case):
    make_pause(case, world.officer, on=DAY, until=UNTIL)
    Case.objects.update(active_at=f"{BEFORE} 09:00+07:00")
    assert not worklist.quiet(Case.objects.all(), UNTIL)
    assert worklist.quiet(Case.objects.all(), UNTIL + timedelta(days=1)).get() == case


def test_a_case_another_office_is_to_take_waits_for_others_unless_the_child_is_in_danger(world, case):
    make_move(case, world.supervisor, world.elsewhere, on=DAY)
    assert group_of(case, world.officer, DAY) == ["waiting"]
    make_contact(case, world.officer, on=DAY, safety=Safety.UNSAFE)
    assert (fresh(case).status, group_of(case, world.officer, DAY)) == (Status.MOVING, ["today"])


def test_an_office_that_does_not_answer_holds_its_case_up(world, case):
    make_move(case, world.supervisor, world.elsewhere, on=DAY)
    held_up = [stuck.behind([world.area.pk], DAY + timedelta(days=days), "waiting", "").count() for days in (14, 15)]
    assert held_up == [0, 1]


def test_a_pause_struck_out_leaves_the_case_as_it_was(world, case):
    pause = make_pause(case, world.officer, on=DAY)
    workflow.void(pause, reason="ผิดเคส", by=world.officer)
    assert fresh(case).status == Status.IN_PROGRESS
    again = make_pause(fresh(case), world.officer, on=DAY)
    workflow.resume(again, by=world.officer, on=NEXT)
    with pytest.raises(Refused, match="ยกเลิกไม่ได้"):
        workflow.void(again, reason="ผิดเคส", by=world.officer)


def test_a_case_that_rests_may_be_closed_and_the_pause_ends_with_it(world, case):
    pause = make_pause(case, world.officer, on=DAY)
    outcome = code("NOT_FOUND", "case_close_reason")
    closing = workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY)
    assert fresh(case).status == Status.CLOSING
    workflow.approve_closing(closing, by=world.supervisor, on=NEXT)
    pause.refresh_from_db()
    assert (pause.ended_on, pause.ended_by) == (NEXT, world.supervisor)


def test_a_closing_sent_back_finds_the_case_still_at_rest(world, case):
    make_pause(case, world.officer, on=DAY)
    outcome = code("NOT_FOUND", "case_close_reason")
    closing = workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY)
    workflow.refuse_closing(closing, reason="รอก่อน", by=world.supervisor, on=DAY)
    assert fresh(case).status == Status.PAUSED
