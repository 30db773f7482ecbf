"""Photos of a visit go up from a telephone on a slow network, one failing and sent again, and none keeps its place or maker."""

import random
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from dropout_cases import documents
from dropout_cases.models import Document, Upload
from tests.browser.hands import answer_safely, choose, press, sign_in
from tests.browser.test_pages import AXE, SIZES, faults_of
from tests.files import place_and_maker
from tests.make import make_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 600_000}  # bytes a second
BIG = 8_000_000


def big_photo(seed: int) -> bytes:
    """A photo of 8 MB with a place and a maker: fine grain, which is gone when it is drawn smaller."""
    grain = Image.frombytes("L", (1000, 1000), random.Random(seed).randbytes(1_000_000))
    drawn = Image.new("L", (4000, 3000))
    for left in range(0, 4000, 1000):
        for top in range(0, 3000, 1000):
            drawn.paste(grain, (left, top))
    content = BytesIO()
    drawn.convert("RGB").save(content, "JPEG", quality=90, exif=place_and_maker())
    assert content.tell() > BIG
    return content.getvalue()


@pytest.fixture
def form(page, world):
    """The form of a visit on a telephone."""
    page.set_viewport_size(PHONE)
    case = make_case(world.officer, world.school)
    sign_in(page, world.officer)
    page.goto(f"{case.get_absolute_url()}visit/")
    return page


def choose_photos(page, *contents: bytes):
    photos = [{"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": content} for n, content in enumerate(contents)]
    page.locator('input[name="files"]').set_input_files(photos)
    return page.locator(".file-row")


def save_visit(page):
    page.locator("#id_place_text").fill("บ้านยาย")
    page.get_by_label("ผู้ร่วมลงพื้นที่").fill("ครู")
    choose(page, "ได้พบใคร", "พบนักเรียนและผู้ปกครอง")
    page.get_by_label("หรือไม่ระบุตำแหน่งเพราะ").fill("ไม่มีสัญญาณ")
    answer_safely(page)
    press(page, "บันทึกการลงพื้นที่")
    page.wait_for_url("**/cases/*/")


def slow_down(page):
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)


def fail_once(page, which: int):
    """The network breaks in the middle of one sending."""
    count = iter(range(100))
    page.route("**/uploads/", lambda route: route.abort("connectionfailed") if next(count) == which else route.continue_())


def test_three_big_photos_go_up_slowly_one_of_them_again(form):
    photos = [big_photo(seed) for seed in range(3)]
    slow_down(form)
    fail_once(form, 1)
    rows = choose_photos(form, *photos)
    rows.nth(0).locator("progress").wait_for()
    failed = rows.nth(1).get_by_text("ส่งไม่สำเร็จ ลองอีกครั้ง")
    failed.wait_for(timeout=60_000)
    rows.nth(2).get_by_text("ส่งแล้ว").wait_for(timeout=60_000)
    rows.nth(0).get_by_label("คำบรรยายภาพ").fill("หน้าบ้านยาย")
    rows.nth(0).get_by_label("ภาพนี้เห็นหน้าเด็ก").check()
    press(rows.nth(1), "ลองอีกครั้ง")
    rows.nth(1).get_by_text("ส่งแล้ว").wait_for(timeout=60_000)
    save_visit(form)
    kept = {one.original_name: one for one in Document.objects.all()}
    assert sorted(kept) == ["IMG_0.jpg", "IMG_1.jpg", "IMG_2.jpg"]
    assert (kept["IMG_0.jpg"].caption, kept["IMG_0.jpg"].shows_face) == ("หน้าบ้านยาย", True)
    for one in kept.values():
        assert_nothing_told(documents.path_of(one.stored_name).read_bytes())
        assert_nothing_told(documents.path_of(one.preview_name).read_bytes())


def assert_nothing_told(content: bytes):
    """Upright, small, and without place or maker."""
    with Image.open(BytesIO(content)) as picture:
        assert not picture.getexif()
        assert picture.height > picture.width
        assert max(picture.size) <= 1600
    assert b"SecretMaker" not in content
    assert b"Exif" not in content


def test_form_waits_for_a_photo_that_failed_and_goes_without_it_once_it_is_taken_out(form):
    fail_once(form, 0)
    small = BytesIO()
    Image.new("RGB", (300, 200), "green").save(small, "JPEG")
    rows = choose_photos(form, small.getvalue())
    rows.get_by_text("ส่งไม่สำเร็จ ลองอีกครั้ง").wait_for()
    press(form, "บันทึกการลงพื้นที่")
    form.get_by_text("ยังมีไฟล์ที่ส่งไม่เสร็จ").wait_for()
    assert rows.get_by_role("button", name="ลองอีกครั้ง").evaluate("button => button === document.activeElement")
    rows.get_by_role("button", name="เอาออก").click()
    save_visit(form)
    assert not Document.objects.exists()
    assert not Upload.objects.exists()


def test_wrong_file_says_why_and_the_form_stays(form):
    form.get_by_label("ผู้ร่วมลงพื้นที่").fill("ครู")
    page = [{"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 broken"}]
    form.locator('input[name="files"]').set_input_files(page)
    form.get_by_text("เปิด PDF นี้ไม่ได้").wait_for()
    assert form.get_by_label("ผู้ร่วมลงพื้นที่").input_value() == "ครู"


@pytest.mark.parametrize("size", SIZES)
def test_photos_can_be_used_by_everybody(form, size):
    width, height = SIZES[size]
    form.set_viewport_size({"width": width, "height": height})
    fail_once(form, 1)
    small = BytesIO()
    Image.new("RGB", (300, 200), "green").save(small, "JPEG")
    rows = choose_photos(form, small.getvalue(), small.getvalue())
    rows.nth(0).get_by_text("ส่งแล้ว").wait_for()
    rows.nth(1).get_by_text("ส่งไม่สำเร็จ").wait_for()
    found = faults_of(form, "photos", width) + [one["id"] for one in Axe().run(form, options=AXE).response["violations"]]
    rows.nth(1).get_by_role("button", name="เอาออก").click()
    save_visit(form)
    form.goto(f"{form.url}documents/")
    found += faults_of(form, "documents", width) + [one["id"] for one in Axe().run(form, options=AXE).response["violations"]]
    assert found == []
