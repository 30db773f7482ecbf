"""The plan of checks after a return: put off, handed on, kept true to the school calendar."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.check_plan import CheckKind, due_day, planned_day, planned_later, term_end_near
from dropout_cases.models import Case, PlannedCheck, Return
from schools import calendar, trail
from schools.access import Action, Role, may
from schools.calendar import SchoolCalendar
from schools.models import Post, School, User, Verb

from .days import settle_due
from .engine import Refused, ask, lock, refuse_closed, refuse_owner, refuse_silence, settle


def checks_left(case: Case) -> list[PlannedCheck]:
    """The checks of the latest return of the open round that no report counts for yet, in order."""
    joined = ("of_return__school", "school_owner", "office_owner", "task")
    return list(PlannedCheck.objects.current().untold().filter(of_return__round__case=case).select_related(*joined))


@transaction.atomic
def change_check(
    check: PlannedCheck,
    *,
    by: User,
    on: date,
    due_on: date | None = None,
    reason: str = "",
    school_owner: User | None = None,
    school_name: str = "",
    office_owner: User | None = None,
) -> PlannedCheck:
    """Say who reports a check at the school and who asks at the office; another day needs its reason."""
    case = lock(check.of_return.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    check = PlannedCheck.objects.select_related("of_return__round", "of_return__school").get(pk=check.pk)
    refuse_closed(check.of_return.round)
    _refuse_watchers(case, check, school_owner, office_owner)
    if due_on and due_on != check.due_on:
        _move(check, due_on, reason, on)
    check.school_owner, check.school_name, check.office_owner = school_owner, school_name, office_owner
    check.save()
    settle(case)
    trail.write(by, Verb.CHANGED, case, fields=["check", check.key], area=case.area)
    return check


def _move(check: PlannedCheck, to: date, reason: str, on: date) -> None:
    if to < max(on, check.of_return.happened_on):
        raise Refused(_("กำหนดใหม่ต้องไม่ก่อนวันนี้"))
    refuse_silence(reason)
    check.due_on, check.moved_reason = to, reason
    check.reminded_at = None


def _refuse_watchers(case: Case, check: PlannedCheck, school_owner: User | None, office_owner: User | None) -> None:
    """Raise Refused unless one works at the child's school and the other at the office."""
    school = case.school or check.of_return.school
    if school_owner and (school is None or not may(school_owner, Action.SCHOOL_RECORD, school)):
        raise Refused(_("%(who)s ไม่ได้เป็นบุคลากรของโรงเรียนนี้") % {"who": school_owner})
    if office_owner:
        refuse_owner(office_owner, case)


def staff_of(school: School | None) -> list[User]:
    """Who reports for a school: its people with an account in use."""
    posts = Post.objects.filter(school=school, role=Role.SCHOOL_STAFF, ended_on=None)
    return list(User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("full_name", "pk")) if school else []


def put_off(case: Case, *, since: date, until: date) -> None:
    """Put the checks that were not made off by the days a case rested, each to a school day."""
    days = until - since
    left = [check for check in checks_left(case) if check.due_on >= since] if days else []
    for check in left:
        school_days, start = calendar.calendar_of(check.of_return.school or case.area), check.of_return.known_on
        check.planned_on = planned_later(check.kind, check.planned_on, days, school_days, from_day=until)
        wanted = check.due_on + days if check.moved_reason else check.planned_on
        check.due_on = due_day(check.kind, wanted, school_days, start=start)
        check.save(update_fields=["planned_on", "due_on"])


def plan_anew(case: Case, entry: Return) -> None:
    """The child came later than was announced: the checks count from the day it came. Call it under the lock of the case."""
    school_days = calendar.calendar_of(entry.school or case.area)
    for check in checks_left(case):
        if not check.moved_reason:
            planned = planned_day(check.kind, check.week, entry.known_on, school_days)
            check.planned_on, check.due_on = planned.planned_on, planned.due_on
            check.save(update_fields=["planned_on", "due_on"])


def replan(today: date) -> int:
    """Let the checks still ahead follow the school calendar as it is now; how many cases changed. Done twice it changes no more."""
    return sum(_replan(pk, today) for pk in stale_cases(today))


def stale_cases(today: date) -> list[int]:
    """The cases of which a check still ahead stands on another day than the calendar now gives, found in three queries.

    What was set by hand stays, and so does what would lie in the past.
    """
    ahead = PlannedCheck.objects.current().untold().filter(due_on__gte=today, moved_reason="")
    checks = list(ahead.select_related("of_return__school", "of_return__round"))
    calendars = calendar.load({_area_of(check) for check in checks})
    stale = {check.of_return.round.case_id for check in checks if _follow(check, _days_at(check, calendars), today)}
    return sorted(stale)


def _area_of(check: PlannedCheck) -> int:
    entry = check.of_return
    return entry.school.area_id if entry.school else entry.round.area_id


def _days_at(check: PlannedCheck, calendars: dict[int, calendar.AreaCalendar]) -> SchoolCalendar:
    return calendars[_area_of(check)].at(check.of_return.school_id)


def _follow(check: PlannedCheck, school_days: SchoolCalendar, today: date) -> bool:
    """Put the check on its day by the calendar; whether that is another than before."""
    planned = term_end_near(check.planned_on, school_days) if check.kind == CheckKind.TERM else check.planned_on
    due = due_day(check.kind, planned, school_days, start=check.of_return.known_on)
    if due < today or (planned, due) == (check.planned_on, check.due_on):
        return False
    check.planned_on, check.due_on = planned, due
    return True


@transaction.atomic
def _replan(pk: int, today: date) -> bool:
    try:
        case = lock(pk)
    except Refused:  # unmade meanwhile
        return False
    moved = list(_followed(case, today))
    if moved:
        settle_due(case)
        trail.write(None, Verb.CHANGED, case, fields=["check", *moved], area=case.area)
    return bool(moved)


def _followed(case: Case, today: date) -> Iterator[str]:
    """Save the checks of a case that the calendar puts on another day; their keys."""
    for check in checks_left(case):
        school_days = calendar.calendar_of(check.of_return.school or case.area)
        if check.due_on >= today and not check.moved_reason and _follow(check, school_days, today):
            check.save(update_fields=["planned_on", "due_on"])
            yield check.key
