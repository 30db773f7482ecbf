"""What may be done to a case as it stands: the menu of its page, and the way out where it rests or waits for another place."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.access import Action

from .models import Case, Line, Move, Pause, Round, Status
from .models.moves import MOVE_ENDS
from .steps import State, Step
from .turns import Turn, may_turn


@dataclass(frozen=True)
class Offer:
    """A link of the menu."""

    label: str | Promise
    url: str


@dataclass
class Held:
    """What keeps the case where it is: a pause with as much of it as the reader may know, a move nobody has answered."""

    pause: Pause | None
    move: Move | None
    lines: list[Line] = field(default_factory=list)


STANDING_STILL = (Status.PAUSED, Status.MOVING, Status.CLOSING)


def held(case: Case, user) -> Held:
    """Asked for only where the case says that there is something; why a case rests may be for a few."""
    pause = move = None
    if case.status in STANDING_STILL:
        pause = Pause.objects.standing().filter(case=case).select_related("reason").first()
    if case.status in STANDING_STILL or case.receiving_school_id:
        move = Move.objects.waiting().filter(case=case).select_related(*MOVE_ENDS).first()
    reads = case.shows_sensitive_to(user) or bool(pause and pause.entered_by_id == user.pk)
    lines = [line for line in pause.lines() if line.value and (reads or not line.sensitive)] if pause else []
    return Held(pause, move, lines)


@dataclass(frozen=True)
class Page:
    """What the menu is drawn from."""

    case: Case
    rounds: list[Round]
    held: Held
    loop_open: bool


def _always(_page: Page) -> bool:
    return True


def _turns(turn: Turn) -> Callable[[Page], bool]:
    return lambda page: bool(may_turn(page.case, turn))


def _moves(turn: Turn) -> Callable[[Page], bool]:
    return lambda page: page.held.move is None and bool(may_turn(page.case, turn))


def _may_loop(page: Page) -> bool:
    return page.loop_open and bool(may_turn(page.case, Turn.LOOP))


def _may_rest(page: Page) -> bool:
    return not page.case.in_danger and bool(may_turn(page.case, Turn.PAUSE))


def _has_come_back(page: Page) -> bool:
    """Whether a return was ever recorded, and with it the plan of checks."""
    states = (state for round in page.rounds for state in round.states.all() if state.step == Step.RETURN)
    return any(state.state != State.OPEN for state in states)


def _has_rounds(page: Page) -> bool:
    return len(page.rounds) > 1


# Each act: what it is called, its page, the right it takes, and when it is offered.
MENU: tuple[tuple[str | Promise, str, Action, Callable[[Page], bool]], ...] = (
    (_("เริ่มรอบใหม่"), "dropout_cases:round-add", Action.ROUND_BEGIN, _may_loop),
    (_("แผนติดตาม"), "dropout_cases:case-checks", Action.CASE_SEE_WHOLE, _has_come_back),
    (_("เทียบรอบ"), "dropout_cases:case-rounds", Action.CASE_SEE_WHOLE, _has_rounds),
    (_("แฟ้มเคส PDF"), "referrals:dossier", Action.CASE_SEE_WHOLE, _always),
    (_("พักเคส"), "dropout_cases:pause-add", Action.CASE_RECORD, _may_rest),
    (_("ย้ายโรงเรียน"), "dropout_cases:move-add", Action.CASE_RECORD, _moves(Turn.MOVE)),
    (_("โอนเคสให้สำนักงานอื่น"), "dropout_cases:hand-over", Action.CASE_HAND_OVER, _moves(Turn.HAND_OVER)),
    (_("ขอปิดเคส"), "dropout_cases:closing-add", Action.CLOSING_ASK, _turns(Turn.ASK)),
    (_("มอบหมายผู้รับผิดชอบ"), "dropout_cases:case-assign", Action.CASE_ASSIGN, _always),
    (_("แก้ไขข้อมูลเด็ก"), "dropout_cases:student-edit", Action.CASE_RECORD, _always),
)


def menu(page: Page, rights: dict[str, bool]) -> list[Offer]:
    """What somebody who holds these rights may do to the case now."""
    return [
        Offer(label, reverse(name, args=[page.case.key]))
        for label, name, action, is_offered in MENU
        if rights[action.name] and is_offered(page)
    ]
