"""The addresses of this floor."""

from django.urls import path

from . import converters  # noqa: F401  (registers <key:key>)
from .views import accounts, agencies, pages, schools, signin

app_name = "schools"

urlpatterns = [
    # One's own account
    path("sign-in/", signin.SignInView.as_view(), name="sign-in"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("password/", signin.PasswordView.as_view(), name="password"),
    # Open to everyone
    path("language/", pages.language, name="language"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    # Accounts
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/add/", accounts.account_add, name="account-add"),
    path("accounts/<key:key>/edit/", accounts.account_edit, name="account-edit"),
    path("accounts/<key:key>/suspend/", accounts.account_suspend, name="account-suspend"),
    path("accounts/<key:key>/restore/", accounts.account_restore, name="account-restore"),
    path("accounts/<key:key>/reset/", accounts.account_reset, name="account-reset"),
    # Schools
    path("schools/", schools.school_list, name="school-list"),
    path("schools/add/", schools.school_add, name="school-add"),
    path("schools/<key:key>/edit/", schools.school_edit, name="school-edit"),
    # The directory of agencies
    path("agencies/", agencies.agency_list, name="agency-list"),
    path("agencies/add/", agencies.agency_add, name="agency-add"),
    path("agencies/<key:key>/", agencies.agency_detail, name="agency-detail"),
    path("agencies/<key:key>/edit/", agencies.agency_edit, name="agency-edit"),
]
