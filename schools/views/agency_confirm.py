"""A card is confirmed: the office asks for it or hears it on the telephone, the agency does it on the page its link opens.

That page shows the card and nothing of any child. Whatever opens nothing – a link forged, expired or used – is the same closed
door as that of the other links.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools import agencies, limits
from schools.access import Action, states
from schools.forms import ConfirmForm
from schools.models import Agency, Verb
from schools.signin import address_of
from schools.trail import fetch, write

from .posting import get_or_post, posted


@states(Action.AGENCY_EDIT)
@require_POST
def agency_ask(request, key):
    """Mail the agency a link to its card."""
    agency = _kept(request, key)

    def page_of(token: str) -> str:
        return request.build_absolute_uri(reverse("schools:agency-confirm", args=[token]))

    if agency.email and agency.is_open:
        agencies.ask_to_confirm(agency, page_of, by=request.user, at=timezone.now())
        messages.success(request, _("ส่งลิงก์ไปที่ %(address)s แล้ว ใช้ได้ 30 วัน") % {"address": agency.email})
    else:
        messages.error(request, _("เพิ่มอีเมลของหน่วยงานที่ยังรับเรื่องก่อน แล้วส่งลิงก์"))
    return redirect("schools:agency-detail", agency.key)


@states(Action.AGENCY_EDIT)
@require_POST
def agency_phoned(request, key):
    """The agency said on the telephone that its card is right."""
    agency = agencies.confirm_by_phone(_kept(request, key), by=request.user, on=timezone.localdate())
    messages.success(request, _("บันทึกว่ายืนยันข้อมูลทางโทรศัพท์แล้ว"))
    return redirect("schools:agency-detail", agency.key)


def _kept(request, key: str) -> Agency:
    return fetch(request, Agency.objects.visible_to(request.user, Action.AGENCY_EDIT).select_related("area", "kind"), key=key)


@login_not_required
@never_cache
@get_or_post
@transaction.atomic
def agency_confirm(request, token):
    """The card, to be confirmed or corrected by whoever has the link; no account, and once."""
    agency = _found(request, token, timezone.now())
    response = _card_page(request, agency) if agency else render(request, "dropout_cases/answer_closed.html", status=404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _found(request, token: str, now: datetime) -> Agency | None:
    """The agency; who tries addresses is made to wait."""
    address = address_of(request)
    if limits.wait_until(limits.LINKS, address, now):
        return None
    agency = agencies.find(token)
    if agency is None:
        limits.count(limits.LINKS, address, now)
    return agency


def _card_page(request, agency: Agency):
    form = ConfirmForm(posted(request), instance=agency)
    if "add_row" in request.POST:
        form = ConfirmForm(instance=agency, initial=form.one_row_more())
    if not form.is_valid():
        write(None, Verb.OPENED, agency, fields=["link"], area=agency.area)
        return render(request, "schools/agency_confirm.html", {"form": form, "agency": Agency.objects.get(pk=agency.pk)})
    typed = form.cleaned_data
    said = {"name": typed["who"], "told": typed["told"], "fields": form.written()}
    agencies.confirm(agency, form.save, on=timezone.localdate(), **said)
    return render(request, "schools/agency_confirmed.html", {"agency": agency})
