"""The form of a joint visit: filled from its plan, with the people of the case, a place on the map, and why nobody was met."""

from datetime import time, timedelta

import pytest
import time_machine

from dropout_cases.models import TeamMember
from dropout_cases.workflow import engine
from referrals.models import Invitee, Plan, PlanKind, Visit
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, code, make_case, make_visit

NAME = "referrals:visit-add"
TYPED = {
    "place_text": "บ้านยาย", "visitors": "ครูวิภา", "result": "visit_result.MET_STUDENT", "no_position_why": "ไม่มีสัญญาณ",
    "safety": "SAFE", "best_interest": "อยู่กับยาย",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=DAY - timedelta(days=2))


def url_of(case, query=""):
    return f"/cases/{case.key}/visit/{query}"


def send(client, case, query="", **typed):
    return client.post(url_of(case, query), form_on(client.get(url_of(case, query))) | TYPED | typed, follow=True)


def errors_of(page):
    return {name: " ".join(said) for name, said in page.context["form"].errors.items()}


def a_member(case, by, **fields):
    member = TeamMember(case=case, round=case.current_round, **{"name": "ครูวิภา ทดสอบ", "happened_on": DAY} | fields)
    engine.add(member, by=by)
    return member


def a_plan(case, by, *invitees, **fields):
    when = {"planned_on": DAY - timedelta(days=1), "starts_at": time(9, 30), "place_text": "ศาลากลางบ้าน"}
    plan = Plan(case=case, round=case.current_round, happened_on=DAY, kind=PlanKind.VISIT, **when | fields)
    engine.add(plan, by=by, lines=invitees)
    return plan


def open_words(visit):
    return [str(line.value) for line in visit.lines() if not line.sensitive]


def guarded_words(visit):
    return [str(line.value) for line in visit.lines() if line.sensitive]


# Who went


def test_people_of_the_case_are_ticked_and_their_agencies_went_along(world, client, case):
    nurse = a_member(case, world.officer, name="พยาบาล", position="หัวหน้า", agency=world.agency)
    teacher = a_member(case, world.officer, of_school=True)
    send(client, case, members=[nurse.key, teacher.key], visitors="ผู้ใหญ่บ้าน")
    visit = Visit.objects.get()
    assert visit.visitors == f"พยาบาล (หัวหน้า · {world.agency})\nครูวิภา ทดสอบ\nผู้ใหญ่บ้าน"
    assert (visit.with_school, list(visit.agencies.all()), visit.organisations) == (True, [world.agency], 3)


@pytest.mark.parametrize("fields", [{"no_contact": True}, {"until_on": DAY - timedelta(days=1)}])
def test_who_must_not_be_contacted_or_left_is_not_offered(world, client, case, fields):
    a_member(case, world.officer, happened_on=DAY - timedelta(days=2), **fields)
    assert "members" not in client.get(url_of(case)).context["form"].fields


def test_somebody_went(client, case):
    assert errors_of(send(client, case, visitors=" ")) == {"visitors": "เลือกหรือกรอกชื่อผู้ร่วมลงพื้นที่"}


def test_the_writer_stands_in_the_form_already(world, client, case):
    assert form_on(client.get(url_of(case)))["visitors"] == world.officer.full_name


# From a plan


def test_a_plan_fills_the_form_and_is_held_by_the_visit(world, client, case):
    member = a_member(case, world.officer)
    invited = [Invitee(name="ครูวิภา ทดสอบ", member=member), Invitee(name="สมมติ ตำรวจ", agency=world.other_agency)]
    plan = a_plan(case, world.officer, *invited)
    shown = form_on(client.get(url_of(case, f"?plan={plan.key}")))
    assert (shown["happened_on_0"], shown["started_at"], shown["place_text"]) == ("14", "09.30", "ศาลากลางบ้าน")
    assert (shown["members"], shown["agencies"]) == (member.key, world.other_agency.key)
    assert shown["visitors"] == f"{world.officer.full_name}\nสมมติ ตำรวจ"
    send(client, case, f"?plan={plan.key}")
    plan.refresh_from_db()
    assert Visit.objects.get().plan == plan
    assert plan.held_key == Visit.objects.get().key


def test_a_plan_to_come_is_held_today(world, client, case):
    plan = a_plan(case, world.officer, planned_on=DAY + timedelta(days=3))
    assert form_on(client.get(url_of(case, f"?plan={plan.key}")))["happened_on_0"] == "15"


@pytest.mark.parametrize("query", ["", "?plan=nothing", "?plan=%00"])
def test_without_a_plan_named_the_form_opens_plainly(world, client, case, query):
    a_plan(case, world.officer)
    shown = form_on(client.get(url_of(case, query)))
    assert (shown["plan"], shown["place_text"]) == ("", "บ้านของนักเรียน")


