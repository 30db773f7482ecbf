"""Forms of step 2."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, StepForm
from dropout_cases.models import Channel, TeamMember
from dropout_cases.workflow import Refused
from dropout_cases.workflow.team import refuse_barred
from referrals.models import Contact, Party
from schools.models import Agency
from thai.dates import ThaiDateField

BEFORE_ASKED = _("วันที่ตอบต้องไม่ก่อนวันที่ติดต่อ")


class ContactForm(StepForm):
    """One party told or asked, and what it answered if it did."""

    date_label = _("วันที่ติดต่อ")
    party = forms.ChoiceField(
        label=_("ติดต่อใคร"),
        choices=Party.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่าติดต่อใคร")},
    )
    channel = forms.ChoiceField(label=_("วิธีติดต่อ"), choices=Channel.choices, initial=Channel.PHONE)
    member = forms.ModelChoiceField(
        TeamMember.objects.none(), label=_("ผู้เกี่ยวข้องในเคส"), required=False, to_field_name="key",
        help_text=_("เลือกคนในทีม หรือพิมพ์ชื่อด้านล่าง"),
    )  # fmt: skip
    answered_on = ThaiDateField(label=_("วันที่ตอบ"), required=False)
    answer_by = ThaiDateField(label=_("ขอคำตอบภายใน"), required=False, help_text=_("กรอกเมื่อยังรอคำตอบ"))

    class Meta:
        model = Contact
        fields = [
            "party", "member", "agency", "person", "channel", "asked", "wants_answer", "answer_by",
            "answer", "answered_on", "to_find_out",
            "safety", "best_interest", "risk",
        ]  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("asked", "answer", "to_find_out")}
        error_messages = {"asked": {"required": _("เขียนเรื่องที่แจ้งหรือถาม")}}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.filter(area=self.case.area).choosable()
        self.fields["agency"].help_text = _("เลือกเมื่อติดต่อหน่วยงานภาคี")
        self.fields["member"].queryset = TeamMember.objects.of(self.case)
        self.fields["answered_on"].not_after = self.today
        self.fields["wants_answer"].help_text = _("เอาออกเมื่อแจ้งให้ทราบเท่านั้น")
        self.fields["to_find_out"].help_text = _("ทีมสหวิชาชีพต้องการรู้อะไรอีก กฎหรือระเบียบใดเกี่ยวข้อง")

    def clean(self):
        """An answer without a day was given on the day of the contact."""
        cleaned = super().clean()
        self._take_member(cleaned)
        if cleaned.get("answer") and not cleaned.get("answered_on"):
            cleaned["answered_on"] = cleaned.get("happened_on") or self.today
        if cleaned.get("answered_on") and cleaned.get("happened_on") and cleaned["answered_on"] < cleaned["happened_on"]:
            self.add_error("answered_on", BEFORE_ASKED)
        return cleaned

    def _take_member(self, cleaned):
        """What the team knows of whoever was chosen, where nothing was typed; nobody contacts whom nobody may contact."""
        member = cleaned.get("member")
        if member:
            cleaned["person"] = cleaned.get("person") or " ".join(filter(None, (member.name, member.position)))[:160]
            cleaned["agency"] = cleaned.get("agency") or (member.agency if cleaned.get("party") == Party.AGENCY else None)
        try:
            refuse_barred(self.case, member, cleaned.get("person", ""))
        except Refused as refused:
            self.add_error("member" if member else "person", refused.reason)


class ContactAnswerForm(HouseMixin, forms.Form):
    """What a party answered later."""

    answered_on = ThaiDateField(label=_("วันที่ตอบ"))
    answer = forms.CharField(
        label=_("คำตอบ"), widget=forms.Textarea(attrs={"rows": 4}), error_messages={"required": _("เขียนคำตอบ")}
    )
    to_find_out = forms.CharField(label=_("สิ่งที่ต้องรู้หรือสังเกตเพิ่ม"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args, contact: Contact, today, **options):
        super().__init__(*args, initial={"answered_on": today, "to_find_out": contact.to_find_out}, **options)
        self.contact = contact
        self.fields["answered_on"].not_after = today

    def clean_answered_on(self):
        """Nobody answers before being asked."""
        if self.cleaned_data["answered_on"] < self.contact.happened_on:
            raise ValidationError(BEFORE_ASKED)
        return self.cleaned_data["answered_on"]
