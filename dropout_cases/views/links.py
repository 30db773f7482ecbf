"""The office's side of personal links: giving one out, seeing what became of it, reading out a code, withdrawing it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dropout_cases import workflow
from dropout_cases.forms.links import LinkForm
from dropout_cases.judgement import RECORD_MODELS
from dropout_cases.models import AnswerLink, CodeWay, StepRecord
from dropout_cases.workflow import links
from schools import trail
from schools.access import Action, states
from schools.views.posting import get_or_post, posted

KINDS = {name.rpartition(".")[2].lower(): name for name in RECORD_MODELS.values()}


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def link_list(request, key, kind):
    """The links of a record that waits for an answer, and the form for another; a new one is shown once, to be sent on."""
    entry = _record(request, kind, key)
    form = link_form(entry, posted(request))
    made = _make(request, entry, form) if form.is_valid() else None
    return link_page(request, entry, link_form(entry) if made else form, made)


def link_form(entry: StepRecord, data=None) -> LinkForm:
    """The form for a link to a record, as sent or empty."""
    return LinkForm(data, entry=entry, today=timezone.localdate())


def _record(request, kind: str, key: str) -> StepRecord:
    model: Any = apps.get_model(KINDS[kind]) if kind in KINDS else StepRecord
    if model.asked_by_link is StepRecord.asked_by_link:
        raise Http404
    areas, _schools = request.user.scope_of(Action.CASE_RECORD, "school")
    records = model.objects.visible_to(request.user).filter(round__case__area__in=areas)
    records = records.select_related("round__case__school", "round__case__area", "round__case__student")
    return trail.fetch(request, records, key=key, action=Action.CASE_RECORD)


def _make(request, entry: StepRecord, form: LinkForm) -> str | None:
    """The whole address of a new link; None where the engine refuses, which the form then says."""
    typed = form.cleaned_data
    asked = {name: typed[name] for name in ("for_whom", "way", "address", "days")}
    page_of = address_maker(request)
    mail_page = page_of if typed["mail_page"] else None
    try:
        _link, secret = links.make_link(entry, **asked, by=request.user, at=timezone.now(), mail_page=mail_page)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return None
    return page_of(secret)


def address_maker(request) -> Callable[[str], str]:
    """What makes the whole address of a link's page from its secret."""
    return lambda secret: request.build_absolute_uri(reverse("dropout_cases:answer-page", args=[secret]))


def link_page(request, entry: StepRecord, form: LinkForm, made: str | None = None, code: str = ""):
    """The links of a record with the form for another; a new one, or a code, is shown on it once."""
    case, now = entry.round.case, timezone.now()
    given = AnswerLink.objects.of(entry).select_related("made_by", "withdrawn_by")
    context = {
        "case": case,
        "entry": entry,
        "here": reverse("dropout_cases:link-list", args=[entry.key, entry._meta.model_name]),
        "form": form,
        "made": made,
        "code": code,
        "links": [(link, state_of(link, now), link.works(now), link.way == CodeWay.PHONE) for link in given],
    }
    return render(request, "dropout_cases/link_list.html", context)


def state_of(link: AnswerLink, now: datetime) -> str | Promise:
    """Where a link stands, in a word."""
    words = (
        (link.answered_at, gettext_lazy("ตอบแล้ว")),
        (link.withdrawn_at, gettext_lazy("ถอนแล้ว")),
        (link.expires_at <= now, gettext_lazy("หมดอายุ")),
        (links.is_used_up(link), gettext_lazy("ใช้รหัสครบแล้ว")),
        (link.opened_at, gettext_lazy("เปิดแล้ว")),
    )
    return next((word for holds, word in words if holds), gettext_lazy("ยังไม่เปิด"))


@states(Action.CASE_RECORD, of_object=True)
@require_POST
def link_code(request, key):
    """A code to read out on the telephone; it is shown once."""
    link = _fetch(request, key)
    entry = links.record_of(link)
    if entry is None or link.way != CodeWay.PHONE:
        raise Http404
    form = link_form(entry)
    try:
        return link_page(request, entry, form, code=links.send_code(link, timezone.now(), by=request.user))
    except workflow.Refused as refused:
        messages.error(request, refused.reason)
        return redirect(_list_of(link))


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def link_withdraw(request, key):
    """Take a link back; it ends with its next request."""
    link = _fetch(request, key)
    if request.method == "POST":
        links.withdraw(link, by=request.user, at=timezone.now())
        messages.success(request, _("ถอนลิงก์แล้ว ผู้ที่มีลิงก์เปิดไม่ได้อีก"))
        return redirect(_list_of(link))
    return render(request, "dropout_cases/link_withdraw.html", {"link": link, "case": link.case, "back_url": _list_of(link)})


def _fetch(request, key: str) -> AnswerLink:
    given = AnswerLink.objects.visible_to(request.user).select_related("case__area", "case__school", "case__student")
    return trail.fetch(request, given, key=key, action=Action.CASE_RECORD)


def _list_of(link: AnswerLink) -> str:
    return reverse("dropout_cases:link-list", args=[link.record_key, link.record_kind.rpartition(".")[2].lower()])


link_urls = [
    path("<key:key>/code/", link_code, name="link-code"),
    path("<key:key>/withdraw/", link_withdraw, name="link-withdraw"),
    path("<key:key>/<slug:kind>/", link_list, name="link-list"),
]
