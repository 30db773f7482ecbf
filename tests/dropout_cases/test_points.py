"""Points where the public reports: made, printed again, taken down, and kept by those whose place it is."""

import re

import pytest

from dropout_cases.models import ReportPoint
from schools.models import TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, words
from tests.make import make_officer

LIST, ADD = "/reports/points/", "/reports/points/add/"


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return world.officer


@pytest.fixture
def teacher(world, client):
    client.force_login(world.teacher)
    return world.teacher


def make_point(world, school=None, place_text="", **fields):
    return ReportPoint.objects.create(area=world.area, school=school, place_text=place_text, made_by=world.officer, **fields)


def add(client, follow=True, **typed):
    return client.post(ADD, form_on(client.get(ADD)) | typed, follow=follow)


def url_of(point, page):
    return f"/reports/points/{point.key}/{page}/"


@pytest.mark.parametrize(
    ("typed", "school", "place"),
    [({"school": "โรงเรียนหนึ่ง"}, "โรงเรียนหนึ่ง", ""), ({"place_text": "ศาลาหมู่ 1"}, None, "ศาลาหมู่ 1"), ({}, None, "")],
)
def test_point_of_a_school_a_village_or_the_whole_area(world, client, officer, typed, school, place):
    page = add(client, **typed)
    point = ReportPoint.objects.get()
    assert page.redirect_chain == [(url_of(point, "poster"), 302)]
    assert (point.school and point.school.name, point.place_text, point.area, point.made_by) == (school, place, world.area, officer)
    assert TrailEvent.objects.filter(subject=f"reportpoint:{point.key}", verb=Verb.CREATED).exists()


def test_school_makes_a_point_of_its_own_only(world, client, teacher):
    assert form_on(client.get(ADD))["school"] == "โรงเรียนหนึ่ง"
    assert "ไม่พบโรงเรียน" in words(add(client, school="โรงเรียนสอง"))
    assert "กรอกชื่อโรงเรียน" in words(add(client, school="", place_text="หมู่ 1"))
    add(client)
    assert ReportPoint.objects.get().school == world.school


@pytest.mark.parametrize("typed", [{"school": "โรงเรียนหนึ่ง"}, {"place_text": "ศาลาหมู่ 1"}, {}])
def test_place_has_one_open_point(client, officer, typed):
    add(client, **typed)
    assert "มีแผ่นป้ายของที่นี่แล้ว" in words(add(client, **typed))
    assert ReportPoint.objects.count() == 1


def test_officer_of_two_areas_says_which(world, client):
    both = make_officer(world.area)
    both.posts.create(role="OFFICER", area=world.elsewhere)
    client.force_login(both)
    add(client, area=str(world.elsewhere.pk), place_text="ตลาด")
    assert ReportPoint.objects.get().area == world.elsewhere


def test_point_is_taken_down_and_put_up_again_with_the_same_key(world, client, officer):
    point = make_point(world, place_text="ศาลา")
    assert "ปิดรับแจ้งแล้ว" in words(client.post(url_of(point, "switch"), form_on(client.get(LIST)), follow=True))
    assert not ReportPoint.objects.get().is_open
    assert "เปิดรับแจ้งแล้ว" in words(client.post(url_of(point, "switch"), {"open": "1"}, follow=True))
    assert (ReportPoint.objects.get().is_open, ReportPoint.objects.get().key) == (True, point.key)
    assert TrailEvent.objects.filter(subject=f"reportpoint:{point.key}", fields=["is_open"]).count() == 2


def test_looking_at_the_switch_changes_nothing(world, client, officer):
    point = make_point(world, place_text="ศาลา")
    assert client.get(url_of(point, "switch")).headers["Location"] == LIST
    assert ReportPoint.objects.get().is_open


def test_poster_has_code_link_numbers_and_no_bars_on_paper(world, client, officer, settings):
    point = make_point(world, school=world.school)
    page = client.get(url_of(point, "poster"))
    text = words(page)
    for part in (
        f"http://testserver/r/{point.key}/",
        "http://testserver/r/status/",
        "191",
        "1300",
        "1387",
        "โรงเรียนหนึ่ง",
        settings.OFFICE_PHONE,
    ):
        assert part in text
    assert re.search(r'<path d="(M\d+ \d+h1v1h-1z)+" fill="#000"', page.content.decode())


def test_poster_of_a_point_taken_down_says_so(world, client, officer):
    assert "ปิดรับแจ้งอยู่" in words(client.get(url_of(make_point(world, place_text="ศาลา", is_open=False), "poster")))


def test_list_has_the_points_of_ones_place(world, client, teacher):
    own, other = make_point(world, school=world.school), make_point(world, school=world.other_school)
    village = make_point(world, place_text="ศาลา")
    assert list(client.get(LIST).context["page_obj"]) == [own]
    client.force_login(world.officer)
    assert set(client.get(LIST).context["page_obj"]) == {own, other, village}
    client.force_login(world.stranger)
    assert "ยังไม่มีแผ่นป้าย" in words(client.get(LIST))


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("supervisor", 200), ("teacher", 200), ("neighbour", 404), ("stranger", 404), ("partner", 404)],
)
@pytest.mark.parametrize("where", ["poster", "switch"])
def test_point_is_for_those_whose_place_it_is(world, client, who, status, where):
    point = make_point(world, school=world.school)
    client.force_login(getattr(world, who))
    assert client.get(url_of(point, where), follow=True).status_code == status


@pytest.mark.parametrize("who", ["executive", "partner", "sysadmin", "nobody"])
def test_points_are_absent_for_others(world, client, who):
    client.force_login(getattr(world, who))
    assert [client.get(url).status_code for url in (LIST, ADD)] == [404, 404]


def test_nobody_signed_in_is_led_to_sign_in(client, db):
    assert client.get(LIST).headers["Location"].startswith("/sign-in/")
