"""Acts on a report before there is a case: it is received, asked about, and decided by an officer, who may take that back."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import (
    Case,
    Report,
    ReportAddition,
    ReportQuestion,
    Student,
    Verdict,
)
from schools import notices, trail
from schools.access import Action, Role
from schools.models import Area, Code, NoticeKind, School, TrailEvent, User, Verb

from .engine import WRITING, Refused, add, ask, lock, refuse_closed, refuse_future, settle, twin_of
from .records import begin_case

UNDO_WITHIN = timedelta(minutes=10)
MOST_ADDITIONS = 20
PLAIN = (
    "nickname",
    "sex",
    "born_precision",
    "grade_id",
    "guardian_name",
    "guardian_relation_id",
    "guardian_phone",
    "address",
    "tambon_id",
)


def receive(report: Report, *, by: User | None = None, causes: Iterable[Code] = ()) -> Report:
    """Keep a report until an officer decides; by nobody where the public sent it. The same sending twice is one report.

    A child said to be in danger is told to the supervisors of the area at once.
    """
    try:
        return _receive(report, by=by, causes=causes)
    except IntegrityError:
        twin = twin_of(report)
        if twin is None:
            raise
        return twin


@transaction.atomic
def _receive(report: Report, *, by: User | None, causes: Iterable[Code]) -> Report:
    if by:
        ask(by, Action.CASE_REPORT, report.school or report.area)
    twin = twin_of(report)
    if twin:
        return twin
    refuse_future(report.happened_on)
    add(report, by=by, links={"causes": causes})
    trail.write(by, Verb.CREATED if by else Verb.SENT_IN, report, fields=["report"], area=report.area)
    if report.is_urgent:
        path = reverse("dropout_cases:report-detail", args=[report.key])
        notices.tell(_who_is_told(report.area), NoticeKind.DANGER, event=f"danger:{report.key}", path=path)
    return report


def _who_is_told(area: Area) -> QuerySet[User]:
    """The supervisors of an area; where it has none, its officers."""
    people = User.objects.filter(is_active=True)
    supervisors = people.working_in(area, Role.SUPERVISOR)
    return supervisors if supervisors.exists() else people.working_in(area, Role.OFFICER)


def telling(student: Student, number: str = "") -> str:
    """What a form says of a child beside its name, as a report keeps it until there is a row for the child."""
    told = {name: getattr(student, name) for name in PLAIN} | {"number": number}
    told["born_on"] = student.born_on.isoformat() if student.born_on else ""
    kept = {name: value for name, value in told.items() if value}
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def child_told(report: Report) -> tuple[Student, str]:
    """The child a report tells of, not saved, and its identity number or an empty text."""
    told = report.told
    child = Student(area=report.area, school=report.school, described_as=report.described_as)
    child.take_name(report.child_name)
    for name in PLAIN:
        if told.get(name):
            setattr(child, name, told[name])
    child.born_on = date.fromisoformat(told["born_on"]) if told.get("born_on") else None
    if not child.first_name and not child.described_as:
        child.described_as = str(_("ไม่ทราบชื่อ"))
    return child, told.get("number", "")


@transaction.atomic
def open_case_from(report: Report, *, by: User, on: date, student: Student | None = None) -> Case:
    """The verdict "new case": for `student`, or for the child the report knows, or for a child made from what was told.

    Raises Refused when the child has an open case, for then the report belongs to that one.
    """
    report = _waiting(report, by, on)
    told, number = child_told(report)
    child = student or report.student or told
    if child.pk and child.identities.filter(ended_on=None).exists():
        number = ""  # a number in use is changed on the child's page, not by a report
    is_new = child.pk is None
    round = begin_case(child, report.area, opened_on=report.happened_on, by=by, place_text=report.place_text, number=number)
    case = round.case
    made = is_new and case.student.pk == child.pk
    _take_in(report, round, Verdict.NEW_CASE, by=by, on=on)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["report", "child"] if made else ["report"], area=case.area)
    return case


@transaction.atomic
def join(report: Report, case: Case, *, by: User, on: date) -> Case:
    """The verdict "belongs to this open case": the report stands in its current round from now on."""
    case = lock(case.pk)
    report = _waiting(report, by, on)
    if not case.is_open or case.area_id != report.area_id:
        raise Refused(_("เคสนี้ปิดแล้ว เลือกเคสที่เปิดอยู่ หรือเปิดเคสใหม่"))
    ask(by, Action.REPORT_DECIDE, case.place)
    _take_in(report, case.current_round, Verdict.JOINED, by=by, on=on)
    settle(case)
    trail.write(by, Verb.RECORDED, case, fields=["report", report.key], area=case.area)
    return case


@transaction.atomic
def set_aside(report: Report, *, reason: Code, by: User, on: date, note: str = "") -> Report:
    """The verdict "not a case", with a coded reason; the report is kept."""
    report = _waiting(report, by, on)
    if reason.code == "OTHER" and not note.strip():
        raise Refused(_("เขียนคำอธิบายเมื่อเลือก “อื่น ๆ”"))
    report.set_aside_reason, report.verdict_note = reason, note
    _decide(report, Verdict.NOT_A_CASE, by=by, on=on)
    return report


@transaction.atomic
def undo_verdict(report: Report, *, by: User, at: datetime) -> Report:
    """Take a verdict back within ten minutes, as long as nothing followed it; the report waits again."""
    case = lock(report.round.case_id) if report.round else None
    report = _held(report)
    ask(by, Action.REPORT_DECIDE, report.school or report.area)
    if report.verdict == Verdict.WAITING or (report.round and report.round.case_id) != (case and case.pk):
        raise Refused(_("เรื่องนี้ยังไม่ได้ตัดสินใจ"))
    if report.decided_at is None or at > report.decided_at + UNDO_WITHIN:
        raise Refused(_("ย้อนกลับได้ภายใน 10 นาที แก้ไขในเคสแทน"))
    decision = decision_on(report)
    if decision is None:
        raise Refused(_("เรื่องนี้บันทึกในเคสโดยตรง ยกเลิกรายการในเคสแทน"))
    if case and report.verdict == Verdict.NEW_CASE:
        _unmake(case, report, decision)
    else:
        _free(report, decision)
        if case:
            _refuse_empty(case)
            settle(case)
    trail.write(by, Verb.UNDONE, report, fields=["verdict"], area=report.area)
    return report


@transaction.atomic
def ask_school(report: Report, *, school: School, child_name: str, asked: str, by: User) -> ReportQuestion:
    """Ask a school of the area about the child before deciding; the school reads the question and the name, nothing else."""
    report = _waiting(report, by, timezone.localdate())
    if school.area_id != report.area_id:
        raise Refused(_("โรงเรียนนี้อยู่นอกเขต"))
    question = ReportQuestion.objects.create(report=report, school=school, child_name=child_name, asked=asked, asked_by=by)
    trail.write(by, Verb.CREATED, report, fields=["question"], area=report.area)
    return question


@transaction.atomic
def answer_question(question: ReportQuestion, *, answer: str, by: User) -> ReportQuestion:
    """What the school answers; the officer who asked is told."""
    question = (
        ReportQuestion.objects.select_for_update(of=("self",))
        .select_related("report__area", "school", "asked_by")
        .get(pk=question.pk)
    )
    ask(by, Action.SCHOOL_RECORD, question.school)
    if question.answered_at or question.report.verdict:
        raise Refused(_("เขตไม่ต้องการคำตอบนี้แล้ว"))
    question.answer, question.answered_at, question.answered_by = answer, timezone.now(), by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    trail.write(by, Verb.CHANGED, question.report, fields=["question", "answer"], area=question.report.area)
    path = reverse("dropout_cases:report-detail", args=[question.report.key])
    notices.tell([question.asked_by], NoticeKind.REPORT_ANSWERED, event=f"answer:{question.key}", path=path)
    return question


@transaction.atomic
def add_to(report: Report, text: str) -> ReportAddition:
    """What the reporter adds with the receipt code."""
    report = _held(report)
    if report.additions.count() >= MOST_ADDITIONS:
        raise Refused(_("เพิ่มข้อมูลครบแล้ว โทรหาสำนักงานเขตหากมีเรื่องเพิ่ม"))
    addition = ReportAddition.objects.create(report=report, text=text)
    trail.write(None, Verb.SENT_IN, report, fields=["addition"], area=report.area)
    return addition


@transaction.atomic
def look_at(report: Report, *, by: User) -> None:
    """An officer opened the report: the reporter may know that it is looked at, and its news is news no more."""
    now = timezone.now()
    Report.objects.filter(pk=report.pk, looked_at=None).update(looked_at=now, looked_by=by)
    report.additions.filter(seen_at=None).update(seen_at=now)
    report.questions.filter(seen_at=None).exclude(answered_at=None).update(seen_at=now)
    trail.write(by, Verb.OPENED_SENSITIVE, report, area=report.area)


def _held(report: Report) -> Report:
    """The report, held until the act ends."""
    held = Report.objects.select_for_update(of=("self",))
    return held.select_related("area", "school", "student", "round__case").get(pk=report.pk)


def _waiting(report: Report, by: User, on: date) -> Report:
    report = _held(report)
    ask(by, Action.REPORT_DECIDE, report.school or report.area)
    refuse_future(on)
    if report.round and report.is_waiting:
        raise Refused(_("เรื่องนี้อยู่ในเคส %(number)s แล้ว รับเรื่องหรือยกเลิกรายการในเคสนั้น") % {"number": report.round.case.number})
    if not report.is_waiting:
        said = {"who": report.decided_by or "", "what": report.get_verdict_display()}
        raise Refused(_("%(who)s ตัดสินใจเรื่องนี้แล้ว: %(what)s") % said)
    return report


def _take_in(report: Report, round, verdict: Verdict, *, by: User, on: date) -> None:
    refuse_closed(round)
    unknown, report.round = report.student is None, round
    report.student = report.student or round.case.student
    _decide(report, verdict, by=by, on=on, fields=["student"] if unknown else [])


def _decide(report: Report, verdict: Verdict, *, by: User, on: date, fields: Iterable[str] = ()) -> None:
    report.verdict, report.decided_by, report.decided_at = verdict, by, timezone.now()
    report.decided_on = max(on, report.happened_on)
    report.save()
    trail.write(by, Verb.DECIDED, report, fields=[verdict.lower(), *fields], area=report.area)


def decision_on(report: Report) -> TrailEvent | None:
    """The line of the latest verdict; a report written straight into a case has none."""
    return TrailEvent.objects.filter(subject=trail.subject_of(report), verb=Verb.DECIDED).first()


def _free(report: Report, decision: TrailEvent) -> None:
    """Outside any case, waiting again, and of no child that only the verdict named."""
    if "student" in decision.fields:
        report.student = None
    report.round = report.set_aside_reason = report.decided_on = report.decided_at = report.decided_by = None
    report.verdict, report.verdict_note = Verdict.WAITING, ""
    report.save()


def _refuse_empty(case: Case) -> None:
    if not Report.objects.filter(round__case=case, voided_at=None).exists():
        raise Refused(_("เคสต้องมีการรับแจ้งอย่างน้อยหนึ่งรายการ ปิดเคสแทนการย้อนกลับ"))


def _unmake(case: Case, report: Report, decision: TrailEvent) -> None:
    """Remove a case into which nothing but this report was written, and the child made for it; the trail keeps the trace."""
    written = list(TrailEvent.objects.filter(subject=trail.subject_of(case), verb__in=WRITING)[:2])
    if len(written) != 1:
        raise Refused(_("มีการบันทึกในเคส %(number)s แล้ว ย้อนกลับไม่ได้ ปิดเคสแทน") % {"number": case.number})
    child, made = case.student, "child" in written[0].fields
    _free(report, decision)
    case.rounds.all().delete()
    case.delete()
    if made:
        child.delete()
