"""The form of a call to a receiver that has not answered."""

from datetime import date

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import SentOnce
from referrals.models import Referral
from thai.dates import ThaiDateField


class CallOutcome(models.TextChoices):
    """What came of the call."""

    PROMISED = "PROMISED", _("รับปากว่าจะตอบ")
    WORKING = "WORKING", _("กำลังดำเนินการ ยังบอกวันไม่ได้")
    NOBODY = "NOBODY", _("ไม่มีผู้รับสาย")


class CallForm(SentOnce):
    """What came of the call in one tap, by when an answer is promised, who spoke, and what else was said."""

    outcome = forms.ChoiceField(
        label=_("ผลการโทร"), choices=CallOutcome.choices, widget=forms.RadioSelect, error_messages={"required": _("เลือกผลการโทร")}
    )
    until = ThaiDateField(label=_("รับปากว่าจะตอบภายใน"), required=False)
    said_by = forms.CharField(label=_("ผู้รับสาย"), max_length=160, required=False)
    note = forms.CharField(
        label=_("สิ่งที่พูดคุย"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False,
        help_text=_("เก็บไว้ในเคส ผู้รับไม่เห็น"),
    )  # fmt: skip

    def __init__(self, *args, referral: Referral, today: date, **options):
        super().__init__(*args, **options)
        self.today = today
        self.fields["until"].widget.attrs["data-quick"] = "today week"
        self.fields["said_by"].initial = referral.link_to()["for_whom"] if referral.agency else ""

    def clean(self):
        """A promise names its day, and only a promise does; where nobody answered, nobody spoke."""
        typed = super().clean()
        outcome, until = typed.get("outcome"), typed.get("until")
        if outcome == CallOutcome.PROMISED and not until and "until" not in self.errors:
            self.add_error("until", _("กรอกวันที่รับปากว่าจะตอบ"))
        if outcome and outcome != CallOutcome.PROMISED and until:
            self.add_error("until", _("เว้นวันที่ไว้ เมื่อยังไม่มีผู้รับปาก"))
        if until and until < self.today:
            self.add_error("until", _("วันที่รับปากต้องไม่ก่อนวันนี้"))
        return typed

    def said(self) -> dict:
        """What the engine takes."""
        typed = self.cleaned_data
        words = " – ".join(filter(None, (str(CallOutcome(typed["outcome"]).label), typed["note"])))
        who = "" if typed["outcome"] == CallOutcome.NOBODY else typed["said_by"]
        return {"text": words, "said_by": who, "until": typed["until"], "token": typed["token"] or None}
