"""งานวันนี้: which open cases a person works on, and in which group of the day each stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.access import Action, holds, may
from schools.models import School

from .judgement import RECORD_MODELS
from .models import Attendance, Case, FollowUp, Status, StepRecord
from .steps import Step

A_GROUP = 10  # rows shown of each group
ALL_OF_IT = 200  # rows shown of a group asked for by itself
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Group:
    """One group of the day: at most ten rows, and how many there are in all."""

    name: str
    title: str | Promise
    cases: list[Case]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cases)


TITLES = {
    "new": _("รอรับเรื่อง"),
    "overdue": _("เกินกำหนด"),
    "today": _("วันนี้"),
    "week": _("7 วันข้างหน้า"),
    "waiting": _("รอผู้อื่น"),
}


def cases_of(user):
    """The open cases of a person's day: their own, those nobody took on yet; for who approves closings, those and danger too."""
    own = Q(owner=user) | Q(status=Status.NEW) | Q(owner=None)
    if holds(user, Action.CASE_CLOSE):
        own |= Q(status=Status.CLOSING) | Q(in_danger=True)
    return Case.objects.visible_to(user).open().filter(own)


def condition(name: str, user, today: date) -> Q:
    """What puts a case into the group `name`; every open case due within a week, or waiting, stands in exactly one."""
    for_others = Q(status=Status.WAITING) if holds(user, Action.CASE_CLOSE) else Q(status__in=[Status.WAITING, Status.CLOSING])
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
    conditions = {name: condition(name, user, today) for name in TITLES if only in ("", name)}
    counts = cases.aggregate(**{name: Count("pk", filter=where) for name, where in conditions.items()})
    rows = ALL_OF_IT if only else A_GROUP
    return [
        Group(name, TITLES[name], list(cases.filter(where).by_urgency().for_list()[:rows]) if counts[name] else [], counts[name])
        for name, where in conditions.items()
    ]


def by_step(cases) -> list[tuple[Step, int]]:
    """How many of the cases stand at each step."""
    counts = dict(cases.order_by().values_list("step").annotate(Count("pk")))
    return [(step, counts.get(step.value, 0)) for step in Step]


def pupils_of(user) -> list[Case]:
    """The open cases of a school, in dictionary order, each with `reported_on` and `reported` from its latest attendance report."""
    reports = FollowUp.objects.filter(round__case=OuterRef("pk"), voided_at=None).order_by("-happened_on", "-pk")
    latest = {"reported_on": Subquery(reports.values("happened_on")[:1]), "reported": Subquery(reports.values("attendance")[:1])}
    own = Case.objects.visible_to(user).filter(school__in=School.objects.visible_to(user, Action.SCHOOL_RECORD))
    pupils = list(own.open().for_list().annotate(**latest).order_by("sort_key", "pk"))
    for pupil in pupils:
        pupil.reported_words = Attendance(pupil.reported).label if pupil.reported else ""
    return pupils


def asked_of_school(user) -> list[StepRecord]:
    """Records that wait for the answer of `user`'s school, the most pressing first."""
    cases = Case.objects.visible_to(user).open()
    records = [record for name in RECORD_MODELS.values() for record in apps.get_model(name).awaiting_school(cases, user)]
    waiting = [record for record in records if may(user, Action.SCHOOL_RECORD, record.asked_at(record.round.case))]
    return sorted(waiting, key=lambda record: (record.awaited.until or record.happened_on, record.pk))
