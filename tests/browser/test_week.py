"""A school reports its week from a telephone: few taps, one sending, a connection that is cut, and nothing lost or doubled."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from dropout_cases.models import FollowUp, PlannedCheck
from tests.browser.hands import PASSWORD, press, sign_in
from tests.browser.test_pages import AXE, SIZES, faults_of
from tests.dropout_cases.copies import whole_copies
from tests.make import make_case, make_return, make_teacher

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MANY = 10
SAID = f"ส่งรายงานนักเรียน {MANY} คนแล้ว"
OFFLINE = "ไม่มีสัญญาณ เก็บไว้ในเครื่องแล้ว จะส่งเมื่อเปิดหน้านี้ขณะมีสัญญาณ"
KEPT = "localStorage.getItem('week')"


@pytest.fixture
def cards(page, world):
    """The cards of ten pupils on a telephone."""
    case = make_case(world.officer, world.school)
    make_return(case, world.officer)
    whole_copies(case, MANY - 1)
    PlannedCheck.objects.filter(week=1).update(due_on=timezone.localdate())
    PlannedCheck.objects.exclude(week=1).delete()
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["phone"], strict=True)))
    sign_in(page, world.teacher)
    found = page.locator("form > .pupil")
    found.nth(MANY - 1).wait_for()
    return found


def choose(card, word, note=""):
    """The taps on one card: a word, and where there is one to say, a note."""
    card.get_by_text(word, exact=True).click()
    if note:
        card.get_by_text("หมายเหตุ").first.click()
        card.get_by_role("textbox").fill(note)
    return 2 if note else 1


def choose_all(cards):
    return sum(choose(card, "มาเรียนสม่ำเสมอ") for card in cards.all())


def faults(page):
    """What is wrong with the page on a telephone and on a narrow one."""
    page.wait_for_load_state()
    found = [one["id"] for one in Axe().run(page, options=AXE).response["violations"]]
    width, height = SIZES["narrow"]
    page.set_viewport_size({"width": width, "height": height})
    found += faults_of(page, "week", width)
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["phone"], strict=True)))
    return found


def test_ten_children_in_thirty_taps_and_one_sending_with_the_connection_cut_in_the_middle(page, cards):
    assert faults(page) == []
    taps = sum(choose(card, "มาเรียนสม่ำเสมอ") for card in cards.all()[:5])
    page.context.set_offline(True)
    taps += sum(choose(card, "ขาดบางวัน", "ลาป่วย") for card in cards.all()[5:9])
    taps += choose(cards.nth(9), "หยุดเรียน", "ไปทำงานกับพ่อ")
    press(page, "ส่งทั้งหมด")
    page.get_by_text(f"{OFFLINE} · รอส่ง {MANY} คน").wait_for()
    assert not FollowUp.objects.exists()
    page.context.set_offline(False)
    page.get_by_text(SAID).wait_for()
    assert taps + 1 <= 30
    assert sorted(FollowUp.objects.values_list("attendance", flat=True)) == ["ATTENDING"] * 5 + ["IRREGULAR"] * 4 + ["STOPPED"]
    assert [one.note for one in FollowUp.objects.filter(attendance="STOPPED")] == ["ไปทำงานกับพ่อ"]
    assert page.get_by_text("ส่งแล้ว: ขาดบางวัน").count() == 4
    assert page.get_by_text(f"เหลือ 0 จาก {MANY} คน").is_visible()
    assert faults(page) == []
    assert page.evaluate(KEPT) is None


def test_an_answer_that_is_lost_on_its_way_makes_nothing_twice(page, cards):
    page.route("**/attendance/", lambda route: (route.fetch(), route.abort("connectionreset")), times=1)
    choose_all(cards)
    press(page, "ส่งทั้งหมด")
    page.get_by_text(OFFLINE).wait_for()
    assert FollowUp.objects.count() == MANY
    choose(cards.first, "หยุดเรียน")  # thought better of it meanwhile
    page.reload()
    page.get_by_text(SAID).wait_for()
    assert FollowUp.objects.count() == MANY + 1
    assert FollowUp.objects.order_by("pk").last().attendance == "STOPPED"


def test_a_card_that_is_refused_says_why_and_holds_up_no_other(page, cards):
    choose(cards.first, "ขาดบางวัน")
    cards.nth(1).get_by_text("หมายเหตุ").first.click()
    cards.nth(1).get_by_role("textbox").fill("ไม่แน่ใจ")
    press(page, "ส่งทั้งหมด")
    cards.nth(1).get_by_text("เลือกการมาเรียนของนักเรียนคนนี้").wait_for()
    assert cards.first.get_by_text("ส่งแล้ว: ขาดบางวัน").is_visible()
    assert page.get_by_text("ส่งรายงานนักเรียน 1 คนแล้ว · ส่งไม่ได้ 1 คน").is_visible()
    choose(cards.nth(1), "มาเรียนสม่ำเสมอ")
    press(page, "ส่งทั้งหมด")
    cards.nth(1).get_by_text("ส่งแล้ว: มาเรียนสม่ำเสมอ").wait_for()
    assert [one.note for one in FollowUp.objects.order_by("pk")] == ["", "ไม่แน่ใจ"]


def test_a_session_that_ended_leads_through_sign_in_back_to_all_that_was_chosen(page, cards):
    choose_all(cards)
    page.context.clear_cookies(name="sessionid")
    press(page, "ส่งทั้งหมด")
    page.get_by_text("หมดเวลาการใช้งาน เข้าสู่ระบบเพื่อทำต่อ ข้อความของคุณยังอยู่").wait_for()
    page.get_by_role("link", name="เข้าสู่ระบบ").click()
    page.get_by_label("ชื่อผู้ใช้").fill("teacher")
    page.get_by_label("รหัสผ่าน", exact=True).fill(PASSWORD)
    press(page, "เข้าสู่ระบบ")
    page.get_by_text(SAID).wait_for()
    assert FollowUp.objects.count() == MANY


def test_the_device_forgets_for_another_account_and_with_sign_out(page, cards, world):
    choose(cards.first, "หยุดเรียน")
    assert "STOPPED" in page.evaluate(KEPT)
    assert "สำเนา" not in page.evaluate(KEPT)
    sign_in(page, make_teacher(world.school))
    cards.first.wait_for()
    assert page.evaluate(KEPT) is None
    choose(cards.first, "หยุดเรียน")
    page.locator(".tabbar-menu summary").click()
    press(page, "ออกจากระบบ")
    page.get_by_label("ชื่อผู้ใช้").wait_for()
    assert page.evaluate(KEPT) is None
