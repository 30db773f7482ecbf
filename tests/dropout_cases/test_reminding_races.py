"""Clocks and schools at the same moment: a reminder is said once, and a report leaves no task behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Attendance, FollowUp, PlannedCheck, Task, TaskState
from dropout_cases.workflow import reminding
from schools.models import Notice, NoticeKind
from tests.dropout_cases.test_races import race, split  # noqa: F401  the fixture
from tests.make import make_case, make_return

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def case(world):
    """One whose school has been silent for ten days."""
    case = make_case(world.officer, world.school)
    make_return(case, world.officer)
    PlannedCheck.objects.update(due_on=timezone.localdate() - timedelta(days=10))
    return case


def tick():
    return reminding.speak_up(timezone.now())


def test_of_four_clocks_at_once_one_speaks(case, race):  # noqa: F811
    won, lost = split(race(tick, tick, tick, tick))
    assert lost == []
    assert (sum(won), Task.objects.count(), Notice.objects.filter(kind=NoticeKind.CHECK_DUE).count()) == (1, 1, 1)


def test_a_report_and_the_clock_at_once_leave_no_task_to_do(world, case, race):  # noqa: F811
    entry = FollowUp(round=case.current_round, happened_on=timezone.localdate(), attendance=Attendance.ATTENDING)
    _won, lost = split(race(tick, lambda: workflow.record(entry, by=world.teacher)))
    assert lost == []
    assert not Task.objects.filter(state=TaskState.OPEN)
    assert tick() == 0
