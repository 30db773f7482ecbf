"""Two people change one child at once: what one changed is kept, of what both changed the second chooses, nothing is lost."""

import pytest
import time_machine

from dropout_cases.models import Case, Draft, Student
from schools.models import TrailEvent, Verb
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, make_case, make_contact, make_student

TITLE = "มีผู้แก้ข้อมูลเดียวกัน"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 10:40+07:00"):
        yield


@pytest.fixture
def url(world):
    student = make_student(world.area, world.school, first_name="อรทัย", nickname="ปิ่น", guardian_name="ยาย", address="บ้านเดิม")
    return f"{make_case(world.officer, world.school, student=student).get_absolute_url()}student/edit/"


@pytest.fixture
def two(world):
    """The browsers of two officers."""
    browsers = PageClient(), PageClient()
    for browser, user in zip(browsers, (world.officer, world.colleague), strict=True):
        browser.force_login(user)
    return browsers


@pytest.fixture
def opened(two, url):
    """The form as both have opened it."""
    return form_on(two[0].get(url)), form_on(two[1].get(url))


def test_what_each_changed_alone_is_kept_of_both(two, url, opened):
    assert two[1].post(url, opened[1] | {"nickname": "ปิ่นปิ่น"}).status_code == 302
    assert two[0].post(url, opened[0] | {"address": "บ้านใหม่"}).status_code == 302
    student = Student.objects.get()
    assert (student.nickname, student.address, student.guardian_name) == ("ปิ่นปิ่น", "บ้านใหม่", "ยาย")


def test_the_trail_names_only_what_each_changed(world, two, url, opened):
    two[1].post(url, opened[1] | {"nickname": "ปิ่นปิ่น"})
    two[0].post(url, opened[0] | {"address": "บ้านใหม่"})
    lines = TrailEvent.objects.filter(verb=Verb.CHANGED, subject__startswith="case:").order_by("pk")
    assert [(line.actor.username, line.fields) for line in lines] == [("colleague", ["nickname"]), ("officer", ["address"])]


@pytest.fixture
def conflict(two, url, opened):
    """The page the second gets; a third field only they changed."""
    two[1].post(url, opened[1] | {"nickname": "แดง", "guardian_name": "ตา"})
    return two[0].post(url, opened[0] | {"nickname": "ดำ", "address": "บ้านใหม่"})


def test_both_values_stand_side_by_side_with_who_and_when(conflict):
    assert conflict.status_code == 409
    text = words(conflict)
    assert "สมมติ colleague แก้ข้อมูลนี้เมื่อ 10.40 น. ขณะที่คุณกำลังพิมพ์ เลือกค่าที่จะเก็บ" in text
    assert "ที่คุณพิมพ์ ดำ" in text
    assert "ที่บันทึกไว้แล้ว แดง" in text
    assert "บ้านใหม่" not in text
    assert Student.objects.get().address == "บ้านเดิม"


@pytest.mark.parametrize(("side", "kept"), [("mine", "ดำ"), ("theirs", "แดง")])
def test_what_is_chosen_is_kept_and_nothing_else_is_lost(two, url, conflict, side, kept):
    now = conflict.context["conflicts"][0].now
    assert two[0].post(url, form_on(conflict) | {"keep-nickname": f"{side}-{now}"}).status_code == 302
    student = Student.objects.get()
    assert (student.nickname, student.address, student.guardian_name) == (kept, "บ้านใหม่", "ตา")


def test_nothing_chosen_asks_again(two, url, conflict):
    again = two[0].post(url, form_on(conflict))
    assert again.status_code == 409
    assert Student.objects.get().nickname == "แดง"


def test_a_third_change_meanwhile_asks_again(two, url, conflict):
    now = conflict.context["conflicts"][0].now
    two[1].post(url, form_on(two[1].get(url)) | {"nickname": "ขาว"})
    again = two[0].post(url, form_on(conflict) | {"keep-nickname": f"mine-{now}"})
    assert "ที่บันทึกไว้แล้ว ขาว" in words(again)


def test_the_same_change_twice_is_no_conflict(two, url, opened):
    two[1].post(url, opened[1] | {"nickname": "แดง", "born_0": "2", "born_1": "3", "born_2": "2555"})
    assert two[0].post(url, opened[0] | {"nickname": "แดง", "born_0": "2", "born_1": "3", "born_2": "2555"}).status_code == 302


def test_a_date_and_a_choice_are_shown_in_words(two, url, opened):
    two[1].post(url, opened[1] | {"born_0": "2", "born_1": "3", "born_2": "2555", "sex": "M"})
    page = words(two[0].post(url, opened[0] | {"born_0": "5", "born_1": "6", "born_2": "2556", "sex": "F"}))
    assert "5 มิ.ย. 2556" in page
    assert "2 มี.ค. 2555" in page
    assert "ที่คุณพิมพ์ หญิง" in page


def test_the_form_carries_no_value_of_the_child_in_its_fingerprints(opened):
    assert "ปิ่น" not in opened[0]["seen"]


@pytest.mark.parametrize("seen", ["", "x", "[]", '{"nickname": 1}'])
def test_fingerprints_made_up_break_nothing(two, url, opened, seen):
    assert two[0].post(url, opened[0] | {"nickname": "ดำ", "seen": seen}).status_code in (302, 409)


def test_a_draft_typed_before_the_other_changed_leads_to_the_choice(two, url, opened):
    two[0].post("/drafts/", opened[0] | {"nickname": "ดำ", "draft_path": url})
    two[1].post(url, opened[1] | {"nickname": "แดง", "guardian_name": "ตา"})
    page = two[0].get(url)
    sent = {
        name: page.context["form"][name].value()
        for name in ("seen", "nickname", "guardian_name", "title", "first_name", "last_name")
    }
    answer = two[0].post(url, sent)
    assert TITLE in words(answer)
    assert [one.name for one in answer.context["conflicts"]] == ["nickname"]
    assert Draft.objects.exists()


def test_a_step_overtaken_says_which_entries_came_since_and_links_to_them(world, two):
    case = make_case(world.officer, world.school)
    url = f"{case.get_absolute_url()}contact/"
    typed = form_on(two[0].get(url)) | {"party": "TEAM", "asked": "ถามทีม", "safety": "SAFE", "best_interest": "อยู่กับยาย"}
    came = make_contact(case, world.colleague, asked="ถามครู")
    page = two[0].post(url, typed)
    assert page.status_code == 409
    assert "เพิ่มเข้ามาขณะที่คุณพิมพ์ ประสานงาน สมมติ colleague 10.40 น." in words(page)
    assert f"{case.get_absolute_url()}#e-{came.key}" in page.content.decode()
    assert "ถามทีม" in page.content.decode()
    assert Case.objects.get().current_round.contacts.count() == 1
