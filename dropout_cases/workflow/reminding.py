"""Checks that fell due without a report: the school is reminded, then somebody of the office is to ask; each once.

Both are of a case, not of a check: one report answers every check that fell due before it.
"""

import logging
import traceback
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dropout_cases.models import Case, FollowUp, PlannedCheck, Task, TaskSource, TaskState
from schools import notices, trail
from schools.access import Action, may
from schools.models import Area, NoticeKind, School, User, Verb

from .checks import staff_of
from .engine import add, lock

logger = logging.getLogger(__name__)

CALL_WITHIN = timedelta(days=2)


class Unsaid(Exception):
    """Of some cases nobody could be reminded; the log says why."""


def cases_due(today: date) -> list[int]:
    """The row numbers of the cases of which somebody is to be reminded today, in one query for each setting in use."""
    return list(_due(today).order_by("of_return__round__case").values_list("of_return__round__case", flat=True).distinct())


def speak_up(now: datetime) -> int:
    """Remind of what is due, and count the cases. One that fails keeps no other from its turn; Unsaid is raised at the end."""
    today = timezone.localdate(now)
    said = [_attempt(case_id, today, now) for case_id in cases_due(today)]
    if None in said:
        raise Unsaid(f"{said.count(None)} of {len(said)}")
    return sum(filter(None, said))


def _due(today: date) -> QuerySet[PlannedCheck]:
    """The checks of which the school is to be reminded, or somebody is to ask the school."""
    to_remind = Q(reminded_at=None) & _late_by("check_remind_days", today)
    to_task = Q(task=None) & _late_by("check_task_days", today)
    return PlannedCheck.objects.asked().untold().filter(to_remind | to_task)


def _late_by(setting: str, today: date) -> Q:
    """What fell due so many days ago as its office has set."""
    allowed = Area.objects.order_by().values_list(setting, flat=True).distinct()
    area = "of_return__round__case__area"
    late = (Q(**{f"{area}__{setting}": days}, due_on__lte=today - timedelta(days=days)) for days in allowed)
    return reduce(or_, late, Q(pk__in=[]))


def _attempt(case_id: int, today: date, now: datetime) -> bool | None:
    """Whether something was said; None where it failed."""
    try:
        return _speak(case_id, today, now)
    except Exception as error:  # its message may hold a row: only its kind and place are written down
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Reminding of case %s: %s\n%s", case_id, type(error).__name__, place)
        return None


@transaction.atomic
def _speak(case_id: int, today: date, now: datetime) -> bool:
    """Say what is still to be said under the lock of the case: the school may have reported, or another clock been first."""
    case = lock(case_id)
    checks = list(_due(today).filter(of_return__round__case=case).select_related("of_return", "school_owner", "office_owner"))
    if not checks:
        return False
    people = _people_for(checks[-1], case)
    unsaid = [check for check in checks if check.reminded_at is None]
    if unsaid and people:
        about = {"about": case.number, "path": reverse("home")}
        notices.tell(people, NoticeKind.CHECK_DUE, event=f"check:{checks[-1].key}:{checks[-1].due_on}", **about)
    late = [check for check in checks if check.due_on <= today - timedelta(days=case.area.check_task_days)]
    if late or not people:
        task = _task_of(case) or _give_task(case, checks[-1], today)
        PlannedCheck.objects.filter(pk__in=[check.pk for check in checks], task=None).update(task=task)
    PlannedCheck.objects.filter(pk__in=[check.pk for check in unsaid]).update(reminded_at=now)
    return True


def _people_for(check: PlannedCheck, case: Case) -> list[User]:
    """Whoever is named at the school where the child is; else all of its people with an account; at no school, nobody."""
    school: School | None = case.school if check.of_return.school_id else None
    named = check.school_owner
    if named and school and named.is_active and may(named, Action.SCHOOL_RECORD, school):
        return [named]
    return staff_of(school)


def _task_of(case: Case) -> Task | None:
    """The call that is asked for already."""
    return Task.objects.open().filter(case=case, source=TaskSource.CHECK).first()


def _give_task(case: Case, check: PlannedCheck, today: date) -> Task:
    """Let somebody of the office call the place; what is to be done names no child."""
    with translation.override(notices.OFFICE_LANGUAGE):
        text = _("%(school)s ยังไม่รายงานการมาเรียนตามแผน โทรถาม") % {"school": _place_of(check, case)}
    able = [one for one in (check.office_owner, case.owner) if one and may(one, Action.CASE_RECORD, case.place)]
    task = Task(case=case, round=case.current_round, text=text, owner=able[0] if able else None, happened_on=today)
    task.due_on, task.source, task.source_key = today + CALL_WITHIN, TaskSource.CHECK, check.key
    add(task, by=None)
    task.tell_owner(None)
    trail.write(None, Verb.CREATED, case, fields=["task", task.key], area=case.area)
    return task


def _place_of(check: PlannedCheck, case: Case) -> str:
    return str(case.school) if check.of_return.school_id else check.of_return.where


def end_task(case: Case, report: FollowUp, *, by: User) -> None:
    """The call is not needed any more once a report answers the checks it was for; call it under the lock of the case."""
    task = _task_of(case)
    if task is None or PlannedCheck.objects.filter(task=task).untold().exists():
        return
    task.state, task.settled_by, task.settled_at = TaskState.DONE, by, timezone.now()
    task.settled_on = max(report.happened_on, task.happened_on)
    task.settled_note = _("ได้รับรายงานการมาเรียนแล้ว: %(word)s") % {"word": report.get_attendance_display()}
    task.save()
    trail.write(by, Verb.CHANGED, case, fields=["task", task.key], area=case.area)
