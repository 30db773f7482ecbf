"""The pages of a return: announced by the office, confirmed by the place – by account or by link –, and the plan that follows."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import AnswerLink, PlannedCheck, Return
from dropout_cases.workflow import links
from schools.models import Mail, Notice
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, words
from tests.make import (
    DAY,
    code,
    go_through,
    make_case,
    make_follow_up,
    make_referral,
    make_return,
    make_teacher,
)

WEEK = timedelta(weeks=1)
TYPED = {
    "pathway": "education_pathway.SAME_SCHOOL", "grade": "grade.08", "classroom": "5/1", "support": "ชุดนักเรียน",
    "safety": "SAFE", "best_interest": "เรียนที่เดิม",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{DAY} 09:00+07:00") as clock:
        yield clock


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=DAY - timedelta(days=2))


def url_of(case):
    return reverse("dropout_cases:return-add", args=[case.key])


def send(client, case, **typed):
    return client.post(url_of(case), form_on(client.get(url_of(case))) | TYPED | typed, follow=True)


def errors_of(page):
    return {name: " ".join(said) for name, said in page.context["form"].errors.items()}


# The return is announced


def test_a_return_to_a_school_waits_for_its_word(world, client, case):
    page = send(client, case, school="โรงเรียนสอง")
    case.refresh_from_db()
    assert (case.receiving_school, case.school) == (world.other_school, world.school)
    assert "เคสแสดงว่าแจ้งการกลับเข้าเรียน จนกว่าโรงเรียนสองยืนยัน" in words(page)
    assert "แจ้งการกลับเข้าเรียน รอปลายทางยืนยัน" in words(page)
    assert "ปลายทางยืนยัน: รอยืนยัน" in words(page)


def test_a_return_may_be_announced_ahead(client, case):
    page = send(client, case, happened_on="1/3/2567")
    assert "ติดตาม: 1 สัปดาห์ 8 มี.ค. 2567, 2 สัปดาห์ 15 มี.ค. 2567" in words(page)
    assert Return.objects.get().happened_on == DAY.replace(month=3, day=1)


def test_a_return_names_the_childs_school_unless_another_is_typed(client, case):
    assert form_on(client.get(url_of(case)))["school"] == "โรงเรียนหนึ่ง"


def test_a_return_may_lead_to_a_place_that_is_no_school(client, case):
    page = send(client, case, school="", place_text="ศูนย์ สกร. อำเภอพระยืน", school_name="ครูสมมติ")
    assert "เรียนที่: ศูนย์ สกร. อำเภอพระยืน" in words(page)
    assert {check.reporter for check in PlannedCheck.objects.all()} == {"ครูสมมติ"}


def test_a_return_leads_somewhere(client, case):
    assert "เลือกโรงเรียน หรือกรอกสถานที่เรียนอื่น" in words(send(client, case, school="", place_text=""))


@pytest.mark.parametrize(
    ("chosen", "said"), [("SAME_SCHOOL", "ต่างจากที่จัดจริง"), ("TRANSFER_SCHOOL", "ตรงกับที่จัดจริง")], ids=["another", "the same"]
)
def test_the_pathway_stands_beside_the_one_recommended(world, client, case, chosen, said):
    recommended = code("TRANSFER_SCHOOL", "education_pathway")
    make_referral(case, world.officer, world.agency, pathway=recommended, pathway_support="รถรับส่ง")
    page = client.get(url_of(case))
    assert f"แนวทางที่เสนอแนะ {recommended}" in words(page)
    assert form_on(page)["support"] == "รถรับส่ง"
    assert f"แนวทางที่เสนอแนะ: {recommended} – {said}" in words(send(client, case, pathway=f"education_pathway.{chosen}"))


def test_whoever_looks_after_the_child_is_chosen_with_the_return(world, client, case):
    send(client, case, school_owner=world.teacher.pk, office_owner=world.colleague.pk)
    people = {(check.school_owner, check.office_owner) for check in Return.objects.get().checks.all()}
    assert people == {(world.teacher, world.colleague)}


def test_people_of_another_school_are_shown_when_asked_for(world, client, case):
    page = send(client, case, school="โรงเรียนสอง", show_staff="1")
    assert not Return.objects.exists()
    assert world.neighbour.full_name in words(page)
    assert form_on(page)["classroom"] == "5/1"
    client.post(url_of(case), form_on(page) | {"school_owner": world.neighbour.pk})
    assert Return.objects.get().checks.first().school_owner == world.neighbour


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"school_owner": "neighbour"}, "school_owner", "เลือกบุคลากรของโรงเรียนที่นักเรียนเรียน"),
        ({"school_owner": "teacher", "school_name": "ครูอีกคน"}, "school_name", "เลือกบัญชีของโรงเรียน หรือกรอกชื่อ อย่างใดอย่างหนึ่ง"),
        ({"office_owner": "stranger"}, "office_owner", "เลือกจากรายการ"),
    ],
)
def test_people_who_do_not_belong_there_come_back(world, client, case, typed, field, said):
    page = send(client, case, **{name: getattr(getattr(world, who, who), "pk", who) for name, who in typed.items()})
    assert errors_of(page) == {field: said}
    assert form_on(page)["best_interest"] == "เรียนที่เดิม"
    assert not Return.objects.exists()


# The place confirms, by account


@pytest.fixture
def entry(world, case):
    return make_return(case, world.officer, confirmed=False, on=DAY - timedelta(days=1))


def answer(client, entry, **typed):
    return client.post(entry.answer_url, form_on(client.get(entry.answer_url)) | typed, follow=True)


def test_an_officer_may_write_down_that_a_place_confirmed(world, client, case, entry):
    assert f'href="{entry.answer_url}"' in client.get(case.get_absolute_url()).content.decode()
    page = answer(client, entry, confirmed_how="ผอ. ทางโทรศัพท์")
    entry.refresh_from_db()
    assert (entry.confirmed_on, entry.confirmed_how, entry.confirmed_by) == (entry.happened_on, "ผอ. ทางโทรศัพท์", world.officer)
    assert "บันทึกการยืนยันแล้ว" in words(page)
    assert "ปลายทางยืนยัน: มาเรียนตั้งแต่ 14 ม.ค. 2567 ผอ. ทางโทรศัพท์" in words(page)


def test_the_school_confirms_what_was_announced_to_it(world, client, case, entry):
    client.force_login(world.teacher)
    page = answer(client, entry)
    assert page.status_code == 200
    entry.refresh_from_db()
    assert (entry.confirmed_by, entry.title) == (world.teacher, "กลับเข้าเรียน")
    assert Notice.objects.filter(recipient=world.officer, kind="ANSWER_CAME").exists()


def test_the_school_says_the_child_has_not_come(world, client, case, entry):
    client.force_login(world.teacher)
    page = answer(client, entry, not_there="1", note="รถเสีย มาวันพุธ")
    assert "บันทึกแล้วว่านักเรียนยังไม่มา" in words(page)
    entry.refresh_from_db()
    assert (entry.confirmed_on, entry.not_there_how) == (None, f"{world.teacher.full_name} – รถเสีย มาวันพุธ")
    assert "แจ้งล่าสุดว่ายังไม่มา 15 ม.ค. 2567" in words(client.get(entry.answer_url))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"confirmed_how": ""}, "ระบุว่าใครบอก ทางใด"),
        ({"confirmed_how": "ก\x01"}, "ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้ ลบแล้วพิมพ์ใหม่"),
        ({"since_0": "16"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"since_0": "9"}, "แจ้งไว้ว่าจะกลับเข้าเรียน 14 ม.ค. 2567 วันที่มาเรียนต้องไม่ก่อนวันนั้น"),
        ({"since_0": "", "since_1": "", "since_2": ""}, "กรอกวันที่นักเรียนมาเรียน"),
        ({"not_there": "1"}, "เขียนเหตุที่ยังไม่มา หรือคาดว่าจะมาเมื่อไร"),
        ({"not_there": "1", "note": "ก" * 98}, "ยาวเกินไป ใช้ไม่เกิน 97 ตัวอักษร"),
    ],
)
def test_an_answer_not_understood_comes_back(client, entry, typed, message):
    page = answer(client, entry, **typed)
    assert message in words(page)
    entry.refresh_from_db()
    assert (entry.confirmed_on, entry.not_there_on) == (None, None)


def test_what_was_confirmed_meanwhile_is_not_overwritten(world, client, entry):
    typed = form_on(client.get(entry.answer_url)) | {"not_there": "1", "note": "ไม่มา"}
    answer(client, entry, confirmed_how="ผอ.")
    page = client.post(entry.answer_url, typed)
    assert "ยืนยันการกลับเข้าเรียนนี้แล้ว" in words(page)
    assert "ไม่มา" in words(page)


# The place confirms, by link


@pytest.fixture
def phone():
    """Somebody of the place at another browser, without an account."""
    return PageClient()


def give(entry, by, **asked):
    """A link of an officer's; the address of its page."""
    asked = {"for_whom": "ครูสมมติ", "way": "MAIL", "address": "kru@school.example", "days": 14} | asked
    _link, secret = links.make_link(entry, **asked, by=by, at=timezone.now())
    return f"/a/{secret}/"


