"""Reads a case's records and says where it stands. Nothing is written here: the same records always give the same answer."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Min

from .kinds import kinds_in
from .models import (
    Advice,
    Attendance,
    Case,
    Deadline,
    Decision,
    DecisionKind,
    Move,
    NextAct,
    Pause,
    PlannedCheck,
    Round,
    Setback,
    SetbackKind,
    Status,
    StepDays,
    StepRecord,
)
from .steps import (
    APPROVE_DAYS,
    ASK_DAYS,
    MOVE_DAYS,
    RULE,
    RULES,
    Risk,
    Safety,
    State,
    Step,
    next_step,
    steps_of_round,
)

RECORD_MODELS = {rule.step: rule.record for rule in RULES}


@dataclass
class Book:
    """Everything written into a case, without what was voided."""

    case: Case
    round: Round
    records: dict[Step, list[Any]]  # of the current round
    all_records: list[Any]  # of every round
    checks: list[PlannedCheck]
    decisions: list[Decision] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    days: dict[tuple[int, str], int] = field(default_factory=dict)
    advised_on: date | None = None  # the first day on which the team said what to find out or heed
    move: Move | None = None  # asked for and not answered
    pause: Pause | None = None  # that still goes on
    setbacks: list[Setback] = field(default_factory=list)  # that nobody has dismissed

    @property
    def own_decisions(self) -> list[Decision]:
        """Those of the current round."""
        return [one for one in self.decisions if one.round_id == self.round.pk]


def open_book(case: Case, *, only: Container[Step] = Step) -> Book:
    """Read a case in a number of queries that does not depend on how much was written into it.

    Where the facts of some steps are asked for `only`, nothing is read of what else turns the case.
    """
    current, kinds = case.current_round, kinds_in(case)
    every = {step: _records_of(name, case) if step in only and name in kinds else [] for step, name in RECORD_MODELS.items()}
    own = {step: [one for one in records if one.round_id == current.pk] for step, records in every.items()}
    returns: list[Any] = own[Step.RETURN]
    book = Book(
        case=case,
        round=current,
        records=own,
        all_records=[record for records in every.values() for record in records],
        checks=list(PlannedCheck.objects.filter(of_return=returns[-1])) if returns else [],
        setbacks=list(Setback.objects.standing().filter(round=current)),
    )
    if only is Step:
        _read_turns(book)
    return book


def _read_turns(book: Book) -> None:
    """What was decided, set, advised and asked for beside the records."""
    case, of_round = book.case, {"round": book.round, "voided_at": None}
    book.decisions = list(Decision.objects.filter(round__case=case, voided_at=None).order_by("pk"))
    book.deadlines = list(Deadline.objects.filter(**of_round).order_by("pk"))
    book.days = {(one.step, one.risk): one.days for one in StepDays.objects.filter(area=case.area_id)}
    book.advised_on = Advice.objects.filter(**of_round).aggregate(first=Min("happened_on"))["first"]
    book.move = Move.objects.waiting().filter(case=case).select_related("to_area").first()
    book.pause = Pause.objects.standing().filter(case=case).first()


def _records_of(name: str, case: Case) -> list[Any]:
    model = apps.get_model(name)
    return list(model.objects.filter(round__case=case, voided_at=None).with_facts().order_by("happened_on", "pk"))


@dataclass
class Standing:
    """Where one step stands."""

    state: str = State.OPEN
    settled_on: date | None = None
    lacking: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass
class Judgement:
    """Where a case stands: each step of the current round, and the fields of the case that follow."""

    standings: dict[Step, Standing]
    case: dict[str, Any]


def judge(book: Book) -> Judgement:
    """Where the case stands, from its records alone."""
    danger = in_danger(book)
    risk = Risk.HIGH if danger else latest_risk(book)
    standings = {step: _standing(book, step) for step in steps_of_round(book.round.number)}
    return Judgement(standings, _case_fields(book, standings, risk, danger))


def in_danger(book: Book) -> bool:
    """Whether somebody answered "not safe" and nobody has since said, with a reason, that the danger is over."""
    alarms = [record.entered_at for record in book.all_records if record.safety == Safety.UNSAFE]
    all_clear = [one.entered_at for one in book.decisions if one.kind == DecisionKind.SAFE_AGAIN]
    return bool(alarms) and max(alarms) > max(all_clear, default=min(alarms) - timedelta(days=1))


def latest_risk(book: Book) -> str:
    """The risk as last assessed."""
    assessed = [record for record in book.all_records if record.risk]
    return max(assessed, key=lambda one: (one.happened_on, one.entered_at)).risk if assessed else Risk.NONE


def facts_of(book: Book, step: Step, records: list[StepRecord]) -> set[str]:
    """The facts that these records of a step establish."""
    if step == Step.FOLLOW_UP:
        records = _since_return(book, records)
    found = apps.get_model(RECORD_MODELS[step]).facts(records)
    if step == Step.FOLLOW_UP and book.checks and all(check.is_done_by(records) for check in book.checks):
        found = found | {"checks_done"}
    return found


def _advised(book: Book, step: Step) -> set[str]:
    """What the team's advice establishes beside the records of the step."""
    said = step == Step.COORDINATE and book.records[step] and book.advised_on
    return {"to_find_out_written"} if said else set()


