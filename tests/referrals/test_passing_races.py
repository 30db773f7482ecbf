"""Two at once between the office and a receiver: one of them counts, and nothing is told or shared twice."""

import pytest
from django.utils import timezone

from referrals import passing
from referrals.models import HelpGiven, Outcome, Package, Referral, ReferralEvent
from referrals.passing import Voice
from schools.models import Agency
from tests.dropout_cases.test_races import race, split  # noqa: F401  the fixture
from tests.make import DAY, code, make_case, make_consent, make_referral

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TOKEN = "t" * 22


@pytest.fixture
def referral(world):
    case = make_case(world.officer, world.school)
    grounds = {"legal_basis": code("CONSENT", "legal_basis"), "consent": make_consent(case, world.officer)}
    return make_referral(case, world.officer, world.agency, accepted=False, **grounds)


def copies(referral):
    """As two pages read it before either was sent."""
    return [Referral.objects.get(pk=referral.pk) for _number in range(2)]


def test_one_form_sent_twice_at_once_is_one(world, referral, race):  # noqa: F811
    passing.accept(referral, voice=Voice(world.officer), on=DAY)
    passing.inquire(referral, voice=Voice(world.officer), on=DAY, text="มีบัตรไหม")
    said = {"text": "มี", "on": DAY}
    replies = race(
        *(
            lambda one=one: passing.reply(one, by=world.officer, package=Package(items="[1]"), token=TOKEN, **said)
            for one in copies(referral)
        )
    )
    given = {code("MEDICAL", "help_kind"): Outcome.GOT}
    results = race(
        *(
            lambda one=one: passing.report(one, voice=Voice(world.officer), given=given, token=TOKEN[1:], **said)
            for one in copies(referral)
        )
    )
    assert replies[0] == replies[1]
    assert results[0] == results[1]
    assert (referral.packages.count(), HelpGiven.objects.count(), ReferralEvent.objects.count()) == (2, 1, 4)


def test_two_who_open_it_at_once_open_it_once(world, referral, race):  # noqa: F811
    opened = {"voice": Voice(world.partner), "on": DAY, "at": timezone.now()}
    assert race(*(lambda one=one: passing.open_for(one, **opened) for one in copies(referral))) == [None, None]
    assert ReferralEvent.objects.get().kind == "OPENED"


def test_of_an_acceptance_and_a_decline_at_once_one_wins(world, referral, race):  # noqa: F811
    one, other = copies(referral)
    reason = code("FULL", "referral_decline_reason")
    won, lost = split(
        race(
            lambda: passing.accept(one, voice=Voice(world.partner), on=DAY),
            lambda: passing.decline(other, voice=Voice(world.officer), on=DAY, reason=reason),
        )
    )
    assert [type(error).__name__ for error in lost] == ["Refused"]
    assert Referral.objects.get().status == won[0].kind
    assert Agency.objects.get(pk=world.agency.pk).answered_count == 1


def test_acceptance_that_meets_the_end_of_the_consent_is_closed_either_way(world, referral, race):  # noqa: F811
    consent = referral.consent
    outcomes = race(
        lambda: passing.accept(referral, voice=Voice(world.partner), on=DAY),
        lambda: passing.withdraw_consent(consent, by=world.officer, on=DAY, at=timezone.now()),
    )
    assert outcomes[1] == consent
    assert Referral.objects.get().status == "WITHDRAWN"
    assert not Referral.objects.visible_to(world.partner, DAY).exists()
