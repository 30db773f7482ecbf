"""The forms of this floor, one file a noun."""

from .accounts import AccountForm
from .agencies import AgencyForm
from .schools import SchoolForm
from .signin import PasswordForm, SignInForm

__all__ = ["AccountForm", "AgencyForm", "PasswordForm", "SchoolForm", "SignInForm"]
