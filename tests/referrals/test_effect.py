"""How rounds went in which a kind of help came: every number is the number of rounds behind it, and no share is made of a few."""

import re
from html import unescape

import pytest
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Attendance, Round
from referrals import effect
from referrals.effect import Fate
from referrals.models import Outcome, ReferralStatus
from tests.make import (
    DAY,
    answer_referral,
    code,
    decline_referral,
    make_case,
    make_follow_up,
    make_move,
    make_referral,
    make_return,
    make_supervisor,
)
from tests.summaries.stories import at_a_new_school, close, fresh

URL = reverse("referrals:help-effect")


def helped(world, outcome=Outcome.GOT, helps=("MEDICAL",)):
    """A case of which the agency has said what came of the help."""
    case = make_case(world.officer, world.school)
    referral = make_referral(case, world.officer, world.agency, helps=helps)
    given = dict.fromkeys(referral.helps.all(), outcome)
    answer_referral(referral, world.officer, status=ReferralStatus.DONE, given=given)
    return fresh(case)


def back(world, case, attendance=None):
    make_return(case, world.officer)
    if attendance:
        make_follow_up(case, world.officer, attendance=attendance)
    return fresh(case)


def left_again(world, case):
    back(world, case, Attendance.STOPPED)
    workflow.loop(fresh(case).current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=DAY)


def stayed(world, case):
    back(world, case)
    close(at_a_new_school(fresh(case), world.officer), world.officer, world.supervisor, "TRANSFER_CONFIRMED", on=DAY)


def handed_over(world, case):
    move = make_move(back(world, case, Attendance.ATTENDING), world.supervisor, world.elsewhere)
    workflow.accept_move(move, by=make_supervisor(world.elsewhere), on=DAY)


STORIES = {
    "not back": (lambda world, case: None, Fate.UNKNOWN),
    "back, not reported": (back, Fate.UNKNOWN),
    "attending": (lambda world, case: back(world, case, Attendance.ATTENDING), Fate.ATTENDING),
    "missing days": (lambda world, case: back(world, case, Attendance.IRREGULAR), Fate.ATTENDING),
    "stopped": (lambda world, case: back(world, case, Attendance.STOPPED), Fate.LEFT),
    "stopped, next round": (left_again, Fate.LEFT),
    "stayed": (stayed, Fate.STAYING),
    "handed over": (handed_over, Fate.UNKNOWN),
}


def fate_of(case):
    return effect.with_fate(Round.objects.filter(case=case, number=1)).get().fate


def numbers(lines):
    return {line.label: [cell.number for cell in line.cells] for line in lines}


@pytest.mark.parametrize("story", STORIES)
def test_fate_of_a_round(world, story):
    tell, fate = STORIES[story]
    case = make_case(world.officer, world.school)
    tell(world, case)
    assert fate_of(case) == fate


def test_round_whose_plan_is_done_stays(world):
    case = back(world, make_case(world.officer, world.school), Attendance.ATTENDING)
    case.rounds.get().states.filter(step=7).update(state="SETTLED", settled_on=DAY)
    assert fate_of(case) == Fate.STAYING


@pytest.mark.parametrize(
    ("outcome", "got", "refused"),
    [(Outcome.GOT, 1, 0), (Outcome.PARTLY, 1, 0), (Outcome.NOT, 0, 1), (ReferralStatus.DECLINED, 0, 1)],
)
def test_help_came_or_did_not(world, outcome, got, refused):
    if outcome == ReferralStatus.DECLINED:
        decline_referral(
            make_referral(make_case(world.officer, world.school), world.officer, world.agency, accepted=False), world.officer
        )
    else:
        helped(world, outcome)
    found = effect.lines(Round.objects.whole_to(world.officer), None)
    assert (len(found[True]), len(found[False])) == (got, refused)


def test_help_declined_by_one_and_given_by_another_came(world):
    case = helped(world)
    decline_referral(make_referral(case, world.officer, world.other_agency, accepted=False), world.officer)
    found = effect.lines(Round.objects.whole_to(world.officer), None)
    assert (numbers(found[True]), found[False]) == ({code("MEDICAL", "help_kind").label: [1, 0, 0, 0, 1]}, [])


def test_request_that_waits_or_was_voided_tells_nothing(world):
    make_referral(make_case(world.officer, world.school), world.officer, world.agency)
    referral = helped(world).current_round.referrals.get()
    workflow.void(referral, reason="ผิดคน", by=world.officer)
    assert effect.lines(Round.objects.whole_to(world.officer), None) == {True: [], False: []}


@pytest.mark.parametrize(("stayed", "told", "percent"), [(9, 9, None), (8, 10, 80), (1, 12, 8)])
def test_share_only_of_ten_or_more(stayed, told, percent):
    assert effect.Line("", [], stayed, told).percent == percent


@pytest.fixture
def told(world):
    """Rounds of every fate, one of help that did not come, one of an office elsewhere."""
    for tell, _fate in STORIES.values():
        tell(world, helped(world, helps=("MEDICAL", "PSYCH")))
    back(world, helped(world, Outcome.NOT), Attendance.ATTENDING)
    return world


def links_of(page):
    found = re.findall(r'<a href="(/referrals/effect/rounds/\?[^"]+)">.*?</span>(\d+)</a>', page.content.decode())
    return {unescape(url): int(number) for url, number in found}


def test_every_number_opens_as_many_rounds(client, told):
    client.force_login(told.officer)
    found = links_of(client.get(URL)) | links_of(client.get(URL, {"year": 2567}))
    assert len(found) == 2 * 3 * 5
    for url, number in found.items():
        assert client.get(url).context["page_obj"].paginator.count == number, url


def test_page_claims_no_cause_and_says_of_how_many(client, told):
    client.force_login(told.officer)
    page = client.get(URL).content.decode()
    assert "ไม่ได้บอกว่าเกิดเพราะความช่วยเหลือนั้น" in page
    assert "1 จาก 3" in page
    assert "%" not in page[page.index("<main") : page.index("<details")]


def test_another_office_and_another_year_count_their_own(client, told):
    client.force_login(told.stranger)
    assert links_of(client.get(URL)) == {}
    client.force_login(told.officer)
    assert links_of(client.get(URL, {"year": 2566})) == {}


@pytest.mark.parametrize("asked", ["", "?help=NONSENSE&came=1", "?help=MEDICAL&came=2", "?help=MEDICAL&came=1&fate=X"])
def test_question_not_understood_lists_nothing_and_says_so(client, world, asked):
    client.force_login(world.officer)
    assert "ไม่เข้าใจที่อยู่นี้" in client.get(reverse("referrals:effect-rounds") + asked).content.decode()


def test_page_takes_as_many_queries_for_many_rounds_as_for_one(client, told, django_assert_max_num_queries):
    client.force_login(told.officer)
    client.get(URL)
    with django_assert_max_num_queries(14):
        client.get(URL)
