"""The directory of agencies: search it, read a card, keep it up to date."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schools.access import Action, holds, may, states
from schools.conflicts import conflict_page
from schools.filters import AgencyFilter
from schools.forms import AgencyForm
from schools.models import Agency, Verb
from schools.paging import paged
from schools.trail import fetch, write

from .posting import get_or_post, posted


@states(Action.AGENCY_SEE)
@require_safe
def agency_list(request):
    """The agencies of one's area; those that take nobody any more come last."""
    agencies = Agency.objects.visible_to(request.user, Action.AGENCY_SEE).for_list()
    found = AgencyFilter(request.GET, agencies, request=request)
    context = {"filter": found, "may_add": holds(request.user, Action.AGENCY_EDIT), **paged(request, found.qs)}
    return render(request, "schools/agency_list.html", context)


@states(Action.AGENCY_SEE)
@require_safe
def agency_detail(request, key):
    """The card of an agency."""
    agencies = Agency.objects.visible_to(request.user, Action.AGENCY_SEE).for_list()
    agency = fetch(request, agencies, key=key)
    may_edit = bool(may(request.user, Action.AGENCY_EDIT, agency))
    return render(request, "schools/agency_detail.html", {"agency": agency, "may_edit": may_edit})


@states(Action.AGENCY_EDIT)
@get_or_post
def agency_add(request):
    """A new agency."""
    return _agency_page(request, None)


@states(Action.AGENCY_EDIT)
@get_or_post
def agency_edit(request, key):
    """The card of an agency, to be corrected."""
    agencies = Agency.objects.visible_to(request.user, Action.AGENCY_EDIT)
    return _agency_page(request, fetch(request, agencies, key=key))


@transaction.atomic
def _agency_page(request, agency: Agency | None):
    if agency:
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
    name = str(agency or "")
    form = AgencyForm(posted(request), instance=agency, user=request.user, action=Action.AGENCY_EDIT)
    if not form.is_valid():
        return render(request, "schools/agency_form.html", {"form": form, "agency": agency, "name": name})
    if agency and form.conflicts:
        return conflict_page(request, form, [agency], back=reverse("schools:agency-detail", args=[agency.key]))
    kept = form.save()
    write(request.user, Verb.CHANGED if agency else Verb.CREATED, kept, fields=form.written(), area=kept.area)
    messages.success(request, _("บันทึก%(agency)sแล้ว") % {"agency": kept})
    return redirect("schools:agency-detail", kept.key)
