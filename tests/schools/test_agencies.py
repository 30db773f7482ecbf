"""The directory of agencies: searched, read and kept by the officers of the area."""

import pytest
from django.db import connection
from django.urls import reverse

from schools.access import Role
from schools.models import Agency, Post, TrailEvent, Verb
from tests.make import code, make_agency, make_amphoe

LIST = "/agencies/"
ADD = "/agencies/add/"
NO_ROWS = {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return client


@pytest.fixture
def new():
    services = [code(name, "help_kind").pk for name in ("PSYCH", "FOOD")]
    return {
        "name": "บ้านพักเด็กทดสอบ",
        "kind": code("CHILD_SHELTER", "agency_kind").pk,
        "services": services,
        "phone": "043-000-000 ต่อ 12",
        "is_open": "on",
    } | NO_ROWS


def page_of(agency, name="detail"):
    return reverse(f"schools:agency-{name}", args=[agency.key])


def text_of(answer):
    return answer.content.decode()


def names_in(answer):
    return [agency.name for agency in answer.context["page_obj"]]


# Who gets in


@pytest.mark.parametrize("who", ["teacher", "executive", "partner", "sysadmin", "nobody"])
def test_others_are_refused(world, client, who):
    client.force_login(getattr(world, who))
    for path in (LIST, ADD, page_of(world.agency), page_of(world.agency, "edit")):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403


@pytest.mark.parametrize("path", [LIST, ADD])
def test_nobody_signed_in_is_sent_to_sign_in(client, db, path):
    assert client.get(path).headers["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("name", ["detail", "edit"])
def test_agency_of_another_area_does_not_exist(world, client, name):
    client.force_login(world.stranger)
    assert client.get(page_of(world.agency, name)).status_code == 404
    assert names_in(client.get(LIST)) == []
    assert "ยังไม่มีหน่วยงานในทำเนียบ" in text_of(client.get(LIST))


# The list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ตำรวจ"}, {"สถานีตำรวจทดสอบ"}),
        ({"q": "ตํารวจ"}, {"สถานีตำรวจทดสอบ"}),
        ({"kind": "agency_kind.HOSPITAL"}, {"โรงพยาบาลทดสอบ", "โรงพยาบาลไกล"}),
        ({"service": "help_kind.PSYCH"}, {"โรงพยาบาลทดสอบ", "โรงพยาบาลไกล", "ศูนย์ทั้งเขต"}),
        ({"service": "help_kind.PSYCH", "amphoe": "4003"}, {"โรงพยาบาลทดสอบ", "ศูนย์ทั้งเขต"}),
        ({"service": ["help_kind.PSYCH", "help_kind.FOOD"], "amphoe": "4001"}, {"โรงพยาบาลไกล", "ศูนย์ทั้งเขต"}),
        ({"service": ["help_kind.PSYCH", "help_kind.LEGAL"]}, set()),
        ({"service": "help_kind.FOSTER", "amphoe": "4003"}, set()),
    ],
)
def test_who_can_help_where(world, officer, query, found):
    near, far = make_amphoe(), make_amphoe("เมืองขอนแก่น", "4001")
    world.area.amphoe.set([near, far])
    helping = code("PSYCH", "help_kind")
    far_away, everywhere = make_agency(world.area, "โรงพยาบาลไกล"), make_agency(world.area, "ศูนย์ทั้งเขต", kind="PMJ")
    world.agency.covers.add(near)
    far_away.covers.add(far)
    for agency in (world.agency, far_away, everywhere):
        agency.services.add(helping, code("FOOD", "help_kind"))
    assert set(names_in(officer.get(LIST, query))) == found


def test_closed_agencies_come_last_with_a_word(world, officer):
    make_agency(world.area, "กลุ่มที่เลิกแล้ว", is_open=False)
    answer = officer.get(LIST)
    assert names_in(answer) == ["โรงพยาบาลทดสอบ", "สถานีตำรวจทดสอบ", "กลุ่มที่เลิกแล้ว"]
    assert text_of(answer).count('<span class="badge">ไม่รับเรื่องแล้ว') == 1


def test_list_asks_the_same_of_many_agencies(world, officer, queries_of):
    few = queries_of(officer, LIST)
    for _number in range(30):
        make_agency(world.area).services.add(code("FOOD", "help_kind"))
    assert queries_of(officer, LIST) == few <= 11


