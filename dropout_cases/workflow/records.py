"""Acts that write into a case: opening it, accepting it, recording steps, answers, deadlines, and voiding."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.judgement import judge, open_book
from dropout_cases.models import AnswerLink, Case, Deadline, Entry, FollowUp, Register, Report, Return, Round, StepRecord, Student
from dropout_cases.steps import RULE
from schools import notices, trail
from schools.access import Action, No, may
from schools.models import Area, Code, NoticeKind, User, Verb
from thai.dates import fiscal_year

from . import children
from .checks import plan_anew
from .engine import (
    Refused,
    add,
    ask,
    lock,
    read_anew,
    refuse_after,
    refuse_closed,
    refuse_future,
    refuse_overtaken,
    refuse_owner,
    refuse_silence,
    settle,
    take_up,
    twin_of,
)
from .moving import arrive_by_return
from .reminding import end_task


def open_case(
    student: Student, report: Report, *, by: User, causes: Iterable[Code] = (), place_text: str = "", number: str = ""
) -> Case:
    """Step 1: open a case for a child with its first report. The same form sent twice opens one case.

    An officer's own report is accepted at once and makes the officer responsible; anybody else's waits for an officer. A child
    that uses the identity number already is the child meant. Raises Refused when it has an open case already.
    """
    try:
        return _open_case(student, report, by=by, causes=causes, place_text=place_text, number=number)
    except IntegrityError:
        twin = _case_of_token(report.token)
        if twin is None:
            raise
        return twin


@transaction.atomic
def _open_case(student: Student, report: Report, *, by: User, causes: Iterable[Code], place_text: str, number: str) -> Case:
    area = student.school.area if student.school else student.area
    ask(by, Action.CASE_REPORT, student.school or area)
    twin = _case_of_token(report.token)
    if twin:
        return twin
    refuse_future(report.happened_on)
    report.round = begin_case(student, area, opened_on=report.happened_on, by=by, place_text=place_text, number=number)
    case = report.round.case
    report.prepare(case)
    add(report, by=by, links={"causes": causes})
    take_up(case, by, report.happened_on)
    settle(case)
    children.flag_twin(case, number, by=by)
    trail.write(by, Verb.CREATED, case, fields=["report"], area=area)
    return case


def begin_case(student: Student, area: Area, *, opened_on: date, by: User, place_text: str = "", number: str = "") -> Round:
    """The first round of a new case for a child, under the lock of the child; raises Refused when one is open already.

    The child may be another row than `student`: the one that uses `number`, or into which `student` was merged.
    """
    has_one = _("นักเรียนคนนี้มีเคสที่เปิดอยู่แล้ว เพิ่มการรับแจ้งในเคสเดิม")
    child, number = children.child_of(student, number, by=by, on=opened_on)
    if Case.objects.open().filter(student=child).exists():
        raise Refused(has_one)
    if number:
        try:
            children.set_number(child, number, on=opened_on)
        except children.NumberTaken as taken:  # by somebody who reports the same child at this moment
            raise Refused(has_one) from taken
    case = _new_case(child, area, opened_on=opened_on, by=by, place_text=place_text)
    return Round.objects.create(case=case, area=area, begins_here=True, number=1, opened_on=opened_on, opened_by=by)


def _case_of_token(token: str | None) -> Case | None:
    return Case.objects.filter(rounds__reports__token=token).first() if token else None


@transaction.atomic
def record(
    entry: StepRecord,
    *,
    by: User,
    lines: Iterable = (),
    links: dict | None = None,
    seen: int | None = None,
    next_due_on: date | None = None,
) -> StepRecord:
    """Save a step's record with its lines and many-to-many links, and settle the case anew.

    `seen` is the version of the case the writer had on screen: raises Overtaken when it has moved on. The same form sent twice
    (same token) gives the first record back. Raises Refused when the round is closed, the day lies ahead, or `by` may not.
    `next_due_on` is when the writer wants the step that follows done, if not by the table.
    """
    case = lock(entry.round.case_id)
    twin = twin_of(entry)
    if twin:
        return twin
    rule = RULE[entry.step()]
    ask(by, rule.act, case.place)
    refuse_overtaken(case, seen)
    refuse_closed(entry.round)
    today = timezone.localdate()
    refuse_after(entry.happened_on, entry.latest_day(today))
    on = min(entry.happened_on, today)  # what is announced ahead is still done today
    entry.prepare(case)
    add(entry, by=by, links=links or {}, lines=lines)
    entry.follow()
    take_up(case, by, on)
    if next_due_on:
        step = judge(open_book(case)).case["step"]
        add(Deadline(round=entry.round, step=step, due_on=next_due_on, happened_on=on), by=by)
    settle(case)
    if isinstance(entry, FollowUp):
        end_task(case, entry, by=by)
    trail.write(by, Verb.RECORDED, case, fields=[entry._meta.model_name, entry.key], area=case.area)
    return entry


@transaction.atomic
def answer(
    entry: StepRecord,
    *,
    by: User | None,
    action: Action,
    place=None,
    fields: dict,
    seen: int | None = None,
    allowed: Callable[[Any], bool | No] | None = None,
    through: AnswerLink | None = None,
) -> StepRecord:
    """Write what was answered to a record (`fields`), and settle the case anew. `place` is where `by` holds `action`.

    `allowed` judges, under the lock, whether the record as it stands now may be answered so. Nobody is signed in who answers
    `through` a personal link; the link must be the record's own and still work.
    """
    case = lock(entry.round.case_id)
    if by is None:
        refuse_link(through, entry)
    else:
        ask(by, action, place or case.place)
    refuse_overtaken(case, seen)
    refuse_closed(entry.round)
    read_anew(entry, case)
    verdict = allowed(entry) if allowed else True
    if isinstance(verdict, No):
        raise Refused(verdict.reason)
    known_on = entry.known_on
    for name, value in fields.items():
        if name.endswith("_on") and value:
            refuse_future(value)
        setattr(entry, name, value)
    entry.save(update_fields=list(fields))
    if isinstance(entry, Return) and entry.confirmed_on:
        arrive_by_return(case, entry)
        if entry.known_on != known_on:
            plan_anew(case, entry)
    settle(case)
    trail.write(by, Verb.CHANGED, case, fields=[entry._meta.model_name, entry.key, *fields], area=case.area)
    _tell_of_answer(case, entry, by)
    return entry


def _tell_of_answer(case: Case, entry: StepRecord, by: User | None) -> None:
    """Tell the person responsible that an answer came, unless they wrote it down themselves."""
    if case.owner and case.owner != by:
        event, path = f"{trail.subject_of(entry)}:{case.version}", case.get_absolute_url()
        notices.tell([case.owner], NoticeKind.ANSWER_CAME, event=event, about=case.number, path=path)


def refuse_link(link: AnswerLink | None, entry: Entry) -> None:
    """Raise Refused unless the link is for this record and still works; it is read anew, for it may be withdrawn meanwhile."""
    if link is None or not AnswerLink.objects.of(entry).working(timezone.now()).filter(pk=link.pk).exists():
        raise Refused(_("ลิงก์นี้ใช้ไม่ได้แล้ว ติดต่อสำนักงานเขตพื้นที่"))


@transaction.atomic
def accept(report: Report, *, by: User, on: date, owner: User | None = None) -> Case:
    """An officer takes a report that stands in a case on; without an `owner` named the officer becomes responsible."""
    if report.round is None:
        raise Refused(_("เรื่องนี้ยังไม่เป็นเคส"))
    case = lock(report.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(report.round)
    refuse_future(on)
    read_anew(report, case)
    if report.decided_on:
        raise Refused(_("%(who)s รับเรื่องนี้แล้ว") % {"who": report.decided_by})
    refuse_owner(owner or by, case)
    case.owner = owner or by
    case.save(update_fields=["owner"])
    take_up(case, by, on)
    settle(case)
    trail.write(by, Verb.CHANGED, case, fields=["accepted", "owner"], area=case.area)
    return case


@transaction.atomic
def postpone(round: Round, *, to: date, reason: str, by: User, on: date) -> Deadline:
    """Move the due date of the current step, with a reason."""
    case = lock(round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(round)
    if to < on:
        raise Refused(_("กำหนดใหม่ต้องไม่ก่อนวันนี้"))
    deadline = Deadline(round=round, step=case.step, due_on=to, reason=reason, happened_on=on)
    add(deadline, by=by)
    settle(case)
    trail.write(by, Verb.CHANGED, case, fields=["due_on", deadline.key], area=case.area)
    return deadline


@transaction.atomic
def void(entry: Entry, *, reason: str, by: User) -> Entry:
    """Strike an entry through, with a reason; it stays readable and no longer counts."""
    case = lock(entry.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(entry.round)
    read_anew(entry, case)
    refuse_silence(reason, _("กรอกเหตุผลที่ยกเลิกรายการ"))
    strike(entry, reason=reason, by=by)
    settle(case)
    trail.write(by, Verb.VOIDED, case, fields=[entry._meta.model_name], area=case.area)
    return entry


def strike(entry: Entry, *, reason: str, by: User) -> None:
    """Strike an entry through under the lock of its case; raises Refused where the case cannot do without it."""
    verdict = entry.may_be_voided()
    if isinstance(verdict, No):
        raise Refused(verdict.reason)
    if isinstance(entry, Report) and entry.round and not entry.round.reports.filter(voided_at=None).exclude(pk=entry.pk).exists():
        raise Refused(_("เคสต้องมีการรับแจ้งอย่างน้อยหนึ่งรายการ ปิดเคสแทนการยกเลิก"))
    entry.voided_at, entry.voided_by, entry.void_reason = timezone.now(), by, reason
    entry.save(update_fields=["voided_at", "voided_by", "void_reason"])
    if isinstance(entry, StepRecord):
        entry.unfollow()


def _new_case(student: Student, area: Area, *, opened_on: date, by: User, place_text: str) -> Case:
    year = fiscal_year(opened_on)
    school = student.school
    tambon = school.tambon if school else student.tambon
    return Case.objects.create(
        number=f"{area.code}-{year}-{Register.take(area, 'case', year):04d}",
        area=area,
        student=student,
        school=school,
        tambon=tambon,
        amphoe=tambon.amphoe if tambon else None,
        place_text=place_text,
        owner=by if may(by, Action.CASE_RECORD, school or area) else _who_takes_new(area),
        opened_on=opened_on,
    )


def _who_takes_new(area: Area) -> User | None:
    """The officer the area named for new reports, while that account is in use."""
    return area.intake_owner if area.intake_owner and area.intake_owner.is_active else None
