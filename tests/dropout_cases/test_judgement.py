"""Reading a case: what is stored is what the records say, and due dates, danger and risk follow from them."""

from datetime import date, timedelta

import pytest

from dropout_cases import workflow
from dropout_cases.judgement import judge, open_book
from dropout_cases.models import Attendance, Case, NextAct, Report, Status, StepDays
from dropout_cases.steps import APPROVE_DAYS, ASK_DAYS, RULE, Risk, Safety, State, Step
from referrals.models import Finding, Party, ReferralStatus
from schools.access import Action
from tests.make import (
    DAY,
    answer_referral,
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
    make_visit,
)
from tests.recomputed import differences


def day(number):
    return DAY + timedelta(days=number)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def standing(case, step):
    return case.current_round.states.get(step=step)


def answer_contact(entry, by, on):
    fields = {"answer": "ตอบแล้ว", "answered_on": on}
    return workflow.answer(entry, by=by, action=Action.CASE_RECORD, fields=fields)


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


# What is stored is what the records say


def first_round(case, world):
    """Every kind of record, one by one, out of order and back-dated."""
    officer, agency = world.officer, world.agency
    yield workflow.accept(case.current_round.reports.get(), by=officer, on=day(1))
    yield make_return(case, officer, on=day(20), confirmed=False)
    yield make_visit(case, officer, on=day(9), result="NOT_FOUND")
    yield make_visit(case, officer, [agency], on=day(2))
    asked = make_contact(case, officer, answer="", on=day(3), answer_by=day(8))
    yield asked
    yield answer_contact(asked, officer, day(6))
    yield make_contact(case, officer, party=Party.TEAM, to_find_out="สุขภาพ", on=day(4))
    yield workflow.postpone(case.current_round, to=day(40), reason="โรงเรียนปิด", by=officer, on=day(7))
    yield make_meeting(case, officer, on=day(11), resolutions=[])
    yield workflow.vouch(case.current_round, Step.MEETING, reason="ตกลงกันแล้ว", by=world.supervisor, on=day(12))
    yield decline_referral(make_referral(case, officer, agency, on=day(12), accepted=False), officer, on=day(13))
    yield make_referral(case, officer, world.other_agency, on=day(14), safety=Safety.UNSAFE)
    yield workflow.end_danger(case.current_round, reason="อยู่กับยายแล้ว", by=officer, on=day(15))
    yield confirm_return(case.current_round.returns.get(), world.teacher, on=day(21))
    yield make_follow_up(case, world.teacher, on=day(30), attendance=Attendance.STOPPED, risk=Risk.MEDIUM)


def second_round(case, world):
    """A new round, a closing refused, one approved, and the case taken up again."""
    officer, supervisor = world.officer, world.supervisor
    reason = code("STOPPED_AGAIN", "round_start_reason")
    yield workflow.loop(case.current_round, reason=reason, by=officer, on=day(31))
    visit = make_visit(case, officer, [world.agency], on=day(33))
    yield visit
    yield workflow.void(visit, reason="ผิดเคส", by=officer)
    yield workflow.waive(case.current_round, Step.VISIT, reason="ลงแล้วในรอบแรก", by=officer, on=day(33))
    yield workflow.assign(case, owner=world.colleague, by=supervisor)
    yield make_return(case, officer, world.other_school, on=day(50), pathway="TRANSFER_SCHOOL")
    outcome = code("TRANSFER_CONFIRMED", "case_close_reason")
    asked = workflow.ask_to_close(case, outcome=outcome, note="ย้ายแล้ว", by=officer, on=day(60))
    yield asked
    yield workflow.refuse_closing(asked, reason="รอผลติดตาม", by=supervisor, on=day(61))
    yield close(case, officer, supervisor, "TRANSFER_CONFIRMED", on=day(90))
    again = code("TAKEN_UP_AGAIN", "round_start_reason")
    yield workflow.take_up_again(case, reason=again, by=supervisor, on=day(95))


def test_what_is_stored_is_what_the_records_say(world):
    case = make_case(world.teacher, world.school)
    assert differences(case) == {}
    for journey in (first_round, second_round):
        for act in journey(case, world):
            assert differences(case) == {}, act
    assert (fresh(case).round_number, fresh(case).school) == (3, world.other_school)


