"""The one page a personal link opens to somebody without an account: a code first, then what is asked, then thanks.

Whatever does not open – a link unknown, expired, withdrawn or used up – gives the same page with the same status, which says
whom to ring. The address is a secret: the page is not kept, not indexed, and named to no other site.
"""

from datetime import datetime
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dropout_cases import workflow
from dropout_cases.forms.links import AnswerForm, CodeForm
from dropout_cases.models import AnswerLink, CodeWay, StepRecord
from dropout_cases.workflow import links
from schools import limits, trail
from schools.models import Verb
from schools.signin import address_of
from schools.views.posting import get_or_post, posted

COOKIE = "device"


def behind_the_door(page):
    """Open `page(request, link, entry, now)` to a working link; everything else meets the closed door.

    What else stands in the address is handed on by its name.
    """

    @login_not_required
    @never_cache
    @wraps(page)
    def door(request, secret, **named):
        now = timezone.now()
        found = _found(request, secret, now)
        response = page(request, *found, now, **named) if found else render(request, "dropout_cases/answer_closed.html", status=404)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return door


def _found(request, secret: str, now: datetime) -> tuple[AnswerLink, StepRecord] | None:
    """The link and its record; who tries addresses is made to wait, and a link whose codes are used up opens where it is known."""
    address = address_of(request)
    found = links.find(secret, now)
    if found and is_known(request, found[0]):
        return found
    if limits.wait_until(limits.LINKS, address, now):
        return None
    if found is None:
        links.note_refused(secret)
        limits.count(limits.LINKS, address, now)
        return None
    if links.is_used_up(found[0]):
        trail.write(None, Verb.REFUSED, found[0], fields=["code"], area=found[0].case.area)
        return None
    return found


def is_known(request, link: AnswerLink) -> bool:
    """Whether the right code was typed on this device before."""
    return links.knows(link, request.get_signed_cookie(COOKIE, "", salt=link.key))


@get_or_post
@behind_the_door
def answer_page(request, link, entry, now):
    """What is asked and a box for the answer, on a device that knows the link; elsewhere the page that asks for the code."""
    if not is_known(request, link):
        trail.write(None, Verb.OPENED, link, fields=["code_page"], area=link.case.area)
        return _page(request, "answer_code", link, entry, form=CodeForm())
    if entry.LINK_PAGE:
        return redirect(entry.LINK_PAGE, request.resolver_match.kwargs["secret"])
    trail.write(None, Verb.OPENED, link, fields=["asked"], area=link.case.area)
    form = AnswerForm(posted(request))
    if not entry.awaited and not form.is_bound:
        return _page(request, "answer_done", link, entry)
    if form.is_valid():
        try:
            links.answer(link, entry, form.cleaned_data["answer"], now)
            return redirect(request.path)
        except workflow.Refused as refused:
            trail.write(None, Verb.REFUSED, link, fields=["answer"], area=link.case.area)
            form.add_error(None, refused.reason)
    return _page(request, "answer_form", link, entry, form=form)


@require_POST
@behind_the_door
def answer_code(request, link, entry, now):
    """Have the code sent to the registered contact."""
    try:
        links.ask_for_code(link, now)
        said = _("ส่งรหัสไปที่อีเมลของคุณแล้ว") if link.way == CodeWay.MAIL else _("แจ้งเจ้าหน้าที่แล้ว เจ้าหน้าที่จะโทรแจ้งรหัส")
        messages.success(request, said)
    except workflow.Refused as refused:
        messages.error(request, refused.reason)
    return redirect("dropout_cases:answer-page", request.resolver_match.kwargs["secret"])


@require_POST
@behind_the_door
def answer_open(request, link, entry, now):
    """The right code opens the page on this device until the link ends."""
    form = CodeForm(request.POST)
    device = links.check_code(link, form.cleaned_data["code"], now) if form.is_valid() else ""
    if form.is_valid() and not device:
        form.add_error("code", _("รหัสไม่ตรงหรือหมดเวลาแล้ว ตรวจตัวเลข หรือขอรหัสใหม่"))
    if not device:
        return _page(request, "answer_code", link, entry, form=form)
    return _with_device(request, link, device, now)


def _with_device(request, link: AnswerLink, device: str, now: datetime):
    """Lead to the page; the device keeps its secret in a signed cookie that is sent nowhere else and ends with the link."""
    page = reverse("dropout_cases:answer-page", args=[request.resolver_match.kwargs["secret"]])
    response = redirect(page)
    response.set_signed_cookie(
        COOKIE,
        device,
        salt=link.key,
        max_age=link.expires_at - now,
        path=page,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _page(request, name: str, link: AnswerLink, entry: StepRecord, form=None):
    """A page of the link: who asks, and whom to ring."""
    case = entry.round.case
    context = {
        "form": form,
        "link": link,
        "case": case,
        "entry": entry,
        "officer": case.owner or link.made_by,
        "by_mail": link.way == CodeWay.MAIL,
        "secret": request.resolver_match.kwargs["secret"],
    }
    return render(request, f"dropout_cases/{name}.html", context)


answer_urls = [
    path("<key:secret>/", answer_page, name="answer-page"),
    path("<key:secret>/code/", answer_code, name="answer-code"),
    path("<key:secret>/open/", answer_open, name="answer-open"),
]
