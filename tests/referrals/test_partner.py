"""What a receiver sees of a referral: the package, while it is active; and how it answers."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Case
from referrals import package, passing
from referrals.models import Referral, ReferralStatus
from referrals.package import PACKAGE
from schools.models import TrailEvent, User, Verb
from tests.make import (
    answer_referral,
    close,
    code,
    decline_referral,
    go_through,
    make_case,
    make_follow_up,
    make_partner,
    make_referral,
    make_teacher,
)
from tests.referrals.canaries import KEPT, SHARED, make_full_case

TODAY = date(2024, 1, 16)
CODES = [part.code for part in PACKAGE]
LINK_TO_A_CASE = re.compile(r"/cases/[\w-]")
REASON = "referral_decline_reason.FULL"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False):
        yield


def send(case, by, agency, codes=("name_age",), on=TODAY, **fields):
    """A referral whose package shares these parts."""
    frozen = package.freeze(package.build(case, codes, on=on, asked="canary-asked", helps=[code("MEDICAL", "help_kind")]))
    return make_referral(case, by, agency, on=on, accepted=False, items=frozen, **fields)


@pytest.fixture
def referral(world):
    return send(make_case(world.officer, world.school), world.officer, world.agency)


def url_of(referral, page="detail"):
    return reverse(f"referrals:referral-{page}", args=[referral.key])


def opened(client, user, referral):
    client.force_login(user)
    return client.get(url_of(referral))


def text_for(client, user, referral):
    response = opened(client, user, referral)
    assert response.status_code == 200
    return response.content.decode()


def fresh(referral):
    return Referral.objects.get(pk=referral.pk)


# What is seen


@pytest.mark.parametrize("ticked", [(), *((name,) for name in CODES), tuple(CODES)], ids="-".join)
def test_receiver_sees_what_was_ticked_and_nothing_else(client, world, ticked):
    case = make_full_case(world)
    page = text_for(client, world.partner, send(case, world.officer, world.agency, ticked, best_interest="canary-interest"))
    assert all(word in page for name in ticked for word in SHARED[name])
    unticked = [word for name in CODES if name not in ticked for word in SHARED[name]]
    assert not [word for word in (*unticked, *KEPT) if word in page]


@pytest.mark.parametrize("page", ["detail", "answer", "ask", "helping", "result"])
def test_no_page_of_the_receiver_leads_to_the_case(client, world, page):
    case = make_full_case(world)
    referral = send(case, world.officer, world.agency, CODES)
    if page in ("helping", "result"):
        answer_referral(referral, world.officer, on=TODAY)
    client.force_login(world.partner)
    text = client.get(url_of(referral, page)).content.decode()
    assert case.number in text
    assert not LINK_TO_A_CASE.search(text)
    assert not [word for word in (*KEPT, case.key, case.student.key) if word in text]


def test_receiver_is_told_who_asks_what_and_by_when(client, world, referral):
    User.objects.filter(pk=world.officer.pk).update(full_name="สมหญิง ใจงาม", phone="043-111-222")
    page = text_for(client, world.partner, referral)
    assert all(word in page for word in (world.area.name, "สมหญิง", "ใจงาม", "tel:043111222", "canary-asked", "23 ม.ค. 2567"))


def test_package_does_not_follow_the_case(client, world):
    case = make_full_case(world)
    referral = send(case, world.officer, world.agency, CODES)
    before = text_for(client, world.partner, referral)
    case.student.first_name, case.student.address = "canary-renamed", "canary-moved"
    case.student.save()
    workflow.void(case.current_round.visits.get(), reason="ผิดเคส", by=world.officer)
    case.causes.clear()
    after = text_for(client, world.partner, referral)
    assert "canary-renamed" not in after
    assert all(word in after and word in before for name in CODES for word in SHARED[name])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("partner", 200), ("officer", 200), ("colleague", 200), ("supervisor", 200),
        ("other_partner", 404), ("stranger", 404), ("teacher", 404), ("neighbour", 404), ("executive", 404), ("sysadmin", 404),
        ("nobody", 404),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["detail", "answer"])
def test_who_reaches_a_referral(client, world, referral, page, who, status):
    client.force_login(getattr(world, who))
    assert client.get(url_of(referral, page)).status_code == status


def test_anonymous_is_asked_to_sign_in(client, referral):
    response = client.get(url_of(referral))
    assert response.status_code == 302
    assert response.url.startswith(reverse("schools:sign-in"))


@pytest.mark.parametrize("page", ["detail", "answer", "result"])
@pytest.mark.parametrize("end", ["withdrawn", "voided", "declined", "expired"])
def test_inactive_referral_is_closed_to_its_receiver_and_open_to_the_office(client, world, referral, end, page):
    ends = {
        "withdrawn": lambda: withdraw(referral, world.officer),
        "voided": lambda: workflow.void(referral, reason="ส่งผิด", by=world.officer),
        "declined": lambda: decline_referral(referral, world.officer, on=TODAY),
        "expired": lambda: Referral.objects.update(expires_on=TODAY - timedelta(days=1)),
    }
    ends[end]()
    client.force_login(world.partner)
    assert client.get(url_of(referral, page)).status_code == 404
    assert client.post(url_of(referral, page), {"pathway_reply": "AGREED"}).status_code in (404, 405)
    assert opened(client, world.officer, referral).status_code == 200


def withdraw(referral, by):
    return answer_referral(referral, by, on=TODAY, status=ReferralStatus.WITHDRAWN)


def test_package_may_be_read_for_180_days(referral, world):
    def visible(today):
        return referral in Referral.objects.visible_to(world.partner, today)

    assert visible(TODAY + timedelta(days=180))
    assert not visible(TODAY + timedelta(days=181))


def test_person_who_left_the_agency_sees_nothing(client, world, referral):
    world.partner.posts.update(ended_on=TODAY)
    assert opened(client, world.partner, referral).status_code == 404


def test_each_opening_leaves_a_line(client, world, referral):
    opened(client, world.partner, referral)
    opened(client, world.partner, referral)
    lines = TrailEvent.objects.filter(verb=Verb.OPENED, subject=f"referral:{referral.key}")
    assert [(line.actor, line.area) for line in lines] == [(world.partner, world.area)] * 2


def test_refused_opening_leaves_a_line(client, world, referral):
    opened(client, world.other_partner, referral)
    assert TrailEvent.objects.filter(verb=Verb.REFUSED, subject=f"referral:{referral.key}", actor=world.other_partner).exists()


# The list


def listed(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("referrals:referral-list"), asked)


def test_list_of_a_receiver_shows_its_own_active_referrals_without_a_name(client, world):
    case = make_full_case(world)
    referral = send(case, world.officer, world.agency, CODES)
    withdrawn = send(case, world.officer, world.agency, CODES)
    withdraw(withdrawn, world.officer)
    response = listed(client, world.partner)
    text = response.content.decode()
    assert list(response.context["page_obj"]) == [referral]
    assert case.number in text
    assert code("MEDICAL", "help_kind").label_th in text
    assert not LINK_TO_A_CASE.search(text)
    assert not [word for word in (*KEPT, *(word for name in CODES for word in SHARED[name])) if word in text]


def test_receiver_is_offered_no_filter_by_agency(client, world, referral):
    response = listed(client, world.partner, agency=world.other_agency.key)
    assert world.other_agency.name not in response.content.decode()
    assert list(response.context["page_obj"]) == [referral]


def test_agency_without_referrals_is_told_so(client, world, referral):
    assert "ยังไม่มีคำขอที่ส่งถึงหน่วยงาน" in listed(client, world.other_partner).content.decode()


def test_list_of_a_receiver_costs_the_same_however_long_it_is(client, world, referral):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            listed(client, world.partner)
        return len(captured)

    listed(client, world.partner)
    few = queries()
    for _more in range(5):
        send(make_case(world.officer, world.school), world.officer, world.agency)
    assert queries() == few <= 13


# The answer


def post(client, user, referral, page="answer", **typed):
    client.force_login(user)
    act = "?act=decline" if "reason" in typed else ""
    return client.post(url_of(referral, page) + act, typed)


ACCEPT = {"pathway_reply": "NOT_OURS"}
RESULT = {"help_MEDICAL": "PARTLY", "text": "ช่วยแล้ว"}


def test_receiver_takes_a_request_on(client, world, referral):
    assert url_of(referral, "answer") in text_for(client, world.partner, referral)
    response = post(client, world.partner, referral, **ACCEPT, result_by="31/01/2567", text="canary-taken")
    assert response.url == url_of(referral)
    answered, event = fresh(referral), referral.events.get(kind="ACCEPTED")
    assert (answered.status, answered.answered_on, answered.result_by) == (ReferralStatus.ACCEPTED, TODAY, date(2024, 1, 31))
    assert (event.entered_by, event.text, event.said_by) == (world.partner, "canary-taken", "")
    page = client.get(response.url).content.decode()
    assert "รับเรื่องแล้ว" in page
    assert "canary-taken" in page
    assert url_of(referral, "result") in page


def test_answer_of_the_receiver_settles_the_step(client, world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=4)
    referral = send(case, world.officer, world.agency)
    case.refresh_from_db()
    assert (case.waiting_on, case.next_url) == (world.agency.name, url_of(referral, "answer"))
    post(client, world.partner, referral, **ACCEPT)
    assert Case.objects.get(pk=case.pk).step == 6


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pathway_reply": ""}, "เลือกคำตอบต่อแนวทางที่เสนอแนะ"),
        ({"pathway_reply": "OTHERWISE"}, "เลือกแนวทางที่เสนอแทน"),
        ({"pathway_reply": "OTHERWISE", "agreed_pathway": "x"}, "เลือกจากรายการ"),
        ({"pathway_reply": "AGREED", "result_by": "15/01/2567"}, "วันนี้ต้องไม่ก่อนวันที่ตอบ"),
        ({"pathway_reply": "AGREED", "next_on": "31/02/2567"}, "ไม่มีวันที่ 31"),
        ({"reason": ""}, "เลือกเหตุผลที่รับไม่ได้"),
        ({"reason": "x"}, "เลือกจากรายการ"),
    ],
)
def test_answer_that_lacks_something_comes_back(client, world, referral, typed, sentence):
    page = post(client, world.partner, referral, **typed, text="พิมพ์ไว้แล้ว").content.decode()
    assert sentence in page
    assert "พิมพ์ไว้แล้ว" in page
    assert fresh(referral).status == ReferralStatus.SENT


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        ("OTHERWISE", ("education_pathway.LEARNING_CENTER_12", "ศูนย์การเรียน", TODAY)),
        ("AGREED", (None, "", TODAY)),
        ("NOT_OURS", (None, "", None)),
    ],
)
def test_receiver_answers_the_recommendation(client, world, referral, reply, kept):
    offered = {"agreed_pathway": "education_pathway.LEARNING_CENTER_12", "agreed_place": "ศูนย์การเรียน", "agreed_from": "16/01/2567"}
    post(client, world.partner, referral, pathway_reply=reply, **offered)
    answered = fresh(referral)
    assert answered.pathway_reply == reply
    assert (answered.agreed_pathway_id, answered.agreed_place, answered.agreed_from) == kept


def test_recommendation_is_asked_about_where_there_is_one(client, world):
    referral = send(make_case(world.officer, world.school), world.officer, world.agency, pathway=None)
    client.force_login(world.partner)
    assert "pathway_reply" not in client.get(url_of(referral, "answer")).content.decode()
    assert post(client, world.partner, referral).url == url_of(referral)


def test_declined_request_is_gone_for_its_receiver(client, world, referral):
    response = post(client, world.partner, referral, reason=REASON, instead="โรงพยาบาลจังหวัด", text="เต็มถึงสิ้นปี")
    assert response.url == reverse("referrals:referral-list")
    assert "ตอบแล้วว่ารับไม่ได้" in client.get(response.url).content.decode()
    assert client.get(url_of(referral)).status_code == 404
    answered = fresh(referral)
    assert (answered.status, answered.decline_reason_id, answered.instead) == ("DECLINED", REASON, "โรงพยาบาลจังหวัด")
    assert referral.events.get(kind="DECLINED").text == "เต็มถึงสิ้นปี"


def test_forms_of_a_receiver_ask_neither_day_nor_name(client, world, referral):
    client.force_login(world.partner)
    for act in ("", "?act=decline"):
        page = client.get(url_of(referral, "answer") + act).content.decode()
        assert "happened_on" not in page
        assert "said_by" not in page


def test_receiver_asks_and_reads_the_reply(client, world, referral):
    post(client, world.partner, referral, "ask", text="มียาประจำหรือไม่")
    assert fresh(referral).question_on == TODAY
    assert "รอเขตพื้นที่ตอบ" in text_for(client, world.partner, referral)
    passing.reply(fresh(referral), by=world.officer, on=TODAY, text="ไม่มี")
    page = text_for(client, world.partner, referral)
    assert "มียาประจำหรือไม่" in page
    assert "ไม่มี" in page
    assert "รอเขตพื้นที่ตอบ" not in page


def test_notes_of_the_office_about_silence_are_not_for_the_receiver(client, world, referral):
    passing.call(referral, by=world.officer, on=TODAY, text="canary-call", said_by="canary-speaker")
    page = text_for(client, world.partner, referral)
    assert "canary-call" not in page
    assert "canary-speaker" not in page


def test_question_says_something(client, world, referral):
    assert "เขียนข้อมูลที่ต้องการเพิ่ม" in post(client, world.partner, referral, "ask", text=" ").content.decode()


def test_result_comes_after_the_request_was_taken_on(client, world, referral):
    client.force_login(world.partner)
    assert client.get(url_of(referral, "result")).url == url_of(referral)
    response = post(client, world.partner, referral, "result", **RESULT)
    assert "รับเรื่องก่อนบันทึกผล" in response.content.decode()
    assert not referral.help_given.exists()


def test_help_under_way_and_its_result_are_told(client, world, referral):
    post(client, world.partner, referral, **ACCEPT)
    post(client, world.partner, referral, "helping", text="นัดตรวจแล้ว", next_on="20/01/2567")
    assert fresh(referral).status == ReferralStatus.HELPING
    response = post(client, world.partner, referral, "result", **RESULT)
    assert response.url == url_of(referral)
    answered = fresh(referral)
    assert (answered.status, answered.result_on, answered.help_given.get().outcome) == (ReferralStatus.DONE, TODAY, "PARTLY")
    page = client.get(response.url).content.decode()
    assert all(word in page for word in ("นัดตรวจแล้ว", "20 ม.ค. 2567", "ช่วยแล้ว", "ได้รับบางส่วน"))


def test_result_says_what_came_of_each_kind_of_help(client, world, referral):
    post(client, world.partner, referral, **ACCEPT)
    page = post(client, world.partner, referral, "result", text=" ").content.decode()
    assert "เขียนผลการช่วยเหลือ" in page
    assert "เลือกว่าได้รับความช่วยเหลือนี้หรือไม่" in page


def test_request_is_answered_once(client, world, referral):
    post(client, world.partner, referral, **ACCEPT)
    response = post(client, world.partner, referral, reason=REASON)
    assert "คำขอนี้รับเรื่องแล้ว" in response.content.decode()
    assert fresh(referral).status == ReferralStatus.ACCEPTED


def test_same_form_sent_twice_counts_once(client, world, referral):
    for _sending in range(2):
        assert post(client, world.partner, referral, "ask", text="ถาม", token="same").url == url_of(referral)
    assert referral.events.filter(kind="ASKED").count() == 1


def test_receiver_cannot_withdraw(client, world, referral):
    client.force_login(world.partner)
    assert client.get(url_of(referral, "withdraw")).status_code == 403
    assert client.post(url_of(referral, "withdraw"), {"text": "ถอน"}).status_code == 403
    assert fresh(referral).status == ReferralStatus.SENT


def test_after_the_round_nothing_is_answered(client, world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=6)
    referral = send(case, world.officer, world.agency)
    with time_machine.travel("2024-04-09 09:00+07:00", tick=False):
        make_follow_up(case, world.officer, on=date(2024, 4, 9))
        close(case, world.officer, world.supervisor, on=date(2024, 4, 9))
        page = text_for(client, world.partner, referral)
        assert "คำขอนี้ปิดรับคำตอบแล้ว" in page
        assert url_of(referral, "answer") not in page
        assert client.get(url_of(referral, "answer")).url == url_of(referral)
        response = post(client, world.partner, referral, **ACCEPT)
        assert "รอบนี้ปิดแล้ว" in response.content.decode()


# A school as the receiver


@pytest.fixture
def to_school(world):
    case = make_case(world.officer, world.school)
    return send(case, world.officer, None, school=world.other_school)


def test_school_that_was_asked_reads_the_package_and_answers(client, world, to_school):
    page = text_for(client, world.neighbour, to_school)
    assert "canary-asked" in page
    assert not LINK_TO_A_CASE.search(page.split("<main", 1)[1].replace("/cases/add/", ""))
    assert post(client, world.neighbour, to_school, **ACCEPT).url == url_of(to_school)
    assert to_school.events.get(kind="ACCEPTED").entered_by == world.neighbour


def test_school_that_declines_goes_home(client, world, to_school):
    response = post(client, world.neighbour, to_school, reason=REASON)
    assert response.url == reverse("home")
    assert opened(client, world.neighbour, to_school).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "partner", "stranger"])
def test_referral_to_a_school_is_for_that_school(client, world, to_school, who):
    assert opened(client, getattr(world, who), to_school).status_code == 404


def test_colleague_at_the_agency_sees_the_same(client, world, referral):
    assert opened(client, make_partner(world.agency), referral).status_code == 200


def test_colleague_at_the_school_sees_the_same(client, world, to_school):
    assert opened(client, make_teacher(world.other_school), to_school).status_code == 200
