"""Help that is not to be had: told with where it was looked for, on the timeline, taken back like any entry."""

import pytest
import time_machine

from dropout_cases import workflow
from referrals.models import UnmetNeed
from referrals.needs import tell_need
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, code, decline_referral, make_case, make_referral


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def url_of(case, query=""):
    return f"{case.get_absolute_url()}needs/add/{query}"


def tell(client, case, who, query="", **typed):
    client.force_login(who)
    form = form_on(client.get(url_of(case, query)))
    return client.post(url_of(case, query), form | typed)


def need(case, **fields):
    return UnmetNeed(case=case, help_kind=code("PSYCH", "help_kind"), note="ถามแล้วสามแห่ง", happened_on=DAY, **fields)


def test_the_address_names_the_help_and_the_referral_after_which_it_was_clear(case, world, client):
    referral = decline_referral(make_referral(case, world.officer, world.agency, accepted=False), world.officer)
    assert (
        tell(client, case, world.officer, f"?help=MEDICAL&referral={referral.key}", note="ถามแล้วสองแห่ง").url
        == case.get_absolute_url()
    )
    told = UnmetNeed.objects.get()
    assert (told.help_kind.code, told.note, told.referral, told.round) == ("MEDICAL", "ถามแล้วสองแห่ง", referral, case.current_round)


def test_the_page_proposes_who_was_asked_and_what_they_said(case, world, client):
    decline_referral(make_referral(case, world.officer, world.agency, accepted=False), world.officer)
    make_referral(case, world.officer, world.other_agency, accepted=False, helps=["LEGAL"])
    client.force_login(world.officer)
    assert form_on(client.get(url_of(case, "?help=MEDICAL")))["note"] == "โรงพยาบาลทดสอบ – ไม่มีบริการที่ขอ"


@pytest.mark.parametrize("query", ["", "?help=NO_SUCH&referral=x", "?help=%00&referral=%00"])
def test_the_page_opens_whatever_the_address_says(case, world, client, query):
    client.force_login(world.officer)
    assert client.get(url_of(case, query)).status_code == 200


def test_it_stands_on_the_timeline_for_who_reads_the_case_whole(case, world, client):
    tell_need(need(case), by=world.officer)
    for who, sees, reads in ((world.officer, True, True), (world.colleague, True, False), (world.teacher, False, False)):
        client.force_login(who)
        shown = words(client.get(case.get_absolute_url()))
        assert ("ความช่วยเหลือที่หาไม่ได้ในพื้นที่" in shown, "ถามแล้วสามแห่ง" in shown) == (sees, reads)


def test_it_is_taken_back_at_once_or_struck_out_later(case, world, client):
    tell(client, case, world.officer, "?help=PSYCH", note="ถามแล้ว")
    told = UnmetNeed.objects.get()
    client.post(f"{case.get_absolute_url()}undo/unmetneed/{told.key}/")
    assert UnmetNeed.objects.get().is_void
    again = tell_need(need(case), by=world.officer)
    workflow.void(again, reason="พบหน่วยงานแล้ว", by=world.officer)
    assert not UnmetNeed.objects.filter(voided_at=None).exists()


def test_of_one_help_a_round_tells_once(case, world, client):
    tell_need(need(case), by=world.officer)
    page = tell(client, case, world.officer, "?help=PSYCH", note="ถามอีกแห่ง")
    assert "บันทึกความต้องการนี้ในรอบนี้แล้ว" in words(page)
    assert form_on(page)["note"] == "ถามอีกแห่ง"
    assert UnmetNeed.objects.count() == 1


def test_the_same_form_sent_twice_is_one_need(case, world):
    assert tell_need(need(case, token="t"), by=world.officer) == tell_need(need(case, token="t"), by=world.officer)


@pytest.mark.parametrize("typed", [{"help_kind": ""}, {"note": ""}, {"referral": "x"}])
def test_what_is_lacking_comes_back(case, world, client, typed):
    page = tell(client, case, world.officer, **{"help_kind": "help_kind.PSYCH", "note": "ถามแล้ว"} | typed)
    assert page.status_code == 200
    assert not UnmetNeed.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("neighbour", 404), ("partner", 404), ("teacher", 403)])
def test_only_the_office_tells(case, world, client, who, status):
    client.force_login(getattr(world, who))
    assert client.get(url_of(case)).status_code == status


@pytest.mark.parametrize("who", ["stranger", "teacher", "partner", "nobody"])
def test_the_engine_asks_for_the_right(case, world, who):
    with pytest.raises(workflow.Refused, match="สิทธิ์"):
        tell_need(need(case), by=getattr(world, who))
