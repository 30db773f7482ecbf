"""Step 1: reporting a child, and taking a reported child on."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import workflow
from dropout_cases.duplicates import hidden_match, visible_matches
from dropout_cases.forms.intake import IntakeForm
from dropout_cases.models import Case, Identity, Report
from schools import trail
from schools.access import Action, states
from schools.views.posting import get_or_post
from thai.dates import thai_date

from .steps import said_and_next


@states(Action.CASE_REPORT)
@get_or_post
def case_add(request):
    """Report a child: five questions; a possible match is shown once before a second case is opened."""
    today = timezone.localdate()
    form = IntakeForm(request.POST or None, user=request.user, today=today)
    matches = []
    if request.method == "POST" and form.is_valid():
        student, number = form.student(), form.cleaned_data["number"]
        matches = visible_matches(student, number, request.user)
        if not matches or form.cleaned_data["another_child"] or _sent_before(form):
            try:
                case = _open(form, student, number, request.user)
            except workflow.Refused as refused:
                form.add_error(None, refused.reason)
            else:
                return _opened(request, case)
    return render(request, "dropout_cases/case_add.html", {"form": form, "matches": matches, "today": today})


def _sent_before(form) -> bool:
    return bool(form.cleaned_data["token"]) and Report.objects.filter(token=form.cleaned_data["token"]).exists()


@transaction.atomic
def _open(form, student, number, user) -> Case:
    case = workflow.open_case(
        student, form.report(), by=user, causes=form.chosen_causes(), place_text=form.cleaned_data["place_text"]
    )
    if number and not case.student.identities.exists():
        Identity.objects.create(student=case.student, number=number, started_on=case.opened_on)
    twin = hidden_match(case, number, user)
    if twin and case.possible_duplicate_of_id is None:
        Case.objects.filter(pk=case.pk).update(possible_duplicate_of=twin)
    return case


def _opened(request, case):
    due = thai_date(case.due_on) if case.due_on else ""
    sentence = _("เปิดเคส %(number)s แล้ว ผู้รับผิดชอบ %(owner)s กำหนดแรก %(due)s")
    said = {"number": case.number, "owner": case.owner or _("รอมอบหมาย"), "due": due}
    messages.success(request, sentence % said)
    return redirect("dropout_cases:case-add" if "again" in request.POST else case)


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def report_answer(request, key):
    """Take a reported child on."""
    reports = Report.objects.visible_to(request.user).select_related("round__case__school", "round__case__area")
    report = trail.fetch(request, reports, key=key, action=Action.CASE_RECORD)
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
