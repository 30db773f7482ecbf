"""Changing one's own password."""

import pytest
from django.urls import reverse

from schools.models import TrailEvent, Verb
from tests.client import PageClient

PASSWORD = "/password/"
OLD, NEW = "a-long-password", "มะม่วง-สุก-สามใบ"


def change(client, old=OLD, new=NEW, again=None):
    return client.post(PASSWORD, {"old_password": old, "new_password1": new, "new_password2": again or new})


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return world.officer


def test_new_password_counts_from_now_on(officer, client):
    assert change(client).headers["Location"] == reverse("home")
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def test_password_for_one_sign_in_becomes_ones_own(officer, client):
    officer.must_change_password = True
    officer.save()
    assert "ใช้ได้ครั้งเดียว" in client.get(PASSWORD).content.decode()
    change(client)
    officer.refresh_from_db()
    assert not officer.must_change_password


def test_this_session_stays_and_others_end(officer, client):
    other = PageClient()
    other.force_login(officer)
    change(client)
    assert client.get(PASSWORD).status_code == 200
    assert other.get(PASSWORD).status_code == 302


def test_change_leaves_a_line(officer, client):
    change(client)
    line = TrailEvent.objects.get(actor=officer, verb=Verb.CHANGED)
    assert (line.subject, line.fields) == (f"user:{officer.key}", ["password"])


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"old": "wrong"}, "รหัสผ่านเดิมไม่ถูกต้อง"),
        ({"again": "something-else-long"}, "รหัสผ่านใหม่สองช่องไม่ตรงกัน"),
        ({"new": "short"}, "ใช้รหัสผ่านอย่างน้อย 12 ตัวอักษร"),
        ({"new": "123456789012"}, "รหัสผ่านมีแต่ตัวเลข"),
        ({"new": OLD}, "รหัสผ่านใหม่เหมือนรหัสผ่านเดิม"),
        ({"new": ""}, "กรอกรหัสผ่านใหม่"),
    ],
)
def test_what_is_wrong_is_said(officer, client, typed, message):
    answer = change(client, **typed)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(OLD)


def test_nobody_signed_in_is_sent_to_sign_in(client, db):
    assert client.get(PASSWORD).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("role", ["supervisor", "teacher", "executive", "partner", "sysadmin"])
def test_every_role_has_the_page(world, client, role):
    client.force_login(getattr(world, role))
    assert client.get(PASSWORD).status_code == 200
