"""Printing: a case or one entry as PDF, and how any drawn paper is handed out."""

import io

from django.http import FileResponse, Http404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from dropout_cases import timeline
from dropout_cases.models import Case
from dropout_cases.papers.case_print import print_case, print_entry
from schools import trail
from schools.access import Action, states
from schools.models import Verb

from .cases import fetch_case

PDF = "application/pdf"


@states(Action.CASE_SEE, of_object=True)
@require_safe
def case_print(request, key):
    """The case as far as the person reads it. That it was taken away is written down first."""
    case = fetch_case(request, key)
    note_taken(request, case, "case", "pdf")
    story = timeline.read(case, request.user)
    return handed_out(print_case(case, story.happenings, by=request.user, at=timezone.now()), f"{case.number}.pdf", PDF)


@states(Action.CASE_SEE, of_object=True)
@require_safe
def entry_print(request, key, kind, entry):
    """One entry of the case."""
    case = fetch_case(request, key)
    story = timeline.read(case, request.user)
    told = next((one for one in story.happenings if one.entry and (one.kind, one.entry.key) == (kind, entry)), None)
    if told is None:
        trail.write(request.user, Verb.REFUSED, f"{kind}:{entry}")
        raise Http404
    note_taken(request, case, kind, "pdf", entry)
    return handed_out(print_entry(case, told, by=request.user, at=timezone.now()), f"{case.number}-{kind}.pdf", PDF)


def note_taken(request, case: Case, *fields: str) -> None:
    """Write down that something of a case is read, and taken away; call it before anything is drawn."""
    trail.note_opening(request, case, sensitive=case.shows_sensitive_to(request.user))
    trail.write(request.user, Verb.EXPORTED, case, fields=fields, area=case.area)


def handed_out(content: bytes, name: str, content_type: str) -> FileResponse:
    """A drawn paper as a download that no browser runs."""
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


print_urls = [
    path("cases/<key:key>/print/", case_print, name="case-print"),
    path("cases/<key:key>/print/<slug:kind>/<key:entry>/", entry_print, name="entry-print"),
]
