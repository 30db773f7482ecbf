"""What step 5 recommends, what its receivers answer, and what came true in step 6."""

import pytest

from dropout_cases.models import recommended_for
from referrals.models import PathwayReply, ReferralStatus
from tests.dropout_cases.browsing import words
from tests.make import answer_referral, code, make_case, make_referral, make_return

RECOMMENDED, OFFERED = "LEARNING_PROMO", "VOCATIONAL"


def pathway(name):
    return code(name, "education_pathway")


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


@pytest.fixture
def sent(case, world):
    return make_referral(case, world.officer, world.agency, accepted=False, pathway=pathway(RECOMMENDED))


def test_what_was_sent_stands_until_a_receiver_offers_another(world, case, sent):
    assert recommended_for(case.current_round) == pathway(RECOMMENDED)
    offer = {"pathway_reply": PathwayReply.OTHERWISE, "agreed_pathway": pathway(OFFERED)}
    answer_referral(sent, world.officer, recommendation=offer)
    make_referral(case, world.officer, world.other_agency, accepted=False, pathway=pathway("SAME_SCHOOL"))
    assert recommended_for(case.current_round) == pathway(OFFERED)


def test_what_was_withdrawn_recommends_nothing(world, case, sent):
    answer_referral(sent, world.officer, status=ReferralStatus.WITHDRAWN)
    assert recommended_for(case.current_round) is None


@pytest.mark.parametrize(("came_true", "said"), [(RECOMMENDED, "ตรงกับที่จัดจริง"), (OFFERED, "ต่างจากที่จัดจริง")])
def test_return_stands_beside_what_was_recommended(world, case, sent, client, came_true, said):
    entry = make_return(case, world.officer, pathway=came_true)
    assert entry.beside_recommended == f"{pathway(RECOMMENDED)} – {said}"
    client.force_login(world.officer)
    assert said in words(client.get(case.get_absolute_url()))


def test_form_of_the_return_says_what_was_recommended(world, case, sent, client):
    client.force_login(world.officer)
    page = client.get(f"{case.get_absolute_url()}return/")
    assert f"แนวทางที่เสนอแนะ {pathway(RECOMMENDED)}" in words(page)


def test_return_without_a_recommendation_says_nothing_of_one(world, case):
    assert make_return(case, world.officer).beside_recommended == ""
