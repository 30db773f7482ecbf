"""A child returns, stops after week four, goes through round 2 with another pathway, stays, and is closed; days pass as in life."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import time_machine

from dropout_cases import timeline
from dropout_cases.models import Case, NextAct, Status
from tests.browser.hands import banner, choose, due, press, sign_in
from tests.browser.test_journey import PHONE, confirm_as_school, go_back
from tests.make import go_through, make_case
from tests.papers import letters_of, pages_of, stand_in_order

pytestmark = pytest.mark.django_db(transaction=True)

DESK = {"width": 1440, "height": 900}
OPENED, BACK, STOPPED = date(2023, 11, 6), date(2023, 11, 13), date(2023, 12, 11)
AGAIN, BACK_AGAIN, CLOSED = date(2023, 12, 12), date(2023, 12, 18), date(2024, 3, 12)
WEEKS = [date(2023, 12, 25), date(2024, 1, 1), date(2024, 1, 15), date(2024, 3, 11)]  # 1, 2, 4 and 12 after the second return
SAME, OTHER = "กลับเข้าเรียนโรงเรียนเดิม", "1 โรงเรียน 3 รูปแบบ (ในระบบ นอกระบบ ตามอัธยาศัย)"


@contextmanager
def on(day, hour=9):
    """That day, for everybody."""
    with time_machine.travel(f"{day} {hour:02d}:00+07:00", tick=True):
        yield


def returns(page, world, case, day, pathway):
    """The officer writes the return down, the school confirms it on a phone."""
    with on(day):
        page.set_viewport_size(DESK)
        sign_in(page, world.officer)
        page.goto(case.get_absolute_url())
        go_back(page, day, pathway)
        assert Case.objects.get().status != Status.MONITORING  # announced
        page.set_viewport_size(PHONE)
        confirm_as_school(page, world)
        assert Case.objects.get().status == Status.MONITORING


def school_says(page, world, day, word):
    """One card, one tap, one send, on a phone."""
    with on(day):
        page.set_viewport_size(PHONE)
        sign_in(page, world.teacher)
        choose(page, "การมาเรียน", word)
        press(page, "ส่งทั้งหมด")
        page.get_by_text("ส่งรายงานนักเรียน 1 คนแล้ว").wait_for()


def begin_again(page, world, case):
    """The case proposes round 2 and says what was tried; accepted, it stands at step 2."""
    with on(AGAIN):
        page.set_viewport_size(DESK)
        sign_in(page, world.officer)
        page.goto(case.get_absolute_url())
        assert due(page) == "เริ่มรอบที่ 2"
        page.get_by_role("link", name="เริ่มรอบที่ 2").first.click()
        assert page.get_by_label("กลับเข้าเรียนแล้วหยุดเรียนอีก").is_checked()
        tried = page.locator(".side").inner_text()
        assert SAME in tried
        assert world.agency.name in page.content()
        press(page, "เริ่มรอบที่ 2")
        assert "รอบที่ 2" in page.locator(".rail-title").inner_text()


def close(page, world, case):
    """The officer asks, settling what is left to do; another approves."""
    with on(CLOSED):
        page.set_viewport_size(DESK)
        sign_in(page, world.officer)
        page.goto(case.get_absolute_url())
        assert due(page) == "ขอปิดเคส"
        page.get_by_role("link", name="ขอปิดเคส").first.click()
        page.get_by_label("กลับเข้าสู่ระบบและคงอยู่ครบตามระยะติดตาม").check()
        page.get_by_label("คำอธิบาย").first.fill("มาเรียนครบ 12 สัปดาห์")
        for done in page.get_by_label("เสร็จแล้ว", exact=True).all():
            done.check()
        press(page, "ขอปิดเคส")
        assert Case.objects.get().next_act == NextAct.APPROVE, banner(page)
        sign_in(page, world.supervisor)
        page.get_by_role("link", name="พิจารณาปิดเคส").first.click()
        page.get_by_label("อนุมัติปิดเคส", exact=True).check()
        press(page, "บันทึกผลการพิจารณา")
        assert Case.objects.get().status == Status.CLOSED


def figures(page):
    """The headline of the summary: the number of this year, by label."""
    rows = page.locator("#headline ~ .figures .figure").all()
    return {row.locator(".figure-label").inner_text(): row.locator(".figure-number").inner_text().split()[-1] for row in rows}


def dossier(page, world, case):
    """The supervisor prints the dossier for the child's file."""
    page.goto(case.get_absolute_url())
    page.goto(f"/cases/{case.key}/dossier/")
    page.get_by_label("เก็บในแฟ้มของนักเรียน").check()
    page.locator("#id_to").fill("งานแนะแนว โรงเรียนหนึ่ง")
    page.get_by_label("รวมข้อมูลอ่อนไหว").check()
    with page.expect_download() as download:
        press(page, "ทำแฟ้มเคส")
    return pages_of(Path(download.value.path()).read_bytes())


def test_child_stops_after_week_four_and_stays_in_round_two(page, world):
    with on(OPENED):
        case = make_case(world.officer, world.school, on=OPENED)
        go_through(case, world.officer, world.agency, until=5, on=OPENED)
    returns(page, world, case, BACK, SAME)
    for day in (date(2023, 11, 20), date(2023, 11, 27)):
        school_says(page, world, day, "มาเรียนสม่ำเสมอ")
    school_says(page, world, STOPPED, "หยุดเรียน")
    begin_again(page, world, case)
    with on(AGAIN, hour=13):
        go_through(Case.objects.get(), world.officer, world.agency, until=5, on=AGAIN)
    returns(page, world, case, BACK_AGAIN, OTHER)
    for day in WEEKS:
        school_says(page, world, day, "มาเรียนสม่ำเสมอ")
    close(page, world, case)
    with on(CLOSED):
        page.goto("/summaries/2567/")
        counted = figures(page)
        assert {counted[label] for label in ("ช่วยจนอยู่ในการศึกษาต่อได้", "รับแจ้งใหม่", "เริ่มรอบใหม่", "กลับเข้าเรียน")} == {"1"}
        case = Case.objects.get()
        assert case.rounds.count() == 2
        pages = dossier(page, world, case)
        told = timeline.read(case, world.supervisor)
    text = letters_of("".join(pages))
    lines = [letters_of(str(line.value)) for one in told.happenings for line in one.lines if line.value]
    assert len(lines) > 60
    assert not [line for line in lines if line not in text]
    assert stand_in_order([letters_of(one) for one in ("รอบที่ 1", "หยุดเรียน", "รอบที่ 2", "1 โรงเรียน 3 รูปแบบ")], text)
    assert all("งานแนะแนว" in page for page in pages)
