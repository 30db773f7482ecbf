"""The engine: what each act does to a case, and what it refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, NextAct, Report, RoundResult, Status, Student
from dropout_cases.steps import Risk, Safety, State, Step
from dropout_cases.workflow import Overtaken, Refused
from referrals.models import Contact, Finding, Visit
from schools import trail
from schools.access import Action, Role
from schools.models import Notice, Verb
from tests.acts import ACTS, BEFORE_A_CASE, NOT_ACTS, PEOPLE
from tests.make import (
    DAY,
    close,
    code,
    confirm_return,
    decline_referral,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_meeting,
    make_referral,
    make_return,
    make_student,
    make_user,
    make_visit,
)

WEEK = timedelta(weeks=1)
NEXT_CENTURY = date(2100, 1, 1)  # พ.ศ. 2643: still ahead


def states(case):
    return {state.step: state.state for state in case.current_round.states.all()}


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_officer_who_reports_is_responsible_and_coordinates_next(world):
    case = make_case(world.officer, world.school)
    assert (case.number, case.owner, case.status) == ("ขก1-2567-0001", world.officer, Status.IN_PROGRESS)
    assert (case.step, case.next_act, case.due_on) == (Step.COORDINATE, NextAct.RECORD, DAY + timedelta(days=3))


def test_report_of_a_school_waits_for_an_officer(world):
    case = make_case(world.teacher, world.school)
    assert (case.status, case.step, case.next_act) == (Status.NEW, Step.REPORT, NextAct.ANSWER)
    workflow.accept(case.current_round.reports.get(), by=world.colleague, on=DAY)
    case = fresh(case)
    assert (case.status, case.owner, case.step) == (Status.IN_PROGRESS, world.colleague, Step.COORDINATE)


def test_seven_steps_in_order_lead_to_closing(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    assert set(states(case).values()) == {State.SETTLED}
    assert case.next_act == NextAct.ASK
    case = close(case, world.officer, world.supervisor)
    assert (case.status, case.outcome.code) == (Status.CLOSED, "RETAINED")


def test_child_in_danger_is_referred_first(world):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    assert (case.step, case.in_danger, case.risk, case.due_on) == (Step.REFERRAL, True, Risk.HIGH, DAY)


def test_round_two_begins_when_the_child_left_again(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=6)
    make_follow_up(case, world.teacher, on=DAY + timedelta(weeks=4), attendance=Attendance.STOPPED)
    case = fresh(case)
    assert case.next_act == NextAct.LOOP
    reason = code("STOPPED_AGAIN", "round_start_reason")
    second = workflow.loop(case.current_round, reason=reason, by=world.officer, on=DAY + timedelta(weeks=4))
    case = fresh(case)
    assert (second.number, case.round_number, case.step) == (2, 2, Step.COORDINATE)
    assert case.number == "ขก1-2567-0001"


def test_round_two_needs_a_reason_in_the_records(world):
    case = make_case(world.officer, world.school)
    with pytest.raises(Refused):
        workflow.loop(case.current_round, reason=code("OTHER", "round_start_reason"), by=world.officer, on=DAY)


def test_declined_referral_lets_a_round_begin(world):
    case = make_case(world.officer, world.school)
    decline_referral(make_referral(case, world.officer, world.agency, accepted=False), world.officer)
    assert workflow.cannot_stay(fresh(case))


def test_stale_page_is_told_who_was_faster(world):
    case = make_case(world.officer, world.school)
    seen = case.version
    make_contact(case, world.colleague)
    entry = Contact(round=case.current_round, happened_on=DAY, party="SCHOOL", asked="ถาม", safety=Safety.SAFE)
    with pytest.raises(Overtaken) as overtaken:
        workflow.record(entry, by=world.officer, seen=seen)
    assert "colleague" in overtaken.value.reason


def test_steps_are_recorded_in_any_order(world):
    case = make_case(world.officer, world.school)
    make_visit(case, world.officer, agencies=[world.agency])
    make_visit(case, world.officer, on=DAY + timedelta(days=1))
    assert states(case)[Step.VISIT] == State.SETTLED
    assert fresh(case).step == Step.COORDINATE


def test_return_brings_four_checks_and_monitoring(world):
    case = make_case(world.officer, world.school)
    entry = make_return(case, world.officer)
    assert [check.week for check in entry.checks.all()] == [1, 2, 4, 12]
    case = fresh(case)
    assert (case.status, case.step, case.due_on) == (Status.MONITORING, Step.FOLLOW_UP, DAY + timedelta(weeks=1))


def test_nobody_approves_the_closing_they_asked_for(world):
    case = go_through(make_case(world.supervisor, world.school), world.supervisor, world.agency, until=7)
    with pytest.raises(Refused):
        close(case, world.supervisor, world.supervisor)


def test_closed_case_is_taken_up_again_as_a_new_round(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    case = close(case, world.officer, world.supervisor)
    reason = code("TAKEN_UP_AGAIN", "round_start_reason")
    again = workflow.take_up_again(case, reason=reason, by=world.supervisor, on=DAY + timedelta(weeks=20))
    assert again.number == 2
    assert fresh(case).status == Status.IN_PROGRESS


# Who may do what


def test_every_act_of_the_engine_is_tried():
    assert {name.split()[0] for name in ACTS} == set(workflow.__all__) - NOT_ACTS


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", ACTS)
def test_act_is_done_by_those_who_may_and_refused_to_others(world, name, person):
    act = ACTS[name](world)
    by = getattr(world, person)
    if person in act.allowed:
        assert act.do(by)
        return
    before = act.case and fresh(act.case).version
    with pytest.raises(Refused) as refused:
        act.do(by)
    assert "สิทธิ์" in refused.value.reason
    assert (act.case and fresh(act.case).version) == before


@pytest.mark.parametrize("name", sorted(ACTS.keys() - BEFORE_A_CASE))
def test_each_act_moves_the_case_on_by_one_version(world, name):
    act = ACTS[name](world)
    before = fresh(act.case).version
    act.do(act.one_who_may(world))
    assert fresh(act.case).version == before + 1


def test_person_without_a_current_post_may_do_nothing(world):
    case = make_case(world.officer, world.school)
    left = make_user(Role.OFFICER, world.area)
    left.posts.update(ended_on=DAY)
    with pytest.raises(Refused):
        make_contact(case, left)


# Opening


def test_child_with_an_open_case_gets_no_second_one(world):
    case = make_case(world.officer, world.school)
    with pytest.raises(Refused):
        make_case(world.officer, world.school, student=case.student)
    assert Case.objects.count() == 1


def test_child_whose_case_is_closed_may_get_another(world):
    case = make_case(world.officer, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    again = make_case(world.officer, world.school, student=case.student, on=DAY + WEEK)
    assert again.number == "ขก1-2567-0002"


def test_refused_report_leaves_no_child_behind(world):
    student = make_student(world.area, world.school)
    with pytest.raises(Refused):
        make_case(world.officer, world.school, student=student, on=NEXT_CENTURY)
    with pytest.raises(Refused):
        make_case(world.neighbour, world.school, student=student)
    assert not Student.objects.exists()


def test_form_sent_twice_opens_one_case(world):
    first = make_case(world.officer, world.school, token="t" * 22)
    again = make_case(world.officer, world.school, token="t" * 22)
    assert again == first
    assert (Case.objects.count(), Student.objects.count(), Report.objects.count()) == (1, 1, 1)


def test_report_of_a_school_belongs_to_whoever_takes_new_cases(world):
    assert make_case(world.teacher, world.school).owner == world.officer
    world.area.intake_owner = None
    world.area.save()
    assert make_case(world.teacher, world.school).owner is None


def test_unowned_case_belongs_to_whoever_works_on_it_first(world):
    world.area.intake_owner = None
    world.area.save()
    case = make_case(world.teacher, world.school)
    make_contact(case, world.colleague)
    assert fresh(case).owner == world.colleague


def test_child_without_a_school_is_reported_to_the_area(world):
    report = Report(happened_on=DAY, safety=Safety.SAFE)
    with pytest.raises(Refused):
        workflow.open_case(make_student(world.area), report, by=world.teacher)
    case = workflow.open_case(make_student(world.area), report, by=world.officer, place_text="บ้านกอก")
    assert (case.school, case.place, case.place_text) == (None, world.area, "บ้านกอก")


def test_case_stands_where_its_school_stands(world):
    case = make_case(world.officer, world.school)
    assert (case.tambon, case.amphoe) == (world.school.tambon, world.school.tambon.amphoe)


# Recording


def test_record_says_who_wrote_it_in_which_role(world):
    case = make_case(world.teacher, world.school)
    report = case.current_round.reports.get()
    assert (report.entered_by, report.entered_role) == (world.teacher, Role.SCHOOL_STAFF)


def test_form_sent_twice_makes_one_record_even_from_a_stale_page(world):
    case = make_case(world.officer, world.school)

    def send():
        entry = Contact(round=case.current_round, happened_on=DAY, party="SCHOOL", asked="ถาม", token="t" * 22)
        return workflow.record(entry, by=world.officer, seen=case.version)

    assert send() == send()
    assert (Contact.objects.count(), fresh(case).version) == (1, case.version + 1)


def test_overtaken_page_saves_nothing(world):
    case = make_case(world.officer, world.school)
    make_contact(case, world.colleague)
    entry = Contact(round=case.current_round, happened_on=DAY, party="TEAM", asked="ถาม")
    with pytest.raises(Overtaken):
        workflow.record(entry, by=world.officer, seen=case.version)
    assert (Contact.objects.count(), fresh(case).version) == (1, case.version + 1)


@pytest.mark.parametrize("verb", [Verb.OPENED, Verb.OPENED_SENSITIVE, Verb.REVEALED, Verb.EXPORTED, Verb.REFUSED])
def test_overtaken_names_who_wrote_and_not_who_merely_looked(world, verb):
    case = make_case(world.officer, world.school)
    make_contact(case, world.colleague)
    trail.write(world.teacher, verb, case)
    with pytest.raises(Overtaken) as overtaken:
        entry = Contact(round=case.current_round, happened_on=DAY, party="TEAM", asked="ถาม")
        workflow.record(entry, by=world.officer, seen=case.version)
    assert overtaken.value.event.actor == world.colleague
    assert "ประสานงาน" in overtaken.value.reason


def test_answer_from_a_stale_page_is_told_too(world):
    case = make_case(world.officer, world.school)
    entry = make_contact(case, world.officer, answer="")
    make_contact(case, world.colleague)
    with pytest.raises(Overtaken):
        workflow.answer(entry, by=world.officer, action=Action.CASE_RECORD, fields={"answer": "มา"}, seen=case.version)


def test_record_with_a_wrong_field_is_not_saved(world):
    case = make_case(world.officer, world.school)
    entry = Contact(round=case.current_round, happened_on=DAY, party="SOMEBODY", asked="ถาม")
    with pytest.raises(ValidationError):
        workflow.record(entry, by=world.officer)
    assert (Contact.objects.count(), fresh(case).version) == (0, case.version)


@pytest.mark.parametrize("make", [make_contact, make_visit, make_meeting, make_return, make_follow_up])
def test_nothing_is_recorded_ahead_of_its_day(world, make):
    case = make_case(world.officer, world.school)
    with pytest.raises(Refused):
        make(case, world.officer, on=NEXT_CENTURY)


def test_day_wanted_for_the_next_step_is_set_with_the_record(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=2)
    met = code("MET_STUDENT", "visit_result")
    entry = Visit(round=case.current_round, happened_on=DAY, place_text="บ้าน", visitors="เขต", with_school=True, result=met)
    facts = [Finding(statement="หนี้", source="แม่", state="ONE_SIDED")]
    workflow.record(entry, by=world.officer, lines=facts, next_due_on=DAY + 3 * WEEK)
    after = fresh(case)
    assert (after.step, after.due_on, after.version) == (Step.MEETING, DAY + 3 * WEEK, case.version + 1)


def test_meetings_are_numbered_by_fiscal_year_without_gaps(world):
    case, other = (make_case(world.officer, world.school) for _ in range(2))
    numbers = [make_meeting(one, world.officer).full_number for one in (case, other, case)]
    with pytest.raises(Refused):
        make_meeting(case, world.executive)
    numbers.append(make_meeting(other, world.officer, on=date(2024, 10, 1)).full_number)
    numbers.append(make_meeting(case, world.officer).full_number)
    assert numbers == ["1/2567", "2/2567", "3/2567", "1/2568", "4/2567"]


# Accepting and assigning


def test_report_is_accepted_once(world):
    case = make_case(world.teacher, world.school)
    report, same_report = case.current_round.reports.get(), case.current_round.reports.get()
    workflow.accept(report, by=world.colleague, on=DAY)
    with pytest.raises(Refused) as refused:
        workflow.accept(same_report, by=world.supervisor, on=DAY)
    assert "colleague" in refused.value.reason
    assert fresh(case).owner == world.colleague


def test_accepted_case_may_be_given_to_somebody_of_the_office_only(world):
    case = make_case(world.teacher, world.school)
    report = case.current_round.reports.get()
    with pytest.raises(Refused):
        workflow.accept(report, by=world.officer, on=DAY, owner=world.stranger)
    workflow.accept(report, by=world.officer, on=DAY, owner=world.colleague)
    assert fresh(case).owner == world.colleague


def test_report_is_not_accepted_ahead_of_the_day(world):
    case = make_case(world.teacher, world.school)
    with pytest.raises(Refused):
        workflow.accept(case.current_round.reports.get(), by=world.officer, on=NEXT_CENTURY)


def test_report_of_a_closed_case_is_not_accepted(world):
    case = make_case(world.teacher, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    with pytest.raises(Refused):
        workflow.accept(case.current_round.reports.get(), by=world.officer, on=DAY)


def test_voided_report_is_not_accepted(world):
    case = make_case(world.teacher, world.school)
    wrong = workflow.record(Report(round=case.current_round, happened_on=DAY), by=world.teacher)
    stale = Report.objects.get(pk=wrong.pk)
    workflow.void(wrong, reason="แจ้งซ้ำ", by=world.officer)
    with pytest.raises(Refused):
        workflow.accept(stale, by=world.officer, on=DAY)


def test_case_is_assigned_to_somebody_of_its_office_only(world):
    case = make_case(world.officer, world.school)
    for person in (world.stranger, world.teacher, world.partner, world.executive):
        with pytest.raises(Refused):
            workflow.assign(case, owner=person, by=world.supervisor)
    assert fresh(case).owner == world.officer


# Answers


def test_confirmed_return_moves_the_child_to_the_school(world):
    case = make_case(world.officer, world.school)
    entry = make_return(case, world.officer, world.other_school, confirmed=False)
    assert fresh(case).school == world.school
    confirm_return(entry, world.neighbour)
    case = fresh(case)
    assert (case.school, case.student.school, case.receiving_school) == (world.other_school, world.other_school, None)


def test_return_is_confirmed_by_the_receiving_school_and_no_other(world):
    case = make_case(world.officer, world.school)
    entry = make_return(case, world.officer, world.other_school, confirmed=False)
    with pytest.raises(Refused):
        confirm_return(entry, world.teacher)


def test_answer_to_a_voided_record_is_refused(world):
    case = make_case(world.officer, world.school)
    entry = make_contact(case, world.officer, answer="")
    stale = Contact.objects.get(pk=entry.pk)
    workflow.void(entry, reason="ผิดเคส", by=world.officer)
    with pytest.raises(Refused):
        workflow.answer(stale, by=world.officer, action=Action.CASE_RECORD, fields={"answer": "มา", "answered_on": DAY})
    assert Contact.objects.get().answer == ""


def test_answer_is_not_dated_ahead(world):
    case = make_case(world.officer, world.school)
    entry = make_contact(case, world.officer, answer="")
    fields = {"answer": "มา", "answered_on": NEXT_CENTURY}
    with pytest.raises(Refused):
        workflow.answer(entry, by=world.officer, action=Action.CASE_RECORD, fields=fields)


# Deadlines and voiding


def test_deadline_lies_ahead_of_the_day_it_is_set(world):
    case = make_case(world.officer, world.school)
    with pytest.raises(Refused):
        workflow.postpone(case.current_round, to=DAY - WEEK, reason="ปิดเทอม", by=world.officer, on=DAY)


def test_only_report_of_a_case_is_not_voided(world):
    case = make_case(world.officer, world.school)
    first = case.current_round.reports.get()
    with pytest.raises(Refused):
        workflow.void(first, reason="ผิดคน", by=world.officer)
    second = workflow.record(Report(round=case.current_round, happened_on=DAY), by=world.officer)
    workflow.void(first, reason="ผิดคน", by=world.officer)
    with pytest.raises(Refused):
        workflow.void(second, reason="ผิดคน", by=world.officer)


@pytest.mark.parametrize("reason", ["", "  "])
def test_voiding_needs_a_reason_and_is_done_once(world, reason):
    case = make_case(world.officer, world.school)
    entry = make_contact(case, world.officer)
    with pytest.raises(Refused):
        workflow.void(entry, reason=reason, by=world.officer)
    workflow.void(entry, reason="ผิดเคส", by=world.officer)
    with pytest.raises(Refused):
        workflow.void(entry, reason="ผิดเคส", by=world.officer)


# Decisions


@pytest.mark.parametrize("reason", ["", " \n "])
@pytest.mark.parametrize("name", ["waive", "vouch", "end_danger"])
def test_decision_needs_a_reason(world, name, reason):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    make_contact(case, world.officer)
    step = {} if name == "end_danger" else {"step": Step.COORDINATE}
    with pytest.raises(Refused):
        getattr(workflow, name)(case.current_round, **step, reason=reason, by=world.supervisor, on=DAY)


@pytest.mark.parametrize("name", ["waive", "vouch", "end_danger"])
def test_decision_is_not_dated_ahead(world, name):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    make_contact(case, world.officer)
    step = {} if name == "end_danger" else {"step": Step.COORDINATE}
    with pytest.raises(Refused):
        getattr(workflow, name)(case.current_round, **step, reason="จำเป็น", by=world.supervisor, on=NEXT_CENTURY)


def test_done_step_is_neither_left_out_nor_vouched_for(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=3)
    for act in (workflow.waive, workflow.vouch):
        with pytest.raises(Refused):
            act(case.current_round, Step.VISIT, reason="ไม่จำเป็น", by=world.supervisor, on=DAY)


def test_danger_that_is_not_there_cannot_be_ended(world):
    case = make_case(world.officer, world.school)
    with pytest.raises(Refused):
        workflow.end_danger(case.current_round, reason="ปลอดภัย", by=world.officer, on=DAY)


# Rounds


def left_again(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency)
    make_follow_up(case, world.teacher, on=DAY + WEEK, attendance=Attendance.STOPPED)
    return fresh(case)


def begin_next(case, by, on=DAY + WEEK):
    return workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=by, on=on)


def test_first_round_stays_as_it_was(world):
    case = left_again(world)
    first = case.current_round
    before = states(case)
    begin_next(case, world.officer)
    first.refresh_from_db()
    assert {state.step: state.state for state in first.states.all()} == before
    assert (first.closed_on, first.closed_by, first.result) == (
        DAY + WEEK,
        world.officer,
        RoundResult.COULD_NOT_STAY,
    )


@pytest.mark.parametrize("make", [make_contact, make_visit, make_meeting, make_return, make_follow_up])
def test_closed_round_takes_no_more_records(world, make):
    case = left_again(world)
    first = case.current_round
    begin_next(case, world.officer)

    class OldPage:  # a page opened while round 1 was the current one
        current_round, school = first, world.school

    with pytest.raises(Refused):
        make(OldPage, world.officer)


def test_closed_round_is_neither_changed_nor_decided_upon(world):
    case = left_again(world)
    first, contact = case.current_round, Contact.objects.first()
    begin_next(case, world.officer)
    acts = [
        lambda: workflow.void(contact, reason="ผิดเคส", by=world.officer),
        lambda: workflow.answer(contact, by=world.officer, action=Action.CASE_RECORD, fields={"answer": "ใหม่"}),
        lambda: workflow.postpone(first, to=DAY, reason="ปิดเทอม", by=world.officer, on=DAY),
        lambda: workflow.waive(first, Step.VISIT, reason="ไม่จำเป็น", by=world.officer, on=DAY),
        lambda: workflow.vouch(first, Step.FOLLOW_UP, reason="ไม่จำเป็น", by=world.supervisor, on=DAY),
        lambda: begin_next(fresh(case), world.officer),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize("on", [DAY - WEEK, NEXT_CENTURY])
def test_round_begins_neither_before_the_last_one_nor_ahead(world, on):
    case = left_again(world)
    with pytest.raises(Refused):
        begin_next(case, world.officer, on=on)


def test_no_round_begins_while_a_closing_is_asked_for(world):
    case = left_again(world)
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY + WEEK)
    with pytest.raises(Refused):
        begin_next(case, world.officer)


def test_third_round_follows_the_second(world):
    case = left_again(world)
    begin_next(case, world.officer)
    case = fresh(case)
    later = {"on": DAY + WEEK}
    decline_referral(make_referral(case, world.officer, world.agency, accepted=False, **later), world.officer, **later)
    assert begin_next(fresh(case), world.officer).number == 3
    assert {round.number: round.closed_on is None for round in case.rounds.all()} == {1: False, 2: False, 3: True}


# Closing


def ask(case, by, outcome="RETAINED", on=DAY + timedelta(weeks=12)):
    return workflow.ask_to_close(case, outcome=code(outcome, "case_close_reason"), note="ครบ", by=by, on=on)


def test_child_stays_only_when_all_seven_steps_are_done(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=6)
    with pytest.raises(Refused) as refused:
        ask(case, world.officer)
    assert "ติดตาม: ยังติดตามไม่ครบตามแผน" in refused.value.reason


@pytest.mark.parametrize(("outcome", "pathway"), [("ALT_EDU", "LEARNING_PROMO"), ("TRANSFER_CONFIRMED", "TRANSFER_SCHOOL")])
def test_another_place_to_learn_needs_a_confirmed_return(world, outcome, pathway):
    case = make_case(world.officer, world.school)
    with pytest.raises(Refused):
        ask(case, world.officer, outcome)
    make_return(case, world.officer, world.other_school, pathway=pathway)
    assert ask(fresh(case), world.officer, outcome)


@pytest.mark.parametrize(
    "outcome", ["COMPLETED_COMPULSORY", "ABROAD", "NOT_FOUND", "REFUSED", "DECEASED", "OTHER", "OTHER_AFFILIATION"]
)
def test_other_outcomes_need_no_steps(world, outcome):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    case = close(case, world.officer, world.supervisor, outcome, on=DAY)
    assert (case.status, case.current_round.result) == (Status.CLOSED, RoundResult.ENDED)


def test_child_in_danger_is_not_closed_as_helped(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    make_contact(case, world.officer, safety=Safety.UNSAFE)
    with pytest.raises(Refused) as refused:
        ask(fresh(case), world.officer)
    assert "ธงความปลอดภัย" in refused.value.reason


def test_danger_that_arose_after_asking_stops_the_approval(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    closing = ask(case, world.officer)
    make_contact(case, world.officer, safety=Safety.UNSAFE)
    with pytest.raises(Refused):
        workflow.approve_closing(closing, by=world.supervisor, on=DAY + timedelta(weeks=12))


def test_closing_is_asked_for_once_and_not_of_a_closed_case(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    closing = ask(case, world.officer)
    with pytest.raises(Refused):
        ask(case, world.colleague)
    workflow.approve_closing(closing, by=world.supervisor, on=DAY + timedelta(weeks=12))
    with pytest.raises(Refused):
        ask(case, world.officer)


def test_closing_is_decided_once(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    closing = ask(case, world.officer)
    on = DAY + timedelta(weeks=12)
    workflow.refuse_closing(closing, reason="รอดูอีกเดือน", by=world.supervisor, on=on)
    for decide in (
        lambda: workflow.approve_closing(closing, by=world.supervisor, on=on),
        lambda: workflow.refuse_closing(closing, reason="รออีก", by=world.supervisor, on=on),
    ):
        with pytest.raises(Refused):
            decide()
    assert fresh(case).next_act == NextAct.ASK


def test_closing_is_neither_asked_for_nor_decided_ahead_of_the_day(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    with pytest.raises(Refused):
        ask(case, world.officer, on=NEXT_CENTURY)
    closing = ask(case, world.officer)
    with pytest.raises(Refused):
        workflow.approve_closing(closing, by=world.supervisor, on=NEXT_CENTURY)
    with pytest.raises(Refused):
        workflow.refuse_closing(closing, reason="รอ", by=world.supervisor, on=NEXT_CENTURY)


def test_closing_is_sent_back_with_a_reason_only(world):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=7)
    closing = ask(case, world.officer)
    with pytest.raises(Refused):
        workflow.refuse_closing(closing, reason=" ", by=world.supervisor, on=DAY + timedelta(weeks=12))


def test_one_person_may_do_both_where_the_office_says_so(world):
    world.area.two_to_close = False
    world.area.save()
    case = go_through(make_case(world.supervisor, world.school), world.supervisor, world.agency, until=7)
    assert close(case, world.supervisor, world.supervisor).status == Status.CLOSED


def test_closing_keeps_where_and_how_the_child_learns(world):
    case = make_case(world.officer, world.school)
    make_return(case, world.officer, world.other_school, pathway="TRANSFER_SCHOOL")
    case = close(fresh(case), world.officer, world.supervisor, "TRANSFER_CONFIRMED", on=DAY + WEEK)
    closing = case.closings.get()
    assert (closing.school, closing.amphoe, closing.pathway.code) == (
        world.other_school,
        world.other_school.tambon.amphoe,
        "TRANSFER_SCHOOL",
    )
    assert case.current_round.result == RoundResult.STAYED


def test_closed_case_takes_no_more_records(world):
    case = make_case(world.officer, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    with pytest.raises(Refused):
        make_contact(case, world.officer)


# Taking up again


def take_up(case, by, on=DAY + WEEK):
    return workflow.take_up_again(case, reason=code("TAKEN_UP_AGAIN", "round_start_reason"), by=by, on=on)


def test_case_taken_up_again_keeps_its_number_people_and_closing(world):
    case = make_case(world.officer, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    take_up(case, world.supervisor)
    case = fresh(case)
    assert (case.number, case.owner, case.closed_on, case.outcome) == ("ขก1-2567-0001", world.officer, None, None)
    assert (case.closings.get().approved, case.closings.get().reopened_on) == (True, DAY + WEEK)


@pytest.mark.parametrize("on", [DAY - WEEK, NEXT_CENTURY])
def test_case_is_taken_up_neither_before_its_closing_nor_ahead(world, on):
    case = make_case(world.officer, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    with pytest.raises(Refused):
        take_up(case, world.supervisor, on=on)


def test_open_case_is_not_taken_up_again(world):
    with pytest.raises(Refused):
        take_up(make_case(world.officer, world.school), world.supervisor)


def test_case_of_a_child_with_a_newer_open_case_stays_closed(world):
    case = make_case(world.officer, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    make_case(world.officer, world.school, student=case.student, on=DAY + WEEK)
    with pytest.raises(Refused):
        take_up(case, world.supervisor)


def test_danger_outlives_the_closing(world):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    take_up(case, world.supervisor)
    assert (fresh(case).in_danger, fresh(case).step) == (True, Step.REFERRAL)


def test_supervisors_are_told_of_a_closing_asked_for_and_whoever_asks_is_not(world):
    case = make_case(world.officer, world.school)
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY)
    assert [(one.recipient, one.about) for one in Notice.objects.filter(kind="CLOSING_ASKED")] == [(world.supervisor, case.number)]
    other = make_case(world.officer, world.other_school)
    workflow.ask_to_close(other, outcome=outcome, note="หาไม่พบ", by=world.supervisor, on=DAY)
    assert Notice.objects.filter(kind="CLOSING_ASKED").count() == 1
