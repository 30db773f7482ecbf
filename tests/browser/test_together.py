"""Steps 2–4 as the office does them: answers by link, a visit together, five sides, three resolutions, minutes to file."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dropout_cases.models import Task, TaskState
from dropout_cases.steps import State, Step
from referrals.models import Contact, Meeting
from schools.models import Mail
from tests.browser.hands import answer_safely, choose, fill_date, press, sign_in
from tests.make import make_case
from tests.markup import faults_in
from tests.papers import pages_of, stand_in_order

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
SIDES = ("โรงเรียน", "นักเรียนหรือครอบครัว", "ผู้นำชุมชน", "หน่วยงาน", "เขตพื้นที่")
HEADINGS = (
    "รายงานการประชุม", "๑/", "ผู้มาประชุม", "๐๙.๓๐ น.", "ระเบียบวาระที่ ๑", "ระเบียบวาระที่ ๕", "มติที่ประชุม", "จัดรถรับส่ง", "เลิกประชุมเวลา",
    "๑๑.๐๐ น.", "ผู้จดรายงานการประชุม",
)  # fmt: skip


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school, on=timezone.localdate() - timedelta(days=5))


@pytest.fixture
def phone(browser, base_url):
    """The phone of somebody without an account."""
    context = browser.new_context(base_url=base_url, viewport=PHONE, locale="th-TH")
    yield context.new_page()
    context.close()


def ask(page, case, party, asked, agency=None, advice=""):
    page.goto(f"/cases/{case.key}/contact/")
    choose(page, "ติดต่อใคร", party)
    if agency:
        page.locator("select#id_agency").select_option(label=agency.name)
    page.locator("#id_asked").fill(asked)
    page.locator("#id_advice-0-text").fill(advice)
    answer_safely(page)
    press(page, "บันทึกการประสานงาน")
    return Contact.objects.latest("pk")


def make_link(page, contact, way, address) -> str:
    page.goto(f"/links/{contact.key}/contact/")
    page.locator("#id_for_whom").fill("สมมติ ผู้ตอบ")
    page.locator(f"input[name=way][value={way}]").check()
    page.locator("#id_address").fill(address)
    press(page, "ทำลิงก์")
    return page.locator(".poster-link").inner_text()


def answer(phone, link, code, text):
    """Open the link, ask for the code, type it, and answer."""
    phone.goto(link)
    press(phone, "ขอรหัส")
    phone.locator("#id_code").fill(code())
    press(phone, "เปิดหน้าตอบ")
    assert faults_in(phone.content()) == []
    phone.locator("#id_answer").fill(text)
    press(phone, "ส่งคำตอบ")


def coordinate(page, phone, case, world):
    """The school is rung with its code; the hospital finds its own in the mail."""

    def rung():
        page.goto(f"/links/{of_school.key}/contact/")
        press(page, "ดูรหัสเพื่อโทรแจ้ง")
        return page.locator(".receipt-code").inner_text()

    def mailed():
        return re.search(r"\b\d{6}\b", Mail.objects.latest("pk").body)[0]

    of_school = ask(page, case, "โรงเรียน", "ขาดเรียนกี่วัน", advice="ถามแพทย์เรื่องยาประจำตัว")
    answer(phone, make_link(page, of_school, "PHONE", "043-000-001"), rung, "ขาด 9 วัน อยู่กับยาย")
    of_hospital = ask(page, case, "หน่วยงานภาคี", "รักษาอยู่หรือไม่", world.agency)
    answer(phone, make_link(page, of_hospital, "MAIL", "ward@example.org"), mailed, "นัดพบแพทย์วันพุธ")


def visit(page, case, world):
    page.goto(f"/cases/{case.key}/visit/")
    page.get_by_label("ผู้ร่วมลงพื้นที่").fill("สมมติ officer\nนายสมมติ ผู้ใหญ่บ้าน")
    choose(page, "หน่วยงานที่ร่วมลงพื้นที่", world.other_agency.name)
    choose(page, "ได้พบใคร", "พบนักเรียนและผู้ปกครอง")
    page.locator("#id_no_position_why").fill("ครอบครัวไม่สะดวก")
    page.locator("#id_findings-0-statement").fill("ยายป่วย ไม่มีใครพาไปเรียน")
    page.locator("#id_findings-0-source").fill("ยาย")
    page.locator("#id_findings-0-organisation").fill(world.other_agency.name)
    page.locator("#id_findings-0-state").select_option("CHECKED")
    page.locator("#id_findings-0-second_source").fill("ผู้ใหญ่บ้าน")
    page.get_by_label("ถามแพทย์เรื่องยาประจำตัว").check()
    answer_safely(page)
    press(page, "บันทึกการลงพื้นที่")


def meet(page, case):
    page.goto(f"/cases/{case.key}/meeting/")
    for name, value in (("starts_at", "๐๙.๓๐"), ("ends_at", "11.00"), ("place_text", "โรงเรียนหนึ่ง"), ("chair", "นางสมมติ ประธาน")):
        page.locator(f"#id_{name}").fill(value)
    while page.locator("[id^=id_attendees-][id$=-name]").count() < len(SIDES):
        press(page, "เพิ่มผู้เข้าประชุม")
    for row, side in enumerate(SIDES):
        page.locator(f"#id_attendees-{row}-name").fill(f"ปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์ {row}")
        page.locator(f"#id_attendees-{row}-side").select_option(label=side)
        page.locator(f"#id_attendees-{row}-statement").fill("เห็นด้วย")
    for row, text in enumerate(("จัดรถรับส่ง", "พายายไปพบแพทย์", "จัดอาหารเช้า")):
        if row:
            press(page, "เพิ่มมติ")
        page.locator(f"#id_resolutions-{row}-text").fill(text)
        page.locator(f"#id_resolutions-{row}-owner_name").fill("นายสมมติ ผู้ใหญ่บ้าน")
        fill_date(page, f"resolutions-{row}-due_on", timezone.localdate() + timedelta(days=7))
    answer_safely(page)
    press(page, "บันทึกการประชุม")


def finish_tasks(page, case):
    while Task.objects.filter(state=TaskState.OPEN).exists():
        page.goto(f"/cases/{case.key}/tasks/")
        page.get_by_role("link", name="เสร็จแล้ว").first.click()
        page.get_by_role("button", name="เสร็จแล้ว").first.click()
        page.wait_for_load_state()


def test_case_goes_through_steps_two_to_four_together(page, phone, case, world):
    sign_in(page, world.officer)
    coordinate(page, phone, case, world)
    visit(page, case, world)
    meet(page, case)
    finish_tasks(page, case)
    states = {state.step: state.state for state in case.current_round.states.all()}
    assert {states[step] for step in (Step.COORDINATE, Step.VISIT, Step.MEETING)} == {State.SETTLED}
    assert set(Contact.objects.values_list("answered_name", flat=True)) == {"สมมติ ผู้ตอบ"}
    assert Task.objects.filter(state=TaskState.DONE).count() == 3
    paper = page.request.get(f"/meetings/{Meeting.objects.get().key}/minutes.pdf").body()
    text = "\n".join(pages_of(paper))
    assert stand_in_order(HEADINGS, text)
    assert not re.search(r"[0-9]", text)
