"""A return and its plan, written into by two at once: what was confirmed stands, and what was set by hand stands."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Return
from dropout_cases.workflow.arrival import tell_arrival
from dropout_cases.workflow.checks import replan
from schools.models import Holiday, TrailEvent
from tests.dropout_cases.test_races import race, split  # noqa: F401
from tests.make import DAY, make_case, make_return
from tests.recomputed import differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FIRST = DAY + timedelta(weeks=1)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def test_what_was_confirmed_stands_whoever_says_otherwise_at_once(world, case, race):  # noqa: F811
    entry = make_return(case, world.officer, confirmed=False)
    rows = [Return.objects.get(pk=entry.pk) for _each in range(2)]
    said = {"on": DAY, "at": timezone.now()}
    _won, lost = split(
        race(
            lambda: tell_arrival(rows[0], since=DAY, how="ผอ.", by=world.teacher, **said),
            lambda: tell_arrival(rows[1], how="ครู – ยังไม่มา", by=world.officer, **said),
        )
    )
    entry.refresh_from_db()
    assert (entry.confirmed_on, entry.confirmed_how) == (DAY, "ผอ.")
    assert [type(one) for one in lost] in ([], [workflow.Refused])
    assert not differences(case)


def test_a_day_set_by_hand_stands_whatever_the_clock_does_at_once(world, case, race):  # noqa: F811
    check = make_return(case, world.officer).checks.first()
    Holiday.objects.create(area=world.area, day=FIRST, name="น้ำท่วม")
    change = {"due_on": DAY + timedelta(days=3), "reason": "นัดแล้ว", "by": world.officer, "on": DAY}
    race(lambda: workflow.change_check(check, **change), lambda: replan(DAY), lambda: replan(DAY))
    check.refresh_from_db()
    assert TrailEvent.objects.filter(fields__0="check", actor=None).count() <= 1
    assert (check.due_on, check.moved_reason) == (DAY + timedelta(days=3), "นัดแล้ว")
    assert not differences(case)
