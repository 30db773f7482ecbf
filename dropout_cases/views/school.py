"""The school's page: the pupils it reports on, in three taps each, and what the district asks of it."""

import re
from collections.abc import Collection
from datetime import date

from django.contrib import messages
from django.forms import Form
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dropout_cases import tasklist, triage, workflow, worklist
from dropout_cases.forms.school import AttendanceForm
from dropout_cases.forms.tasks import FinishForm
from dropout_cases.models import Case, FollowUp, Task
from dropout_cases.models.returns import LEFT
from schools.access import Action, states
from schools.converters import KeyConverter
from schools.models import School
from schools.views.posting import get_or_post

ON_A_CARD = re.compile(rf"({KeyConverter.regex})-(?:attendance|note|unsafe)")


def school_home(request):
    """One card a pupil."""
    return _page(request, {})


@states(Action.SCHOOL_RECORD)
@get_or_post
def attendance_add(request):
    """Everything the school chose, in one sending; a pupil left untouched is not reported on, what is refused holds up no other.

    A device that sends by itself is answered in brief: which cards were taken, and why others were not.
    """
    if request.method != "POST":
        return redirect("home")
    today = timezone.localdate()
    cases = {pupil.case.key: pupil.case for pupil in worklist.pupils_of(request.user, today)}
    cards = {key: AttendanceForm(request.POST, prefix=key) for key in cases}
    chosen = {key: form for key, form in cards.items() if form.has_changed()}
    taken = {key: form for key, form in chosen.items() if _take(cases[key], form, request.user, today)}
    refused = {key: form for key, form in chosen.items() if key not in taken}
    said, gone = _said(taken.values()), _gone(request.POST, cases)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        why = {key: " ".join(one for errors in form.errors.values() for one in errors) for key, form in refused.items()}
        return JsonResponse({"taken": list(taken), "refused": why | gone, "said": said})
    _tell(request, said, [*gone.values()][:1], nothing=not chosen and not gone)
    return _page(request, refused) if refused else redirect("home")


def _take(case: Case, form: AttendanceForm, user, today: date) -> bool:
    """Whether what was chosen for a pupil is recorded; what the engine refuses stands on the card."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    said = {name: typed[name] for name in ("attendance", "note", "safety")}
    entry = FollowUp(round=case.current_round, happened_on=form.day(today), token=typed["token"] or None, **said)
    try:
        workflow.record(entry, by=user)
    except workflow.Refused as error:
        form.add_error(None, error.reason)
    return not form.errors


def _gone(sent, cases) -> dict[str, str]:
    """Pupils who were reported on and are not the school's to report on any more; one never was looks the same."""
    named = (ON_A_CARD.fullmatch(name) for name, value in sent.items() if value)
    keys = {match[1] for match in named if match} - cases.keys()
    return dict.fromkeys(sorted(keys), _("นักเรียนคนนี้ไม่อยู่ในรายการของโรงเรียนแล้ว ไม่ได้ส่งรายงาน"))


def _said(taken: Collection[Form]) -> str:
    """What was taken, and what comes next for a child who left."""
    if not taken:
        return ""
    count = ngettext("ส่งรายงานนักเรียน %(count)s คนแล้ว", "ส่งรายงานนักเรียน %(count)s คนแล้ว", len(taken)) % {"count": len(taken)}
    left = any(form.cleaned_data["attendance"] in LEFT for form in taken)
    return f"{count} {_('เขตจะติดต่อโรงเรียนเรื่องนักเรียนที่หยุดเรียนหรือย้าย')}" if left else count


def _tell(request, said: str, warnings: list[str], *, nothing: bool) -> None:
    if said:
        messages.success(request, said)
    if nothing:
        warnings = [_("ยังไม่ได้เลือกนักเรียนคนใด เลือกการมาเรียนแล้วส่งอีกครั้ง")]
    for one in warnings:
        messages.warning(request, one)


def _page(request, refused: dict[str, AttendanceForm]):
    """The page; a card that was refused comes back as it was sent."""
    now = timezone.now()
    today = timezone.localdate(now)
    pupils = worklist.pupils_of(request.user, today)
    cards = [(pupil, refused.get(pupil.case.key) or AttendanceForm(prefix=pupil.case.key)) for pupil in pupils]
    others = [(pupil, form) for pupil, form in cards if not pupil.is_left]
    context = {
        "left": [(pupil, form) for pupil, form in cards if pupil.is_left],
        "all": sum(1 for pupil in pupils if pupil.check),
        "others": others,
        "others_open": any(form.errors for _pupil, form in others),
        "week": worklist.week_of(today),
        "questions": list(triage.asked_of(request.user)),
        "own_reports": triage.rows(triage.made_by(request.user, now), now),
        "today": today,
        "schools": list(School.objects.visible_to(request.user, Action.SCHOOL_RECORD)),
        "asked": worklist.asked_of_school(request.user),
        "tasks": task_cards(tasklist.of_school(request.user)),
        "in_danger": any(pupil.case.in_danger for pupil in pupils),
        "formsets": [list(refused.values())],
        "error_count": sum(len(form.errors) for form in refused.values()),
    }
    return render(request, "dropout_cases/school_home.html", context)


def task_cards(tasks) -> list[tuple[Task, Form]]:
    """Each of a school's tasks with its box for a note."""
    return [(task, FinishForm(auto_id=f"{task.key}_%s")) for task in tasks]
