"""Which days are school days, by tables of dates."""

from datetime import date

import pytest

from schools import calendar
from schools.calendar import SchoolCalendar, calendar_of, is_school_day, public_holidays, school_days, usual_terms, year_bounds
from schools.models import Holiday, Term
from thai.dates import build_date


def on(day, month, year_be):
    """A day as it is said: on(29, 2, 2567)."""
    return build_date(day, month, year_be)


def term(area, number, starts_on, ends_on, year=2567):
    return Term.objects.create(area=area, academic_year=year, number=number, starts_on=starts_on, ends_on=ends_on)


def day_off(area, day, school=None, name="วันหยุดทดสอบ"):
    return Holiday.objects.create(area=area, school=school, day=day, name=name)


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (on(16, 5, 2567), True),  # the first day of the usual first term, a Thursday
        (on(15, 5, 2567), False),
        (on(18, 5, 2567), False),  # Saturday
        (on(19, 5, 2567), False),  # Sunday
        (on(20, 5, 2567), True),
        (on(10, 10, 2567), True),
        (on(11, 10, 2567), False),  # between the terms
        (on(31, 10, 2567), False),
        (on(1, 11, 2567), True),  # Friday
        (on(29, 2, 2567), True),  # of academic year 2566, leap in ค.ศ. 2024 although 2567 is not divisible by four
        (on(28, 2, 2566), True),
        (on(31, 3, 2568), True),
        (on(1, 4, 2568), False),
        (on(31, 3, 2567), False),  # a Sunday
    ],
)
def test_usual_terms_hold_where_a_year_has_none_of_its_own(day, is_one):
    assert SchoolCalendar().is_school_day(day) is is_one


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (on(20, 5, 2567), False),  # put off to June by a flood
        (on(3, 6, 2567), True),
        (on(21, 10, 2567), True),  # where the usual terms have a break
        (on(1, 11, 2567), False),  # a year with terms of its own has no others
        (on(20, 5, 2566), False),  # a Saturday
        (on(22, 5, 2566), True),  # the year before keeps the usual terms
    ],
)
def test_terms_of_a_year_replace_the_usual_ones(world, day, is_one):
    term(world.area, 1, on(3, 6, 2567), on(25, 10, 2567))
    assert is_school_day(world.area, day) is is_one
    assert is_school_day(world.school, day) is is_one


@pytest.mark.django_db
def test_a_term_may_last_into_the_next_academic_year(world):
    term(world.area, 2, on(2, 12, 2567), on(30, 5, 2568))
    assert is_school_day(world.area, on(19, 5, 2568))
    assert school_days(world.area, on(14, 5, 2568), on(16, 5, 2568)) == [on(14, 5, 2568), on(15, 5, 2568), on(16, 5, 2568)]


@pytest.mark.django_db
def test_holidays_of_the_area_are_no_school_days_anywhere_in_it(world):
    day_off(world.area, on(12, 8, 2567))
    for place, is_one in ((world.area, False), (world.school, False), (world.elsewhere, True), (world.far_school, True)):
        assert is_school_day(place, on(12, 8, 2567)) is is_one


@pytest.mark.django_db
def test_one_school_closed_by_a_flood_leaves_the_others_open(world):
    day_off(world.area, on(3, 9, 2567), school=world.school, name="น้ำท่วม")
    days = [on(2, 9, 2567), on(3, 9, 2567), on(4, 9, 2567)]
    assert school_days(world.school, days[0], days[2]) == [days[0], days[2]]
    assert school_days(world.other_school, days[0], days[2]) == days
    assert school_days(world.area, days[0], days[2]) == days


@pytest.mark.django_db
def test_a_calendar_is_read_in_two_queries_however_many_schools(world, django_assert_num_queries):
    for school in (world.school, world.other_school):
        day_off(world.area, on(3, 9, 2567), school=school)
    with django_assert_num_queries(2):
        loaded = calendar.load([world.area, world.elsewhere])
        for area, school in ((world.area, world.school), (world.area, world.other_school), (world.elsewhere, world.far_school)):
            at = loaded[area.pk].at(school.pk)
            assert at.is_school_day(on(3, 9, 2567)) is (area == world.elsewhere)


