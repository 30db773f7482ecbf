"""The forms of the second step of sign-in: the code itself, setting up, and the reset of somebody else's."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools import second_step, signin
from schools.models import SecondStepReset

from .signin import too_many
from .words import PlainWords

SIX_DIGITS = re.compile(r"[0-9]{6}")
LONGEST = 40  # typed with spaces and hyphens


class RecoveryField(forms.CharField):
    """A recovery code, or the six digits of the app, in whatever way they were typed."""

    attributes = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def __init__(self, **options):
        super().__init__(max_length=LONGEST, **options)
        self.widget.attrs |= self.attributes

    def to_python(self, value):
        """The code without what makes no difference."""
        return second_step.fold_code(super().to_python(value))


class CodeField(RecoveryField):
    """The six digits of the app; anything else is no try."""

    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    default_error_messages = {"invalid": _("กรอกตัวเลข 6 หลักที่แอปแสดง")}

    def to_python(self, value):
        """Six digits, 0–9."""
        code = super().to_python(value)
        if code and not SIX_DIGITS.fullmatch(code):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return code


class _TakesCode(PlainWords, forms.Form):
    """A form in which a person gives a code of their own, which is used up by it."""

    wrong = _("รหัสไม่ถูกต้องหรือใช้ไปแล้ว รอรหัสถัดไปแล้วกรอกใหม่")

    def __init__(self, *args, request, user, now, **options):
        super().__init__(*args, **options)
        self.request, self.user, self.now = request, user, now

    def get_user(self):
        """Whose code it is."""
        return self.user

    def take(self, name: str) -> None:
        """Use up the code typed in the field `name`, or say at it why not."""
        try:
            address = signin.address_of(self.request)
            right = second_step.take(self.user, self.cleaned_data[name], address=address, now=self.now)
        except second_step.TooMany as wait:
            raise too_many(wait.until) from wait
        if not right:
            self.add_error(name, ValidationError(self.wrong, code="wrong"))


class CodeForm(_TakesCode):
    """The second page of sign-in: the code of the app."""

    code = CodeField(label=_("รหัส 6 หลักจากแอป"))

    def clean(self):
        """Use up the code."""
        if "code" in self.cleaned_data:
            self.take("code")
        return self.cleaned_data


class RecoveryForm(CodeForm):
    """The second page of sign-in for who has not got the telephone at hand."""

    wrong = _("รหัสไม่ถูกต้องหรือใช้ไปแล้ว กรอกรหัสสำรองตัวอื่น")

    code = RecoveryField(label=_("รหัสสำรอง"))


class OwnCodeForm(CodeForm):
    """A change of one's own second step, which takes a code of it."""

    code = RecoveryField(label=_("รหัสจากแอป หรือรหัสสำรอง"))


class SetUpForm(_TakesCode):
    """The first code of a new secret: it shows that the app has it, and its clock is right."""

    code = CodeField(label=_("รหัส 6 หลักที่แอปแสดง"))

    def __init__(self, *args, secret, **options):
        super().__init__(*args, **options)
        self.secret = secret

    def clean_code(self):
        """The code; the half minute it belongs to is kept, so that it counts no second time."""
        self.counter = second_step.counter_of(self.secret, self.cleaned_data["code"], self.now)
        if self.counter is None:
            raise ValidationError(_("รหัสไม่ตรง ตั้งเวลาของโทรศัพท์เป็นอัตโนมัติ แล้วกรอกรหัสใหม่"), code="wrong")
        return self.cleaned_data["code"]


class RenewForm(SetUpForm):
    """A new secret in place of one's own: a code of each, and the old one is used up only when the new one is right."""

    current = RecoveryField(label=_("รหัสจากแอปเดิม หรือรหัสสำรอง"))
    code = CodeField(label=_("รหัส 6 หลักจากแอปใหม่"))

    def clean(self):
        """Use up the code of the secret before."""
        if {"current", "code"} <= self.cleaned_data.keys():
            self.take("current")
        return self.cleaned_data


class ResetForm(PlainWords, forms.ModelForm):
    """Why an administrator takes somebody's second step away."""

    class Meta:
        model = SecondStepReset
        fields = ["reason"]
        help_texts = {"reason": _("เช่น เปลี่ยนโทรศัพท์และไม่มีรหัสสำรอง ยืนยันตัวแล้วทางโทรศัพท์")}
