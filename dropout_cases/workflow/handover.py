"""Cases change hands: one, some that were ticked, or all that somebody leaves behind. A new owner is told once, of however many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dropout_cases.models import Case, Task
from dropout_cases.models.case_queries import CaseQuerySet
from dropout_cases.models.tasks import TaskQuerySet
from schools import notices, trail
from schools.access import GRANTS, Action, holds
from schools.models import NoticeKind, Post, User, Verb
from thai.sorting import sort_key

from .engine import Refused, ask, lock, refuse_owner, settle

MOST_ASSIGNED = 200  # cases ticked at once


@transaction.atomic
def assign(case: Case, *, owner: User, by: User) -> Case:
    """Make `owner` responsible for the case."""
    [given] = _give({case.pk: owner}, by=by)
    return given


@transaction.atomic
def assign_many(cases: Iterable[Case], *, owner: User, by: User) -> int:
    """Make `owner` responsible for each of these cases, or for none of them; how many they are."""
    owners = {case.pk: owner for case in cases}
    if len(owners) > MOST_ASSIGNED:
        raise Refused(_("มอบหมายได้ครั้งละไม่เกิน %(most)d เคส") % {"most": MOST_ASSIGNED})
    return len(_give(owners, by=by))


@transaction.atomic
def hand_over(leaver: User, receivers: Sequence[User], *, by: User) -> int:
    """Give the open cases and tasks of `leaver` that `by` may assign to the receivers, by turns; in how many cases that was.

    The most urgent case comes first, so that each receiver has as many urgent ones as the others. A task goes with its case; one
    in a case of somebody else goes to a receiver alone.
    """
    if not holds(by, Action.CASE_ASSIGN):
        raise Refused(_("ต้องมีสิทธิ์ “%(act)s” ติดต่อผู้ดูแลระบบของเขต") % {"act": Action.CASE_ASSIGN.label})
    if not receivers or leaver in receivers:
        raise Refused(_("เลือกผู้รับงานอย่างน้อยหนึ่งคน ที่ไม่ใช่ผู้ส่งมอบ"))
    cases, tasks = (rows.filter(owner=leaver) for rows in _assignable(by))
    own = cases.by_urgency().ids()
    helped = tasks.exclude(case__in=own).order_by("case").values_list("case", flat=True).distinct()
    return len(_give(dict(zip([*own, *helped], cycle(receivers), strict=False)), by=by, leaver=leaver))


@dataclass(frozen=True)
class Burden:
    """A person of the office, and how many open cases and tasks they have."""

    person: User
    cases: int
    tasks: int


def burdens(by: User) -> list[Burden]:
    """What everybody has whose work `by` may give to others, who works here or has left; in dictionary order."""
    cases, tasks = (dict(rows.order_by().values_list("owner").annotate(Count("pk"))) for rows in _assignable(by))
    people = User.objects.filter(Q(pk__in=[*cases, *tasks]) | Q(pk__in=receivers_of(by)))
    found = [Burden(one, cases.get(one.pk, 0), tasks.get(one.pk, 0)) for one in people]
    return sorted(found, key=lambda burden: sort_key(burden.person.full_name))


def receivers_of(by: User) -> QuerySet[User]:
    """The people to whom `by` may give cases: active, at work on cases in the same areas."""
    areas, _schools = by.scope_of(Action.CASE_ASSIGN, "school")
    roles = [role for role, acts in GRANTS.items() if Action.CASE_RECORD in acts]
    posts = Post.objects.filter(area__in=areas, role__in=roles, ended_on=None)
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("full_name", "pk")


def _assignable(by: User) -> tuple[CaseQuerySet, TaskQuerySet]:
    """The open cases and tasks that `by` may give to others."""
    areas, _schools = by.scope_of(Action.CASE_ASSIGN, "school")
    return Case.objects.open().filter(area__in=areas), Task.objects.open().filter(case__area__in=areas)


def _give(owners: dict[int, User], *, by: User, leaver: User | None = None) -> list[Case]:
    """Give each case to its owner, under its lock and all in one order, lest two at once wait for one another; then tell them."""
    given: dict[User, list[Case]] = defaultdict(list)
    for key in sorted(owners):
        case = lock(key)
        if fields := _change_hands(case, owners[key], by=by, leaver=leaver):
            settle(case)
            trail.write(by, Verb.CHANGED, case, fields=fields, area=case.area)
            given[owners[key]].append(case)
    for owner in given.keys() - {by}:
        _tell(owner, given[owner])
    return [case for cases in given.values() for case in cases]


def _change_hands(case: Case, owner: User, *, by: User, leaver: User | None) -> list[str]:
    """What of a case changes hands; of a leaver only what is theirs still, for a colleague may have been given it meanwhile."""
    ask(by, Action.CASE_ASSIGN, case.place)
    refuse_owner(owner, case)
    fields = []
    if leaver is None or case.owner_id == leaver.pk:
        case.owner = owner
        case.save(update_fields=["owner"])
        fields.append("owner")
    if leaver and Task.objects.open().filter(case=case, owner=leaver).update(owner=owner):
        fields.append("task")
    return fields


def _tell(owner: User, cases: list[Case]) -> None:
    """One notice, whether one case was given or many."""
    first = cases[0]
    about, path = first.number, reverse("dropout_cases:case-detail", args=[first.key])
    if len(cases) > 1:
        about = ngettext("%(count)d เคส", "%(count)d เคส", len(cases)) % {"count": len(cases)}
        path = f"{reverse('dropout_cases:case-list')}?owner={owner.key}"
    notices.tell([owner], NoticeKind.ASSIGNED, event=f"assigned:{first.key}:{first.version}", about=about, path=path)
