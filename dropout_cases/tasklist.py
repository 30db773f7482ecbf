"""Tasks as pages list them: one's own, a school's, and the whole office's by person."""

from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from .models import Case, Task, TaskState

LATELY = timedelta(days=14)
DONE_SHOWN = 10
NOBODY = "none"  # in an address: tasks of those without an account


def mine(user):
    """What `user` is to do, the oldest due date first."""
    return Task.objects.visible_to(user).open().of(user).by_urgency().for_list()


def by_day(tasks, today: date) -> list[tuple[str, list[Task]]]:
    """Tasks in the order of their days, under the words of a day's work: overdue, today, later."""
    titles = {-1: _("เกินกำหนด"), 0: _("วันนี้"), 1: _("ต่อไป")}
    grouped = groupby(tasks, key=lambda task: (task.due_on > today) - (task.due_on < today))
    return [(titles[when], list(due)) for when, due in grouped]


def of_school(user):
    """What `user`'s schools are to do."""
    return Task.objects.visible_to(user).open().filter(by_school=True).by_urgency().for_list()


def done_lately(user, today: date):
    """What `user` did in the last days, the latest first."""
    done = Task.objects.visible_to(user).filter(state=TaskState.DONE, settled_by=user, voided_at=None)
    return done.filter(settled_on__gte=today - LATELY).for_list().order_by("-settled_at")[:DONE_SHOWN]


def of_team(user, *, owner: str = "", state: str = TaskState.OPEN):
    """Every task `user` may see that stands so, of one `owner` (a key, or NOBODY) or of all."""
    tasks = Task.objects.visible_to(user)
    tasks = tasks.open() if state == TaskState.OPEN else tasks.filter(state=state, voided_at=None)
    if owner:
        tasks = tasks.filter(owner=None) if owner == NOBODY else tasks.filter(owner__key=owner)
    return tasks.for_list().order_by("due_on" if state == TaskState.OPEN else "-settled_at", "pk")


def by_person(user, today: date) -> list[dict]:
    """Who has how many open tasks, and how many of them are late: those with most late ones first."""
    late = Count("pk", filter=Q(due_on__lt=today))
    people = Task.objects.visible_to(user).open().order_by().values("owner__key", "owner__full_name")
    counted = people.annotate(count=Count("pk"), late=late).order_by("-late", "-count", "owner__full_name")
    return [
        {
            "key": one["owner__key"] or NOBODY,
            "name": one["owner__full_name"] or _("โรงเรียนและผู้อื่น"),
            "count": one["count"],
            "late": one["late"],
        }
        for one in counted
    ]


def of_case(case: Case, user) -> list[Task]:
    """The tasks of a case: what is still to be done first, by its day; then what is settled, the latest first."""
    tasks = list(Task.objects.visible_to(user).filter(case=case, voided_at=None).by_urgency().for_list())
    settled = [task for task in tasks if not task.is_open]
    return [*(task for task in tasks if task.is_open), *sorted(settled, key=lambda task: task.settled_at, reverse=True)]