def enter(phone, page):
    """Type the code that was mailed, and come to the page."""
    phone.post(f"{page}code/")
    phone.post(f"{page}open/", {"code": re.search(r"\b\d{6}\b", Mail.objects.latest("pk").body)[0]})
    return phone.get(page, follow=True)


@pytest.fixture
def page(entry, world):
    return give(entry, world.officer)


def test_somebody_without_an_account_says_on_a_phone_that_the_child_is_there(phone, page, entry, world, case):
    asked = enter(phone, page)
    assert asked.request["PATH_INFO"] == f"{page}return/"
    child = case.student
    for word in (f"{child.title} {child.first_name} {child.last_name}", "โรงเรียนหนึ่ง", "14 มกราคม 2567", case.number):
        assert word in words(asked)
    done = phone.post(f"{page}return/", form_on(asked), follow=True)
    assert "ได้รับคำตอบแล้ว" in words(done)
    entry.refresh_from_db()
    assert (entry.confirmed_on, entry.confirmed_by, entry.confirmed_how) == (entry.happened_on, None, "ครูสมมติ")
    assert AnswerLink.objects.get().answered_at
    assert Notice.objects.filter(recipient=world.officer, kind="ANSWER_CAME").exists()


def test_somebody_says_not_yet_and_later_that_the_child_came(phone, page, entry, clock):
    asked = enter(phone, page)
    again = phone.post(f"{page}return/", form_on(asked) | {"not_there": "1", "note": "ป่วย"}, follow=True)
    assert "แจ้งล่าสุดว่ายังไม่มา 15 ม.ค. 2567 ครูสมมติ – ป่วย" in words(again)
    clock.shift(timedelta(days=2))
    phone.post(f"{page}return/", form_on(phone.get(f"{page}return/")) | {"since": "17/01/2567"})
    entry.refresh_from_db()
    assert (entry.confirmed_on, entry.not_there_how) == (DAY + timedelta(days=2), "ครูสมมติ – ป่วย")


