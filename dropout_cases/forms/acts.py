"""Small forms of acts that decide: a reason, a date, a coded choice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import Code, User
from thai.dates import ThaiDateField

from .base import HouseMixin


class ReasonForm(HouseMixin, forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("กรอกเหตุผล")}
    )


class PostponeForm(ReasonForm):
    """A new due date and why."""

    field_order = ["to", "reason"]
    to = ThaiDateField(label=_("กำหนดใหม่"))


class LoopForm(HouseMixin, forms.Form):
    """Why a new round begins."""

    reason = forms.ModelChoiceField(
        Code.objects.none(), label=_("เหตุที่เริ่มรอบใหม่"), empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกเหตุที่เริ่มรอบใหม่")},
    )  # fmt: skip
    note = forms.CharField(label=_("คำอธิบาย"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].queryset = Code.objects.of("round_start_reason").exclude(code="RECEIVED")  # said by a hand-over alone


class OwnerForm(HouseMixin, forms.Form):
    """Who is to be responsible."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("ผู้รับผิดชอบ"), error_messages={"required": _("เลือกผู้รับผิดชอบ")})

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = people
