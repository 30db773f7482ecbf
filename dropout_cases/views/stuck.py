"""The supervisor's pages: what is stuck and with whom, and how many days the office gives each step."""

import re

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases import stuck
from dropout_cases.forms.tasks import DaysForm
from dropout_cases.workflow.days import set_days
from schools.access import Action, states
from schools.converters import KeyConverter
from schools.forms.words import areas_of
from schools.paging import paged
from schools.views.posting import area_asked, get_or_post, posted


@states(Action.WORK_OVERSEE)
@require_safe
def stuck_list(request):
    """How much is stuck, person by person; `what` and `who` in the address ask for the list behind a number."""
    areas, today = stuck.areas_overseen(request.user), timezone.localdate()
    what, who = request.GET.get("what", ""), request.GET.get("who", "")
    if what in stuck.KINDS and (who in ("", stuck.NOBODY) or re.fullmatch(KeyConverter.regex, who)):
        context = paged(request, stuck.behind(areas, today, what, who)) | {"today": today, "what": what}
        return render(request, "dropout_cases/stuck_behind.html", context | {"kind": stuck.KINDS[what]})
    people = [
        (person, [(name, kind.label, counted[name]) for name, kind in stuck.KINDS.items()])
        for person, counted in stuck.by_person(areas, today)
    ]
    return render(request, "dropout_cases/stuck_list.html", {"people": people, "kinds": stuck.KINDS.values(), "today": today})


@states(Action.WORK_OVERSEE)
@get_or_post
def days_edit(request):
    """The office's days; who oversees several offices names one in the address."""
    area = area_asked(request, Action.WORK_OVERSEE)
    form = DaysForm(posted(request), area=area)
    if form.is_valid():
        set_days(area, form.days(), by=request.user, **form.own())
        messages.success(request, _("บันทึกแล้ว กำหนดของเคสที่เปิดอยู่กำลังคิดใหม่ตามนี้"))
        return redirect("dropout_cases:stuck-list")
    areas = areas_of(request.user, Action.WORK_OVERSEE)
    return render(request, "dropout_cases/days_form.html", {"form": form, "area": area, "areas": areas})


stuck_urls = [
    path("stuck/", stuck_list, name="stuck-list"),
    path("settings/days/", days_edit, name="days-edit"),
]
