"""Consent: written down beside a case or on the spot, the ground of what is shared, and taken back with it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Document
from referrals.models import Consent, Referral
from schools.models import TrailEvent
from tests.files import file
from tests.make import code, make_case, make_consent, make_referral
from tests.referrals.test_sending import opened, send, sent

TODAY = date(2024, 1, 16)
CONSENT = "legal_basis.CONSENT"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school, on=TODAY)


def add_url(case):
    return reverse("referrals:consent-add", args=[case.key])


def withdraw_url(consent):
    return reverse("referrals:consent-withdraw", args=[consent.key])


def filled_in(**more):
    fields = {"given_by": "นางสมมติ", "relation": "guardian_relation.02", "how": "WRITTEN", "scope": "ให้โรงพยาบาล"}
    return fields | {"happened_on": "15/01/2567", "token": "one"} | more


def on_the_spot(**more):
    return {f"consent-{name}": value for name, value in filled_in(**more).items() if name != "token"}


def paper():
    """The signed paper, come up as a file."""
    return file()


def post(client, user, url, **more):
    client.force_login(user)
    return client.post(url, more)


# Written down


def test_consent_is_written_down_with_its_signed_paper(client, world, case):
    response = post(client, world.officer, add_url(case), **filled_in(files=paper()))
    assert response.url == reverse("dropout_cases:case-people", args=[case.key])
    consent = Consent.objects.get(case=case)
    assert (consent.given_by, consent.happened_on, consent.holds) == ("นางสมมติ", date(2024, 1, 15), True)
    signed = Document.objects.get(record_key=consent.key)
    assert (signed.purpose, signed.restricted) == ("SIGNED", True)


def test_consent_sent_twice_is_one(client, world, case):
    for _sending in range(2):
        assert post(client, world.officer, add_url(case), **filled_in()).status_code == 302
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"given_by": ""}, "กรอกชื่อผู้ให้ความยินยอม"),
        ({"scope": " "}, "เขียนขอบเขตที่ยินยอม"),
        ({"happened_on": "17/01/2567"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"happened_on": ""}, "กรอกวัน"),
    ],
)
def test_consent_says_what_is_missing(client, world, case, more, sentence):
    response = post(client, world.officer, add_url(case), **filled_in(**more))
    assert sentence in response.content.decode()
    assert "15" in response.content.decode()
    assert not Consent.objects.exists()


def test_people_of_the_case_show_consent_and_its_giver_to_who_may_read_it(client, world, case):
    consent = make_consent(case, world.officer, on=TODAY, given_by="canary-giver", scope="canary-scope")
    url = reverse("dropout_cases:case-people", args=[case.key])
    for who, sees in (("officer", True), ("colleague", False)):
        client.force_login(getattr(world, who))
        page = client.get(url).content.decode()
        assert ("canary-giver" in page) is sees
        assert "canary-scope" in page
        assert withdraw_url(consent) in page


# On the spot


def test_ground_of_consent_takes_one_that_stands(client, world, case):
    consent = make_consent(case, world.officer, on=TODAY)
    send(client, world.officer, case, legal_basis=CONSENT, consent=consent.key)
    assert sent(case).get().consent == consent


def test_ground_of_consent_takes_one_recorded_on_the_spot(client, world, case):
    for _sending in range(2):
        response = send(client, world.officer, case, legal_basis=CONSENT, **on_the_spot(files=paper()))
        assert response.status_code == 302, response.context["form"].errors
    consent = Consent.objects.get()
    assert (sent(case).get().consent, consent.given_by) == (consent, "นางสมมติ")
    assert Document.objects.get(record_key=consent.key).purpose == "SIGNED"


def test_consent_on_the_spot_says_what_is_missing_and_keeps_what_was_typed(client, world, case):
    response = send(client, world.officer, case, legal_basis=CONSENT, **on_the_spot(scope=""))
    page = response.content.decode()
    assert "เขียนขอบเขตที่ยินยอม" in page
    assert "นางสมมติ" in page
    assert not Consent.objects.exists()


def test_consent_survives_the_preview(client, world, case):
    form = send(client, world.officer, case, legal_basis=CONSENT, preview="1", **on_the_spot()).context["form"]
    assert form["consent-given_by"].value() == "นางสมมติ"
    assert not Consent.objects.exists()


def test_another_ground_rests_on_no_consent(client, world, case):
    consent = make_consent(case, world.officer, on=TODAY)
    send(client, world.officer, case, consent=consent.key, **on_the_spot())
    assert sent(case).get().consent is None
    assert list(Consent.objects.all()) == [consent]


def test_withdrawn_consent_and_that_of_another_case_are_not_offered(client, world, case):
    gone = make_consent(case, world.officer, on=TODAY)
    other = make_consent(make_case(world.officer, world.school), world.officer, on=TODAY)
    post(client, world.officer, withdraw_url(gone), day="16/01/2567")
    form = opened(client, world.officer, reverse("referrals:referral-add", args=[case.key]))
    assert not form.fields["consent"].queryset.exists()
    for consent in (gone, other):
        assert send(client, world.officer, case, legal_basis=CONSENT, consent=consent.key).status_code == 200


# Taken back


@pytest.fixture
def resting(world, case):
    """A referral that rests on consent, and one that does not."""
    consent = make_consent(case, world.officer, on=TODAY)
    ground = {"legal_basis": code("CONSENT", "legal_basis"), "consent": consent}
    make_referral(case, world.officer, world.other_agency, on=TODAY, accepted=False)
    return make_referral(case, world.officer, world.agency, on=TODAY, accepted=False, **ground)


def test_page_says_which_requests_end(client, world, resting):
    client.force_login(world.officer)
    page = client.get(withdraw_url(resting.consent)).content.decode()
    assert "โรงพยาบาลทดสอบ" in page
    assert "สถานีตำรวจทดสอบ" not in page


def test_what_rests_on_it_is_withdrawn_at_once(client, world, resting):
    post(client, world.officer, withdraw_url(resting.consent), day="16/01/2567", note="โทรแจ้ง")
    assert set(Referral.objects.values_list("agency__name", "status")) == {
        ("โรงพยาบาลทดสอบ", "WITHDRAWN"),
        ("สถานีตำรวจทดสอบ", "SENT"),
    }
    consent = Consent.objects.get()
    assert (consent.withdrawn_on, consent.withdrawn_note, consent.holds) == (TODAY, "โทรแจ้ง", False)
    assert any("withdrawn_on" in line.fields for line in TrailEvent.objects.all())
    client.force_login(world.partner)
    assert client.get(resting.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("day", "sentence"), [("17/01/2567", "วันที่ต้องไม่เกินวันนี้"), ("15/01/2567", "วันที่ถอนต้องไม่ก่อนวันที่ให้ความยินยอม")])
def test_day_of_taking_back_lies_between(client, world, resting, day, sentence):
    assert sentence in post(client, world.officer, withdraw_url(resting.consent), day=day).content.decode()
    assert Consent.objects.get().holds


def test_consent_written_by_mistake_is_struck_out_but_not_while_something_rests_on_it(world, case):
    mistaken = make_consent(case, world.officer, on=TODAY)
    assert not workflow.void(mistaken, reason="ผิดเคส", by=world.officer).holds
    kept = make_consent(case, world.officer, on=TODAY)
    ground = {"legal_basis": code("CONSENT", "legal_basis"), "consent": kept}
    make_referral(case, world.officer, world.agency, on=TODAY, accepted=False, **ground)
    with pytest.raises(workflow.Refused, match="ถอนความยินยอมแทน"):
        workflow.void(kept, reason="ผิดเคส", by=world.officer)
