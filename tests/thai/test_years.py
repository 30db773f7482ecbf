"""Fiscal and academic years, and ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai.dates import academic_year, age_on, fiscal_year, fiscal_year_bounds, in_compulsory_age


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2023, 9, 30), 2566),
        (date(2023, 10, 1), 2567),
        (date(2024, 9, 30), 2567),
        (date(2024, 10, 1), 2568),
    ],
)
def test_fiscal_year_turns_on_the_first_of_october(day, year):
    assert fiscal_year(day) == year


def test_fiscal_year_2567_runs_from_october_to_september():
    assert fiscal_year_bounds(2567) == (date(2023, 10, 1), date(2024, 9, 30))


@given(st.integers(2401, 2699))
def test_fiscal_years_join_without_gap(year):
    first, last = fiscal_year_bounds(year)
    assert fiscal_year(first) == fiscal_year(last) == year
    assert fiscal_year_bounds(year + 1)[0] == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2024, 5, 15), 2566), (date(2024, 5, 16), 2567), (date(2025, 1, 5), 2567), (date(2024, 12, 31), 2567)],
)
def test_academic_year_turns_on_the_sixteenth_of_may(day, year):
    assert academic_year(day) == year


@pytest.mark.parametrize(
    ("day", "age"), [(date(2024, 3, 16), 11), (date(2024, 3, 17), 12), (date(2012, 3, 17), 0), (date(2025, 1, 1), 12)]
)
def test_age_grows_on_the_birthday(day, age):
    assert age_on(date(2012, 3, 17), day) == age


def test_child_born_on_29_february_grows_older_on_1_march_of_common_years():
    assert age_on(date(2012, 2, 29), date(2023, 2, 28)) == 10
    assert age_on(date(2012, 2, 29), date(2023, 3, 1)) == 11


@pytest.mark.parametrize(("birth", "expected"), [(2561, False), (2560, True), (2552, True), (2551, False)])
def test_compulsory_age_counts_years_as_schools_do(birth, expected):
    assert in_compulsory_age(birth, academic_year=2567) is expected
