"""The search as a panel over any page: by keys alone, without a word in the address, and the page when there is no script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.hands import sign_in
from tests.browser.test_pages import AXE
from tests.make import make_case, make_student

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(world):
    children = [make_student(world.area, world.school, first_name=name, last_name="ทดสอบ") for name in ("ปิ่นทอง", "ปิ่นเพ็ชร์")]
    return [make_case(world.officer, world.school, child) for child in children][-1]


def begin(page, user):
    """Signed in, on the first page, its scripts loaded."""
    sign_in(page, user)
    page.wait_for_url("**/")
    page.wait_for_load_state("networkidle")


def test_a_child_is_reached_by_keys_alone(page, world, case):
    begin(page, world.officer)
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "palette-q"
    page.keyboard.type("ปิ่น", delay=20)
    page.locator("#palette .found a").first.wait_for()
    assert "พบ 2 รายการ" in page.locator("#palette [role=status]").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{case.get_absolute_url()}")


def test_enter_opens_what_is_found_first_and_esc_gives_the_focus_back(page, world, case):
    begin(page, world.officer)
    page.locator(".brand").focus()
    page.keyboard.press("/")
    page.keyboard.type("ปิ่นเพ็ชร์", delay=20)
    page.locator("#palette .found a").first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "brand"
    page.keyboard.press("/")
    assert page.locator("#palette-q").input_value() == ""
    page.keyboard.type(case.number, delay=20)
    page.locator("#palette .found a").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{case.get_absolute_url()}")


def test_a_slash_in_a_box_is_a_slash(page, world):
    begin(page, world.officer)
    page.goto("/cases/add/")
    page.get_by_label("เล่าสั้น ๆ").press_sequentially("1/2")
    assert page.get_by_label("เล่าสั้น ๆ").input_value() == "1/2"
    assert not page.locator("#palette").is_visible()


@pytest.mark.parametrize("width, height", [(320, 640), (390, 844), (1440, 900)])
def test_the_panel_and_the_page_can_be_used_by_everybody(page, world, case, width, height):
    page.set_viewport_size({"width": width, "height": height})
    begin(page, world.officer)
    page.keyboard.press("Control+k")
    page.keyboard.type("ปิ่น", delay=20)
    page.locator("#palette .found a").first.wait_for()
    assert Axe().run(page, options=AXE).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#palette button").click()
    page.wait_for_url("**/search/")
    assert Axe().run(page, options=AXE).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_the_header_leads_to_the_page(browser, base_url, world, case):
    page = browser.new_context(java_script_enabled=False, base_url=base_url, locale="th-TH").new_page()
    begin(page, world.officer)
    page.locator("#top-search").fill("ปิ่นเพ็ชร์")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/")
    page.get_by_role("link", name="ปิ่นเพ็ชร์").click()
    page.wait_for_url(f"**{case.get_absolute_url()}")
    page.context.close()
