"""Pages of step 5 for the office: the list, the page of a referral, and taking a request back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases import workflow
from referrals import passing
from referrals.forms.answers import WithdrawForm
from referrals.models import EventKind
from referrals.standing import for_office
from schools import trail
from schools.access import Action, states
from schools.models import Verb
from schools.views.posting import get_or_post, posted

from .answers import fetch, too_late
from .received import by_account


@states(Action.REFERRAL_SEE, of_object=True)
@require_safe
def referral_detail(request, key):
    """One referral: everything for the office that sent it, the packages alone for its receiver. Each opening leaves a line."""
    referral = fetch(request, key)
    if not referral.belongs_to_office_of(request.user):
        return by_account(request, referral)
    context = for_office(referral, request.user, timezone.localdate())
    verb = Verb.OPENED_SENSITIVE if context["whole"] else Verb.OPENED
    trail.write(request.user, verb, referral, area=referral.round.case.area)
    return render(request, "referrals/referral_detail.html", context)


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def referral_withdraw(request, key):
    """Take a request back; the receiver reads nothing of it from the next click on."""
    referral = fetch(request, key, Action.CASE_RECORD)
    if request.method != "POST" and EventKind.WITHDRAWN not in referral.passes:
        return too_late(request, referral, EventKind.WITHDRAWN, referral.get_absolute_url())
    form = WithdrawForm(posted(request))
    if form.is_valid() and _withdrawn(request, referral, form):
        messages.success(request, _("ถอนคำขอแล้ว %(receiver)sเปิดดูไม่ได้อีก") % {"receiver": referral.receiver})
        return redirect(referral)
    return render(request, "referrals/referral_withdraw.html", {"referral": referral, "case": referral.round.case, "form": form})


def _withdrawn(request, referral, form) -> bool:
    """Hand it to the engine; a refusal goes to the form."""
    typed = form.cleaned_data
    try:
        passing.withdraw(referral, by=request.user, on=timezone.localdate(), text=typed["text"], token=typed["token"] or None)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True
