"""Acts on what somebody has promised to do for a case: given, done, put off, handed on, dropped, and taken up again."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import Case, Task, TaskState
from schools import notices, trail
from schools.access import Action
from schools.models import NoticeKind, User, Verb

from .engine import (
    Refused,
    add,
    ask,
    lock,
    put_off_lines,
    refuse_future,
    refuse_moved,
    refuse_owner,
    refuse_silence,
    settle,
    twin_of,
)


@transaction.atomic
def give_task(task: Task, *, by: User) -> Task:
    """Add a task to its case, and tell whoever is to do it. The same form sent twice gives one task."""
    case = lock(task.case_id)
    twin = twin_of(task)
    if twin:
        return twin
    ask(by, Action.CASE_RECORD, case.place)
    _refuse_over(case)
    _refuse_owner(task, case)
    if task.due_on < task.happened_on:
        raise Refused(_("กำหนดต้องไม่ก่อนวันที่ให้งาน"))
    task.round = case.current_round
    add(task, by=by)
    task.tell_owner(by)
    return _written(case, task, Verb.CREATED, by)


@transaction.atomic
def finish_task(task: Task, *, note: str = "", on: date, by: User) -> Task:
    """A task is done, and whoever gave it is told. Done already, it stays as it is."""
    case = _take(task, by)
    if task.state == TaskState.DONE:
        return task
    _refuse_settled(task)
    refuse_future(on)
    _settle(task, TaskState.DONE, note=note, on=on, by=by)
    if task.entered_by and task.entered_by != by:
        path = reverse("dropout_cases:case-tasks", args=[case.key])
        notices.tell([task.entered_by], NoticeKind.TASK_DONE, event=f"done:{task.key}:{case.version}", about=case.number, path=path)
    return _written(case, task, Verb.CHANGED, by)


@transaction.atomic
def drop_task(task: Task, *, reason: str, on: date, by: User) -> Task:
    """A task need not be done any more, for a reason that stays."""
    case = _take(task, by, Action.CASE_RECORD)
    _refuse_settled(task)
    refuse_silence(reason)
    _settle(task, TaskState.DROPPED, note=reason, on=on, by=by)
    return _written(case, task, Verb.CHANGED, by)


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """A task that was done or dropped by mistake is still to be done; open already, it stays as it is."""
    case = _take(task, by, Action.CASE_RECORD)
    if task.is_open:
        return task
    if task.round.area_id != case.area_id:
        raise Refused(_("งานนี้จบแล้วที่สำนักงานเดิม เพิ่มงานใหม่แทน"))
    task.state, task.settled_note = TaskState.OPEN, ""
    task.settled_at = task.settled_on = task.settled_by = None
    return _written(case, task, Verb.CHANGED, by)


@transaction.atomic
def move_task(task: Task, *, to: date, reason: str, on: date, by: User) -> Task:
    """Put a task off; each time leaves its line: from when, to when, and why."""
    case = _take(task, by, Action.CASE_RECORD)
    _refuse_settled(task)
    refuse_silence(reason)
    if to < on:
        raise Refused(_("กำหนดใหม่ต้องไม่ก่อนวันนี้"))
    task.moves, task.due_on = put_off_lines(task.moves, task.due_on, to, reason), to
    return _written(case, task, Verb.CHANGED, by)


@transaction.atomic
def hand_on_task(task: Task, *, owner: User | None = None, by_school: bool = False, owner_name: str = "", by: User) -> Task:
    """Let somebody else do a task: a person of the office, the school, or somebody by name; a new owner is told."""
    case = _take(task, by, Action.CASE_RECORD)
    _refuse_settled(task)
    task.owner, task.by_school, task.owner_name = owner, by_school, owner_name
    task.member = task.agency = None
    _refuse_owner(task, case)
    task.tell_owner(by)
    return _written(case, task, Verb.CHANGED, by)


def _take(task: Task, by: User, action: Action | None = None) -> Case:
    """The case of a task under its lock, the task as it stands now, if `by` may do this, or do the task, there."""
    case = lock(task.round.case_id)
    task.refresh_from_db()
    refuse_moved(task, case)
    ask(by, action or task.act, case.place)
    if task.is_void:
        raise Refused(_("รายการนี้ถูกยกเลิกแล้ว"))
    if not task.outlives:
        _refuse_over(case)
    return case


def _refuse_over(case: Case) -> None:
    if not case.is_open:
        raise Refused(_("เคสนี้ปิดแล้ว รับเคสกลับมาดูแลก่อน"))


def _refuse_settled(task: Task) -> None:
    if not task.is_open:
        raise Refused(_("งานนี้จบแล้ว: %(state)s") % {"state": task.get_state_display()})


def _refuse_owner(task: Task, case: Case) -> None:
    """A task has somebody to do it: a person of this office, the child's school, or somebody by name."""
    if task.owner:
        refuse_owner(task.owner, case)
    if task.by_school and not case.school:
        raise Refused(_("นักเรียนคนนี้ยังไม่มีโรงเรียน เลือกผู้รับผิดชอบอื่น"))
    if not task.whose:
        raise Refused(_("เลือกผู้รับผิดชอบ"))


def _settle(task: Task, state: TaskState, *, note: str, on: date, by: User) -> None:
    task.state, task.settled_note = state, note
    task.settled_at, task.settled_on, task.settled_by = timezone.now(), on, by


def _written(case: Case, task: Task, verb: Verb, by: User) -> Task:
    """Keep the task; the case has moved."""
    task.save()
    settle(case)
    trail.write(by, verb, case, fields=["task", task.key], area=case.area)
    return task
