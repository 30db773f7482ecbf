"""The directory of agencies: search it, read a card, keep it up to date."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schools import agencies
from schools.access import Action, holds, may, states
from schools.conflicts import conflict_page
from schools.filters import AgencyFilter
from schools.forms import AgencyForm
from schools.models import Agency
from schools.paging import paged
from schools.trail import fetch

from .posting import get_or_post, posted


@states(Action.AGENCY_SEE)
@require_safe
def agency_list(request):
    """The agencies of one's area; those that take nobody any more come last."""
    found = AgencyFilter(request.GET, Agency.objects.visible_to(request.user, Action.AGENCY_SEE).for_list(), request=request)
    may_add = holds(request.user, Action.AGENCY_EDIT)
    return render(request, "schools/agency_list.html", listed(request, found) | {"may_add": may_add})


def listed(request, found: AgencyFilter) -> dict[str, object]:
    """What a page of the directory shows."""
    return {"filter": found, **paged(request, found.qs), **about_cards(request)}


def about_cards(request) -> dict[str, object]:
    """What every card needs to be read: from which day on it is old, and whether its figures lead to the referrals behind."""
    stale_before = agencies.stale_before(timezone.localdate())
    return {"stale_before": stale_before, "sees_referrals": holds(request.user, Action.REFERRAL_SEE)}


@states(Action.AGENCY_SEE)
@require_safe
def agency_detail(request, key):
    """The card of an agency, and how it has changed."""
    agency = fetch(request, Agency.objects.visible_to(request.user, Action.AGENCY_SEE).for_list(), key=key)
    context = {
        "agency": agency,
        "may_edit": bool(may(request.user, Action.AGENCY_EDIT, agency)),
        "history": agencies.history(agency),
        "told": agencies.told_by_link(agency),
        "asked_at": agencies.asked_at(agency),
    }
    return render(request, "schools/agency_detail.html", context | about_cards(request))


@states(Action.AGENCY_EDIT)
@get_or_post
def agency_add(request):
    """A new agency."""
    return _agency_page(request, None)


@states(Action.AGENCY_EDIT)
@get_or_post
def agency_edit(request, key):
    """The card of an agency, to be corrected."""
    return _agency_page(request, fetch(request, Agency.objects.visible_to(request.user, Action.AGENCY_EDIT), key=key))


@transaction.atomic
def _agency_page(request, agency: Agency | None):
    if agency:
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
    name, options = str(agency or ""), {"instance": agency, "user": request.user, "action": Action.AGENCY_EDIT}
    form = AgencyForm(posted(request), **options)
    if "add_row" in request.POST:
        form = AgencyForm(initial=form.one_row_more(), **options)
    if not form.is_valid():
        return render(request, "schools/agency_form.html", {"form": form, "agency": agency, "name": name})
    if agency and form.conflicts:
        return conflict_page(request, form, [agency], back=reverse("schools:agency-detail", args=[agency.key]))
    kept = agencies.change_card(form.instance, form.save, fields=form.written(), by=request.user)
    messages.success(request, _("บันทึก%(agency)sแล้ว") % {"agency": kept})
    return redirect("schools:agency-detail", kept.key)
