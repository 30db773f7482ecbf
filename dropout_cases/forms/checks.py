"""The form of a planned check: another day, other people."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case, PlannedCheck
from thai.dates import ThaiDateField

from .base import HouseMixin
from .watchers import WatchersMixin


class CheckForm(WatchersMixin, HouseMixin, forms.Form):
    """When the check falls due – another day for a reason – and who looks after it, if wanted at all checks still to come."""

    field_order = ["due_on", "reason", "school_owner", "school_name", "office_owner", "for_all"]
    due_on = ThaiDateField(label=_("กำหนดติดตาม"))
    reason = forms.CharField(
        label=_("เหตุที่เลื่อน"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("จำเป็นเมื่อเปลี่ยนวัน")
    )
    for_all = forms.BooleanField(label=_("ใช้ผู้รายงานและผู้ติดตามนี้กับทุกครั้งที่เหลือ"), required=False)

    def __init__(self, *args, check: PlannedCheck, case: Case, today: date, **options):
        now = {name: getattr(check, name) for name in ("due_on", "school_owner", "school_name", "office_owner")}
        super().__init__(*args, initial=now, **options)
        self.check, self.today = check, today
        self.offer_watchers(case, case.school or check.of_return.school)

    def clean(self):
        """Another day lies ahead and says why."""
        typed = super().clean()
        due = typed.get("due_on")
        if due and due != self.check.due_on:
            if due < max(self.today, self.check.of_return.happened_on):
                self.add_error("due_on", _("กำหนดใหม่ต้องไม่ก่อนวันนี้"))
            elif not typed.get("reason"):
                self.add_error("reason", _("กรอกเหตุที่เลื่อน"))
        return typed
