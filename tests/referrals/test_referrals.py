"""The list of referrals: those waiting longest first, what is overdue, and who reads it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dropout_cases import workflow
from tests.make import decline_referral, make_case, make_referral

TODAY = date(2024, 1, 16)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False):
        yield


def shown(client, user, url):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def listed(client, user, **asked):
    client.force_login(user)
    response = client.get(reverse("referrals:referral-list"), asked)
    assert response.status_code == 200
    return list(response.context["page_obj"])


@pytest.fixture
def several(world):
    """One of each state, by name."""
    case = make_case(world.officer, world.school, on=TODAY - timedelta(days=30))

    def make(days, agency=world.agency, accepted=False):
        return make_referral(case, world.officer, agency, on=TODAY - timedelta(days=days), accepted=accepted)

    made = {"overdue": make(20), "longer": make(25), "soon": make(2, world.other_agency)}
    made["accepted"] = make(1, accepted=True)
    made["declined"] = decline_referral(make(6), world.officer, on=TODAY)
    made["voided"] = workflow.void(make(3), reason="ส่งผิด", by=world.officer)
    return made


def names_of(several, rows):
    return [next(name for name, one in several.items() if one == row) for row in rows]


def test_list_begins_with_those_waited_for_longest(client, world, several):
    assert names_of(several, listed(client, world.colleague)) == ["longer", "overdue", "soon", "accepted", "declined"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("SENT", ["longer", "overdue", "soon"]), ("ACCEPTED", ["accepted"]), ("DECLINED", ["declined"]), ("DONE", [])],
)
def test_list_by_state(client, world, several, status, expected):
    assert names_of(several, listed(client, world.officer, status=status)) == expected


def test_list_by_agency(client, world, several):
    assert names_of(several, listed(client, world.officer, agency=world.other_agency.key)) == ["soon"]


def test_unknown_filter_is_told(client, world, several):
    client.force_login(world.officer)
    page = client.get(reverse("referrals:referral-list"), {"status": "x"})
    assert page.context["form"].errors


def test_list_says_what_is_overdue(client, world, several):
    page = shown(client, world.officer, reverse("referrals:referral-list"))
    assert "เกินกำหนด 18 วัน" in page
    assert several["longer"].round.case.student.last_name in page


def test_list_of_another_office_is_its_own(client, world, several):
    assert listed(client, world.stranger) == []


@pytest.mark.parametrize("who", ["teacher", "executive", "sysadmin", "nobody"])
def test_list_is_for_those_who_see_referrals(client, world, who):
    client.force_login(getattr(world, who))
    assert client.get(reverse("referrals:referral-list")).status_code == 404


def test_list_costs_the_same_however_long_it_is(client, world, several):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            listed(client, world.officer)
        return len(captured)

    queries()
    few = queries()
    for _more in range(5):
        make_referral(make_case(world.officer, world.school), world.officer, world.agency, accepted=False)
    assert queries() == few <= 15
