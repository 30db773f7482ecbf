"""The table of turns tests itself: every act in every state a case can be in, tried upon a real case."""

import pytest

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, Move, Pause, Status
from dropout_cases.turns import TURNS, WHY_NOT, Turn, may_turn
from dropout_cases.workflow import Refused
from tests.make import (
    DAY,
    close,
    code,
    decline_referral,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_move,
    make_pause,
    make_referral,
)


def new(world):
    return make_case(world.teacher, world.school)


def at_work(world):
    return make_case(world.officer, world.school)


def waiting(world):
    case = at_work(world)
    make_contact(case, world.officer, answer="")
    return case


def monitored(world):
    return go_through(at_work(world), world.officer, world.agency)


def paused(world):
    case = at_work(world)
    make_pause(case, world.officer)
    return case


def moving(world):
    case = at_work(world)
    make_move(case, world.supervisor, world.elsewhere)
    return case


def closing(world):
    case = at_work(world)
    workflow.ask_to_close(case, outcome=code("NOT_FOUND", "case_close_reason"), note="หาไม่พบ", by=world.officer, on=DAY)
    return case


def closed(world):
    return close(at_work(world), world.officer, world.supervisor, "NOT_FOUND", on=DAY)


def merged(world):
    kept, gone = at_work(world), at_work(world)
    workflow.merge(kept.student, gone.student, reason="คนเดียวกัน", by=world.supervisor, on=DAY)
    return gone


STATES = {
    Status.NEW: new,
    Status.IN_PROGRESS: at_work,
    Status.WAITING: waiting,
    Status.MONITORING: monitored,
    Status.PAUSED: paused,
    Status.MOVING: moving,
    Status.CLOSING: closing,
    Status.CLOSED: closed,
    Status.MERGED: merged,
}


def fail(case, world):
    """Let it show that the child cannot stay, so that nothing but the state of the case is in the way of a round."""
    if case.status == Status.MONITORING:
        make_follow_up(case, world.officer, attendance=Attendance.STOPPED)
    elif case.is_open and case.status != Status.NEW:  # who works on a new case takes it on
        decline_referral(make_referral(case, world.officer, world.agency, accepted=False), world.officer)


def loop(case, world):
    return workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=DAY)


def asked(row):
    """The row that an act is done to; without one there is no such act, on a page or elsewhere."""
    if row is None:
        raise Refused("nothing was asked for")
    return row


def resume(case, world):
    return workflow.resume(asked(Pause.objects.filter(case=case).first()), by=world.officer, on=DAY)


def decide(case, world):
    return workflow.approve_closing(asked(case.closings.first()), by=world.supervisor, on=DAY)


def answer(case, world):
    return workflow.accept_move(asked(Move.objects.filter(case=case).first()), by=world.stranger, on=DAY)


def ask(case, world):
    outcome = code("ABROAD", "case_close_reason")
    done = [workflow.Ending(task, is_done=True) for task in case.tasks.open()]
    return workflow.ask_to_close(case, outcome=outcome, note="ไปต่างประเทศ", by=world.officer, on=DAY, endings=done)


def take_up(case, world):
    return workflow.take_up_again(case, reason=code("TAKEN_UP_AGAIN", "round_start_reason"), by=world.supervisor, on=DAY)


DOING = {
    Turn.LOOP: loop,
    Turn.PAUSE: lambda case, world: make_pause(case, world.officer),
    Turn.RESUME: resume,
    Turn.MOVE: lambda case, world: make_move(case, world.officer, world.other_school),
    Turn.HAND_OVER: lambda case, world: make_move(case, world.supervisor, world.elsewhere),
    Turn.ANSWER_HAND_OVER: answer,
    Turn.ASK: ask,
    Turn.DECIDE: decide,
    Turn.TAKE_UP: take_up,
}


def test_table_names_every_state_and_turn():
    assert STATES.keys() == set(Status)
    assert TURNS.keys() == DOING.keys() == set(Turn)
    assert set(Status) - {Status.IN_PROGRESS, Status.WAITING, Status.MONITORING} == WHY_NOT.keys()


@pytest.mark.parametrize("turn", Turn)
@pytest.mark.parametrize("status", Status)
def test_every_act_in_every_state(world, status, turn):
    case = STATES[status](world)
    case = Case.objects.get(pk=case.pk)
    if turn == Turn.LOOP:
        fail(case, world)
        case = Case.objects.get(pk=case.pk)
    before = case.rounds.count()
    assert bool(may_turn(case, turn)) == (status in TURNS[turn])
    if status in TURNS[turn]:
        assert DOING[turn](case, world)
        return
    assert str(may_turn(case, turn).reason)
    with pytest.raises(Refused):
        DOING[turn](case, world)
    assert (Case.objects.get(pk=case.pk).status, case.rounds.count()) == (status, before)


@pytest.mark.parametrize("status", STATES)
def test_states_are_what_they_are_called(world, status):
    assert Case.objects.get(pk=STATES[status](world).pk).status == status
