"""The bell: what a person is to know, and that it was read."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schools import notices
from schools.access import Action, states
from schools.forms import NoticeChoicesForm
from schools.models import Notice
from schools.paging import paged
from schools.trail import fetch

from .posting import get_or_post, posted


@states(Action.OWN_ACCOUNT)
@require_safe
def notice_list(request):
    """One's own notices, the newest first."""
    return render(request, "schools/notice_list.html", paged(request, Notice.objects.visible_to(request.user)))


@states(Action.OWN_ACCOUNT, of_object=True)
@require_POST
def notice_open(request, key):
    """Mark a notice read, and go where it leads."""
    notice = fetch(request, Notice.objects.visible_to(request.user), key=key)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    safe = url_has_allowed_host_and_scheme(notice.path, None)
    return redirect(notice.path if safe else "schools:notice-list")


@states(Action.OWN_ACCOUNT)
@require_POST
def notice_read_all(request):
    """Mark all read."""
    Notice.objects.visible_to(request.user).unread().update(read_at=timezone.now())
    return redirect("schools:notice-list")


@states(Action.OWN_ACCOUNT)
@get_or_post
def notice_choices(request):
    """By which way one hears of what; the address of the mails is kept by the administrator."""
    form = NoticeChoicesForm(posted(request), user=request.user)
    if not form.is_valid():
        return render(request, "schools/notice_choices.html", {"form": form})
    notices.choose(request.user, **form.cleaned_data)
    messages.success(request, _("บันทึกวิธีรับการแจ้งเตือนแล้ว"))
    return redirect("schools:notice-list")
