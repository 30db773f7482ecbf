"""The addresses of this floor."""

from django.urls import path

from . import converters  # noqa: F401  (registers <key:key>)
from .views import accounts, agencies, agency_confirm, mails, notices, pages, schools, second_step, signin
from .views.calendar import calendar_urls
from .views.letterhead import letterhead_urls

app_name = "schools"

urlpatterns = [
    # One's own account
    path("sign-in/", signin.SignInView.as_view(), name="sign-in"),
    path("sign-in/code/", second_step.CodeView.as_view(), name="sign-in-code"),
    path("sign-in/recovery/", second_step.RecoveryView.as_view(), name="sign-in-recovery"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("password/", signin.PasswordView.as_view(), name="password"),
    path("second-step/", second_step.second_step_detail, name="second-step"),
    path("second-step/renew/", second_step.second_step_renew, name="second-step-renew"),
    path("second-step/codes/", second_step.second_step_codes, name="second-step-codes"),
    path("second-step/off/", second_step.second_step_off, name="second-step-off"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/read/", notices.notice_read_all, name="notice-read-all"),
    path("notices/choices/", notices.notice_choices, name="notice-choices"),
    path("notices/<key:key>/", notices.notice_open, name="notice-open"),
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
    path("accounts/<key:key>/second-step/", accounts.account_second_step, name="account-second-step"),
    # Mails on their way out
    path("mails/", mails.mail_list, name="mail-list"),
    path("mails/retry/", mails.mail_retry, name="mail-retry"),
    # Schools
    path("schools/", schools.school_list, name="school-list"),
    path("schools/add/", schools.school_add, name="school-add"),
    path("schools/<key:key>/edit/", schools.school_edit, name="school-edit"),
    # The school calendar
    *calendar_urls,
    # What stands on the office's paper
    *letterhead_urls,
    # The directory of agencies
    path("agencies/", agencies.agency_list, name="agency-list"),
    path("agencies/add/", agencies.agency_add, name="agency-add"),
    path("agencies/<key:key>/", agencies.agency_detail, name="agency-detail"),
    path("agencies/<key:key>/edit/", agencies.agency_edit, name="agency-edit"),
    path("agencies/<key:key>/ask/", agency_confirm.agency_ask, name="agency-ask"),
    path("agencies/<key:key>/phoned/", agency_confirm.agency_phoned, name="agency-phoned"),
    path("agencies/confirm/<str:token>/", agency_confirm.agency_confirm, name="agency-confirm"),
]