# The card


def test_card_says_how_to_reach_the_agency(world, officer):
    agency = make_agency(
        world.area, phone="043-000-000 ต่อ 12", contact_name="สมมติ ใจดี", email="a@example.org", hours="ทุกวัน", note="โทรก่อน"
    )
    page = text_of(officer.get(page_of(agency)))
    assert '<a class="nowrap" href="tel:043000000">043-000-000 ต่อ 12</a>' in page
    assert all(words in page for words in ("<span>ใจดี</span>", "mailto:a@example.org", "ทุกวัน", "โทรก่อน", "ทั้งเขตพื้นที่"))


def test_text_on_a_card_is_text(world, officer):
    agency = make_agency(world.area, "<b>หน่วย</b>", note="<script>1</script>", contact_name="<i>ใคร</i>")
    for path in (LIST, page_of(agency), page_of(agency, "edit")):
        assert not [tag for tag in ("<b>", "<script>1", "<i>") if tag in text_of(officer.get(path))]


# Adding and changing


def test_agency_is_added_to_ones_own_area(world, officer, new):
    answer = officer.post(ADD, new)
    agency = Agency.objects.get(name=new["name"])
    assert answer.headers["Location"] == page_of(agency)
    assert (agency.area, agency.phone, agency.covers.count()) == (world.area, "043-000-000 ต่อ 12", 0)
    assert {service.pk for service in agency.services.all()} == set(new["services"])


def test_phone_is_unreadable_in_the_database(world, officer, new):
    officer.post(ADD, new)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM schools_agency WHERE name = %s", [new["name"]])
        assert "043" not in cursor.fetchone()[0]


def test_agency_is_closed(world, officer, new):
    officer.post(page_of(world.agency, "edit"), new | {"is_open": ""})
    world.agency.refresh_from_db()
    assert (world.agency.name, world.agency.is_open) == (new["name"], False)
    assert world.agency not in Agency.objects.choosable()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "กรอกชื่อหน่วยงาน"),
        ({"name": "โรงพยาบาลทดสอบ"}, "มีหน่วยงานชื่อนี้ในทำเนียบแล้ว"),
        ({"kind": ""}, "เลือกประเภทหน่วยงาน"),
        ({"kind": "help_kind.FOOD"}, "เลือกจากรายการ"),
        ({"phone": "โทรมา"}, "กรอกเบอร์โทรเป็นตัวเลข"),
        ({"email": "ไม่ใช่อีเมล"}, "id_email_error"),
    ],
)
def test_what_is_wrong_is_said(world, officer, new, changes, message):
    assert message in text_of(officer.post(ADD, new | changes))
    assert Agency.objects.count() == 2


def test_retired_service_stays_with_the_agency_that_has_it(world, officer, new):
    food = code("FOOD", "help_kind")
    world.agency.services.add(food)
    type(food).objects.filter(pk=food.pk).update(retired=True)
    officer.post(page_of(world.agency, "edit"), new)
    assert food in world.agency.services.all()
    assert food.pk not in text_of(officer.get(ADD))


def test_form_cannot_move_an_agency_to_another_area(world, officer, new):
    officer.post(page_of(world.agency, "edit"), new | {"area": world.elsewhere.pk})
    world.agency.refresh_from_db()
    assert world.agency.area == world.area


def test_officer_of_two_areas_is_asked_which(world, officer, new):
    Post.objects.create(user=world.officer, role=Role.OFFICER, area=world.elsewhere)
    assert "เลือกเขตพื้นที่" in text_of(officer.post(ADD, new))
    officer.post(ADD, new | {"area": world.elsewhere.pk})
    assert Agency.objects.get(name=new["name"]).area == world.elsewhere


def test_every_change_leaves_a_line(world, officer, new):
    officer.post(ADD, new)
    officer.post(page_of(world.agency, "edit"), new | {"name": "ชื่ออื่น", "services": []})
    added, changed = TrailEvent.objects.filter(actor=world.officer).order_by("pk")
    assert (added.verb, added.area) == (Verb.CREATED, world.area)
    assert (changed.verb, changed.subject) == (Verb.CHANGED, f"agency:{world.agency.key}")
    assert set(changed.fields) == {"name", "kind", "phone"}
