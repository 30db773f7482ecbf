"""Small forms of tasks: what is to be done and by whom, what came of it, and how many days each step has."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case
from dropout_cases.steps import Risk, Step
from dropout_cases.workflow.days import AREA_DAYS, days_of
from schools.access import Role
from schools.models import Area, User
from thai.dates import ThaiDateField

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


class DaysForm(HouseMixin, forms.Form):
    """How many days an office gives each step at each risk, and how long it bears with quiet cases and silent receivers."""

    def __init__(self, *args, area: Area, **options):
        super().__init__(*args, **options)
        days = days_of(area)
        for step in Step:
            for risk in RISKS:
                self.fields[self.name_of(step, risk)] = _days_field(risk.label, days[step, risk], least=0)
        for name, least in AREA_DAYS.items():
            label = Area._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            self.fields[name] = _days_field(label, getattr(area, name), least=least)

    @staticmethod
    def name_of(step: Step, risk: Risk) -> str:
        """How the box of a step at a risk is called."""
        return f"days_{step:d}_{risk}"

    def rows(self) -> list[tuple[Step, list]]:
        """Each step with its boxes, in the order of RISKS."""
        return [(step, [self[self.name_of(step, risk)] for risk in RISKS]) for step in Step]

    def own_boxes(self) -> list:
        """The boxes of what no step has to do with."""
        return [self[name] for name in AREA_DAYS]

    def own_days(self) -> dict[str, int]:
        """What was typed there."""
        return {name: self.cleaned_data[name] for name in AREA_DAYS}

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
