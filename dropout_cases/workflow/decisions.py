"""Acts that decide: a step left out or vouched for, danger over, and the next round."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.judgement import facts_of, open_book, standing_setbacks
from dropout_cases.models import Case, Decision, DecisionKind, Round, RoundResult
from dropout_cases.steps import RULE, State, Step, steps_of_round
from dropout_cases.turns import Turn
from schools import trail
from schools.access import Action
from schools.models import Code, User, Verb

from .engine import (
    Refused,
    add,
    ask,
    end_round,
    lock,
    next_round,
    refuse_closed,
    refuse_done,
    refuse_future,
    refuse_silence,
    refuse_turn,
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

    What still waits for somebody goes along. Raises Refused unless a follow-up or a list says the child left again, or a referral
    was declined or brought no help.
    """
    case = lock(round.case_id)
    ask(by, Action.ROUND_BEGIN, case.place)
    refuse_closed(round)
    refuse_future(on)
    refuse_turn(case, Turn.LOOP)
    if not cannot_stay(case):
        raise Refused(_("เริ่มรอบใหม่ได้เมื่อผลติดตามหรือการส่งต่อแสดงว่านักเรียนยังอยู่ในการศึกษาไม่ได้"))
    end_round(round, on, RoundResult.COULD_NOT_STAY, by)
    new = next_round(case, reason=reason, note=note, by=by, on=on)
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["round"], area=case.area)
    return new


def why_not_staying(case: Case) -> list[str]:
    """The codes of round_start_reason that the current round shows, the plainest first: why the child cannot stay."""
    book = open_book(case, only=(Step.REFERRAL, Step.RETURN, Step.FOLLOW_UP))
    found = {fact for step in (Step.FOLLOW_UP, Step.REFERRAL) for fact in facts_of(book, step, book.records[step])}
    noticed = [one.kind for one in standing_setbacks(book)]  # named as the codes are
    return [*(code for fact, code in NOT_STAYING.items() if fact in found), *dict.fromkeys(noticed)]


def cannot_stay(case: Case) -> bool:
    """Whether the current round shows that the child cannot stay: left again, a referral declined, or help that failed."""
    return bool(why_not_staying(case))


def _decide(case: Case, decision: Decision, *, by: User) -> Decision:
    refuse_silence(decision.reason)
    refuse_closed(decision.round)
    refuse_future(decision.decided_on)
    add(decision, by=by)
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=[decision.kind.lower(), decision.key], area=case.area)
    return decision