def test_judging_writes_nothing_and_gives_the_same_answer(case, django_assert_num_queries):
    book = open_book(case)
    assert judge(book) == judge(book)
    with django_assert_num_queries(1):  # whether a closing is asked for
        judge(book)


def test_book_of_a_long_case_takes_as_many_queries_as_that_of_a_short_one(world, django_assert_num_queries):
    short = make_case(world.officer, world.school)
    long = make_case(world.officer, world.school)
    for case, times in ((short, 1), (long, 4)):
        for _time in range(times):
            go_through(case, world.officer, world.agency, until=7)
    counts = []
    for case in (short, long):
        with django_assert_num_queries(30, exact=False) as queries:
            judge(open_book(fresh(case)))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# The day a step was settled


def test_step_is_settled_on_the_day_of_the_last_answer_it_needed(case, world):
    make_contact(case, world.officer, on=day(5))
    asked = make_contact(case, world.officer, party=Party.TEAM, answer="", on=day(1), to_find_out="หนี้สิน")
    assert standing(case, Step.COORDINATE).state == State.STARTED
    answer_contact(asked, world.officer, day(9))
    assert standing(case, Step.COORDINATE).settled_on == day(9)


def test_record_that_adds_nothing_does_not_move_the_day(case, world):
    make_visit(case, world.officer, [world.agency], on=day(3))
    make_visit(case, world.officer, [world.agency], on=day(8))
    assert standing(case, Step.VISIT).settled_on == day(3)


def test_earlier_record_written_later_moves_the_day_back(case, world):
    make_visit(case, world.officer, [world.agency], on=day(8))
    make_visit(case, world.officer, [world.agency], on=day(2))
    assert standing(case, Step.VISIT).settled_on == day(2)


def test_voiding_what_settled_a_step_opens_it_again(case, world):
    visit = make_visit(case, world.officer, [world.agency], on=day(3))
    make_visit(case, world.officer, [world.agency], on=day(8))
    workflow.void(visit, reason="ผิดเคส", by=world.officer)
    assert standing(case, Step.VISIT).settled_on == day(8)


def test_report_accepted_later_is_settled_then(world):
    case = make_case(world.teacher, world.school)
    workflow.accept(case.current_round.reports.get(), by=world.officer, on=day(4))
    assert standing(case, Step.REPORT).settled_on == day(4)


def test_back_dated_work_accepts_no_report_before_it_was_made(world):
    case = make_case(world.teacher, world.school, on=day(5))
    make_contact(case, world.officer, on=day(1))
    report = case.current_round.reports.get()
    assert (report.decided_on, report.decided_by) == (day(5), world.officer)


# When the next act is due


@pytest.mark.parametrize("risk", [Risk.HIGH, Risk.MEDIUM, Risk.LOW])
def test_step_is_due_after_the_days_of_the_table(world, risk):
    case = make_case(world.officer, world.school, risk=risk)
    assert case.due_on == day(RULE[Step.COORDINATE].days[risk])


@pytest.mark.parametrize("until", [2, 3, 4, 5])
def test_days_are_counted_from_the_step_before(case, world, until):
    go_through(case, world.officer, world.agency, until=until, on=day(10))
    case = fresh(case)
    assert case.step == until + 1
    assert case.due_on == day(10 + RULE[Step(until + 1)].days[Risk.NONE])


def test_office_sets_its_own_days(case, world):
    StepDays.objects.create(area=world.area, step=Step.VISIT, risk=Risk.NONE, days=21)
    StepDays.objects.create(area=world.area, step=Step.VISIT, risk=Risk.HIGH, days=1)
    StepDays.objects.create(area=world.elsewhere, step=Step.VISIT, risk=Risk.NONE, days=2)
    go_through(case, world.officer, world.agency, until=2)
    assert fresh(case).due_on == day(21)


