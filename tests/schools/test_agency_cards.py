"""The card of an agency: further people, what was written on it before, its figures, and how old it is."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from schools import agencies
from schools.models import Agency, AgencyContact, AgencyVersion
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, answer_referral, code, make_agency, make_case, make_referral

NURSE = {"name": "พยาบาล สมมติ", "position": "ห้องฉุกเฉิน", "phone": "043-000-111", "email": "er@example.org", "line_id": "er"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{DAY} 09:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return client


@pytest.fixture
def agency(world):
    agency = make_agency(world.area, "โรงพยาบาลสมมติ", phone="043-000-001", email="one@example.org")
    agency.services.add(code("PSYCH", "help_kind"))
    return agency


def page_of(agency, name="detail"):
    return reverse(f"schools:agency-{name}", args=[agency.key])


def rows(*people):
    typed = {f"contacts-{number}-{name}": value for number, one in enumerate(people) for name, value in one.items()}
    return typed | {"contacts-TOTAL_FORMS": str(len(people)), "contacts-INITIAL_FORMS": "0"}


def change(client, agency, **typed):
    return client.post(page_of(agency, "edit"), form_on(client.get(page_of(agency, "edit"))) | typed)


# Further people


def test_people_are_kept_changed_and_taken_away(officer, agency):
    change(officer, agency, **rows(NURSE, {"name": ""}))
    kept = AgencyContact.objects.get()
    assert {name: getattr(kept, name) for name in NURSE} == NURSE
    assert "tel:043000111" in officer.get(page_of(agency)).content.decode()
    change(officer, agency, **rows(NURSE | {"position": "คลินิกวัยรุ่น"}))
    assert AgencyContact.objects.get().position == "คลินิกวัยรุ่น"
    change(officer, agency, **rows())
    assert not AgencyContact.objects.exists()


def test_one_more_row_is_offered_and_nothing_typed_is_lost(officer, agency):
    page = change(officer, agency, hours="ทุกวัน", add_row="contacts", **rows(NURSE))
    assert (page.status_code, AgencyContact.objects.count()) == (200, 0)
    typed = form_on(page)
    assert (typed["contacts-TOTAL_FORMS"], typed["contacts-0-name"], typed["contacts-1-name"]) == ("2", NURSE["name"], "")
    assert typed["hours"] == "ทุกวัน"
    officer.post(page_of(agency, "edit"), typed)
    assert (AgencyContact.objects.get().name, Agency.objects.get(pk=agency.pk).hours) == (NURSE["name"], "ทุกวัน")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"phone": "โทรมา"}, "กรอกเบอร์โทรเป็นตัวเลข"),
        ({"name": ""}, "กรอกชื่อ"),
        ({"email": "ไม่ใช่"}, "id_contacts-0-email_error"),
    ],
)
def test_what_is_wrong_of_a_person_is_said_at_the_box(officer, agency, typed, message):
    page = change(officer, agency, **rows(NURSE | typed))
    assert page.status_code == 200
    assert message in page.content.decode()
    assert NURSE["position"] in page.content.decode()
    assert not AgencyContact.objects.exists()


def test_two_who_change_the_same_people_are_asked_which(world, officer, agency):
    opened = form_on(officer.get(page_of(agency, "edit")))
    change(officer, agency, **rows(NURSE))
    merged = officer.post(page_of(agency, "edit"), opened | {"hours": "ทุกวัน"})
    assert (merged.status_code, AgencyContact.objects.count()) == (302, 1)
    other = officer.post(page_of(agency, "edit"), opened | rows({"name": "คนอื่น"}))
    assert other.status_code == 409
    assert all(one in words(other) for one in ("ผู้ติดต่อเพิ่มเติม", NURSE["name"], "คนอื่น"))


# What the card said before


def test_first_change_shows_what_stood_before(world, officer, agency):
    change(officer, agency, phone="043-000-002", **rows(NURSE))
    (edit,) = agencies.history(agency)
    assert edit.who == str(world.officer)
    assert {str(label): (before, after) for label, before, after in edit.changes} == {
        "โทรศัพท์": ("043-000-001", "043-000-002"),
        "ผู้ติดต่อเพิ่มเติม": ("", " ".join(NURSE.values())),
    }
    page = words(officer.get(page_of(agency)))
    assert "เดิม 043-000-001" in page
    assert "ใหม่ 043-000-002" in page


def test_later_changes_stand_above_earlier_ones(officer, agency):
    for phone in ("043-000-002", "043-000-003"):
        change(officer, agency, phone=phone)
    assert [edit.changes[0][1:] for edit in agencies.history(agency)] == [
        ("043-000-002", "043-000-003"),
        ("043-000-001", "043-000-002"),
    ]


def test_saving_what_stands_adds_no_version(officer, agency):
    change(officer, agency)
    assert [edit.changes for edit in agencies.history(agency)] == []


def test_new_agency_begins_its_history(world, officer):
    officer.post("/agencies/add/", {"name": "ใหม่", "kind": "agency_kind.HOSPITAL", "is_open": "on"} | rows())
    (edit,) = agencies.history(Agency.objects.get(name="ใหม่"))
    assert (edit.is_first, edit.who) == (True, str(world.officer))


def test_versions_are_unreadable_in_the_database(officer, agency):
    change(officer, agency, phone="043-000-002")
    stored = AgencyVersion.objects.extra(select={"raw": "card"}).values_list("raw", flat=True)
    assert not [card for card in stored if "043" in card]


# Figures


def test_every_figure_leads_to_the_referrals_behind_it(world, officer, agency):
    case = make_case(world.officer, world.school)
    answer_referral(make_referral(case, world.officer, agency, accepted=False), world.officer)
    make_referral(case, world.officer, agency, accepted=False)
    page = officer.get(page_of(agency)).content.decode()
    for asked, said in (("", "ส่งต่อแล้ว 2 ครั้ง"), ("&amp;answered=1", "ปกติตอบใน"), ("&amp;taken_on=1", "รับเรื่อง 1 จาก 1 ที่ตอบ")):
        assert f'<a href="/referrals/?agency={agency.key}{asked}">' in page
        assert said in page


@pytest.mark.parametrize(("days", "said"), [(0, "ปกติตอบในวันเดียวกัน"), (3, "ปกติตอบใน 3 วัน"), (2.5, "ปกติตอบใน 2.5 วัน")])
def test_reply_time_is_said_in_days(officer, agency, days, said):
    Agency.objects.filter(pk=agency.pk).update(sent_count=2, answered_count=2, reply_days=days)
    assert said in words(officer.get(page_of(agency)))


def test_an_agency_nothing_was_sent_to_has_no_figures(officer, agency):
    assert "ยังไม่เคยส่งต่อหน่วยงานนี้" in words(officer.get(page_of(agency)))


# How old it is


@pytest.mark.parametrize(
    ("on", "said", "unsaid"),
    [
        (None, "ยังไม่เคยยืนยันข้อมูล", "ยืนยันล่าสุด"),
        (date(2023, 1, 14), "เกินหนึ่งปีแล้ว", "ยังไม่เคยยืนยัน"),
        (date(2023, 1, 15), "ยืนยันล่าสุด 15 ม.ค. 2566 โดย สมมติ ใจดี", "เกินหนึ่งปีแล้ว"),
    ],
)
def test_old_card_is_marked(officer, agency, on, said, unsaid):
    Agency.objects.filter(pk=agency.pk).update(confirmed_on=on, confirmed_by="สมมติ ใจดี" if on else "")
    page = words(officer.get(page_of(agency)))
    assert said in page
    assert unsaid not in page


def test_line_and_letters_stand_on_the_card(world, officer):
    agency = make_agency(world.area, line_id="@hospital", head="ผู้อำนวยการโรงพยาบาลสมมติ", address="หมู่ 1\nพระยืน")
    page = officer.get(page_of(agency)).content.decode()
    assert 'href="https://line.me/R/ti/p/@hospital"' in page
    assert "เรียน ผู้อำนวยการโรงพยาบาลสมมติ" in page
