"""Points where the public reports: each has its link and its poster to print, and is taken down without being lost."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases.forms.points import PointForm
from dropout_cases.models import ReportPoint
from schools import qr, trail
from schools.access import Action, states
from schools.models import User, Verb
from schools.paging import paged
from schools.views.posting import get_or_post, posted


@states(Action.POINT_MANAGE)
@require_safe
def point_list(request):
    """The points of one's area or school."""
    points = ReportPoint.objects.visible_to(request.user).for_list()
    return render(request, "dropout_cases/point_list.html", paged(request, points))


@states(Action.POINT_MANAGE)
@get_or_post
def point_add(request):
    """A point for a school, a village or the whole area."""
    form = PointForm(posted(request), user=request.user)
    if not form.is_valid():
        return render(request, "dropout_cases/point_form.html", {"form": form})
    point = _make(form, by=request.user)
    messages.success(request, _("ทำจุดรับแจ้งแล้ว พิมพ์แผ่นป้ายนี้ หรือส่งลิงก์"))
    return redirect("dropout_cases:point-poster", point.key)


@transaction.atomic
def _make(form: PointForm, *, by: User) -> ReportPoint:
    point = form.point()
    point.made_by = by
    point.save()
    trail.write(by, Verb.CREATED, point, fields=form.changed_data, area=point.area)
    return point


@states(Action.POINT_MANAGE, of_object=True)
@get_or_post
def point_switch(request, key):
    """Take a point down, or put it up again; its key and its poster stay good."""
    point = _fetch(request, key)
    if request.method == "POST":
        _switch(point, is_open="open" in request.POST, by=request.user)
        messages.success(request, _("เปิดรับแจ้งแล้ว") if point.is_open else _("ปิดรับแจ้งแล้ว ผู้ที่สแกนจะเห็นเบอร์โทรสำนักงาน"))
    return redirect("dropout_cases:point-list")


@transaction.atomic
def _switch(point: ReportPoint, *, is_open: bool, by: User) -> None:
    point.is_open = is_open
    point.save(update_fields=["is_open"])
    trail.write(by, Verb.CHANGED, point, fields=["is_open"], area=point.area)


@states(Action.POINT_MANAGE, of_object=True)
@require_safe
def point_poster(request, key):
    """A sheet of A4 to print and hang up: the code, the address, what to expect, and whom to call."""
    point = _fetch(request, key)
    address = request.build_absolute_uri(reverse("dropout_cases:public-point", args=[point.key]))
    status = request.build_absolute_uri(reverse("dropout_cases:public-status"))
    context = {"point": point, "address": address, "status": status, **qr.drawn(address, error="q")}
    return render(request, "dropout_cases/point_poster.html", context)


def _fetch(request, key) -> ReportPoint:
    points = ReportPoint.objects.visible_to(request.user).for_list()
    return trail.fetch(request, points, key=key, action=Action.POINT_MANAGE)


point_urls = [
    path("", point_list, name="point-list"),
    path("add/", point_add, name="point-add"),
    path("<key:key>/switch/", point_switch, name="point-switch"),
    path("<key:key>/poster/", point_poster, name="point-poster"),
]
