"""The forms of this floor, one file a noun."""

from .accounts import AccountForm
from .agencies import AgencyForm, ConfirmForm
from .notices import NoticeChoicesForm
from .schools import SchoolForm
from .second_step import CodeForm, OwnCodeForm, RecoveryForm, RenewForm, ResetForm, SetUpForm
from .signin import PasswordForm, SignInForm

__all__ = [
    "AccountForm", "AgencyForm", "CodeForm", "ConfirmForm", "NoticeChoicesForm", "OwnCodeForm", "PasswordForm", "RecoveryForm",
    "RenewForm", "ResetForm", "SchoolForm", "SetUpForm", "SignInForm",
]  # fmt: skip
