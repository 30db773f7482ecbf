"""A stranger with a phone reports a child by the link of a poster, an officer joins it to the open case, and the code says so."""

from datetime import timedelta
from time import monotonic

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from dropout_cases import receipts, workflow
from dropout_cases.models import Report, ReportChannel, ReportPoint, Student
from tests.browser.hands import banner, choose, press, sign_in
from tests.browser.test_pages import AXE, SIZES, faults_of
from tests.make import make_case, make_student

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
SAID, CODE = "ไม่ไปโรงเรียนสองสัปดาห์ canary-story", "ACDEFHJKMN"


@pytest.fixture
def point(world):
    return ReportPoint.objects.create(area=world.area, place_text="ศาลาหมู่ 1", made_by=world.officer)


@pytest.fixture
def case(world):
    """The case that is open for the child the stranger will tell of."""
    child = make_student(world.area, world.school, title="ด.ญ.", first_name="อรทัย", last_name="ใจดี")
    return make_case(world.officer, world.school, student=child, on=timezone.localdate())


def fill_in(page, point):
    page.goto(f"/r/{point.key}/")
    page.get_by_label("ชื่อและนามสกุลเด็ก").fill("น้องอรทัย ใจดี")
    choose(page, "เกิดอะไรขึ้น", "ฐานะยากจน")
    choose(page, "ตอนนี้เด็กปลอดภัยไหม", "ไม่แน่ใจ")
    page.get_by_label("เล่าสั้น ๆ").fill(SAID)


def tell(page, point) -> str:
    """The five answers; returns the code."""
    fill_in(page, point)
    press(page, "ส่งเรื่อง")
    return page.locator(".receipt-code").inner_text()


def ask_status(page, code):
    page.context.clear_cookies()
    page.goto("/r/status/")
    page.get_by_label("รหัสรับแจ้ง").fill(code.lower())
    press(page, "ดูสถานะ")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_stranger_reports_in_a_minute_and_learns_only_that_the_child_is_helped(browser, world, point, case, live_server, scripts):
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=scripts, locale="th-TH")
    page, began = context.new_page(), monotonic()
    code = tell(page, point)
    assert monotonic() - began < 60
    assert "receipt" not in page.url and code not in page.url
    sign_in(page, world.officer)
    first = page.locator("#reports").locator("xpath=ancestor::section").locator(".case-row").first
    assert "อรทัย" in first.inner_text()
    first.get_by_role("link", name="รับเรื่อง").click()
    page.get_by_role("button", name=f"รวมกับเคสนี้ {case.number}").click()
    assert "รวมกับเคสที่เปิดอยู่แล้ว" in banner(page)
    ask_status(page, code)
    text = page.locator("main").inner_text()
    assert "เด็กกำลังได้รับการช่วยเหลือ" in text
    told = page.content() + str(context.cookies())
    canaries = (case.number, case.key, "อรทัย", "ใจดี", "โรงเรียนหนึ่ง", "canary", world.officer.full_name)
    assert not [word for word in canaries if word in told]
    context.close()


def test_child_not_safe_shows_the_numbers_at_once_and_again(page, point):
    page.set_viewport_size(PHONE)
    fill_in(page, point)
    panel = page.locator("form .danger-panel")
    assert not panel.is_visible()
    choose(page, "ตอนนี้เด็กปลอดภัยไหม", "ไม่ปลอดภัย")
    assert panel.is_visible()
    press(page, "ส่งเรื่อง")
    assert page.locator(".danger-panel").get_by_role("link", name="191").is_visible()


def test_empty_form_leads_to_what_is_missing(page, point):
    page.set_viewport_size(PHONE)
    page.goto(f"/r/{point.key}/")
    press(page, "ส่งเรื่อง")
    summary = page.locator("#error-summary")
    assert "กรอกชื่อเด็ก" in summary.inner_text()
    summary.get_by_role("link", name="เล่าสั้น ๆ").click()
    assert page.evaluate("document.activeElement.id") == "id_story"


@pytest.fixture
def reports(world, point, case):
    """A report that waits, with everything on its page; one that was decided; and a question to a school."""
    child = Student.objects.get(pk=case.student_id)
    told = {
        "area": world.area,
        "child_name": "ด.ญ. อรทัย ใจดี",
        "safety": "UNSAFE",
        "story": SAID,
        "happened_on": timezone.localdate(),
    }
    waiting = Report(**told, channel=ReportChannel.PUBLIC, point=point, receipt=receipts.print_of(CODE), reporter_name="สมมติ")
    workflow.receive(waiting)
    Report.objects.update(entered_at=timezone.now() - timedelta(hours=30))
    decided = Report(**told | {"child_name": "ปิ่น สมมติ"}, channel=ReportChannel.PHONE)
    workflow.receive(decided, by=world.officer)
    workflow.add_to(waiting, "ย้ายไปอยู่กับป้า")
    question = workflow.ask_school(waiting, school=child.school, child_name="ด.ญ. อรทัย", asked="มาเรียนไหม", by=world.officer)
    workflow.open_case_from(decided, by=world.officer, on=timezone.localdate())
    return {"waiting": waiting.key, "decided": decided.key, "question": question.key}


def faults(page, paths) -> list[str]:
    """What is wrong with pages, on a narrow phone, a phone and a desk."""
    found = []
    for path in paths:
        page.goto(path)
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            found += faults_of(page, path, width)
            seen = Axe().run(page, options=AXE).response["violations"] if width != 320 else []
            found += [f"{path} at {width}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in seen]
    return found


def test_open_pages_of_reports_can_be_used_by_everybody(page, world, point):
    closed = ReportPoint.objects.create(area=world.area, place_text="ปิด", made_by=world.officer, is_open=False)
    paths = ["/r/", f"/r/{point.key}/", f"/r/{closed.key}/", f"/r/area/{world.area.key}/", "/r/status/"]
    assert faults(page, paths) == []


def test_receipt_and_status_can_be_used_by_everybody(page, point):
    code = tell(page, point)
    found = faults(page, ["/r/sent/"])
    ask_status(page, code)
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        found += faults_of(page, "status", width) + [one["id"] for one in Axe().run(page, options=AXE).response["violations"]]
    assert found == []


def test_office_pages_of_reports_can_be_used_by_everybody(page, world, point, reports):
    sign_in(page, world.officer)
    paths = ["/", "/reports/", "/reports/?tab=news", "/reports/?tab=decided", "/reports/add/", "/cases/board/"]
    paths += [f"/reports/{reports['waiting']}/", f"/reports/{reports['decided']}/"]
    paths += ["/reports/points/", "/reports/points/add/", f"/reports/points/{point.key}/poster/"]
    assert faults(page, paths) == []


def test_school_pages_of_reports_can_be_used_by_everybody(page, world, reports):
    sign_in(page, world.teacher)
    assert faults(page, ["/", f"/reports/questions/{reports['question']}/", "/reports/points/"]) == []


def test_poster_is_one_sheet_without_bars(page, world, point, tmp_path):
    sign_in(page, world.officer)
    page.goto(f"/reports/points/{point.key}/poster/")
    page.emulate_media(media="print")
    assert not [one for one in (".top-bar", ".foot", ".back-link", ".no-print") if page.locator(one).first.is_visible()]
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_form_is_light_over_a_slow_line(page, point):
    answer = page.goto(f"/r/{point.key}/")
    assert len(answer.body()) < 30_000
