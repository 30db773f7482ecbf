"""What is written on the timeline by hand, and an entry just written that is taken back."""

from functools import partial

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dropout_cases import drafts, workflow
from dropout_cases.forms.entries import NoteForm
from dropout_cases.models import Case
from dropout_cases.workflow.notes import write_note
from schools import trail
from schools.access import Action, states
from schools.views.posting import get_or_post

from .acts import VOIDABLE
from .cases import fetch_case


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def note_add(request, key):
    """Write a fact or a call on the timeline, or add files to it."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    files = {"files": request.FILES or None, "case": case, "user": request.user}
    form = drafts.form_of(request, partial(NoteForm, **files))
    if not form.is_valid():
        return _page(request, case, form)
    try:
        note = _save(request, case, form)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return _page(request, case, form)
    undo = reverse("dropout_cases:entry-undo", args=[case.key, "note", note.key]) if note else ""
    messages.success(request, _("เพิ่มบันทึกแล้ว") if note else _("เพิ่มเอกสารแล้ว"), extra_tags=undo)
    return redirect(case)


def _page(request, case: Case, form: NoteForm):
    return render(request, "dropout_cases/note_add.html", {"case": case, "form": form})


@transaction.atomic
def _save(request, case: Case, form: NoteForm):
    typed = form.cleaned_data
    said = {"readers": typed["readers"], "files": typed["files"]}
    note = write_note(case, form.note(), by=request.user, on=timezone.localdate(), **said)
    drafts.sent(request)
    return note


@states(Action.CASE_SEE, of_object=True)
@require_POST
def entry_undo(request, key, kind, entry):
    """Take back what was just written; pressed twice, it is taken back once."""
    case = fetch_case(request, key)
    if kind not in VOIDABLE:
        raise Http404
    entries = apps.get_model(VOIDABLE[kind]).objects.filter(round__case=case)
    if not case.shows_whole_to(request.user):
        entries = entries.filter(entered_by=request.user)
    found = trail.fetch(request, entries, key=entry)
    try:
        workflow.undo(found, by=request.user, at=timezone.now())
        messages.success(request, _("ย้อนกลับแล้ว รายการขีดฆ่าไว้ในเหตุการณ์"))
    except workflow.Refused as refused:
        messages.warning(request, refused.reason)
    return redirect(case)
