"""The figures of a year, each worked out by hand; and the rows of tables they are narrowed to."""

from datetime import date, timedelta

import pytest

from dropout_cases import workflow
from dropout_cases.figures import FIGURES, Year, narrow, query_string
from dropout_cases.models import Report, Round
from dropout_cases.steps import Safety
from tests.make import DAY, code, confirm_return, make_amphoe, make_case, make_return, make_school, make_student, make_tambon
from tests.summaries.stories import (
    FIRST,
    LAST,
    TODAY,
    at_a_new_school,
    back_at_school,
    ended,
    fresh,
    looped,
    stayed,
    stayed_after_rounds,
    taken_up_again,
)

ONE_DAY = timedelta(days=1)


def cases(world, figure, year=2567, today=TODAY, reader=None, **row):
    reader = reader or world.supervisor
    return list(narrow(Round.objects.whole_to(reader), figure=figure, year=year, today=today, reader=reader, **row))


def figures_of(world, year=2567, today=TODAY):
    """The figures that are not nought."""
    return {name: len(found) for name in FIGURES if (found := cases(world, name, year, today))}


def test_child_who_stays_is_reported_returned_and_staying(world):
    stayed(world)
    assert figures_of(world) == {"opened": 1, "returned": 1, "staying": 1}


def test_child_with_two_rounds_counts_once(world):
    case = stayed_after_rounds(world, 2)
    assert figures_of(world) == {"opened": 1, "returned": 1, "looped": 1, "staying": 1}
    assert cases(world, "staying", rounds=2) == [case]
    assert cases(world, "staying", rounds=1) == []


def test_child_with_two_cases_counts_once_with_the_latest(world):
    first = stayed(world)
    later = DAY + timedelta(days=60)
    second = stayed(world, on=later, student=first.student, back_at=world.other_school)
    assert figures_of(world) == {"opened": 1, "returned": 1, "staying": 1}
    assert cases(world, "staying") == cases(world, "opened") == [second]
    assert cases(world, "staying", school=world.other_school.key) == [second]
    assert cases(world, "staying", school=world.school.key) == []


@pytest.mark.parametrize(("day", "year"), [(LAST, 2567), (LAST + ONE_DAY, 2568), (FIRST, 2567), (FIRST - ONE_DAY, 2566)])
def test_staying_counts_in_the_year_of_its_approval(world, day, year):
    case = stayed(world, on=date(2023, 9, 1), closed_on=day)
    assert [one for one in (2566, 2567, 2568) if case in cases(world, "staying", one)] == [year]


def test_case_taken_up_again_in_the_same_year_was_not_helped_yet(world):
    case = taken_up_again(world, stayed(world), on=LAST)
    assert figures_of(world) == {"opened": 1, "returned": 1, "looped": 1, "carried_out": 1}
    assert cases(world, "carried_in", 2568) == [case]


def test_case_taken_up_again_in_a_later_year_was_helped_in_the_first(world):
    case = taken_up_again(world, stayed(world), on=LAST + ONE_DAY)
    assert cases(world, "staying") == [case]
    assert figures_of(world, 2568) == {"looped": 1, "carried_out": 1}


def test_case_closed_twice_in_a_year_counts_with_its_last_closing(world):
    case = taken_up_again(world, stayed(world), on=DAY + ONE_DAY)
    make_return(case, world.officer, school=world.other_school, on=DAY + ONE_DAY)
    reason = code("TRANSFER_CONFIRMED", "case_close_reason")
    closing = workflow.ask_to_close(case, outcome=reason, note="", by=world.officer, on=DAY + ONE_DAY)
    workflow.approve_closing(closing, by=world.supervisor, on=DAY + ONE_DAY)
    assert cases(world, "staying") == cases(world, "staying", school=world.other_school.key, rounds=2) == [case]


def test_closing_asked_for_or_refused_counts_nowhere(world):
    case = at_a_new_school(back_at_school(world), world.officer)
    reason = code("TRANSFER_CONFIRMED", "case_close_reason")
    closing = workflow.ask_to_close(case, outcome=reason, note="", by=world.officer, on=DAY)
    assert cases(world, "staying") == []
    workflow.refuse_closing(closing, reason="ยังติดตามไม่ครบ", by=world.supervisor, on=DAY)
    assert cases(world, "staying") == []


@pytest.mark.parametrize(
    ("outcome", "figure"),
    [
        ("REFUSED", "unsuccessful"),
        ("NOT_FOUND", "unsuccessful"),
        ("OTHER_AFFILIATION", "closed_otherwise"),
    ],
)
def test_other_outcomes_are_not_staying(world, outcome, figure):
    ended(world, outcome)
    assert figures_of(world) == {"opened": 1, figure: 1}


def test_child_refused_first_and_helped_later_is_in_both_figures(world):
    case = ended(world, "REFUSED")
    stayed(world, on=DAY + ONE_DAY, student=case.student)
    assert figures_of(world) == {"opened": 1, "returned": 1, "staying": 1, "unsuccessful": 1}


