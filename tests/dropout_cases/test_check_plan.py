"""The days of a plan of checks, from the office's settings and the school calendar alone."""

from datetime import date, timedelta

import pytest

from dropout_cases.check_plan import (
    CheckKind,
    due_day,
    next_dmc_day,
    planned_days,
    planned_later,
    term_end_near,
    weeks_of,
)
from schools.calendar import SchoolCalendar
from schools.models import Area

USUAL = SchoolCalendar()  # term 1 from 16 May to 10 October, term 2 from 1 November to 31 March
MONDAY = date(2024, 1, 15)


def plan(start=MONDAY, calendar=USUAL, **settings):
    """Kind, week, day by the plan and day due of each check."""
    area = Area(**{"check_weeks": "", "check_term_end": False, "check_dmc": False} | settings)
    return [(one.kind, one.week, one.planned_on, one.due_on) for one in planned_days(area, start, calendar)]


def off(*days):
    return SchoolCalendar(days_off=frozenset(days))


@pytest.mark.parametrize(
    ("text", "weeks"),
    [("1,2,4,12", [1, 2, 4, 12]), ("4, 1,4", [1, 4]), ("", []), (" , ", [])],
    ids=["usual", "twice", "none", "blank"],
)
def test_weeks_are_read_once_each_in_order(text, weeks):
    assert weeks_of(text) == weeks


def test_weeks_are_counted_from_the_return():
    assert plan(check_weeks="1,2") == [
        ("WEEK", 1, date(2024, 1, 22), date(2024, 1, 22)),
        ("WEEK", 2, date(2024, 1, 29), date(2024, 1, 29)),
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 1, 15), date(2024, 10, 10)),  # within term 2: the next is term 1 of the year after
        (date(2024, 4, 20), date(2024, 10, 10)),  # between the years
        (date(2024, 5, 16), date(2025, 3, 31)),  # on the first day of term 1
        (date(2024, 10, 20), date(2025, 3, 31)),  # between the terms
    ],
)
def test_the_end_of_the_next_term_is_checked(start, end):
    assert plan(start, check_term_end=True) == [("TERM", 0, end, end)]


def test_terms_are_those_the_office_keeps():
    calendar = SchoolCalendar(terms={2567: [(date(2024, 5, 20), date(2024, 9, 27)), (date(2024, 10, 28), date(2025, 3, 14))]})
    assert plan(calendar=calendar, check_term_end=True)[0][2] == date(2024, 9, 27)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (date(2024, 1, 15), date(2024, 6, 10)),
        (date(2024, 6, 10), date(2024, 11, 10)),
        (date(2024, 11, 10), date(2025, 6, 10)),
    ],
)
def test_the_next_dmc_day_is_checked(start, day):
    assert next_dmc_day(start) == day
    assert plan(start, check_dmc=True)[0][:3] == ("DMC", 0, day)


def test_all_kinds_stand_in_the_order_of_their_days():
    found = plan(check_weeks="1,40", check_term_end=True, check_dmc=True)
    assert [one[0] for one in found] == ["WEEK", "DMC", "TERM", "WEEK"]


@pytest.mark.parametrize(
    ("planned", "calendar", "due"),
    [
        (date(2024, 1, 22), USUAL, date(2024, 1, 22)),
        (date(2024, 1, 22), off(date(2024, 1, 22)), date(2024, 1, 23)),  # Friday before is three days off
        (date(2024, 1, 26), off(date(2024, 1, 26)), date(2024, 1, 25)),  # Monday after is three days off
        (date(2024, 1, 24), off(date(2024, 1, 24)), date(2024, 1, 25)),  # of two as near the later
        (date(2024, 4, 8), USUAL, date(2024, 3, 29)),  # the last school day before the long holiday
        (date(2024, 5, 1), USUAL, date(2024, 5, 16)),
        (date(2024, 10, 20), USUAL, date(2024, 10, 10)),
    ],
)
def test_a_check_falls_due_on_the_nearest_school_day(planned, calendar, due):
    assert due_day(CheckKind.WEEK, planned, calendar, start=MONDAY) == due


def test_the_end_of_a_term_is_its_last_school_day():
    assert due_day(CheckKind.TERM, date(2024, 3, 31), USUAL, start=MONDAY) == date(2024, 3, 29)


def test_no_check_falls_due_before_the_return_or_on_it():
    assert due_day(CheckKind.WEEK, date(2024, 4, 8), USUAL, start=date(2024, 3, 29)) == date(2024, 5, 16)


def test_a_check_stays_on_its_day_where_there_is_no_school_for_a_year():
    never = SchoolCalendar(terms={year: [(date(year - 543, 6, 1), date(year - 543, 6, 2))] for year in range(2560, 2570)})
    never = SchoolCalendar(never.terms, frozenset(start for spans in never.terms.values() for span in spans for start in span))
    assert due_day(CheckKind.WEEK, date(2024, 1, 22), never, start=MONDAY) == date(2024, 1, 22)


REST = {"days": timedelta(days=60), "from_day": date(2024, 6, 1)}


@pytest.mark.parametrize(
    ("kind", "planned", "later"),
    [
        ("WEEK", date(2024, 4, 8), date(2024, 6, 7)),
        ("TERM", date(2024, 10, 10), date(2024, 10, 10)),
        ("TERM", date(2024, 3, 31), date(2024, 10, 10)),
        ("DMC", date(2024, 6, 10), date(2024, 6, 10)),
        ("DMC", date(2023, 11, 10), date(2024, 6, 10)),
    ],
)
def test_what_a_rest_puts_off(kind, planned, later):
    assert planned_later(kind, planned, calendar=USUAL, **REST) == later


@pytest.mark.parametrize("planned", [date(2024, 9, 20), date(2024, 10, 10), date(2024, 11, 20)])
def test_a_term_that_moved_is_known_again_by_its_nearness(planned):
    assert term_end_near(planned, USUAL) == date(2024, 10, 10)
