"""งานวันนี้: which open cases a person works on, in which group of the day each stands, and what else the day brings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Count, OuterRef, Q, Subquery, Window
from django.utils.functional import Promise
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from schools.access import Action, holds, may
from schools.models import Area, Notice, NoticeKind, School

from . import tasklist
from .judgement import RECORD_MODELS
from .models import Attendance, Case, FollowUp, NextAct, PlannedCheck, Status, StepRecord
from .steps import Step

PLAN, REFERRAL = "referrals.Plan", "referrals.Referral"  # of a floor above

A_GROUP = 10  # rows shown of each group
ALL_OF_IT = 200  # rows shown of a group asked for by itself
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Group:
    """One group of the day: at most ten rows, and how many there are in all."""

    name: str
    title: str | Promise
    rows: list
    count: int

    @classmethod
    def of(cls, name: str, title: str | Promise, rows, most: int = A_GROUP) -> "Group":
        """The first of these rows, and the number of all, in one query whatever there is."""
        first = list(rows.annotate(total=Window(Count("*")))[:most])
        return cls(name, title, first, first[0].total if first else 0)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


TITLES = {
    "new": _("รอรับเรื่อง"),
    "overdue": _("เกินกำหนด"),
    "today": _("วันนี้"),
    "week": _("7 วันข้างหน้า"),
    "waiting": _("รอผู้อื่น"),
}


BESIDE = {
    "answers": _("คำตอบที่เข้ามา"),
    "silent": _("ผู้รับยังไม่ตอบ"),
    "tasks": _("งานของฉัน"),
    "plans": _("นัดหมาย"),
    "quiet": _("เคสนิ่ง"),
}


def cases_of(user):
    """The open cases of a person's day: their own, those nobody took on yet; for who approves closings, those and danger too."""
    own = Q(owner=user) | Q(status=Status.NEW) | Q(owner=None)
    if holds(user, Action.CASE_CLOSE):
        own |= Q(status=Status.CLOSING) | Q(in_danger=True)
    return Case.objects.visible_to(user).open().filter(own)


def condition(name: str, user, today: date) -> Q:
    """What puts a case into the group `name`; every open case due within a week, or waiting, stands in exactly one."""
    for_others = Q(status=Status.WAITING) | Q(next_act=NextAct.MOVE)
    if not holds(user, Action.CASE_CLOSE):
        for_others |= Q(status=Status.CLOSING)
    new, later = Q(status=Status.NEW), Q(due_on__gt=today)
    return {
        "new": new,
        "overdue": ~new & Q(due_on__lt=today),
        "today": ~new & Q(due_on=today),
        "week": ~new & ~for_others & later & Q(due_on__lte=today + SOON),
        "waiting": ~new & for_others & later,
    }[name]


def groups(cases, user, today: date, only: str = "") -> list[Group]:
    """The groups of the day in their order, danger first, then risk, then the oldest; or `only` one of them, with more rows."""
    most = ALL_OF_IT if only else A_GROUP
    return [
        Group.of(name, title, cases.filter(condition(name, user, today)).by_urgency().for_list(), most)
        for name, title in TITLES.items()
        if only in ("", name)
    ]


def beside(cases, user, today: date, only: str = "", *, everybody: bool) -> list[Group]:
    """What the day brings beside due steps: a person's tasks and answers; of these cases who is silent, the plans, the quiet."""
    own = cases if everybody else cases.owned_by(user)
    plans = apps.get_model(PLAN).objects.visible_to(user).open()
    silent = apps.get_model(REFERRAL).objects.visible_to(user).silent(today)
    rows = {
        "answers": Notice.objects.visible_to(user).unread().filter(kind=NoticeKind.ANSWER_CAME).order_by("-pk"),
        "silent": silent.filter(round__case__in=own).for_list().prefetch_related(None).by_limit(),
        "tasks": tasklist.mine(user).filter(due_on__lte=today + SOON),
        "plans": plans.filter(case__in=own, planned_on__lte=today + SOON).for_list(),
        "quiet": quiet(own, today).order_by("active_at", "pk").for_list(),
    }
    most = ALL_OF_IT if only else A_GROUP
    return [Group.of(name, BESIDE[name], found, most) for name, found in rows.items() if only in ("", name)]


