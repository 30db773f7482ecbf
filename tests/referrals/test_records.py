"""The records of steps 2–5: the facts they establish, whom they wait for, and who reads them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.steps import Safety, Step
from referrals import passing
from referrals.models import (
    Attendee,
    Certainty,
    Contact,
    Finding,
    Meeting,
    Party,
    Referral,
    ReferralStatus,
    Resolution,
    Side,
    Visit,
)
from schools.access import Role
from tests.make import (
    DAY,
    answer_referral,
    code,
    decline_referral,
    make_case,
    make_consent,
    make_contact,
    make_meeting,
    make_referral,
    make_visit,
)

WEEK = timedelta(weeks=1)


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def facts(model, case):
    """What the records of the case's round establish together, read as the engine reads them."""
    return model.facts(list(model.objects.filter(round=case.current_round, voided_at=None).with_lines()))


def text_of(record):
    return " | ".join(f"{line.label} {line.value}" for line in record.lines())


@pytest.mark.parametrize("model", [Contact, Visit, Meeting, Referral])
def test_no_records_establish_nothing(model):
    assert model.facts([]) == set()


# Step 2


@pytest.mark.parametrize(
    ("party", "fact"),
    [
        (Party.SCHOOL, {"school_answered"}),
        (Party.TEAM, {"partner_answered"}),
        (Party.AGENCY, {"partner_answered"}),
        (Party.FAMILY, set()),
        (Party.COMMUNITY, set()),
    ],
)
def test_answer_establishes_who_was_heard(case, world, party, fact):
    make_contact(case, world.officer, party=party, agency=world.agency)
    assert facts(Contact, case) == fact


def test_unanswered_contact_establishes_nothing_but_what_is_to_be_found_out(case, world):
    make_contact(case, world.officer, answer="", to_find_out="สิทธิบัตรทอง")
    assert facts(Contact, case) == {"to_find_out_written"}


def test_contact_waits_for_its_party_by_the_date_asked(case, world):
    entry = make_contact(case, world.officer, party=Party.AGENCY, agency=world.agency, answer="", answer_by=DAY + WEEK)
    assert (entry.awaited.who, entry.awaited.since, entry.awaited.until) == (world.agency.name, DAY, DAY + WEEK)
    assert entry.known_on == DAY


def test_contact_is_known_from_the_day_of_its_answer(case, world):
    entry = make_contact(case, world.officer, on=DAY + WEEK)
    assert (entry.awaited, entry.known_on) == (None, DAY + WEEK)
    entry.answered_on = DAY  # an answer written with an earlier date than the question
    assert entry.known_on == DAY + WEEK


def test_school_reads_what_it_is_asked_and_no_other_contact(case, world):
    assert make_contact(case, world.officer).shared_with_school
    assert not make_contact(case, world.officer, party=Party.TEAM).shared_with_school
    assert not make_contact(case, world.officer, party=Party.FAMILY).shared_with_school


def test_contact_shows_whom_what_and_the_answer(case, world):
    text = text_of(make_contact(case, world.officer, party=Party.AGENCY, agency=world.agency, person="คุณหมอสมมติ"))
    assert world.agency.name in text
    assert "คุณหมอสมมติ" in text
    assert "15 ม.ค. 2567 โรงเรียนตอบแล้ว" in text


# Step 3


def test_visit_counts_the_office_the_school_and_each_agency(case, world):
    alone = make_visit(case, world.officer, with_school=False)
    with_agencies = make_visit(case, world.officer, [world.agency, world.other_agency])
    assert (alone.organisations, with_agencies.organisations) == (1, 4)


@pytest.mark.parametrize(
    ("result", "met"),
    [
        ("MET_STUDENT_GUARDIAN", True),
        ("MET_STUDENT", True),
        ("MET_GUARDIAN", True),
        ("MET_NEIGHBOR", True),
        ("NOT_FOUND", False),
        ("MOVED", False),
        ("REFUSED", False),
    ],
)
def test_somebody_was_met(case, world, result, met):
    make_visit(case, world.officer, [world.agency], result=result)
    assert ("somebody_met" in facts(Visit, case), "visited_together" in facts(Visit, case)) == (met, met)


def test_meeting_somebody_alone_and_nobody_together_is_no_joint_visit(case, world):
    make_visit(case, world.officer, with_school=False, result="MET_STUDENT")
    make_visit(case, world.officer, [world.agency], result="NOT_FOUND")
    assert facts(Visit, case) == {"somebody_met", "findings_marked"}


