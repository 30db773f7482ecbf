"""Forms of a case's team: who belongs to it, tries to reach somebody, and what the team advises."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Advice, Case, ContactTry, TeamMember
from schools.form_fields import PhoneField
from schools.models import Agency
from thai.dates import ThaiDateField

from .base import HouseMixin, new_token


class EntryForm(HouseMixin, forms.ModelForm):
    """An entry of a case as it is now; it counts once however often it is sent."""

    field_order = ["token"]
    token = forms.CharField(widget=forms.HiddenInput, initial=new_token, max_length=40, required=False)

    def __init__(self, *args, case: Case, today: date, **options):
        options["initial"] = {"happened_on": today} | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.case, self.today = case, today
        self.instance.case = case
        self.fields["happened_on"].not_after = today

    def entry(self):
        """The entry as typed, not saved."""
        self.instance.token = self.cleaned_data["token"] or None
        return self.instance


class MemberForm(EntryForm):
    """Somebody who has to do with the case."""

    phone = PhoneField(label=_("โทรศัพท์"), max_length=40, required=False)
    email = forms.EmailField(label=_("อีเมล"), max_length=120, required=False)
    happened_on = ThaiDateField(label=_("ตั้งแต่วันที่"))

    class Meta:
        model = TeamMember
        fields = ["name", "position", "agency", "of_school", "phone", "email", "happened_on"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.filter(area=self.case.area).choosable()
        self.fields["agency"].to_field_name = "key"


class MemberChangeForm(HouseMixin, forms.Form):
    """How to reach somebody, until when they belong to the case, and whether nobody may contact them.

    Why somebody must not be contacted is for whoever reads the sensitive part; others may say it, and not unsay it unread.
    """

    position = forms.CharField(label=_("ตำแหน่งหรือความเกี่ยวข้อง"), max_length=160, required=False)
    phone = PhoneField(label=_("โทรศัพท์"), max_length=40, required=False)
    email = forms.EmailField(label=_("อีเมล"), max_length=120, required=False)
    until_on = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("กรอกเมื่อไม่เกี่ยวข้องกับเคสนี้แล้ว"))
    no_contact = forms.BooleanField(label=_("ห้ามติดต่อ"), required=False)
    no_contact_why = forms.CharField(
        label=_("เหตุผลที่ห้ามติดต่อ"), widget=forms.Textarea(attrs={"rows": 2}), required=False,
        help_text=_("ผู้รับผิดชอบและผู้กำกับดูแลเท่านั้นที่อ่านได้"),
    )  # fmt: skip

    def __init__(self, *args, member: TeamMember, sensitive: bool, **options):
        fields = list(self.base_fields)
        super().__init__(*args, initial={name: getattr(member, name) for name in fields}, **options)
        if member.no_contact and not sensitive:
            del self.fields["no_contact"], self.fields["no_contact_why"]

    def clean(self):
        """A reason goes with it."""
        typed = super().clean()
        if typed.get("no_contact") and not typed.get("no_contact_why"):
            self.add_error("no_contact_why", _("กรอกเหตุผลที่ห้ามติดต่อ"))
        if "no_contact" in typed and not typed["no_contact"]:
            typed["no_contact_why"] = ""
        return typed


class TryForm(EntryForm):
    """A try to reach somebody of the team, or anybody else by name."""

    member = forms.ModelChoiceField(TeamMember.objects.none(), label=_("ผู้เกี่ยวข้องในเคส"), required=False, to_field_name="key")
    reached = forms.TypedChoiceField(
        label=_("ผล"), choices=[("yes", _("ติดต่อได้")), ("no", _("ติดต่อไม่ได้"))], coerce=lambda word: word == "yes",
        widget=forms.RadioSelect, error_messages={"required": _("เลือกว่าติดต่อได้หรือไม่")},
    )  # fmt: skip
    happened_on = ThaiDateField(label=_("วันที่"))
    next_try_on = ThaiDateField(label=_("ลองใหม่วันที่"), required=False, help_text=_("กรอกเมื่อติดต่อไม่ได้"))

    class Meta:
        model = ContactTry
        fields = ["member", "who", "channel", "reached", "next_try_on", "note", "happened_on"]
        labels = {"who": _("หรือพิมพ์ชื่อ")}
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["member"].queryset = TeamMember.objects.of(self.case)
        if not self.is_bound:
            self.initial["next_try_on"] = self.today + timedelta(days=1)

    def clean(self):
        """Somebody is named; who was reached needs no next try."""
        typed = super().clean()
        if not typed.get("member") and not typed.get("who"):
            self.add_error("who", _("เลือกผู้เกี่ยวข้อง หรือพิมพ์ชื่อ"))
        if typed.get("reached"):
            typed["next_try_on"] = None
        return typed


class AdviceRow(HouseMixin, forms.ModelForm):
    """One point of what the team advised: to find out, or to heed."""

    start_rows = 1

    class Meta:
        model = Advice
        fields = ["kind", "text", "from_whom"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        error_messages = {"text": {"required": _("เขียนข้อแนะนำ")}}

    def __init__(self, *args, case: Case, **options):
        super().__init__(*args, **options)
        self.instance.case = case

    @staticmethod
    def choices_for(case) -> dict:
        """The case the point is for."""
        return {"case": case}


class AdviceForm(EntryForm):
    """A point of advice on a page of its own."""

    happened_on = ThaiDateField(label=_("วันที่แนะนำ"))

    class Meta(AdviceRow.Meta):
        fields = [*AdviceRow.Meta.fields, "happened_on"]