def test_step_that_waits_is_due_when_the_answer_was_asked_for(case, world):
    make_contact(case, world.officer, answer="", answer_by=day(12))
    make_contact(case, world.officer, party=Party.AGENCY, agency=world.agency, answer="", answer_by=day(9))
    case = fresh(case)
    assert (case.status, case.next_act, case.due_on) == (Status.WAITING, NextAct.ANSWER, day(9))
    assert (case.waiting_on, case.waiting_since) == (world.agency.name, DAY)
    assert case.pending_key == case.current_round.contacts.get(agency=world.agency).key


def test_answer_with_no_date_to_it_is_due_with_the_step(case, world):
    make_contact(case, world.officer, answer="", on=day(1))
    assert fresh(case).due_on == day(RULE[Step.COORDINATE].days[Risk.NONE])


def test_nobody_waits_once_all_have_answered(case, world):
    answer_contact(make_contact(case, world.officer, answer=""), world.officer, day(1))
    case = fresh(case)
    assert (case.status, case.next_act) == (Status.IN_PROGRESS, NextAct.RECORD)
    assert (case.waiting_on, case.waiting_since, case.pending_key) == ("", None, "")


def test_sent_referral_waits_for_its_receiver(case, world):
    entry = make_referral(case, world.officer, world.agency, accepted=False, safety=Safety.UNSAFE)
    case = fresh(case)
    assert (case.step, case.waiting_on, case.due_on) == (Step.REFERRAL, world.agency.name, entry.answer_by)
    answer_referral(entry, world.officer, status=ReferralStatus.ACCEPTED)
    assert fresh(case).waiting_on == ""


def test_announced_return_is_confirmed_within_a_week(case, world):
    go_through(case, world.officer, world.agency, until=5)
    make_return(case, world.officer, on=day(3), confirmed=False)
    case = fresh(case)
    assert (case.waiting_on, case.due_on) == (world.school.name, day(10))
    assert case.receiving_school == world.school


def test_deadline_set_by_a_person_counts_instead_of_the_table(case, world):
    workflow.postpone(case.current_round, to=day(30), reason="ปิดเทอม", by=world.officer, on=DAY)
    workflow.postpone(case.current_round, to=day(25), reason="เปิดเร็ว", by=world.officer, on=day(1))
    assert fresh(case).due_on == day(25)


def test_voided_deadline_counts_no_more(case, world):
    deadline = workflow.postpone(case.current_round, to=day(30), reason="ปิดเทอม", by=world.officer, on=DAY)
    workflow.void(deadline, reason="ผิดขั้นตอน", by=world.officer)
    assert fresh(case).due_on == day(RULE[Step.COORDINATE].days[Risk.NONE])


def test_deadline_is_for_its_step_alone(case, world):
    workflow.postpone(case.current_round, to=day(30), reason="ปิดเทอม", by=world.officer, on=DAY)
    go_through(case, world.officer, world.agency, until=2)
    assert fresh(case).due_on == day(RULE[Step.VISIT].days[Risk.NONE])


def test_closing_with_nothing_left_to_do_is_asked_for_within_a_week(case, world):
    case = go_through(case, world.officer, world.agency, until=7)
    assert (case.next_act, case.due_on) == (NextAct.ASK, DAY + timedelta(weeks=12, days=ASK_DAYS))


def test_closing_asked_for_is_answered_within_days(case, world):
    go_through(case, world.officer, world.agency, until=7)
    outcome = code("RETAINED", "case_close_reason")
    workflow.ask_to_close(case, outcome=outcome, note="อยู่ครบ", by=world.officer, on=day(90))
    case = fresh(case)
    assert (case.status, case.next_act, case.due_on) == (Status.CLOSING, NextAct.APPROVE, day(90 + APPROVE_DAYS))


def test_closed_case_is_due_never(case, world):
    case = close(go_through(case, world.officer, world.agency, until=7), world.officer, world.supervisor)
    assert (case.next_act, case.due_on, case.waiting_on) == (NextAct.NOTHING, None, "")
    assert case.receiving_school is None


# Danger and risk


def test_child_in_danger_is_referred_on_the_day_of_the_alarm(case, world):
    make_contact(case, world.officer, on=day(4), safety=Safety.UNSAFE)
    case = fresh(case)
    assert (case.in_danger, case.risk, case.step, case.due_on) == (True, Risk.HIGH, Step.REFERRAL, day(4))


