"""The list of referrals, the figures about them, and the help that is not to be had."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dropout_cases.models import Case, Round
from referrals import numbers
from referrals.filters import NeedForm, ReferralFilter, YearForm
from referrals.models import Referral
from referrals.unmet import DEFINITION, Unmet, unmet
from schools.access import Action, states
from schools.models import Amphoe, Code
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
    lacking = unmet(Round.objects.whole_to(request.user), year)
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
    pages = paged(request, form.narrow(unmet(Round.objects.whole_to(request.user), form.chosen)))
    rows = _needs(request.user, list(pages["page_obj"]))
    context = {"filter": {"form": form}, "form": form, "rows": rows, "definition": DEFINITION, **pages}
    return render(request, "referrals/need_list.html", context)


def _needs(user, lacking: list[Unmet]) -> list[tuple[Case, str, Code, Amphoe | None, Unmet]]:
    """Each with its case, where that leads `user`, the help, and the amphoe."""
    ids = {one.case for one in lacking}
    here = Case.objects.visible_to(user).in_bulk(ids)
    gone = Case.objects.left_by(user).in_bulk(ids - here.keys())
    urls = {pk: case.get_absolute_url() for pk, case in here.items()}
    urls |= {pk: reverse("dropout_cases:case-left", args=[case.key]) for pk, case in gone.items()}
    cases, helps = here | gone, Code.objects.in_bulk({one.help_kind for one in lacking})
    amphoe = Amphoe.objects.in_bulk({one.amphoe for one in lacking if one.amphoe})
    return [(cases[one.case], urls[one.case], helps[one.help_kind], amphoe.get(one.amphoe or ""), one) for one in lacking]
