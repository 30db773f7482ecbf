"""Short stories of children, told through the engine: each ends as its name says."""

from datetime import date

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, Move, MoveKind, MoveState
from tests.make import DAY, close, code, make_case, make_follow_up, make_return

TODAY = date(2025, 1, 15)  # in fiscal year 2568; the year before it is over
FIRST, LAST = date(2023, 10, 1), date(2024, 9, 30)  # of fiscal year 2567


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


def back_at_school(world, school=None, on=DAY, back_at=None, pathway="SAME_SCHOOL", **fields) -> Case:
    """Reported and back at school on one day; not closed."""
    case = make_case(world.officer, school or world.school, on=on, **fields)
    make_return(case, world.officer, on=on, school=back_at or case.school, pathway=pathway)
    return fresh(case)


def at_a_new_school(case, by, on=DAY) -> Case:
    """Its school has taken the child from another: what lets a case be closed with success on any day."""
    Move.objects.create(
        case=case, round=case.current_round, kind=MoveKind.SCHOOL, state=MoveState.ACCEPTED, happened_on=on, from_area=case.area,
        to_school=case.school, reason="ย้ายมา", entered_by=by, answered_by=by, answered_on=on, answered_at=timezone.now(),
    )  # fmt: skip
    return case


def stayed(world, school=None, on=DAY, closed_on=None, **fields) -> Case:
    """Closed because the child stays."""
    case = at_a_new_school(back_at_school(world, school, on=on, **fields), world.officer, on)
    return close(case, world.officer, world.supervisor, outcome="TRANSFER_CONFIRMED", on=closed_on or on)


def ended(world, outcome, on=DAY, closed_on=None, **fields) -> Case:
    """Closed with another outcome."""
    case = make_case(world.officer, fields.pop("school", world.school), on=on, **fields)
    return close(case, world.officer, world.supervisor, outcome=outcome, on=closed_on or on)


def taken_up_again(world, case, on) -> Case:
    """A closed case opened again."""
    workflow.take_up_again(fresh(case), reason=code("TAKEN_UP_AGAIN", "round_start_reason"), by=world.supervisor, on=on)
    return fresh(case)


def looped(world, case, on=DAY) -> Case:
    """Left school again: the next round of an open case that was back at school."""
    make_follow_up(case, world.officer, on=on, attendance=Attendance.STOPPED)
    workflow.loop(fresh(case).current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=on)
    return fresh(case)


def stayed_after_rounds(world, rounds, on=DAY, **fields) -> Case:
    """Closed because the child stays, after so many rounds."""
    case = back_at_school(world, on=on, **fields)
    for _round in range(rounds - 1):
        case = looped(world, case, on)
        make_return(case, world.officer, on=on)
    case = at_a_new_school(fresh(case), world.officer, on)
    return close(case, world.officer, world.supervisor, outcome="TRANSFER_CONFIRMED", on=on)
