"""An officer, a school, a partner and a supervisor take a child from report to return, and into round 2."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dropout_cases.models import Case, Status
from tests.browser.hands import answer_safely, banner, choose, due, fill_date, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


PHONE = {"width": 390, "height": 844}


def report(page, day):
    page.goto("/cases/add/")
    page.get_by_label("ชื่อและนามสกุลเด็ก").fill("ด.ญ.ปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์")
    page.get_by_role("combobox", name="โรงเรียน", exact=True).fill("โรงเรียนหนึ่ง")
    choose(page, "เกิดอะไรขึ้น", "ฐานะยากจน")
    choose(page, "ตอนนี้เด็กปลอดภัยไหม", "ปลอดภัย")
    page.get_by_label("เล่าสั้น ๆ").fill("ขาดเรียนสองสัปดาห์ อยู่กับยาย")
    page.get_by_text("เพิ่มรายละเอียด").click()
    fill_date(page, "happened_on", day)
    press(page, "บันทึกและเปิดเคส")


def contact(page, world, day, party, agency=None, to_find_out=""):
    fill_date(page, "happened_on", day)
    choose(page, "ติดต่อใคร", party)
    if agency:
        page.get_by_label("หน่วยงาน", exact=False).and_(page.locator("select#id_agency")).select_option(label=agency.name)
    page.get_by_label("เรื่องที่แจ้งหรือถาม").fill("ขอข้อมูลและนัดลงพื้นที่")
    page.locator("#id_answer").fill("ยินดีร่วมงาน")
    page.locator("#id_to_find_out").fill(to_find_out)
    answer_safely(page)


def coordinate(page, world, day):
    page.get_by_role("link", name="บันทึกการประสานงาน").first.click()
    contact(page, world, day, "โรงเรียน")
    press(page, "บันทึกแล้วเพิ่มอีกราย")
    contact(page, world, day, "หน่วยงานภาคี", world.agency, "รายได้ของครอบครัว")
    press(page, "บันทึกการประสานงาน")


def visit(page, world, day):
    page.get_by_role("link", name="บันทึกการลงพื้นที่").first.click()
    fill_date(page, "happened_on", day)
    page.get_by_label("ผู้ร่วมลงพื้นที่").fill("สมมติ officer\nพยาบาล")
    choose(page, "หน่วยงานที่ร่วมลงพื้นที่", world.agency.name)
    choose(page, "ได้พบใคร", "พบนักเรียนและผู้ปกครอง")
    page.get_by_label("หรือไม่ระบุตำแหน่งเพราะ").fill("ไม่มีสัญญาณ")
    page.locator("#id_findings-0-statement").fill("แม่ทำงานต่างจังหวัด")
    page.locator("#id_findings-0-source").fill("ยาย")
    page.locator("#id_findings-0-state").select_option(label="ตรวจจากแหล่งที่สองแล้ว")
    page.locator("#id_findings-0-second_source").fill("ผู้ใหญ่บ้าน")
    answer_safely(page)
    press(page, "บันทึกการลงพื้นที่")


def meet(page, world, day):
    page.get_by_role("link", name="บันทึกการประชุม").first.click()
    fill_date(page, "happened_on", day)
    page.get_by_label("สถานที่").fill("โรงเรียนหนึ่ง")
    page.locator("#id_chair").fill("ผอ.โรงเรียน")
    for row, side in enumerate(("โรงเรียน", "นักเรียนหรือครอบครัว", "ผู้นำชุมชน")):
        page.locator(f"#id_attendees-{row}-name").fill(f"ผู้แทน {side}")
        page.locator(f"#id_attendees-{row}-side").select_option(label=side)
        page.locator(f"#id_attendees-{row}-statement").fill("เห็นด้วย")
    page.locator("#id_resolutions-0-text").fill("จัดรถรับส่ง")
    page.locator("#id_resolutions-0-owner_name").fill("ครูประจำชั้น")
    fill_date(page, "resolutions-0-due_on", day + timedelta(days=14))
    answer_safely(page)
    press(page, "บันทึกการประชุม")


def refer(page, world, day, pathway):
    page.get_by_role("link", name="ส่งต่อหน่วยงาน").first.click()
    fill_date(page, "happened_on", day)
    page.locator("select#id_agency").select_option(value=str(world.agency.pk))
    choose(page, "ขอให้ช่วยเรื่อง", "รักษาพยาบาล/สุขภาพกาย")
    page.get_by_label("สิ่งที่ขอให้ช่วย").fill("ตรวจสุขภาพ")
    page.locator("select#id_pathway").select_option(label=pathway)
    answer_safely(page)
    press(page, "ส่งคำขอ")


def accept_as_partner(page, world):
    sign_in(page, world.partner)
    page.locator("main").get_by_role("link", name="ขก1", exact=False).first.click()
    page.get_by_role("link", name="รับเรื่อง", exact=True).click()
    choose(page, "คำตอบต่อข้อเสนอแนะ", "จัดได้ตามที่เสนอแนะ")
    press(page, "ส่งให้เขตพื้นที่")


def go_back(page, day, pathway):
    page.get_by_role("link", name="บันทึกการกลับเข้าเรียน").first.click()
    fill_date(page, "happened_on", day)
    page.locator("select#id_pathway").select_option(label=pathway)
    answer_safely(page)
    press(page, "บันทึกการกลับเข้าเรียน")


def confirm_as_school(page, world):
    sign_in(page, world.teacher)
    page.get_by_role("link", name="ยืนยัน", exact=True).click()
    press(page, "ยืนยันว่านักเรียนมาเรียนแล้ว")


def report_attendance(page, world, word):
    sign_in(page, world.teacher)
    page.get_by_text("รายงานนักเรียนคนอื่น").click()  # no check is due so soon
    choose(page, "การมาเรียน", word)
    press(page, "ส่งทั้งหมด")


def one_round(page, world, case, days, pathway):
    """Steps 2–6, each by whoever does it."""
    coordinate(page, world, days[0])
    assert due(page) == "บันทึกการลงพื้นที่"
    visit(page, world, days[1])
    assert due(page) == "บันทึกการประชุม"
    meet(page, world, days[2])
    assert due(page) == "ส่งต่อหน่วยงาน"
    refer(page, world, days[3], pathway)
    accept_as_partner(page, world)
    sign_in(page, world.officer)
    page.goto(case.get_absolute_url())
    go_back(page, days[4], pathway)
    confirm_as_school(page, world)
    sign_in(page, world.officer)
    page.goto(case.get_absolute_url())


def test_child_goes_through_seven_steps_and_a_second_round(page, world):
    page.set_viewport_size(PHONE)
    today = timezone.localdate()
    days = [today - timedelta(weeks=26) + timedelta(days=3 * n) for n in range(6)]
    later = [today - timedelta(weeks=14) + timedelta(days=n) for n in range(6)]
    sign_in(page, world.officer)
    report(page, days[0])
    assert "เปิดเคส ขก1-" in banner(page)
    case = Case.objects.get()
    one_round(page, world, case, days, "กลับเข้าเรียนโรงเรียนเดิม")
    assert Case.objects.get().status == Status.MONITORING

    page.get_by_role("link", name="บันทึกการติดตาม").first.click()
    fill_date(page, "happened_on", later[0])
    choose(page, "การมาเรียน", "หยุดเรียน")
    choose(page, "ตอนนี้นักเรียนปลอดภัยไหม", "ปลอดภัย")
    press(page, "บันทึกการติดตาม")
    assert due(page) == "เริ่มรอบที่ 2"
    page.get_by_role("link", name="เริ่มรอบที่ 2").first.click()
    page.get_by_label("กลับเข้าเรียนแล้วหยุดเรียนอีก").check()
    press(page, "เริ่มรอบที่ 2")
    assert "รอบที่ 2" in page.locator(".rail-title").inner_text()
    assert page.locator("details.round").get_by_text("รอบที่ 1").count() >= 1

    one_round(page, world, case, [today] * 6, "Mobile School / การเรียนยืดหยุ่น")
    entry = Case.objects.get()
    assert (entry.round_number, entry.status, entry.number) == (2, Status.MONITORING, case.number)
    report_attendance(page, world, "มาเรียนสม่ำเสมอ")
    page.get_by_text("ส่งรายงานนักเรียน 1 คนแล้ว").wait_for()
