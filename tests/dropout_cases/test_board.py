"""The board: the same cases in seven columns, with counts, the most urgent first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases.models import Case
from dropout_cases.steps import Risk, Safety, Step
from tests.dropout_cases.copies import copies
from tests.make import DAY, go_through, make_case

URL = "/cases/board/"
MOST_QUERIES = 18  # one for each column, and what every page asks


def board_for(client, user, **asked):
    client.force_login(user)
    return client.get(URL, asked)


def columns(client, user, **asked):
    return {column.step: column for column in board_for(client, user, **asked).context["columns"]}


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def test_every_case_stands_at_its_step(world, client, case):
    danger = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    back = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=6)
    shown = {step: column.cases for step, column in columns(client, world.officer).items() if column.cases}
    assert shown == {Step.COORDINATE: [case], Step.REFERRAL: [danger], Step.FOLLOW_UP: [back]}


def test_columns_say_how_many_and_how_many_are_overdue(world, client, case):
    make_case(world.officer, world.school, on=DAY + timedelta(days=1))
    Case.objects.filter(pk=case.pk).update(due_on="2900-01-01")
    column = columns(client, world.officer)[Step.COORDINATE]
    assert (column.count, column.overdue) == (2, 1)
    text = board_for(client, world.officer).content.decode()
    assert "เกินกำหนด 1</span>" in text
    assert text.count("ไม่มีเคสในขั้นนี้") == 6


def test_the_most_urgent_stand_on_top(world, client):
    late = make_case(world.officer, world.school, on=DAY)
    early = make_case(world.officer, world.school, on=DAY - timedelta(days=5))
    high = make_case(world.officer, world.school, on=DAY + timedelta(days=5), risk=Risk.HIGH)
    assert columns(client, world.officer)[Step.COORDINATE].cases == [high, early, late]


def test_ten_cards_and_the_way_to_all_of_them(world, client, case):
    copies(case, 14)
    column = columns(client, world.officer, round="1", sort="name")[Step.COORDINATE]
    assert (len(column.cases), column.count) == (10, 15)
    text = board_for(client, world.officer, round="1").content.decode()
    assert '<a href="/cases/?round=1&amp;step=2">ดูทั้งหมด 15' in text
    assert client.get("/cases/", {"round": "1", "step": "2"}).context["pages"].total == column.count


def test_filters_hold_on_the_board(world, client, case):
    high = make_case(world.officer, world.school, risk=Risk.HIGH)
    assert columns(client, world.officer, risk="HIGH")[Step.COORDINATE].cases == [high]
    text = board_for(client, world.officer, risk="HIGH").content.decode()
    assert 'href="/cases/?risk=HIGH"' in text
    assert "ความเสี่ยง: เสี่ยงสูง" in text


def test_what_is_not_understood_is_said(world, client, case):
    text = board_for(client, world.officer, year="67").content.decode()
    assert "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2567" in text
    assert case.get_absolute_url() not in text


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_people_of_other_places_see_an_empty_board(world, client, case, who):
    assert not any(column.count for column in columns(client, getattr(world, who)).values())


@pytest.mark.parametrize("who", ["executive", "partner", "sysadmin", "nobody"])
def test_for_others_the_board_does_not_exist(world, client, case, who):
    assert board_for(client, getattr(world, who)).status_code == 404


def test_whoever_is_not_signed_in_is_led_to_sign_in(client, db):
    assert client.get(URL).url.startswith("/sign-in/")


def test_the_board_costs_the_same_however_many_cases_there_are(world, client):
    cases = [make_case(world.officer, world.school), make_case(world.officer, world.school, safety=Safety.UNSAFE)]
    client.force_login(world.officer)
    client.get(URL)
    few = queries_of(client, URL)
    for case in cases:
        copies(case, 30)
    assert queries_of(client, URL) == few <= MOST_QUERIES
