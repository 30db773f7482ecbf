"""Keeping a draft, and throwing it away."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dropout_cases import drafts
from schools.access import Action, states
from thai.dates import thai_time


@states(Action.OWN_ACCOUNT)
@require_POST
def draft_save(request):
    """Keep what stands in a form, by the script of the page; answers with the sentence beside the button."""
    address, now = request.POST.get("draft_path", ""), timezone.now()
    if not drafts.page_at(address):
        return HttpResponseBadRequest()
    draft = drafts.save(request.user, address, drafts.case_at(address, request.user), drafts.words_of(request.POST), now)
    said = _("บันทึกร่างแล้ว %(time)s") % {"time": thai_time(now)} if draft else _("ข้อความยาวเกินไป บันทึกร่างไม่ได้ กดบันทึก")
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@states(Action.OWN_ACCOUNT)
@require_POST
def draft_discard(request):
    """Throw a draft away, and open the form again."""
    drafts.discard(request.user, request.POST.get("draft_path", ""))
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "home")


draft_urls = [
    path("drafts/", draft_save, name="draft-save"),
    path("drafts/discard/", draft_discard, name="draft-discard"),
]
