"""The table of the seven steps: every row and every need of it, driven by real records."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

import pytest
from django.apps import apps
from django.urls import reverse

from dropout_cases import checks, workflow
from dropout_cases.closing_rules import MUST, STEPS_OF
from dropout_cases.models import Attendance, DecisionKind, FollowUp, Report, Return
from dropout_cases.steps import (
    DONE,
    RULE,
    RULES,
    Risk,
    Safety,
    State,
    Step,
    lacking_sentences,
    next_step,
    steps_of_round,
)
from dropout_cases.workflow import Refused
from referrals.models import Contact, Finding, Meeting, Party, Referral, ReferralStatus, Resolution, Side, Visit
from schools.access import GRANTS, Action
from schools.models import Code
from tests.acts import OFFICE, PEOPLE
from tests.make import (
    DAY,
    answer_referral,
    code,
    decline_referral,
    make_case,
    make_contact,
    make_follow_up,
    make_meeting,
    make_referral,
    make_return,
    make_visit,
)

LAST_CHECK = DAY + timedelta(weeks=12)
THAI = re.compile("[ก-๙]")
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.step.name)


def standing(case, step):
    return case.current_round.states.get(step=step)


# What a step needs


def everything(step, case, world):
    """Write all that the step needs."""
    officer, agency = world.officer, world.agency
    if step == Step.COORDINATE:
        make_contact(case, officer)
        make_contact(case, officer, party=Party.AGENCY, agency=agency, to_find_out="รายได้ของครอบครัว")
    elif step == Step.VISIT:
        make_visit(case, officer, agencies=[agency])
    elif step == Step.MEETING:
        make_meeting(case, officer)
    elif step == Step.REFERRAL:
        make_referral(case, officer, agency)
    elif step == Step.RETURN:
        make_return(case, officer)
    elif step == Step.FOLLOW_UP:
        make_return(case, officer)
        make_follow_up(case, world.teacher, on=LAST_CHECK)


@each_rule
def test_step_is_settled_when_it_lacks_nothing(world, rule):
    case = make_case(world.officer, world.school)
    everything(rule.step, case, world)
    state = standing(case, rule.step)
    assert (state.state, state.lacking, state.reason) == (State.SETTLED, [], "")


@dataclass
class Gap:
    """Records of a step in which one fact is missing."""

    write: callable
    takes_along: set[str] = field(default_factory=set)  # facts that cannot stand without the missing one
    state: str = State.STARTED


def school_only(case, world):
    make_contact(case, world.officer, to_find_out="รายได้ของครอบครัว")


def agency_only(case, world):
    make_contact(case, world.officer, party=Party.AGENCY, agency=world.agency, to_find_out="รายได้ของครอบครัว")


def nothing_to_find_out(case, world):
    make_contact(case, world.officer)
    make_contact(case, world.officer, party=Party.TEAM)


def nobody_home(case, world):
    make_visit(case, world.officer, agencies=[world.agency], result="NOT_FOUND")


def went_alone(case, world):
    make_visit(case, world.officer, with_school=False)


def one_fact_unmarked(case, world):
    facts = [Finding(statement="พ่อทำงานต่างจังหวัด", source="ยาย", state="ONE_SIDED"), Finding(statement="ป่วย", source="ครู")]
    make_visit(case, world.officer, findings=facts)


def meeting_without(*sides):
    return lambda case, world: make_meeting(case, world.officer, sides=set(Side) - set(sides))


def resolution_without_owner(case, world):
    owned = Resolution(text="เยี่ยมบ้าน", owner_name="ครูประจำชั้น", due_on=DAY)
    make_meeting(case, world.officer, resolutions=[owned, Resolution(text="หาทุน", due_on=DAY)])


def referral_withdrawn(case, world):
    entry = make_referral(case, world.officer, world.agency, accepted=False)
    answer_referral(entry, world.officer, status=ReferralStatus.WITHDRAWN)


def referral_without_pathway(case, world):
    make_referral(case, world.officer, world.agency, pathway=None)


def referral_not_answered(case, world):
    make_referral(case, world.officer, world.agency, accepted=False)


def return_struck_through(case, world):
    workflow.void(make_return(case, world.officer), reason="ผิดคน", by=world.officer)


def return_announced(case, world):
    make_return(case, world.officer, confirmed=False)


def too_early_a_check(case, world):
    make_return(case, world.officer)
    make_follow_up(case, world.teacher, on=DAY + timedelta(weeks=1))


def absent_now_and_then(case, world):
    make_return(case, world.officer)
    make_follow_up(case, world.teacher, on=LAST_CHECK, attendance=Attendance.IRREGULAR)


GAPS = {
    "accepted": Gap(lambda case, world: None),
    "school_answered": Gap(agency_only),
    "partner_answered": Gap(school_only),
    "to_find_out_written": Gap(nothing_to_find_out),
    "somebody_met": Gap(nobody_home, {"visited_together"}),
    "visited_together": Gap(went_alone),
    "findings_marked": Gap(one_fact_unmarked),
    "school_heard": Gap(meeting_without(Side.SCHOOL)),
    "family_heard": Gap(meeting_without(Side.FAMILY)),
    "community_heard": Gap(meeting_without(Side.COMMUNITY, Side.AGENCY)),
    "resolutions_owned": Gap(resolution_without_owner),
    "referred": Gap(referral_withdrawn, {"pathway_recommended", "referral_accepted"}),
    "pathway_recommended": Gap(referral_without_pathway),
    "referral_accepted": Gap(referral_not_answered),
    "returned": Gap(return_struck_through, {"place_confirmed"}, State.OPEN),
    "place_confirmed": Gap(return_announced),
    "checks_done": Gap(too_early_a_check),
    "staying": Gap(absent_now_and_then),
}
NEEDS = [pytest.param(rule, need, id=need.fact) for rule in RULES for need in rule.needs]


@pytest.mark.parametrize(("rule", "need"), NEEDS)
def test_step_that_lacks_one_thing_says_which(world, rule, need):
    case = make_case(world.teacher if need.fact == "accepted" else world.officer, world.school)
    gap = GAPS[need.fact]
    gap.write(case, world)
    state = standing(case, rule.step)
    assert (state.state, set(state.lacking)) == (gap.state, {need.fact} | gap.takes_along)
    assert need.lacking in state.lacking_sentences


@pytest.mark.parametrize(("rule", "need"), NEEDS)
def test_what_is_lacking_is_said_in_thai(rule, need):
    assert THAI.search(str(need.lacking))
    assert lacking_sentences(rule.step, [need.fact]) == [need.lacking]


def test_child_in_an_ordinary_class_needs_no_other_pathway(world):
    case = make_case(world.officer, world.school)
    make_referral(case, world.officer, world.agency, pathway=None, ordinary_study=True)
    assert standing(case, Step.REFERRAL).state == State.SETTLED


def test_referral_with_a_reported_result_still_counts_as_accepted(world):
    case = make_case(world.officer, world.school)
    entry = make_referral(case, world.officer, world.agency)
    answer_referral(entry, world.officer, status=ReferralStatus.DONE, text="ได้รับทุน")
    assert standing(case, Step.REFERRAL).state == State.SETTLED


def test_no_gap_is_tried_that_no_step_needs():
    assert GAPS.keys() == {need.fact for rule in RULES for need in rule.needs}


@each_rule
def test_button_and_step_speak_thai(rule):
    assert all(THAI.search(str(text)) for text in (rule.verb, rule.answer_verb, rule.step.label))


@each_rule
def test_record_of_the_rule_knows_its_step(rule):
    assert apps.get_model(rule.record).step() == rule.step


# Who records


def plain_report(case, world):
    return Report(round=case.current_round, happened_on=DAY, safety=Safety.SAFE), {}


def plain_contact(case, world):
    return Contact(round=case.current_round, happened_on=DAY, party=Party.SCHOOL, asked="ถาม"), {}


def plain_visit(case, world):
    met = code("MET_STUDENT", "visit_result")
    return Visit(round=case.current_round, happened_on=DAY, place_text="บ้าน", visitors="ทีมเขต", result=met), {}


def plain_meeting(case, world):
    return Meeting(round=case.current_round, happened_on=DAY, place_text="โรงเรียน", chair="ผอ."), {}


def plain_referral(case, world):
    basis = code("S24_4", "legal_basis")
    fields = {"asked": "ตรวจ", "legal_basis": basis, "answer_by": DAY, "expires_on": LAST_CHECK}
    entry = Referral(round=case.current_round, happened_on=DAY, agency=world.agency, **fields)
    return entry, {"helps": Code.objects.of("help_kind")[:1]}


def plain_return(case, world):
    way = code("SAME_SCHOOL", "education_pathway")
    return Return(round=case.current_round, happened_on=DAY, school=case.school, pathway=way), {}


def plain_follow_up(case, world):
    return FollowUp(round=case.current_round, happened_on=DAY, attendance=Attendance.ATTENDING), {}


PLAIN = dict(
    zip(
        Step,
        [plain_report, plain_contact, plain_visit, plain_meeting, plain_referral, plain_return, plain_follow_up],
        strict=True,
    )
)
RECORDED_BY = dict.fromkeys(Step, OFFICE) | {
    Step.REPORT: OFFICE | {"teacher"},
    Step.FOLLOW_UP: OFFICE | {"teacher"},
}


@pytest.mark.parametrize("person", PEOPLE)
@each_rule
def test_step_is_recorded_by_those_who_may(world, rule, person):
    case = make_case(world.officer, world.school)
    entry, links = PLAIN[rule.step](case, world)
    if person in RECORDED_BY[rule.step]:
        assert workflow.record(entry, by=getattr(world, person), links=links).pk
    else:
        with pytest.raises(Refused) as refused:
            workflow.record(entry, by=getattr(world, person), links=links)
        assert THAI.search(refused.value.reason)


@each_rule
def test_some_role_may_do_what_the_rule_asks(rule):
    wanted = {rule.act, rule.waived_by} - {None}
    assert all(any(action in granted for granted in GRANTS.values()) for action in wanted)


# Who leaves out


@pytest.mark.parametrize("person", ["officer", "supervisor", "teacher", "stranger"])
@each_rule
def test_step_is_left_out_only_by_those_who_may(world, rule, person):
    case = make_case(world.teacher, world.school)
    allowed = {None: set(), Action.STEP_WAIVE: {"officer", "supervisor"}, Action.STEP_VOUCH: {"supervisor"}}
    act = {"reason": "ครอบครัวย้ายออกนอกพื้นที่", "by": getattr(world, person), "on": DAY}
    if person in allowed[rule.waived_by]:
        workflow.waive(case.current_round, rule.step, **act)
        state = standing(case, rule.step)
        assert (state.state, state.reason) == (State.WAIVED, "ครอบครัวย้ายออกนอกพื้นที่")
        assert state.lacking == [need.fact for need in rule.needs]
    else:
        with pytest.raises(Refused):
            workflow.waive(case.current_round, rule.step, **act)
        assert standing(case, rule.step).state not in DONE


def test_report_return_and_following_up_are_never_left_out():
    assert {rule.step for rule in RULES if rule.waived_by is None} == {Step.REPORT, Step.RETURN, Step.FOLLOW_UP}


def test_coordinating_is_left_out_by_a_supervisor_only():
    assert RULE[Step.COORDINATE].waived_by == Action.STEP_VOUCH


@each_rule
def test_supervisor_vouches_for_a_step_that_lacks_something(world, rule):
    case = make_case(world.teacher, world.school)
    gap = {"returned": "place_confirmed"}.get(rule.needs[0].fact, rule.needs[0].fact)
    GAPS[gap].write(case, world)
    if rule.step == Step.REPORT:
        assert standing(case, rule.step).state == State.STARTED
    workflow.vouch(case.current_round, rule.step, reason="ตรวจแล้วทางโทรศัพท์", by=world.supervisor, on=DAY)
    state = standing(case, rule.step)
    assert (state.state, state.settled_on, state.reason) == (State.VOUCHED, DAY, "ตรวจแล้วทางโทรศัพท์")
    assert gap in state.lacking


@each_rule
def test_nobody_vouches_for_a_step_without_records(world, rule):
    case = make_case(world.officer, world.school)
    with pytest.raises(Refused):
        workflow.vouch(case.current_round, rule.step, reason="เร่งด่วน", by=world.supervisor, on=DAY)


def test_later_records_settle_a_step_that_was_left_out(world):
    case = make_case(world.officer, world.school)
    workflow.waive(case.current_round, Step.VISIT, reason="เดินทางไม่ได้", by=world.officer, on=DAY)
    everything(Step.VISIT, case, world)
    state = standing(case, Step.VISIT)
    assert (state.state, state.reason) == (State.SETTLED, "")
    assert case.current_round.decisions.get().kind == DecisionKind.WAIVE


# Days, rounds and pages


@each_rule
def test_every_risk_has_its_days_and_more_risk_has_no_more_days(rule):
    days = [rule.days[risk] for risk in (Risk.HIGH, Risk.MEDIUM, Risk.LOW)]
    assert days == sorted(days)
    assert min(days) >= 0
    assert rule.days[Risk.NONE] == rule.days[Risk.MEDIUM]


def test_first_round_has_seven_steps_and_later_ones_two_to_seven():
    assert steps_of_round(1) == list(Step)
    assert steps_of_round(2) == steps_of_round(7) == list(Step)[1:]


@each_rule
def test_step_is_recorded_on_a_page(rule):
    assert reverse(rule.url_name, args=["k" * 22])


@pytest.mark.parametrize("step", [Step.REPORT, Step.COORDINATE, Step.REFERRAL, Step.RETURN])
def test_answer_is_given_on_a_page(step):
    assert reverse(RULE[step].answer_url_name, args=["k" * 22])


def test_closing_needs_name_outcomes_of_the_code_list(db):
    good = set(Code.objects.of("case_close_reason").filter(group="success").values_list("code", flat=True))
    assert STEPS_OF.keys() == good


def test_what_closing_needs_is_of_outcomes_there_are(db):
    assert MUST.keys() <= set(Code.objects.of("case_close_reason").values_list("code", flat=True))


# What comes next


def subsets(steps):
    return [set(some) for count in range(len(steps) + 1) for some in combinations(steps, count)]


@pytest.mark.parametrize("in_danger", [False, True])
@pytest.mark.parametrize("number", [1, 2])
def test_next_step_of_every_combination(number, in_danger):
    steps = steps_of_round(number)
    for done in subsets(steps):
        offered = next_step(done, number, in_danger=in_danger)
        if in_danger and Step.REFERRAL not in done:
            expected = Step.REFERRAL
        elif Step.RETURN in done and Step.FOLLOW_UP not in done:
            expected = Step.FOLLOW_UP
        else:
            expected = min(set(steps) - done, default=None)
        assert offered == expected, done


@pytest.mark.parametrize(
    ("done", "number", "in_danger", "offered"),
    [
        ((), 1, False, Step.REPORT),
        ((), 1, True, Step.REFERRAL),
        ((1,), 1, False, Step.COORDINATE),
        ((1, 5), 1, True, Step.COORDINATE),
        ((1, 6), 1, False, Step.FOLLOW_UP),  # back before the paperwork was done
        ((1, 6), 1, True, Step.REFERRAL),
        ((1, 6, 7), 1, False, Step.COORDINATE),
        ((1, 2, 3, 4, 5, 6), 1, False, Step.FOLLOW_UP),
        ((1, 2, 3, 4, 5, 6, 7), 1, False, None),
        ((), 2, False, Step.COORDINATE),
        ((2, 3, 4, 5, 6, 7), 2, True, None),
    ],
)
def test_next_step(done, number, in_danger, offered):
    assert next_step({Step(step) for step in done}, number, in_danger=in_danger) == offered


# Facts that lead to a new round


def test_child_who_left_after_a_return_has_left_again(world):
    case = make_case(world.officer, world.school)
    make_return(case, world.officer)
    for attendance in (Attendance.STOPPED, Attendance.MOVED):
        entry = make_follow_up(case, world.teacher, on=DAY + timedelta(days=3), attendance=attendance)
        assert FollowUp.facts([entry]) == {"left_again"}


def test_declined_referral_is_a_fact_of_its_own(world):
    case = make_case(world.officer, world.school)
    entry = decline_referral(make_referral(case, world.officer, world.agency, accepted=False), world.officer)
    assert "referral_declined" in Referral.facts([entry])


# The check at start-up


def test_table_passes_its_own_check():
    assert checks.table_is_whole(None) == []


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (RULES[1:], {"steps.E001"}),
        (RULES[::-1], {"steps.E001"}),
    ],
)
def test_check_finds_a_table_that_is_not_whole(monkeypatch, rules, found):
    monkeypatch.setattr(checks, "RULES", rules)
    assert {error.id for error in checks.table_is_whole(None)} == found


def test_check_finds_facts_and_days_that_are_missing(monkeypatch):
    monkeypatch.setattr(Visit, "FACTS", ("somebody_met",))
    monkeypatch.delitem(RULE[Step.VISIT].days, Risk.LOW)
    assert {error.id for error in checks.table_is_whole(None)} == {"steps.E002", "steps.E003"}