@pytest.mark.parametrize("fields", [{"held_key": "x"}, {"kind": PlanKind.MEETING}])
def test_what_is_no_visit_to_come_is_not_offered(world, client, case, fields):
    plan = a_plan(case, world.officer)
    Plan.objects.filter(pk=plan.pk).update(**fields)
    assert "plan" not in client.get(url_of(case, f"?plan={plan.key}")).context["form"].fields


# Whom they met


def test_where_nobody_was_met_it_says_why(client, case):
    page = send(client, case, result="visit_result.NOT_FOUND")
    assert errors_of(page) == {"why_nobody": "เขียนว่าทำไมไม่พบใคร"}
    nobody = {"result": "visit_result.NOT_FOUND", "why_nobody": "บ้านปิด", "next_try_on": "20/1/2567"}
    page = send(client, case, **nobody)
    assert "เหตุที่ไม่พบใคร: บ้านปิด" in words(page)
    assert "นัดใหม่: 20 ม.ค. 2567" in words(page)


def test_where_somebody_was_met_no_reason_stays(client, case):
    send(client, case, why_nobody="บ้านปิด")
    assert Visit.objects.get().why_nobody == ""


# Causes


def test_the_main_cause_is_a_cause_of_the_case(client, case):
    send(client, case, main_cause="dropout_reason.MIGRATED", causes=["dropout_reason.POVERTY"], started_at="๙.๓๐")
    visit = Visit.objects.get()
    assert (visit.main_cause.code, visit.started_at) == ("MIGRATED", time(9, 30))
    assert {one.code for one in case.causes.all()} == {"POVERTY", "MIGRATED"}
    assert {visit.main_cause.label, code("POVERTY", "dropout_reason").label, "09.30 น."} <= set(open_words(visit))


def test_a_sensitive_main_cause_stays_sensitive(world, case):
    visit = make_visit(case, world.officer, main_cause=code("ABUSE", "dropout_reason"))
    label = code("ABUSE", "dropout_reason").label
    assert label in guarded_words(visit)
    assert label not in " ".join(open_words(visit))


# The place on the map


def test_a_place_is_typed_read_as_coordinates_and_kept_sealed(client, case):
    page = send(client, case, position="๑๖.๔๓๒๒, ๑๐๒.๘๒๓๖")
    visit = Visit.objects.get()
    assert (visit.position, visit.position_from, visit.no_position_why) == ("16.43220 102.82360", "TYPED", "")
    assert "geo:16.43220,102.82360" in links_on(page)
    assert not any("102.82360" in words for words in open_words(visit))


def test_the_device_says_how_sure_it_is(client, case):
    page = send(client, case, position="16.43220, 102.82360", position_accuracy="25")
    assert Visit.objects.get().position_from == "DEVICE"
    assert "ตำแหน่ง: 16.43220, 102.82360 ±25 ม." in words(page)


def test_a_place_is_left_out_for_a_reason(client, case):
    page = send(client, case, no_position_why="")
    assert errors_of(page) == {"position": "ใช้ตำแหน่งปัจจุบัน กรอกเอง หรือระบุเหตุที่ไม่ระบุตำแหน่ง"}
    send(client, case, position_accuracy="25")
    visit = Visit.objects.get()
    assert (visit.position, visit.position_from, visit.position_accuracy) == ("", "SKIPPED", None)
    assert "ไม่มีสัญญาณ" in guarded_words(visit)


@pytest.mark.parametrize("typed", ["102.8 16.4", "95 95", "บ้านยาย"])
def test_a_place_that_cannot_be_comes_back_as_it_was_typed(client, case, typed):
    page = send(client, case, position=typed)
    assert set(errors_of(page)) == {"position"}
    assert form_on(page)["position"] == typed


@pytest.mark.parametrize(("typed", "warned"), [("16.4 102.8", False), ("48.8 2.3", True)])
def test_a_place_abroad_is_kept_with_a_warning(client, case, typed, warned):
    page = send(client, case, position=typed)
    assert Visit.objects.exists()
    assert ("อยู่นอกประเทศไทย" in words(page)) == warned


def test_the_colleague_reads_that_there_is_a_place_and_not_where(world, client, case):
    send(client, case, position="16.4322 102.8236")
    client.force_login(world.colleague)
    assert "16.43220" not in client.get(case.get_absolute_url()).content.decode()


def test_the_page_never_asks_for_the_place_by_itself(client, case):
    page = client.get(url_of(case)).content.decode()
    assert 'class="position-here" hidden' in page
    assert "js/position" in page
