"""The page on which an officer rings a receiver that has not answered, and writes down what was said."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import drafts, workflow
from referrals import passing
from referrals.forms.calls import CallForm
from referrals.models import EventKind, Referral
from schools.access import Action, states
from schools.views.posting import get_or_post

from .answers import fetch, too_late


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def referral_call(request, key):
    """The number to tap, and what came of the call; a promised day is the new limit."""
    referral, today = fetch(request, key, Action.CASE_RECORD), timezone.localdate()
    if request.method != "POST" and EventKind.CALLED not in referral.passes:
        return too_late(request, referral, EventKind.CALLED, referral.get_absolute_url())
    form = drafts.form_of(request, partial(CallForm, referral=referral, today=today))
    if form.is_valid() and _called(request, referral, form, today):
        messages.success(request, _("บันทึกการโทรติดตามแล้ว"))
        return redirect(referral)
    context = {"referral": referral, "case": referral.round.case, "form": form, "today": today, "numbers": _numbers(referral)}
    return render(request, "referrals/referral_call.html", context)


def _numbers(referral: Referral) -> list[tuple[str, str]]:
    """Whom to ring at the receiver, and the number of each; the contact registered for referrals comes first."""
    registered = referral.link_to()
    others = referral.agency.contacts.all() if referral.agency else []
    numbers = [(registered["for_whom"], registered["phone"]), *((one.name, one.phone) for one in others)]
    return [(who, number) for who, number in numbers if number]


def _called(request, referral: Referral, form: CallForm, today) -> bool:
    """Hand it to the engine; a refusal goes to the form."""
    try:
        with transaction.atomic():
            passing.call(referral, by=request.user, on=today, **form.said())
            drafts.sent(request)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True
