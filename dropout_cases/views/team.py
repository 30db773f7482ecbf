"""The people of a case: its team, how often each was tried, and what the team advised."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dropout_cases import team, workflow
from dropout_cases.forms.team import AdviceForm, MemberChangeForm, MemberForm, TryForm
from dropout_cases.models import Advice, Case, ContactTry, TeamMember
from dropout_cases.workflow.team import change_member, join_team, note_try
from schools import trail
from schools.access import Action, may, states
from schools.views.posting import get_or_post, posted

from .cases import fetch_case, head


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def case_people(request, key):
    """Who has to do with the case, whom to ring, and what the team advised."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    context = head(request, case, "people")
    trail.note_opening(request, case, sensitive=context["sensitive"])
    members = list(TeamMember.objects.of(case).prefetch_related("tries"))
    suggested = team.suggested(case, members)
    shown = {one.name for one in (*members, *suggested)}
    context |= {
        "members": members,
        "others": team.tries_of_others(case),
        "suggested": suggested,
        "people": [(name, part) for name, part in team.people_of(case) if name not in shown],
        "advice": list(Advice.objects.of(case)),
        "may_call": bool(may(request.user, Action.CASE_RECORD, case.place)) and case.is_open,
    }
    return render(request, "dropout_cases/case_people.html", context)


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def member_add(request, key):
    """Put somebody on the team; what is known of whom the address names is filled in."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    initial = team.known_of(case, request.GET)
    form = MemberForm(posted(request), case=case, today=timezone.localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        member = form.entry()
        member.user = initial.get("user")
        if _done(form, join_team, member, by=request.user):
            messages.success(request, _("เพิ่มผู้เกี่ยวข้องแล้ว"))
            return redirect("dropout_cases:case-people", case.key)
    return _form_page(request, case, form, _("เพิ่มผู้เกี่ยวข้อง"), _("เพิ่มเข้าทีม"))


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def member_edit(request, key):
    """Change how to reach somebody, end their part in the case, or say that nobody may contact them."""
    member = _member(request, key)
    case, sensitive = member.case, member.case.shows_sensitive_to(request.user)
    trail.note_opening(request, case, sensitive=sensitive)
    form = MemberChangeForm(posted(request), member=member, sensitive=sensitive)
    if form.is_valid() and _done(form, change_member, member, fields=form.cleaned_data, by=request.user):
        messages.success(request, _("บันทึกข้อมูลผู้เกี่ยวข้องแล้ว"))
        return redirect("dropout_cases:case-people", case.key)
    return _form_page(request, case, form, str(member), _("บันทึกข้อมูล"))


@states(Action.CASE_RECORD, of_object=True)
@require_POST
def member_tried(request, key):
    """The second tap after ringing somebody: reached, or not; then tomorrow is the next try."""
    member, today = _member(request, key), timezone.localdate()
    reached = request.POST.get("reached") == "yes"
    next_try_on = None if reached else today + timedelta(days=1)
    entry = ContactTry(case=member.case, member=member, reached=reached, happened_on=today, next_try_on=next_try_on)
    try:
        note_try(entry, by=request.user)
        messages.success(request, _("บันทึกแล้ว: ติดต่อได้") if reached else _("บันทึกแล้ว: ติดต่อไม่ได้ ลองใหม่พรุ่งนี้"))
    except workflow.Refused as refused:
        messages.error(request, refused.reason)
    return redirect("dropout_cases:case-people", member.case.key)


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def try_add(request, key):
    """A try to reach anybody, with another way, day or next try than two taps give."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    form = TryForm(posted(request), case=case, today=timezone.localdate())
    if form.is_valid() and _done(form, note_try, form.entry(), by=request.user):
        messages.success(request, _("บันทึกการติดต่อแล้ว"))
        return redirect("dropout_cases:case-people", case.key)
    return _form_page(request, case, form, _("บันทึกการติดต่อ"), _("บันทึกการติดต่อ"))


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def advice_add(request, key):
    """A point of the team's advice."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    form = AdviceForm(posted(request), case=case, today=timezone.localdate())
    if form.is_valid() and _done(form, workflow.give_advice, form.entry(), by=request.user):
        messages.success(request, _("เพิ่มข้อแนะนำแล้ว"))
        return redirect("dropout_cases:case-people", case.key)
    return _form_page(request, case, form, _("เพิ่มข้อแนะนำของทีม"), _("เพิ่มข้อแนะนำ"))


def _member(request, key: str) -> TeamMember:
    members = TeamMember.objects.visible_to(request.user).filter(voided_at=None)
    cases = members.select_related("case__area", "case__school", "case__student", "agency", "round")
    return trail.fetch(request, cases, key=key, action=Action.CASE_RECORD)


def _done(form, act, *args, **options) -> bool:
    """Whether the engine did it; a refusal is said on the form."""
    try:
        act(*args, **options)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


def _form_page(request, case: Case, form, heading: str, verb: str):
    """The page of a small form of the people tab."""
    context = {"case": case, "form": form, "heading": heading, "verb": verb, "barred": TeamMember.objects.of(case).barred()}
    return render(request, "dropout_cases/team_form.html", context)


team_urls = [
    path("cases/<key:key>/people/", case_people, name="case-people"),
    path("cases/<key:key>/people/add/", member_add, name="member-add"),
    path("cases/<key:key>/tries/add/", try_add, name="try-add"),
    path("cases/<key:key>/advice/add/", advice_add, name="advice-add"),
    path("people/<key:key>/edit/", member_edit, name="member-edit"),
    path("people/<key:key>/tried/", member_tried, name="member-tried"),
]
