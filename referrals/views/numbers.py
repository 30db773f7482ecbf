"""The list of referrals, the figures about them, and the help that is not to be had."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dropout_cases.models import Case
from referrals import numbers
from referrals.filters import NeedForm, ReferralFilter, YearForm
from referrals.models import Referral, UnmetNeed
from referrals.unmet import DEFINITION, unmet
from schools.access import Action, states
from schools.models import Code
from schools.paging import paged


@states(Action.REFERRAL_SEE)
@require_safe
def referral_list(request):
    """What the office sent and asks about; or what an agency was sent, with what it has to do first."""
    today = timezone.localdate()
    seen = Referral.objects.visible_to(request.user, today)
    shown, referrals = seen.for_list(), seen.filter(voided_at=None)
    areas, _agencies = request.user.scope_of(Action.REFERRAL_SEE, "agency")
    if not areas:
        pages = paged(request, referrals.by_what_is_owed(), whole=shown)
        return render(request, "referrals/referral_inbox.html", {"today": today, **pages})
    found = ReferralFilter(request.GET, referrals.by_urgency(), request=request, today=today)
    context = {"filter": found, "form": found.form, "today": today, **paged(request, found.qs, whole=shown)}
    return render(request, "referrals/referral_list.html", context)


@states(Action.CASE_SEE_WHOLE)
@require_safe
def referral_numbers(request):
    """The figures about the referrals of an office; each leads to what it counts."""
    now = timezone.localtime()
    today, year = now.date(), YearForm(request.GET).chosen
    seen = Referral.objects.visible_to(request.user, today)
    counted = numbers.of_year(seen, year)
    pages = paged(request, numbers.receivers(counted, today))
    lacking = unmet(UnmetNeed.objects.visible_to(request.user), seen, year)
    context = {
        "now": now,
        "year": year,
        "years": numbers.years(seen, today),
        "total": numbers.total(counted, year, today),
        "lines": numbers.lines(pages["page_obj"], counted, year, today),
        "helps": numbers.by_help(counted, lacking, year),
        "needs": numbers.by_amphoe(lacking, year),
        "definition": DEFINITION,
        **pages,
    }
    return render(request, "referrals/referral_numbers.html", context)


@states(Action.CASE_SEE_WHOLE)
@require_safe
def need_list(request):
    """The help that is not to be had: which, in which case, and how that is known."""
    form = NeedForm(request.GET, user=request.user)
    cases = Case.objects.visible_to(request.user).select_related("amphoe")
    lacking = unmet(UnmetNeed.objects.visible_to(request.user), Referral.objects.visible_to(request.user), form.chosen)
    pages = paged(request, form.narrow(lacking))
    rows = list(pages["page_obj"])
    of_case = cases.in_bulk({one.case for one in rows})
    of_help = Code.objects.in_bulk({one.help_kind for one in rows})
    named = [(of_case[one.case], of_help[one.help_kind], one) for one in rows]
    context = {"filter": {"form": form}, "form": form, "rows": named, "definition": DEFINITION, **pages}
    return render(request, "referrals/need_list.html", context)
