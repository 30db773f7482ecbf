"""The pages of the yearly summary: it counts, and shows no child."""

from django.db import transaction
from django.db.models import Min
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dropout_cases.figures import Year
from dropout_cases.models import Round
from schools import trail
from schools.access import Action, states
from schools.csv import csv_response
from schools.models import Verb
from summaries.export import about, sheet
from summaries.links import counted_areas, linked
from summaries.needs import by_need
from summaries.public import FEW, public_version
from summaries.tables import tables_of
from thai.dates import fiscal_year


@states(Action.SUMMARY_SEE)
@require_safe
def summary_list(request):
    """The summary of the year that runs."""
    return redirect("summaries:summary-detail", fiscal_year(timezone.localdate()))


@states(Action.SUMMARY_SEE)
@require_safe
def summary_detail(request, year: int):
    """All tables of a year, and the years to choose from."""
    now = timezone.localtime()
    rounds = Round.objects.countable_by(request.user)
    headline, *tables = linked([*tables_of(year, rounds, now.date()), by_need(year, rounds)], request.user, year)
    context = {
        "year": year,
        "years": _years(rounds, year, fiscal_year(now.date())),
        "seen": Year(year, now.date()),
        "now": now,
        "areas": counted_areas(request.user),
        "headline": headline,
        "tables": tables,
        "few": FEW,
    }
    return render(request, "summaries/summary_detail.html", context)


@states(Action.SUMMARY_SEE)
@require_safe
@transaction.atomic
def summary_export(request, year: int):
    """All tables of a year as a file; with ?public=1 the version that may leave the office."""
    now = timezone.localtime()
    public = request.GET.get("public") == "1"
    rounds = Round.objects.countable_by(request.user)
    tables = [*tables_of(year, rounds, now.date()), by_need(year, rounds)]
    areas = counted_areas(request.user)
    for area in areas:
        trail.write(request.user, Verb.EXPORTED, f"summary:{year}", fields=["public" if public else "internal"], area=area)
    rows = sheet(about(year, areas, now, public=public), public_version(tables) if public else tables)
    return csv_response(f"summary-{year}-public" if public else f"summary-{year}", rows)


def _years(rounds, year: int, current: int) -> list[int]:
    """The years to choose from, the latest first: from the first round to now, and the one on screen."""
    first = rounds.aggregate(first=Min("opened_on"))["first"]
    return sorted({*range(fiscal_year(first) if first else current, current + 1), year}, reverse=True)
