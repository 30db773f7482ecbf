"""A child's story of two rounds with an entry of every kind, for the tests of its dossier."""

from datetime import timedelta
from types import SimpleNamespace

from django.apps import apps

from dropout_cases import workflow
from dropout_cases.models import Advice, Attendance, ContactTry, Document, Entry, Note, TeamMember
from dropout_cases.steps import Step
from dropout_cases.workflow import engine
from dropout_cases.workflow.team import join_team, note_try
from referrals import facts, plans
from referrals.models import Finding, Plan, UnmetNeed
from referrals.needs import tell_need
from schools.fields import new_key
from tests.dropout_cases.copies import more_entries
from tests.make import (
    DAY,
    close,
    code,
    go_through,
    make_follow_up,
    make_move,
    make_pause,
    make_return,
    make_setback,
    make_task,
    make_visit,
)
from tests.referrals.canaries import make_full_case
from tests.referrals.papers import make_letter, set_up_office

KINDS = [model for model in apps.get_models() if issubclass(model, Entry)]
LEFT_ON = DAY + timedelta(weeks=4)
BACK_ON = DAY + timedelta(weeks=6)
STAYED_ON = BACK_ON + timedelta(weeks=13)


def make_story(world) -> SimpleNamespace:
    """The child returns, stops after four weeks, goes through a second round by another pathway, stays, and the case is closed."""
    set_up_office(world.area)
    case, officer = make_full_case(world), world.officer
    write_beside(case, world)
    make_return(case, officer, on=DAY + timedelta(days=3))
    make_follow_up(case, officer, on=DAY + timedelta(weeks=1), note="canary-came")
    make_follow_up(case, officer, on=LEFT_ON, attendance=Attendance.STOPPED, note="canary-stopped")
    make_setback(case, on=LEFT_ON)
    make_letter(case, officer, subject="canary-subject", to="canary-addressee")
    reason = code("STOPPED_AGAIN", "round_start_reason")
    workflow.loop(case.current_round, reason=reason, by=officer, on=LEFT_ON, note="canary-again")
    wrong = make_visit(case, officer, agencies=[world.agency], seen="canary-wrong-child", on=BACK_ON)
    workflow.void(wrong, reason="canary-void-reason", by=officer)
    workflow.waive(case.current_round, Step.MEETING, reason="canary-waived", by=world.supervisor, on=BACK_ON)
    go_through(case, officer, world.agency, until=5, on=BACK_ON)
    workflow.accept_move(make_move(case, officer, world.other_school, on=BACK_ON), by=world.neighbour, on=BACK_ON)
    case.refresh_from_db()
    make_return(case, officer, on=BACK_ON, pathway="ONE_SCHOOL_3")
    make_follow_up(case, officer, on=STAYED_ON, note="canary-stayed")
    close(case, officer, world.supervisor, on=STAYED_ON)
    case.refresh_from_db()
    return SimpleNamespace(case=case, first=case.rounds.get(number=1), second=case.rounds.get(number=2))


def write_beside(case, world):
    """An entry of every kind that stands beside the steps."""
    officer, one, day = world.officer, case.current_round, {"happened_on": DAY}
    of_case = {"case": case, "round": one, **day}
    member = join_team(TeamMember(**of_case, name="canary-member"), by=officer)
    note_try(ContactTry(**of_case, member=member, reached=False, note="canary-try"), by=officer)
    workflow.give_advice(Advice(**of_case, text="canary-advice", from_whom="canary-adviser"), by=officer)
    workflow.finish_task(make_task(case, officer, text="canary-task"), on=DAY, by=officer, note="canary-task-done")
    facts.add_fact(Finding(round=one, **day, statement="canary-own-fact", source="canary-teller"), by=officer)
    tell_need(UnmetNeed(**of_case, help_kind=code("HOUSING", "help_kind"), note="canary-looked"), by=officer)
    about = {"place_text": "canary-plan-place", "agenda": "canary-agenda"}
    plans.make_plan(Plan(**of_case, kind="VISIT", planned_on=DAY + timedelta(days=7), **about), by=officer, on=DAY)
    workflow.postpone(one, to=DAY + timedelta(days=9), reason="canary-postponed", by=officer, on=DAY)
    rest = make_pause(case, officer, reason="ILLNESS", note="canary-illness")
    workflow.resume(rest, by=officer, on=DAY, note="canary-rested")
    _write_notes(of_case, world)
    _bring_files(of_case, officer, one.visits.get())


def _write_notes(of_case, world):
    """One that all read, one restricted, and one for a named person."""
    engine.add(Note(**of_case, text="canary-open-note"), by=world.officer)
    engine.add(Note(**of_case, text="canary-restricted", restricted=True), by=world.officer)
    named = Note(**of_case, text="canary-named", restricted=True)
    engine.add(named, by=world.supervisor)
    named.readers.add(world.supervisor)


def _bring_files(of_case, by, visit):
    """One by itself, one restricted, and one that proves what was seen on a visit."""
    file = {"original_name": "a.pdf", "size": 1, "content_type": "application/pdf"}
    for name, more in (("file", {}), ("closed", {"restricted": True}), ("attached", {"record_key": visit.key})):
        engine.add(Document(**of_case, **file, name=f"canary-{name}", stored_name=new_key(), **more), by=by)


def entries_of(case) -> list[Entry]:
    return [entry for model in KINDS for entry in model.objects.filter(round__case=case)]


def add_rounds(case, area, many, times=1):
    """More rounds at an office, each with `times` more of the entries of the first round that may stand side by side."""
    first, last = case.rounds.get(number=1), case.rounds.count()
    names = ("opened_on", "opened_by", "closed_on", "closed_by", "result")
    alike = {name: getattr(first, name) for name in names} | {"start_reason": code("OTHER", "round_start_reason")}
    for number in range(last + 1, last + many + 1):
        more_entries(first, case.rounds.create(number=number, area=area, **alike), times)