@pytest.mark.parametrize("state", Certainty)
def test_fact_is_marked_however_sure_it_is(case, world, state):
    make_visit(case, world.officer, findings=[Finding(statement="หนี้", source="แม่", state=state, second_source="ครู")])
    assert "findings_marked" in facts(Visit, case)


def test_visit_without_facts_or_with_one_unmarked_is_not_checked(case, world):
    make_visit(case, world.officer, findings=[])
    assert "findings_marked" not in facts(Visit, case)
    make_visit(case, world.officer)
    assert "findings_marked" in facts(Visit, case)
    make_visit(case, world.officer, findings=[Finding(statement="หนี้", source="แม่")])
    assert "findings_marked" not in facts(Visit, case)


def test_what_was_found_is_sensitive_on_the_timeline(case, world):
    visit = make_visit(case, world.officer, seen="รอยช้ำ", child_voice="หนูกลัว", housing="WORRYING")
    visit.causes.set([code("ABUSE", "dropout_reason"), code("POVERTY", "dropout_reason")])
    open_to_all = " ".join(str(line.value) for line in visit.lines() if not line.sensitive)
    guarded = " ".join(str(line.value) for line in visit.lines() if line.sensitive)
    for words in ("รอยช้ำ", "หนูกลัว", "ที่อยู่อาศัย", "ผู้ปกครองทำงานต่างจังหวัด", code("ABUSE", "dropout_reason").label):
        assert words in guarded
        assert words not in open_to_all
    assert code("POVERTY", "dropout_reason").label in open_to_all


# Step 4


@pytest.mark.parametrize(
    ("side", "fact"),
    [
        (Side.SCHOOL, "school_heard"),
        (Side.FAMILY, "family_heard"),
        (Side.COMMUNITY, "community_heard"),
        (Side.AGENCY, "community_heard"),
        (Side.OFFICE, None),
    ],
)
def test_side_is_heard_when_what_it_said_is_written(case, world, side, fact):
    make_meeting(case, world.officer, sides=[side], resolutions=[])
    assert facts(Meeting, case) == {fact} - {None}


@pytest.mark.parametrize("attendee", [{"present": False, "statement": "ฝากบอก"}, {"present": True, "statement": ""}])
def test_side_that_did_not_come_or_said_nothing_was_not_heard(case, world, attendee):
    entry = Meeting(round=case.current_round, happened_on=DAY, place_text="โรงเรียน", chair="ผอ.", safety=Safety.SAFE)
    lines = [Attendee(name="ยาย", side=Side.FAMILY, **attendee)]
    workflow.record(entry, by=world.officer, lines=lines)
    assert facts(Meeting, case) == set()


def test_sides_may_be_heard_at_several_meetings(case, world):
    for side in (Side.SCHOOL, Side.FAMILY, Side.COMMUNITY):
        make_meeting(case, world.officer, sides=[side])
    assert case.current_round.states.get(step=Step.MEETING).is_done


@pytest.mark.parametrize("missing", [{"owner_name": ""}, {"due_on": None}])
def test_one_resolution_nobody_owns_leaves_all_unowned(case, world, missing):
    whole = {"text": "หาทุน", "owner_name": "ครู", "due_on": DAY}
    make_meeting(case, world.officer, resolutions=[Resolution(**whole), Resolution(**whole | missing)])
    assert "resolutions_owned" not in facts(Meeting, case)


def test_offices_number_their_meetings_apart(world):
    here, there = make_case(world.officer, world.school), make_case(world.stranger, world.far_school)
    numbers = [make_meeting(here, world.officer).full_number, make_meeting(there, world.stranger).full_number]
    assert numbers == ["1/2567", "1/2567"]


def test_back_dated_meeting_is_numbered_in_the_year_it_was_held(case, world):
    entry = make_meeting(case, world.officer, on=date(2023, 9, 30))
    assert (entry.full_number, entry.title) == ("1/2566", "ประชุมครั้งที่ 1/2566")


