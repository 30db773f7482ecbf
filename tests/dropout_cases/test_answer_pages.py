"""The page behind a personal link, every door that stays closed, and the office's page of links."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import AnswerLink, TeamMember
from dropout_cases.workflow import links
from dropout_cases.workflow.team import join_team
from schools import limits
from schools.models import Mail, TrailEvent
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, make_case, make_contact, make_student

ASKED = "canary-asked ผลตรวจเป็นอย่างไร"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{DAY} 09:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def contact(world):
    """A case in which every field says a word, and one question to an agency."""
    child = make_student(
        world.area, world.school, first_name="canary-child", last_name="canary-family", nickname="canary-nick",
        guardian_name="canary-guardian", guardian_phone="canary-phone", address="canary-address",
    )  # fmt: skip
    case = make_case(world.officer, world.school, child, story="canary-story", reporter_name="canary-reporter")
    words_of = {"best_interest": "canary-interest", "to_find_out": "canary-find-out", "person": "canary-person"}
    asked = {"party": "AGENCY", "agency": world.agency, "answer_by": DAY + timedelta(days=7)}
    world.agency.email, world.agency.phone = "ward@hospital.example", "043-000-000"
    world.agency.save()
    world.officer.phone = "043-111-222"
    world.officer.save()
    return make_contact(case, world.officer, answer="", asked=ASKED, **asked, **words_of)


def list_of(contact):
    return reverse("dropout_cases:link-list", args=[contact.key, "contact"])


def give(client, contact, by, **typed):
    """An officer makes a link on its page; the address of the page it opens."""
    client.force_login(by)
    url = list_of(contact)
    response = client.post(url, form_on(client.get(url)) | typed)
    return re.search(r"http://testserver(/a/[\w-]+/)", response.content.decode())[1]


@pytest.fixture
def page(client, contact, world):
    return give(client, contact, world.officer)


@pytest.fixture
def nurse():
    """Somebody at another browser, without an account."""
    return PageClient()


def code_mailed():
    return re.search(r"\b\d{6}\b", Mail.objects.latest("pk").body)[0]


def enter(nurse, page):
    """Ask for the code, type it, and open the page."""
    nurse.post(f"{page}code/")
    assert nurse.post(f"{page}open/", {"code": code_mailed()}).status_code == 302
    return nurse.get(page)


# The way in, and the answer


def test_agency_without_an_account_answers(nurse, page, contact, world):
    first = nurse.get(page)
    assert "ขอรหัส" in words(first)
    assert ASKED not in words(first)
    asked = enter(nurse, page)
    for word in (ASKED, contact.round.case.number, world.area.name, world.officer.full_name, "043-111-222", "22 มกราคม 2567"):
        assert word in words(asked)
    assert nurse.post(page, {"answer": "ผลปกติ"}).status_code == 302
    assert "ได้รับคำตอบแล้ว" in words(nurse.get(page))
    contact.refresh_from_db()
    assert (contact.answer, contact.answered_name) == ("ผลปกติ", "canary-person")


def test_page_shows_nothing_but_what_was_asked(nurse, page, contact):
    pages = [nurse.get(page), enter(nurse, page), nurse.post(page, {"answer": ""})]
    nurse.post(page, {"answer": "ผลปกติ"})
    pages.append(nurse.get(page))
    found = {word for one in pages for word in re.findall(r"canary-[a-z-]+", one.content.decode())}
    assert found == {"canary-asked"}
    assert "ผลปกติ" not in words(pages[-1])


def test_page_is_not_kept_not_indexed_and_named_to_no_other_site(nurse, page):
    for response in (nurse.get(page), enter(nurse, page), nurse.get("/a/" + "A" * 32 + "/")):
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_cookie_of_the_device_goes_to_that_page_alone(nurse, page, contact):
    enter(nurse, page)
    cookie = nurse.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (page, True, "Lax")
    assert cookie["max-age"] == 14 * 24 * 60 * 60


def test_page_opens_on_that_device_until_the_link_ends(nurse, page, clock):
    enter(nurse, page)
    clock.shift(timedelta(days=13))
    assert ASKED in words(nurse.get(page))
    clock.shift(timedelta(days=1))
    assert nurse.get(page).status_code == 404


@pytest.mark.parametrize("answer", ["", "   ", "ก" * 4001])
def test_answer_that_cannot_be_kept_comes_back(nurse, page, contact, answer):
    enter(nurse, page)
    response = nurse.post(page, {"answer": answer})
    assert response.status_code == 200
    assert form_on(response)["answer"].strip() == answer.strip()
    contact.refresh_from_db()
    assert contact.awaited


def test_thai_digits_and_spaces_are_the_code_too(nurse, page):
    nurse.post(f"{page}code/")
    code = code_mailed().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert nurse.post(f"{page}open/", {"code": f"{code[:3]} {code[3:]}"}).status_code == 302


def test_code_by_telephone_is_read_out_by_the_officer(client, nurse, contact, world):
    page = give(client, contact, world.officer, way="PHONE", address="043-000-000")
    nurse.post(f"{page}code/")
    assert "เจ้าหน้าที่จะโทรแจ้งรหัส" in words(nurse.get(page))
    shown = client.post(reverse("dropout_cases:link-code", args=[AnswerLink.objects.get().key]))
    code = re.search(r'receipt-code nowrap">(\d{6})<', shown.content.decode())[1]
    assert nurse.post(f"{page}open/", {"code": code}).status_code == 302
    assert code not in client.get(list_of(contact)).content.decode()


# The doors


def forwarded(nurse, page, contact, world, clock):
    """Another device gets the page that asks for a code."""
    enter(nurse, page)
    other = PageClient()
    other.cookies["device"] = "guessed"
    return other.get(page), "เปิดหน้าตอบด้วยรหัส"


def cookie_of_another_link(nurse, page, contact, world, clock):
    enter(nurse, page)
    officer, other = PageClient(), PageClient()
    second = give(officer, contact, world.officer)
    other.cookies["device"] = nurse.cookies["device"].value
    return other.get(second), "เปิดหน้าตอบด้วยรหัส"


def replayed_code(nurse, page, contact, world, clock):
    nurse.post(f"{page}code/")
    code = code_mailed()
    nurse.post(f"{page}open/", {"code": code})
    return PageClient().post(f"{page}open/", {"code": code}), "รหัสไม่ตรงหรือหมดเวลาแล้ว"


def late_code(nurse, page, contact, world, clock):
    nurse.post(f"{page}code/")
    clock.shift(timedelta(minutes=10))
    return nurse.post(f"{page}open/", {"code": code_mailed()}), "รหัสไม่ตรงหรือหมดเวลาแล้ว"


def answered_otherwise(nurse, page, contact, world, clock):
    enter(nurse, page)
    nurse.post(page, {"answer": "ผลปกติ"})
    return nurse.post(page, {"answer": "ผลไม่ปกติ"}), "เรื่องนี้มีคำตอบแล้ว"


def sixth_code(nurse, page, contact, world, clock):
    for _sending in range(6):
        response = nurse.post(f"{page}code/", follow=True)
    return response, "ใช้รหัสครบจำนวนครั้งแล้ว"


@pytest.mark.parametrize("door", [forwarded, cookie_of_another_link, replayed_code, late_code, answered_otherwise, sixth_code])
def test_door_stays_closed_with_a_sentence(nurse, page, contact, world, clock, door):
    response, sentence = door(nurse, page, contact, world, clock)
    assert response.status_code == 200
    assert sentence in words(response)
    if door is not answered_otherwise:
        assert ASKED not in words(response)


def guessed(nurse, page, contact, world, clock):
    return "/a/" + "A" * 32 + "/"


def expired(nurse, page, contact, world, clock):
    clock.shift(timedelta(days=14))
    return page


def withdrawn(nurse, page, contact, world, clock):
    enter(nurse, page)
    links.withdraw(AnswerLink.objects.get(), by=world.officer, at=AnswerLink.objects.get().made_at)
    return page


def struck(nurse, page, contact, world, clock):
    enter(nurse, page)
    workflow.void(contact, reason="ผิดเคส", by=world.officer)
    return page


def used_up(nurse, page, contact, world, clock):
    nurse.post(f"{page}code/")
    for _try in range(links.MOST_TRIES):
        nurse.post(f"{page}open/", {"code": "x"})
    return page


@pytest.mark.parametrize("door", [guessed, expired, withdrawn, struck, used_up])
@pytest.mark.parametrize("way", ["get", "answer", "code", "open"])
def test_door_that_is_gone_looks_the_same_whatever_was_behind_it(nurse, page, contact, world, clock, door, way):
    url = door(nurse, page, contact, world, clock)
    unknown, sent = "/a/" + "B" * 32 + "/", Mail.objects.count()

    def knock(url):
        if way == "get":
            return nurse.get(url)
        where = url if way == "answer" else f"{url}{way}/"
        return nurse.post(where, {"answer": "ผลปกติ", "code": "123456"})

    here, nowhere = knock(url), knock(unknown)
    assert here.status_code == nowhere.status_code == 404
    assert words(here) == words(nowhere)
    assert "ลิงก์นี้ใช้ไม่ได้" in words(here)
    assert Mail.objects.count() == sent
    contact.refresh_from_db()
    assert contact.awaited


def test_whoever_tries_addresses_waits_while_a_known_device_goes_on(nurse, page):
    enter(nurse, page)
    other = PageClient()
    for number in range(limits.LINKS.times):
        assert other.get(f"/a/{number:032}/").status_code == 404
    assert other.get(page).status_code == 404
    assert ASKED in words(nurse.get(page))


def test_device_that_used_up_the_codes_of_others_still_opens(nurse, page):
    enter(nurse, page)
    other = PageClient()
    other.post(f"{page}code/")
    for _try in range(links.MOST_TRIES):
        other.post(f"{page}open/", {"code": "x"})
    assert other.get(page).status_code == 404
    assert ASKED in words(nurse.get(page))


def test_every_opening_is_written_down_without_a_name(nurse, page, contact):
    enter(nurse, page)
    nurse.post(page, {"answer": "ผลปกติ"})
    link = AnswerLink.objects.get()
    lines = list(TrailEvent.objects.filter(subject=f"answerlink:{link.key}").order_by("pk").values_list("verb", "fields", "actor"))
    assert [(verb, fields) for verb, fields, _by in lines[1:3]] == [("CHANGED", ["code"]), ("OPENED", ["device"])]
    assert ("OPENED", ["asked"], None) in lines
    assert lines[-1][0] == "RECORDED"
    assert "canary" not in str(lines)


def test_openings_and_refusals_of_a_link_stand_in_the_trail_of_its_case(client, nurse, page, contact, world):
    nurse.get(page)
    enter(nurse, page)
    nurse.post(page, {"answer": "ผลปกติ"})
    nurse.post(page, {"answer": "ผลไม่ปกติ"})
    lines = TrailEvent.objects.filter(subject=f"answerlink:{AnswerLink.objects.get().key}").values_list("verb", "fields")
    assert ("OPENED", ["code_page"]) in lines
    assert ("REFUSED", ["answer"]) in lines
    client.force_login(world.supervisor)
    seen = words(client.get(reverse("dropout_cases:case-trail", args=[contact.round.case.key])))
    assert "ถูกปฏิเสธ" in seen


# The office's page


def test_links_are_listed_with_their_state(client, nurse, page, contact, world):
    assert "ยังไม่เปิด" in words(client.get(list_of(contact)))
    enter(nurse, page)
    assert "เปิดแล้ว" in words(client.get(list_of(contact)))
    nurse.post(page, {"answer": "ผลปกติ"})
    assert "ตอบแล้ว" in words(client.get(list_of(contact)))


def test_secret_is_shown_once(client, page, contact):
    assert page not in client.get(list_of(contact)).content.decode()


def test_officer_withdraws_a_link_after_a_question(client, nurse, page, contact):
    link = AnswerLink.objects.get()
    url = reverse("dropout_cases:link-withdraw", args=[link.key])
    assert "ถอนลิงก์นี้หรือไม่" in words(client.get(url))
    assert nurse.get(page).status_code == 200
    assert "ถอนแล้ว" in words(client.post(url, follow=True))
    assert nurse.get(page).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"for_whom": ""}, "กรอกชื่อผู้ตอบ"),
        ({"address": ""}, "กรอกอีเมลที่ส่งรหัส"),
        ({"address": "ไม่ใช่อีเมล"}, "กรอกอีเมลที่ส่งรหัส"),
        ({"way": "PHONE", "address": ""}, "กรอกเบอร์โทรที่แจ้งรหัส"),
        ({"way": "PHONE", "address": "ward@hospital.example"}, "กรอกเบอร์โทรเป็นตัวเลข"),
        ({"days": "61"}, "60"),
        ({"for_whom": "บิดาสมมติ"}, "ห้ามติดต่อ บิดาสมมติ"),
    ],
)
def test_link_that_cannot_be_made_says_why(client, contact, world, typed, sentence):
    barred = TeamMember(case=contact.round.case, name="บิดาสมมติ", happened_on=DAY, no_contact=True, no_contact_why="ทำร้ายเด็ก")
    join_team(barred, by=world.officer)
    client.force_login(world.officer)
    response = client.post(list_of(contact), form_on(client.get(list_of(contact))) | typed)
    assert sentence in words(response)
    assert not AnswerLink.objects.exists()


def test_member_of_the_team_is_asked_at_their_own_address(client, contact, world):
    member = TeamMember(case=contact.round.case, name="ครูสมมติ", happened_on=DAY, email="kru@school.example")
    join_team(member, by=world.officer)
    give(client, contact, world.officer, member=member.key, for_whom="", address="")
    link = AnswerLink.objects.get()
    assert (link.for_whom, link.address) == ("ครูสมมติ", "kru@school.example")


def test_waiting_contact_leads_to_the_page_of_links(client, contact, world):
    client.force_login(world.officer)
    assert list_of(contact) in client.get(reverse("referrals:contact-answer", args=[contact.key])).content.decode()
