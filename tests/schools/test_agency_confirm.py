"""An agency confirms its own card by a link, without an account; every other link meets one closed door."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from schools import agencies, limits
from schools.models import Agency, AgencyVersion, Mail, TrailEvent, Verb
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, code, make_agency, make_case, make_referral, make_student

WHO = "นางสมมติ ผู้ประสานงาน"
CLOSED = "ลิงก์นี้ใช้ไม่ได้"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{DAY} 09:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def agency(world):
    agency = make_agency(world.area, "โรงพยาบาลสมมติ", phone="043-000-001", email="one@example.org", contact_name="คุณเดิม")
    agency.services.add(code("PSYCH", "help_kind"))
    return agency


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return client


@pytest.fixture
def anybody():
    return PageClient()


def link_to(agency) -> str:
    agency.refresh_from_db()
    return reverse("schools:agency-confirm", args=[agencies.token_of(agency)])


def confirm(browser, link, **typed):
    return browser.post(link, form_on(browser.get(link)) | {"who": WHO} | typed)


def act(officer, agency, name):
    return officer.post(reverse(f"schools:agency-{name}", args=[agency.key]), follow=True)


# Asking


def test_link_is_mailed_to_the_registered_address_and_opens_the_card(officer, anybody, agency):
    page = act(officer, agency, "ask")
    assert "ส่งลิงก์ไปที่ one@example.org แล้ว" in words(page)
    mail = Mail.objects.get()
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    assert (mail.address, "14 ก.พ. 2567" in mail.body) == ("one@example.org", True)
    assert "ข้อมูลถูกต้อง" in words(anybody.get(link))
    assert "ส่งลิงก์ให้ยืนยันเมื่อ 15 ม.ค. 2567" in words(officer.get(reverse("schools:agency-detail", args=[agency.key])))


def test_link_is_mailed_once_a_day_until_it_is_used(officer, anybody, agency):
    act(officer, agency, "ask")
    act(officer, agency, "ask")
    assert Mail.objects.count() == 1
    confirm(anybody, link_to(agency))
    act(officer, agency, "ask")
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("changes", [{"email": ""}, {"is_open": False}])
def test_nothing_is_mailed_where_nobody_could_answer(officer, agency, changes):
    Agency.objects.filter(pk=agency.pk).update(**changes)
    assert "เพิ่มอีเมลของหน่วยงานที่ยังรับเรื่องก่อน" in words(act(officer, agency, "ask"))
    assert not Mail.objects.exists()


def test_officer_writes_down_what_the_telephone_said(world, officer, agency):
    page = words(act(officer, agency, "phoned"))
    agency.refresh_from_db()
    assert (agency.confirmed_on, agency.confirmed_by) == (DAY, f"{world.officer} (โทรศัพท์)")
    assert f"ยืนยันล่าสุด 15 ม.ค. 2567 โดย {world.officer} (โทรศัพท์)" in page
    assert agencies.history(agency)[0].who == str(world.officer)


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("partner", 403), ("stranger", 404)])
@pytest.mark.parametrize("name", ["ask", "phoned"])
def test_only_the_office_asks(world, client, agency, who, status, name):
    client.force_login(getattr(world, who))
    assert client.post(reverse(f"schools:agency-{name}", args=[agency.key])).status_code == status
    assert not AgencyVersion.objects.exists()
    assert not Mail.objects.exists()


# Confirming


def test_card_that_is_right_is_confirmed_with_a_name(anybody, agency):
    page = confirm(anybody, link_to(agency))
    assert "ยืนยันข้อมูลแล้ว" in words(page)
    agency.refresh_from_db()
    assert (agency.confirmed_on, agency.confirmed_by, agency.phone) == (DAY, WHO, "043-000-001")
    line = TrailEvent.objects.filter(subject=f"agency:{agency.key}", verb=Verb.CHANGED).get()
    assert (line.actor, line.area, line.fields) == (None, agency.area, ["who", "confirmed_on"])
    edit = agencies.history(agency)[0]
    assert (edit.who, edit.by_link) == (WHO, True)


def test_agency_corrects_what_is_its_own(anybody, agency):
    person = {"contacts-0-name": "พยาบาล สมมติ", "contacts-0-phone": "043-000-009"}
    food = [code(name, "help_kind").pk for name in ("PSYCH", "FOOD")]
    confirm(anybody, link_to(agency), contact_name="คุณใหม่", hours="ทุกวัน", services=food, **person)
    agency.refresh_from_db()
    assert (agency.contact_name, agency.hours) == ("คุณใหม่", "ทุกวัน")
    assert {one.pk for one in agency.services.all()} == set(food)
    assert agency.contacts.get().phone == "043-000-009"
    assert {str(label) for label, _before, _after in agencies.history(agency)[0].changes} >= {"ผู้ประสานงาน", "เวลาทำการ"}


def test_agency_changes_neither_its_name_nor_where_codes_go(anybody, agency):
    kind = agency.kind
    confirm(
        anybody,
        link_to(agency),
        email="other@example.org",
        phone="043-000-002",
        name="ชื่ออื่น",
        kind="agency_kind.POLICE",
        covers="4003",
        is_open="",
    )
    agency.refresh_from_db()
    assert (agency.email, agency.phone, agency.name) == ("one@example.org", "043-000-001", "โรงพยาบาลสมมติ")
    assert (agency.kind, agency.is_open) == (kind, True)


def test_what_the_office_is_to_correct_stands_on_the_card_until_it_is_changed(officer, anybody, agency):
    confirm(anybody, link_to(agency), told="ย้ายไปอำเภอพระยืนแล้ว")
    card = reverse("schools:agency-detail", args=[agency.key])
    assert "หน่วยงานแจ้งให้แก้ ย้ายไปอำเภอพระยืนแล้ว" in words(officer.get(card))
    edit = reverse("schools:agency-edit", args=[agency.key])
    officer.post(edit, form_on(officer.get(edit)) | {"address": "พระยืน"})
    page = words(officer.get(card))
    assert "หน่วยงานแจ้งให้แก้" not in page
    assert "แจ้งเขต ย้ายไปอำเภอพระยืนแล้ว" in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [({"who": ""}, "กรอกชื่อและตำแหน่งของผู้ยืนยัน"), ({"who": "ก\x07"}, "id_who_error")],
)
def test_what_is_wrong_is_said_and_the_link_still_works(anybody, agency, typed, message):
    link = link_to(agency)
    page = confirm(anybody, link, hours="พิมพ์แล้ว", **typed)
    assert message in page.content.decode()
    assert "พิมพ์แล้ว" in page.content.decode()
    assert "ยืนยันข้อมูลแล้ว" in words(confirm(anybody, link))


def test_one_more_person_is_offered_without_confirming(anybody, agency):
    link = link_to(agency)
    page = confirm(anybody, link, add_row="contacts")
    assert form_on(page)["contacts-TOTAL_FORMS"] == "2"
    assert link == link_to(agency)


def test_what_the_office_changed_meanwhile_stays(officer, anybody, agency):
    link = link_to(agency)
    opened = form_on(anybody.get(link))
    edit = reverse("schools:agency-edit", args=[agency.key])
    officer.post(edit, form_on(officer.get(edit)) | {"hours": "ทุกวัน", "line_id": "@one"})
    anybody.post(link, opened | {"who": WHO, "line_id": "@two"})
    agency.refresh_from_db()
    assert (agency.hours, agency.line_id) == ("ทุกวัน", "@two")


def test_page_knows_of_no_child(world, anybody, agency):
    child = make_student(world.area, world.school, first_name="canary-child")
    case = make_case(world.officer, world.school, child)
    make_referral(case, world.officer, agency, accepted=False, asked="canary-asked")
    page = anybody.get(link_to(agency)).content.decode()
    assert not [word for word in ("canary", case.number, "ส่งต่อแล้ว", str(world.officer)) if word in page]


def test_opening_leaves_a_line(anybody, agency):
    anybody.get(link_to(agency))
    assert TrailEvent.objects.filter(actor=None, verb=Verb.OPENED, subject=f"agency:{agency.key}", fields=["link"]).exists()


# The closed door


def used(link, agency, clock):
    confirm(PageClient(), link)
    return link


def expired(link, agency, clock):
    clock.shift(timedelta(days=30, seconds=1))
    return link


def readdressed(link, agency, clock):
    Agency.objects.filter(pk=agency.pk).update(email="other@example.org")
    return link


def shut(link, agency, clock):
    Agency.objects.filter(pk=agency.pk).update(is_open=False)
    return link


def forged(link, agency, clock):
    return f"{link[:-2]}/"


def guessed(link, agency, clock):
    return reverse("schools:agency-confirm", args=["anything"])


@pytest.mark.parametrize("spoil", [used, expired, readdressed, shut, forged, guessed])
def test_every_other_link_meets_the_same_closed_door(anybody, agency, clock, spoil):
    link = spoil(link_to(agency), agency, clock)
    before = TrailEvent.objects.filter(verb=Verb.REFUSED).count()
    shown = anybody.get(link)
    sent = anybody.post(link, {"who": "ใคร"})
    assert (shown.status_code, sent.status_code) == (404, 404)
    assert CLOSED in words(shown)
    assert words(shown) == words(sent) == words(anybody.get(guessed("", agency, clock)))
    assert shown.headers["X-Robots-Tag"] == "noindex"
    assert TrailEvent.objects.filter(verb=Verb.REFUSED).count() == before + 3


def test_link_works_until_its_last_day(anybody, agency, clock):
    link = link_to(agency)
    clock.shift(timedelta(days=29, hours=23))
    confirm(anybody, link)
    agency.refresh_from_db()
    assert agency.confirmed_on == date(2024, 2, 14)


def test_who_tries_many_links_waits_even_for_one_that_works(anybody, agency, clock):
    link = link_to(agency)
    for _time in range(limits.LINKS.times):
        anybody.get(guessed("", agency, clock))
    assert anybody.get(link).status_code == 404
    clock.shift(limits.LINKS.window)
    assert anybody.get(link).status_code == 200