@pytest.mark.parametrize("safety", [Safety.SAFE, Safety.UNSURE, ""])
def test_danger_is_not_over_because_a_later_form_says_otherwise(case, world, safety):
    make_contact(case, world.officer, safety=Safety.UNSAFE)
    make_contact(case, world.officer, on=day(9), safety=safety)
    assert fresh(case).in_danger


def test_danger_is_over_when_somebody_says_so_with_a_reason(case, world):
    make_contact(case, world.officer, safety=Safety.UNSAFE, risk=Risk.LOW)
    workflow.end_danger(case.current_round, reason="ผู้กระทำถูกจับแล้ว", by=world.officer, on=day(1))
    case = fresh(case)
    assert (case.in_danger, case.risk, case.step) == (False, Risk.LOW, Step.COORDINATE)


def test_new_alarm_after_the_all_clear_counts_even_back_dated(case, world):
    make_contact(case, world.officer, on=day(5), safety=Safety.UNSAFE)
    workflow.end_danger(case.current_round, reason="ย้ายไปอยู่กับยาย", by=world.officer, on=day(6))
    make_contact(case, world.officer, on=day(2), safety=Safety.UNSAFE)
    assert fresh(case).in_danger


def test_voided_all_clear_brings_the_danger_back(case, world):
    make_contact(case, world.officer, safety=Safety.UNSAFE)
    decision = workflow.end_danger(case.current_round, reason="เข้าใจผิด", by=world.officer, on=day(1))
    workflow.void(decision, reason="ยังไม่ปลอดภัย", by=world.officer)
    assert fresh(case).in_danger


def test_voided_alarm_is_none(case, world):
    alarm = make_contact(case, world.officer, safety=Safety.UNSAFE)
    workflow.void(alarm, reason="ผิดคน", by=world.officer)
    assert not fresh(case).in_danger


def test_danger_goes_with_the_child_into_the_next_round(case, world):
    go_through(case, world.officer, world.agency, until=6)
    make_follow_up(case, world.teacher, on=day(8), attendance=Attendance.STOPPED, safety=Safety.UNSAFE)
    reason = code("STOPPED_AGAIN", "round_start_reason")
    workflow.loop(case.current_round, reason=reason, by=world.officer, on=day(9))
    case = fresh(case)
    assert (case.round_number, case.in_danger, case.step, case.due_on) == (2, True, Step.REFERRAL, day(8))
    workflow.end_danger(case.current_round, reason="ปลอดภัยแล้ว", by=world.officer, on=day(9))
    assert fresh(case).step == Step.COORDINATE


def test_risk_is_the_one_assessed_on_the_latest_day(case, world):
    make_contact(case, world.officer, on=day(9), risk=Risk.LOW)
    make_contact(case, world.officer, on=day(3), risk=Risk.HIGH)
    make_contact(case, world.officer, on=day(11))
    assert fresh(case).risk == Risk.LOW


def test_risk_assessed_in_round_one_holds_until_assessed_anew(case, world):
    make_visit(case, world.officer, on=day(1), risk=Risk.MEDIUM)
    decline_referral(make_referral(case, world.officer, world.agency, accepted=False), world.officer)
    reason = code("REFERRAL_DECLINED", "round_start_reason")
    workflow.loop(case.current_round, reason=reason, by=world.officer, on=day(2))
    assert fresh(case).risk == Risk.MEDIUM


# Following up


@pytest.fixture
def returned(case, world):
    """A case whose child came back on DAY."""
    return go_through(case, world.officer, world.agency, until=6)


def test_every_check_falls_due_in_turn(returned, world):
    due = list(returned.current_round.returns.get().checks.values_list("due_on", flat=True))
    assert due == [DAY + timedelta(weeks=1), DAY + timedelta(weeks=2), DAY + timedelta(weeks=4), date(2024, 3, 29)]
    for check_day in due:
        assert fresh(returned).due_on == check_day
        make_follow_up(returned, world.teacher, on=check_day)
    assert fresh(returned).next_act == NextAct.ASK


