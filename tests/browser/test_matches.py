"""While a child is named in a report, those it may be stand beside the form; one of them is used, and nothing is blocked."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from dropout_cases.models import Case, Student
from tests.browser.hands import choose, press, sign_in
from tests.browser.test_pages import AXE, SIZES, faults_of
from tests.make import make_case, make_student

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAME = {"title": "ด.ญ.", "first_name": "ณัฐชา", "last_name": "ตัวอย่างศรี"}
TYPED = "ด.ญ.นัฐชา ตัวอย่างศรี"  # spelled another way


@pytest.fixture
def pupil(world) -> Student:
    """A child on the roll, without a case."""
    student = make_student(world.area, world.school, **NAME)
    student.save()
    return student


def begin(page, world, user=None):
    """The report with a name typed, and what stands beside it."""
    sign_in(page, user or world.officer)
    page.goto("/cases/add/")
    page.get_by_label("ชื่อและนามสกุลเด็ก").fill(TYPED)
    return page.locator("#matches")


def test_child_on_the_roll_is_used_instead_of_a_new_row(page, world, pupil):
    begin(page, world).get_by_role("button", name="ใช้ข้อมูลเด็กคนนี้").click()
    assert "ณัฐชา ตัวอย่างศรี" in page.locator("#chosen").inner_text()
    page.get_by_role("combobox", name="โรงเรียน", exact=True).fill("โรงเรียนหนึ่ง")
    choose(page, "เกิดอะไรขึ้น", "ฐานะยากจน")
    choose(page, "ตอนนี้เด็กปลอดภัยไหม", "ปลอดภัย")
    page.get_by_label("เล่าสั้น ๆ").fill("ขาดเรียนสองสัปดาห์")
    press(page, "บันทึกและเปิดเคส")
    page.wait_for_url("**/cases/*/")
    assert Case.objects.get().student == pupil


def test_enter_sends_the_form_and_chooses_nobody(page, world, pupil):
    begin(page, world).get_by_role("button", name="ใช้ข้อมูลเด็กคนนี้").wait_for()
    page.get_by_label("ชื่อและนามสกุลเด็ก").press("Enter")
    page.locator("#error-summary").wait_for()
    assert page.locator('input[name="student"]').input_value() == ""


def test_choice_is_taken_back_and_what_was_typed_stays(page, world, pupil):
    box = begin(page, world)
    box.get_by_role("button", name="ใช้ข้อมูลเด็กคนนี้").click()
    press(page, "ไม่ใช้ข้อมูลนี้")
    assert page.locator("#chosen").is_hidden()
    assert page.locator('input[name="student"]').input_value() == ""
    assert page.get_by_label("ชื่อและนามสกุลเด็ก").input_value() == TYPED
    box.get_by_text("ชื่อใกล้เคียง").wait_for()


def test_open_case_is_offered_and_nothing_typed_stands_in_an_address(page, world):
    case, asked = make_case(world.officer, world.school, make_student(world.area, world.school, **NAME)), []
    page.on("request", lambda request: asked.append(request.url))
    link = begin(page, world).get_by_role("link", name="ใช้เคสนี้")
    link.click()
    page.wait_for_url(f"**{case.get_absolute_url()}")
    assert not any("%E0" in url for url in asked)


def test_staff_of_another_school_see_nothing(page, world, pupil):
    box = begin(page, world, world.neighbour)
    with page.expect_response("**/cases/matches/") as answer:
        page.get_by_label("ชื่อและนามสกุลเด็ก").press("End")
        page.get_by_label("ชื่อและนามสกุลเด็ก").type("ค")
    assert (answer.value.status, box.inner_text().strip()) == (200, "")


@pytest.mark.parametrize("size", SIZES)
def test_report_with_its_matches_can_be_used_by_everybody(page, world, pupil, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    begin(page, world).get_by_role("button", name="ใช้ข้อมูลเด็กคนนี้").wait_for()
    seen = Axe().run(page, options=AXE).response["violations"]
    assert faults_of(page, "/cases/add/", width) + [one["id"] for one in seen] == []


@pytest.mark.parametrize("size", SIZES)
def test_comparing_two_children_can_be_done_by_everybody(page, world, pupil, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    case = make_case(world.officer, world.school, make_student(world.area, world.other_school, **NAME))
    sign_in(page, world.supervisor)
    faults = []
    for step in ("choose", "compare", "merged"):
        if step == "choose":
            page.goto(f"/children/{case.student.key}/merge/")
        elif step == "compare":
            page.get_by_role("link", name="เปรียบเทียบและรวม").click()
            page.get_by_label("เหตุผลที่เป็นเด็กคนเดียวกัน").fill("ยายยืนยัน")
        else:
            press(page, "รวมเป็นคนเดียวกัน")
            page.get_by_role("heading", name="รวมเป็นเด็กคนเดียวกันแล้ว").wait_for()
        seen = Axe().run(page, options=AXE).response["violations"]
        faults += faults_of(page, step, width) + [f"{step} {one['id']}" for one in seen]
    assert faults == []
