"""Forms of the records of steps 1 and 7."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Attendance, FollowUp, Report
from schools.models import Code

from .base import StepForm

# The causes named most often stand first; the rest is folded away.
COMMON_CAUSES = (
    "POVERTY", "FAMILY_PROBLEM", "NO_CAREGIVER", "MIGRATED", "BREADWINNER", "CARE_FOR_OTHERS", "ADJUSTMENT", "NOT_INTERESTED",
    "BULLIED", "ABUSE", "TRANSPORT", "UNKNOWN",
)  # fmt: skip


class CausesMixin(forms.Form):
    """What is happening: the common causes as boxes, the others folded away; both together are `causes`."""

    causes = forms.ModelMultipleChoiceField(
        Code.objects.none(), label=_("เกิดอะไรขึ้น"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("เลือกได้หลายข้อ"),
    )  # fmt: skip
    more_causes = forms.ModelMultipleChoiceField(
        Code.objects.none(), label=_("สาเหตุอื่น"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def offer_causes(self):
        """Fill both boxes from the code list."""
        causes = Code.objects.of("dropout_reason")
        self.fields["causes"].queryset = causes.filter(code__in=COMMON_CAUSES)
        self.fields["more_causes"].queryset = causes.exclude(code__in=COMMON_CAUSES)

    def chosen_causes(self) -> list[Code]:
        """The causes chosen in both boxes."""
        return [*self.cleaned_data.get("causes", []), *self.cleaned_data.get("more_causes", [])]


class ReportForm(CausesMixin, StepForm):
    """Another report of a child who has a case already."""

    date_label = _("วันที่รับแจ้ง")

    class Meta:
        model = Report
        fields = ["source", "story", "safety", "reporter_name", "reporter_phone", "reporter_confidential"]
        widgets = {
            "story": forms.Textarea(attrs={"rows": 4}),
            "reporter_name": forms.TextInput,
            "reporter_phone": forms.TextInput(attrs={"inputmode": "tel"}),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.offer_causes()
        self.fields["source"].queryset = Code.objects.of("report_source")
        self.fields["story"].required = True
        self.fields["story"].error_messages["required"] = _("เล่าสั้น ๆ ว่าเกิดอะไรขึ้น")

    def links(self) -> dict:
        """The causes."""
        return {"causes": self.chosen_causes()}


class FollowUpForm(StepForm):
    """Whether the child attends."""

    date_label = _("วันที่ติดตาม")
    attendance = forms.ChoiceField(
        label=_("การมาเรียน"),
        choices=Attendance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่านักเรียนมาเรียนหรือไม่")},
    )

    class Meta:
        model = FollowUp
        fields = ["attendance", "note", "safety", "best_interest", "risk"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
