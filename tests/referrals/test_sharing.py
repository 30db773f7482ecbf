"""Sharing more with a receiver, and answering what it asked: a further version, and the receiver is told."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from dropout_cases.models import CodeWay, Document
from dropout_cases.workflow import links
from referrals import package, passing
from referrals.models import EventKind, Referral
from schools.models import Mail, Notice, NoticeKind
from tests.make import answer_referral, make_case, make_referral, make_student

TODAY = date(2024, 1, 16)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False):
        yield


@pytest.fixture
def referral(world):
    student = make_student(world.area, world.school, address="canary-address", guardian_name="canary-guardian")
    case = make_case(world.officer, world.school, student, on=TODAY, causes=("ABUSE",), story="canary-story")
    items = package.freeze(package.build(case, ["name_age"], on=TODAY, asked="ช่วยด้วย"))
    return make_referral(case, world.officer, world.agency, on=TODAY, accepted=False, items=items, shared=["name_age"])


@pytest.fixture
def question(world, referral):
    passing.inquire(referral, voice=passing.Voice(world.partner), on=TODAY, text="canary-question")
    return referral


def url_of(referral, page="share"):
    return reverse(f"referrals:referral-{page}", args=[referral.key])


def post(client, user, referral, page="share", **more):
    client.force_login(user)
    return client.post(url_of(referral, page), {"token": "one"} | more)


def codes_of(version):
    return [item.code for item in package.thaw(version.items)]


def kinds(referral):
    return list(referral.events.values_list("kind", flat=True))


def test_more_is_a_further_version_and_the_first_stays_as_it_was(client, world, referral):
    before = referral.packages.get().items
    for _sending in range(2):
        assert post(client, world.officer, referral, shared=["address"], text="ที่อยู่ใหม่").url == url_of(referral, "detail")
    first, second = referral.packages.all()
    assert first.items == before
    assert (second.version, second.shared, codes_of(second)) == (2, ["name_age", "address"], ["asked", "name_age", "address"])
    assert referral.events.get(kind=EventKind.ADDED).text == "ที่อยู่ใหม่"


def test_files_are_added_to_those_sent_before(client, world, referral):
    stored = {"case": referral.round.case, "round": referral.round, "entered_by": world.officer, "happened_on": TODAY, "size": 1}
    old, new = (Document.objects.create(stored_name=name, name=name, **stored) for name in "ab")
    referral.packages.get().files.add(old)
    post(client, world.officer, referral, documents=[new.key])
    assert set(referral.packages.last().files.all()) == {old, new}


def test_preview_shows_what_is_added_and_sends_nothing(client, world, referral):
    page = post(client, world.officer, referral, shared=["address"], text="ข้อความ", preview="1").content.decode()
    panel = page.split('id="preview"')[1].split("</section>")[0]
    assert "canary-address" in panel
    assert "canary-guardian" not in panel
    assert "ข้อความ</textarea>" in page
    assert referral.packages.count() == 1


def test_nothing_chosen_is_nothing_to_send(client, world, referral):
    response = post(client, world.officer, referral, text="สวัสดี")
    assert "เลือกสิ่งที่ส่งเพิ่มอย่างน้อยหนึ่งข้อ" in response.content.decode()
    assert "สวัสดี" in response.content.decode()


def test_colleague_shares_nothing_sensitive(client, world, referral):
    assert post(client, world.colleague, referral, shared=["story"]).status_code == 200
    post(client, world.colleague, referral, shared=["address"])
    assert codes_of(referral.packages.last()) == ["asked", "name_age", "address"]


def test_question_is_shown_and_answered(client, world, question):
    client.force_login(world.officer)
    assert "canary-question" in client.get(url_of(question, "reply")).content.decode()
    response = post(client, world.officer, question, "reply", text="แพ้ยาเพนนิซิลลิน")
    assert response.url == url_of(question, "detail")
    assert Referral.objects.get(pk=question.pk).question_on is None
    assert kinds(question) == [EventKind.ASKED, EventKind.REPLIED]
    assert question.packages.count() == 1


def test_answer_may_share_more_at_once(client, world, question):
    post(client, world.officer, question, "reply", text="ดูที่อยู่", shared=["address"])
    assert codes_of(question.packages.last()) == ["asked", "name_age", "address"]


def test_answer_needs_its_words(client, world, question):
    assert "เขียนคำตอบ" in post(client, world.officer, question, "reply", text=" ").content.decode()


@pytest.mark.parametrize(("page", "more"), [("share", {"shared": ["address"]}), ("reply", {"text": "ตอบ"})])
def test_receiver_is_told_by_account_and_by_mail_without_the_link(client, world, question, page, more):
    given = {"for_whom": "พยาบาล", "way": CodeWay.MAIL, "address": "nurse@example.org", "days": 9}
    links.make_link(question, **given, by=world.officer, at=timezone.now())
    post(client, world.officer, question, page, **more)
    assert Notice.objects.filter(kind=NoticeKind.REFERRAL_CAME).get().recipient == world.partner
    (mail,) = (one for one in Mail.objects.all() if one.address == "nurse@example.org")
    assert question.round.case.number in mail.subject
    assert "/a/" not in mail.body
    assert "canary" not in mail.subject + mail.body


@pytest.mark.parametrize(("page", "reason"), [("share", "คำขอนี้ตอบแล้วว่ารับไม่ได้"), ("reply", "ตอบคำถามของผู้รับแล้ว")])
def test_declined_request_is_told_nothing_more(client, world, referral, page, reason):
    answer_referral(referral, world.officer, on=TODAY, status="DECLINED")
    client.force_login(world.officer)
    assert client.get(url_of(referral, page)).url == url_of(referral, "detail")
    response = client.post(url_of(referral, page), {"text": "x", "shared": ["address"]})
    assert reason in response.content.decode()


def test_nothing_asked_is_nothing_to_answer(client, world, referral):
    client.force_login(world.officer)
    page = client.get(url_of(referral, "reply"), follow=True).content.decode()
    assert "ตอบคำถามของผู้รับแล้ว" in page


@pytest.mark.parametrize(("who", "status"), [("partner", 403), ("stranger", 404), ("other_partner", 404), ("teacher", 404)])
def test_who_shares_more(client, world, referral, who, status):
    client.force_login(getattr(world, who))
    assert [client.get(url_of(referral, page)).status_code for page in ("share", "reply")] == [status, status]
