"""The directory, searched for a case: who can help this child, near where it lives."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from dropout_cases.models import Case
from schools import trail
from schools.access import Action, states
from schools.filters import AgencyFilter
from schools.models import Agency
from schools.views.agencies import listed


class ReceiverFilter(AgencyFilter):
    """Agencies a case may be handed to; those that take nobody any more are not among them."""

    open = None


@states(Action.CASE_RECORD, of_object=True)
@require_safe
def agency_choose(request, key):
    """Agencies that serve the amphoe of the case, unless another is asked for; each leads to the form that hands the case on."""
    case = trail.fetch(request, Case.objects.visible_to(request.user), key=key, action=Action.CASE_RECORD)
    agencies = Agency.objects.filter(area=case.area).visible_to(request.user, Action.AGENCY_SEE).choosable().for_list()
    request.GET = _asked(request, case)
    found = ReceiverFilter(request.GET, agencies, request=request)
    helps = list(found.form.cleaned_data.get("service", [])) if found.form.is_valid() else []
    return render(request, "referrals/agency_choose.html", listed(request, found) | {"case": case, "helps": helps})


def _asked(request, case: Case):
    """What is asked; at first in the amphoe of the case. An open choice stands in no link to a further page."""
    asked = request.GET.copy()
    if not {"amphoe", "page"} & asked.keys() and case.area.amphoe.filter(pk=case.amphoe_id).exists():
        asked["amphoe"] = case.amphoe_id
    return asked
