"""โทรติดตาม: the number to tap, one tap for what came of it, and a promised day that moves the limit."""

from datetime import timedelta

import pytest
import time_machine

from referrals.models import EventKind, Referral, ReferralEvent
from schools.models import AgencyContact
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, answer_referral, decline_referral, make_case, make_referral

FRIDAY = {"until_0": "19", "until_1": "1", "until_2": "2567"}


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def sent(world):
    world.agency.contact_name, world.agency.phone = "พยาบาลสมมติ", "043-111-222"
    world.agency.save()
    return make_referral(make_case(world.officer, world.school), world.officer, world.agency, accepted=False)


def url_of(referral):
    return f"/referrals/{referral.key}/call/"


def ring(client, referral, who, **typed):
    client.force_login(who)
    form = form_on(client.get(url_of(referral)))
    return client.post(url_of(referral), form | typed)


def test_the_numbers_of_the_receiver_can_be_tapped(sent, world, client):
    AgencyContact.objects.create(agency=world.agency, name="เวรเปลสมมติ", phone="043-333-444")
    client.force_login(world.officer)
    page = client.get(url_of(sent))
    assert "พยาบาลสมมติ 043-111-222 เวรเปลสมมติ 043-333-444" in words(page)
    assert all(number in page.content.decode() for number in ('href="tel:043111222"', 'href="tel:043333444"'))


def test_of_a_receiver_without_a_number_the_page_says_so(sent, world, client):
    world.agency.phone = ""
    world.agency.save()
    client.force_login(world.officer)
    assert "ไม่มีเบอร์โทรของผู้รับในทำเนียบ" in words(client.get(url_of(sent)))


def test_one_tap_says_that_nobody_answered(sent, world, client):
    assert ring(client, sent, world.officer, outcome="NOBODY").url == sent.get_absolute_url()
    event = ReferralEvent.objects.get(kind=EventKind.CALLED)
    assert (event.text, event.said_by, event.entered_by) == ("ไม่มีผู้รับสาย", "", world.officer)
    assert Referral.objects.get(pk=sent.pk).answer_by == sent.answer_by


def test_a_promise_moves_the_day_by_which_an_answer_is_wanted(sent, world, client):
    ring(client, sent, world.officer, outcome="PROMISED", note="รอแพทย์กลับ", **FRIDAY)
    event = ReferralEvent.objects.get(kind=EventKind.CALLED)
    assert (event.text, event.said_by) == ("รับปากว่าจะตอบ – รอแพทย์กลับ", "พยาบาลสมมติ")
    assert Referral.objects.get(pk=sent.pk).answer_by == DAY + timedelta(days=4)


def test_once_taken_on_a_promise_moves_the_day_of_the_result(sent, world, client):
    answer_referral(sent, world.officer)
    ring(client, sent, world.officer, outcome="PROMISED", **FRIDAY)
    after = Referral.objects.get(pk=sent.pk)
    assert (after.answer_by, after.result_by) == (sent.answer_by, DAY + timedelta(days=4))


def test_the_same_form_sent_twice_is_one_call(sent, world, client):
    client.force_login(world.officer)
    form = form_on(client.get(url_of(sent))) | {"outcome": "NOBODY"}
    assert [client.post(url_of(sent), form).status_code for _again in range(2)] == [302, 302]
    assert ReferralEvent.objects.filter(kind=EventKind.CALLED).count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "เลือกผลการโทร"),
        ({"outcome": "PROMISED"}, "กรอกวันที่รับปากว่าจะตอบ"),
        ({"outcome": "NOBODY"} | FRIDAY, "เว้นวันที่ไว้ เมื่อยังไม่มีผู้รับปาก"),
        ({"outcome": "PROMISED"} | FRIDAY | {"until_0": "14"}, "วันที่รับปากต้องไม่ก่อนวันนี้"),
    ],
)
def test_what_cannot_be_comes_back_with_a_word_and_what_was_typed(sent, world, client, typed, said):
    page = ring(client, sent, world.officer, note="คุยกับเวร", **typed)
    assert said in words(page)
    assert form_on(page)["note"] == "คุยกับเวร"
    assert not ReferralEvent.objects.filter(kind=EventKind.CALLED).exists()


def test_nobody_is_rung_about_what_was_answered(sent, world, client):
    decline_referral(sent, world.officer)
    client.force_login(world.officer)
    assert client.get(url_of(sent)).url == sent.get_absolute_url()


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("teacher", 404), ("partner", 403), ("colleague", 200)])
def test_only_the_office_rings(sent, world, client, who, status):
    client.force_login(getattr(world, who))
    assert client.get(url_of(sent)).status_code == status
