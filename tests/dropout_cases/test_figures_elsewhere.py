"""The figures of offices between which cases go: what one counted stays its own, and it learns nothing of what came after."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropout_cases import workflow
from dropout_cases.figures import FIGURES, NONE, narrow
from dropout_cases.models import Attendance, Closing, Return, Round
from dropout_cases.workflow import children
from schools.access import Role
from schools.models import Post
from summaries.tables import tables_of
from tests.dropout_cases.test_random_lives import ACTS, Life
from tests.make import (
    DAY,
    code,
    make_case,
    make_follow_up,
    make_move,
    make_need,
    make_pause,
    make_return,
    make_supervisor,
    make_visit,
)
from tests.summaries.stories import LAST, TODAY, back_at_school, fresh, looped, stayed, taken_up_again
from thai.dates import fiscal_year_bounds

ONE_DAY, TOO_LATE = timedelta(days=1), date(2025, 10, 1)
LATER = DAY + timedelta(days=40)
LIST = reverse("dropout_cases:case-list")
HERE = {"opened": 1, "closed_otherwise": 1}
THERE = {"opened": 1, "carried_out": 1}


@pytest.fixture
def offices(world):
    """Two offices, each with somebody who hands cases over and somebody who takes them."""
    world.boss_of = {world.area: world.supervisor, world.elsewhere: make_supervisor(world.elsewhere)}
    return world


def hand_over(world, case, on=LATER, to=None, school=None):
    to = to or world.elsewhere
    move = make_move(fresh(case), world.boss_of[case.area], to, on=on)
    workflow.accept_move(move, by=world.boss_of[to], on=on, school=school)
    return fresh(case)


def cases(world, figure, year=2567, reader=None, today=TODAY, **row):
    reader = reader or world.supervisor
    return list(narrow(Round.objects.whole_to(reader), figure=figure, year=year, today=today, reader=reader, **row))


def figures_at(world, area, year=2567, today=TODAY):
    reader = world.boss_of[area]
    return {name: len(found) for name in FIGURES if (found := cases(world, name, year, reader, today))}


def numbers(rounds, year=2567):
    """Every number of every table but those of how the case stands."""
    tables = tables_of(year, rounds, TODAY)
    rows = {(table.name, row.key): [cell.number for cell in row.cells] for table in tables for row in table.rows}
    return {key: cells for key, cells in rows.items() if key[1] not in ("carried_out", "closed_otherwise")}


def test_case_handed_over_is_closed_here_and_new_there(offices):
    case = hand_over(offices, make_case(offices.officer, offices.school))
    assert figures_at(offices, offices.area) == HERE
    assert figures_at(offices, offices.elsewhere) == THERE
    assert cases(offices, "closed_otherwise") == cases(offices, "opened") == [case]


def test_case_that_waits_for_the_other_office_is_counted_here_alone(offices):
    make_move(make_case(offices.officer, offices.school), offices.supervisor, offices.elsewhere)
    assert figures_at(offices, offices.area) == {"opened": 1, "carried_out": 1}
    assert figures_at(offices, offices.elsewhere) == {}


def test_every_other_number_is_the_same_the_day_after_as_the_day_before(offices):
    case = looped(offices, back_at_school(offices, causes=["POVERTY", "PREGNANT"]))
    stayed(offices)
    rounds = Round.objects.countable_by(offices.supervisor)
    before = numbers(rounds)
    case = hand_over(offices, case, school=offices.far_school)
    assert numbers(rounds) == before
    make_visit(case, offices.boss_of[offices.elsewhere], on=LATER, findings=[], main_cause=code("ILLNESS", "dropout_reason"))
    assert numbers(rounds) == before


@pytest.mark.parametrize(
    ("day", "here", "next_here", "there", "next_there"),
    [
        (LAST, HERE, {}, THERE, {"carried_in": 1, "carried_out": 1}),
        (LAST + ONE_DAY, {"opened": 1, "carried_out": 1}, {"carried_in": 1, "closed_otherwise": 1}, {}, THERE),
    ],
)
def test_hand_over_counts_on_the_day_it_was_accepted(offices, day, here, next_here, there, next_there):
    hand_over(offices, make_case(offices.officer, offices.school), on=day)
    assert (figures_at(offices, offices.area), figures_at(offices, offices.area, 2568)) == (here, next_here)
    assert (figures_at(offices, offices.elsewhere), figures_at(offices, offices.elsewhere, 2568)) == (there, next_there)


def test_case_that_comes_back_within_the_year_was_not_closed(offices):
    case = hand_over(offices, hand_over(offices, make_case(offices.officer, offices.school)), to=offices.area)
    assert figures_at(offices, offices.area) == {"opened": 1, "carried_out": 1}
    assert figures_at(offices, offices.elsewhere) == HERE
    assert case.area == offices.area


def test_case_that_comes_back_in_a_later_year_is_new_again(offices):
    case = hand_over(offices, make_case(offices.officer, offices.school))
    hand_over(offices, case, to=offices.area, on=LAST + ONE_DAY)
    assert figures_at(offices, offices.area) == HERE
    assert figures_at(offices, offices.area, 2568) == THERE
    assert figures_at(offices, offices.elsewhere, 2568) == {"carried_in": 1, "closed_otherwise": 1}


def test_child_that_stayed_and_left_again_before_the_hand_over_stayed_in_the_first_year(offices):
    case = taken_up_again(offices, stayed(offices), on=LAST + ONE_DAY)
    hand_over(offices, case, on=LAST + 2 * ONE_DAY)
    assert figures_at(offices, offices.area) == {"opened": 1, "returned": 1, "staying": 1}
    assert figures_at(offices, offices.area, 2568) == {"looped": 1, "closed_otherwise": 1}
    assert figures_at(offices, offices.elsewhere, 2568) == THERE


def test_child_whose_row_went_into_another_is_still_one_child(offices):
    """The other office knows the child; of two cases one has gone there."""
    first = stayed(offices)
    first.student.identities.create(number="1100000000008", started_on=DAY)
    known = make_case(offices.stranger, offices.far_school).student
    known.identities.create(number="1100000000008", started_on=DAY)
    known.cases.update(closed_on=DAY, outcome=code("OTHER", "case_close_reason"))
    case = hand_over(offices, make_case(offices.officer, offices.school, first.student, on=DAY + ONE_DAY))
    assert case.student == known
    assert cases(offices, "opened") == [case]


def test_reader_of_both_offices_counts_a_child_once(offices):
    Post.objects.create(user=offices.supervisor, role=Role.SUPERVISOR, area=offices.elsewhere)
    case = hand_over(offices, make_case(offices.officer, offices.school))
    assert figures_at(offices, offices.area) == {"opened": 1, "closed_otherwise": 1, "carried_out": 1}
    assert cases(offices, "carried_out") == [case]


def test_place_is_where_the_child_was_when_the_case_left(offices):
    case = hand_over(offices, make_case(offices.officer, offices.school), school=offices.far_school)
    assert cases(offices, "opened", school=offices.school.key, amphoe="4003") == [case]
    assert cases(offices, "opened", school=offices.far_school.key) == []
    there = offices.boss_of[offices.elsewhere]
    assert cases(offices, "opened", reader=there, school=offices.far_school.key) == [case]


def test_causes_are_those_known_when_the_case_left(offices):
    case = hand_over(offices, make_case(offices.officer, offices.school, causes=["POVERTY", "PREGNANT"]))
    there = offices.boss_of[offices.elsewhere]
    found = make_visit(case, there, on=LATER)
    found.causes.set([code("ILLNESS", "dropout_reason")])
    case.causes.add(code("ILLNESS", "dropout_reason"))
    known = {cause: len(cases(offices, "opened", cause=cause)) for cause in ("POVERTY", "PREGNANT", "ILLNESS", NONE)}
    assert known == {"POVERTY": 1, "PREGNANT": 1, "ILLNESS": 0, NONE: 0}
    assert cases(offices, "opened", cause="PREGNANT", reader=offices.colleague) == []
    assert (
        cases(offices, "opened", cause="ILLNESS", reader=there) == cases(offices, "opened", cause="POVERTY", reader=there) == [case]
    )


def test_case_without_causes_stays_without(offices):
    case = hand_over(offices, make_case(offices.officer, offices.school, causes=[]))
    case.causes.add(code("POVERTY", "dropout_reason"))
    assert (cases(offices, "opened", cause=NONE), cases(offices, "opened", cause="POVERTY")) == ([case], [])


def test_five_rounds_at_two_offices(offices):
    case = hand_over(offices, looped(offices, back_at_school(offices)))
    case = looped_there(offices, case)
    case = hand_over(offices, case, to=offices.area, on=LATER)
    assert [(one.number, one.area, one.begins_here) for one in case.rounds.all()] == [
        (1, offices.area, True),
        (2, offices.area, False),
        (3, offices.elsewhere, True),
        (4, offices.elsewhere, False),
        (5, offices.area, True),
    ]
    assert figures_at(offices, offices.area) == {"opened": 1, "returned": 1, "looped": 1, "carried_out": 1}
    assert figures_at(offices, offices.elsewhere) == HERE | {"looped": 1, "returned": 1}


def looped_there(offices, case):
    boss = offices.boss_of[offices.elsewhere]
    make_return(case, boss, school=offices.far_school, on=LATER)
    make_follow_up(case, boss, on=LATER, attendance=Attendance.STOPPED)
    workflow.loop(fresh(case).current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=boss, on=LATER)
    return fresh(case)


def test_case_that_rests_is_still_cared_for(offices):
    case = looped(offices, back_at_school(offices))
    make_pause(case, offices.officer, until=timezone.localdate() + ONE_DAY, on=timezone.localdate())
    assert figures_at(offices, offices.area) == {"opened": 1, "returned": 1, "looped": 1, "carried_out": 1}


# On the pages


@pytest.fixture
def left(client, offices):
    """The list behind «รับแจ้งใหม่» of an office that has one case, and handed another over."""
    offices.area.amphoe.add(offices.school.tambon.amphoe)
    kept = make_case(offices.officer, offices.school)
    gone = hand_over(offices, make_case(offices.officer, offices.school, causes=["PREGNANT"]))
    client.force_login(offices.supervisor)
    return SimpleNamespace(kept=kept, gone=gone, get=lambda **asked: client.get(LIST, {"figure": "opened", "year": 2567} | asked))


def test_what_left_is_a_row_that_says_where_it_went_and_no_more(left, offices):
    child = left.gone.student
    children.rename(child, title="ด.ช.", first="ทองชื่อหลัง", last=child.last_name, by=left.gone.owner, on=LATER + ONE_DAY)
    page = left.get()
    text = page.content.decode()
    assert page.context["page_obj"].paginator.count == 2
    assert "ทองชื่อหลัง" not in text
    assert reverse("dropout_cases:case-left", args=[left.gone.key]) in text
    assert f"โอนให้ {offices.elsewhere} เมื่อ" in text
    assert f'"{left.gone.get_absolute_url()}"' not in text
    assert left.gone.owner.full_name not in text


@pytest.mark.parametrize("asked", [{"q": "สมมติ"}, {"status": "CLOSED"}, {"risk": "NONE"}, {"owner": "none"}])
def test_filter_beside_a_figure_tells_nothing_of_what_left(left, asked):
    assert left.gone not in left.get(**asked).context["page_obj"].object_list


def test_sensitive_cause_of_what_left_is_for_supervisors(left, offices, client):
    assert left.get(cause="PREGNANT").context["page_obj"].paginator.count == 1
    client.force_login(offices.officer)
    assert left.get(cause="PREGNANT").context["page_obj"].paginator.count == 0


def test_every_number_of_the_summary_opens_a_list_as_long(left, client):
    page = client.get("/summaries/2567/")
    tables = [page.context["headline"], *page.context["tables"]]
    cells = [cell for table in tables for row in table.rows for cell in row.cells if cell.url.startswith(LIST)]
    assert {cell.number for cell in cells} == {0, 1, 2}
    for cell in {cell.url: cell for cell in cells if cell.number}.values():
        assert client.get(cell.url).context["page_obj"].paginator.count == cell.number, cell.url


def test_help_not_to_be_had_stays_in_the_count_of_the_office_that_looked_for_it(offices, client):
    case = make_case(offices.officer, offices.school)
    make_need(case, offices.officer)
    hand_over(offices, case, school=offices.far_school)
    client.force_login(offices.supervisor)
    page = client.get(reverse("referrals:need-list"), {"amphoe": "4003"})
    assert [url for _case, url, *_rest in page.context["rows"]] == [reverse("dropout_cases:case-left", args=[case.key])]
    client.force_login(offices.boss_of[offices.elsewhere])
    assert not client.get(reverse("referrals:need-list")).context["rows"]


# Whatever happens


def how_many(rows, case_of=lambda row: row.case):
    """How many children these rows are of, by hand."""
    students = {case_of(row).student for row in rows if case_of(row).merged_into_id is None}
    return len({student.merged_into_id or student.pk for student in students})


def recounted(area, year):
    """The figures of an office, row by row."""
    (first, last), of_round = fiscal_year_bounds(year), lambda row: row.round.case
    rounds = list(Round.objects.filter(area=area).select_related("case__student"))
    closings = Closing.objects.filter(round__area=area, approved=True).select_related("round__case__student", "outcome")
    closed = [one for one in closings if first <= one.decided_on <= last and not (one.reopened_on and one.reopened_on <= last)]
    returns = Return.objects.filter(round__area=area, voided_at=None).select_related("round__case__student")
    begun = [one for one in rounds if first <= one.opened_on <= last]
    found = {
        "opened": how_many([one for one in begun if one.begins_here]),
        "looped": how_many([one for one in begun if not one.begins_here]),
        "carried_in": how_many([one for one in rounds if one.opened_on < first and (one.closed_on or first) >= first]),
        "carried_out": how_many([one for one in rounds if one.opened_on <= last and (one.closed_on or date.max) > last]),
        "returned": how_many([one for one in returns if one.confirmed_on and first <= one.happened_on <= last], of_round),
        "staying": how_many([one for one in closed if one.outcome.group == "success"], of_round),
        "unsuccessful": how_many([one for one in closed if one.outcome.group == "unsuccessful"], of_round),
        "closed_otherwise": how_many([one for one in closed if one.outcome.group in ("neutral", "not_a_case")], of_round),
    }
    return {name: number for name, number in found.items() if number}


def links_of(table):
    """What each number that leads somewhere asks for."""
    cells = [cell for row in table.rows for cell in row.cells if cell.query]
    return [({name: value[0] for name, value in parse_qs(cell.query).items()}, cell) for cell in cells]


@pytest.mark.slow
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(data=st.data(), times=st.integers(5, 14))
def test_figures_are_what_is_counted_row_by_row_whatever_happened(offices, data, times):
    with transaction.atomic():
        life = Life(offices, data.draw)
        life.holds = lambda: None
        for _time in range(times):
            life.do(data.draw(st.sampled_from(ACTS), label="act"))
        offices.boss_of = life.seniors
        for area, year in product(life.seniors, (2567, 2568)):
            assert figures_at(offices, area, year, TOO_LATE) == recounted(area, year)
            for asked, cell in [
                pair for table in tables_of(year, Round.objects.of_areas([area]), TOO_LATE) for pair in links_of(table)
            ]:
                asked |= {name: int(asked[name]) for name in ("year", "rounds") if name in asked}
                behind = narrow(Round.objects.of_areas([area]), **asked, today=TOO_LATE, reader=life.seniors[area])
                assert behind.count() == cell.number, asked
        transaction.set_rollback(True)
