"""Forms of step 4."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, StepForm
from referrals.models import Attendee, Meeting, Resolution
from thai.dates import ThaiDateField


class MeetingForm(StepForm):
    """A meeting: where, under whom, and in short what was said."""

    date_label = _("วันที่ประชุม")

    class Meta:
        model = Meeting
        fields = ["place_text", "chair", "summary", "safety", "best_interest", "risk"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "place_text": {"required": _("กรอกสถานที่")},
            "chair": {"required": _("กรอกชื่อประธาน")},
        }


class AttendeeForm(HouseMixin, forms.ModelForm):
    """Somebody invited: for which side they speak, whether they came, what they said."""

    start_rows = 3

    class Meta:
        model = Attendee
        fields = ["name", "side", "present", "statement"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["name"].error_messages["required"] = _("กรอกชื่อผู้เข้าประชุม")
        self.fields["side"].error_messages["required"] = _("เลือกฝ่าย")

    @staticmethod
    def choices_for(case) -> dict:
        """Nothing of the case is needed."""
        return {}


class ResolutionForm(HouseMixin, forms.ModelForm):
    """What was agreed: who does it, by when."""

    start_rows = 1
    due_on = ThaiDateField(label=_("ภายใน"), required=False)

    class Meta:
        model = Resolution
        fields = ["text", "owner_name", "by_school", "due_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["text"].error_messages["required"] = _("เขียนมติ")

    @staticmethod
    def choices_for(case) -> dict:
        """Nothing of the case is needed."""
        return {}
