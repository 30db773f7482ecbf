"""An office's own days: for each step, of quiet cases, of silent receivers; open cases are then settled anew in a job."""

from contextlib import suppress

from django.db import transaction
from django_tasks import task

from dropout_cases.judgement import judge, open_book
from dropout_cases.models import Case, StepDays
from dropout_cases.steps import RULES
from schools import trail
from schools.access import Action
from schools.models import Area, User, Verb

from .engine import Refused, ask, lock

# Fields of an area, and the fewest days each may be.
AREA_DAYS = {"quiet_days": 1, "remind_days": 0, "silent_days": 1, "check_remind_days": 0, "check_task_days": 1}


def days_of(area: Area) -> dict[tuple[int, str], int]:
    """How many days each step has at each risk: by the table, or as the office set it."""
    usual = {(rule.step.value, str(risk)): days for rule in RULES for risk, days in rule.days.items()}
    return usual | {(one.step, one.risk): one.days for one in area.step_days.all()}


@transaction.atomic
def set_days(area: Area, days: dict[tuple[int, str], int], *, by: User, **own: int | str | bool) -> None:
    """Keep an office's days, where they differ from the table, and have the due dates of its open cases computed anew.

    `own` are those of AREA_DAYS, which no table knows, and the fields of the plan of checks; a plan made before stays as it is.
    """
    ask(by, Action.WORK_OVERSEE, area)
    area.step_days.all().delete()
    usual = days_of(area)
    set_here = [StepDays(area=area, step=step, risk=risk, days=n) for (step, risk), n in days.items() if usual[step, risk] != n]
    StepDays.objects.bulk_create(set_here)
    Area.objects.filter(pk=area.pk).update(**own)
    trail.write(by, Verb.CHANGED, area, fields=["step_days", *own], area=area)
    settle_area.enqueue(area.key)


@task()
def settle_area(key: str) -> None:
    """Compute the due date of each open case of an area anew, case by case under its lock; done twice it changes nothing more."""
    for pk in Case.objects.filter(area__key=key).open().order_by("pk").values_list("pk", flat=True):
        with suppress(Refused), transaction.atomic():  # unmade meanwhile
            settle_due(lock(pk))


def settle_due(case: Case) -> None:
    """The due date of a case by its records and today's days. Nothing was written into the case: it stays as quiet as it was."""
    due = judge(open_book(case)).case["due_on"]
    Case.objects.filter(pk=case.pk).exclude(due_on=due).update(due_on=due)
