"""What happens around every page: how long a session lasts, in which language, and that nothing is kept by browsers."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import ResolverMatch

from schools.middleware import StatedActionMiddleware
from tests.dropout_cases.browsing import words

NINE = datetime.fromisoformat("2024-01-15 09:00+07:00")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(clock, world, client):
    client.force_login(world.officer)
    client.get("/privacy/")
    return world.officer


def is_in(client):
    return client.get("/").status_code == 200


def test_a_session_ends_after_thirty_idle_minutes(officer, client, clock):
    clock.move_to(NINE + 29 * MINUTE)
    assert is_in(client)
    clock.move_to(NINE + 29 * MINUTE + 31 * MINUTE)
    assert not is_in(client)


def test_every_page_keeps_the_session_awake(officer, client, clock):
    for quarters in range(1, 9):
        clock.move_to(NINE + quarters * 15 * MINUTE)
        assert is_in(client)


def test_a_session_ends_twelve_hours_after_sign_in_however_busy(officer, client, clock):
    for quarters in range(1, 12 * 4 + 1):
        clock.move_to(NINE + quarters * 15 * MINUTE)
        assert is_in(client)
    clock.move_to(NINE + 12 * HOUR + MINUTE)
    assert not is_in(client)


def test_a_session_that_ended_leads_to_sign_in_and_back(officer, client, clock):
    clock.move_to(NINE + HOUR)
    assert client.get("/cases/?q=ปิ่น").headers["Location"].startswith("/sign-in/?next=/cases/%3Fq%3D")


def test_signing_in_again_begins_a_new_session(officer, client, clock):
    clock.move_to(NINE + 13 * HOUR)
    client.force_login(officer)
    assert is_in(client)
    clock.move_to(NINE + 13 * HOUR + 29 * MINUTE)
    assert is_in(client)


def test_a_post_that_ended_counts_from_the_next_page_on(world, officer, client):
    assert is_in(client)
    world.officer.posts.update(ended_on=NINE.date())
    assert client.get("/cases/").status_code == 404
    assert "ยังไม่มีสิทธิ์ใช้งาน" in words(client.get("/"))


def test_an_account_suspended_is_out_at_once(officer, client):
    officer.is_active = False
    officer.save()
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/", "/cases/", "/cases/add/", "/nowhere/", "/password/", "/privacy/"])
def test_no_browser_keeps_a_page_of_who_is_signed_in(officer, client, path):
    headers = client.get(path).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex"


def test_every_page_forbids_what_it_does_not_need(officer, client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(("chosen", "language"), [("en", "en"), ("th", "th"), ("xx", "th"), ("../..", "th"), ("", "th")])
def test_the_chosen_language_is_in_the_cookie_and_nothing_else_counts(client, db, chosen, language):
    client.cookies["django_language"] = chosen
    response = client.get("/privacy/", headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in response.content.decode()


def a_page(request):
    """A view that forgot to say what it is for."""


def test_a_view_that_does_not_state_its_act_is_a_mistake_found_at_once(world):
    request = RequestFactory().get("/")
    request.user, request.resolver_match = world.officer, ResolverMatch(a_page, (), {}, url_name="page")
    with pytest.raises(ImproperlyConfigured, match="a_page does not state its action"):
        StatedActionMiddleware(a_page).process_view(request, a_page, (), {})


def test_an_open_view_need_not_state_an_act(world):
    a_page.login_required = False
    try:
        assert StatedActionMiddleware(a_page).process_view(RequestFactory().get("/"), a_page, (), {}) is None
    finally:
        del a_page.login_required
