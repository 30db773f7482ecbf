"""The seven steps of a round as the case page draws them, with what a person may do at each."""

from dataclasses import dataclass

from django.urls import reverse

from schools.access import Action, may

from .models import Case, Round, StepState
from .steps import RULES, Rule, State


@dataclass(frozen=True)
class Stage:
    """One step of the current round on the page."""

    rule: Rule
    state: StepState | None  # None: the first step of a later round
    is_current: bool
    record_url: str = ""
    waive_url: str = ""
    vouch_url: str = ""

    @property
    def css(self) -> str:
        """done, skipped, current or later."""
        if self.state is None or self.state.state in (State.SETTLED, State.VOUCHED):
            return "done"
        if self.state.state == State.WAIVED:
            return "skipped"
        return "current" if self.is_current else "later"


def stages(case: Case, current: Round, user) -> list[Stage]:
    """The seven steps of `current`, with the links `user` may follow."""
    states = {state.step: state for state in current.states.all()}
    return [_stage(case, rule, states.get(rule.step), user) for rule in RULES]


def _stage(case: Case, rule: Rule, state: StepState | None, user) -> Stage:
    is_current = case.is_open and case.step == rule.step
    if state is None or not case.is_open:
        return Stage(rule, state, is_current)
    page = {"record_url": reverse(rule.url_name, args=[case.key])} if may(user, rule.act, case.place) else {}
    if not state.is_done and rule.waived_by and may(user, rule.waived_by, case.place):
        page["waive_url"] = reverse("dropout_cases:step-waive", args=[case.key, rule.step])
    if state.state == State.STARTED and may(user, Action.STEP_VOUCH, case.place):
        page["vouch_url"] = reverse("dropout_cases:step-vouch", args=[case.key, rule.step])
    return Stage(rule, state, is_current, **page)
