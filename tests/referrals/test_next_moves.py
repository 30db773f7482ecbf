"""A decline, a failed help, a withdrawal and a silence propose the next move by themselves; only for what is still wanting."""

from datetime import timedelta

import pytest
import time_machine

from dropout_cases import workflow
from dropout_cases.models import Case
from dropout_cases.workflow import cannot_stay
from referrals import next_moves, passing
from referrals.models import Outcome, Referral, ReferralStatus, UnmetNeed
from schools.models import Agency
from tests.dropout_cases.browsing import links_on, words
from tests.make import (
    DAY,
    answer_referral,
    code,
    decline_referral,
    make_agency,
    make_amphoe,
    make_case,
    make_referral,
)

LATE = DAY + timedelta(days=8)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def agency(world, *helps, name=None, **fields):
    """An agency that gives these kinds of help."""
    made = make_agency(world.area, name, **fields)
    made.services.set([code(one, "help_kind") for one in helps])
    return made


def sent(case, world, to=None, helps=("MEDICAL",), **fields):
    return make_referral(case, world.officer, to or world.agency, accepted=False, helps=helps, **fields)


def declined(case, world, **fields):
    instead = fields.pop("instead", "")
    return decline_referral(sent(case, world, **fields), world.officer, instead=instead)


def wanting(case, today=DAY):
    return next_moves.wanting(Case.objects.get(pk=case.pk), today, may_loop=cannot_stay(case))


def moves(case, today=DAY):
    """Label and reason of what is proposed first."""
    return [(move.label, move.reason) for one in wanting(case, today) for move in one.moves]


def labels(case, today=DAY):
    return [label for label, _reason in moves(case, today)]


OWN, LOOP, CALL, WITHDRAW = "เลือกผู้รับเอง", "เริ่มรอบที่ 2", "โทรติดตาม", "ถอนคำขอ"
NEED = "บันทึกว่าหา “รักษาพยาบาล/สุขภาพกาย” ในพื้นที่ไม่ได้"


# Whom to ask


def test_a_decline_proposes_other_agencies_the_quickest_first_and_another_round(case, world):
    agency(world, "MEDICAL", name="คลินิกช้า", reply_days=9)
    agency(world, "MEDICAL", name="คลินิกเร็ว", reply_days=2)
    agency(world, "LEGAL", name="ทนายความ")
    declined(case, world)
    assert moves(case)[:2] == [("ส่งต่อ คลินิกเร็ว", "ตอบโดยเฉลี่ย 2 วัน"), ("ส่งต่อ คลินิกช้า", "ตอบโดยเฉลี่ย 9 วัน")]
    assert labels(case)[2:] == [OWN, LOOP]


@pytest.mark.parametrize("instead", ["คลินิกหมอตัวอย่าง", "ลองถาม คลินิกหมอตัวอย่าง ชั้น 2", "หมอตัวอย่าง"])
def test_whom_the_receiver_named_comes_first_whatever_services_it_lists(case, world, instead):
    agency(world, "MEDICAL", name="คลินิกอื่น")
    agency(world, name="คลินิกหมอตัวอย่าง")
    declined(case, world, instead=instead)
    assert moves(case)[0] == ("ส่งต่อ คลินิกหมอตัวอย่าง", "โรงพยาบาลทดสอบ แนะนำ")
    assert labels(case)[1:] == ["ส่งต่อ คลินิกอื่น", OWN, LOOP]


def test_whom_an_earlier_receiver_named_is_not_forgotten(case, world):
    agency(world, name="คลินิกหมอตัวอย่าง")
    declined(case, world, instead="คลินิกหมอตัวอย่าง")
    declined(case, world, to=world.other_agency)
    assert moves(case)[0] == ("ส่งต่อ คลินิกหมอตัวอย่าง", "โรงพยาบาลทดสอบ แนะนำ")


@pytest.mark.parametrize("instead", ["ไม่ทราบ", "หมอ", "ใครก็ได้"])
def test_words_that_name_nobody_of_the_directory_propose_nobody(case, world, instead):
    agency(world, name="คลินิกหมอตัวอย่าง")
    declined(case, world, instead=instead)
    assert labels(case) == [OWN, NEED, LOOP]


def test_at_most_five_agencies_are_proposed(case, world):
    for number in range(7):
        agency(world, "MEDICAL", name=f"คลินิก {number}")
    declined(case, world)
    assert len([label for label in labels(case) if label.startswith("ส่งต่อ")]) == 5


def closed(one, world):
    Agency.objects.filter(pk=one.pk).update(is_open=False)


def far_away(one, world):
    one.covers.add(make_amphoe("บ้านฝาง", "4002"))


def of_another_office(one, world):
    Agency.objects.filter(pk=one.pk).update(area=world.elsewhere)


@pytest.mark.parametrize("out", [closed, far_away, of_another_office])
def test_who_cannot_help_this_child_is_not_proposed(case, world, out):
    clinic = agency(world, "MEDICAL", name="คลินิก")
    declined(case, world)
    assert "ส่งต่อ คลินิก" in labels(case)
    out(clinic, world)
    assert labels(case) == [OWN, NEED, LOOP]


