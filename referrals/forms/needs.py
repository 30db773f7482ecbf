"""The form of help that is not to be had in the area."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import SentOnce
from dropout_cases.models import Case
from referrals.models import Referral, UnmetNeed
from schools.models import Code


class UnmetNeedForm(SentOnce):
    """Which help, where it was looked for, and the referral after which that was clear."""

    help_kind = forms.ModelChoiceField(
        Code.objects.none(), label=_("ความช่วยเหลือที่หาไม่ได้"), error_messages={"required": _("เลือกความช่วยเหลือ")}
    )
    note = forms.CharField(
        label=_("หาจากที่ใดแล้ว"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=_("เช่น หน่วยงานที่ถามแล้ว และเหตุที่รับไม่ได้"), error_messages={"required": _("เขียนว่าหาจากที่ใดแล้ว")},
    )  # fmt: skip
    referral = forms.ModelChoiceField(
        Referral.objects.none(), label=_("หลังจากส่งต่อถึง"), required=False, to_field_name="key", empty_label=_("ยังไม่เคยส่งต่อ")
    )

    def __init__(self, *args, case: Case, today: date, **options):
        super().__init__(*args, **options)
        self.case, self.today = case, today
        self.fields["help_kind"].queryset = Code.objects.of("help_kind")
        sent = Referral.objects.filter(round__case=case, voided_at=None).select_related("agency", "school").defer("asked")
        self.fields["referral"].queryset = sent.order_by("-happened_on", "-pk")
        self.fields["referral"].label_from_instance = lambda one: f"{one.receiver} – {one.get_status_display()}"

    def need(self) -> UnmetNeed:
        """What was typed, not saved."""
        typed = self.cleaned_data
        said = {name: typed[name] for name in ("help_kind", "note", "referral")}
        return UnmetNeed(case=self.case, happened_on=self.today, token=typed["token"] or None, **said)