def test_return_counts_by_the_day_it_happened_once_it_is_confirmed(world):
    case = make_case(world.officer, world.school, on=LAST)
    entry = make_return(case, world.officer, on=LAST, confirmed=False)
    assert cases(world, "returned") == []
    confirm_return(entry, world.officer, on=LAST + ONE_DAY)
    assert (cases(world, "returned"), cases(world, "returned", 2568)) == ([case], [])


def test_voided_return_does_not_count(world):
    case = make_case(world.officer, world.school)
    workflow.void(make_return(case, world.officer), reason="บันทึกผิดคน", by=world.officer)
    assert cases(world, "returned") == []


@pytest.mark.parametrize(("closed_on", "carried"), [(LAST - ONE_DAY, False), (LAST, False), (LAST + ONE_DAY, True), (None, True)])
def test_what_is_open_overnight_is_carried_from_one_year_into_the_next(world, closed_on, carried):
    case = stayed(world, closed_on=closed_on) if closed_on else make_case(world.officer, world.school)
    expected = [case] if carried else []
    assert cases(world, "carried_out") == cases(world, "carried_in", 2568) == expected
    assert cases(world, "carried_in") == []


def test_case_looped_over_the_turn_of_the_year_is_carried_once(world):
    case = looped(world, back_at_school(world, on=LAST - ONE_DAY), on=LAST)
    assert cases(world, "carried_out") == cases(world, "carried_in", 2568) == [case]


def test_running_year_is_counted_to_today(world):
    make_case(world.officer, world.school)
    stayed(world, closed_on=DAY + timedelta(days=30))
    assert len(cases(world, "carried_out", today=DAY + timedelta(days=29))) == 2
    assert len(cases(world, "carried_out", today=DAY + timedelta(days=30))) == 1


def test_year_to_come_counts_nothing(world):
    make_case(world.officer, world.school)
    assert figures_of(world, 2569) == {}


def test_year_knows_its_days():
    year = Year(2567, LAST)
    assert (year.first, year.last, year.has_begun, year.is_over) == (FIRST, LAST, True, False)
    assert Year(2567, LAST + ONE_DAY).is_over
    assert not Year(2567, FIRST - ONE_DAY).has_begun


# Rows of tables


def test_staying_is_placed_where_the_child_was_when_the_case_closed(world):
    city = make_tambon("บ้านเป็ด", "400115", make_amphoe("เมืองขอนแก่น", "4001"))
    in_the_city = make_school(world.area, "โรงเรียนในเมือง", tambon=city)
    case = taken_up_again(world, stayed(world), on=LAST + ONE_DAY)
    make_return(case, world.officer, school=in_the_city, on=LAST + ONE_DAY)
    assert fresh(case).school == in_the_city
    assert cases(world, "staying", school=world.school.key, amphoe="4003") == [case]
    assert cases(world, "staying", amphoe="4001") == []
    assert cases(world, "carried_out", 2568, amphoe="4001") == [case]


def test_staying_is_placed_by_the_pathway_of_its_return(world):
    case = stayed(world, pathway="VOCATIONAL")
    assert cases(world, "staying", pathway="VOCATIONAL") == cases(world, "returned", pathway="VOCATIONAL") == [case]
    assert cases(world, "staying", pathway="SAME_SCHOOL") == []


def test_figure_without_pathways_finds_none_by_one(world):
    stayed(world)
    assert cases(world, "opened", pathway="SAME_SCHOOL") == []


def test_last_row_of_rounds_holds_more_rounds_too(world):
    three, four = stayed_after_rounds(world, 3), stayed_after_rounds(world, 4)
    assert set(cases(world, "staying", rounds=3)) == {three, four}


def test_child_of_no_known_place_or_cause_has_a_row_too(world):
    student = make_student(world.area, described_as="เด็กชายอายุประมาณ 10 ปี", first_name="", last_name="")
    report = Report(happened_on=DAY, safety=Safety.SAFE)
    case = workflow.open_case(student, report, by=world.officer, place_text="ตลาด")
    assert cases(world, "opened", school="none", amphoe="none", cause="none") == [case]
    assert cases(world, "opened", school=world.school.key) == []


def test_child_with_several_causes_is_in_the_row_of_each(world):
    case = stayed(world, causes=["POVERTY", "TRANSPORT"])
    assert cases(world, "staying", cause="POVERTY") == cases(world, "staying", cause="TRANSPORT") == [case]
    assert cases(world, "staying", cause="MIGRATED") == []
    assert cases(world, "staying", cause="no such cause") == []


def test_sensitive_cause_is_found_by_those_who_may_read_it(world):
    case = stayed(world, causes=["PREGNANT"])
    assert cases(world, "staying", cause="PREGNANT") == [case]
    assert cases(world, "staying", cause="PREGNANT", reader=world.colleague) == []


@pytest.mark.parametrize("figure", FIGURES)
def test_figures_count_only_the_rounds_that_are_given(world, figure):
    stayed_after_rounds(world, 2)
    ended(world, "REFUSED")
    assert cases(world, figure, reader=world.stranger) == []


def test_query_string_says_what_narrow_takes():
    assert query_string("staying", 2567, amphoe="4003") == "figure=staying&year=2567&amphoe=4003"