def test_who_was_asked_already_is_not_asked_again(case, world):
    clinic = agency(world, "MEDICAL", name="คลินิก")
    declined(case, world)
    declined(case, world, to=clinic)
    assert labels(case) == [OWN, NEED, LOOP]


def test_where_nobody_gives_all_of_it_each_part_is_proposed_and_what_is_left_is_told(case, world):
    agency(world, "MEDICAL", name="คลินิก")
    declined(case, world, helps=("MEDICAL", "LEGAL"))
    assert moves(case)[0] == ("ส่งต่อ คลินิก", "รักษาพยาบาล/สุขภาพกาย")
    assert labels(case)[1:] == [OWN, "บันทึกว่าหา “กฎหมาย/คุ้มครองสิทธิ/ดำเนินคดี” ในพื้นที่ไม่ได้", LOOP]


def test_what_was_told_to_be_wanting_is_not_asked_for_again(case, world):
    declined(case, world)
    shared = {"case": case, "round": case.current_round, "happened_on": DAY, "entered_by": world.officer, "entered_role": "OFFICER"}
    UnmetNeed.objects.create(help_kind=code("MEDICAL", "help_kind"), note="ถามแล้ว", **shared)
    assert labels(case) == [OWN, LOOP]


# What is wanting


def test_a_failed_help_proposes_too_and_of_one_that_brought_a_part_only_the_rest(case, world):
    done = sent(case, world, helps=("MEDICAL", "LEGAL"))
    given = {code("MEDICAL", "help_kind"): Outcome.GOT, code("LEGAL", "help_kind"): Outcome.NOT}
    answer_referral(answer_referral(done, world.officer), world.officer, status=ReferralStatus.DONE, given=given)
    (only,) = wanting(case)
    assert [one.code for one in only.helps] == ["LEGAL"]
    assert f"from={done.key}&help=LEGAL" in only.moves[0].url


def test_a_silent_receiver_is_rung_first_and_no_round_begins_for_it(case, world):
    sent(case, world)
    assert labels(case, DAY + timedelta(days=7)) == []
    assert labels(case, LATE) == [CALL, OWN, WITHDRAW]


def test_nothing_is_proposed_while_the_office_owes_a_reply(case, world):
    passing.inquire(sent(case, world), voice=passing.Voice(world.officer), on=DAY, text="ขอผลตรวจ")
    assert labels(case, LATE) == []


def test_what_was_withdrawn_is_still_wanting(case, world):
    passing.withdraw(sent(case, world), by=world.officer, on=DAY)
    assert labels(case) == [OWN, NEED]


@pytest.mark.parametrize("accepted", [True, False])
def test_help_that_somebody_else_was_asked_for_since_is_in_hand(case, world, accepted):
    declined(case, world)
    again = sent(case, world, to=world.other_agency)
    if accepted:
        answer_referral(again, world.officer)
    assert wanting(case) == []


def test_help_lost_twice_is_proposed_once_under_the_latest(case, world):
    declined(case, world)
    latest = declined(case, world, to=world.other_agency)
    assert [one.referral for one in wanting(case)] == [latest]


def test_of_a_round_that_is_over_nothing_is_proposed(case, world):
    old = declined(case, world)
    workflow.loop(case.current_round, reason=code("REFERRAL_DECLINED", "round_start_reason"), by=world.officer, on=DAY)
    assert wanting(case) == []
    assert next_moves.proposals(Referral.objects.get(pk=old.pk), DAY, may_loop=True) == []


# On the pages


def page(client, who, url):
    client.force_login(who)
    return client.get(url)


def test_the_case_page_proposes_without_a_click_and_each_move_opens_its_form(case, world, client):
    clinic = agency(world, "MEDICAL", name="คลินิก")
    referral = declined(case, world)
    shown = page(client, world.officer, case.get_absolute_url())
    assert "ยังไม่มีผู้ช่วยเรื่อง รักษาพยาบาล/สุขภาพกาย โรงพยาบาลทดสอบ รับไม่ได้" in words(shown)
    url = f"{case.get_absolute_url()}referral/?from={referral.key}&agency={clinic.key}"
    assert url in links_on(shown)
    assert client.get(url).status_code == 200


def test_the_page_of_the_referral_proposes_the_same(case, world, client):
    referral = declined(case, world)
    shown = words(page(client, world.officer, referral.get_absolute_url()))
    assert all(label in shown for label in (OWN, NEED, LOOP))


@pytest.mark.parametrize("who", ["teacher", "partner"])
def test_the_school_and_the_receiver_read_nothing_of_it(case, world, client, who):
    clinic = agency(world, "MEDICAL", name="คลินิก")
    referral = answer_referral(sent(case, world), world.officer)
    declined(case, world, to=world.other_agency, helps=("LEGAL",), instead=clinic.name)
    for url in (case.get_absolute_url(), referral.get_absolute_url()):
        assert "ยังไม่มีผู้ช่วยเรื่อง" not in words(page(client, getattr(world, who), url))
