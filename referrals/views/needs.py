"""The page that tells of help not to be had in the area."""

import re
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import drafts, workflow
from dropout_cases.views.cases import fetch_case
from referrals.forms.needs import UnmetNeedForm
from referrals.needs import looked_for, tell_need
from schools import trail
from schools.access import Action, states
from schools.views.posting import get_or_post


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def need_add(request, key):
    """Tell that a kind of help is not to be had; `?help=CODE&referral=KEY` names it, and after which referral that was clear."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    wanted = request.GET.get("help", "") if re.fullmatch(r"[A-Z_]+", request.GET.get("help", "")) else ""
    named = {"help_kind": f"help_kind.{wanted}", "referral": request.GET.get("referral", ""), "note": looked_for(case, wanted)}
    form = drafts.form_of(request, partial(UnmetNeedForm, case=case, today=timezone.localdate(), initial=named))
    need = _told(request, form) if form.is_valid() else None
    if need:
        undo = reverse("dropout_cases:entry-undo", args=[case.key, "unmetneed", need.key])
        messages.success(request, _("บันทึกความช่วยเหลือที่หาไม่ได้แล้ว"), extra_tags=undo)
        return redirect(case)
    trail.note_opening(request, case, sensitive=False)
    return render(request, "referrals/need_form.html", {"case": case, "form": form})


def _told(request, form: UnmetNeedForm):
    """Hand it to the engine; None where that refuses, which the form then says."""
    try:
        with transaction.atomic():
            need = tell_need(form.need(), by=request.user)
            drafts.sent(request)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return None
    return need