def test_check_may_be_made_six_days_early_and_no_earlier(returned, world):
    make_follow_up(returned, world.teacher, on=day(14 - 6 - 1))
    assert fresh(returned).due_on == day(14)
    make_follow_up(returned, world.teacher, on=day(14 - 6))
    assert fresh(returned).due_on == day(28)


def test_late_report_fills_all_earlier_checks(returned, world):
    make_follow_up(returned, world.teacher, on=DAY + timedelta(weeks=12))
    assert standing(returned, Step.FOLLOW_UP).state == State.SETTLED


def test_report_of_before_the_return_decides_nothing(case, world):
    make_follow_up(case, world.teacher, on=day(5), attendance=Attendance.STOPPED)
    make_return(case, world.officer, on=day(10))
    assert fresh(case).next_act == NextAct.RECORD
    assert standing(case, Step.FOLLOW_UP).lacking == ["checks_done", "staying"]
    assert not workflow.cannot_stay(fresh(case))


def test_second_return_begins_a_new_plan(returned, world):
    make_follow_up(returned, world.teacher, on=day(7))
    make_return(returned, world.officer, world.other_school, on=day(21))
    case = fresh(returned)
    assert (case.step, case.due_on) == (Step.FOLLOW_UP, day(28))


def test_irregular_attendance_neither_settles_nor_loops(returned, world):
    make_follow_up(returned, world.teacher, on=DAY + timedelta(weeks=12), attendance=Attendance.IRREGULAR)
    case = fresh(returned)
    assert (case.next_act, case.step, case.status) == (NextAct.RECORD, Step.FOLLOW_UP, Status.MONITORING)


def test_child_who_came_back_after_stopping_is_staying(returned, world):
    make_follow_up(returned, world.teacher, on=day(20), attendance=Attendance.STOPPED)
    assert (fresh(returned).next_act, fresh(returned).due_on) == (NextAct.LOOP, day(20))
    make_follow_up(returned, world.teacher, on=day(90))
    assert fresh(returned).next_act == NextAct.ASK


def test_step_of_following_up_is_settled_when_the_child_stays_for_good(returned, world):
    make_follow_up(returned, world.teacher, on=day(84))
    make_follow_up(returned, world.teacher, on=day(90), attendance=Attendance.STOPPED)
    make_follow_up(returned, world.teacher, on=day(95))
    assert standing(returned, Step.FOLLOW_UP).settled_on == day(95)


def test_postponed_check_leaves_the_later_checks_their_own_days(returned, world):
    workflow.postpone(returned.current_round, to=day(10), reason="โรงเรียนจัดค่าย", by=world.officer, on=day(6))
    assert fresh(returned).due_on == day(10)
    make_follow_up(returned, world.teacher, on=day(7))
    assert fresh(returned).due_on == day(14)


# Status


def test_reported_case_is_new_until_accepted_and_monitored_once_back(world):
    case = make_case(world.teacher, world.school)
    assert case.status == Status.NEW
    workflow.accept(case.current_round.reports.get(), by=world.officer, on=DAY)
    assert fresh(case).status == Status.IN_PROGRESS
    make_return(case, world.officer)
    assert fresh(case).status == Status.MONITORING


def test_second_report_waits_for_nobody_when_the_office_works_already(case, world):
    entry = Report(round=case.current_round, happened_on=day(2), safety=Safety.SAFE)
    workflow.record(entry, by=world.teacher)
    assert standing(case, Step.REPORT).state == State.SETTLED


def test_causes_reported_and_found_are_gathered(case, world):
    visit = make_visit(case, world.officer, findings=[Finding(statement="หนี้", source="แม่", state="ONE_SIDED")])
    visit.causes.add(code("MIGRATED", "dropout_reason"))
    make_contact(case, world.officer)
    assert {cause.code for cause in case.causes.all()} == {"POVERTY", "MIGRATED"}


def test_case_reported_on_the_last_day_of_the_fiscal_year_belongs_to_that_year(world):
    last, first = date(2024, 9, 30), date(2024, 10, 1)
    assert make_case(world.officer, world.school, on=last).number == "ขก1-2567-0001"
    assert make_case(world.officer, world.school, on=first).number == "ขก1-2568-0001"
