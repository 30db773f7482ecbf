"""Pages around the end of a case: what is in the way, how each task ends, what the supervisor reads, and taking it up again."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Case, Closing, Status, Task, TaskState
from referrals import plans
from referrals.models import Plan
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, close, code, make_case, make_contact, make_referral, make_task

BEFORE = DAY - timedelta(days=10)
NOT_FOUND = {"outcome": "case_close_reason.NOT_FOUND", "note": "ย้ายไม่ทราบที่อยู่"}


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=BEFORE)


def page_of(case, name):
    return reverse(f"dropout_cases:{name}", args=[case.key])


def send(client, url, **typed):
    return client.post(url, form_on(client.get(url)) | typed, follow=True)


def ends(task, how, why="", owner=None):
    return {f"how_{task.key}": how, f"why_{task.key}": why, f"owner_{task.key}": owner.key if owner else ""}


def fresh(case):
    return Case.objects.get(pk=case.pk)


# Asking


def test_each_outcome_says_what_is_in_its_way_before_anything_is_sent(client, case):
    text = words(client.get(page_of(case, "closing-add")))
    assert "ยังปิดไม่ได้ – ประสานงาน: โรงเรียนยังไม่ตอบ" in text
    assert "และอีก 5 ข้อ" in text
    assert "พบว่าเรียนอยู่ในสังกัดอื่น ยังปิดไม่ได้" not in text


def test_an_outcome_that_is_not_true_says_so_at_its_field_and_loses_nothing(world, client, case):
    task = make_task(case, world.officer)
    wrong = {"outcome": "case_close_reason.STILL_ENROLLED", "note": "ครูบอกว่ามา"} | ends(task, "dropped", "ไม่จำเป็น")
    page = send(client, page_of(case, "closing-add"), **wrong)
    assert page.context["form"].errors["outcome"] == ["ยังปิดด้วยเหตุผลนี้ไม่ได้ – ยังไม่มีรายงานว่านักเรียนมาเรียนสม่ำเสมอ"]
    typed = form_on(page)
    assert {name: value.strip() for name, value in typed.items() if name in wrong} == wrong
    assert not Closing.objects.exists()


def test_each_open_task_is_asked_about_and_nothing_is_chosen(world, client, case):
    task = make_task(case, world.officer, text="พาไปทำบัตร")
    page = client.get(page_of(case, "closing-add"))
    assert "พาไปทำบัตร สมมติ officer" in words(page)
    assert (f"how_{task.key}" in form_on(page), form_on(page)[f"owner_{task.key}"]) == (False, "")
    assert "เลือกว่างานนี้จบอย่างไร" in words(send(client, page_of(case, "closing-add"), **NOT_FOUND))


@pytest.mark.parametrize(("how", "said"), [("dropped", "กรอกเหตุผลที่ไม่ต้องทำแล้ว"), ("carried", "เลือกผู้ทำต่อ"), ("x", "มีข้อผิดพลาด:")])
def test_an_ending_is_complete(world, client, case, how, said):
    task = make_task(case, world.officer)
    assert said in words(send(client, page_of(case, "closing-add"), **NOT_FOUND, **ends(task, how)))
    assert Task.objects.get().state == TaskState.OPEN


def test_nobody_but_the_people_of_the_office_takes_a_task_over(world, client, case):
    task = make_task(case, world.officer)
    send(client, page_of(case, "closing-add"), **NOT_FOUND, **ends(task, "carried", owner=world.stranger))
    assert not Closing.objects.exists()


def test_tasks_end_with_the_asking_and_one_goes_on(world, client, case):
    done, carried = (make_task(case, world.officer, text=text) for text in ("โทรหายาย", "ติดตามบัตร"))
    typed = NOT_FOUND | ends(done, "done", "คุยแล้ว") | ends(carried, "carried", owner=world.colleague)
    page = send(client, page_of(case, "closing-add"), **typed)
    assert "ขอปิดเคสแล้ว รอผู้กำกับดูแลพิจารณา" in words(page)
    assert set(Task.objects.values_list("state", "owner", "outlives")) == {
        (TaskState.DONE, world.officer.pk, False),
        (TaskState.OPEN, world.colleague.pk, True),
    }


@pytest.fixture
def under_way(world, case):
    """A referral, a question and an appointment that nobody has answered, held or called off."""
    make_contact(case, world.officer, party="AGENCY", agency=world.agency, answer="", on=BEFORE)
    referral = make_referral(case, world.officer, world.agency, on=BEFORE, accepted=False)
    plan = Plan(case=case, round=case.current_round, kind="VISIT", planned_on=DAY + timedelta(days=5), place_text="บ้าน")
    plans.make_plan(plan, by=world.officer, on=BEFORE)
    return referral


def test_what_is_still_under_way_is_listed_with_what_becomes_of_it(client, case, under_way):
    page = client.get(page_of(case, "closing-add"))
    for part in ("นัดลงพื้นที่ 20 ม.ค. 2567 ยกเลิกเมื่ออนุมัติปิดเคส", "ลิงก์ให้ตอบปิดพร้อมเคส", "ผู้รับเปิดดูและตอบไม่ได้เมื่อเคสปิด"):
        assert part in words(page)
    assert reverse("referrals:referral-withdraw", args=[under_way.key]) in links_on(page)


def test_the_page_asks_the_same_for_one_task_and_for_ten(world, client, case):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(case, "closing-add"))
        return len(asked)

    make_task(case, world.officer)
    queries()
    few = queries()
    for _more in range(9):
        make_task(case, world.officer)
    assert queries() == few


# Deciding


@pytest.fixture
def asked(world, client, case, under_way):
    """A closing asked for by an officer, with a task that goes on; a supervisor is signed in."""
    task = make_task(case, world.officer, text="ติดตามบัตร", due_on=DAY)
    endings = [workflow.Ending(task, owner=world.colleague)]
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY, endings=endings)
    client.force_login(world.supervisor)
    return page_of(case, "closing-answer")


def test_the_supervisor_reads_all_that_was_said_and_settled(client, asked):
    text = words(client.get(asked))
    for part in ("ผู้ขอ สมมติ officer 15 ม.ค. 2567", "ติดตามบัตร – สมมติ colleague ภายใน 15 ม.ค. 2567", "โรงพยาบาลทดสอบ – ส่งแล้ว"):
        assert part in text
    assert "ยังอนุมัติไม่ได้" not in text


def test_what_came_in_the_way_since_is_said_before_the_answer(world, client, case, asked):
    make_task(fresh(case), world.officer, text="ถามผู้ใหญ่บ้าน")
    page = client.get(asked)
    assert "ยังอนุมัติไม่ได้ งานที่ยังไม่จบ: ถามผู้ใหญ่บ้าน" in words(page)
    assert "ยังมีงานที่ไม่จบ 1 งาน" in words(send(client, asked, approved="yes"))


def test_who_asked_is_told_that_somebody_else_decides(world, client, case):
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.supervisor, on=DAY)
    client.force_login(world.supervisor)
    assert "จึงอนุมัติเองไม่ได้" in words(client.get(page_of(case, "closing-answer")))


def test_approved_the_case_shows_the_task_that_goes_on_and_it_is_done_there(world, client, case, asked):
    page = send(client, asked, approved="yes")
    assert "งานที่ทำต่อหลังปิดเคส 1 งาน" in words(page)
    client.force_login(world.colleague)
    task = Task.objects.get()
    assert "ติดตามบัตร" in words(client.get("/tasks/"))
    links = links_on(client.get(page_of(case, "case-tasks")))
    assert {reverse(f"dropout_cases:task-{act}", args=[task.key]) for act in ("finish", "move", "drop", "hand-on")} <= set(links)
    send(client, reverse("dropout_cases:task-finish", args=[task.key]), note="ได้บัตรแล้ว")
    assert (Task.objects.get().state, fresh(case).status) == (TaskState.DONE, Status.CLOSED)


# Taking up again


def test_the_page_shows_the_earlier_closing_and_what_goes_along(world, client, case, under_way):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    client.force_login(world.supervisor)
    page = client.get(page_of(case, "case-reopen"))
    text = words(page)
    assert "รอบที่ 1 15 ม.ค. 2567 ติดตามไม่พบตัว/ไม่มีตัวตนในพื้นที่ ครบตามแผน ขอโดย สมมติ officer อนุมัติโดย สมมติ supervisor" in text
    assert "โรงพยาบาลทดสอบ – ส่งแล้ว" in text
    assert "นัดลงพื้นที่" not in text
    assert reverse("referrals:referral-withdraw", args=[under_way.key]) not in links_on(page)


def test_a_task_that_outlived_the_closing_goes_along(world, client, case, asked):
    send(client, asked, approved="yes")
    assert "งานที่ยังไม่เสร็จ ติดตามบัตร – ภายใน 15 ม.ค. 2567" in words(client.get(page_of(case, "case-reopen")))


def test_a_round_says_how_it_was_closed_and_when_the_case_was_taken_up(world, client, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    reason = code("TAKEN_UP_AGAIN", "round_start_reason")
    workflow.take_up_again(case, reason=reason, by=world.supervisor, on=DAY)
    text = words(client.get(case.get_absolute_url()))
    assert "ยุติด้วยเหตุอื่น · ปิด: ติดตามไม่พบตัว/ไม่มีตัวตนในพื้นที่ · รับกลับมา 15 ม.ค. 2567" in text


def test_a_case_is_not_taken_up_because_another_office_gave_it(world, client, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    client.force_login(world.supervisor)
    send(client, page_of(case, "case-reopen"), reason="round_start_reason.RECEIVED")
    assert fresh(case).status == Status.CLOSED


# The menu of the page


def offered(client, case):
    return {link.split("/")[-2] for link in links_on(client.get(case.get_absolute_url())) if case.key in link}


@pytest.mark.parametrize(
    ("who", "gets"), [("officer", {"pause", "move", "dossier"}), ("supervisor", {"pause", "move", "hand-over"})]
)
def test_the_page_offers_what_the_case_may_do_to_who_may(world, client, case, who, gets):
    client.force_login(getattr(world, who))
    found = offered(client, case)
    assert gets <= found
    assert ("hand-over" in found) == (who == "supervisor")
    assert not {"rounds", "checks"} & found


def test_a_closed_case_offers_none_of_it_but_its_papers(world, client, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    found = offered(client, fresh(case))
    assert "dossier" in found
    assert not {"pause", "move", "hand-over", "closing"} & found
