"""The school's three taps."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Attendance
from dropout_cases.steps import Safety

from .base import SentOnce

KEPT_FOR = timedelta(days=7)  # on a device without a connection


class AttendanceForm(SentOnce):
    """One card: nothing chosen in advance; a word only where there is one to say."""

    attendance = forms.ChoiceField(label=_("การมาเรียน"), choices=Attendance.choices, widget=forms.RadioSelect, required=False)
    note = forms.CharField(label=_("หมายเหตุ"), max_length=300, required=False)
    unsafe = forms.BooleanField(
        label=_("นักเรียนไม่ปลอดภัย"), required=False, widget=forms.CheckboxInput({"value": Safety.UNSAFE.value})
    )
    chosen_on = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)  # filled in by the device

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["attendance"].one_of_several = True

    def clean(self):
        """A note or an alarm needs a word on attendance."""
        typed = super().clean()
        if self.has_changed() and not typed.get("attendance"):
            self.add_error("attendance", _("เลือกการมาเรียนของนักเรียนคนนี้"))
        typed["safety"] = Safety.UNSAFE if typed.get("unsafe") else ""
        return typed

    def has_changed(self) -> bool:
        """Whether anything was chosen or written."""
        return any(self.data.get(self.add_prefix(name)) for name in ("attendance", "note", "unsafe"))

    def day(self, today: date) -> date:
        """The day of which the report tells: that of the choice, where a device kept it for want of a connection; else `today`."""
        try:
            chosen = date.fromisoformat(self.cleaned_data["chosen_on"])
        except ValueError:
            return today
        return chosen if today - KEPT_FOR <= chosen <= today else today
