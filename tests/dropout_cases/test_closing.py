"""A case ends: what must be true for each outcome, how its tasks end, what ends with it, and what a case taken up again finds."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases import tasklist, workflow
from dropout_cases.closing_rules import MUST, closing_gaps, gaps_by_outcome
from dropout_cases.models import Attendance, Case, Closing, Move, MoveState, Status, Task, TaskState
from dropout_cases.steps import Safety
from dropout_cases.workflow import Ending, Refused
from referrals import plans
from referrals.models import Plan
from schools.models import TrailEvent, Verb
from tests.make import (
    DAY,
    close,
    code,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_move,
    make_return,
    make_student,
    make_task,
)

LATER = DAY + timedelta(weeks=12)


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def outcome(name):
    return code(name, "case_close_reason")


def gaps(case, name, on=LATER):
    return closing_gaps(fresh(case), outcome(name), on)


def ask(case, by, name="NOT_FOUND", on=DAY, endings=()):
    return workflow.ask_to_close(case, outcome=outcome(name), note="หาไม่พบ", by=by, on=on, endings=endings)


# What must be true


def test_retained_needs_every_step_to_the_last_check(world, case):
    assert [gap.split(":")[0] for gap in gaps(case, "RETAINED")] == ["ประสานงาน", "ลงพื้นที่", "ประชุม", "ส่งต่อ", "กลับเข้าเรียน", "ติดตาม"]
    go_through(case, world.officer, world.agency, until=6)
    assert gaps(case, "RETAINED") == ["ติดตาม: ยังติดตามไม่ครบตามแผน, ผลติดตามล่าสุดยังไม่ใช่มาเรียนสม่ำเสมอ"]
    make_follow_up(case, world.officer, on=LATER)
    assert not gaps(case, "RETAINED")


@pytest.mark.parametrize(
    ("pathway", "is_so"), [("SAME_SCHOOL", False), ("MONK_SCHOOL", False), ("LEARNING_PROMO", True), ("VOCATIONAL", True)]
)
def test_another_form_of_education_is_one_that_is_not_ordinary_school(world, case, pathway, is_so):
    make_return(case, world.officer, pathway=pathway)
    assert (not gaps(case, "ALT_EDU")) == is_so


def test_a_move_is_confirmed_by_the_new_school(world, case):
    make_return(case, world.officer)
    assert gaps(case, "TRANSFER_CONFIRMED") == ["ยังไม่มีสถานศึกษาแห่งใหม่ที่ยืนยันรับย้าย"]
    entry = make_return(fresh(case), world.officer, world.other_school, confirmed=False, pathway="TRANSFER_SCHOOL")
    assert gaps(case, "TRANSFER_CONFIRMED")
    workflow.void(entry, reason="ผิดวัน", by=world.officer)
    make_return(fresh(case), world.officer, world.other_school, pathway="TRANSFER_SCHOOL")
    assert not gaps(case, "TRANSFER_CONFIRMED")


@pytest.mark.parametrize(
    ("told", "is_so"),
    [([], False), (["ATTENDING"], True), (["ATTENDING", "IRREGULAR"], False), (["STOPPED", "ATTENDING"], True)],
)
def test_still_enrolled_needs_a_report_that_the_child_attends(world, case, told, is_so):
    for day, attendance in enumerate(told):
        make_follow_up(case, world.teacher, on=DAY + timedelta(days=day), attendance=Attendance[attendance])
    assert (not gaps(case, "STILL_ENROLLED")) == is_so


@pytest.mark.parametrize(
    ("born_on", "grade", "is_so"),
    [(None, None, True), (date(2012, 3, 1), "07", False), (date(2007, 3, 1), "07", True), (date(2012, 3, 1), "12", True)],
)
def test_past_compulsory_education_is_by_age_or_grade(world, born_on, grade, is_so):
    known = {"born_on": born_on, "born_precision": "day"} if born_on else {}
    child = make_student(world.area, world.school, grade=grade and code(grade, "grade"), **known)
    assert (not gaps(make_case(world.officer, world.school, child), "COMPLETED_COMPULSORY", DAY)) == is_so


def test_no_case_is_handed_over_by_closing_it(case):
    assert gaps(case, "HANDED_OVER") == ["ใช้หน้าโอนเคสให้สำนักงานอื่น เคสปิดเมื่อสำนักงานปลายทางรับแล้ว"]


def test_every_row_of_the_table_is_tried_here():
    assert MUST.keys() == {"ALT_EDU", "TRANSFER_CONFIRMED", "STILL_ENROLLED", "COMPLETED_COMPULSORY", "HANDED_OVER"}


def test_a_child_in_danger_is_not_closed_as_helped_and_may_be_otherwise(world):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    assert "นักเรียนยังมีธงความปลอดภัย ปลดธงพร้อมเหตุผลก่อนปิดเคส" in gaps(case, "ALT_EDU")
    assert not gaps(case, "NOT_FOUND")


def test_all_outcomes_are_judged_as_one_is_and_ask_no_more_of_a_long_case(world, case):
    go_through(case, world.officer, world.agency)
    now = fresh(case)
    with CaptureQueriesContext(connection) as asked:
        every = gaps_by_outcome(now, LATER)
    assert len(asked) <= 7
    assert every == {pk: closing_gaps(now, code(pk.split(".")[1], "case_close_reason"), LATER) for pk in every}


# Tasks


def test_a_case_with_open_tasks_is_not_closed_before_each_has_its_ending(world, case):
    make_task(case, world.officer)
    with pytest.raises(Refused, match="ยังมีงานที่ไม่จบ 1 งาน"):
        ask(case, world.officer)
    assert not Closing.objects.exists()


def test_each_task_ends_as_was_said(world, case):
    done, dropped, carried = (make_task(case, world.officer, text=text) for text in ("โทร", "เยี่ยม", "ติดตามบัตร"))
    endings = [Ending(done, is_done=True, note="คุยแล้ว"), Ending(dropped, note="ย้ายแล้ว"), Ending(carried, owner=world.colleague)]
    ask(case, world.officer, endings=endings)
    told = {task.text: (task.state, task.settled_note, task.owner, task.outlives) for task in Task.objects.all()}
    assert told == {
        "โทร": (TaskState.DONE, "คุยแล้ว", world.officer, False),
        "เยี่ยม": (TaskState.DROPPED, "ย้ายแล้ว", world.officer, False),
        "ติดตามบัตร": (TaskState.OPEN, "", world.colleague, True),
    }


@pytest.mark.parametrize("wrong", [{"note": " "}, {"owner": "stranger"}])
def test_an_ending_that_cannot_be_closes_nothing(world, case, wrong):
    task = make_task(case, world.officer)
    wrong = {name: getattr(world, value, value) for name, value in wrong.items()}
    with pytest.raises(Refused):
        ask(case, world.officer, endings=[Ending(task, **wrong)])
    assert (fresh(case).status, Task.objects.get().outlives) == (Status.IN_PROGRESS, False)


@pytest.fixture
def carried(world, case):
    """A task its owner took over the closing of the case."""
    task = make_task(case, world.officer)
    closing = ask(case, world.officer, endings=[Ending(task, owner=world.colleague)])
    workflow.approve_closing(closing, by=world.supervisor, on=DAY)
    return Task.objects.get()


def test_what_was_carried_over_a_closing_stays_somebodys_work_and_can_be_done(world, case, carried):
    assert list(tasklist.mine(world.colleague)) == [carried]
    workflow.move_task(carried, to=LATER, reason="รอบัตร", on=DAY, by=world.colleague)
    workflow.hand_on_task(carried, owner=world.officer, by=world.colleague)
    workflow.finish_task(carried, note="ได้บัตรแล้ว", on=DAY, by=world.officer)
    assert (fresh(case).status, Task.objects.get().state) == (Status.CLOSED, TaskState.DONE)
    assert not tasklist.mine(world.officer)


def test_taken_up_again_the_case_has_its_task_and_asks_for_its_ending_once_more(world, case, carried):
    workflow.take_up_again(case, reason=code("TAKEN_UP_AGAIN", "round_start_reason"), by=world.supervisor, on=DAY)
    assert list(case.tasks.open()) == [carried]
    with pytest.raises(Refused, match="ยังมีงานที่ไม่จบ 1 งาน"):
        ask(fresh(case), world.officer)


def test_a_closing_sent_back_leaves_its_tasks_to_be_asked_about_again(world, case):
    task = make_task(case, world.officer)
    closing = ask(case, world.officer, endings=[Ending(task, owner=world.colleague)])
    workflow.refuse_closing(closing, reason="รอก่อน", by=world.supervisor, on=DAY)
    assert Task.objects.get().outlives is False


def test_a_task_given_after_asking_stops_the_approval(world, case):
    closing = ask(case, world.officer)
    make_task(fresh(case), world.officer)
    with pytest.raises(Refused, match="ยังมีงานที่ไม่จบ"):
        workflow.approve_closing(closing, by=world.supervisor, on=DAY)


# What ends with the case


def make_plan(case, by):
    plan = Plan(case=case, round=case.current_round, kind="VISIT", planned_on=LATER, place_text="บ้าน")
    return plans.make_plan(plan, by=by, on=DAY)


def test_appointments_are_called_off_when_the_closing_is_approved_and_not_before(world, case):
    plan, held = make_plan(case, world.officer), make_plan(case, world.officer)
    Plan.objects.filter(pk=held.pk).update(held_key="x")
    closing = ask(case, world.officer)
    assert Plan.objects.open().get() == plan
    workflow.approve_closing(closing, by=world.supervisor, on=DAY)
    plan.refresh_from_db()
    assert (plan.is_void, plan.void_reason, plan.voided_by) == (True, "ปิดเคส", world.supervisor)
    assert not Plan.objects.get(pk=held.pk).is_void
    assert [event.fields for event in TrailEvent.objects.filter(verb=Verb.VOIDED)] == [["plan", plan.key]]


def test_a_school_that_was_asked_to_take_the_child_is_asked_no_more(world, case):
    make_move(case, world.officer, world.other_school)
    closing = ask(fresh(case), world.officer)
    workflow.approve_closing(closing, by=world.supervisor, on=DAY)
    move = Move.objects.get()
    assert (move.state, move.answered_by, move.answer_note) == (MoveState.WITHDRAWN, world.supervisor, "ปิดเคส")


def test_what_nobody_answered_goes_along_when_the_case_is_taken_up_again(world, case):
    asked = make_contact(case, world.officer, answer="")
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    new = workflow.take_up_again(case, reason=code("TAKEN_UP_AGAIN", "round_start_reason"), by=world.supervisor, on=DAY)
    asked.refresh_from_db()
    assert asked.round == new
