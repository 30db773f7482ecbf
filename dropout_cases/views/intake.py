"""Step 1: reporting a child, and taking a reported child on."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import drafts, workflow
from dropout_cases.duplicates import candidates
from dropout_cases.forms.intake import IntakeForm
from dropout_cases.models import Case, Report, ReportChannel
from dropout_cases.workflow.children import tell_more
from schools import trail
from schools.access import Action, may, states
from schools.views.posting import get_or_post
from thai.dates import thai_date

from .matches import may_be_another, open_case_of
from .steps import said_and_next


@drafts.kept
@states(Action.CASE_REPORT)
@get_or_post
def case_add(request):
    """Report a child: five questions; a possible match is shown once before a second case is opened.

    An officer's report opens a case. A school's waits for an officer, and is answered alike whether the child is known or not.
    """
    today = timezone.localdate()
    form = _form(request, today)
    matches = []
    if request.method == "POST" and form.is_valid():
        matches = [] if _sent_before(form) else candidates(form.told(), request.user, but=form.known)
        if not matches or may_be_another(form, matches):
            child, number = form.child(), form.cleaned_data["number"]
            decides = may(request.user, Action.REPORT_DECIDE, child.school or child.area)
            try:
                with transaction.atomic():
                    made = (_open if decides else _hand_in)(form, child, number, request.user)
                    drafts.sent(request)
            except workflow.Refused as refused:
                form.add_error(None, refused.reason)
            else:
                return _opened(request, made) if decides else _handed_in(request)
    context = {"form": form, "matches": matches, "open_case": open_case_of(form), "today": today}
    return render(request, "dropout_cases/case_add.html", context)


def _form(request, today) -> IntakeForm:
    """The report as sent; empty for a child chosen already; else as it was typed before."""
    student = request.GET.get("student", "")
    make = partial(IntakeForm, user=request.user, today=today, student=student)
    form = make() if student and request.method != "POST" else drafts.form_of(request, make)
    form.recall()
    return form


def _sent_before(form) -> bool:
    return bool(form.cleaned_data["token"]) and Report.objects.filter(token=form.cleaned_data["token"]).exists()


@transaction.atomic
def _open(form, child, number, user) -> Case:
    report = form.report()
    if form.known:
        child = tell_more(form.known, child, on=report.happened_on)
    place = form.cleaned_data["place_text"]
    return workflow.open_case(child, report, by=user, causes=form.chosen_causes(), place_text=place, number=number)


def _hand_in(form, child, number, user) -> Report:
    report = form.report()
    report.area, report.school, report.place_text = child.area, child.school, form.cleaned_data["place_text"]
    report.channel, report.student = ReportChannel.SCHOOL, form.known
    report.child_name = f"{child.title}{child.first_name} {child.last_name}".strip() if child.first_name else ""
    report.described_as = child.described_as
    report.details = workflow.telling(child, number)
    return workflow.receive(report, by=user, causes=form.chosen_causes())


def _handed_in(request):
    messages.success(request, _("แจ้งแล้ว เจ้าหน้าที่เขตจะตรวจและรับเรื่อง ดูความคืบหน้าได้ที่หน้าแรก"))
    return redirect("dropout_cases:case-add" if "again" in request.POST else "home")


def _opened(request, case):
    due = thai_date(case.due_on) if case.due_on else ""
    sentence = _("เปิดเคส %(number)s แล้ว ผู้รับผิดชอบ %(owner)s กำหนดแรก %(due)s")
    said = {"number": case.number, "owner": case.owner or _("รอมอบหมาย"), "due": due}
    messages.success(request, sentence % said)
    return redirect("dropout_cases:case-add" if "again" in request.POST else case)


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def report_answer(request, key):
    """Take on a report that was written into a case; one outside any case has a page of its own."""
    reports = Report.objects.visible_to(request.user).select_related("round__case__school", "round__case__area")
    report = trail.fetch(request, reports, key=key, action=Action.CASE_RECORD)
    if report.round is None:
        return redirect("dropout_cases:report-detail", report.key)
    case = report.round.case
    if request.method == "POST":
        try:
            case = workflow.accept(report, by=request.user, on=timezone.localdate())
            messages.success(request, said_and_next(_("การรับเรื่อง"), case))
        except workflow.Refused as refused:
            messages.warning(request, refused.reason)
        return redirect(case)
    sensitive = case.shows_sensitive_to(request.user)
    trail.note_opening(request, case, sensitive=sensitive)
    context = {
        "case": case,
        "report": report,
        "lines": [line for line in report.lines() if line.value],
        "sensitive": sensitive,
    }
    return render(request, "dropout_cases/report_answer.html", context)
