"""Forms around the end of a case: with which outcome, what becomes of each open task, and what the supervisor says."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from dropout_cases.models import Task
from dropout_cases.workflow import Ending
from schools.models import Code, User

from .base import CHOOSE, HouseMixin

DONE, DROPPED, CARRIED = "done", "dropped", "carried"
ENDINGS = [(DONE, _l("เสร็จแล้ว")), (DROPPED, _l("ไม่ต้องทำแล้ว")), (CARRIED, _l("ให้คนของสำนักงานทำต่อหลังปิดเคส"))]


class OutcomeField(forms.ModelChoiceField):
    """The outcomes, each saying what still stands in its way."""

    widget = forms.RadioSelect
    gaps: dict[str, list[str]] = {}

    def label_from_instance(self, code):
        """The outcome, and the first thing lacking."""
        gaps = self.gaps.get(code.pk)
        if not gaps:
            return str(code)
        more = ngettext("และอีก %(count)d ข้อ", "และอีก %(count)d ข้อ", len(gaps) - 1) % {"count": len(gaps) - 1}
        said = " ".join([_("ยังปิดไม่ได้ –"), gaps[0], *([more] if len(gaps) > 1 else [])])
        return format_html('{}<br><span class="small">{}</span>', code, said)


class ClosingForm(HouseMixin, forms.Form):
    """With which outcome the case is to be closed, why, and how each of its open tasks ends; nothing is chosen beforehand."""

    outcome = OutcomeField(
        Code.objects.none(), label=_l("เหตุผลการปิดเคส"), empty_label=None, error_messages={"required": _l("เลือกเหตุผลการปิดเคส")}
    )
    note = forms.CharField(
        label=_l("คำอธิบาย"), widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _l("เขียนคำอธิบาย")}
    )

    def __init__(self, *args, gaps: dict[str, list[str]], tasks: list[Task], people: list[User], **options):
        super().__init__(*args, **options)
        self.fields["outcome"].gaps, self.gaps = gaps, gaps
        self.fields["outcome"].queryset = Code.objects.of("case_close_reason")
        self.tasks, self.people = tasks, {person.key: person for person in people}
        for task in tasks:
            self._ask_of(task)

    def _ask_of(self, task: Task) -> None:
        """What becomes of a task. Everybody is named in a plain list, lest each task asks the database for it."""
        offered = [("", CHOOSE), *((key, str(person)) for key, person in self.people.items())]
        self.fields[f"how_{task.key}"] = forms.ChoiceField(
            label=_l("งานนี้"), choices=ENDINGS, widget=forms.RadioSelect, error_messages={"required": _l("เลือกว่างานนี้จบอย่างไร")}
        )
        self.fields[f"why_{task.key}"] = forms.CharField(
            label=_l("ผลหรือเหตุผล"), required=False, help_text=_l("จำเป็นเมื่อไม่ต้องทำแล้ว"), widget=forms.Textarea({"rows": 2})
        )
        self.fields[f"owner_{task.key}"] = forms.ChoiceField(label=_l("ผู้ทำต่อ"), choices=offered, required=False)

    def rows(self) -> list[tuple[Task, list]]:
        """Each open task with its boxes."""
        return [(task, [self[f"{name}_{task.key}"] for name in ("how", "why", "owner")]) for task in self.tasks]

    def clean(self):
        """An outcome that is true of the case; for each task what its ending asks for."""
        typed = super().clean()
        outcome = typed.get("outcome")
        if outcome and (gaps := self.gaps.get(outcome.pk)):
            self.add_error("outcome", _("ยังปิดด้วยเหตุผลนี้ไม่ได้ – %(gaps)s") % {"gaps": "; ".join(gaps)})
        typed["endings"] = [self._ending(task, *self._said_of(task)) for task in self.tasks]
        return typed

    def _said_of(self, task: Task) -> list[str]:
        return [self.cleaned_data.get(f"{name}_{task.key}", "") for name in ("how", "why", "owner")]

    def _ending(self, task: Task, how: str, why: str, owner: str) -> Ending:
        """How the task ends, for the engine."""
        if how == DROPPED and not why:
            self.add_error(f"why_{task.key}", _("กรอกเหตุผลที่ไม่ต้องทำแล้ว"))
        if how == CARRIED and not owner:
            self.add_error(f"owner_{task.key}", _("เลือกผู้ทำต่อ"))
        return Ending(task, is_done=how == DONE, note=why, owner=self.people.get(owner) if how == CARRIED else None)


class DecideClosingForm(HouseMixin, forms.Form):
    """A supervisor's answer to a closing asked for."""

    approved = forms.ChoiceField(
        label=_l("ผลการพิจารณา"),
        choices=[("yes", _l("อนุมัติปิดเคส")), ("no", _l("ไม่อนุมัติ ให้ดำเนินการต่อ"))],
        widget=forms.RadioSelect,
        error_messages={"required": _l("เลือกผลการพิจารณา")},
    )
    note = forms.CharField(
        label=_l("คำอธิบาย"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_l("จำเป็นเมื่อไม่อนุมัติ"),
    )  # fmt: skip

    def clean(self):
        """A refusal says why."""
        cleaned = super().clean()
        if cleaned.get("approved") == "no" and not cleaned.get("note"):
            self.add_error("note", _("กรอกเหตุผลที่ไม่อนุมัติ"))
        return cleaned
