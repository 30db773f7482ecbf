"""Two answers to one move at once: one counts, and the case is whole."""

import pytest

from dropout_cases import workflow
from dropout_cases.models import Case, Move, MoveState
from dropout_cases.workflow import Refused
from tests.dropout_cases.test_races import race, split  # noqa: F401
from tests.make import DAY, make_case, make_move, make_officer
from tests.recomputed import differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def move(world) -> Move:
    return make_move(make_case(world.officer, world.school), world.supervisor, world.elsewhere)


def accepting(move, by):
    return lambda: workflow.accept_move(Move.objects.get(pk=move.pk), by=by, on=DAY)


def test_of_two_who_accept_one_does(world, race, move):  # noqa: F811
    won, lost = split(race(accepting(move, world.stranger), accepting(move, make_officer(world.elsewhere))))
    assert (len(won), [type(one) for one in lost]) == (1, [Refused])
    case = Case.objects.get()
    assert (case.area, case.rounds.count(), case.closings.count()) == (world.elsewhere, 2, 1)
    assert not differences(case)


def test_of_accepting_and_withdrawing_one_happens(world, race, move):  # noqa: F811
    def withdrawing():
        return workflow.withdraw_move(Move.objects.get(pk=move.pk), by=world.supervisor, on=DAY, reason="ไม่ย้ายแล้ว")

    won, lost = split(race(accepting(move, world.stranger), withdrawing))
    assert (len(won), [type(one) for one in lost]) == (1, [Refused])
    accepted = Move.objects.get().state == MoveState.ACCEPTED
    case = Case.objects.get()
    assert (case.area == world.elsewhere, case.rounds.count()) == (accepted, 1 + accepted)
    assert not differences(case)
