"""Consent of a case: written down, and taken back with all that rests on it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import workflow
from dropout_cases.views.cases import fetch_case
from referrals import passing
from referrals.consents import give_consent
from referrals.forms.consents import ConsentForm, ConsentWithdrawForm
from referrals.models import UNDER_WAY, Consent
from schools import trail
from schools.access import Action, states
from schools.views.posting import get_or_post, posted


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def consent_add(request, key):
    """Write a consent down, with its signed paper."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    files = request.FILES if request.method == "POST" else None
    form = ConsentForm(posted(request), files, case=case, user=request.user, today=timezone.localdate())
    if form.is_valid() and _given(request, form):
        messages.success(request, _("บันทึกความยินยอมแล้ว"))
        return redirect("dropout_cases:case-people", case.key)
    trail.note_opening(request, case, sensitive=False)
    return render(request, "referrals/consent_form.html", {"case": case, "form": form})


def _given(request, form) -> bool:
    try:
        give_consent(form.entry(), by=request.user, files=form.cleaned_data["files"])
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def consent_withdraw(request, key):
    """Write down that consent was taken back; the page says which requests end with it."""
    consent = _fetch(request, key)
    form = ConsentWithdrawForm(posted(request), today=timezone.localdate())
    if form.is_valid() and _withdrawn(request, consent, form):
        messages.success(request, _("บันทึกการถอนความยินยอมแล้ว ผู้รับที่อาศัยความยินยอมนี้เปิดดูไม่ได้อีก"))
        return redirect("dropout_cases:case-people", consent.case.key)
    resting = consent.referrals.filter(voided_at=None, status__in=UNDER_WAY, round__closed_on=None)
    resting = resting.select_related("agency", "school")
    whole = consent.case.shows_sensitive_to(request.user)
    trail.note_opening(request, consent.case, sensitive=whole)
    context = {"case": consent.case, "consent": consent, "whole": whole, "form": form, "resting": resting}
    return render(request, "referrals/consent_withdraw.html", context)


def _fetch(request, key) -> Consent:
    standing = Consent.objects.visible_to(request.user).filter(voided_at=None)
    cases = standing.select_related("case__area", "case__school", "case__student", "relation", "round")
    return trail.fetch(request, cases, key=key, action=Action.CASE_RECORD)


def _withdrawn(request, consent, form) -> bool:
    typed = form.cleaned_data
    try:
        passing.withdraw_consent(consent, by=request.user, on=typed["day"], at=timezone.now(), note=typed["note"])
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True
