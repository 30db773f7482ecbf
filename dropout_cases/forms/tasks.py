"""Small forms of tasks: what is to be done and by whom, what came of it, and how many days each step has."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case
from dropout_cases.steps import Risk, Step
from dropout_cases.workflow.days import AREA_DAYS, days_of
from schools.access import Role
from schools.models import Area, User
from thai.dates import ThaiDateField
from thai.numerals import to_arabic

from .base import HouseMixin, SentOnce

ONE_OF = _("เลือกเจ้าหน้าที่ หรือโรงเรียน หรือกรอกชื่อผู้อื่น อย่างใดอย่างหนึ่ง")


class OwnerForm(HouseMixin, forms.Form):
    """Who is to do a task: one of the office, the child's school, or somebody by name."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("เจ้าหน้าที่ของเขต"), required=False, help_text=ONE_OF)
    by_school = forms.BooleanField(label=_("เป็นงานของโรงเรียน"), required=False)
    owner_name = forms.CharField(label=_("ผู้อื่น (ชื่อและตำแหน่ง)"), required=False, max_length=160)

    def __init__(self, *args, case: Case, **options):
        super().__init__(*args, **options)
        people = User.objects.working_in(case.area, Role.OFFICER, Role.SUPERVISOR)
        self.fields["owner"].queryset = people.filter(is_active=True)
        if not case.school:
            del self.fields["by_school"]

    def clean(self):
        """One of the three, as a task holds it, under `whose`; what was chosen before gives way to what is chosen now."""
        typed = super().clean()
        usual = {"owner": None, "by_school": False, "owner_name": ""}
        given = {name: typed[name] for name in usual if typed.get(name)}
        if len(given) > 1:
            given = {name: value for name, value in given.items() if name in self.changed_data}
        if len(given) != 1:
            self.add_error("owner", _("เลือกผู้รับผิดชอบหนึ่งราย: เจ้าหน้าที่ โรงเรียน หรือผู้อื่น"))
        return typed | {"whose": usual | given}


class TaskForm(OwnerForm, SentOnce):
    """A new task."""

    field_order = ["token", "text", "due_on", "owner", "by_school", "owner_name"]
    text = forms.CharField(
        label=_("งานที่ต้องทำ"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("เขียนว่าต้องทำอะไร")},
    )
    due_on = ThaiDateField(label=_("ภายใน"))


class FinishForm(HouseMixin, forms.Form):
    """What came of a task, if there is something to say."""

    note = forms.CharField(label=_("ผลที่ได้"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class SureForm(HouseMixin, forms.Form):
    """Nothing but a yes."""


RISKS = (Risk.HIGH, Risk.MEDIUM, Risk.LOW)
MOST_DAYS = 365
MOST_WEEKS, LAST_WEEK = 8, 60
PLAN = ("check_weeks", "check_term_end", "check_dmc")  # what the plan of checks after a return is made of
OF_CHECKS = ("check_remind_days", "check_task_days")


def label_of(name: str) -> str:
    """What an office's setting is called."""
    return Area._meta.get_field(name).verbose_name  # type: ignore[union-attr,return-value]


class DaysForm(HouseMixin, forms.Form):
    """How many days an office gives each step at each risk, how long it bears with silence, and its plan of checks."""

    check_weeks = forms.CharField(
        label=label_of("check_weeks"), required=False, max_length=40, help_text=_("เช่น 1,2,4,12 ได้ถึงสัปดาห์ที่ 60 ไม่เกิน 8 ครั้ง")
    )
    check_term_end = forms.BooleanField(label=label_of("check_term_end"), required=False)
    check_dmc = forms.BooleanField(label=label_of("check_dmc"), required=False)

    def __init__(self, *args, area: Area, **options):
        super().__init__(*args, initial={name: getattr(area, name) for name in PLAN}, **options)
        days = days_of(area)
        for step in Step:
            for risk in RISKS:
                self.fields[self.name_of(step, risk)] = _days_field(risk.label, days[step, risk], least=0)
        for name, least in AREA_DAYS.items():
            self.fields[name] = _days_field(label_of(name), getattr(area, name), least=least)

    @staticmethod
    def name_of(step: Step, risk: Risk) -> str:
        """How the box of a step at a risk is called."""
        return f"days_{step:d}_{risk}"

    def rows(self) -> list[tuple[Step, list]]:
        """Each step with its boxes, in the order of RISKS."""
        return [(step, [self[self.name_of(step, risk)] for risk in RISKS]) for step in Step]

    def own_boxes(self) -> list:
        """The boxes of what no step has to do with."""
        return [self[name] for name in AREA_DAYS if name not in OF_CHECKS]

    def check_boxes(self) -> list:
        """The boxes of the plan of checks, and of who is told when nobody reports."""
        return [self[name] for name in (*PLAN, *OF_CHECKS)]

    def own(self) -> dict[str, int | str | bool]:
        """What was typed in both."""
        return {name: self.cleaned_data[name] for name in (*AREA_DAYS, *PLAN)}

    def clean_check_weeks(self) -> str:
        """The weeks each once, in order."""
        parts = re.split(r"[,\s]+", to_arabic(self.cleaned_data["check_weeks"]).strip(", "))
        weeks = {int(part) if re.fullmatch("[0-9]{1,2}", part) else 0 for part in parts if part}
        if len(weeks) > MOST_WEEKS or weeks and not 1 <= min(weeks) <= max(weeks) <= LAST_WEEK:
            raise ValidationError(_("กรอกเลขสัปดาห์ 1–60 คั่นด้วยจุลภาค ไม่เกิน 8 ครั้ง เช่น 1,2,4,12"))
        return ",".join(str(week) for week in sorted(weeks))

    def clean(self):
        """A plan holds one check at least; the officer gets a task no sooner than the school is reminded."""
        typed = super().clean()
        if "check_weeks" not in self.errors and not any(typed.get(name) for name in PLAN):
            self.add_error("check_weeks", _("แผนต้องมีการติดตามอย่างน้อยหนึ่งครั้ง กรอกสัปดาห์หรือเลือกวันติดตาม"))
        remind, task = (typed.get(name) for name in OF_CHECKS)
        if remind and task and task < remind:
            self.add_error("check_task_days", _("จำนวนวันต้องไม่น้อยกว่าวันที่เตือนโรงเรียน"))
        return typed

    def days(self) -> dict[tuple[int, str], int]:
        """What was typed; a child not yet assessed gets the days of a middling risk, as in the table."""
        typed = {(step, risk): self.cleaned_data[self.name_of(step, risk)] for step in Step for risk in RISKS}
        return {(step.value, str(risk)): days for (step, risk), days in typed.items()} | {
            (step.value, str(Risk.NONE)): typed[step, Risk.MEDIUM] for step in Step
        }


def _days_field(label, initial: int, *, least: int) -> forms.IntegerField:
    said = _("กรอกจำนวนวันเป็นตัวเลข ไม่เกิน 365")
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), said)
    box = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "input-short", "size": 4})
    return forms.IntegerField(label=label, initial=initial, min_value=least, max_value=MOST_DAYS, widget=box, error_messages=errors)
