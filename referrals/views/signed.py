"""Signed copies: the scan of a paper as it was signed, kept beside what it was drawn from."""

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import Case, Document, Purpose
from dropout_cases.views.documents import save_documents
from dropout_cases.workflow import Refused
from referrals.forms.minutes import SignedForm
from referrals.models import Meeting, OfficialPaper


def signed_form(request, case: Case) -> SignedForm:
    """The form for a signed copy, as sent or empty."""
    return SignedForm(request.POST or None, request.FILES or None, case=case, user=request.user)


def keep_signed(request, form: SignedForm, case: Case, entry: Meeting | OfficialPaper, title: str) -> bool:
    """Keep what was sent with its entry, as restricted as what the paper says; a refusal goes to the form."""
    said = {"name": title, "restricted": True, "record_key": entry.key, "purpose": Purpose.SIGNED, "round": entry.round}
    try:
        save_documents(case, form, by=request.user, on=timezone.localdate(), **said)
    except Refused as refused:
        form.add_error("files", refused.reason)
        return False
    messages.success(request, _("แนบฉบับลงนามแล้ว"))
    return True


def signed_copies(entry: Meeting | OfficialPaper, user):
    """The signed copies that `user` may open."""
    kept = Document.objects.visible_to(user).filter(record_key=entry.key, purpose=Purpose.SIGNED, voided_at=None)
    return kept.select_related("case", "entered_by")
