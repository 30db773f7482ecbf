"""Forms around personal links: making one, the code that opens it, and the answer."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, validate_email
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import AnswerLink, CodeWay, StepRecord, TeamMember
from dropout_cases.workflow.links import LONGEST_DAYS, days_for
from schools.form_fields import PhoneField
from thai.numerals import to_arabic
from thai.text import squash

from .base import HouseMixin


class LinkForm(HouseMixin, forms.ModelForm):
    """Who is to answer, and by which way the code reaches them; what the record or the team knows is filled in."""

    field_order = ["member", "for_whom", "way", "address", "days", "mail_page"]
    member = forms.ModelChoiceField(TeamMember.objects.none(), label=_("ผู้เกี่ยวข้องในเคส"), required=False, to_field_name="key")
    address = forms.CharField(label=_("อีเมลหรือเบอร์โทรที่ส่งรหัส"), max_length=120, required=False)
    days = forms.IntegerField(label=_("ใช้ได้กี่วัน"), min_value=1, widget=forms.NumberInput(attrs={"class": "input-short"}))
    mail_page = forms.BooleanField(label=_("ส่งลิงก์ทางอีเมลนี้ด้วย"), required=False, initial=True)

    class Meta:
        model = AnswerLink
        fields = ["for_whom", "way"]
        error_messages = {"for_whom": {"required": _("กรอกชื่อผู้ตอบ")}}

    def __init__(self, *args, entry: StepRecord, today: date, **options):
        known, days = entry.link_to(), days_for(entry, today)
        way = CodeWay.PHONE if known.get("phone") and not known.get("email") else CodeWay.MAIL
        address = known.get("email") or known.get("phone", "")
        options["initial"] = {"for_whom": known.get("for_whom", ""), "way": way, "address": address, "days": days}
        super().__init__(*args, **options)
        self.fields["member"].queryset = TeamMember.objects.of(entry.round.case)
        self.fields["member"].help_text = _("เลือกแล้วเว้นชื่อและที่อยู่ติดต่อว่างไว้ได้")
        self.fields["days"].validators.append(MaxValueValidator(max(days, LONGEST_DAYS)))
        self.fields["way"] = forms.ChoiceField(label=_("ส่งรหัสทาง"), choices=CodeWay.choices, widget=forms.RadioSelect)
        if self.fields["member"].queryset.exists():
            self.fields["for_whom"].required = False
        else:
            del self.fields["member"]
            self.fields["address"].required = True

    def clean(self):
        """Whoever was chosen of the team, where nothing else was typed; an address that fits the way."""
        typed = super().clean()
        member, way = typed.get("member"), typed.get("way")
        if member:
            typed["for_whom"] = member.name
            typed["address"] = typed.get("address") or (member.email if way == CodeWay.MAIL else member.phone)
        if not typed.get("for_whom") and "for_whom" not in self.errors:
            self.add_error("for_whom", _("กรอกชื่อผู้ตอบ"))
        if way and "address" in typed:
            self._check_address(way, typed["address"])
        return typed

    def _check_address(self, way: str, address: str) -> None:
        missing = _("กรอกอีเมลที่ส่งรหัส") if way == CodeWay.MAIL else _("กรอกเบอร์โทรที่แจ้งรหัส")
        try:
            if not address:
                raise ValidationError(missing)
            validate_email(address) if way == CodeWay.MAIL else PhoneField().clean(address)
        except ValidationError as error:
            self.add_error("address", missing if way == CodeWay.MAIL else error.messages)


class CodeForm(HouseMixin, forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=_("รหัส 6 หลัก"), max_length=20, error_messages={"required": _("กรอกรหัส 6 หลัก")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-short"}),
    )  # fmt: skip

    def clean_code(self):
        """The digits alone, Thai ones as Arabic ones."""
        return to_arabic(squash(self.cleaned_data["code"]))


class AnswerForm(HouseMixin, forms.Form):
    """The answer in free words."""

    answer = forms.CharField(
        label=_("คำตอบ"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("ตอบเท่าที่ถาม"), error_messages={"required": _("เขียนคำตอบ")},
    )  # fmt: skip
