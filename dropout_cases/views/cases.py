"""The case page and its tabs."""

from functools import partial

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dropout_cases import drafts, tasklist, timeline, workflow, worklist
from dropout_cases.case_acts import Page, held, menu
from dropout_cases.effect import effect_of
from dropout_cases.forms.entries import NoteForm
from dropout_cases.happenings import GROUPS
from dropout_cases.looks import look
from dropout_cases.models import AnswerLink, Case, Merge, NextAct, Student
from dropout_cases.stages import stages
from dropout_cases.workflow.setbacks import setbacks_of
from dropout_cases.workflow.undo import is_own_and_new, last_written
from schools import trail
from schools.access import Action, may, states
from schools.models import TrailEvent
from thai.dates import age_on

from .school import task_cards

AT_ONCE = 300  # entries on a page


def fetch_case(request, key, action=None) -> Case:
    """The case with everything its page shows of itself, or 404; where an act is asked for that is not allowed, 403."""
    return trail.fetch(request, Case.objects.visible_to(request.user).for_page(), key=key, action=action)


def head(request, case: Case, tab: str) -> dict:
    """What the top of every tab shows: the child, the rail, the next act, and what may be done."""
    today = timezone.localdate()
    rounds = list(case.rounds.for_page())
    student, stands = case.student, held(case, request.user)
    rights = {action.name: bool(may(request.user, action, case.place)) for action in Action}
    loop_open = case.is_open and workflow.cannot_stay(case)
    return {
        "case": case,
        "today": today,
        "tab": tab,
        "rounds": rounds,
        "stages": stages(case, rounds[-1], request.user),
        "whole": case.shows_whole_to(request.user),
        "sensitive": case.shows_sensitive_to(request.user),
        "may_act": may_act(request.user, case),
        "may": rights,
        "age": age_on(student.born_on, today) if student.born_on else None,
        "loop_open": loop_open,
        "setbacks": setbacks_of(case),
        "held": stands,
        "menu": menu(Page(case, rounds, stands, loop_open), rights),
        "merges": merges_of(request.user, case),
        "task_count": case.tasks.open().count(),
        "plans": case.plans.open(),
    }


def merges_of(user, case: Case) -> list[Merge]:
    """What was merged into the case or its child, for those who may take it apart."""
    return list(Merge.objects.visible_to(user).standing_at(case)) if may(user, Action.CASE_MERGE, case.place) else []


def may_act(user, case: Case) -> bool:
    """Whether `user` may do the act that is due."""
    wanted = {
        NextAct.LOOP: Action.ROUND_BEGIN,
        NextAct.ASK: Action.CLOSING_ASK,
        NextAct.APPROVE: Action.CASE_CLOSE,
        NextAct.MOVE: Action.CASE_HAND_OVER,
        NextAct.NOTHING: Action.CASE_CLOSE,
    }.get(NextAct(case.next_act), Action.CASE_RECORD)
    return bool(may(user, wanted, case.place))


@states(Action.CASE_SEE, of_object=True)
@require_safe
def case_detail(request, key):
    """The case: next act, steps, and the story; a school gets its own part. Opening it is written down first."""
    case = fetch_case(request, key)
    context = head(request, case, "timeline")
    if not context["whole"]:
        return school_page(request, case, context)
    trail.note_opening(request, case, sensitive=context["sensitive"])
    draft = drafts.of(request.user, reverse("dropout_cases:note-add", args=[case.key]))
    form = drafts.filled(partial(NoteForm, case=case, user=request.user), draft)
    context |= told(request, case) | {"note_form": form, "effect": effect_of(case, context["today"])}
    return render(request, "dropout_cases/case_detail.html", context)


def told(request, case: Case) -> dict:
    """The story as the page shows it: one group or all, what is new, how far it goes, and what may be taken back."""
    now, group = timezone.now(), request.GET.get("show", "")
    since = look(request.user, case, now)
    story = timeline.read(case, request.user, group if group in GROUPS else "", since)
    last = last_written(case, now)
    entry = next((one.entry for one in story.happenings if one.entry and one.entry.key == last), None)
    return {
        "show": group,
        "story": story if "all" in request.GET else story.up_to(AT_ONCE),
        "since": since,
        "undo_key": last if entry and is_own_and_new(entry, case, request.user, now) else "",
    }


def school_page(request, case, context):
    """What the child's school sees: step, contact, what is asked of it, and what it wrote or was told."""
    trail.note_opening(request, case, sensitive=False)
    context |= told(request, case)
    open_ones = (one.entry for one in context["story"].happenings if one.kind in ("contact", "return") and not one.entry.is_void)
    waiting = [entry for entry in open_ones if entry.awaited]
    tasks = task_cards(tasklist.of_school(request.user).filter(case=case))
    context |= {"waiting": waiting, "tasks": tasks, "check": worklist.check_of(case)}
    return render(request, "dropout_cases/case_school.html", context)


@states(Action.TRAIL_SEE, of_object=True)
@require_safe
def case_trail(request, key):
    """Who opened and changed the case."""
    case = fetch_case(request, key, Action.TRAIL_SEE)
    events = TrailEvent.objects.filter(subject__in=subjects_of(case)).select_related("actor")[:300]
    return render(request, "dropout_cases/case_trail.html", head(request, case, "trail") | {"events": events})


def subjects_of(case: Case) -> list[str]:
    """Whose lines of the trail are the case's: its own, its child's, of what was merged into either, and of its personal links."""
    students = Student.objects.filter(Q(pk=case.student_id) | Q(merged_into=case.student_id))
    cases = Case.objects.filter(Q(pk=case.pk) | Q(merged_into=case))
    return [trail.subject_of(row) for row in (*cases, *students, *AnswerLink.objects.filter(case__in=cases))]