@pytest.mark.parametrize(
    ("day", "last", "following"),
    [
        (on(20, 5, 2567), on(20, 5, 2567), on(21, 5, 2567)),
        (on(19, 5, 2567), on(17, 5, 2567), on(20, 5, 2567)),  # Sunday
        (on(20, 10, 2567), on(10, 10, 2567), on(1, 11, 2567)),  # between the terms
        (on(1, 5, 2568), on(31, 3, 2568), on(16, 5, 2568)),  # the long holidays
    ],
)
def test_last_and_next_school_day(day, last, following):
    assert (SchoolCalendar().last(day), SchoolCalendar().next(day)) == (last, following)


@pytest.mark.django_db
def test_where_there_is_no_school_for_a_year_there_is_no_last_day(world):
    for year in (2565, 2566, 2567):
        term(world.area, 1, on(17, 5, year), on(18, 5, year), year=year)  # a weekend at most
        for day in (on(17, 5, year), on(18, 5, year)):
            day_off(world.area, day)
    assert calendar_of(world.area).last(on(1, 5, 2568)) is None
    assert calendar_of(world.area).next(on(1, 6, 2566)) is None


def test_academic_year_runs_from_may_to_may():
    assert year_bounds(2567) == (date(2024, 5, 16), date(2025, 5, 15))
    assert usual_terms(2567) == {1: (date(2024, 5, 16), date(2024, 10, 10)), 2: (date(2024, 11, 1), date(2025, 3, 31))}


# Public holidays


@pytest.mark.parametrize(
    ("year", "day", "name"),
    [
        (2567, on(12, 8, 2567), "วันแม่แห่งชาติ"),  # Monday
        (2567, on(29, 7, 2567), "หยุดชดเชย วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว"),  # the 28th is a Sunday
        (2567, on(14, 10, 2567), "หยุดชดเชย วันนวมินทรมหาราช"),
        (2567, on(31, 12, 2567), "วันสิ้นปี"),
        (2567, on(1, 1, 2568), "วันขึ้นปีใหม่"),  # of the same academic year
        (2566, on(2, 1, 2567), "หยุดชดเชย วันสิ้นปี"),  # 31 Dec a Sunday, and 1 Jan is taken
        (2565, on(2, 1, 2566), "หยุดชดเชย วันสิ้นปี"),  # both on the weekend: one day in lieu
        (2564, on(3, 1, 2565), "หยุดชดเชย วันขึ้นปีใหม่"),
        (2567, on(5, 5, 2568), "หยุดชดเชย วันฉัตรมงคล"),
    ],
)
def test_public_holidays_and_the_days_in_lieu(year, day, name):
    assert public_holidays(year)[day] == name


def test_holidays_that_follow_each_other_on_a_weekend_are_made_up_for_once():
    assert on(3, 1, 2566) not in public_holidays(2565)
    songkran = [day for day, name in public_holidays(2566).items() if "สงกรานต์" in name]
    assert songkran == [on(15, 4, 2567), on(16, 4, 2567)]  # Saturday to Monday, and Tuesday in lieu


def test_every_public_holiday_is_a_weekday_of_its_year():
    for year in range(2560, 2600):
        days = list(public_holidays(year))
        assert days == sorted(days)
        assert all(day.weekday() < 5 and year_bounds(year)[0] <= day <= year_bounds(year)[1] for day in days)
        assert 12 <= len(days) <= 15


@pytest.mark.django_db
def test_holidays_are_filled_in_once_and_changed_ones_stay(world):
    day_off(world.area, on(12, 8, 2567), name="วันแม่ หยุดตามประกาศ")
    day_off(world.area, on(5, 12, 2567), school=world.school, name="งานกีฬา")
    made = calendar.make_public_holidays(world.area, 2567)
    assert len(made) == len(public_holidays(2567)) - 1
    assert calendar.make_public_holidays(world.area, 2567) == []
    assert world.area.holidays.get(day=on(12, 8, 2567)).name == "วันแม่ หยุดตามประกาศ"
    assert world.area.holidays.filter(day=on(5, 12, 2567)).count() == 2


@pytest.mark.django_db
def test_usual_terms_are_written_down_only_where_there_are_none(world):
    assert [str(made) for made in calendar.make_usual_terms(world.area, 2567)] == ["1/2567", "2/2567"]
    assert calendar.make_usual_terms(world.area, 2567) == []
    assert is_school_day(world.area, on(16, 5, 2567))
