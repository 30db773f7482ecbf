"""The page of one meeting: what was held and resolved, its minutes as paper, and the signed copies kept beside them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases.views.printing import PDF, handed_out, note_taken
from referrals.models import Meeting
from referrals.papers.blocks import drawn
from referrals.papers.minutes import file_name, minutes
from referrals.papers.word import CONTENT_TYPE, word
from schools import trail
from schools.access import Action, states
from schools.models import Verb
from schools.views.posting import get_or_post

from .signed import keep_signed, signed_copies, signed_form


def _fetch(request, key) -> Meeting:
    joined = ("voided_by", "round__case__student", "round__case__area", "round__case__school", "round__case__owner")
    meetings = Meeting.objects.visible_to(request.user).with_lines().select_related("entered_by", *joined)
    return trail.fetch(request, meetings, key=key, action=Action.CASE_SEE_WHOLE)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@get_or_post
def meeting_detail(request, key):
    """The meeting, as far as the person reads it; a signed copy may be kept with it."""
    meeting = _fetch(request, key)
    case, user = meeting.round.case, request.user
    form = signed_form(request, case)
    title = _("รายงานการประชุมครั้งที่ %(number)s ฉบับลงนาม") % {"number": meeting.full_number}
    if request.method == "POST" and form.is_valid() and keep_signed(request, form, case, meeting, title):
        return redirect(meeting)
    sensitive = case.shows_sensitive_to(user)
    trail.note_opening(request, case, sensitive=sensitive)
    context = {"meeting": meeting, "case": case, "sensitive": sensitive, "form": form, "signed": signed_copies(meeting, user)}
    return render(request, "referrals/meeting_detail.html", context | {"today": timezone.localdate()})


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def minutes_pdf(request, key):
    """The minutes as PDF."""
    meeting = _fetch_for_minutes(request, key)
    note_taken(request, meeting.round.case, "minutes", "pdf", meeting.key)
    return handed_out(drawn(minutes(meeting)), f"{file_name(meeting)}.pdf", PDF)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def minutes_word(request, key):
    """The minutes as a Word file."""
    meeting = _fetch_for_minutes(request, key)
    note_taken(request, meeting.round.case, "minutes", "word", meeting.key)
    return handed_out(word(minutes(meeting)), f"{file_name(meeting)}.docx", CONTENT_TYPE)


def _fetch_for_minutes(request, key) -> Meeting:
    """The meeting, for who may read what each side said; to others who read the case it is said why not."""
    meeting = _fetch(request, key)
    if not meeting.round.case.shows_sensitive_to(request.user):
        trail.write(request.user, Verb.REFUSED, meeting, fields=["minutes"], area=meeting.area)
        raise PermissionDenied(_("รายงานการประชุมมีความเห็นของแต่ละฝ่าย เปิดได้เฉพาะผู้รับผิดชอบเคสและผู้กำกับดูแล"))
    return meeting
