"""Pages open to everybody: a child is reported without an account, and the reporter asks with a code how it stands."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dropout_cases import receipts, workflow
from dropout_cases.forms.public import AdditionForm, CodeForm, PublicReportForm
from dropout_cases.models import Report, ReportPoint
from schools import limits
from schools.models import Area
from schools.signin import address_of
from schools.views.posting import get_or_post, posted
from thai.dates import thai_time

COOKIE = "receipt"
COOKIE_SECONDS = 15 * 60


@login_not_required
@never_cache
@get_or_post
def public_start(request):
    """The form of the only area; where there are several, the choice between them."""
    areas = list(Area.objects.order_by("code"))
    if len(areas) == 1:
        return _ask(request, areas[0])
    return render(request, "dropout_cases/public_start.html", {"areas": areas})


@login_not_required
@never_cache
@get_or_post
def public_area(request, key):
    """The form of an area."""
    return _ask(request, get_object_or_404(Area, key=key))


@login_not_required
@never_cache
@get_or_post
def public_point(request, key):
    """The form behind a poster; one taken down says whom to call."""
    point = get_object_or_404(ReportPoint.objects.select_related("area", "school__tambon"), key=key)
    if not point.is_open:
        return render(request, "dropout_cases/public_closed.html", {"area": point.area})
    return _ask(request, point.area, point)


def _ask(request, area: Area, point: ReportPoint | None = None):
    now = timezone.now()
    form = PublicReportForm(posted(request), area=area, point=point, today=timezone.localdate(now))
    until = None
    if form.is_valid():
        until = None if form.sent_before else limits.wait_until(receipts.SENDING, address_of(request), now)
        if until is None:
            _keep(form, address_of(request), now)
            return _with_receipt(form.code)
        form.add_error(None, _wait_words(until))
    context = {"form": form, "area": area, "point": point, "waits": until is not None}
    return render(request, "dropout_cases/public_report.html", context, status=429 if until else 200)


def _wait_words(until: datetime) -> str:
    return _("ส่งจากเครือข่ายนี้หลายครั้งแล้ว ส่งได้อีกตั้งแต่ %(time)s ข้อความยังอยู่ เรื่องด่วนให้โทร") % {"time": thai_time(until)}


@transaction.atomic
def _keep(form: PublicReportForm, address: str, now: datetime) -> None:
    workflow.receive(form.report(), by=None, causes=form.chosen_causes())
    limits.count(receipts.SENDING, address, now)


def _with_receipt(code: str):
    """Lead to the receipt; the code goes along in a signed cookie that lasts minutes, never in an address."""
    response = redirect("dropout_cases:public-receipt")
    response.set_signed_cookie(
        COOKIE,
        code,
        max_age=COOKIE_SECONDS,
        path=reverse("dropout_cases:public-receipt"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@never_cache
@require_safe
def public_receipt(request):
    """The code to keep, what happens next, and once more whom to call for a child in danger."""
    code = request.get_signed_cookie(COOKIE, "", max_age=COOKIE_SECONDS)
    report = receipts.report_of(code)
    if report is None:
        return redirect("dropout_cases:public-status")
    context = {"code": receipts.in_parts(code), "urgent": report.is_urgent, "report": report}
    return render(request, "dropout_cases/public_receipt.html", context)


@login_not_required
@never_cache
@get_or_post
def public_status(request):
    """How a report stands, for whoever has its code."""
    form = CodeForm(posted(request))
    report = _found(request, form)
    return _status(request, AdditionForm(initial=form.cleaned_data) if report else form, report)


@login_not_required
@never_cache
@get_or_post
def public_add(request):
    """Something more to a report, from whoever has its code."""
    if request.method != "POST":
        return redirect("dropout_cases:public-status")
    form, addition = CodeForm(request.POST), AdditionForm(request.POST)
    report = _found(request, form)
    if report is None:
        return _status(request, addition.with_code(form.errors.get("code", [])), None)
    if not addition.is_valid() or not _added(request, report, addition):
        return _status(request, addition, report)
    messages.success(request, _("เพิ่มข้อมูลแล้ว เจ้าหน้าที่เขตจะเห็น"))
    return _status(request, AdditionForm(initial={"code": form.cleaned_data["code"]}), report)


def _status(request, form: CodeForm, report: Report | None):
    """The page: it asks for the code, or tells what the code tells and asks for more."""
    context = {"form": form, "report": report, "status": receipts.status_of(report) if report else ""}
    return render(request, "dropout_cases/public_status.html", context)


def _found(request, form: CodeForm) -> Report | None:
    """The report with the code that was typed; a wrong code is counted, and too many from one address get a wait."""
    if not form.is_valid():
        return None
    address, now = address_of(request), timezone.now()
    until = limits.wait_until(receipts.GUESSING, address, now)
    report = None if until else receipts.report_of(form.cleaned_data["code"])
    if until:
        form.add_error("code", _("ลองครบจำนวนครั้งแล้ว ลองใหม่ได้ตั้งแต่ %(time)s") % {"time": thai_time(until)})
    elif report is None:
        limits.count(receipts.GUESSING, address, now)
        form.add_error("code", _("ไม่พบรหัสนี้ ตรวจตัวอักษรแล้วลองอีกครั้ง"))
    return report


def _added(request, report: Report, form: AdditionForm) -> bool:
    """Keep what was added, unless the address waits or the report is full; the form says which."""
    address, now = address_of(request), timezone.now()
    until = limits.wait_until(receipts.ADDING, address, now)
    try:
        if until is None:
            _add_once(report, form.cleaned_data["text"], address, now)
            return True
        form.add_error(None, _wait_words(until))
    except workflow.Refused as refused:
        form.add_error("text", refused.reason)
    return False


@transaction.atomic
def _add_once(report: Report, text: str, address: str, now: datetime) -> None:
    """The same words sent twice are kept once."""
    held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if text in [one.text for one in held.additions.all()]:
        return
    workflow.add_to(held, text)
    limits.count(receipts.ADDING, address, now)


public_urls = [
    path("", public_start, name="public-start"),
    path("sent/", public_receipt, name="public-receipt"),
    path("status/", public_status, name="public-status"),
    path("status/add/", public_add, name="public-add"),
    path("area/<key:key>/", public_area, name="public-area"),
    path("<key:key>/", public_point, name="public-point"),
]
