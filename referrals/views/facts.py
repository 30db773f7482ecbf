"""Pages of the facts of a case: the list, one more, a look from another side, and what the school adds to a joint visit."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases import drafts, workflow
from dropout_cases.parts import arrived_at
from dropout_cases.views.answers import behind_the_door, is_known
from dropout_cases.views.cases import fetch_case, head
from referrals import facts
from referrals.forms.facts import CheckForm, FactForm, JoinedFindingForm
from referrals.models import Finding, Visit
from schools import trail
from schools.access import Action, states
from schools.models import Verb
from schools.views.posting import get_or_post, posted


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def finding_list(request, key):
    """The facts of all rounds, each with its state and the looks at it; opening it is written down first."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    context = head(request, case, "facts")
    trail.note_opening(request, case, sensitive=context["sensitive"])
    context |= {"facts": facts.read(case, request.user), "visits": facts.visits_to_add_to(case)}
    return render(request, "referrals/finding_list.html", context)


@states(Action.CASE_RECORD, of_object=True)
@drafts.kept
@get_or_post
def finding_add(request, key):
    """Write a fact down, by itself or as found on a visit (`?visit=KEY`)."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    own = {"case": case, "today": timezone.localdate(), "initial": {"record": request.GET.get("visit", "")}}
    form = drafts.form_of(request, partial(FactForm, **own))
    if form.is_valid() and _written(request, form, lambda: facts.add_fact(form.save(commit=False), by=request.user)):
        messages.success(request, _("เพิ่มข้อเท็จจริงแล้ว"))
        return redirect("referrals:finding-list", case.key)
    return render(request, "referrals/finding_form.html", {"case": case, "form": form})


@states(Action.CASE_RECORD, of_object=True)
@drafts.kept
@get_or_post
def finding_check(request, key):
    """Look at a fact from another side; only who reads it can."""
    finding = trail.fetch(request, Finding.objects.visible_to(request.user), key=key, action=Action.CASE_RECORD)
    case = finding.round.case
    if not finding.shows_to(request.user):
        trail.write(request.user, Verb.REFUSED, finding, fields=[Action.CASE_RECORD])
        raise PermissionDenied(Finding.HIDDEN)
    form = drafts.form_of(request, partial(CheckForm, today=timezone.localdate()))
    if form.is_valid() and _written(request, form, lambda: _check(finding, form.cleaned_data, by=request.user)):
        messages.success(request, _("บันทึกการตรวจสอบแล้ว"))
        return redirect("referrals:finding-list", case.key)
    trail.note_opening(request, case, sensitive=True)
    return render(request, "referrals/finding_check.html", {"case": case, "finding": finding, "form": form})


@states(Action.SCHOOL_RECORD, of_object=True)
@drafts.kept
@get_or_post
def visit_finding(request, key):
    """What the school found on a visit it joined: written by the school, or by the office for it."""
    visits = Visit.objects.visible_to(request.user).filter(with_school=True)
    visit = trail.fetch(request, visits, key=key, action=Action.SCHOOL_RECORD)
    case = visit.round.case
    since = arrived_at(case)
    if since and visit.entered_at <= since and not case.shows_whole_to(request.user):  # the school before joined it
        trail.write(request.user, Verb.REFUSED, visit)
        raise Http404
    school = case.school.short_name if case.school else str(_("โรงเรียน"))
    form = drafts.form_of(request, JoinedFindingForm)
    if form.is_valid() and _written(request, form, lambda: facts.add_fact(form.finding_of(visit, school), by=request.user)):
        messages.success(request, _("บันทึกสิ่งที่โรงเรียนพบแล้ว"))
        return redirect(case)
    return render(request, "referrals/visit_finding.html", {"case": case, "visit": visit, "form": form})


@get_or_post
@behind_the_door
def finding_answer(request, link, visit, now):
    """What somebody without an account found on a visit they joined, one thing after another, until the link ends."""
    secret = request.resolver_match.kwargs["secret"]
    if not isinstance(visit, Visit) or not is_known(request, link):
        return redirect("dropout_cases:answer-page", secret)
    trail.write(None, Verb.OPENED, link, fields=["asked"], area=link.case.area)
    form = JoinedFindingForm(posted(request))
    if form.is_valid():
        try:
            facts.add_by_link(form.finding_of(visit, link.for_whom), link, now)
            messages.success(request, _("เจ้าหน้าที่ได้รับแล้ว เพิ่มข้ออื่นได้ หรือปิดหน้านี้"))
            return redirect(request.path)
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
    context = {"case": visit.round.case, "entry": visit, "officer": visit.round.case.owner or link.made_by, "form": form}
    return render(request, "referrals/finding_answer.html", context)


def _check(finding, typed, *, by):
    return facts.check_fact(
        finding, state=typed["state"], source=typed["source"], note=typed["note"], on=typed["checked_on"], by=by
    )


def _written(request, form, act) -> bool:
    """Hand it to the engine; a refusal goes to the form."""
    try:
        with transaction.atomic():
            act()
            drafts.sent(request)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True