def _since_return(book: Book, follow_ups: list[StepRecord]) -> list[StepRecord]:
    """The reports that tell of the time since the child's latest return; earlier ones decide nothing."""
    returns = book.records[Step.RETURN]
    return [one for one in follow_ups if returns and one.happened_on >= returns[-1].happened_on]


def _standing(book: Book, step: Step) -> Standing:
    records = book.records[step]
    needed = {need.fact for need in RULE[step].needs}
    found = facts_of(book, step, records) | _advised(book, step)
    lacking = [need.fact for need in RULE[step].needs if need.fact not in found]
    if needed <= found:
        return Standing(State.SETTLED, _settled_on(book, step, needed))
    for decision in book.own_decisions:
        if decision.step == step:
            state = State.WAIVED if decision.kind == DecisionKind.WAIVE else State.VOUCHED
            return Standing(state, decision.decided_on, lacking, decision.reason)
    return Standing(State.STARTED if records else State.OPEN, None, lacking)


def _settled_on(book: Book, step: Step, needed: set[str]) -> date:
    """The day on which what was known first sufficed: by the records alone, or with the team's advice."""
    days = [_enough_on(book, step, needed)]
    if book.advised_on and (advised := _advised(book, step)):
        enough = _enough_on(book, step, needed - advised)
        days.append(enough and max(enough, book.advised_on))
    return min(day for day in days if day)


def _enough_on(book: Book, step: Step, needed: set[str]) -> date | None:
    """The day from which on the records of the step sufficed without a break, if they do."""
    known = sorted(book.records[step], key=lambda record: (record.known_on, record.pk))
    last = len(known)
    while last > 0 and needed <= facts_of(book, step, sorted(known[:last], key=lambda one: (one.happened_on, one.pk))):
        last -= 1
    return known[last].known_on if last < len(known) else None


def _case_fields(book: Book, standings: dict[Step, Standing], risk: str, danger: bool) -> dict[str, Any]:
    done = {step for step, standing in standings.items() if standing.settled_on}
    step = next_step(done, book.round.number, in_danger=danger)
    fields = {
        "risk": risk,
        "in_danger": danger,
        "round_number": book.round.number,
        "step": step or Step.FOLLOW_UP,
        "pending_key": "",
        "waiting_on": "",
        "waiting_since": None,
        "due_on": None,
        "receiving_school_id": _receiving_school(book),
    }
    return fields | _what_next(book, standings, step, done, risk, danger)


def _receiving_school(book: Book) -> int | None:
    """The school that is to say whether the child is there: where it is to move, or is announced to return to."""
    if not book.case.is_open:
        return None
    announced = [one.school_id for one in book.records[Step.RETURN][-1:] if not one.confirmed_on]
    return book.move.to_school_id if book.move and not book.move.is_of_offices else next(iter(announced), None)


def standing_setbacks(book: Book) -> list[Setback]:
    """What shows that the child is leaving again."""
    return unanswered(book.setbacks, book.records[Step.FOLLOW_UP])


def unanswered(setbacks: Iterable[Setback], follow_ups: Iterable[Any]) -> list[Setback]:
    """Those that stand: absences not once a school has since reported that the child attends."""
    attended = [one.happened_on for one in follow_ups if one.attendance == Attendance.ATTENDING]
    seen = max(attended, default=date.min)
    return [one for one in setbacks if one.kind == SetbackKind.OFF_ROLL or one.happened_on >= seen]


def _what_next(book, standings, step, done, risk, danger) -> dict[str, Any]:
    """The next act, the status it means, and when it is due."""
    if not book.case.is_open:
        status = Status.MERGED if book.case.merged_into_id else Status.CLOSED
        return {"next_act": NextAct.NOTHING, "status": status, "step": book.case.step}
    closing = book.case.closings.filter(decided_on=None).first()
    if closing:
        due = closing.asked_on + timedelta(days=APPROVE_DAYS)
        return {"next_act": NextAct.APPROVE, "status": Status.CLOSING, "due_on": due}
    held = _held(book)
    if held and not danger:
        return held
    return _work(book, standings, step, done, risk, danger) | {name: held[name] for name in ("status",) if held}


