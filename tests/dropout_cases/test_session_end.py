"""A form sent after its session has ended comes back filled after sign-in, to the person who filled it in and to nobody else."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from dropout_cases import drafts
from dropout_cases.models import Draft
from referrals.models import Contact
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, make_case

PASSWORD = "a-long-password"
SAID = "หมดเวลาการใช้งาน เข้าสู่ระบบเพื่อทำต่อ ข้อความของคุณยังอยู่"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{DAY} 09:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def url(world):
    return f"{make_case(world.officer, world.school).get_absolute_url()}contact/"


@pytest.fixture
def typed(world, client, url):
    """A form half filled in, whose session has ended since."""
    client.force_login(world.officer)
    filled = form_on(client.get(url)) | {"asked": "ถามครูเรื่องการมาเรียน", "party": "SCHOOL"}
    client.cookies.pop("sessionid")
    return filled


def sign_in(client, page, username):
    location = page.headers["Location"]
    return client.post(location, {"username": username, "password": PASSWORD}, follow=True)


def test_sign_in_says_so_and_leads_back_to_the_filled_form(client, url, typed):
    page = client.post(url, typed)
    assert page.headers["Location"] == f"/sign-in/?next={url}"
    assert SAID in words(client.get(page.headers["Location"]))
    page = sign_in(client, page, "officer")
    assert page.redirect_chain[-1][0] == url
    assert "ถามครูเรื่องการมาเรียน" in page.content.decode()
    assert not Contact.objects.exists()


def test_the_form_that_came_back_is_sent_once_more_and_saved(client, url, typed):
    page = sign_in(client, client.post(url, typed), "officer")
    typed["asked"] = page.context["form"]["asked"].value()
    sent = typed | {"answer": "มาเรียน", "safety": "SAFE", "best_interest": "อยู่กับยาย"}
    assert client.post(url, sent | {"token": page.context["form"]["token"].value()}).status_code == 302
    assert Contact.objects.get().asked == "ถามครูเรื่องการมาเรียน"
    assert not Draft.objects.exists()


def test_another_person_signing_in_on_the_device_never_sees_it(client, url, typed):
    page = sign_in(client, client.post(url, typed), "colleague")
    assert page.status_code == 200
    assert "ถามครูเรื่องการมาเรียน" not in page.content.decode()
    assert not Draft.objects.exists()
    client.post("/sign-out/")
    client.post("/sign-in/", {"username": "officer", "password": PASSWORD})
    assert "ถามครูเรื่องการมาเรียน" not in client.get(url).content.decode()


def test_after_thirty_minutes_it_is_gone(client, clock, url, typed):
    page = client.post(url, typed)
    clock.shift(29 * 60)
    client.get("/sign-in/")
    client.session.set_expiry(None)
    session = client.session
    session["kept"] = 1
    session.save()
    clock.shift(2 * 60)
    assert "ถามครู" not in sign_in(client, page, "officer").content.decode()


@pytest.mark.parametrize("whose", ["", "x:y", "officer"])
def test_a_page_that_does_not_say_whose_it_is_is_not_held(client, url, typed, whose):
    page = sign_in(client, client.post(url, typed | {"whose": whose}), "officer")
    assert "ถามครู" not in page.content.decode()


def test_files_are_lost_and_said_to_be(client, url, typed):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4", "application/pdf")
    page = sign_in(client, client.post(url, typed | {"files": file}), "officer")
    assert "ไฟล์ที่เลือกไว้ส่งไม่ได้เพราะหมดเวลาการใช้งาน เลือกไฟล์อีกครั้งก่อนบันทึก" in words(page)


def test_twelve_hours_after_sign_in_the_form_is_held_as_well(world, client, clock, url):
    client.force_login(world.officer)
    filled = form_on(client.get(url)) | {"asked": "ถามครูเรื่องการมาเรียน"}
    for _quarter in range(12 * 4 + 1):
        clock.shift(15 * 60)
        client.get("/privacy/")
    page = client.post(url, filled)
    assert page.headers["Location"].startswith("/sign-in/")
    assert "ถามครูเรื่องการมาเรียน" in sign_in(client, page, "officer").content.decode()


def test_what_is_held_lies_encrypted(client, url, typed):
    client.post(url, typed)
    assert client.session[drafts.HELD].startswith("1:")


def test_a_form_too_long_is_not_held(client, url, typed):
    client.post(url, typed | {"asked": "ก" * 60_000})
    assert drafts.HELD not in client.session


def test_a_page_that_keeps_no_drafts_is_not_held(world, client, typed):
    client.post("/attendance/", typed)
    assert drafts.HELD not in client.session


def test_who_lost_session_and_token_is_led_to_sign_in_and_back(world, url, typed):
    browser = PageClient(enforce_csrf_checks=True)
    page = browser.post(url, typed)
    assert page.headers["Location"] == f"/sign-in/?next={url}"
    assert drafts.HELD in browser.session


def test_a_form_of_another_person_is_not_shown_to_who_is_signed_in_now(world, url, typed):
    browser = PageClient(enforce_csrf_checks=True)
    browser.force_login(world.colleague)
    page = browser.post(url, typed)
    assert page.status_code == 403
    assert "ถามครูเรื่องการมาเรียน" not in page.content.decode()