def cases_named(notices, user) -> dict[str, Case]:
    """The cases whose numbers these notices tell, as far as `user` may see them."""
    numbers = [notice.about for notice in notices]
    return {case.number: case for case in Case.objects.visible_to(user).filter(number__in=numbers).for_list()}


def quiet(cases, today: date):
    """Those of `cases` into which nothing was written for longer than their office allows.

    A case is not quiet while an answer, a check or the end of its pause is still ahead, nor while its closing waits for approval.
    """
    ahead = Q(status__in=[Status.WAITING, Status.MONITORING, Status.PAUSED, Status.MOVING], due_on__gte=today)
    allowed = Area.objects.order_by().values_list("quiet_days", flat=True).distinct()
    silent = (Q(area__quiet_days=days, active_at__lt=_morning(today - timedelta(days=days))) for days in allowed)
    return cases.open().filter(reduce(or_, silent, Q(pk__in=[]))).exclude(ahead | Q(status=Status.CLOSING))


def _morning(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def by_step(cases) -> list[tuple[Step, int]]:
    """How many of the cases stand at each step."""
    counts = dict(cases.order_by().values_list("step").annotate(Count("pk")))
    return [(step, counts.get(step.value, 0)) for step in Step]


def week_of(today: date) -> tuple[date, date]:
    """Monday and Friday of a school's week."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=4)


@dataclass(frozen=True)
class Pupil:
    """A child of an open case on the page of its school: what was reported last, and the check that asks for a report this week."""

    case: Case
    check: PlannedCheck | None
    is_mine: bool

    @property
    def is_left(self) -> bool:
        """Whether the school still has to report this week."""
        return self.check is not None and not self.check.is_told  # type: ignore[attr-defined]  # annotated

    @property
    def reported_words(self) -> str:
        """What was reported last."""
        return str(Attendance(self.case.reported).label) if self.case.reported else ""  # type: ignore[attr-defined]  # annotated


def pupils_of(user, today: date) -> list[Pupil]:
    """The children of a school's open cases: first those it is asked about this week, one's own before others, by the day; then all
    others in dictionary order. The number of questions to the database does not depend on how many they are.
    """
    reports = FollowUp.objects.filter(round__case=OuterRef("pk"), voided_at=None).order_by("-happened_on", "-pk")
    latest = {"reported_on": Subquery(reports.values("happened_on")[:1]), "reported": Subquery(reports.values("attendance")[:1])}
    own = Case.objects.visible_to(user).filter(school__in=School.objects.visible_to(user, Action.SCHOOL_RECORD))
    cases = list(own.open().for_list().annotate(**latest).order_by("sort_key", "pk"))
    checks = _checks_of_week([case.pk for case in cases], today)
    found = ((case, checks.get(case.pk)) for case in cases)
    pupils = [Pupil(case, check, check is not None and check.school_owner == user) for case, check in found]
    return sorted(pupils, key=lambda one: (one.check is None, not one.is_mine, one.check.due_on if one.check else today))


def check_of(case: Case) -> PlannedCheck | None:
    """What the child's school is to report on next, by the plan."""
    return _asked_of_schools().untold().filter(of_return__round__case=case).first()


def _asked_of_schools():
    return PlannedCheck.objects.asked().filter(of_return__school__isnull=False)


def _checks_of_week(cases: list[int], today: date) -> dict[int, PlannedCheck]:
    """The check of each case that asks for a report by the end of the week: the first still untold, else one told this week."""
    monday = week_of(today)[0]
    asked = _asked_of_schools().filter(of_return__round__case__in=cases)
    due = asked.filter(due_on__lt=monday + SOON).untold(before=monday).with_told()
    ordered = due.order_by("-is_told", "-due_on").select_related("of_return__round", "of_return__school", "school_owner")
    return {check.of_return.round.case_id: check for check in ordered}


def asked_of_school(user) -> list[StepRecord]:
    """Records that wait for the answer of `user`'s school, the most pressing first."""
    cases = Case.objects.visible_to(user).open()
    records = [record for name in RECORD_MODELS.values() for record in apps.get_model(name).awaiting_school(cases, user)]
    waiting = [record for record in records if may(user, Action.SCHOOL_RECORD, record.asked_at(record.round.case))]
    return sorted(waiting, key=lambda record: (record.awaited.until or record.happened_on, record.pk))