def test_a_link_shows_the_child_only_behind_its_code(phone, page, case):
    first = words(phone.get(f"{page}return/", follow=True))
    assert "เปิดหน้าตอบด้วยรหัส" in first
    assert case.student.first_name not in first
    assert phone.post(f"{page}return/", {"since": "14/01/2567"}).status_code == 302
    assert Return.objects.get().confirmed_on is None


def test_a_link_that_was_used_takes_no_other_word(phone, page, entry):
    asked = form_on(enter(phone, page))
    for _twice in range(2):
        assert phone.post(f"{page}return/", asked).status_code == 302
    page_after = phone.post(f"{page}return/", asked | {"not_there": "1", "note": "ไม่มา"})
    assert "ยืนยันการกลับเข้าเรียนนี้แล้ว" in words(page_after)


def withdrawn(entry, world, clock):
    links.withdraw(AnswerLink.objects.get(), by=world.officer, at=timezone.now())


def expired(entry, world, clock):
    clock.shift(timedelta(days=14))


def struck(entry, world, clock):
    workflow.void(entry, reason="ผิดคน", by=world.officer)


@pytest.mark.parametrize("end", [withdrawn, expired, struck])
def test_a_link_that_ended_opens_nothing(phone, page, entry, world, clock, end):
    asked = form_on(enter(phone, page))
    end(entry, world, clock)
    for reply in (phone.get(f"{page}return/"), phone.post(f"{page}return/", asked), phone.get(f"/a/{'B' * 32}/return/")):
        assert reply.status_code == 404
        assert "ลิงก์นี้ใช้ไม่ได้" in words(reply)
    entry.refresh_from_db()
    assert entry.confirmed_on is None


def test_a_link_is_proposed_until_the_return_has_to_be_confirmed(world, client, case):
    world.school.phone = "043-000-000"
    world.school.save()
    entry = make_return(case, world.officer, confirmed=False, on=DAY + timedelta(days=40))
    form = form_on(client.get(reverse("dropout_cases:link-list", args=[entry.key, "return"])))
    assert [form[name] for name in ("for_whom", "way", "address", "days")] == ["โรงเรียนหนึ่ง", "PHONE", "043-000-000", "47"]


# The plan of checks


def checks_page(client, case):
    return client.get(reverse("dropout_cases:case-checks", args=[case.key]))


def test_the_plan_shows_each_check_with_its_people_and_what_was_reported(world, client, case, clock):
    make_return(case, world.officer)
    clock.shift(2 * WEEK + timedelta(days=1))
    make_follow_up(case, world.teacher, on=DAY + WEEK, note="มาครบ")
    client.force_login(world.officer)
    page = words(checks_page(client, case))
    first, second, third = (page.index(f"ติดตามสัปดาห์ที่ {week}") for week in (1, 2, 4))
    assert "มาเรียนสม่ำเสมอ 22 ม.ค. 2567 สมมติ teacher (บุคลากรโรงเรียน) มาครบ" in page[first:second]
    assert "เกินกำหนด 1 วัน" in page[second:third]
    assert "ผู้รายงาน โรงเรียนหนึ่ง" in page[second:third]
    assert "ผู้ติดตามของเขต สมมติ officer" in page[second:third]
    assert "เหลือติดตามอีก 3 ครั้ง" in page


