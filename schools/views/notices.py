"""The bell: what a person is to know, and that it was read."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from schools.access import Action, states
from schools.models import Notice
from schools.paging import paged
from schools.trail import fetch


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
