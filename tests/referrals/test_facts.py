"""The facts of a case: added by itself or to a visit, looked at from another side again and again, voided, and read by few."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from dropout_cases import timeline, workflow
from dropout_cases.models import StepState
from dropout_cases.steps import State, Step
from referrals import facts, package
from referrals.models import Certainty, FactCheck, Finding, Visit
from schools.models import Notice, TrailEvent
from tests.acts import PEOPLE
from tests.make import DAY, close, code, make_case, make_contact, make_visit
from tests.recomputed import differences

EARLIER = DAY - timedelta(days=3)
CHECK = {"state": Certainty.CHECKED, "source": "ผู้ใหญ่บ้าน", "on": DAY}


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school, on=EARLIER)


def a_fact(case, **fields):
    said = {"happened_on": EARLIER, "statement": "พ่อดื่มสุรา", "source": "ยาย", "state": Certainty.ONE_SIDED}
    return Finding(round=case.current_round, **said | fields)


def added(case, by, **fields):
    return facts.add_fact(a_fact(case, **fields), by=by)


def step_three(case):
    return StepState.objects.get(round=case.current_round, step=Step.VISIT).state


def told_to(case, user):
    """What the story of the case tells somebody, word for word."""
    return [str(line.value) for one in timeline.read(case, user).happenings for line in one.lines]


# Adding


def test_a_fact_may_come_from_a_call(world, case):
    fact = added(case, world.officer)
    assert (fact.record, fact.entered_by, fact.entered_role) == (None, world.officer, "OFFICER")
    line = TrailEvent.objects.first()
    assert (line.verb, line.fields, line.actor) == ("CREATED", ["finding", fact.key], world.officer)
    assert "พ่อดื่มสุรา" in told_to(case, world.officer)


def test_the_same_form_sent_twice_is_one_fact(world, case):
    assert added(case, world.officer, token="t") == added(case, world.officer, token="t")
    assert Finding.objects.count() == 1


def test_a_fact_that_comes_checked_has_its_first_check(world, case):
    fact = added(case, world.officer, state=Certainty.CHECKED, second_source="ครู")
    (check,) = fact.fact_checks.all()
    assert (check.source, check.checked_on, check.checked_by) == ("ครู", EARLIER, world.officer)


def test_facts_of_a_visit_have_their_first_check_too(world, case):
    make_visit(case, world.officer)
    assert [check.source for check in FactCheck.objects.all()] == ["ผู้ใหญ่บ้าน"]


@pytest.mark.parametrize("fields", [{"happened_on": DAY + timedelta(days=1)}, {"statement": ""}, {"source": ""}])
def test_a_fact_is_of_a_day_and_says_something_from_somebody(world, case, fields):
    with pytest.raises((workflow.Refused, ValidationError)):
        added(case, world.officer, **fields)
    assert not Finding.objects.exists()


def test_a_closed_round_takes_no_fact(world, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    with pytest.raises(workflow.Refused, match="รอบนี้ปิดแล้ว"):
        added(case, world.officer)


def test_a_voided_visit_takes_no_fact(world, case):
    visit = make_visit(case, world.officer, on=EARLIER)
    workflow.void(visit, reason="ผิดบ้าน", by=world.officer)
    with pytest.raises(workflow.Refused, match="ยกเลิกแล้ว"):
        added(case, world.officer, record=visit)


@pytest.mark.parametrize("joined", [True, False])
def test_the_school_adds_to_a_visit_it_joined(world, case, joined):
    visit = make_visit(case, world.officer, on=EARLIER, with_school=joined)
    if not joined:
        with pytest.raises(workflow.Refused):
            added(case, world.teacher, record=visit)
        return
    fact = added(case, world.teacher, record=visit, organisation="โรงเรียนหนึ่ง")
    assert fact in Visit.objects.get().own_findings
    (notice,) = Notice.objects.all()
    assert (notice.recipient, notice.kind, notice.about) == (world.officer, "ANSWER_CAME", case.number)
    assert "พ่อดื่มสุรา" in told_to(case, world.teacher)
    assert "พ่อดื่มสุรา" not in told_to(case, world.colleague)


def test_the_school_adds_nothing_by_itself(world, case):
    with pytest.raises(workflow.Refused):
        added(case, world.teacher)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_the_office_adds_a_fact_by_itself(world, case, who):
    user, allowed = getattr(world, who), who in {"officer", "colleague", "supervisor"}
    with nullcontext() if allowed else pytest.raises(workflow.Refused):
        added(case, user)
    assert Finding.objects.exists() == allowed


def test_what_the_office_writes_down_itself_is_told_to_nobody(world, case):
    added(case, world.officer)
    assert not Notice.objects.exists()


def test_nobody_adds_without_a_link(world, case):
    with pytest.raises(workflow.Refused, match="ลิงก์"):
        added(case, None, record=make_visit(case, world.officer, on=EARLIER))


# Looking from another side


@pytest.mark.parametrize(
    ("state", "second"), [(Certainty.CHECKED, "ผู้ใหญ่บ้าน"), (Certainty.DISPROVED, "ผู้ใหญ่บ้าน"), (Certainty.ONE_SIDED, "")]
)
def test_a_look_says_what_came_of_it(world, case, state, second):
    fact = added(case, world.officer)
    facts.check_fact(fact, **CHECK | {"state": state}, note="เห็นเอง", by=world.officer)
    fact.refresh_from_db()
    assert (fact.state, fact.second_source) == (state, second)
    assert TrailEvent.objects.first().fields == ["finding", fact.key, "state"]


def test_a_checked_fact_may_be_looked_at_again_and_each_look_stays(world, case):
    fact = added(case, world.officer)
    facts.check_fact(fact, **CHECK, by=world.officer)
    facts.check_fact(fact, **CHECK | {"state": Certainty.DISPROVED, "source": "แพทย์"}, by=world.supervisor)
    assert [(one.state, one.source) for one in fact.fact_checks.all()] == [("CHECKED", "ผู้ใหญ่บ้าน"), ("DISPROVED", "แพทย์")]
    fact.refresh_from_db()
    assert (fact.state, fact.second_source) == ("DISPROVED", "แพทย์")


def test_a_double_click_is_one_look(world, case):
    fact = added(case, world.officer)
    assert facts.check_fact(fact, **CHECK, by=world.officer) == facts.check_fact(fact, **CHECK, by=world.officer)


@pytest.mark.parametrize(
    ("look", "why"),
    [
        ({"source": "ยาย"}, "ต้องต่างจากแหล่งแรก"),
        ({"on": DAY + timedelta(days=1)}, "ไม่เกินวันนี้"),
        ({"on": EARLIER - timedelta(days=1)}, "ไม่ก่อนวันที่ได้ข้อเท็จจริง"),
    ],
)
def test_a_look_that_cannot_be_is_refused(world, case, look, why):
    fact = added(case, world.officer)
    with pytest.raises(workflow.Refused, match=why):
        facts.check_fact(fact, **CHECK | look, by=world.officer)
    assert not FactCheck.objects.exists()


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_not_read_a_fact_cannot_check_it(world, case, who):
    fact, allowed = added(case, world.officer), who in {"officer", "supervisor"}
    with nullcontext() if allowed else pytest.raises(workflow.Refused):
        facts.check_fact(fact, **CHECK, by=getattr(world, who))
    assert FactCheck.objects.exists() == allowed


def test_who_wrote_a_fact_may_check_it(world, case):
    facts.check_fact(added(case, world.colleague), **CHECK, by=world.colleague)


def test_a_voided_fact_is_not_looked_at(world, case):
    fact = added(case, world.officer)
    workflow.void(fact, reason="ผิดเคส", by=world.officer)
    with pytest.raises(workflow.Refused, match="ยกเลิกแล้ว"):
        facts.check_fact(fact, **CHECK, by=world.officer)


def test_a_fact_of_an_earlier_round_is_checked_while_the_case_is_open(world, case):
    fact = added(case, world.officer)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    case.refresh_from_db()
    with pytest.raises(workflow.Refused, match="ปิดแล้ว"):
        facts.check_fact(fact, **CHECK, by=world.officer)
    reason = code("TAKEN_UP_AGAIN", "round_start_reason")
    workflow.take_up_again(case, reason=reason, by=world.supervisor, on=DAY)
    facts.check_fact(fact, **CHECK, by=world.officer)
    assert not facts.unsure(case, world.officer)


# What the engine makes of it


def visited(case, world, **fact):
    make_contact(case, world.officer, on=EARLIER)
    said = {"statement": "หนี้", "source": "แม่"} | fact
    return make_visit(case, world.officer, on=EARLIER, findings=[Finding(**said)]), Finding.objects.get()


def test_a_check_completes_the_visit_it_was_found_on(world, case):
    _visit, fact = visited(case, world)
    assert step_three(case) == State.STARTED
    facts.check_fact(fact, **CHECK, by=world.officer)
    assert step_three(case) == State.SETTLED
    assert not differences(case)


def test_a_fact_not_marked_that_is_added_to_a_visit_opens_it_again(world, case):
    visit, _fact = visited(case, world, state=Certainty.ONE_SIDED)
    assert step_three(case) == State.SETTLED
    unmarked = added(case, world.officer, record=visit, state="")
    assert step_three(case) == State.STARTED
    workflow.void(unmarked, reason="พิมพ์ผิด", by=world.officer)
    assert step_three(case) == State.SETTLED
    assert not differences(case)


def test_a_visit_whose_only_fact_is_voided_has_none(world, case):
    _visit, fact = visited(case, world, state=Certainty.ONE_SIDED)
    workflow.void(fact, reason="ผิดเคส", by=world.officer)
    assert step_three(case) == State.STARTED


def test_what_stands_by_itself_is_no_fact_of_a_visit(world, case):
    visited(case, world, state=Certainty.ONE_SIDED)
    added(case, world.officer, state="")
    assert step_three(case) == State.SETTLED


# Reading


def test_those_still_to_be_checked_come_first_and_the_voided_ones_stay(world, case):
    done = added(case, world.officer, statement="ตรวจแล้ว", state=Certainty.CHECKED, second_source="ครู", happened_on=DAY)
    struck = added(case, world.officer, statement="ผิด", happened_on=DAY)
    workflow.void(struck, reason="ผิดเคส", by=world.officer)
    old = added(case, world.officer, statement="เก่า")
    new = added(case, world.officer, statement="ใหม่", happened_on=DAY)
    assert [fact.finding for fact in facts.read(case, world.officer)] == [new, old, struck, done]
    assert [fact.finding for fact in facts.unsure(case, world.officer)] == [old, new]


@pytest.mark.parametrize(("who", "readable"), [("officer", True), ("supervisor", True), ("colleague", False)])
def test_what_a_fact_says_is_for_few(world, case, who, readable):
    added(case, world.officer)
    user = getattr(world, who)
    assert [fact.is_readable for fact in facts.read(case, user)] == [readable]
    assert ("พ่อดื่มสุรา" in told_to(case, user)) == readable


def test_who_wrote_a_fact_reads_it(world, case):
    added(case, world.colleague)
    assert [fact.is_readable for fact in facts.read(case, world.colleague)] == [True]


def test_facts_of_a_voided_visit_are_no_longer_unsure(world, case):
    visit = make_visit(case, world.officer, on=EARLIER, findings=[Finding(statement="หนี้", source="แม่")])
    workflow.void(visit, reason="ผิดเคส", by=world.officer)
    assert not facts.unsure(case, world.officer)


def test_a_visit_tells_its_writers_facts_and_the_others_stand_by_themselves(world, case):
    visit = make_visit(case, world.officer, on=EARLIER, findings=[Finding(statement="หนี้", source="แม่")])
    added(case, world.officer, record=visit, statement="เพิ่มทีหลัง")
    added(case, world.supervisor, record=visit, statement="ของผู้กำกับ", organisation="ตำรวจ")
    told = timeline.read(case, world.officer).happenings
    alone = [line.value for one in told if one.kind == "finding" for line in one.lines]
    in_visit = [line.value for one in told if one.kind == "visit" for line in one.lines]
    assert alone == ["ของผู้กำกับ"]
    assert {"หนี้", "เพิ่มทีหลัง"} <= set(in_visit)


def test_a_package_holds_facts_that_stand_by_themselves_and_none_that_is_voided(world, case):
    added(case, world.officer, statement="canary-alone")
    workflow.void(added(case, world.officer, statement="canary-void"), reason="ผิดเคส", by=world.officer)
    added(case, world.officer, statement="canary-unchecked", state="")
    disproved = added(case, world.officer, statement="canary-untrue")
    facts.check_fact(disproved, **CHECK | {"state": Certainty.DISPROVED}, by=world.officer)
    shared = package.freeze(package.build(case, ["facts"], on=DAY))
    assert [word for word in ("alone", "void", "unchecked", "untrue") if f"canary-{word}" in shared] == ["alone"]
