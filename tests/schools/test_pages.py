"""The pages open to everyone, and the language they are read in."""

import pytest
from django.conf import settings

OPEN = ["/privacy/", "/accessibility/"]


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("who", [None, "officer", "nobody"])
def test_everyone_reads_them(world, client, path, who):
    if who:
        client.force_login(getattr(world, who))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", OPEN)
def test_they_take_no_form(client, db, path):
    assert client.post(path).status_code == 405


def test_privacy_notice_says_what_the_law_asks(client, db):
    page = client.get("/privacy/").content.decode()
    asked = ["มาตรา 23", "มาตรา 24 (4)", "ผู้ควบคุมข้อมูล", "เก็บนานเท่าใด", "สิทธิของเจ้าของข้อมูล", "ติดต่อสำนักงาน"]
    assert not [words for words in asked if words not in page]


def test_language_is_chosen_and_kept(client, db):
    answer = client.post("/language/", {"language": "en", "next": "/privacy/"})
    assert answer.headers["Location"] == "/privacy/"
    assert client.get("/privacy/").headers["Content-Language"] == "en"
    client.post("/language/", {"language": "th"})
    assert '<html lang="th">' in client.get("/privacy/").content.decode()


def test_language_of_the_browser_does_not_count(client, db):
    assert client.get("/privacy/", headers={"Accept-Language": "en"}).headers["Content-Language"] == "th"


@pytest.mark.parametrize("chosen", ["xx", "", "th\r\nSet-Cookie: a=b"])
def test_unknown_language_changes_nothing(client, db, chosen):
    assert client.post("/language/", {"language": chosen}).status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "\\\\elsewhere.example", ""])
def test_language_leads_to_no_other_host(client, db, elsewhere):
    assert client.post("/language/", {"language": "en", "next": elsewhere}).headers["Location"] == "/"


def test_language_is_no_link(client, db):
    assert client.get("/language/").status_code == 405
