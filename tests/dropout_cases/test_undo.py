"""What was just written is taken back within ten minutes by its writer or a supervisor, while nothing followed; it stays."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Case, Deadline, Document, Note, StepState
from dropout_cases.steps import Step
from dropout_cases.workflow.undo import may_undo
from referrals.models import Contact
from schools.models import TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, words
from tests.files import pdf
from tests.make import DAY, make_case, make_contact, make_follow_up

MINUTE = timedelta(minutes=1)
TOO_LATE, FOLLOWED = "ย้อนกลับได้ภายใน 10 นาที ยกเลิกรายการแทน", "มีการบันทึกต่อแล้ว ย้อนกลับไม่ได้ ยกเลิกรายการแทน"
NOT_YOURS = "ต้องเป็นผู้บันทึกหรือมีสิทธิ์กำกับดูแลจึงย้อนกลับได้ ยกเลิกรายการแทน"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{DAY} 09:00+07:00") as traveller:
        yield traveller


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school)


def contact(client, case, **more):
    """A contact recorded on its page."""
    url = f"{case.get_absolute_url()}contact/"
    typed = {"party": "TEAM", "asked": "ถาม", "safety": "SAFE", "best_interest": "อยู่กับยาย"}
    return client.post(url, form_on(client.get(url)) | typed | more, follow=True)


def url_of(entry):
    return f"{entry.round.case.get_absolute_url()}undo/{entry._meta.model_name}/{entry.key}/"


def reason(entry, user, after=MINUTE):
    return getattr(may_undo(entry, user, timezone.now() + after), "reason", "")


def test_the_writer_takes_it_back_and_the_step_stands_as_before(world, case):
    entry = make_contact(case, world.officer)
    assert StepState.objects.get(round__case=case, step=Step.COORDINATE).state != "OPEN"
    workflow.undo(entry, by=world.officer, at=timezone.now())
    entry.refresh_from_db()
    assert entry.void_reason == "ย้อนกลับภายใน 10 นาที"
    assert StepState.objects.get(round__case=case, step=Step.COORDINATE).state == "OPEN"
    assert TrailEvent.objects.get(verb=Verb.UNDONE).fields == ["contact", entry.key]


@pytest.mark.parametrize(
    ("who", "after", "said"),
    [
        ("officer", 9 * MINUTE, ""),
        ("officer", 11 * MINUTE, TOO_LATE),
        ("supervisor", 9 * MINUTE, ""),
        ("supervisor", 11 * MINUTE, TOO_LATE),
        ("colleague", MINUTE, NOT_YOURS),
        ("teacher", MINUTE, NOT_YOURS),
    ],
)
def test_who_may_and_how_long(world, case, who, after, said):
    assert reason(make_contact(case, world.officer), getattr(world, who), after) == said


def test_a_school_takes_back_its_own_word(world, case):
    entry = make_follow_up(case, world.teacher)
    assert workflow.undo(entry, by=world.teacher, at=timezone.now()).is_void


def test_what_something_followed_is_voided_instead(world, case):
    first = make_contact(case, world.officer)
    second = make_contact(case, world.colleague)
    assert reason(first, world.officer) == FOLLOWED
    assert reason(second, world.colleague) == ""
    workflow.undo(second, by=world.colleague, at=timezone.now())
    assert reason(first, world.officer) == FOLLOWED


def test_the_only_report_of_a_case_stays(world, case):
    report = case.current_round.reports.get()
    assert reason(report, world.officer)
    with pytest.raises(workflow.Refused):
        workflow.undo(report, by=world.officer, at=timezone.now())


def test_files_and_the_due_date_of_the_same_sending_go_along(world, client, case):
    due = {"next_due_on_0": "31", "next_due_on_1": "1", "next_due_on_2": "2567"}
    contact(client, case, **due, files=SimpleUploadedFile("a.pdf", pdf(), "application/pdf"))
    entry = Contact.objects.get()
    assert Case.objects.get().due_on == date(2024, 1, 31)
    workflow.undo(entry, by=world.officer, at=timezone.now())
    assert [Deadline.objects.get().is_void, *(one.is_void for one in Document.objects.all())].count(False) == 0
    assert Case.objects.get().due_on != date(2024, 1, 31)


def test_a_decision_and_a_postponement_are_taken_back_too(world, case):
    waived = workflow.waive(case.current_round, Step.VISIT, reason="ลงไม่ได้", by=world.officer, on=DAY)
    assert workflow.undo(waived, by=world.officer, at=timezone.now()).is_void
    moved = workflow.postpone(case.current_round, to=DAY + timedelta(days=9), reason="ปิดเทอม", by=world.officer, on=DAY)
    assert workflow.undo(moved, by=world.officer, at=timezone.now()).is_void


def test_the_banner_and_the_timeline_offer_it_and_a_double_click_counts_once(world, client, case):
    page = client.post(f"{case.get_absolute_url()}note/", {"kind": "NOTE", "text": "ผิดเคส"}, follow=True)
    note = Note.objects.get()
    assert page.content.decode().count(f'action="{url_of(note)}"') == 2  # of a form, and of the button in the banner
    for _click in range(2):
        page = client.post(url_of(note), follow=True)
        assert "ย้อนกลับแล้ว รายการขีดฆ่าไว้ในเหตุการณ์" in words(page)
    assert "ยกเลิกแล้ว: ย้อนกลับภายใน 10 นาที" in words(page)
    assert TrailEvent.objects.filter(verb=Verb.UNDONE).count() == 1


def test_a_record_is_offered_to_be_taken_back_after_saving(world, client, case):
    page = contact(client, case)
    assert "ย้อนกลับรายการนี้" in words(page)
    assert "ยกเลิกแล้ว" in words(client.post(url_of(Contact.objects.get()), follow=True))


def test_the_button_is_gone_when_it_is_too_late(world, client, case, clock):
    note = client.post(f"{case.get_absolute_url()}note/", {"kind": "NOTE", "text": "ผิดเคส"}) and Note.objects.get()
    clock.shift(11 * 60)
    assert "ย้อนกลับรายการนี้" not in words(client.get(case.get_absolute_url())).replace("เพิ่มบันทึกแล้ว ย้อนกลับรายการนี้", "")
    assert TOO_LATE in words(client.post(url_of(note), follow=True))
    assert not Note.objects.get().is_void


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("neighbour", 404), ("teacher", 404), ("colleague", 302)])
def test_others_take_nothing_back(world, client, case, who, status):
    entry = make_contact(case, world.officer)
    client.force_login(getattr(world, who))
    assert client.post(url_of(entry)).status_code == status
    assert not Contact.objects.get().is_void


def test_only_entries_are_taken_back(client, case):
    for kind in ("case", "closing", "user"):
        assert client.post(f"{case.get_absolute_url()}undo/{kind}/{case.key}/").status_code == 404
