"""Moves that came about: a child at its new school, a case at its new office."""

from dropout_cases import workflow
from dropout_cases.models import Case
from tests.make import DAY, make_move


def move_to_school(case, by, school, receiver, on=DAY) -> Case:
    """The child goes to another school, whose staff acknowledges it."""
    workflow.accept_move(make_move(case, by, school, on=on), by=receiver, on=on)
    return Case.objects.get(pk=case.pk)


def hand_over(case, by, area, receiver, school=None, on=DAY) -> Case:
    """The case goes to another office, which takes it."""
    workflow.accept_move(make_move(case, by, area, on=on), by=receiver, on=on, school=school)
    return Case.objects.get(pk=case.pk)
