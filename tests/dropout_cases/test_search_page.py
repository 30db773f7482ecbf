"""The search page: what is typed comes by POST and stands nowhere else; what was found leads on."""

import pytest
import time_machine

from dropout_cases.models import Identity
from schools.models import TrailEvent
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, make_case, make_school, make_student

URL = "/search/"
PIN = "1100000000008"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def student(world):
    student = make_student(world.area, world.school, first_name="ปิ่นเพ็ชร์", last_name="น้ำทิพย์", nickname="หมวย")
    student.save()
    Identity.objects.create(student=student, number=PIN, started_on=DAY)
    return student


def search(client, user, text, **more):
    client.force_login(user)
    return client.post(URL, {"q": text} | more)


# Who


@pytest.mark.parametrize("who", ["officer", "supervisor", "teacher"])
def test_those_who_work_with_children_search(world, client, who):
    client.force_login(getattr(world, who))
    page = client.get(URL)
    assert page.status_code == 200
    assert form_on(page, URL) == {"q": ""} | form_on(page, URL)


@pytest.mark.parametrize("who", ["executive", "partner", "sysadmin", "nobody"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_others_there_is_no_search(world, client, who, method):
    client.force_login(getattr(world, who))
    assert getattr(client, method)(URL, {"q": "ปิ่น"}).status_code == 404


def test_a_stranger_to_the_site_signs_in_first(client, db):
    assert client.post(URL, {"q": "ปิ่น"}).headers["Location"].startswith("/sign-in/")


def test_a_search_in_an_address_is_not_carried_out(world, client, student):
    client.force_login(world.officer)
    assert "ปิ่นเพ็ชร์" not in words(client.get(URL, {"q": "ปิ่นเพ็ชร์"}))


# What it shows


def test_a_child_with_a_case_leads_to_the_case(world, client, student):
    case = make_case(world.officer, world.school, student)
    page = search(client, world.officer, "ปิ่น")
    assert case.get_absolute_url() in links_on(page)
    assert f"หนึ่ง {case.number}" in words(page)
    assert "พบ 1 รายการ" in words(page)


def test_a_child_without_a_case_can_be_reported(world, client, student):
    page = search(client, world.teacher, "ปิ่น")
    assert f"/cases/add/?student={student.key}" in links_on(page)
    assert "ยังไม่มีเคส" in words(page)


def test_school_agency_and_page_lead_on(world, client):
    school = make_school(world.area, "โรงเรียนสรุปทดสอบ")
    assert f"/cases/?school={school.key}" in links_on(search(client, world.officer, "สรุปทดสอบ"))
    assert f"/agencies/{world.agency.key}/" in links_on(search(client, world.officer, "โรงพยาบาล"))
    assert "/summaries/" in links_on(search(client, world.officer, "สรุปราย"))
    assert "/cases/add/" in links_on(search(client, world.teacher, "แจ้งเคส"))


def test_near_matches_stand_under_their_own_heading(world, client, student):
    page = words(search(client, world.officer, "ปิณเพ็ชร์"))
    assert "ใกล้เคียง ด.ช. ปิ่นเพ็ชร์ น้ำทิพย์" in page


def test_what_was_typed_stays_in_the_box(world, client, student):
    assert form_on(search(client, world.officer, "ปิ่น"), URL)["q"] == "ปิ่น"


@pytest.mark.parametrize("text, sentence", [("", "พิมพ์สิ่งที่ค้นหา"), ("ก" * 101, "ยาวเกินไป"), ("ปิ่น\x07", "อักขระที่มองไม่เห็น")])
@pytest.mark.parametrize("more", [{}, {"partial": "1"}], ids=["page", "part"])
def test_what_cannot_be_searched_comes_back_with_a_sentence(world, client, text, sentence, more):
    page = search(client, world.officer, text, **more)
    assert page.status_code == 200
    assert sentence in words(page)


def test_part_of_the_page_is_what_was_found_alone(world, client, student):
    page = search(client, world.officer, "ปิ่น", partial="1")
    assert "พบ 1 รายการ" in words(page)
    assert "<html" not in page.content.decode()


# What it keeps to itself


@pytest.mark.parametrize("who", ["stranger", "neighbour"])
@pytest.mark.parametrize("text", ["ปิ่นเพ็ชร์", PIN, "0008"])
def test_what_may_not_be_seen_and_what_is_not_are_the_same_answer(world, client, student, who, text):
    make_case(world.officer, world.school, student)
    there = words(search(client, getattr(world, who), text))
    assert "ไม่พบ ลองพิมพ์ให้สั้นลง" in there
    student.identities.all().delete()
    student.first_name = student.last_name = "อื่น"
    student.save()
    assert words(search(client, getattr(world, who), text)) == there


@pytest.mark.parametrize("text, kind", [(PIN, "search:number"), ("1-1000-00000-00-8", "search:number"), ("0008", "search:tail")])
def test_the_trail_tells_of_a_search_by_number_and_never_the_number(world, client, student, text, kind):
    search(client, world.officer, text)
    line = TrailEvent.objects.latest("pk")
    assert (line.subject, line.fields, line.actor) == (kind, [], world.officer)


@pytest.mark.parametrize("text", ["ปิ่น", "0812345678", "ขก1-2567-0001"])
def test_other_searches_leave_no_line(world, client, student, text):
    before = TrailEvent.objects.count()
    search(client, world.officer, text)
    assert TrailEvent.objects.count() == before


def test_what_was_typed_is_in_no_title(world, client, student):
    page = search(client, world.officer, "ปิ่นเพ็ชร์").content.decode()
    assert "ปิ่น" not in page[page.index("<title>") : page.index("</title>")]


def test_the_box_in_the_header_posts(world, client):
    client.force_login(world.officer)
    page = client.get("/").content.decode()
    assert page.count(f'role="search" method="post" action="{URL}"') == 2
