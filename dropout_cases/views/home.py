"""The first page after sign-in: each role lands on its own work."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dropout_cases import triage, worklist
from dropout_cases.models import Case
from schools.access import Action, holds, states

from .school import school_home

LANDING = (
    (Action.REFERRAL_ANSWER, "referrals:referral-list"),
    (Action.SUMMARY_SEE, "summaries:summary-list"),
    (Action.ACCOUNT_MANAGE, "schools:account-list"),
)


# Whoever holds no post any more gets this far, to be told whom to ask: no right is asked for before the person is looked at.
@states(Action.OWN_ACCOUNT, of_object=True)
@require_safe
def home(request):
    """งานวันนี้ for the office; the school's week; for others the page their role works with."""
    if holds(request.user, Action.CASE_SEE_WHOLE):
        return office_home(request)
    if holds(request.user, Action.CASE_SEE):
        return school_home(request)
    for action, page in LANDING:
        if holds(request.user, action):
            return redirect(page)
    return render(request, "dropout_cases/home_empty.html")


def office_home(request):
    """What is new, overdue, due today, due within 7 days, waiting for others, and beside; `show` asks for one group by itself."""
    now, everybody = timezone.now(), request.GET.get("who") == "all"
    today, asked = timezone.localdate(now), request.GET.get("show")
    only = asked if asked in worklist.TITLES | worklist.BESIDE else ""
    visible = Case.objects.visible_to(request.user).open()
    cases = visible if everybody else worklist.cases_of(request.user)
    groups = worklist.groups(cases, request.user, today, only)
    beside = worklist.beside(cases, request.user, today, only, everybody=everybody)
    answers = [notice for group in beside if group.name == "answers" for notice in group.rows]
    context = triage.at_home(request.user, now) | {
        "today": today,
        "everybody": everybody,
        "only": only,
        "approver": holds(request.user, Action.CASE_CLOSE),
        "groups": groups,
        "beside": beside,
        "answered": worklist.cases_named(answers, request.user),
        "nothing": not any(group.count for group in [*groups, *beside]),
        "steps": worklist.by_step(visible if everybody else visible.owned_by(request.user)),
        "latest": visible.order_by("-active_at").for_list()[:5],
        "next_due": cases.filter(due_on__gt=today + worklist.SOON).for_list().order_by("due_on").first(),
    }
    return render(request, "dropout_cases/home.html", context)
