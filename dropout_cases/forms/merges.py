"""Two small forms: which child is the same, and why two rows become one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.duplicates import Told
from dropout_cases.models import Student
from thai.identity import IdentityNumberField
from thai.text import validate_name

from .acts import ReasonForm
from .base import HouseMixin


class OtherChildForm(HouseMixin, forms.Form):
    """A child of the office, by name or number; neither stands in an address."""

    name = forms.CharField(label=_("ชื่อและนามสกุลเด็ก"), max_length=170, required=False, validators=[validate_name])
    number = IdentityNumberField(label=_("เลขประจำตัว 13 หลัก หรือรหัส G"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.one_of_several = True

    def clean(self):
        """One of the two is asked for."""
        typed = super().clean()
        if not (self.errors or typed.get("name") or typed.get("number")):
            self.add_error("name", _("กรอกชื่อหรือเลขประจำตัว"))
        return typed

    def told(self) -> Told:
        """What is typed of the child."""
        child = Student()
        child.take_name(self.cleaned_data["name"])
        return Told.of(child, self.cleaned_data["number"])


class MergeForm(ReasonForm):
    """Why the two are one child; kept with the merge."""

    reason = forms.CharField(
        label=_("เหตุผลที่เป็นเด็กคนเดียวกัน"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("เช่น เลขประจำตัวตรงกัน ผู้ปกครองยืนยัน"),
        error_messages={"required": _("กรอกเหตุผลที่รวม")},
    )  # fmt: skip
