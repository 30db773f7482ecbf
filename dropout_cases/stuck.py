"""What is stuck in an office, by the person responsible; and the notice that tells its supervisors once a week."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools import notices
from schools.access import GRANTS, Action
from schools.models import Area, NoticeKind, User

from .models import Case, Status, Task
from .worklist import PLAN, REFERRAL, quiet

LONG_OVERDUE, LONG_WAITING = timedelta(days=7), timedelta(days=14)
NOBODY = "none"  # in an address: of cases nobody is responsible for


@dataclass(frozen=True)
class Kind:
    """One way of being stuck: which rows of these areas are, and the field that leads from a row to the case's owner."""

    label: str | Promise
    rows: Callable[[list[int], date], QuerySet]
    owner: str


def _overdue(areas: list[int], today: date) -> QuerySet:
    return Case.objects.filter(area__in=areas).overdue(today - LONG_OVERDUE)


def _waiting(areas: list[int], today: date) -> QuerySet:
    waiting = Case.objects.filter(area__in=areas, status__in=[Status.WAITING, Status.MOVING])
    return waiting.filter(waiting_since__lt=today - LONG_WAITING).open()


def _quiet(areas: list[int], today: date) -> QuerySet:
    return quiet(Case.objects.filter(area__in=areas), today)


def _tasks(areas: list[int], today: date) -> QuerySet:
    late = Task.objects.filter(case__area__in=areas, due_on__lt=today).open()
    return late.annotate(responsible=Coalesce("owner", "case__owner"))


def _plans(areas: list[int], today: date) -> QuerySet:
    return apps.get_model(PLAN).objects.filter(case__area__in=areas, planned_on__lt=today).open()


def _silent(areas: list[int], today: date) -> QuerySet:
    return apps.get_model(REFERRAL).objects.filter(round__case__area__in=areas).silent_for_long(today)


KINDS = {
    "overdue": Kind(_("เกินกำหนดกว่า 7 วัน"), _overdue, "owner"),
    "waiting": Kind(_("รอคำตอบกว่า 14 วัน"), _waiting, "owner"),
    "quiet": Kind(_("เคสนิ่ง"), _quiet, "owner"),
    "tasks": Kind(_("งานเกินกำหนด"), _tasks, "responsible"),
    "plans": Kind(_("นัดที่ผ่านแล้วยังไม่บันทึก"), _plans, "case__owner"),
    "referrals": Kind(_("ผู้รับการส่งต่อเงียบเกินกำหนด"), _silent, "round__case__owner"),
}


def areas_overseen(user) -> list[int]:
    """The areas whose work `user` oversees."""
    areas, _places = user.scope_of(Action.WORK_OVERSEE, "school")
    return areas


def counts(areas: list[int], today: date) -> dict[int | None, dict[str, int]]:
    """How much of each kind is stuck, by the person responsible (None: nobody is)."""
    stuck: dict[int | None, dict[str, int]] = {}
    for name, kind in KINDS.items():
        rows = kind.rows(areas, today).order_by().values_list(kind.owner)
        for owner, count in rows.annotate(count=Count("pk")):
            stuck.setdefault(owner, dict.fromkeys(KINDS, 0))[name] = count
    return stuck


def by_person(areas: list[int], today: date) -> list[tuple[User | None, dict[str, int]]]:
    """Everybody who works on cases of these areas or is responsible for something stuck, by name; what is nobody's comes last."""
    stuck = counts(areas, today)
    roles = [role for role, acts in GRANTS.items() if Action.CASE_RECORD in acts]
    working = User.objects.filter(is_active=True, posts__area__in=areas, posts__role__in=roles, posts__ended_on=None)
    people = (working | User.objects.filter(pk__in=[pk for pk in stuck if pk])).distinct().order_by("full_name", "pk")
    nothing = dict.fromkeys(KINDS, 0)
    rows: list[tuple[User | None, dict[str, int]]] = [(person, stuck.get(person.pk, nothing)) for person in people]
    return [*rows, (None, stuck[None])] if None in stuck else rows


def behind(areas: list[int], today: date, kind: str, owner: str):
    """The rows behind a count: of one person (a key), of NOBODY, or of all."""
    found: Any = KINDS[kind].rows(areas, today)
    if owner == NOBODY:
        found = found.filter(**{KINDS[kind].owner: None})
    elif owner:
        found = found.filter(**{KINDS[kind].owner: User.objects.filter(key=owner).values("pk")[:1]})
    if kind == "referrals":
        return found.for_list().by_limit()
    order = {"tasks": ("due_on", "pk"), "plans": ("planned_on", "pk")}.get(kind, (F("due_on").asc(nulls_last=True), "pk"))
    return found.for_list().order_by(*order)


def stuck_notices(today: date) -> None:
    """Tell the supervisors of each office in which something is stuck, once in a week."""
    year, week, _day = today.isocalendar()
    overseers = [role for role, acts in GRANTS.items() if Action.WORK_OVERSEE in acts]
    for area in Area.objects.all():
        if counts([area.pk], today):
            people = User.objects.working_in(area, *overseers).filter(is_active=True)
            event = f"stuck:{area.key}:{year}-{week:02d}"
            notices.tell(people, NoticeKind.STUCK, event=event, path=reverse("dropout_cases:stuck-list"))
