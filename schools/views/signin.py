"""The pages of one's own account: sign-in, sign-out, password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schools import second_step, signin
from schools.access import Action, states
from schools.forms import PasswordForm, SignInForm
from schools.models import Area, Verb
from schools.trail import write

DEMO_ACCOUNTS = (
    ("officer", gettext_lazy("เจ้าหน้าที่เขต")),
    ("supervisor", gettext_lazy("ผู้กำกับดูแล")),
    ("teacher", gettext_lazy("บุคลากรโรงเรียน")),
    ("executive", gettext_lazy("ผู้บริหาร")),
    ("partner", gettext_lazy("หน่วยงานภาคี")),
    ("sysadmin", gettext_lazy("ผู้ดูแลระบบ")),
    ("supervisor-far", gettext_lazy("ผู้กำกับดูแลของเขตที่รับโอนเคส")),
)


def with_next(name: str, path: str) -> str:
    """The address of a page of sign-in, from which the way leads on to `path`."""
    return f"{reverse(name)}?{urlencode({'next': path})}" if path else reverse(name)


class SignInView(LoginView):
    """Sign-in; who has a second step goes on to its page, and who was given a password for one sign-in to the page that changes it.

    Whoever is signed in already goes on.
    """

    http_method_names = ["get", "head", "post"]
    authentication_form = SignInForm
    template_name = "schools/sign_in.html"
    redirect_authenticated_user = True

    def get_form_kwargs(self):
        """The moment of the attempt, for the wait after too many."""
        return super().get_form_kwargs() | {"now": timezone.now()}

    def get_context_data(self, **context):
        """The office, and in the demo its accounts."""
        demo = {"demo_accounts": DEMO_ACCOUNTS, "demo_password": settings.DEMO_PASSWORD} if settings.DEMO else {}
        offices = Area.objects.values_list("name", flat=True)[:2]
        return super().get_context_data(office=offices[0] if len(offices) == 1 else "", **demo, **context)

    def get_redirect_url(self):
        """The page that was asked for; a page of sign-in itself would lead round in a ring."""
        path = super().get_redirect_url()
        return "" if path.startswith(reverse("schools:sign-in")) else path

    def form_valid(self, form):
        """Let the person in, or go on to the second step with nobody signed in yet."""
        if second_step.of(form.get_user()) is None:
            return self.let_in(form)
        second_step.go_half_way(self.request.session, form.get_user(), timezone.now())
        return redirect(with_next("schools:sign-in-code", self.get_redirect_url()))

    @transaction.atomic
    def let_in(self, form):
        """Begin the session, with a line in the trail."""
        second_step.leave_half_way(self.request.session)
        signin.note_sign_in(form.get_user(), signin.address_of(self.request))
        return super().form_valid(form)

    def get_success_url(self):
        """The page that was asked for, but first the page of the password where it must change."""
        return reverse("schools:password") if self.request.user.must_change_password else super().get_success_url()


@login_not_required
@require_POST
def sign_out(request):
    """End the session; who has none any more is where sign-out leads anyway."""
    if request.user.is_authenticated:
        write(request.user, Verb.SIGNED_OUT, request.user)
        logout(request)
    return redirect("schools:sign-in")


@states(Action.OWN_ACCOUNT, of_object=True)  # one's own, which is left to whoever holds no post any more
class PasswordView(PasswordChangeView):
    """One's own password; the other sessions of the account end."""

    http_method_names = ["get", "head", "post"]
    form_class = PasswordForm
    template_name = "schools/password.html"
    success_url = reverse_lazy("home")

    @transaction.atomic
    def form_valid(self, form):
        """Keep the new password; from now on it is the person's own."""
        form.user.must_change_password = False
        write(form.user, Verb.CHANGED, form.user, fields=["password"])
        messages.success(self.request, _("เปลี่ยนรหัสผ่านแล้ว ใช้รหัสผ่านใหม่ในการเข้าสู่ระบบครั้งต่อไป"))
        return super().form_valid(form)
