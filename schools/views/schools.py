"""The pages of schools, for the system administrator of an area."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schools.access import Action, states
from schools.conflicts import conflict_page
from schools.filters import SchoolFilter
from schools.forms import SchoolForm
from schools.models import School, Verb
from schools.paging import paged
from schools.trail import fetch, write

from .posting import get_or_post, posted


@states(Action.SCHOOL_MANAGE)
@require_safe
def school_list(request):
    """The schools of one's area, in dictionary order."""
    schools = School.objects.visible_to(request.user, Action.SCHOOL_MANAGE).select_related("tambon__amphoe")
    found = SchoolFilter(request.GET, schools, request=request)
    return render(request, "schools/school_list.html", {"filter": found, **paged(request, found.qs)})


@states(Action.SCHOOL_MANAGE)
@get_or_post
def school_add(request):
    """A new school."""
    return _school_page(request, None)


@states(Action.SCHOOL_MANAGE)
@get_or_post
def school_edit(request, key):
    """The particulars of a school."""
    schools = School.objects.visible_to(request.user, Action.SCHOOL_MANAGE)
    return _school_page(request, fetch(request, schools, key=key))


@transaction.atomic
def _school_page(request, school: School | None):
    if school:
        school = School.objects.select_for_update().get(pk=school.pk)
    name = str(school or "")
    form = SchoolForm(posted(request), instance=school, user=request.user, action=Action.SCHOOL_MANAGE)
    if not form.is_valid():
        return render(request, "schools/school_form.html", {"form": form, "name": name})
    if form.conflicts:
        return conflict_page(request, form, [school], back=reverse("schools:school-list"))
    kept = form.save()
    write(request.user, Verb.CHANGED if school else Verb.CREATED, kept, fields=form.written(), area=kept.area)
    messages.success(request, _("บันทึก%(school)sแล้ว") % {"school": kept})
    return redirect("schools:school-list")
