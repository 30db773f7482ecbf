"""Forms of a case that rests: why and until when, longer or shorter, and how it is when it comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import Code
from thai.dates import ThaiDateField

from .acts import ReasonForm
from .base import HouseMixin, SentOnce


class _Until(ThaiDateField):
    """The day a case comes back, with buttons for those that are usual."""

    def __init__(self, **options):
        super().__init__(label=_("พักถึงวันที่"), help_text=_("วันนี้เคสกลับมาเอง"), **options)
        self.widget.attrs["data-quick"] = "month quarter"


class PauseForm(SentOnce):
    """Why a case rests, and until when."""

    field_order = ["token", "reason", "note", "until"]
    reason = forms.ModelChoiceField(
        Code.objects.none(), label=_("เหตุที่พัก"), empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกเหตุที่พัก")},
    )  # fmt: skip
    note = forms.CharField(label=_("คำอธิบาย"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    until = _Until()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].queryset = Code.objects.of("pause_reason")


class PauseMoveForm(ReasonForm):
    """Another day on which the case comes back, and why."""

    field_order = ["until", "reason"]
    until = _Until()


class ResumeForm(HouseMixin, forms.Form):
    """How things are now."""

    note = forms.CharField(label=_("สถานการณ์ตอนนี้"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
