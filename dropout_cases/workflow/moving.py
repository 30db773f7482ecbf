"""A child goes to another school, or its case to another office. Nothing changes before those who are to take it have said yes."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import (
    Case,
    Closing,
    Merge,
    Move,
    MoveKind,
    MoveState,
    Report,
    Return,
    Round,
    RoundResult,
    Student,
    Task,
)
from dropout_cases.turns import Turn
from schools import notices, trail
from schools.access import GRANTS, Action
from schools.models import Area, Code, NoticeKind, School, User, Verb

from . import children
from .checks import checks_left, staff_of
from .ending import end_with
from .engine import (
    Refused,
    add,
    ask,
    end_round,
    lock,
    lock_child,
    next_round,
    read_anew,
    refuse_future,
    refuse_owner,
    refuse_silence,
    refuse_turn,
    settle,
    twin_of,
)
from .pausing import end_pause

HANDED_OVER, RECEIVED = "case_close_reason.HANDED_OVER", "round_start_reason.RECEIVED"


@transaction.atomic
def ask_to_move(entry: Move, *, by: User) -> Move:
    """Ask another school to acknowledge the child, or another office to take the case over; those who are to answer are told.

    An office that does not use this software is written to by letter; what it answers is typed in.
    """
    case = lock(entry.case_id)
    if twin := twin_of(entry):
        return twin
    ask(by, withdrawing_right(entry)[0], case.place)
    refuse_turn(case, Turn.HAND_OVER if entry.is_of_offices else Turn.MOVE)
    if case.moves.waiting().exists():
        raise Refused(_("มีการย้ายหรือโอนที่รอคำตอบอยู่แล้ว"))
    refuse_future(entry.happened_on)
    entry.from_area, entry.from_school, entry.round = case.area, case.school, case.current_round
    _refuse_end(entry, case)
    add(entry, by=by)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["move", entry.key], area=case.area)
    _tell(_receivers(entry), NoticeKind.MOVE_CAME, entry)
    return entry


@transaction.atomic
def accept_move(
    move: Move, *, by: User, on: date, note: str = "", how: str = "", school: School | None = None, owner: User | None = None
) -> Case:
    """The other side takes the child or the case. An office that takes a case over says at which of its schools the child is, if
    at one, and who is responsible; `how` tells by whom and by what letter an office without this software answered.
    """
    case = _take(move, by, on)
    _answer(move, MoveState.ACCEPTED, by=by, on=on, note=note, how=how)
    if move.kind == MoveKind.SCHOOL:
        _arrive(case, move.to_school, on=on)  # type: ignore[arg-type]  # a move of this kind has one
    elif move.kind == MoveKind.AREA:
        _hand_over(case, move, by=by, on=on, school=school, owner=owner or by)
    else:
        _close_here(case, move, by=by, on=on)
        end_with(case, on=on, by=by)
        _carry_tasks(case, owner=case.owner or by)
        case.closed_on, case.outcome = on, Code.objects.get(pk=HANDED_OVER)
        case.save(update_fields=["closed_on", "outcome"])
    return _answered(case, move, by)


@transaction.atomic
def refuse_move(move: Move, *, by: User, on: date, reason: str, how: str = "") -> Case:
    """The other side does not take it, for a reason; everything stays as it was."""
    case = _take(move, by, on)
    refuse_silence(reason, _("กรอกเหตุผลที่ไม่รับ"))
    _answer(move, MoveState.REFUSED, by=by, on=on, note=reason, how=how)
    return _answered(case, move, by)


@transaction.atomic
def withdraw_move(move: Move, *, by: User, on: date, reason: str) -> Case:
    """Who asked does not ask any more."""
    case = lock(move.case_id)
    ask(by, withdrawing_right(move)[0], case.place)
    _read_waiting(move, case)
    refuse_future(on)
    refuse_silence(reason)
    _answer(move, MoveState.WITHDRAWN, by=by, on=on, note=reason, how="")
    return _answered(case, move, by)


def arrive_by_return(case: Case, entry: Return) -> None:
    """A return was confirmed by a school: the child is there now, and where that is another school both keep the trace."""
    if entry.school is None or entry.school_id == case.school_id:
        return
    if case.school:
        Move.objects.create(
            case=case, round=entry.round, kind=MoveKind.SCHOOL, state=MoveState.ACCEPTED, happened_on=entry.happened_on,
            from_area=case.area, from_school=case.school, to_school=entry.school, reason=_("กลับเข้าเรียนที่โรงเรียนใหม่"),
            answered_at=entry.confirmed_at, answered_on=entry.confirmed_on, answered_by=entry.confirmed_by,
            answered_how=entry.confirmed_how, entered_by=entry.entered_by, entered_role=entry.entered_role,
        )  # fmt: skip
    _arrive(case, entry.school, on=entry.confirmed_on)  # type: ignore[arg-type]  # it was confirmed


def _refuse_end(entry: Move, case: Case) -> None:
    """Raise Refused where it goes nowhere new."""
    if entry.to_school and (entry.to_school_id == case.school_id or not entry.to_school.is_open):
        raise Refused(_("เลือกโรงเรียนอื่นที่เปิดสอนอยู่"))
    if entry.kind == MoveKind.SCHOOL and entry.to_school and entry.to_school.area_id != case.area_id:
        raise Refused(_("โรงเรียนนี้อยู่นอกเขต ใช้การโอนเคสให้เขตอื่น"))
    if entry.to_area_id == case.area_id:
        raise Refused(_("เลือกเขตอื่น"))


def answering_right(move: Move) -> tuple[Action, School | Area]:
    """The right it takes to answer a move, and where: of the new school, of the other office, or of who reads its letter."""
    if move.kind == MoveKind.SCHOOL:
        return Action.SCHOOL_RECORD, move.to_school  # type: ignore[return-value]  # a move of this kind has one
    return (Action.REPORT_DECIDE, move.to_area) if move.to_area else (Action.CASE_HAND_OVER, move.from_area)


def withdrawing_right(move: Move) -> tuple[Action, School | Area]:
    """The right it takes to ask for a move, or to ask no more, and where: of who has the case."""
    return Action.CASE_HAND_OVER if move.is_of_offices else Action.CASE_RECORD, move.case.place


def _take(move: Move, by: User, on: date) -> Case:
    """The case under its lock and the move as it stands, if `by` is to answer it."""
    case = lock(move.case_id)
    action, place = answering_right(move)
    ask(by, action, place)
    _read_waiting(move, case)
    if move.is_of_offices:
        refuse_turn(case, Turn.ANSWER_HAND_OVER)
    if move.kind == MoveKind.OUTSIDE and case.area.two_to_close and move.entered_by_id == by.pk:
        raise Refused(_("ผู้ขอโอนบันทึกคำตอบเองไม่ได้ ให้ผู้กำกับดูแลคนอื่นบันทึก"))
    refuse_future(on)
    if on < move.happened_on:
        raise Refused(_("วันที่ตอบต้องไม่ก่อนวันที่ขอ"))
    return case


def _read_waiting(move: Move, case: Case) -> None:
    read_anew(move, case)
    if not move.is_waiting or not case.is_open:
        raise Refused(_("การย้ายหรือโอนนี้จบแล้ว: %(state)s") % {"state": move.get_state_display()})


def _answer(move: Move, state: MoveState, *, by: User, on: date, note: str, how: str) -> None:
    move.state, move.answered_by, move.answered_on, move.answered_at = state, by, on, timezone.now()
    move.answer_note, move.answered_how = note, how
    move.save(update_fields=["state", "answered_by", "answered_on", "answered_at", "answer_note", "answered_how"])


def _answered(case: Case, move: Move, by: User) -> Case:
    """Settle the case, leave the line at both offices, and tell whoever asked."""
    settle(case)
    for area in {move.from_area, case.area}:
        trail.write(by, Verb.DECIDED, case, fields=["move", move.key], area=area)
    _tell([one for one in {move.entered_by, case.owner} if one and one != by], NoticeKind.MOVE_ANSWERED, move)
    return case


def _arrive(case: Case, school: School, *, on: date) -> None:
    """The child is at `school` now: the case and the child follow; who is to report there is to be named anew."""
    case.school = school
    case.tambon, case.amphoe = school.tambon, school.tambon.amphoe
    case.save(update_fields=["school", "tambon", "amphoe"])
    children.move(case.student, school, on=on)
    for check in checks_left(case):
        if check.of_return.school_id == school.pk:  # named when the return there was recorded
            continue
        check.school_owner, check.school_name = None, ""
        check.save(update_fields=["school_owner", "school_name"])


def _hand_over(case: Case, move: Move, *, by: User, on: date, school: School | None, owner: User) -> None:
    """The case goes to the other area whole: its round here ends, the next begins there, with all that still waits for somebody."""
    area: Area = move.to_area  # type: ignore[assignment]  # a move of this kind has one
    if school and school.area_id != area.pk:
        raise Refused(_("เลือกโรงเรียนในเขตของคุณ"))
    end_pause(case, on=on, by=by)
    _close_here(case, move, by=by, on=on)
    case.closings.filter(round__area=area, approved=True, reopened_on=None).update(reopened_on=on)
    _take_along(case, area, on=on)
    case.student = _bring_child(case, area, school, on=on)
    case.area, case.school, case.owner, case.possible_duplicate_of = area, school, owner, None
    case.tambon = school.tambon if school else None
    case.amphoe = school.tambon.amphoe if school else None
    refuse_owner(owner, case)
    case.save()
    Task.objects.open().filter(case=case).exclude(owner=None, by_school=False).update(owner=owner, by_school=False)
    next_round(case, reason=Code.objects.get(pk=RECEIVED), note=move.reason, by=by, on=on, begins_here=True)


def _carry_tasks(case: Case, *, owner: User) -> None:
    """What is still to be done here stays to be done here, by a person of the office."""
    left = Task.objects.open().filter(case=case)
    left.filter(owner=None).update(owner=owner, by_school=False)
    left.update(outlives=True)


def _close_here(case: Case, move: Move, *, by: User, on: date) -> None:
    """For the office that hands it over the case has ended, with the outcome that says so."""
    current: Round = case.current_round
    end_round(current, on, RoundResult.HANDED_OVER, by)
    Closing.objects.create(
        case=case, round=current, outcome_id=HANDED_OVER, note=move.reason, asked_on=move.happened_on, asked_by=move.entered_by,
        approved=True, decided_on=on, decided_by=by, decided_at=timezone.now(), school=case.school, amphoe=case.amphoe,
    )  # fmt: skip


def _take_along(case: Case, area: Area, *, on: date) -> None:
    """What hangs on the case goes with it: its reports, what was merged into it; nothing left behind points to it any more."""
    Student.objects.filter(merged_into=case.student, area=case.area).update(area=area)
    children.leave_behind(case, on=on)
    Report.objects.filter(round__case=case).update(area=area)
    Case.objects.filter(merged_into=case).update(area=area)
    Merge.objects.filter(Q(kept_case=case) | Q(kept=case.student, kept_case=None)).update(area=area)
    Case.objects.filter(possible_duplicate_of=case).update(possible_duplicate_of=None)


def _bring_child(case: Case, area: Area, school: School | None, *, on: date) -> Student:
    """The child as a row of the area that takes it: the one that has its number there already, or its own, which goes along."""
    child = case.student
    lock_child(child.pk)
    number = child.current_number
    known = children.holder_of(number.number, area.pk) if number else None
    if known is None:
        return children.change_area(child, area, school, on=on)
    if Case.objects.open().filter(student=known).exists():
        raise Refused(_("เขตของคุณมีเคสของนักเรียนคนนี้เปิดอยู่แล้ว ปิดเคสนั้นหรือไม่รับโอน"))
    return children.go_into(child, known, school, on=on)


def _receivers(move: Move) -> list[User] | QuerySet[User]:
    if move.kind == MoveKind.SCHOOL:
        return staff_of(move.to_school)
    answering = [role for role, acts in GRANTS.items() if Action.REPORT_DECIDE in acts]
    return User.objects.filter(is_active=True).working_in(move.to_area, *answering) if move.to_area else []


def _tell(people, kind: NoticeKind, move: Move) -> None:
    path = reverse("dropout_cases:move-detail", args=[move.key])
    notices.tell(people, kind, event=f"{kind.lower()}:{move.key}", about=move.case.number, path=path)
