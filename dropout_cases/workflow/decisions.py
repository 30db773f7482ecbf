"""Acts that decide: a step left out or vouched for, danger over, the next round, closing, and taking up again."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.judgement import facts_of, open_book
from dropout_cases.models import Case, Closing, Decision, DecisionKind, Return, Round, RoundResult, Status
from dropout_cases.steps import CLOSING_NEEDS, RULE, State, Step, lacking_sentences, steps_of_round
from schools import notices, trail
from schools.access import Action, Role
from schools.models import Code, NoticeKind, User, Verb

from .engine import (
    Refused,
    add,
    ask,
    begin_round,
    end_round,
    lock,
    lock_child,
    refuse_closed,
    refuse_done,
    refuse_future,
    settle,
)

# What shows that a child cannot stay, and the reason of the next round that it is.
NOT_STAYING = {"left_again": "STOPPED_AGAIN", "referral_declined": "REFERRAL_DECLINED", "help_failed": "HELP_NOT_ENOUGH"}


@transaction.atomic
def waive(round: Round, step: Step, *, reason: str, by: User, on: date) -> Decision:
    """Leave a step out, with a reason; who may is in the table."""
    case = lock(round.case_id)
    rule = RULE[step]
    if rule.waived_by is None or step not in steps_of_round(round.number):
        raise Refused(_("ขั้นตอนนี้ข้ามไม่ได้"))
    ask(by, rule.waived_by, case.place)
    refuse_done(round, step)
    return _decide(case, Decision(round=round, kind=DecisionKind.WAIVE, step=step, decided_on=on, reason=reason), by=by)


@transaction.atomic
def vouch(round: Round, step: Step, *, reason: str, by: User, on: date) -> Decision:
    """A supervisor settles a step that lacks something, with a written reason that stays visible."""
    case = lock(round.case_id)
    ask(by, Action.STEP_VOUCH, case.place)
    state = refuse_done(round, step)
    if state is None or state.state != State.STARTED:
        raise Refused(_("ขั้นตอนนี้ยังไม่มีบันทึก รับรองไม่ได้"))
    return _decide(case, Decision(round=round, kind=DecisionKind.VOUCH, step=step, decided_on=on, reason=reason), by=by)


@transaction.atomic
def end_danger(round: Round, *, reason: str, by: User, on: date) -> Decision:
    """Say, with a reason, that the child is no longer in danger."""
    case = lock(round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    if not case.in_danger:
        raise Refused(_("เคสนี้ไม่มีธงความปลอดภัย"))
    return _decide(case, Decision(round=round, kind=DecisionKind.SAFE_AGAIN, decided_on=on, reason=reason), by=by)


@transaction.atomic
def loop(round: Round, *, reason: Code, by: User, on: date, note: str = "") -> Round:
    """Step 7 when the child cannot stay: close this round and begin the next at step 2, in the same case.

    What still waits for somebody goes along. Raises Refused unless a follow-up says the child left again, or a referral was
    declined or brought no help.
    """
    case = lock(round.case_id)
    ask(by, Action.ROUND_BEGIN, case.place)
    refuse_closed(round)
    refuse_future(on)
    if case.status == Status.CLOSING:
        raise Refused(_("มีคำขอปิดเคสรออยู่ ให้ผู้กำกับดูแลพิจารณาก่อน"))
    if not cannot_stay(case):
        raise Refused(_("เริ่มรอบใหม่ได้เมื่อผลติดตามหรือการส่งต่อแสดงว่านักเรียนยังอยู่ในการศึกษาไม่ได้"))
    end_round(round, on, RoundResult.COULD_NOT_STAY, by)
    new = begin_round(case, number=round.number + 1, reason=reason, note=note, by=by, on=on)
    for model in kinds_that_go_along():
        model.objects.filter(round=round, voided_at=None, **model.GOES_ALONG).update(round=new)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["round"], area=case.area)
    return new


def kinds_that_go_along() -> list[Any]:
    """The kinds of entry of which some are still under way when a round ends, as their GOES_ALONG says.

    They go into the next round, where they are answered, reminded of and called off; what is done stays where it was done.
    """
    return [model for model in apps.get_models() if hasattr(model, "GOES_ALONG")]


def why_not_staying(case: Case) -> list[str]:
    """The codes of round_start_reason that the current round's records show, the plainest first: why the child cannot stay."""
    book = open_book(case, only=(Step.REFERRAL, Step.RETURN, Step.FOLLOW_UP))
    found = {fact for step in (Step.FOLLOW_UP, Step.REFERRAL) for fact in facts_of(book, step, book.records[step])}
    return [code for fact, code in NOT_STAYING.items() if fact in found]


def cannot_stay(case: Case) -> bool:
    """Whether the current round's records show that the child cannot stay: left again, a referral declined, or help that failed."""
    return bool(why_not_staying(case))


@transaction.atomic
def ask_to_close(case: Case, *, outcome: Code, note: str, by: User, on: date) -> Closing:
    """Put the case up for closing with a coded outcome; a good outcome needs its steps done and the child safe."""
    case = lock(case.pk)
    ask(by, Action.CLOSING_ASK, case.place)
    if not case.is_open:
        raise Refused(_("เคสนี้ปิดแล้ว"))
    if case.closings.filter(decided_on=None).exists():
        raise Refused(_("ขอปิดเคสนี้ไว้แล้ว รอผู้กำกับดูแลพิจารณา"))
    refuse_future(on)
    current = case.current_round
    refuse_early_closing(case, outcome)
    closing = Closing.objects.create(case=case, round=current, outcome=outcome, note=note, asked_on=on, asked_by=by)
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=["closing_asked"], area=case.area)
    approvers = User.objects.filter(is_active=True).working_in(case.area, Role.SUPERVISOR).exclude(pk=by.pk)
    path = reverse("dropout_cases:closing-answer", args=[case.key])
    notices.tell(approvers, NoticeKind.CLOSING_ASKED, event=f"closing:{closing.key}", about=case.number, path=path)
    return closing


