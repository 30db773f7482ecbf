"""The forms of one's own account: signing in, and changing the password."""

from datetime import timedelta

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools import signin
from thai.dates import thai_time

from .words import PlainWords

WEAK = {
    "password_too_short": _("ใช้รหัสผ่านอย่างน้อย %(min_length)d ตัวอักษร"),
    "password_too_common": _("รหัสผ่านนี้เดาง่าย ใช้คำหลายคำต่อกัน"),
    "password_entirely_numeric": _("รหัสผ่านมีแต่ตัวเลข เพิ่มตัวอักษร"),
    "password_too_similar": _("รหัสผ่านคล้ายชื่อหรือชื่อผู้ใช้ ใช้คำอื่น"),
}


def _password(label, autocomplete: str, **options) -> forms.CharField:
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput({"autocomplete": autocomplete}), **options)


def too_many(until) -> ValidationError:
    """The answer to who tried too often; a minute later than `until`, because the time is told without seconds."""
    words = _("ลองครบจำนวนครั้งแล้ว ลองใหม่ได้ตั้งแต่ %(time)s")
    return ValidationError(words, code="wait", params={"time": thai_time(until + timedelta(minutes=1))})


class SignInForm(PlainWords, AuthenticationForm):
    """User name and password; a wrong pair gets one answer, whatever was wrong with it, and too many get a wait."""

    error_messages = {
        "invalid_login": _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"),
        "inactive": _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"),
        "no_post": _("บัญชีนี้ยังไม่มีบทบาทในระบบ ติดต่อผู้ดูแลระบบของเขต"),
    }

    password = _password(_("รหัสผ่าน"), "current-password")

    def __init__(self, *args, now, **options):
        super().__init__(*args, **options)
        self.now = now
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean_username(self):
        """The user name that was meant."""
        return signin.fold_username(self.cleaned_data["username"])

    def clean(self):
        """Ask whether it is time to try, then whether the pair is right; a wrong pair is written down."""
        username, address = self.cleaned_data.get("username"), signin.address_of(self.request)
        if not username or "password" not in self.cleaned_data:
            return self.cleaned_data
        if until := signin.wait_until(username, address, self.now):
            raise too_many(until)
        try:
            return super().clean()
        except ValidationError as error:
            if error.code == "invalid_login":
                signin.note_refusal(username, address)
            raise

    def confirm_login_allowed(self, user):
        """Refuse, to who knew the password, an account that would find every page closed."""
        super().confirm_login_allowed(user)
        if not user.current_posts:
            raise ValidationError(self.error_messages["no_post"], code="no_post")


class PasswordForm(PlainWords, PasswordChangeForm):
    """A new password for oneself, by who knows the old one."""

    error_messages = {
        "password_incorrect": _("รหัสผ่านเดิมไม่ถูกต้อง ตรวจแล้วพิมพ์ใหม่"),
        "password_mismatch": _("รหัสผ่านใหม่สองช่องไม่ตรงกัน พิมพ์ใหม่ทั้งสองช่อง"),
        "same": _("รหัสผ่านใหม่เหมือนรหัสผ่านเดิม ใช้รหัสผ่านอื่น"),
    }

    old_password = _password(_("รหัสผ่านเดิม"), "current-password")
    new_password1 = _password(
        _("รหัสผ่านใหม่"),
        "new-password",
        help_text=_("อย่างน้อย 12 ตัวอักษร ใช้คำหลายคำต่อกันได้ ไม่ใช้ชื่อหรือชื่อผู้ใช้ของตนเอง"),
    )
    new_password2 = _password(_("รหัสผ่านใหม่อีกครั้ง"), "new-password")

    def validate_password_for_user(self, user, password_field_name="new_password2"):
        """Say what makes a password weak at the box where it is typed first."""
        typed = self.cleaned_data.get("new_password1", "")
        if typed and typed == self.cleaned_data.get("old_password"):
            self.add_error("new_password1", ValidationError(self.error_messages["same"], code="same"))
        try:
            validate_password(typed, user)
        except ValidationError as weak:
            for error in weak.error_list if typed else ():
                words = WEAK.get(error.code, error.message)
                self.add_error("new_password1", ValidationError(words, code=error.code, params=error.params))
