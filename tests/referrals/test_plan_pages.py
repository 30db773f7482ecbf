"""The pages of plans: set up, read, changed, called off, and taken into a calendar."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from dropout_cases.models import TeamMember
from dropout_cases.workflow.team import join_team
from referrals.models import Invitee, Meeting, Plan, PlanKind, Resolution, Visit
from schools.models import TrailEvent
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, make_case, make_meeting, make_visit
from tests.referrals.test_plans import AHEAD, make_plan


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=DAY - timedelta(days=2))


def url(name, *keys):
    return reverse(f"referrals:{name}", args=keys)


def send(client, address, **typed):
    """The page as it opens, with these answers typed into it."""
    return client.post(address, form_on(client.get(address)) | typed, follow=True)


def add(client, case, kind="visit", **typed):
    wanted = {"planned_on": "22/1/2567", "starts_at": "๙.๓๐", "place_text": "บ้านยาย"} | typed
    return send(client, url("plan-add", case.key, kind), **wanted)


def errors_of(page):
    return {name: " ".join(said) for name, said in page.context["form"].errors.items()}


# Setting up


def test_a_visit_is_planned_with_the_team_the_school_agencies_and_others(world, client, case):
    member = join_team(TeamMember(case=case, name="นางสมมติ ตั้งใจ", position="ผู้ใหญ่บ้าน", happened_on=DAY), by=world.officer)
    page = add(client, case, members=member.key, school="on", agencies=world.agency.key, others="กำนันทดสอบ\n\nอสม. ทดสอบ")
    plan = Plan.objects.get()
    assert (plan.kind, plan.planned_on, plan.starts_at) == (PlanKind.VISIT, AHEAD, time(9, 30))
    assert [(one.name, one.member, one.agency) for one in plan.invitees.all()] == [
        (member.name, member, None),
        (world.agency.name, None, world.agency),
        (world.school.name, None, None),
        ("กำนันทดสอบ", None, None),
        ("อสม. ทดสอบ", None, None),
    ]
    assert page.request["PATH_INFO"] == plan.get_absolute_url()
    assert "22 ม.ค. 2567 09.30 น." in words(page)


def test_a_meeting_begins_with_what_earlier_ones_left_open(world, client, case):
    make_meeting(case, world.officer, resolutions=[Resolution(text="จัดรถรับส่ง", owner_name="ครูวิภา", due_on=AHEAD)])
    typed = form_on(client.get(url("plan-add", case.key, "meeting")))
    assert typed["agenda"] == "จัดรถรับส่ง · ครูวิภา · ภายใน 22 ม.ค. 2567"
    assert typed["place_text"] == world.school.name
    add(client, case, "meeting", chair="ผอ.ทดสอบ")
    assert Plan.objects.get().chair == "ผอ.ทดสอบ"


def test_who_must_not_be_contacted_or_has_left_is_not_offered(world, client, case):
    yesterday = DAY - timedelta(days=1)
    for name, more in (("ห้ามโทร", {"no_contact": True, "no_contact_why": "ขอไว้"}), ("ย้ายแล้ว", {"until_on": yesterday})):
        join_team(TeamMember(case=case, name=name, happened_on=yesterday, **more), by=world.officer)
    page = client.get(url("plan-add", case.key, "visit"))
    assert not page.context["form"].fields["members"].queryset.exists()
    page = add(client, case, others="ห้ามโทร")
    assert "ห้ามติดต่อ ห้ามโทร" in words(page)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ({"planned_on": "14/1/2567"}, "planned_on", "วันที่นัดต้องไม่ก่อนวันนี้"),
        ({"planned_on": "31/2/2567"}, "planned_on", "ไม่มีวันที่ 31 กุมภาพันธ์ ตรวจวันและเดือน"),
        ({"starts_at": "เก้าโมง"}, "starts_at", "เวลาต้องเป็นชั่วโมงและนาที เช่น 09.30"),
        ({"place_text": " "}, "place_text", "กรอกสถานที่"),
        ({"others": "ก" * 161}, "others", "ชื่อและตำแหน่งยาวเกินไป แยกเป็นคนละบรรทัด"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(client, case, typed, name, said):
    page = add(client, case, **{"agenda": "ดูที่พัก"} | typed)
    assert errors_of(page) == {name: said}
    assert form_on(page)["agenda"] == "ดูที่พัก"
    assert not Plan.objects.exists()


def test_a_double_click_makes_one_plan(client, case):
    address = url("plan-add", case.key, "visit")
    typed = form_on(client.get(address)) | {"planned_on": "22/1/2567"}
    assert {client.post(address, typed).headers["Location"] for _click in range(2)} == {Plan.objects.get().get_absolute_url()}


def test_there_is_no_other_kind_of_plan(client, case):
    assert client.get(url("plan-add", case.key, "party")).status_code == 404


# The page of a plan


def test_the_page_leads_on_to_the_record_and_says_who_is_invited(world, client, case):
    for kind, page_name in ((PlanKind.VISIT, "visit-add"), (PlanKind.MEETING, "meeting-add")):
        plan = make_plan(case, world.officer, kind=kind, invitees=["กำนันทดสอบ"], agenda="ดูที่พัก")
        page = client.get(plan.get_absolute_url())
        assert f"{url(page_name, case.key)}?plan={plan.key}" in links_on(page)
        for text in ("กำนันทดสอบ", "ดูที่พัก", "ขอแสดงความนับถือ", world.officer.full_name):
            assert text in words(page)


def test_agenda_is_not_shown_to_a_colleague_and_not_lost_by_a_change(world, client, case):
    plan = make_plan(case, world.officer, agenda="ดูรอยช้ำ")
    client.force_login(world.colleague)
    for address in (plan.get_absolute_url(), url("plan-edit", plan.key)):
        assert "ดูรอยช้ำ" not in client.get(address).content.decode()
    send(client, url("plan-edit", plan.key), place_text="ศาลาวัด")
    plan.refresh_from_db()
    assert (plan.place_text, plan.agenda) == ("ศาลาวัด", "ดูรอยช้ำ")


def test_every_opening_and_every_calendar_file_leaves_a_line(world, client, case):
    plan = make_plan(case, world.officer, agenda="ดูรอยช้ำ")
    client.get(plan.get_absolute_url())
    client.get(url("plan-calendar", plan.key))
    client.force_login(world.colleague)
    client.get(plan.get_absolute_url())
    lines = TrailEvent.objects.filter(subject=f"plan:{plan.key}").order_by("pk").values_list("verb", flat=True)
    assert list(lines) == ["OPENED_SENSITIVE", "EXPORTED", "OPENED"]


def test_the_calendar_file_is_one_and_its_name_is_the_number_of_the_case(world, client, case):
    answer = client.get(url("plan-calendar", make_plan(case, world.officer).key))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert str(Calendar.from_ical(answer.content).walk("VEVENT")[0]["SUMMARY"]) == f"นัดลงพื้นที่ {case.number}"


# Changing and calling off


def test_the_form_opens_as_the_plan_stands(world, client, case):
    add(client, case, school="on", agencies=world.agency.key, others="กำนันทดสอบ", agenda="ดูที่พัก")
    plan = Plan.objects.get()
    stands = form_on(client.get(url("plan-edit", plan.key)))
    wanted = {"school": "on", "agencies": world.agency.key, "others": "กำนันทดสอบ", "agenda": "ดูที่พัก", "starts_at": "09.30"}
    assert {name: stands[name] for name in wanted} == wanted
    send(client, url("plan-edit", plan.key), planned_on="23/1/2567")
    assert Plan.objects.get().planned_on == date(2024, 1, 23)
    assert Invitee.objects.count() == 3


def test_a_plan_is_called_off_with_a_reason(world, client, case):
    plan = make_plan(case, world.officer)
    assert "กรอกเหตุผล" in words(send(client, url("plan-call-off", plan.key), reason=" "))
    page = send(client, url("plan-call-off", plan.key), reason="ฝนตกหนัก")
    assert page.request["PATH_INFO"] == plan.get_absolute_url()
    assert "ยกเลิกนัดแล้ว: ฝนตกหนัก" in words(page)
    assert url("plan-edit", plan.key) not in links_on(page)


def test_what_is_over_is_not_changed(world, client, case):
    plan = make_plan(case, world.officer)
    make_visit(case, world.officer, plan=plan)
    page = client.get(url("plan-edit", plan.key), follow=True)
    assert "แก้ไขไม่ได้" in words(page)
    page = send(client, url("plan-call-off", plan.key), reason="ฝนตก")
    assert "จัดตามนัดนี้แล้ว" in words(page)


# Where a plan shows


def test_the_case_shows_its_plans_beside_what_is_next_and_on_the_timeline(world, client, case):
    plan = make_plan(case, world.officer, agenda="ดูที่พัก")
    page = client.get(case.get_absolute_url())
    assert "นัดลงพื้นที่ 22 ม.ค. 2567 09.30 น. บ้านของนักเรียน – เปิดนัด" in words(page)
    assert links_on(page).count(plan.get_absolute_url()) == 2
    send(client, reverse("dropout_cases:entry-void", args=[case.key, "plan", plan.key]), reason="ผิดเคส")
    page = client.get(case.get_absolute_url())
    assert links_on(page).count(plan.get_absolute_url()) == 1
    assert "ยกเลิกแล้ว: ผิดเคส" in words(page)


@pytest.mark.parametrize("page", ["case", "plan"])
def test_a_page_asks_the_same_for_one_plan_and_for_five(world, client, case, page):
    plan = make_plan(case, world.officer)
    address = {"case": case, "plan": plan}[page].get_absolute_url()
    asked = []
    for _more in range(2):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
        for number in range(4):
            make_plan(case, world.officer, invitees=["ครู", "กำนัน"], kind=PlanKind.MEETING, token=f"{number}")
    assert asked[0] == asked[1]


def test_a_school_does_not_see_what_the_office_plans(world, client, case):
    make_plan(case, world.officer, place_text="ที่นัดของเขต")
    client.force_login(world.teacher)
    assert "ที่นัดของเขต" not in words(client.get(case.get_absolute_url()))


# From a plan to its record


def test_a_meeting_opened_from_its_plan_is_filled_in_and_holds_it(world, client, case):
    plan = make_plan(
        case, world.officer, kind=PlanKind.MEETING, planned_on=DAY, chair="ผอ.เขต", agenda="ขอรถรับส่ง", invitees=["กำนันทดสอบ"]
    )
    page = client.get(plan.get_absolute_url())
    (address,) = [link for link in links_on(page) if "?plan=" in link]
    typed = form_on(client.get(address))
    wanted = {"chair": "ผอ.เขต", "starts_at": "09.30", "place_text": "บ้านของนักเรียน", "attendees-1-name": "กำนันทดสอบ"}
    assert {name: typed[name] for name in wanted} == wanted
    assert typed["agenda_items-4-text"] == "ขอรถรับส่ง"
    client.post(address, typed | {"safety": "SAFE", "best_interest": "เรียนใกล้บ้าน", "attendees-1-side": "COMMUNITY"})
    plan.refresh_from_db()
    assert Meeting.objects.get().plan == plan
    assert plan.held_key == Meeting.objects.get().key
    assert Meeting.objects.get().get_absolute_url() in links_on(client.get(plan.get_absolute_url()))


def test_a_visit_opened_from_its_plan_holds_it(world, client, case):
    plan = make_plan(case, world.officer, planned_on=DAY)
    address = f"{url('visit-add', case.key)}?plan={plan.key}"
    answers = {
        "visitors": "ทีมเขต",
        "no_position_why": "ไม่สะดวก",
        "result": "visit_result.MET_STUDENT",
        "safety": "SAFE",
        "best_interest": "อยู่กับยาย",
    }
    client.post(address, form_on(client.get(address)) | answers)
    plan.refresh_from_db()
    assert plan.held_key == Visit.objects.get().key


# Who


@pytest.mark.parametrize("name", ["plan-detail", "plan-edit", "plan-call-off", "plan-calendar"])
@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("teacher", 404), ("executive", 404), ("partner", 404)])
def test_a_plan_does_not_exist_for_others(world, client, case, name, who, status):
    plan = make_plan(case, world.officer)
    client.force_login(getattr(world, who))
    assert client.get(url(name, plan.key)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("neighbour", 404), ("stranger", 404), ("colleague", 200)])
def test_only_the_office_sets_up_a_plan(world, client, case, who, status):
    client.force_login(getattr(world, who))
    assert client.get(url("plan-add", case.key, "visit")).status_code == status


def test_nobody_plans_without_signing_in(client, case):
    client.logout()
    assert client.get(url("plan-add", case.key, "visit")).headers["Location"].startswith("/sign-in/")
