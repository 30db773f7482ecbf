"""What is planned: made, changed and called off; and what goes out to those invited."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from dropout_cases import workflow
from dropout_cases.models import Case, TeamMember
from dropout_cases.workflow.team import join_team
from referrals import plans
from referrals.models import Invitee, Plan, PlanKind
from schools.models import TrailEvent
from tests.make import DAY, close, make_case, make_meeting, make_student, make_visit

AHEAD = date(2024, 1, 22)  # a Monday


@pytest.fixture
def case(world):
    student = make_student(world.area, world.school, first_name="canary-first", last_name="canary-last", nickname="canary-nick")
    return make_case(world.officer, world.school, student)


def make_plan(case, by, invitees=("ผู้ใหญ่บ้าน",), on=DAY, **fields) -> Plan:
    fields = {"kind": PlanKind.VISIT, "planned_on": AHEAD, "starts_at": time(9, 30), "place_text": "บ้านของนักเรียน"} | fields
    plan = Plan(case=case, round=case.current_round, **fields)
    return plans.make_plan(plan, by=by, invitees=[Invitee(name=name) for name in invitees], on=on)


def change(plan, by, on=DAY, invitees=(), **fields):
    return plans.change_plan(plan, fields={"planned_on": plan.planned_on} | fields, invitees=invitees, by=by, on=on)


def held(plan, by):
    """The plan after the visit it was made for."""
    visit = make_visit(plan.case, by, plan=plan)
    plan.refresh_from_db()
    return visit


# Acts


def test_plan_is_kept_with_those_invited_and_leaves_the_steps_as_they_are(world, case):
    before = Case.objects.get()
    plan = make_plan(case, world.officer, invitees=["ผู้ใหญ่บ้าน", "ครู"])
    case.refresh_from_db()
    assert [one.name for one in plan.invitees.all()] == ["ผู้ใหญ่บ้าน", "ครู"]
    assert (plan.happened_on, plan.entered_by, plan.is_open) == (DAY, world.officer, True)
    assert (case.version, case.step, case.due_on) == (before.version, before.step, before.due_on)
    assert TrailEvent.objects.first().fields == ["plan", plan.key]


def test_same_form_sent_twice_makes_one_plan(world, case):
    first, second = (make_plan(case, world.officer, token="a") for _click in range(2))
    assert first == second == Plan.objects.get()


def test_plan_lies_ahead_when_it_is_made_or_moved(world, case):
    with pytest.raises(workflow.Refused):
        make_plan(case, world.officer, planned_on=DAY - timedelta(days=1))
    plan = make_plan(case, world.officer, planned_on=DAY)
    with pytest.raises(workflow.Refused):
        change(plan, world.officer, planned_on=DAY - timedelta(days=1))


def test_place_of_a_plan_whose_day_has_passed_may_still_be_corrected(world, case):
    plan = make_plan(case, world.officer)
    change(plan, world.officer, on=AHEAD + timedelta(days=3), place_text="ศาลาวัด")
    assert Plan.objects.get().place_text == "ศาลาวัด"


def test_change_takes_the_place_of_everything_before(world, case):
    plan = make_plan(case, world.officer)
    change(plan, world.officer, planned_on=AHEAD + timedelta(days=1), invitees=[Invitee(name="กำนัน")])
    plan = Plan.objects.get()
    assert (plan.planned_on, [one.name for one in plan.invitees.all()]) == (AHEAD + timedelta(days=1), ["กำนัน"])


def test_plan_called_off_stays_with_its_reason_and_is_not_changed(world, case):
    plan = make_plan(case, world.officer)
    plans.call_off(plan, reason="ฝนตกหนัก", by=world.officer)
    plan.refresh_from_db()
    assert (plan.is_open, plan.void_reason) == (False, "ฝนตกหนัก")
    with pytest.raises(workflow.Refused):
        change(plan, world.officer, place_text="วัด")


def test_plan_that_was_held_is_neither_changed_nor_called_off(world, case):
    plan = make_plan(case, world.officer)
    held(plan, world.officer)
    with pytest.raises(workflow.Refused):
        change(plan, world.officer, place_text="วัด")
    with pytest.raises(workflow.Refused):
        plans.call_off(plan, reason="ฝนตก", by=world.officer)


def test_voided_record_leaves_its_plan_to_be_held(world, case):
    plan = make_plan(case, world.officer)
    workflow.void(held(plan, world.officer), reason="ผิดเคส", by=world.officer)
    assert Plan.objects.get().is_open


@pytest.mark.parametrize("who", ["stranger", "teacher", "neighbour", "executive", "partner", "sysadmin", "nobody"])
def test_only_the_office_of_the_case_plans(world, case, who):
    plan = make_plan(case, world.officer)
    for act in (
        lambda by: make_plan(case, by),
        lambda by: change(plan, by),
        lambda by: plans.call_off(plan, reason="ฝนตก", by=by),
    ):
        with pytest.raises(workflow.Refused):
            act(getattr(world, who))


def test_nothing_is_planned_in_a_closed_case(world, case):
    plan = make_plan(case, world.officer)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    for act in (lambda: make_plan(case, world.officer), lambda: change(plan, world.officer)):
        with pytest.raises(workflow.Refused):
            act()


def barred(case, by, name="นายสมมติ ห้ามโทร"):
    member = TeamMember(case=case, name=name, no_contact=True, no_contact_why="ขอไว้", happened_on=DAY)
    return join_team(member, by=by)


def test_nobody_is_invited_who_must_not_be_contacted(world, case):
    plan, member = make_plan(case, world.officer), barred(case, world.officer)
    with pytest.raises(workflow.Refused):
        make_plan(case, world.officer, invitees=[f"{member.name} (บิดา)"])
    with pytest.raises(workflow.Refused):
        change(plan, world.officer, invitees=[Invitee(name="บิดา", member=member)])


def test_plan_without_a_place_is_refused(world, case):
    with pytest.raises(ValidationError):
        make_plan(case, world.officer, place_text="")


# Lists


def test_open_plans_stand_the_nearest_first(world, case):
    later = make_plan(case, world.officer, planned_on=AHEAD + timedelta(days=3))
    nearer, past = make_plan(case, world.officer), make_plan(case, world.officer, planned_on=DAY)
    off, done = make_plan(case, world.officer), make_plan(case, world.officer)
    plans.call_off(off, reason="ฝนตก", by=world.officer)
    held(done, world.officer)
    assert list(Plan.objects.open()) == [past, nearer, later]


def test_plans_of_a_closed_case_are_over(world, case):
    make_plan(case, world.officer)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    assert not Plan.objects.open().exists()


def test_plans_are_read_by_the_office_alone(world, case):
    make_plan(case, world.officer)
    people = ("officer", "colleague", "supervisor", "stranger", "teacher", "neighbour", "executive", "partner", "sysadmin")
    assert {who for who in people if Plan.objects.visible_to(getattr(world, who)).exists()} == {
        "officer", "colleague", "supervisor",
    }  # fmt: skip


def test_agenda_is_for_who_is_responsible_supervisors_and_who_planned(world, case):
    plan = make_plan(case, world.colleague, agenda="ดูที่พัก")
    case.owner = world.officer
    assert [plan.shows_agenda_to(one) for one in (world.officer, world.colleague, world.supervisor)] == [True] * 3
    assert not make_plan(case, world.officer).shows_agenda_to(world.colleague)


# What goes out


def event_of(plan):
    calendar = Calendar.from_ical(plans.calendar_entry(plan))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize("kind", PlanKind)
def test_calendar_entry_is_of_thailand_and_names_the_case_alone(world, case, kind):
    plan = make_plan(case, world.officer, kind=kind, agenda="canary-agenda", invitees=["canary-invitee"])
    calendar, event = event_of(plan)
    assert event["DTSTART"].dt.isoformat() == "2024-01-22T09:30:00+07:00"
    assert str(event["DTSTART"].params["TZID"]) == "Asia/Bangkok"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Bangkok"]
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (f"{plan.title} {case.number}", "บ้านของนักเรียน")
    assert (str(event["UID"]), event["SEQUENCE"], str(calendar["METHOD"])) == (f"{plan.key}@klap-rian", 0, "PUBLISH")
    assert b"canary" not in plans.calendar_entry(plan)


def test_plan_without_a_time_takes_the_day(world, case):
    _calendar, event = event_of(make_plan(case, world.officer, starts_at=None))
    assert event["DTSTART"].dt == AHEAD


def test_calendar_entry_counts_its_changes_and_keeps_its_name(world, case):
    plan, other = make_plan(case, world.officer), make_plan(case, world.officer)
    uid = event_of(plan)[1]["UID"]
    change(plan, world.officer, planned_on=AHEAD + timedelta(days=1))
    change(other, world.officer)
    assert (event_of(plan)[1]["UID"], event_of(plan)[1]["SEQUENCE"]) == (uid, 1)


def test_plan_called_off_is_taken_out_of_calendars(world, case):
    plan = make_plan(case, world.officer)
    plans.call_off(plan, reason="canary-reason", by=world.officer)
    calendar, event = event_of(plan)
    assert (str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert b"canary" not in plans.calendar_entry(plan)


@pytest.mark.parametrize("place", ["บ้าน canary-first", "บ้านตระกูลcanary-last"])
def test_place_that_names_the_child_does_not_go_out(world, case, place):
    plan = make_plan(case, world.officer, place_text=place)
    assert "canary" not in plans.calendar_entry(plan).decode() + plans.invitation(plan)


def test_child_without_a_name_hides_no_place(world):
    unknown = make_student(world.area, world.school, first_name="", last_name="", described_as="เด็กที่ตลาด")
    plan = make_plan(make_case(world.officer, world.school, unknown), world.officer)
    assert plans.place_for_all(plan) == "บ้านของนักเรียน"


@pytest.mark.parametrize(
    ("kind", "words"),
    [(PlanKind.VISIT, "ขอเชิญร่วมลงพื้นที่"), (PlanKind.MEETING, "การประชุมหารือเพื่อช่วยเหลือนักเรียน")],
)
def test_invitation_says_when_and_where_as_an_office_writes(world, case, kind, words):
    plan = make_plan(case, world.officer, kind=kind, agenda="canary-agenda", invitees=["canary-invitee"])
    text = plans.invitation(plan)
    for part in (words, "วันจันทร์ที่ ๒๒ มกราคม ๒๕๖๗ เวลา ๐๙.๓๐ น.", case.number, world.area.name, "บ้านของนักเรียน"):
        assert part in text
    assert "canary" not in text


def test_meeting_that_was_held_says_so_on_its_plan(world, case):
    plan = make_plan(case, world.officer, kind=PlanKind.MEETING)
    meeting = make_meeting(case, world.officer)
    assert Plan.objects.get().is_open
    meeting.plan = plan
    meeting.follow()
    assert Plan.objects.get().held_key == meeting.key
