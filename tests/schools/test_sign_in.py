"""Sign-in: one answer to a wrong pair, a wait for who guesses, a way on for everyone else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from schools import signin
from schools.models import TrailEvent, Verb

SIGN_IN = "/sign-in/"
PASSWORD = "a-long-password"
WRONG_PAIR = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
WAIT = "ลองครบจำนวนครั้งแล้ว"
NOW = datetime(2024, 1, 15, 3, 0, tzinfo=UTC)  # ten o'clock in Thailand


def sign_in(client, username="officer", password=PASSWORD, address="10.0.0.1", **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more}, REMOTE_ADDR=address)


def fail(client, times, **options):
    for _time in range(times):
        answer = sign_in(client, password="wrong-password", **options)
    return answer.content.decode()


def test_right_pair_goes_home(world, client):
    assert sign_in(client).headers["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(world.officer.pk)


@pytest.mark.parametrize("typed", ["OFFICER", " officer ", "Off icer", "officer\u200b"])
def test_user_name_is_understood_however_typed(world, client, typed):
    assert sign_in(client, typed).status_code == 302


@pytest.mark.parametrize("pair", [("officer", "wrong"), ("nobody-at-all", PASSWORD), ("officer", "")])
def test_wrong_pair_stays_outside(world, client, pair):
    assert sign_in(client, *pair).status_code == 200
    assert "_auth_user_id" not in client.session


def test_every_wrong_pair_gets_one_answer(world, client):
    world.officer.is_active = False
    world.officer.save()
    pages = [sign_in(client, *pair).content.decode() for pair in [("officer", PASSWORD), ("nobody-at-all", "wrong")]]
    assert all(WRONG_PAIR in page for page in pages)


def test_empty_boxes_are_named(client, db):
    page = sign_in(client, "", "").content.decode()
    assert "กรอกชื่อผู้ใช้" in page
    assert "กรอกรหัสผ่าน" in page


def test_account_without_a_post_is_told_so_after_the_right_password_only(world, client):
    assert "ยังไม่มีบทบาท" in sign_in(client, "nobody").content.decode()
    assert WRONG_PAIR in fail(client, 1, username="nobody")


def test_page_asked_for_is_next(world, client):
    assert sign_in(client, next="/agencies/").headers["Location"] == "/agencies/"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_no_way_leads_to_another_host(world, client, elsewhere):
    assert sign_in(client, next=elsewhere).headers["Location"] == reverse("home")


def test_who_is_signed_in_goes_home(world, client):
    client.force_login(world.officer)
    assert client.get(SIGN_IN).headers["Location"] == reverse("home")


def test_password_for_one_sign_in_leads_to_its_page(world, client):
    world.officer.must_change_password = True
    world.officer.save()
    assert sign_in(client, next="/agencies/").headers["Location"] == reverse("schools:password")


def test_session_gets_a_new_key(world, client):
    client.post(reverse("schools:language"), {"language": "en"})
    session = client.session
    session["began"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(client)
    assert client.session.session_key != session.session_key


def test_sign_in_and_out_leave_lines(world, client):
    sign_in(client)
    client.post(reverse("schools:sign-out"))
    verbs = TrailEvent.objects.filter(actor=world.officer).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [Verb.SIGNED_IN, Verb.SIGNED_OUT]


# Guessing


def test_guesser_waits_even_with_the_right_password(world, client):
    assert WRONG_PAIR in fail(client, signin.TRIES)
    answer = sign_in(client)
    assert WAIT in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_wait_tells_when_it_ends(world, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    fail(client, signin.TRIES)
    assert "10.16 น." in sign_in(client).content.decode()


def test_wait_ends(world, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    fail(client, signin.TRIES)
    time_machine.move_to(NOW + signin.WINDOW, tick=False)
    assert sign_in(client).status_code == 302


def test_trying_during_the_wait_does_not_prolong_it(world, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    fail(client, signin.TRIES)
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    fail(client, 3)
    time_machine.move_to(NOW + signin.WINDOW, tick=False)
    assert sign_in(client).status_code == 302


def test_victim_signs_in_from_another_address(world, client):
    fail(client, signin.TRIES)
    assert sign_in(client, address="10.0.0.2").status_code == 302


def test_another_account_signs_in_from_the_same_address(world, client):
    fail(client, signin.TRIES)
    assert sign_in(client, "colleague").status_code == 302


def test_capitals_give_no_further_tries(world, client):
    fail(client, signin.TRIES)
    assert WAIT in fail(client, 1, username="OFFICER")


def test_sign_in_forgets_the_failures_before_it(world, client):
    fail(client, signin.TRIES - 1)
    sign_in(client)
    client.logout()
    assert WAIT not in fail(client, signin.TRIES - 1)


def test_address_has_a_ceiling(world, client, monkeypatch):
    monkeypatch.setattr(signin, "TRIES_FROM_ADDRESS", 6)
    for number in range(6):
        fail(client, 1, username=f"guess{number}")
    assert WAIT in sign_in(client).content.decode()
    assert sign_in(client, address="10.0.0.2").status_code == 302


def test_trail_names_neither_user_name_nor_address(world, client):
    fail(client, 1)
    lines = TrailEvent.objects.filter(verb=Verb.SIGN_IN_REFUSED)
    assert len(lines) == 2
    assert not [line for line in lines if "officer" in line.subject or "10.0.0.1" in line.subject or line.fields]


@pytest.mark.parametrize(
    ("seen", "forwarded", "behind_proxy", "expected"),
    [
        ("10.0.0.1", "", False, "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", False, "10.0.0.1"),
        ("127.0.0.1", "1.2.3.4", True, "1.2.3.4"),
        ("127.0.0.1", "9.9.9.9, 1.2.3.4", True, "1.2.3.4"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("", "", False, ""),
    ],
)
def test_address_is_the_one_that_cannot_be_made_up(rf, settings, seen, forwarded, behind_proxy, expected):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert signin.address_of(rf.get("/", REMOTE_ADDR=seen, **headers)) == expected


# The page


def test_demo_shows_its_accounts(client, db, settings):
    settings.DEMO = True
    page = client.get(SIGN_IN).content.decode()
    assert settings.DEMO_PASSWORD in page
    assert all(name in page for name in ("officer", "supervisor", "teacher", "executive", "partner", "sysadmin"))


def test_real_site_shows_no_account(client, db, settings):
    settings.DEMO = False
    page = client.get(SIGN_IN).content.decode()
    assert settings.DEMO_PASSWORD not in page
    assert "sysadmin" not in page


def test_page_names_the_office_and_whom_to_call(client, world, settings):
    settings.OFFICE_PHONE = "043-000-000"
    world.far_school.delete()
    world.stranger.posts.all().delete()
    world.elsewhere.delete()
    page = client.get(SIGN_IN).content.decode()
    assert world.area.name in page
    assert 'href="tel:043-000-000"' in page


def test_password_is_never_sent_back(world, client):
    assert "wrong-password" not in fail(client, 1)


# Sign-out


def test_sign_out_is_no_link(client, world):
    client.force_login(world.officer)
    assert client.get("/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session


def test_sign_out_ends_the_session(client, world):
    client.force_login(world.officer)
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["nobody", None])
def test_everyone_may_sign_out(client, world, who):
    if who:
        client.force_login(getattr(world, who))
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
