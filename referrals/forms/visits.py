"""Forms of step 3."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, StepForm
from dropout_cases.forms.steps import CausesMixin
from referrals.models import LOOKS, Certainty, Finding, Look, Visit
from schools.models import Agency, Code
from thai.dates import ThaiDateField


class VisitForm(CausesMixin, StepForm):
    """A joint visit: who went, whom they met, what they saw and heard."""

    date_label = _("วันที่ลงพื้นที่")
    next_try_on = ThaiDateField(label=_("นัดใหม่"), required=False, help_text=_("กรอกเมื่อยังไม่พบใคร"))

    class Meta:
        model = Visit
        fields = [
            "place_text", "visitors", "with_school", "agencies", "result", *(name for name, _label in LOOKS),
            "seen", "child_voice", "conclusion", "next_try_on", "safety", "best_interest", "risk",
        ]  # fmt: skip
        widgets = {
            "visitors": forms.Textarea(attrs={"rows": 2}),
            "agencies": forms.CheckboxSelectMultiple,
            "result": forms.RadioSelect,
            "seen": forms.Textarea(attrs={"rows": 3}),
            "child_voice": forms.Textarea(attrs={"rows": 3}),
            "conclusion": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "place_text": {"required": _("กรอกสถานที่")},
            "visitors": {"required": _("กรอกชื่อผู้ร่วมลงพื้นที่")},
            "result": {"required": _("เลือกว่าได้พบใคร")},
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.offer_causes()
        self.fields["happened_on"].error_messages["future"] = _("วันที่ลงพื้นที่ต้องไม่เกินวันนี้")
        self.fields["causes"].label = _("สาเหตุที่พบ")
        self.fields["agencies"].queryset = Agency.objects.filter(area=self.case.area).choosable()
        self.fields["agencies"].to_field_name = "key"  # a row number may be sent longer than SQLite can compare
        self.fields["result"].queryset = Code.objects.of("visit_result")
        self.fields["result"].empty_label = None
        self.fields["visitors"].help_text = _("ชื่อและหน่วยงาน คนละบรรทัด")
        for name, label in LOOKS:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=Look.choices, widget=forms.RadioSelect, initial=Look.NOT_SEEN
            )
        if not self.is_bound:
            self.initial.setdefault("place_text", self.case.place_text or _("บ้านของนักเรียน"))

    def links(self) -> dict:
        """Agencies and causes."""
        return {"agencies": self.cleaned_data["agencies"], "causes": self.chosen_causes()}


class FindingForm(HouseMixin, forms.ModelForm):
    """A key fact: from whom, and from which other source it was checked."""

    start_rows = 2

    class Meta:
        model = Finding
        fields = ["statement", "source", "state", "second_source"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["statement"].error_messages["required"] = _("เขียนข้อเท็จจริง")
        self.fields["source"].error_messages["required"] = _("ระบุว่าได้จากใคร")
        self.fields["state"] = forms.ChoiceField(
            label=_("ตรวจสอบแล้วหรือไม่"), choices=[("", _("ยังไม่ตรวจ")), *Certainty.choices], required=False
        )

    @staticmethod
    def choices_for(case) -> dict:
        """Nothing of the case is needed."""
        return {}
