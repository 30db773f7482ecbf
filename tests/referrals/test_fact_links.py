"""What somebody without an account adds to a visit they joined: through a personal link, and nothing else of the case."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.signing import get_cookie_signer
from django.urls import reverse

from dropout_cases import timeline, workflow
from dropout_cases.models import AnswerLink
from dropout_cases.workflow import links
from referrals import facts
from referrals.models import Finding
from schools.models import Mail, Notice, TrailEvent
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, make_case, make_contact, make_visit

NOW = datetime(2024, 1, 15, 9, tzinfo=ZoneInfo("Asia/Bangkok"))
SAW = {"statement": "พ่อถูกควบคุมตัวเมื่อเดือนก่อน", "source": "บันทึกประจำวัน"}


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visit(world):
    case = make_case(world.officer, world.school, on=DAY - timedelta(days=2), story="canary-story")
    words_of = {"place_text": "canary-place", "visitors": "canary-visitors", "seen": "canary-seen", "conclusion": "canary-end"}
    return make_visit(case, world.officer, on=DAY - timedelta(days=1), **words_of)


def give(visit, by):
    asked = {"for_whom": "สถานีตำรวจทดสอบ", "way": "MAIL", "address": "police@police.example", "days": 14}
    return links.make_link(visit, **asked, by=by, at=NOW)


@pytest.fixture
def given(visit, world):
    return give(visit, world.officer)


@pytest.fixture
def police(given):
    """Somebody at another browser who has typed the code."""
    browser, page = PageClient(), f"/a/{given[1]}/"
    browser.post(f"{page}code/")
    code = re.search(r"\b\d{6}\b", Mail.objects.latest("pk").body)[0]
    browser.post(f"{page}open/", {"code": code})
    return browser


def page_of(given):
    return f"/a/{given[1]}/finding/"


def test_the_link_leads_to_its_own_page_and_takes_one_thing_after_another(given, visit, police, world):
    page = police.get(f"/a/{given[1]}/", follow=True)
    assert page.request["PATH_INFO"] == page_of(given)
    assert "14 มกราคม 2567" in words(page)
    for more in ({}, {"statement": "แม่ไปทำงานต่างจังหวัด"}):
        page = police.post(page_of(given), form_on(police.get(page_of(given))) | SAW | more, follow=True)
        assert "เจ้าหน้าที่ได้รับแล้ว" in words(page)
    first, _second = Finding.objects.filter(entered_by=None).order_by("pk")
    assert (first.record, first.organisation, first.state, first.source) == (visit, "สถานีตำรวจทดสอบ", "ONE_SIDED", SAW["source"])
    assert AnswerLink.objects.get().answered_at == NOW


def test_a_double_click_adds_one(given, police):
    typed = form_on(police.get(page_of(given))) | SAW
    for _click in range(2):
        police.post(page_of(given), typed)
    assert Finding.objects.filter(entered_by=None).count() == 1


def test_the_page_shows_nothing_of_the_case(given, visit, police):
    police.post(page_of(given), form_on(police.get(page_of(given))) | SAW)
    page = police.get(page_of(given)).content.decode()
    assert not [word for word in ("canary", visit.round.case.student.first_name, SAW["statement"]) if word in page]


def test_what_is_missing_is_said(given, police):
    assert "ระบุว่าได้จากใคร" in words(police.post(page_of(given), SAW | {"source": ""}))
    assert not Finding.objects.filter(entered_by=None).exists()


def test_the_officer_is_told_and_the_trail_names_the_link(given, visit, police, world):
    police.post(page_of(given), SAW)
    notice = Notice.objects.get(recipient=world.officer)
    assert (notice.kind, notice.path) == ("ANSWER_CAME", f"/cases/{visit.round.case.key}/facts/")
    line = TrailEvent.objects.filter(subject=f"answerlink:{given[0].key}").latest("pk")
    assert (line.verb, line.actor, line.fields[0]) == ("RECORDED", None, "finding")


def test_what_came_by_a_link_stands_by_itself_for_those_who_may_read_it(given, visit, police, world):
    police.post(page_of(given), SAW)
    case = visit.round.case
    for user, readable in ((world.officer, True), (world.colleague, False)):
        told = [one for one in timeline.read(case, user).happenings if one.kind == "finding"]
        assert [(one.who, one.role) for one in told] == [("สถานีตำรวจทดสอบ", "ผ่านลิงก์ส่วนตัว")]
        assert [line.value for one in told for line in one.lines] == [SAW["statement"]] * readable
    assert [fact.finding.whose for fact in facts.unsure(case, world.officer)] == ["สถานีตำรวจทดสอบ"]


def test_without_the_code_the_page_asks_for_it(given):
    page = PageClient().get(page_of(given), follow=True)
    assert page.request["PATH_INFO"] == f"/a/{given[1]}/"
    assert "ขอรหัส" in words(page)
    assert PageClient().post(page_of(given), SAW).status_code == 302
    assert not Finding.objects.filter(entered_by=None).exists()


def test_the_page_is_only_for_links_of_visits(visit, world):
    contact = make_contact(visit.round.case, world.officer, party="AGENCY", agency=world.agency, answer="")
    given = give(contact, world.officer)
    browser = PageClient()
    device = links.check_code(given[0], links.send_code(given[0], NOW), NOW)
    signed = get_cookie_signer(salt="device" + given[0].key).sign(device)
    browser.cookies["device"] = signed
    assert "ขอรหัส" not in words(browser.get(f"/a/{given[1]}/"))
    assert browser.post(page_of(given), SAW).status_code == 302
    assert not Finding.objects.filter(entered_by=None).exists()


def test_a_link_withdrawn_takes_nothing_more(given, police, world):
    links.withdraw(given[0], by=world.officer, at=NOW)
    assert police.post(page_of(given), SAW).status_code == 404
    assert not Finding.objects.filter(entered_by=None).exists()


def test_a_voided_visit_ends_its_links(given, visit, police, world):
    workflow.void(visit, reason="ผิดบ้าน", by=world.officer)
    assert police.get(page_of(given)).status_code == 404
    with pytest.raises(workflow.Refused):
        give(visit, world.officer)


def test_a_link_of_another_visit_adds_nothing(given, visit, world):
    other = make_visit(visit.round.case, world.officer)
    fact = Finding(record=other, round=other.round, happened_on=DAY, **SAW)
    with pytest.raises(workflow.Refused, match="ลิงก์"):
        facts.add_by_link(fact, given[0], NOW)


def test_the_list_of_facts_leads_to_the_links(client, visit, world):
    client.force_login(world.officer)
    url = reverse("dropout_cases:link-list", args=[visit.key, "visit"])
    assert url in links_on(client.get(f"/cases/{visit.round.case.key}/facts/"))
    page = client.get(url)
    assert "ทำลิงก์" in words(page)
    assert "คุณร่วมลงพื้นที่กับสำนักงาน" in words(page)