def _held(book: Book) -> dict[str, Any]:
    """Why work on the case rests: another office is to take it over, or it waits for a day. In danger the status alone says so."""
    if book.move and book.move.is_of_offices:
        asked = book.move.happened_on
        held = {"status": Status.MOVING, "next_act": NextAct.MOVE, "pending_key": book.move.key}
        return held | {"due_on": asked + timedelta(days=MOVE_DAYS), "waiting_on": book.move.where_to, "waiting_since": asked}
    if book.pause:
        paused = {"status": Status.PAUSED, "next_act": NextAct.RESUME, "pending_key": book.pause.key}
        return paused | {"due_on": book.pause.until}
    return {}


def _work(book, standings, step, done, risk, danger) -> dict[str, Any]:
    """The next act of a case at work."""
    is_new = Step.REPORT in standings and Step.REPORT not in done
    status = Status.NEW if is_new else Status.MONITORING if Step.RETURN in done else Status.IN_PROGRESS
    if not is_new and Step.RETURN in done and (gone_on := _gone_on(book)):
        return {"next_act": NextAct.LOOP, "status": status, "step": Step.FOLLOW_UP, "due_on": gone_on}
    if question := _asked_of_office(book):
        return {"next_act": NextAct.REPLY, "status": status, "due_on": question.awaited.until, "pending_key": question.key}
    since = _since(book, standings)
    if step is None:
        return {"next_act": NextAct.ASK, "status": status, "due_on": since + timedelta(days=ASK_DAYS)}
    return _step_due(book, step, since, risk, danger, status)


def _gone_on(book: Book) -> date | None:
    """The day on which it first showed that the child, once back, is leaving again."""
    follow_ups = book.records[Step.FOLLOW_UP]
    left = [follow_ups[-1].happened_on] if "left_again" in facts_of(book, Step.FOLLOW_UP, follow_ups) else []
    return min((*left, *(one.happened_on for one in standing_setbacks(book))), default=None)


def _step_due(book, step: Step, since: date, risk: str, danger: bool, status: str) -> dict[str, Any]:
    usual = _usual_due(book, step, since, risk, danger)
    pending = _pending(book, step)
    due = (pending and pending.awaited.until) or usual
    due = _set_by_hand(book, step) or due
    if not pending:
        return {"next_act": NextAct.RECORD, "status": status, "due_on": due}
    if status == Status.IN_PROGRESS:
        status = Status.WAITING
    waiting = {} if step == Step.REPORT else {"waiting_on": pending.awaited.who, "waiting_since": pending.awaited.since}
    return {"next_act": NextAct.ANSWER, "status": status, "due_on": due, "pending_key": pending.key} | waiting


def _set_by_hand(book: Book, step: Step) -> date | None:
    """The due date a person set for the step; that of a check holds until the next report, for each check has its own day."""
    reported = [one.entered_at for one in book.records[step]] if step == Step.FOLLOW_UP else []
    own = [one for one in book.deadlines if one.step == step and all(one.entered_at > moment for moment in reported)]
    return own[-1].due_on if own else None


def _pending(book: Book, step: Step) -> Any:
    """The record of the step whose answer is wanted first."""
    return _first([record for record in book.records[step] if record.awaited and not record.awaited.by_office])


def _asked_of_office(book: Book) -> Any:
    """The record of the round about which the other side has asked the office something; it comes before any step."""
    return _first([one for records in book.records.values() for one in records if one.awaited and one.awaited.by_office])


def _first(waiting: list[Any]) -> Any:
    return min(waiting, key=lambda one: (one.awaited.until or date.max, one.pk), default=None)


def _since(book: Book, standings: dict[Step, Standing]) -> date:
    """The day from which the next step's days are counted: when the last step was done, or the round began."""
    return max((one.settled_on for one in standings.values() if one.settled_on), default=book.round.opened_on)


def _usual_due(book: Book, step: Step, since: date, risk: str, danger: bool) -> date:
    """When the step is due by the plan, the office's own days, or the table; in danger what comes first is due at once."""
    follow_ups = _since_return(book, book.records[Step.FOLLOW_UP])
    left = [check.due_on for check in book.checks if not check.is_done_by(follow_ups)]
    if step == Step.FOLLOW_UP and left:
        return min(left)
    if danger and RULE[step].first_in_danger:
        return max(record.happened_on for record in book.all_records if record.safety == Safety.UNSAFE)
    return since + timedelta(days=book.days.get((step, risk), RULE[step].days[risk]))
