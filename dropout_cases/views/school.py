"""The school's page: the pupils it reports on, in three taps each, and what the district asks of it."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import tasklist, triage, workflow, worklist
from dropout_cases.forms.school import AttendanceForm
from dropout_cases.forms.tasks import FinishForm
from dropout_cases.models import Case, FollowUp, Task
from schools.access import Action, states
from schools.models import School
from schools.views.posting import get_or_post


def school_home(request):
    """One card a pupil."""
    return _page(request, [(case, AttendanceForm(prefix=case.key)) for case in worklist.pupils_of(request.user)])


@states(Action.SCHOOL_RECORD)
@get_or_post
def attendance_add(request):
    """Everything the school chose, in one sending; a pupil left untouched is not reported on."""
    cards = [(case, AttendanceForm(request.POST, prefix=case.key)) for case in worklist.pupils_of(request.user)]
    if request.method != "POST":
        return redirect("home")
    chosen = [(case, form) for case, form in cards if form.has_changed()]
    refused = _save(chosen, request.user) if all(form.is_valid() for _case, form in chosen) else 0
    if any(form.errors for _case, form in chosen):
        return _page(request, cards)
    if not chosen:
        messages.warning(request, _("ยังไม่ได้เลือกนักเรียนคนใด เลือกการมาเรียนแล้วส่งอีกครั้ง"))
    elif not refused:
        messages.success(request, _("ส่งรายงานนักเรียน %(count)s คนแล้ว") % {"count": len(chosen)})
    return redirect("home")


def _save(chosen: list[tuple[Case, Form]], user) -> int:
    refused = 0
    for case, form in chosen:
        typed = form.cleaned_data
        entry = FollowUp(
            round=case.current_round,
            happened_on=timezone.localdate(),
            attendance=typed["attendance"],
            note=typed["note"],
            safety=typed["safety"],
            token=typed["token"] or None,
        )
        try:
            workflow.record(entry, by=user)
        except workflow.Refused as error:
            form.add_error(None, error.reason)
            refused += 1
    return refused


def _page(request, cards):
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "cards": cards,
        "questions": list(triage.asked_of(request.user)),
        "own_reports": triage.rows(triage.made_by(request.user, now), now),
        "today": today,
        "schools": list(School.objects.visible_to(request.user, Action.SCHOOL_RECORD)),
        "asked": worklist.asked_of_school(request.user),
        "tasks": task_cards(tasklist.of_school(request.user)),
        "left": sum(1 for case, _form in cards if case.reported_on is None or (today - case.reported_on).days >= 7),
        "in_danger": any(case.in_danger for case, _form in cards),
        "formsets": [[form for _case, form in cards]],
        "error_count": sum(len(form.errors) for _case, form in cards),
    }
    return render(request, "dropout_cases/school_home.html", context)


def task_cards(tasks) -> list[tuple[Task, Form]]:
    """Each of a school's tasks with its box for a note."""
    return [(task, FinishForm(auto_id=f"{task.key}_%s")) for task in tasks]
