"""Triage: what people told the office is read, asked about and decided, each decision one act that can be taken back at once."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_safe

from dropout_cases import drafts, triage, workflow
from dropout_cases.forms import reports as forms
from dropout_cases.models import Report, ReportQuestion, Student, Verdict
from dropout_cases.workflow.reports import UNDO_WITHIN, decision_on
from schools import trail
from schools.access import Action, states
from schools.models import User, Verb
from schools.paging import paged
from schools.views.posting import get_or_post

TABS = {
    "": (gettext_lazy("รอรับเรื่อง"), lambda user, now: triage.waiting_for(user)),
    "news": (gettext_lazy("มีข้อมูลเพิ่ม"), lambda user, now: triage.news_for(user)),
    "decided": (gettext_lazy("ตัดสินแล้ว 30 วัน"), triage.decided_for),
}
DRAFTED = {"ask": "dropout_cases:report-ask", "aside": "dropout_cases:report-set-aside"}
FORMS = {"open": forms.OpenForm, "join": forms.JoinForm, "ask": forms.AskForm, "aside": forms.SetAsideForm}


@states(Action.REPORT_DECIDE)
@require_safe
def report_list(request):
    """Reports that wait, danger first; those with something new; those decided lately."""
    now, user = timezone.now(), request.user
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else ""
    page = paged(request, TABS[tab][1](user, now))
    counts = [triage.waiting_for(user).count(), triage.news_for(user).count(), 0]
    tabs = [(name, label, count) for (name, (label, _rows)), count in zip(TABS.items(), counts, strict=True)]
    context = {"tab": tab, "tabs": tabs, "rows": triage.rows(page["page_obj"].object_list, now), **page}
    return render(request, "dropout_cases/report_list.html", context)


@drafts.kept
@states(Action.REPORT_DECIDE)
@get_or_post
def report_new(request):
    """Write down a call, a visitor or a letter that is not a case yet."""
    form = drafts.form_of(request, partial(forms.TakenDownForm, user=request.user, today=timezone.localdate()))
    if form.is_valid():
        try:
            with transaction.atomic():
                report = workflow.receive(form.report(), by=request.user, causes=form.chosen_causes())
                drafts.sent(request)
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("บันทึกการรับแจ้งแล้ว ตัดสินใจต่อได้ทันที หรือให้ผู้อื่นรับเรื่อง"))
            return redirect("dropout_cases:report-detail", report.key)
    return render(request, "dropout_cases/report_new.html", {"form": form})


def fetch_report(request, key) -> Report:
    """The report, or 404; 403 for who may see it and does not decide."""
    joined = ("area", "decided_by", "set_aside_reason", "round__case__area", "round__case__school", "student__school")
    reports = Report.objects.visible_to(request.user).for_list().select_related(*joined)
    return trail.fetch(request, reports, key=key, action=Action.REPORT_DECIDE)


@states(Action.REPORT_DECIDE, of_object=True)
@require_safe
def report_detail(request, key):
    """Everything told, what was added, whom it may be about, and the verdicts; opening it is written down first."""
    return _page(request, fetch_report(request, key))


def _page(request, report: Report, failed: str = "", form: BaseForm | None = None):
    """The page of a report; `form` is the one of its forms that came back."""
    case = report.round.case if report.round else None
    sensitive = case.shows_sensitive_to(request.user) if case else True
    additions, questions = list(report.additions.all()), list(report.questions.select_related("school", "asked_by", "answered_by"))
    _note_opening(request, report, case, sensitive)
    context = {
        "report": report,
        "row": triage.rows([report], timezone.now())[0],
        "case": case,
        "sensitive": sensitive,
        "lines": [line for line in report.told_lines() if line.value and (sensitive or not line.sensitive)],
        "details": triage.details_of(report) if sensitive else [],
        "additions": additions if sensitive else [],
        "questions": questions if sensitive else [],
        "undo_until": _undo_until(report),
        "form": form if report.is_waiting else None,
    }
    if report.is_waiting:
        context["matches"] = triage.matches_for(report, request.user)
        context |= _forms(report, request.user, {failed: form} if form else {})
    return render(request, "dropout_cases/report_detail.html", context)


def _forms(report: Report, user: User, returned: dict) -> dict:
    """The forms of the page, with what was typed before; one that came back stands in its place."""
    fresh = {name: _fresh(partial(made, report=report, user=user), report, user, DRAFTED.get(name)) for name, made in FORMS.items()}
    return {f"{name}_form": form for name, form in (fresh | returned).items()}


def _fresh(make, report: Report, user: User, url_name: str | None) -> BaseForm:
    draft = drafts.of(user, reverse(url_name, args=[report.key])) if url_name else None
    return drafts.filled(make, draft)


def _note_opening(request, report: Report, case, sensitive: bool) -> None:
    if sensitive:
        workflow.look_at(report, by=request.user)
    if case:
        trail.note_opening(request, case, sensitive=sensitive)


def _undo_until(report: Report):
    """Until when the verdict can be taken back; None when there is none, or it is too late."""
    until = report.decided_at and report.decided_at + UNDO_WITHIN
    return until if until and until > timezone.now() and not report.is_void and decision_on(report) else None


class ReportAct(View):
    """One act on a report, sent from its page; a form with a fault comes back on that page, and so does a refusal."""

    http_method_names = ["get", "head", "post"]
    keeps_draft = True
    name = ""
    said: str | Promise = ""

    def get(self, request, key):
        """The page from which the act is sent."""
        return redirect("dropout_cases:report-detail", fetch_report(request, key).key)

    def post(self, request, key):
        """The act."""
        self.report, self.today = fetch_report(request, key), timezone.localdate()
        form = FORMS[self.name](request.POST, report=self.report, user=request.user) if self.name else None
        if form and not form.is_valid():
            return _page(request, self.report, self.name, form)
        try:
            self.act(form.cleaned_data if form else {})
            messages.success(request, self.said)
        except workflow.Refused as refused:
            messages.warning(request, refused.reason)
        return redirect("dropout_cases:report-detail", self.report.key)

    def act(self, typed: dict):
        """Hand it to the engine."""
        raise NotImplementedError


@states(Action.REPORT_DECIDE, of_object=True)
class ReportOpen(ReportAct):
    """The verdict "new case"."""

    name, said = "open", gettext_lazy("เปิดเคสใหม่แล้ว")

    def act(self, typed):
        """For the pupil chosen, or for the child told of."""
        pupil = None
        if typed["student"]:
            pupil = trail.fetch(self.request, Student.objects.visible_to(self.request.user), key=typed["student"])
        _open(self.report, typed["school"], pupil, by=self.request.user, today=self.today)


@transaction.atomic
def _open(report: Report, school, pupil: Student | None, *, by: User, today) -> None:
    """Open the case; the school the officer knows of is first written onto the report."""
    if pupil is None and school != report.school:
        Report.objects.filter(pk=report.pk, verdict=Verdict.WAITING).update(school=school)
        trail.write(by, Verb.CHANGED, report, fields=["school"], area=report.area)
    workflow.open_case_from(report, by=by, on=today, student=pupil)


@states(Action.REPORT_DECIDE, of_object=True)
class ReportJoin(ReportAct):
    """The verdict "belongs to this open case"."""

    name, said = "join", gettext_lazy("รวมกับเคสที่เปิดอยู่แล้ว")

    def act(self, typed):
        """Into the case chosen."""
        workflow.join(self.report, typed["case"], by=self.request.user, on=self.today)


@states(Action.REPORT_DECIDE, of_object=True)
class ReportSetAside(ReportAct):
    """The verdict "not a case"."""

    name, said = "aside", gettext_lazy("บันทึกว่าไม่เป็นเคสแล้ว")

    def act(self, typed):
        """With its reason."""
        with transaction.atomic():
            workflow.set_aside(self.report, reason=typed["reason"], note=typed["note"], by=self.request.user, on=self.today)
            drafts.sent(self.request)


@states(Action.REPORT_DECIDE, of_object=True)
class ReportAsk(ReportAct):
    """No verdict yet: a school is asked first."""

    name, said = "ask", gettext_lazy("ส่งคำถามให้โรงเรียนแล้ว")

    def act(self, typed):
        """What the form says."""
        asked = {name: typed[name] for name in ("school", "child_name", "asked")}
        with transaction.atomic():
            workflow.ask_school(self.report, **asked, by=self.request.user)
            drafts.sent(self.request)


@states(Action.REPORT_DECIDE, of_object=True)
class ReportUndo(ReportAct):
    """The verdict is taken back."""

    said = gettext_lazy("ย้อนกลับแล้ว เรื่องนี้รอรับเรื่องอีกครั้ง")

    def act(self, typed):
        """Within its minutes, while nothing followed."""
        workflow.undo_verdict(self.report, by=self.request.user, at=timezone.now())


@drafts.kept
@states(Action.SCHOOL_RECORD, of_object=True)
@get_or_post
def question_answer(request, key):
    """A school answers what the office asks of a child; it reads the name and the question, nothing of the report."""
    questions = ReportQuestion.objects.visible_to(request.user).select_related("report__area", "answered_by")
    question = trail.fetch(request, questions, key=key, action=Action.SCHOOL_RECORD)
    form = drafts.form_of(request, forms.SchoolAnswerForm)
    if not form.is_valid():
        is_open = question.answered_at is None and question.report.is_waiting
        context = {"form": form, "question": question, "is_open": is_open}
        return render(request, "dropout_cases/report_question.html", context)
    try:
        with transaction.atomic():
            workflow.answer_question(question, answer=form.cleaned_data["answer"], by=request.user)
            drafts.sent(request)
        messages.success(request, _("ตอบเขตแล้ว"))
    except workflow.Refused as refused:
        messages.warning(request, refused.reason)
    return redirect("home")


report_urls = [
    path("", report_list, name="report-list"),
    path("add/", report_new, name="report-new"),
    path("questions/<key:key>/", question_answer, name="question-answer"),
    path("<key:key>/", report_detail, name="report-detail"),
    path("<key:key>/open/", ReportOpen.as_view(), name="report-open"),
    path("<key:key>/join/", ReportJoin.as_view(), name="report-join"),
    path("<key:key>/ask/", ReportAsk.as_view(), name="report-ask"),
    path("<key:key>/set-aside/", ReportSetAside.as_view(), name="report-set-aside"),
    path("<key:key>/undo/", ReportUndo.as_view(), name="report-undo"),
]
