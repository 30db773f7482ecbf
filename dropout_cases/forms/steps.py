"""Forms of the records of steps 1, 6 and 7."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Attendance, FollowUp, Report, Return, recommended_for
from schools.form_fields import SchoolField
from schools.models import Code, School
from thai.dates import ThaiDateField

from .base import HouseMixin, StepForm

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


class ReturnForm(StepForm):
    """The child goes back: where, which grade, by which pathway, with what support."""

    date_label = _("วันที่กลับเข้าเรียน")
    school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียน"), required=False)

    class Meta:
        model = Return
        fields = ["school", "place_text", "grade", "classroom", "pathway", "support", "safety", "best_interest", "risk"]
        widgets = {"support": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"pathway": {"required": _("เลือกแนวทางการจัดการศึกษา")}}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["school"].queryset = School.objects.filter(area=self.case.area, is_open=True)
        self.fields["place_text"].help_text = _("เช่น ศูนย์ สกร. วิทยาลัยอาชีวศึกษา หรือโรงเรียนนอกเขต กรอกเมื่อไม่มีในรายชื่อโรงเรียน")
        self.fields["grade"].queryset = Code.objects.of("grade")
        self.fields["pathway"].queryset = Code.objects.of("education_pathway")
        if recommended := recommended_for(self.case.current_round):
            self.fields["pathway"].help_text = _("ที่เสนอแนะไว้: %(pathway)s") % {"pathway": recommended}
        self.fields["classroom"].widget.attrs["class"] = "input-short"
        if not self.is_bound:
            self.initial.setdefault("school", self.case.school)
            self.initial.setdefault("grade", self.case.student.grade_id)


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


class ConfirmReturnForm(HouseMixin, forms.Form):
    """The receiving school or place says the child is there."""

    confirmed_on = ThaiDateField(label=_("วันที่ยืนยันว่านักเรียนมาเรียนแล้ว"))
    confirmed_how = forms.CharField(
        label=_("ใครยืนยัน ทางใด"), max_length=200, help_text=_("เช่น ผอ.โรงเรียน ทางโทรศัพท์"),
        error_messages={"required": _("ระบุว่าใครยืนยัน ทางใด")},
    )  # fmt: skip

    def __init__(self, *args, entry: Return, user, today, **options):
        super().__init__(*args, initial={"confirmed_on": today, "confirmed_how": user.full_name}, **options)
        self.entry = entry
        self.fields["confirmed_on"].not_after = today

    def clean_confirmed_on(self):
        """Nobody is there before going there."""
        if self.cleaned_data["confirmed_on"] < self.entry.happened_on:
            raise ValidationError(_("วันที่ยืนยันต้องไม่ก่อนวันที่กลับเข้าเรียน"))
        return self.cleaned_data["confirmed_on"]
