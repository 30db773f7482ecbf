"""What stands on an office's paper: one page of settings, and the picture of its emblem."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schools.access import Action, states
from schools.conflicts import conflict_page
from schools.forms.letterhead import LetterheadForm, SignerFormSet
from schools.forms.words import areas_of
from schools.models import Area, Letterhead, Verb
from schools.trail import write

from .posting import area_asked, get_or_post

EDIT = Action.LETTERHEAD_EDIT


def _address(area: Area, name: str = "letterhead") -> str:
    return f"{reverse(f'schools:{name}')}?area={area.key}"


@states(EDIT)
@get_or_post
@transaction.atomic
def letterhead_edit(request):
    """The head of the office's letters, its emblem, and who signs."""
    area = Area.objects.select_for_update().get(pk=area_asked(request, EDIT).pk)
    letterhead = Letterhead.objects.filter(area=area).first() or Letterhead(area=area)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LetterheadForm(*sent, instance=area, letterhead=letterhead)
    signers = SignerFormSet(sent[0], queryset=area.signers.all(), prefix="signers")
    if all([form.is_valid(), signers.is_valid()]):
        if form.conflicts:
            return conflict_page(request, form, [area], back=_address(area))
        _save(request, form, signers)
        messages.success(request, _("บันทึกหัวหนังสือแล้ว ใช้กับหนังสือที่ออกต่อจากนี้"))
        return redirect(_address(area))
    context = {
        "area": area,
        "areas": areas_of(request.user, EDIT),
        "form": form,
        "formset": signers,
        "error_count": len(form.errors) + (signers.total_error_count() if signers.is_bound else 0),
        "emblem_url": _address(area, "letterhead-emblem") if letterhead.emblem else "",
    }
    return render(request, "schools/letterhead_form.html", context)


def _save(request, form: LetterheadForm, signers) -> None:
    """Write both, and the line of what was changed."""
    changed = form.written()
    area = form.save()
    for signer in signers.save(commit=False):
        signer.area = area
        signer.save()
        changed.append("signer")
    write(request.user, Verb.CHANGED, area, fields=changed, area=area)


@states(EDIT)
@require_safe
def letterhead_emblem(request):
    """The emblem as it stands on letters."""
    letterhead = Letterhead.objects.filter(area=area_asked(request, EDIT)).first()
    if letterhead is None or not letterhead.emblem:
        raise Http404
    return HttpResponse(bytes(letterhead.emblem), content_type="image/png")


letterhead_urls = [
    path("settings/letterhead/", letterhead_edit, name="letterhead"),
    path("settings/letterhead/emblem.png", letterhead_emblem, name="letterhead-emblem"),
]