def test_a_plan_is_asked_for_once_the_place_confirmed(world, client, case, entry):
    page = words(checks_page(client, case))
    assert "แจ้งการกลับเข้าเรียน รอปลายทางยืนยัน 14 ม.ค. 2567" in page
    assert "เริ่มติดตามเมื่อปลายทางยืนยัน" in page


def test_plans_of_earlier_rounds_are_folded(world, client, case):
    go_through(case, world.officer, world.agency)
    make_follow_up(case, world.teacher, attendance="STOPPED")
    workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=DAY)
    make_return(case, world.officer, pathway="TRANSFER_SCHOOL")
    page = words(checks_page(client, case))
    assert page.index("เหลือติดตามอีก 4 ครั้ง") < page.index("รอบที่ 1 · 15 ม.ค. 2567 · โรงเรียนหนึ่ง") < page.index("ไม่มีรายงาน")
    assert "แนวทางที่เสนอแนะ" in page


def test_without_a_return_there_is_no_plan_yet(client, case):
    page = checks_page(client, case)
    assert "ยังไม่มีแผนติดตาม" in words(page)
    assert f'href="{url_of(case)}"' in page.content.decode()


def test_the_plan_asks_the_same_of_the_database_however_long_it_is(world, client, case):
    make_return(case, world.officer)
    make_follow_up(case, world.teacher)

    def queries():
        checks_page(client, case)
        with CaptureQueriesContext(connection) as found:
            checks_page(client, case)
        return len(found)

    few = queries()
    for day in range(3):
        make_follow_up(case, world.teacher, on=DAY - timedelta(days=day))
        make_return(case, world.officer)
    assert queries() == few


def edit_url(case):
    return reverse("dropout_cases:check-edit", args=[PlannedCheck.objects.current().first().key])


def test_a_check_gets_another_day_and_all_get_other_people(world, client, case):
    make_return(case, world.officer)
    other = make_teacher(world.school)
    typed = {"due_on": "24/01/2567", "reason": "ทัศนศึกษา", "school_owner": other.pk, "for_all": "on"}
    page = client.post(edit_url(case), form_on(client.get(edit_url(case))) | typed, follow=True)
    assert page.request["PATH_INFO"] == reverse("dropout_cases:case-checks", args=[case.key])
    assert "เลื่อนจาก 22 ม.ค. 2567: ทัศนศึกษา" in words(page)
    assert {check.school_owner for check in PlannedCheck.objects.all()} == {other}
    assert [check.due_on for check in PlannedCheck.objects.all()][1] == DAY + 2 * WEEK


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"due_on": "24/01/2567"}, {"reason": "กรอกเหตุที่เลื่อน"}),
        ({"due_on": "14/01/2567", "reason": "ก"}, {"due_on": "กำหนดใหม่ต้องไม่ก่อนวันนี้"}),
        ({"due_on": ""}, {"due_on": "กรอกวัน เดือน และ พ.ศ."}),
        ({"school_owner": "x"}, {"school_owner": "เลือกบุคลากรของโรงเรียนที่นักเรียนเรียน"}),
    ],
)
def test_a_change_not_understood_comes_back(world, client, case, typed, said):
    make_return(case, world.officer)
    page = client.post(edit_url(case), form_on(client.get(edit_url(case))) | {"school_name": "ครูวิภา"} | typed)
    assert errors_of(page) == said
    assert "ครูวิภา" in page.content.decode()
    assert not PlannedCheck.objects.exclude(school_name="").exists()


@pytest.mark.parametrize(("who", "answers"), [("colleague", 200), ("stranger", 404), ("teacher", 404), ("neighbour", 404)])
def test_who_changes_a_check(world, client, case, who, answers):
    make_return(case, world.officer)
    client.force_login(getattr(world, who))
    assert client.get(edit_url(case)).status_code == answers


def test_checks_of_a_closed_round_are_changed_no_more(world, client, case):
    make_return(case, world.officer)
    url = edit_url(case)
    reason = code("STOPPED_AGAIN", "round_start_reason")
    make_follow_up(case, world.teacher, attendance="STOPPED")
    workflow.loop(case.current_round, reason=reason, by=world.officer, on=DAY)
    assert client.get(url).status_code == 404