@transaction.atomic
def approve_closing(closing: Closing, *, by: User, on: date, note: str = "") -> Case:
    """Close the case. Where the office asks for two people, nobody approves a closing they asked for."""
    case = lock(closing.case_id)
    closing = _undecided(closing)
    ask(by, Action.CASE_CLOSE, case.place)
    if case.area.two_to_close and closing.asked_by_id == by.pk:
        raise Refused(_("ผู้ขอปิดเคสอนุมัติเองไม่ได้ ให้ผู้กำกับดูแลคนอื่นพิจารณา"))
    refuse_early_closing(case, closing.outcome)
    refuse_future(on)
    good = closing.outcome.group == "success"
    end_round(closing.round, on, RoundResult.STAYED if good else RoundResult.ENDED, by)
    returned = Return.objects.filter(round=closing.round, voided_at=None).order_by("happened_on", "pk").last()
    closing.school, closing.amphoe = case.school, case.amphoe
    closing.pathway = returned.pathway if returned else None
    _decide_closing(closing, approved=True, by=by, on=on, note=note)
    case.closed_on, case.outcome = on, closing.outcome
    case.save(update_fields=["closed_on", "outcome"])
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=["closed"], area=case.area)
    return case


@transaction.atomic
def refuse_closing(closing: Closing, *, reason: str, by: User, on: date) -> Case:
    """Send a closing back, with a reason; work goes on."""
    case = lock(closing.case_id)
    closing = _undecided(closing)
    ask(by, Action.CASE_CLOSE, case.place)
    refuse_future(on)
    if not reason.strip():
        raise Refused(_("กรอกเหตุผล"))
    _decide_closing(closing, approved=False, by=by, on=on, note=reason)
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=["closing_refused"], area=case.area)
    return case


@transaction.atomic
def take_up_again(case: Case, *, reason: Code, by: User, on: date, note: str = "") -> Round:
    """Open a closed case again, as a new round; people, files and the earlier closing stay."""
    case = lock(case.pk)
    ask(by, Action.CASE_CLOSE, case.place)
    if case.is_open:
        raise Refused(_("เคสนี้ยังเปิดอยู่"))
    if case.merged_into_id:
        raise Refused(_("เคสนี้รวมกับเคสอื่นแล้ว รับเคสที่เก็บไว้กลับมาดูแลแทน"))
    lock_child(case.student_id)
    if Case.objects.open().filter(student=case.student_id).exists():
        raise Refused(_("นักเรียนคนนี้มีเคสอื่นที่เปิดอยู่แล้ว"))
    refuse_future(on)
    if case.closed_on and on < case.closed_on:
        raise Refused(_("วันที่รับกลับต้องไม่ก่อนวันที่ปิดเคส"))
    case.closings.filter(approved=True, reopened_on=None).update(reopened_on=on)
    case.closed_on = case.outcome = None
    case.save(update_fields=["closed_on", "outcome"])
    new = begin_round(case, number=case.current_round.number + 1, reason=reason, note=note, by=by, on=on)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["round"], area=case.area)
    return new


def refuse_early_closing(case: Case, outcome: Code) -> None:
    """Raise Refused while something the outcome needs is not done, naming it; a good outcome also needs the child safe."""
    current = case.current_round
    wanted = [step for step in CLOSING_NEEDS.get(outcome.code, ()) if step in steps_of_round(current.number)]
    states = {state.step: state for state in current.states.all()}
    open_steps = [states[step] for step in wanted if not states[step].is_done]
    if open_steps:
        gaps = [f"{one.get_step_display()}: {', '.join(map(str, lacking_sentences(one.step, one.lacking)))}" for one in open_steps]
        raise Refused(_("ยังปิดด้วยเหตุผลนี้ไม่ได้ – %(gaps)s") % {"gaps": "; ".join(gaps)})
    if outcome.group == "success" and case.in_danger:
        raise Refused(_("นักเรียนยังมีธงความปลอดภัย ปลดธงพร้อมเหตุผลก่อนปิดเคส"))


def _decide(case: Case, decision: Decision, *, by: User) -> Decision:
    if not decision.reason.strip():
        raise Refused(_("กรอกเหตุผล"))
    refuse_closed(decision.round)
    refuse_future(decision.decided_on)
    add(decision, by=by)
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=[decision.kind.lower(), decision.key], area=case.area)
    return decision


def _undecided(closing: Closing) -> Closing:
    closing = Closing.objects.select_related("outcome", "round").get(pk=closing.pk)
    if closing.decided_on:
        raise Refused(_("คำขอปิดเคสนี้พิจารณาแล้ว"))
    return closing


def _decide_closing(closing: Closing, *, approved: bool, by: User, on: date, note: str) -> None:
    closing.approved, closing.decided_by, closing.decided_on = approved, by, on
    closing.decided_at, closing.decision_note = timezone.now(), note
    closing.save()
