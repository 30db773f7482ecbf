"""Reports before cases: received, decided, taken back; never two cases for one child, never a report lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Case, Identity, Report, ReportChannel, Student, Verdict
from dropout_cases.steps import Safety, Step
from schools.models import Notice, TrailEvent, Verb
from tests.make import DAY, code, make_case, make_officer, make_student
from tests.recomputed import differences

pytestmark = pytest.mark.django_db


def make_report(world, by=None, **fields):
    """A waiting report of the public, or of `by`."""
    channel = ReportChannel.SCHOOL if by else ReportChannel.PUBLIC
    told = {"child_name": "ด.ช.สมมติ ตัวอย่าง", "story": "ไม่มาเรียน", "safety": Safety.SAFE} | fields
    report = Report(area=world.area, school=world.school, happened_on=DAY, channel=channel, **told)
    return workflow.receive(report, by=by, causes=[code("POVERTY", "dropout_reason")])


def set_aside(report, by, reason="STILL_ATTENDING", **more):
    return workflow.set_aside(report, reason=code(reason, "report_set_aside_reason"), by=by, on=DAY, **more)


def test_report_is_no_case_until_somebody_decides(world):
    report = make_report(world)
    assert not Case.objects.exists()
    assert list(Report.objects.waiting()) == [report]
    assert (report.round, report.entered_by, report.is_waiting) == (None, None, True)


def test_report_opens_a_case_for_the_child_it_tells_of(world):
    student = make_student(world.area, world.school, nickname="เล่น", first_name="", described_as="ไม่ทราบชื่อ")
    report = make_report(world, world.teacher, details=workflow.telling(student, "1234567890121"))
    case = workflow.open_case_from(report, by=world.officer, on=DAY)
    child = case.student
    assert (child.title, child.first_name, child.last_name, child.nickname) == ("ด.ช.", "สมมติ", "ตัวอย่าง", "เล่น")
    assert child.current_number.number == "1234567890121"
    assert (case.owner, case.step, case.school) == (world.officer, Step.COORDINATE, world.school)
    assert [cause.code for cause in case.causes.all()] == ["POVERTY"]
    report.refresh_from_db()
    assert (report.verdict, report.entered_by, report.decided_by) == (Verdict.NEW_CASE, world.teacher, world.officer)
    assert differences(case) == {}


def test_several_reports_stand_in_one_case(world):
    case = make_case(world.officer, world.school)
    for _number in range(3):
        workflow.join(make_report(world), case, by=world.officer, on=DAY)
    assert case.current_round.reports.count() == 4
    assert differences(case) == {}


def test_report_of_danger_that_is_joined_puts_the_case_first(world):
    case = make_case(world.officer, world.school)
    case = workflow.join(make_report(world, safety=Safety.UNSAFE), case, by=world.officer, on=DAY)
    assert case.in_danger
    assert case.step == Step.REFERRAL


def test_danger_is_told_to_the_supervisors_at_once_and_once(world):
    report = make_report(world, safety=Safety.UNSAFE, token="once")
    make_report(world, safety=Safety.UNSAFE, token="once")
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.read_at) == (world.supervisor, "DANGER", None)
    assert report.key in notice.path
    assert "สมมติ" not in notice.about


def test_danger_is_told_to_the_officers_where_nobody_supervises(world):
    world.supervisor.posts.update(ended_on=DAY)
    make_report(world, safety=Safety.UNSAFE)
    assert {notice.recipient for notice in Notice.objects.all()} == {world.officer, world.colleague}


def test_same_sending_twice_is_one_report(world):
    assert make_report(world, token="a") == make_report(world, token="a")
    assert Report.objects.count() == 1


def test_set_aside_keeps_the_report_with_its_reason(world):
    report = set_aside(make_report(world), world.officer, note="โทรถามแล้ว")
    report.refresh_from_db()
    assert (report.verdict, report.set_aside_reason.code, report.round) == (Verdict.NOT_A_CASE, "STILL_ATTENDING", None)
    assert report.verdict_note == "โทรถามแล้ว"


def test_another_reason_is_explained(world):
    with pytest.raises(workflow.Refused, match="คำอธิบาย"):
        set_aside(make_report(world), world.officer, "OTHER")


def decide_new(report, world):
    workflow.open_case_from(report, by=world.officer, on=DAY)


def decide_join(report, world):
    workflow.join(report, make_case(world.officer, world.school), by=world.officer, on=DAY)


def decide_aside(report, world):
    set_aside(report, world.officer)


VERDICTS = [decide_new, decide_join, decide_aside]


@pytest.mark.parametrize("decide", VERDICTS)
def test_decided_report_is_not_decided_again(world, decide):
    report = make_report(world)
    decide(report, world)
    for again in VERDICTS:
        with pytest.raises(workflow.Refused, match="ตัดสินใจเรื่องนี้แล้ว"):
            again(report, world)


@pytest.mark.parametrize("decide", VERDICTS)
def test_verdict_is_taken_back_and_the_report_waits_again(world, decide):
    report = make_report(world)
    decide(report, world)
    others = set(Case.objects.exclude(rounds__reports=report))
    joined = Case.objects.filter(rounds__reports=report).first()
    report = workflow.undo_verdict(Report.objects.get(pk=report.pk), by=world.colleague, at=timezone.now())
    assert report.is_waiting
    assert report.round is None
    if decide is decide_new:
        assert set(Case.objects.all()) == others
        assert not Student.objects.exists()
    elif joined:
        assert differences(joined) == {}
    assert TrailEvent.objects.filter(verb=Verb.UNDONE).count() == 1


@pytest.mark.parametrize("decide", VERDICTS)
def test_verdict_stands_after_ten_minutes(world, decide):
    report = make_report(world)
    decide(report, world)
    with pytest.raises(workflow.Refused, match="10 นาที"):
        workflow.undo_verdict(Report.objects.get(pk=report.pk), by=world.officer, at=timezone.now() + timedelta(minutes=11))


def test_case_in_which_something_was_written_is_not_unmade(world):
    report = make_report(world)
    case = workflow.open_case_from(report, by=world.officer, on=DAY)
    workflow.waive(case.current_round, Step.VISIT, reason="ลงไม่ได้", by=world.officer, on=DAY)
    with pytest.raises(workflow.Refused, match=case.number):
        workflow.undo_verdict(Report.objects.get(pk=report.pk), by=world.officer, at=timezone.now())


def test_known_pupil_keeps_its_row_when_the_verdict_is_taken_back(world):
    pupil = make_student(world.area, world.school)
    pupil.save()
    report = make_report(world, student=pupil)
    assert workflow.open_case_from(report, by=world.officer, on=DAY).student == pupil
    workflow.undo_verdict(Report.objects.get(), by=world.officer, at=timezone.now())
    assert list(Student.objects.all()) == [pupil]
    assert Report.objects.get().student == pupil


def test_child_with_an_open_case_gets_no_second_one(world):
    case = make_case(world.officer, world.school)
    report = make_report(world)
    with pytest.raises(workflow.Refused, match="เคสที่เปิดอยู่แล้ว"):
        workflow.open_case_from(report, by=world.officer, on=DAY, student=case.student)
    assert Report.objects.get(pk=report.pk).is_waiting


def test_number_of_a_child_with_an_open_case_opens_no_second_one(world):
    case = make_case(world.officer, world.school)
    Identity.objects.create(student=case.student, number="1234567890121", started_on=DAY)
    report = make_report(world, details=workflow.telling(make_student(world.area), "1234567890121"))
    with pytest.raises(workflow.Refused):
        workflow.open_case_from(report, by=world.officer, on=DAY)
    assert Case.objects.count() == Student.objects.count() == 1


def test_report_is_not_joined_to_a_closed_case_or_another_offices(world):
    far = make_case(make_officer(world.elsewhere), world.far_school)
    with pytest.raises(workflow.Refused):
        workflow.join(make_report(world), far, by=world.officer, on=DAY)


@pytest.mark.parametrize("who", ["teacher", "stranger", "executive", "partner", "sysadmin", "nobody"])
def test_only_officers_of_the_area_decide(world, who):
    report, person = make_report(world), getattr(world, who)
    for act in (
        lambda: workflow.open_case_from(report, by=person, on=DAY),
        lambda: set_aside(report, person),
        lambda: workflow.ask_school(report, school=world.school, child_name="สมมติ", asked="มาเรียนไหม", by=person),
    ):
        with pytest.raises(workflow.Refused):
            act()
    assert Report.objects.get().is_waiting


def test_school_is_asked_and_answers_before_the_verdict(world):
    report = make_report(world)
    question = workflow.ask_school(report, school=world.school, child_name="ด.ช.สมมติ", asked="มาเรียนไหม", by=world.officer)
    workflow.answer_question(question, answer="ขาดสามวัน", by=world.teacher)
    assert Notice.objects.get().recipient == world.officer
    assert list(Report.objects.with_news()) == [report]
    workflow.look_at(report, by=world.officer)
    assert not Report.objects.with_news().exists()
    with pytest.raises(workflow.Refused):
        workflow.answer_question(question, answer="อีกครั้ง", by=world.teacher)
    with pytest.raises(workflow.Refused):
        workflow.answer_question(question, answer="โรงเรียนอื่น", by=world.neighbour)


def test_reporter_adds_to_a_report_so_many_times(world):
    report = make_report(world)
    for number in range(20):
        workflow.add_to(report, f"เพิ่มครั้งที่ {number}")
    with pytest.raises(workflow.Refused, match="ครบแล้ว"):
        workflow.add_to(report, "อีก")
    assert list(Report.objects.with_news()) == [report]


def test_report_that_stands_in_a_case_is_not_decided_outside_it(world):
    case = make_case(world.officer, world.school)
    report = workflow.record(Report(round=case.current_round, happened_on=DAY), by=world.teacher)
    for decide in VERDICTS:
        with pytest.raises(workflow.Refused, match=case.number):
            decide(report, world)
