"""The schools of an area, kept by its system administrator."""

import pytest
from django.urls import reverse

from schools.models import School, TrailEvent, Verb
from tests.make import make_amphoe, make_school, make_tambon

LIST = "/schools/"
ADD = "/schools/add/"


@pytest.fixture
def admin(world, client):
    client.force_login(world.sysadmin)
    return client


@pytest.fixture
def tambon(world):
    world.area.amphoe.add(world.school.tambon.amphoe)
    return world.school.tambon


@pytest.fixture
def new(tambon):
    return {"name": "โรงเรียนบ้านใหม่", "tambon": tambon.pk, "is_open": "on"}


def page_of(school):
    return reverse("schools:school-edit", args=[school.key])


def text_of(answer):
    return answer.content.decode()


def names_in(answer):
    return [school.short_name for school in answer.context["page_obj"]]


# Who gets in


@pytest.mark.parametrize("who", ["officer", "supervisor", "teacher", "executive", "partner", "nobody"])
def test_others_are_refused(world, client, who):
    client.force_login(getattr(world, who))
    for path in (LIST, ADD, page_of(world.school)):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403


@pytest.mark.parametrize("path", [LIST, ADD])
def test_nobody_signed_in_is_sent_to_sign_in(client, db, path):
    assert client.get(path).headers["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_school_of_another_area_does_not_exist(world, admin, method):
    assert getattr(admin, method)(page_of(world.far_school)).status_code == 404


# The list


def test_list_stands_in_dictionary_order(world, admin):
    for name in ("โรงเรียนขาว", "โรงเรียนเก่า", "โรงเรียนกา"):
        make_school(world.area, name)
    assert names_in(admin.get(LIST)) == ["กา", "เก่า", "ขาว", "สอง", "หนึ่ง"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "น้ำใส"}, ["บ้านหนองน้ำใส"]),
        ({"q": "รร.บ้านหนองนํ้าใส"}, ["บ้านหนองน้ำใส"]),
        ({"q": "หนองนำไส"}, ["บ้านหนองน้ำใส"]),
        ({"q": "40010099"}, ["บ้านหนองน้ำใส"]),
        ({"amphoe": "4001"}, ["บ้านหนองน้ำใส"]),
        ({"open": "0"}, ["บ้านหนองน้ำใส"]),
        ({"open": "0", "amphoe": "4003"}, []),
        ({"q": "ไกล"}, []),
    ],
)
def test_list_is_filtered(world, admin, query, found):
    town = make_amphoe("เมืองขอนแก่น", "4001")
    world.area.amphoe.set([town, make_amphoe()])
    tambon = make_tambon("เมืองเก่า", "400104", town)
    fields = {"tambon": tambon, "aliases": "หนองนำไส", "code": "40010099", "is_open": False}
    make_school(world.area, "โรงเรียนบ้านหนองน้ำใส", **fields)
    assert names_in(admin.get(LIST, query)) == found


def test_empty_result_says_what_to_do(world, admin):
    assert "เปลี่ยนหรือล้างตัวกรอง" in text_of(admin.get(LIST, {"q": "ไม่มีจริง"}))


def test_list_asks_the_same_of_many_schools(world, admin, queries_of):
    few = queries_of(admin, LIST)
    for _number in range(30):
        make_school(world.area)
    assert queries_of(admin, LIST) == few <= 7


# Adding and changing


def test_school_is_added_to_ones_own_area(world, admin, new):
    assert admin.post(ADD, new).headers["Location"] == LIST
    school = School.objects.get(name="โรงเรียนบ้านใหม่")
    assert (school.area, school.is_open) == (world.area, True)


def test_school_is_changed(world, admin, tambon):
    typed = {"name": "โรงเรียนหนึ่ง", "tambon": tambon.pk, "aliases": "นึ่ง", "phone": "๐๔๓-๐๐๐-๐๐๐"}
    admin.post(page_of(world.school), typed)
    world.school.refresh_from_db()
    assert (world.school.aliases, world.school.phone, world.school.is_open) == ("นึ่ง", "043-000-000", False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "กรอกชื่อโรงเรียน"),
        ({"name": " โรงเรียนหนึ่ง "}, "มีโรงเรียนชื่อนี้ในตำบลนี้แล้ว"),
        ({"code": "4003001"}, "รหัสโรงเรียนนี้ใช้กับโรงเรียนอื่นแล้ว"),
        ({"tambon": ""}, "เลือกตำบล"),
        ({"tambon": "999999"}, "เลือกจากรายการ"),
        ({"phone": "043"}, None),
        ({"phone": "ครูใหญ่"}, "กรอกเบอร์โทรเป็นตัวเลข"),
        ({"code": "1" * 11}, "ยาวเกินไป"),
    ],
)
def test_what_is_wrong_is_said(world, admin, new, changes, message):
    make_school(world.area, code="4003001")
    answer = admin.post(ADD, new | changes)
    assert (message in text_of(answer)) if message else answer.status_code == 302
    assert School.objects.filter(name="โรงเรียนบ้านใหม่").exists() is (message is None)


def test_form_cannot_move_a_school_to_another_area(world, admin, new):
    admin.post(page_of(world.school), new | {"area": world.elsewhere.pk})
    world.school.refresh_from_db()
    assert world.school.area == world.area


def test_tambon_of_the_school_stays_a_choice(world, admin):
    typed = {"name": "โรงเรียนหนึ่ง", "tambon": world.school.tambon.pk, "is_open": "on"}
    assert admin.post(page_of(world.school), typed).status_code == 302


def test_every_change_leaves_a_line(world, admin, new):
    admin.post(ADD, new)
    admin.post(page_of(world.school), new | {"name": "โรงเรียนหนึ่งใหม่"})
    added, changed = TrailEvent.objects.filter(actor=world.sysadmin).order_by("pk")
    assert (added.verb, added.area) == (Verb.CREATED, world.area)
    assert (changed.verb, changed.subject, changed.fields) == (Verb.CHANGED, f"school:{world.school.key}", ["name"])