# Step 5


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (ReferralStatus.SENT, {"referred", "pathway_recommended"}),
        (ReferralStatus.ACCEPTED, {"referred", "pathway_recommended", "referral_accepted"}),
        (ReferralStatus.HELPING, {"referred", "pathway_recommended", "referral_accepted"}),
        (ReferralStatus.DONE, {"referred", "pathway_recommended", "referral_accepted"}),
        (ReferralStatus.WITHDRAWN, set()),
    ],
)
def test_referral_establishes_what_its_receiver_said(case, world, status, found):
    entry = make_referral(case, world.officer, world.agency, accepted=False)
    if status in (ReferralStatus.HELPING, ReferralStatus.DONE):
        answer_referral(entry, world.officer)
    if status != ReferralStatus.SENT:
        answer_referral(entry, world.officer, status=status)
    assert facts(Referral, case) == found


def test_one_agency_that_accepts_outweighs_one_that_declined(case, world):
    decline_referral(make_referral(case, world.officer, world.agency, accepted=False), world.officer)
    assert facts(Referral, case) == {"referred", "pathway_recommended", "referral_declined"}
    make_referral(case, world.officer, world.other_agency)
    assert case.current_round.states.get(step=Step.REFERRAL).is_done


def test_referral_waits_for_its_receiver_until_it_answers(case, world):
    entry = make_referral(case, world.officer, world.agency, accepted=False)
    assert (entry.awaited.who, entry.awaited.until) == (world.agency.name, entry.answer_by)
    answer_referral(entry, world.officer, on=DAY + WEEK)
    assert (entry.awaited, entry.known_on) == (None, DAY + WEEK)


def test_referral_may_go_to_a_school(case, world):
    entry = make_referral(case, world.officer, None, accepted=False, school=world.other_school)
    assert entry.awaited.who == world.other_school.name


def test_answer_is_not_wanted_before_the_referral_is_sent(case, world):
    with pytest.raises(ValidationError):
        make_referral(case, world.officer, world.agency, answer_by=DAY - WEEK)


@pytest.mark.parametrize("basis", ["CONSENT", "EXPLICIT_CONSENT"])
def test_what_rests_on_consent_names_one_that_holds(case, world, basis):
    grounds = {"legal_basis": code(basis, "legal_basis"), "accepted": False}
    with pytest.raises(ValidationError):
        make_referral(case, world.officer, world.agency, **grounds)
    given = make_consent(case, world.officer)
    assert make_referral(case, world.officer, world.agency, consent=given, **grounds).pk
    passing.withdraw_consent(given, by=world.officer, on=DAY, at=timezone.now())
    with pytest.raises(ValidationError):
        make_referral(case, world.officer, world.agency, consent=given, **grounds)


# Who reads a referral

ON = DAY + WEEK


def readers(world, on=ON):
    people = ("officer", "supervisor", "stranger", "teacher", "neighbour", "executive", "partner", "other_partner", "sysadmin")
    return {name for name in people if Referral.objects.visible_to(getattr(world, name), on).exists()}


def test_referral_is_read_by_its_office_and_its_agency(case, world):
    make_referral(case, world.officer, world.agency, accepted=False)
    assert readers(world) == {"officer", "supervisor", "partner"}


def test_referral_to_a_school_is_read_by_that_school_and_no_other(case, world):
    make_referral(case, world.officer, None, accepted=False, school=world.other_school)
    assert readers(world) == {"officer", "supervisor", "neighbour"}


@pytest.mark.parametrize("status", [ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN])
def test_agency_reads_no_more_what_it_declined_or_was_withdrawn(case, world, status):
    entry = make_referral(case, world.officer, world.agency, accepted=False)
    decline_referral(entry, world.officer) if status == ReferralStatus.DECLINED else answer_referral(
        entry, world.officer, status=status
    )
    assert readers(world) == {"officer", "supervisor"}


def test_agency_reads_no_more_what_was_voided_or_expired(case, world):
    entry = make_referral(case, world.officer, world.agency)
    assert "partner" in readers(world, entry.expires_on)
    assert "partner" not in readers(world, entry.expires_on + timedelta(days=1))
    workflow.void(entry, reason="ส่งผิดหน่วยงาน", by=world.officer)
    assert readers(world) == {"officer", "supervisor"}


def test_partner_answers_at_its_own_agency_only(case, world):
    entry = make_referral(case, world.officer, world.agency, accepted=False)
    with pytest.raises(workflow.Refused):
        answer_referral(entry, world.other_partner)
    assert Referral.objects.get().status == ReferralStatus.SENT


# What a school wrote itself


def test_what_a_school_wrote_it_reads(case, world):
    entry = make_contact(case, world.officer, party=Party.TEAM)
    entry.entered_role = Role.SCHOOL_STAFF
    assert entry.shared_with_school
