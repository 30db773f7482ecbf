"""The pages of the second step: at sign-in, and in one's own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools import qr, second_step
from schools.access import Action, states
from schools.forms import CodeForm, OwnCodeForm, RecoveryForm, RenewForm, SetUpForm
from schools.models import Verb
from schools.trail import write

from .posting import get_or_post, posted
from .signin import SignInView, with_next


class CodeView(SignInView):
    """The second page of sign-in, for who gave the right password within five minutes; others are sent back to it."""

    authentication_form = CodeForm  # type: ignore[assignment]  # no password is asked here
    template_name = "schools/second_step_code.html"

    def setup(self, request, *args, **kwargs):
        """Find out who is half way."""
        super().setup(request, *args, **kwargs)
        self.person = second_step.half_way(request.session, timezone.now())

    def get(self, request, *args, **kwargs):
        """The page, for who is half way."""
        return super().get(request, *args, **kwargs) if self.person else self.send_back()

    def post(self, request, *args, **kwargs):
        """The code, of who is half way."""
        return super().post(request, *args, **kwargs) if self.person else self.send_back()

    def get_form_kwargs(self):
        """Whose code it is."""
        return super().get_form_kwargs() | {"user": self.person}

    def form_valid(self, form):
        """The code was right: let the person in."""
        return self.let_in(form)

    def send_back(self):
        """To the password, and from there to the page that was asked for."""
        messages.info(self.request, _("ใส่รหัสผ่านก่อน แล้วกรอกรหัสขั้นที่สองภายใน 5 นาที"))
        return redirect(with_next("schools:sign-in", self.get_redirect_url()))


class RecoveryView(CodeView):
    """The second page of sign-in with a recovery code; who comes in is told how many are left."""

    authentication_form = RecoveryForm
    template_name = "schools/second_step_recovery.html"

    def form_valid(self, form):
        """Let the person in, who had better look after the codes."""
        left = second_step.of(form.get_user()).codes_left
        words = ngettext("เหลือรหัสสำรอง %(count)d รหัส", "เหลือรหัสสำรอง %(count)d รหัส", left) % {"count": left}
        messages.warning(self.request, words)
        return super().form_valid(form)


@states(Action.OWN_ACCOUNT, of_object=True)  # one's own, which is left to whoever holds no post any more
@get_or_post
def second_step_detail(request):
    """One's own second step: how it stands, or the page that sets it up."""
    step = second_step.of(request.user)
    if not step:
        return _set_up(request, SetUpForm, "schools/second_step_set_up.html")
    if request.method == "POST":
        return redirect("schools:second-step")
    context = {"step": step, "left": step.codes_left, "demanded": second_step.is_demanded_of(request.user)}
    return render(request, "schools/second_step_detail.html", context)


@states(Action.OWN_ACCOUNT, of_object=True)
@get_or_post
def second_step_renew(request):
    """Another telephone: a new secret in place of one's own."""
    if not second_step.of(request.user):
        return redirect("schools:second-step")
    return _set_up(request, RenewForm, "schools/second_step_renew.html")


@states(Action.OWN_ACCOUNT, of_object=True)
@get_or_post
def second_step_codes(request):
    """New recovery codes in place of those left; they are on the answer and nowhere else."""
    if not second_step.of(request.user):
        return redirect("schools:second-step")
    form = _own_code_form(request, OwnCodeForm)
    if not form.is_valid():
        return render(request, "schools/second_step_confirm.html", {"form": form})
    return _show_codes(request, second_step.renew_codes(request.user))


@states(Action.OWN_ACCOUNT, of_object=True)
@get_or_post
def second_step_off(request):
    """Asks for a code, then turns one's own second step off, unless it is demanded."""
    if second_step.is_demanded_of(request.user):
        write(request.user, Verb.REFUSED, request.user, fields=["second_step"])
        raise PermissionDenied(_("บทบาทของบัญชีนี้ต้องยืนยันสองขั้น ปิดไม่ได้"))
    if not second_step.of(request.user):
        return redirect("schools:second-step")
    form = _own_code_form(request, OwnCodeForm)
    if not form.is_valid():
        return render(request, "schools/second_step_off.html", {"form": form})
    second_step.turn_off(request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("ปิดการยืนยันสองขั้นแล้ว"))
    return redirect("schools:second-step")


def _set_up(request, form_class, template: str):
    """Show a new secret until a code of it is given; what is sent without a secret shown is led to the start."""
    if request.method == "POST" and not second_step.is_offered(request.session):
        return redirect("schools:second-step")
    secret = second_step.offered_secret(request.session, request.user)
    form = _own_code_form(request, form_class, secret=secret)
    if form.is_valid():
        codes = second_step.set_up(request.user, secret, form.counter, session=request.session, now=form.now)
        return _show_codes(request, codes)
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    address = second_step.address_for_app(secret, request.user)
    context = {"form": form, "groups": groups, "address": address, "demanded": second_step.must_set_up(request.user)}
    return render(request, template, context | qr.drawn(address))


def _own_code_form(request, form_class, **more):
    return form_class(posted(request), request=request, user=request.user, now=timezone.now(), **more)


def _show_codes(request, codes: list[str]):
    update_session_auth_hash(request, request.user)  # the other sessions end, this one goes on
    return render(request, "schools/second_step_codes.html", {"codes": codes})
