"""Nothing typed is lost in a real browser: drafts, ended sessions, two at once, taking back, sending twice, a file refused."""

import pytest

from dropout_cases.models import Draft, Note, Student
from tests.browser.hands import PASSWORD, banner, press, sign_in
from tests.make import make_case, make_student

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school, student=make_student(world.area, world.school, first_name="อรทัย", nickname="ปิ่น"))


def write(page, case, text):
    page.goto(f"{case.get_absolute_url()}note/")
    page.get_by_label("ข้อความ", exact=True).fill(text)


def test_a_draft_is_kept_and_stands_in_the_form_after_a_reload(page, world):
    page.clock.install()
    sign_in(page, world.officer)
    page.goto("/cases/add/")
    page.get_by_label("ชื่อและนามสกุลเด็ก").fill("ด.ญ. อรทัย ใจดี")
    page.clock.fast_forward(21_000)
    page.get_by_text("บันทึกร่างแล้ว").wait_for()
    page.reload()
    assert page.get_by_label("ชื่อและนามสกุลเด็ก").input_value() == "ด.ญ. อรทัย ใจดี"
    press(page, "ทิ้งร่าง")
    assert page.get_by_label("ชื่อและนามสกุลเด็ก").input_value() == ""


def test_leaving_the_page_keeps_the_draft_and_sending_ends_it(page, world, case):
    sign_in(page, world.officer)
    write(page, case, "โทรหายาย")
    page.goto("/cases/")
    write_again = f"{case.get_absolute_url()}note/"
    page.goto(write_again)
    assert page.get_by_label("ข้อความ", exact=True).input_value() == "โทรหายาย"
    press(page, "เพิ่มบันทึก")
    page.get_by_text("เพิ่มบันทึกแล้ว").wait_for()
    page.goto(write_again)
    assert (Note.objects.count(), Draft.objects.count()) == (1, 0)


def test_a_session_that_ends_in_a_half_filled_form_leads_back_to_it(page, world, case):
    sign_in(page, world.officer)
    write(page, case, "โทรหายายครึ่งทาง")
    page.context.clear_cookies(name="sessionid")
    press(page, "เพิ่มบันทึก")
    assert "หมดเวลาการใช้งาน เข้าสู่ระบบเพื่อทำต่อ ข้อความของคุณยังอยู่" in banner(page)
    page.get_by_label("ชื่อผู้ใช้").fill("officer")
    page.get_by_label("รหัสผ่าน", exact=True).fill(PASSWORD)
    press(page, "เข้าสู่ระบบ")
    assert page.get_by_label("ข้อความ", exact=True).input_value() == "โทรหายายครึ่งทาง"


def test_two_who_change_the_same_field_the_second_chooses(page, browser, base_url, world, case):
    url = f"{case.get_absolute_url()}student/edit/"
    sign_in(page, world.officer)
    page.goto(url)
    other = browser.new_context(base_url=base_url, locale="th-TH").new_page()
    sign_in(other, world.colleague)
    other.goto(url)
    other.get_by_label("ชื่อเล่น").fill("แดง")
    press(other, "บันทึกข้อมูลเด็ก")
    other.context.close()
    page.get_by_label("ชื่อเล่น").fill("ดำ")
    page.get_by_label("ที่อยู่").fill("บ้านใหม่")
    press(page, "บันทึกข้อมูลเด็ก")
    page.get_by_label("แดง").check()
    press(page, "บันทึกค่าที่เลือก")
    page.get_by_text("บันทึกข้อมูลเด็กแล้ว").wait_for()
    student = Student.objects.get()
    assert (student.nickname, student.address) == ("แดง", "บ้านใหม่")


def test_an_entry_is_taken_back_from_the_banner_and_another_voided_with_a_reason(page, world, case):
    sign_in(page, world.officer)
    for text in ("บันทึกผิดเคส", "ผิดอีกเรื่อง"):
        write(page, case, text)
        press(page, "เพิ่มบันทึก")
    page.locator(".messages").get_by_role("button", name="ย้อนกลับรายการนี้").click()
    page.get_by_text("ย้อนกลับแล้ว").wait_for()
    page.locator(".entry", has_text="บันทึกผิดเคส").get_by_role("link", name="ยกเลิกรายการ").click()
    page.get_by_label("เหตุผล").fill("เป็นของเด็กอีกคน")
    press(page, "ยกเลิกรายการ")
    struck = page.locator(".entry.voided")
    assert struck.count() == 2
    assert "ยกเลิกแล้ว: เป็นของเด็กอีกคน" in struck.nth(1).inner_text()
    line = struck.first.locator(".entry-text").first
    assert "line-through" in line.evaluate("line => getComputedStyle(line).textDecorationLine")


def test_a_form_sent_twice_makes_one_record(page, world, case):
    sign_in(page, world.officer)
    write(page, case, "ครั้งเดียว")
    page.get_by_role("button", name="เพิ่มบันทึก", exact=True).dblclick()
    page.get_by_text("เพิ่มบันทึกแล้ว").wait_for()
    assert Note.objects.count() == 1


def test_a_file_that_is_refused_leaves_the_text_where_it_was(page, world, case):
    sign_in(page, world.officer)
    write(page, case, "แนบคำสั่ง")
    page.locator("input[type=file]").first.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"nothing"})
    press(page, "เพิ่มบันทึก")
    page.locator(".field-error:visible, #error-summary").first.wait_for()
    assert page.get_by_label("ข้อความ", exact=True).input_value() == "แนบคำสั่ง"
    assert not Note.objects.exists()
