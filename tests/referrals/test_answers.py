"""The office's page of one referral, what is typed from paper, and taking a request back."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dropout_cases.models import Document
from dropout_cases.steps import Step
from referrals import package, passing
from referrals.models import Package, Referral, ReferralStatus
from referrals.passing import Voice
from referrals.standing import line, waiting
from schools.models import TrailEvent, Verb
from tests.files import file, picture
from tests.make import answer_referral, code, decline_referral, make_case, make_referral
from tests.referrals.canaries import NUMBER, SHARED, make_full_case
from thai.identity import format_pin, mask_pin

TODAY = date(2024, 1, 16)
REASON = "referral_decline_reason.FULL"
PAPER = {"happened_on": "16/01/2567", "said_by": "พยาบาลเวร"}
RESULT = PAPER | {"help_MEDICAL": "GOT", "text": "รับยาแล้ว"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


@pytest.fixture
def referral(world, case):
    return make_referral(case, world.officer, world.agency, on=TODAY, accepted=False)


def url_of(referral, page="detail"):
    return reverse(f"referrals:referral-{page}", args=[referral.key])


def shown(client, user, url):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def post(client, user, referral, page="answer", **typed):
    client.force_login(user)
    act = "?act=decline" if "reason" in typed else ""
    return client.post(url_of(referral, page) + act, typed)


def fresh(referral):
    return Referral.objects.get(pk=referral.pk)


# What the office reads


@pytest.fixture
def full(world):
    case = make_full_case(world)
    shared = package.build(case, list(SHARED), on=TODAY, asked="canary-asked")
    return make_referral(case, world.officer, world.agency, on=TODAY, accepted=False, items=package.freeze(shared))


def test_office_reads_what_was_sent_with_a_masked_number(client, world, full):
    page = shown(client, world.officer, url_of(full))
    assert not [word for name in SHARED if name != "identity_number" for word in SHARED[name] if word not in page]
    assert mask_pin(NUMBER) in page
    assert format_pin(NUMBER) not in page
    assert full.round.case.get_absolute_url() in page


def test_colleague_does_not_read_the_sensitive_part(client, world, full):
    answer_referral(full, world.officer, on=TODAY, text="canary-answer")
    answer_referral(full, world.officer, on=TODAY, status=ReferralStatus.DONE, text="canary-result")
    words = ["canary-story", "canary-fact", "canary-delicate", "canary-asked", "canary-answer", "canary-result"]
    page = shown(client, world.colleague, url_of(full))
    assert not [word for word in words if word in page]
    page = shown(client, world.supervisor, url_of(full))
    assert all(word in page for word in words)


def test_opening_by_the_office_leaves_a_line_and_is_no_event(client, world, referral):
    shown(client, world.officer, url_of(referral))
    shown(client, world.colleague, url_of(referral))
    lines = TrailEvent.objects.filter(subject=f"referral:{referral.key}").order_by("pk")
    assert [one.verb for one in lines] == [Verb.OPENED_SENSITIVE, Verb.OPENED]
    assert not referral.events.exists()


def test_office_sees_when_the_receiver_opened_it(client, world, referral):
    assert "ยังไม่เปิดอ่านในระบบ" in shown(client, world.colleague, url_of(referral))
    shown(client, world.partner, url_of(referral))
    shown(client, world.partner, url_of(referral))
    assert referral.events.filter(kind="OPENED").count() == 1
    assert "16 ม.ค. 2567 09.00 น." in shown(client, world.officer, url_of(referral))


def test_expired_referral_stays_with_the_office(client, world, referral):
    Referral.objects.filter(pk=referral.pk).update(expires_on=TODAY - timedelta(days=1))
    shown(client, world.officer, url_of(referral))


def test_versions_stand_under_each_other_the_newest_first(client, world, referral):
    items = package.freeze([package.Item("address", "ที่อยู่", ["canary-second-version"])])
    passing.share_more(referral, package=Package(items=items), by=world.officer, on=TODAY, text="canary-more")
    page = shown(client, world.officer, url_of(referral))
    assert page.index("ฉบับที่ 2 ล่าสุด") < page.index("canary-second-version") < page.index("ฉบับที่ 1 ส่งเมื่อ")
    page = shown(client, world.partner, url_of(referral))
    assert page.index("ฉบับที่ 2 ล่าสุด") < page.index("canary-second-version") < page.index("ฉบับที่ 1 ส่งเมื่อ")
    assert "canary-more" in page


def test_recommendation_stands_beside_its_reply(client, world, referral):
    reply = {
        "pathway_reply": "OTHERWISE",
        "agreed_pathway": code("VOCATIONAL", "education_pathway"),
        "agreed_place": "วิทยาลัยตัวอย่าง",
    }
    assert "ยังไม่ตอบ" in shown(client, world.officer, url_of(referral))
    answer_referral(referral, world.officer, on=TODAY, recommendation=reply)
    page = shown(client, world.officer, url_of(referral))
    assert all(word in page for word in ("เสนอแนวทางอื่น", "วิทยาลัยตัวอย่าง", str(code("SAME_SCHOOL", "education_pathway"))))


def test_page_costs_the_same_however_much_passed(client, world, referral):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            shown(client, world.officer, url_of(referral))
        return len(captured)

    passing.inquire(referral, voice=Voice(world.officer), on=TODAY, text="ถาม")
    few = queries()
    for _more in range(4):
        passing.inquire(referral, voice=Voice(world.officer), on=TODAY, text="ถาม")
        passing.share_more(referral, package=Package(items="[]"), by=world.officer, on=TODAY)
    assert queries() <= few + 1


# The line, and who is waited for


def told(referral):
    return [(str(one.label), one.on is not None) for one in line(Referral.objects.for_page().get(pk=referral.pk))]


def test_line_tells_what_came_to_pass_and_what_is_still_to_come(world, referral):
    assert told(referral) == [
        ("ส่งแล้ว", True), ("ผู้รับเปิดอ่าน", False), ("รับเรื่องแล้ว", False), ("กำลังช่วยเหลือ", False), ("แจ้งผลแล้ว", False),
    ]  # fmt: skip
    passing.inquire(referral, voice=Voice(world.officer), on=TODAY, text="ถาม")
    passing.call(referral, by=world.officer, on=TODAY, text="โทร")
    answer_referral(referral, world.officer, on=TODAY)
    assert told(referral) == [
        ("ส่งแล้ว", True), ("ผู้รับขอข้อมูลเพิ่ม", True), ("รับเรื่องแล้ว", True), ("กำลังช่วยเหลือ", False), ("แจ้งผลแล้ว", False),
    ]  # fmt: skip


def test_line_of_a_declined_referral_ends_there(world, referral):
    assert told(decline_referral(referral, world.officer, on=TODAY)) == [("ส่งแล้ว", True), ("รับไม่ได้", True)]


def test_who_is_waited_for_and_how_long(world, referral):
    later = TODAY + timedelta(days=8)
    assert waiting(referral, later) == "รอคำตอบ 8 วัน"
    passing.inquire(referral, voice=Voice(world.officer), on=TODAY, text="ถาม")
    assert waiting(fresh(referral), later) == "ผู้รับรอคำตอบจากเขตพื้นที่ 8 วัน"
    passing.reply(fresh(referral), by=world.officer, on=TODAY, text="ตอบ")
    answer_referral(fresh(referral), world.officer, on=TODAY)
    assert waiting(fresh(referral), later) == "รอผลการช่วยเหลือ 8 วัน"
    answer_referral(fresh(referral), world.officer, on=TODAY, status=ReferralStatus.DONE)
    assert waiting(fresh(referral), later) == ""


# Answers from paper


def test_answer_on_paper_has_its_day_and_who_gave_it(client, world, referral):
    page = shown(client, world.colleague, url_of(referral, "answer"))
    assert all(name in page for name in ("happened_on", "said_by", "?act=decline"))
    response = post(client, world.colleague, referral, **PAPER, text="รับไว้")
    assert response.url == url_of(referral)
    answered, event = fresh(referral), referral.events.get()
    assert (answered.status, answered.answered_on, answered.pathway_reply) == ("ACCEPTED", TODAY, "")
    assert (event.said_by, event.entered_by, event.text) == ("พยาบาลเวร", world.colleague, "รับไว้")
    assert "พยาบาลเวร" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"happened_on": ""}, "กรอกวัน"),
        ({"happened_on": "17/01/2567"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"happened_on": "15/01/2567"}, "วันที่ต้องไม่ก่อนวันที่ส่งต่อ"),
        ({"said_by": ""}, "กรอกชื่อผู้ตอบ"),
    ],
)
def test_answer_on_paper_came_between_sending_and_today_from_somebody(client, world, referral, typed, sentence):
    response = post(client, world.officer, referral, **PAPER | typed, text="พิมพ์ไว้แล้ว")
    assert sentence in response.content.decode()
    assert "พิมพ์ไว้แล้ว" in response.content.decode()
    assert not referral.events.exists()


def test_decline_on_paper_needs_a_reason_too(client, world, referral):
    assert "เลือกเหตุผลที่รับไม่ได้" in post(client, world.officer, referral, **PAPER, reason="").content.decode()
    post(client, world.officer, referral, **PAPER, reason=REASON)
    assert fresh(referral).decline_reason_id == REASON


def test_question_and_help_are_typed_from_paper(client, world, referral):
    post(client, world.officer, referral, "ask", **PAPER, text="ขอผลตรวจเดิม")
    post(client, world.officer, referral, **PAPER)
    post(client, world.officer, referral, "helping", **PAPER)
    assert [(one.kind, one.said_by) for one in referral.events.all()] == [
        (kind, "พยาบาลเวร") for kind in ("ASKED", "ACCEPTED", "HELPING")
    ]


def test_result_on_paper_keeps_its_scan_restricted(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    post(client, world.officer, referral, "result", **RESULT, files=file(picture(), "ผล.jpg"))
    answered = fresh(referral)
    assert (answered.status, answered.help_given.get().outcome, answered.result_on) == ("DONE", "GOT", TODAY)
    document = Document.objects.get()
    assert document.restricted
    assert (document.record_key, document.brought_by) == (referral.events.get(kind="DONE").key, "")
    assert document.name in shown(client, world.officer, url_of(referral))
    assert document.name not in shown(client, world.colleague, url_of(referral))


def test_scan_of_the_office_is_not_for_the_receiver(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    post(client, world.officer, referral, "result", **RESULT, files=file(picture(), "ผล.jpg"))
    document = Document.objects.get()
    assert document.key not in shown(client, world.partner, url_of(referral))
    assert client.get(reverse("referrals:referral-file", args=[referral.key, document.key])).status_code == 404


def test_office_opens_files_with_the_case_alone(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    post(client, world.officer, referral, "result", **RESULT, files=file(picture(), "ผล.jpg"))
    url = reverse("referrals:referral-file", args=[referral.key, Document.objects.get().key])
    assert client.get(url).status_code == 404


def test_answered_referral_leads_back_with_the_reason(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    client.force_login(world.officer)
    response = client.get(url_of(referral, "answer"), follow=True)
    assert "คำขอนี้รับเรื่องแล้ว" in response.content.decode()


# Withdrawing


def test_withdrawing_asks_first_and_says_what_it_does(client, world, referral):
    page = shown(client, world.officer, url_of(referral, "withdraw"))
    assert "เปิดดูข้อมูลไม่ได้ทันที" in page
    assert "เขียนเหตุผลที่ถอน" in post(client, world.officer, referral, "withdraw", text=" ").content.decode()
    assert fresh(referral).status == ReferralStatus.SENT


def test_withdrawing_works_on_the_next_click_of_the_receiver(client, world, referral):
    shown(client, world.partner, url_of(referral))
    assert post(client, world.officer, referral, "withdraw", text="ส่งผิด").url == url_of(referral)
    assert "ส่งผิด" in shown(client, world.officer, url_of(referral))
    client.force_login(world.partner)
    assert client.get(url_of(referral)).status_code == 404
    assert client.post(url_of(referral, "answer"), {"pathway_reply": "AGREED"}).status_code == 404


def test_withdrawn_referral_no_longer_counts(client, world, referral):
    state = referral.round.states.get(step=Step.REFERRAL)
    assert "referred" not in state.lacking
    post(client, world.officer, referral, "withdraw", text="ส่งผิด")
    state.refresh_from_db()
    assert "referred" in state.lacking


def test_what_is_done_is_not_withdrawn(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    answer_referral(referral, world.officer, on=TODAY, status=ReferralStatus.DONE)
    response = post(client, world.officer, referral, "withdraw", text="ถอน")
    assert "คำขอนี้แจ้งผลแล้ว" in response.content.decode()


def test_page_speaks_english_to_who_asked_for_it(client, world, referral):
    client.cookies["django_language"] = "en"
    shown(client, world.officer, url_of(referral))
