"""The pages of accounts, for the system administrator of an area."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schools import accounts, second_step
from schools.access import Action, states
from schools.filters import AccountFilter
from schools.forms import AccountForm, ResetForm
from schools.models import User, Verb
from schools.paging import paged
from schools.trail import fetch, write

from .posting import get_or_post, posted


@states(Action.ACCOUNT_MANAGE)
@require_safe
def account_list(request):
    """The accounts of one's area."""
    found = AccountFilter(request.GET, User.objects.managed_by(request.user).for_list(), request=request)
    return render(request, "schools/account_list.html", {"filter": found, **paged(request, found.qs)})


@states(Action.ACCOUNT_MANAGE)
@get_or_post
def account_add(request):
    """A new account; its password is on the answer and nowhere else."""
    form = AccountForm(posted(request), manager=request.user)
    if not form.is_valid():
        return render(request, "schools/account_form.html", {"form": form, "name": "", "own": False})
    account = form.save(commit=False)
    password = accounts.open_account(account, form.new_post(), by=request.user)
    return render(request, "schools/account_password.html", {"account": account, "password": password})


@states(Action.ACCOUNT_MANAGE)
@get_or_post
def account_edit(request, key):
    """The particulars of an account and its post; one's own post is not offered."""
    account = _account(request, key)
    name, own = str(account), account == request.user
    form = AccountForm(posted(request), instance=account, manager=request.user)
    if not form.is_valid():
        posts = account.posts.select_related("area", "school", "agency").order_by("-pk")
        context = {"form": form, "account": account, "name": name, "own": own, "posts": posts}
        context |= {"second_step": second_step.of(account), "resets": account.second_step_resets.select_related("reset_by")}
        return render(request, "schools/account_form.html", context)
    account = form.save(commit=False)
    accounts.change_account(account, form.particulars_changed(), form.new_post(), by=request.user, on=timezone.localdate())
    messages.success(request, _("บันทึกบัญชีของ %(person)s แล้ว") % {"person": account})
    return redirect("schools:account-list")


@states(Action.ACCOUNT_MANAGE)
@get_or_post
def account_suspend(request, key):
    """Asks, then suspends an account."""
    account = _another_account(request, key)
    if request.method != "POST":
        return render(request, "schools/account_suspend.html", {"account": account})
    accounts.set_active(account, False, by=request.user)
    messages.success(request, _("ระงับบัญชีของ %(person)s แล้ว เข้าสู่ระบบไม่ได้จนกว่าจะเปิดใช้อีกครั้ง") % {"person": account})
    return redirect("schools:account-list")


@states(Action.ACCOUNT_MANAGE)
@get_or_post
def account_restore(request, key):
    """Asks, then lets a suspended account sign in again."""
    account = _another_account(request, key)
    if request.method != "POST":
        return render(request, "schools/account_restore.html", {"account": account})
    accounts.set_active(account, True, by=request.user)
    messages.success(request, _("เปิดใช้บัญชีของ %(person)s แล้ว") % {"person": account})
    return redirect("schools:account-list")


@states(Action.ACCOUNT_MANAGE)
@get_or_post
def account_reset(request, key):
    """Asks, then replaces a password; the new one is on the answer and nowhere else."""
    account = _another_account(request, key)
    if request.method != "POST":
        return render(request, "schools/account_reset.html", {"account": account})
    password = accounts.reset_password(account, by=request.user)
    return render(request, "schools/account_password.html", {"account": account, "password": password})


@states(Action.ACCOUNT_MANAGE)
@get_or_post
def account_second_step(request, key):
    """Asks why, then takes a second step away whose telephone is lost; the person sets up a new one."""
    account = _another_account(request, key)
    if not second_step.of(account):
        messages.info(request, _("บัญชีนี้ไม่ได้เปิดการยืนยันสองขั้น"))
        return redirect("schools:account-edit", account.key)
    form = ResetForm(posted(request))
    if not form.is_valid():
        return render(request, "schools/account_second_step.html", {"form": form, "account": account})
    accounts.reset_second_step(account, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("ล้างการยืนยันสองขั้นของ %(person)s แล้ว") % {"person": account})
    return redirect("schools:account-edit", account.key)


def _account(request, key: str) -> User:
    return fetch(request, User.objects.managed_by(request.user), key=key)


def _another_account(request, key: str) -> User:
    account = _account(request, key)
    if account == request.user:
        write(request.user, Verb.REFUSED, account)
        raise PermissionDenied(_("ระงับ ตั้งรหัสผ่าน หรือล้างการยืนยันสองขั้นให้บัญชีของตนเองไม่ได้ ให้ผู้ดูแลระบบคนอื่นของเขตทำแทน"))
    return account
