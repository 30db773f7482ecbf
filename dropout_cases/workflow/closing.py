"""Acts that end a case: closing asked for, approved or refused; and taking a closed case up again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.closing_rules import closing_gaps
from dropout_cases.models import Case, Closing, Return, Round, RoundResult, Task
from dropout_cases.turns import Turn
from schools import notices, trail
from schools.access import Action, Role
from schools.models import Code, NoticeKind, User, Verb

from .ending import end_with
from .engine import Refused, ask, end_round, lock, lock_child, next_round, refuse_future, refuse_silence, refuse_turn, settle
from .tasks import drop_task, finish_task, hand_on_task


@dataclass(frozen=True)
class Ending:
    """How a task ends with its case: done, needed no more (`note` says why), or carried over by `owner`."""

    task: Task
    is_done: bool = False
    note: str = ""
    owner: User | None = None


@transaction.atomic
def ask_to_close(case: Case, *, outcome: Code, note: str, by: User, on: date, endings: Iterable[Ending] = ()) -> Closing:
    """Put the case up for closing with a coded outcome, and settle its tasks as `endings` say.

    Raises Refused while something the outcome needs is not so, or a task is open that nobody takes over the closing.
    """
    case = lock(case.pk)
    ask(by, Action.CLOSING_ASK, case.place)
    refuse_turn(case, Turn.ASK)
    refuse_future(on)
    current = case.current_round
    refuse_early_closing(case, outcome, on)
    _settle_tasks(case, endings, by=by, on=on)
    case = lock(case.pk)  # as the tasks have left it
    refuse_open_tasks(case)
    closing = Closing.objects.create(case=case, round=current, outcome=outcome, note=note, asked_on=on, asked_by=by)
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=["closing_asked"], area=case.area)
    approvers = User.objects.filter(is_active=True).working_in(case.area, Role.SUPERVISOR).exclude(pk=by.pk)
    path = reverse("dropout_cases:closing-answer", args=[case.key])
    notices.tell(approvers, NoticeKind.CLOSING_ASKED, event=f"closing:{closing.key}", about=case.number, path=path)
    return closing


@transaction.atomic
def approve_closing(closing: Closing, *, by: User, on: date, note: str = "") -> Case:
    """Close the case. Where the office asks for two people, nobody approves a closing they asked for."""
    case = lock(closing.case_id)
    closing = _undecided(closing)
    ask(by, Action.CASE_CLOSE, case.place)
    refuse_turn(case, Turn.DECIDE)
    if case.area.two_to_close and closing.asked_by_id == by.pk:
        raise Refused(_("ผู้ขอปิดเคสอนุมัติเองไม่ได้ ให้ผู้กำกับดูแลคนอื่นพิจารณา"))
    refuse_early_closing(case, closing.outcome, on)
    refuse_open_tasks(case)
    refuse_future(on)
    end_with(case, on=on, by=by)
    good = closing.outcome.group == "success"
    end_round(closing.round, on, RoundResult.STAYED if good else RoundResult.ENDED, by)
    returned = Return.objects.filter(round=closing.round, voided_at=None).order_by("happened_on", "pk").last()
    closing.school, closing.amphoe = case.school, case.amphoe
    closing.pathway = returned.pathway if returned else None
    _decide_closing(closing, approved=True, by=by, on=on, note=note)
    case.closed_on, case.outcome = on, closing.outcome
    case.save(update_fields=["closed_on", "outcome"])
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=["closed"], area=case.area)
    return case


@transaction.atomic
def refuse_closing(closing: Closing, *, reason: str, by: User, on: date) -> Case:
    """Send a closing back, with a reason; work goes on."""
    case = lock(closing.case_id)
    closing = _undecided(closing)
    ask(by, Action.CASE_CLOSE, case.place)
    refuse_future(on)
    refuse_silence(reason)
    _decide_closing(closing, approved=False, by=by, on=on, note=reason)
    _own_tasks_again(case)
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=["closing_refused"], area=case.area)
    return case


@transaction.atomic
def take_up_again(case: Case, *, reason: Code, by: User, on: date, note: str = "") -> Round:
    """Open a closed case again, as a new round; people, files and the earlier closing stay."""
    case = lock(case.pk)
    ask(by, Action.CASE_CLOSE, case.place)
    refuse_turn(case, Turn.TAKE_UP)
    lock_child(case.student_id)
    if Case.objects.open().filter(student=case.student_id).exists():
        raise Refused(_("นักเรียนคนนี้มีเคสอื่นที่เปิดอยู่แล้ว"))
    if case.student.merged_into_id:  # left behind when the child went to another area
        raise Refused(_("นักเรียนอยู่ในความดูแลของสำนักงานอื่นแล้ว เปิดเคสใหม่เมื่อนักเรียนกลับมา"))
    refuse_future(on)
    if case.closed_on and on < case.closed_on:
        raise Refused(_("วันที่รับกลับต้องไม่ก่อนวันที่ปิดเคส"))
    case.closings.filter(round__area=case.area, approved=True, reopened_on=None).update(reopened_on=on)
    case.closed_on = case.outcome = None
    case.save(update_fields=["closed_on", "outcome"])
    _own_tasks_again(case)
    new = next_round(case, reason=reason, note=note, by=by, on=on)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["round"], area=case.area)
    return new


def refuse_early_closing(case: Case, outcome: Code, on: date) -> None:
    """Raise Refused while something that must be true for the outcome is not, naming each; a good one also needs the child safe."""
    if gaps := closing_gaps(case, outcome, on):
        raise Refused(_("ยังปิดด้วยเหตุผลนี้ไม่ได้ – %(gaps)s") % {"gaps": "; ".join(gaps)})


def refuse_open_tasks(case: Case) -> None:
    """Raise Refused while a task of the case is open that nobody takes over the closing."""
    if left := case.tasks.open().filter(outlives=False).count():
        raise Refused(_("ยังมีงานที่ไม่จบ %(count)s งาน ระบุว่าเสร็จแล้ว ไม่ต้องทำแล้ว หรือใครทำต่อ") % {"count": left})


def _settle_tasks(case: Case, endings: Iterable[Ending], *, by: User, on: date) -> None:
    """Each task ends as was said, or is carried over the closing by somebody of the office."""
    for ending in endings:
        task = Task.objects.get(pk=ending.task.pk, case=case)
        if ending.owner:
            hand_on_task(task, owner=ending.owner, by=by)
            Task.objects.filter(pk=task.pk).update(outlives=True)
        elif ending.is_done:
            finish_task(task, note=ending.note, on=on, by=by)
        else:
            drop_task(task, reason=ending.note, on=on, by=by)


def _own_tasks_again(case: Case) -> None:
    """The case is open: what was to be carried over its closing is asked about again at the next."""
    case.tasks.filter(outlives=True).update(outlives=False)


def _undecided(closing: Closing) -> Closing:
    closing = Closing.objects.select_related("outcome", "round").get(pk=closing.pk)
    if closing.decided_on:
        raise Refused(_("คำขอปิดเคสนี้พิจารณาแล้ว"))
    return closing


def _decide_closing(closing: Closing, *, approved: bool, by: User, on: date, note: str) -> None:
    closing.approved, closing.decided_by, closing.decided_on = approved, by, on
    closing.decided_at, closing.decision_note = timezone.now(), note
    closing.save()
