"""Step 4: who came and what they said, the six items of the agenda, and resolutions that become tasks of their owners."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Task, TaskSource, TeamMember
from dropout_cases.workflow.team import join_team
from referrals import expected
from referrals.models import AGENDA, Meeting, PlanKind, Resolution, Side
from schools.models import Notice
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, make_case, make_meeting
from tests.referrals.test_plans import make_plan

WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=DAY - timedelta(days=2))


@pytest.fixture
def member(world, case):
    person = TeamMember(case=case, name="นางสมมติ ใจกล้า", agency=world.other_agency, happened_on=DAY)
    return join_team(person, by=world.officer)


def address_of(case):
    return reverse("referrals:meeting-add", args=[case.key])


def send(client, case, **typed):
    """The form as it opens, with a meeting typed into it."""
    wanted = {"chair": "ผอ.เขต", "place_text": "ห้องประชุม", "safety": "SAFE", "best_interest": "เรียนใกล้บ้าน"} | typed
    return client.post(address_of(case), form_on(client.get(address_of(case))) | wanted, follow=True)


def row(prefix, number=0, **typed):
    return {f"{prefix}-{number}-{name}": value for name, value in typed.items()}


def resolved(number=0, **typed):
    return row("resolutions", number, **{"text": "จัดรถรับส่ง", "due_on": "31/1/2567"} | typed)


# What is kept


def test_a_meeting_keeps_what_its_minutes_need(world, client, case):
    typed = {"name": "ประชุมทีม", "starts_at": "9.30", "ends_at": "12.00", "secretary": "ครูวิภา", "checker": "ผอ.กลุ่ม"}
    send(client, case, **typed)
    meeting = Meeting.objects.get()
    kept = {"name": "ประชุมทีม", "starts_at": time(9, 30), "ends_at": time(12), "secretary": "ครูวิภา", "checker": "ผอ.กลุ่ม"}
    assert {name: getattr(meeting, name) for name in kept} == kept


def test_the_form_opens_with_the_usual_name_and_the_officer_as_secretary(world, client, case):
    typed = form_on(client.get(address_of(case)))
    assert (typed["name"], typed["secretary"]) == ("การประชุมทีมสหวิชาชีพเพื่อช่วยเหลือนักเรียน", world.officer.full_name)


def test_a_meeting_does_not_end_before_it_starts(client, case):
    page = send(client, case, starts_at="10.00", ends_at="9.00")
    assert "เวลาเลิกประชุมต้องไม่ก่อนเวลาเริ่ม" in words(page)
    assert not Meeting.objects.exists()


def test_everybody_is_kept_with_side_position_and_whether_they_came(client, case):
    send(
        client,
        case,
        **row("attendees", 0, name="ครูวิภา", position="ครูที่ปรึกษา", side="SCHOOL", statement="พร้อมรับกลับ", absence_reason="ลืม"),
        **row("attendees", 1, name="นายอำเภอ", side="AGENCY", present=[], absence_reason="ติดราชการ"),
        **row("attendees", 2, name="นักข่าว", side="COMMUNITY", is_guest="on"),
    )
    kept = Meeting.objects.get().attendees.values_list("name", "side", "present", "absence_reason", "is_guest")
    assert list(kept) == [
        ("ครูวิภา", "SCHOOL", True, "", False),
        ("นายอำเภอ", "AGENCY", False, "ติดราชการ", False),
        ("นักข่าว", "COMMUNITY", True, "", True),
    ]


def test_words_without_a_name_come_back(client, case):
    page = send(client, case, **row("attendees", 0, name="", side="FAMILY", statement="อยากให้เรียนต่อ"))
    assert "กรอกชื่อผู้เข้าประชุม" in words(page)
    assert form_on(page)["attendees-0-statement"] == "อยากให้เรียนต่อ"


def test_items_of_the_agenda_are_kept_in_their_places(client, case):
    send(client, case, **row("agenda_items", 0, text="แจ้งนโยบาย"), **row("agenda_items", 4, text="แนวทางช่วยเหลือ"))
    kept = Meeting.objects.get().agenda_items.all()
    assert [(item.number, item.text) for item in kept] == [(1, "แจ้งนโยบาย"), (5, "แนวทางช่วยเหลือ")]


def test_the_form_names_all_six_items(client, case):
    page = words(client.get(address_of(case)))
    assert [f"ระเบียบวาระที่ {number} {name}" in page for number, name in AGENDA] == [True] * 6


def test_there_is_no_seventh_item(client, case):
    send(client, case, **{"agenda_items-TOTAL_FORMS": "7"}, **row("agenda_items", 6, text="แถม"))
    assert not Meeting.objects.get().agenda_items.exists()


def test_another_row_keeps_what_was_typed(client, case):
    typed = form_on(client.get(address_of(case)))
    typed |= {"chair": "ผอ.เขต", **row("agenda_items", 4, text="แนวทาง"), **resolved(whose="school")}
    page = client.post(address_of(case), typed | {"add_row": "resolutions"})
    stands = form_on(page)
    assert (stands["chair"], stands["agenda_items-4-text"], stands["resolutions-TOTAL_FORMS"]) == ("ผอ.เขต", "แนวทาง", "2")
    assert stands["resolutions-0-whose"] == "school"
    assert not Meeting.objects.exists()


# Resolutions


def chosen(world, member, whose):
    return {
        "owner": f"owner:{world.colleague.key}",
        "member": f"member:{member.key}",
        "agency": f"agency:{world.agency.key}",
        "school": "school",
        "": "",
    }[whose]


@pytest.mark.parametrize(
    ("whose", "typed", "words_of"),
    [
        ("owner", {}, lambda world, member: world.colleague.full_name),
        ("member", {}, lambda world, member: member.name),
        ("agency", {}, lambda world, member: world.agency.name),
        ("school", {}, lambda world, member: "โรงเรียน"),
        ("", {"owner_name": "กำนันทดสอบ"}, lambda world, member: "กำนันทดสอบ"),
    ],
)
def test_a_resolution_with_a_day_is_a_task_of_whoever_was_chosen(world, client, case, member, whose, typed, words_of):
    send(client, case, **resolved(whose=chosen(world, member, whose), **typed))
    resolution, task = Resolution.objects.get(), Task.objects.get()
    assert resolution.whose == task.whose == words_of(world, member)
    assert resolution.is_owned
    assert (task.due_on, task.source, task.source_key) == (date(2024, 1, 31), TaskSource.RESOLUTION, Meeting.objects.get().key)


def test_a_resolution_without_a_day_is_no_task_yet(client, case):
    send(client, case, **resolved(whose="school", due_on=""))
    assert Resolution.objects.get().whose == "โรงเรียน"
    assert not Task.objects.exists()


@pytest.mark.parametrize(("who", "told"), [("colleague", 1), ("officer", 0)])
def test_a_person_of_the_office_is_told_of_the_task_unless_they_wrote_it(world, client, case, who, told):
    person = getattr(world, who)
    send(client, case, **resolved(whose=f"owner:{person.key}"))
    assert Notice.objects.filter(recipient=person, kind="TASK_GIVEN", about=case.number).count() == told


def test_nobody_outside_the_office_or_barred_may_be_chosen(world, client, case):
    barred = TeamMember(case=case, name="ห้ามโทร", no_contact=True, no_contact_why="ขอไว้", happened_on=DAY)
    join_team(barred, by=world.officer)
    for whose in (f"owner:{world.stranger.key}", f"owner:{world.teacher.key}", f"member:{barred.key}", "agency:x"):
        send(client, case, **resolved(whose=whose))
    assert not Meeting.objects.exists()


def test_a_task_of_a_meeting_is_struck_out_with_it(world, client, case):
    send(client, case, **resolved(whose="school"))
    workflow.void(Meeting.objects.get(), reason="ผิดเคส", by=world.officer)
    assert Task.objects.get().is_void


# The next meeting begins with them


def agreed(case, by, *texts, on=DAY):
    lines = [Resolution(text=text, owner_name="ครูวิภา", due_on=DAY + WEEK) for text in texts]
    meeting = make_meeting(case, by, on=on, resolutions=lines)
    return list(meeting.resolutions.all())


def test_the_next_meeting_follows_up_the_last_one_and_what_is_open_of_those_before(world, client, case):
    old_open, old_done = agreed(case, world.officer, "หาทุน", "ซ่อมบ้าน", on=DAY - timedelta(days=1))
    _new, new_done = agreed(case, world.officer, "จัดรถ", "จัดอาหาร")
    for one in (old_done, new_done):
        workflow.finish_task(one.task, on=DAY, by=world.officer)
    page = client.get(address_of(case))
    assert "หาทุน · ครูวิภา · ภายใน 22 ม.ค. 2567 ยังไม่เสร็จ" in words(page)
    assert form_on(page)["agenda_items-2-text"].splitlines() == [
        "หาทุน · ครูวิภา · ภายใน 22 ม.ค. 2567",
        "จัดรถ · ครูวิภา · ภายใน 22 ม.ค. 2567",
        "จัดอาหาร · ครูวิภา · ภายใน 22 ม.ค. 2567 · เสร็จแล้ว",
    ]


def test_nothing_of_a_voided_meeting_is_followed_up(world, case):
    (resolution,) = agreed(case, world.officer, "หาทุน")
    workflow.void(resolution.record, reason="ผิดเคส", by=world.officer)
    assert not Resolution.objects.to_follow(case).exists()


def test_what_was_planned_and_followed_up_stands_on_the_agenda_once(world, case):
    (resolution,) = agreed(case, world.officer, "หาทุน")
    plan = make_plan(case, world.officer, kind=PlanKind.MEETING, agenda=f"{resolution.sentence}\nขอรถรับส่ง")
    workflow.finish_task(resolution.task, on=DAY, by=world.officer)
    resolution.refresh_from_db()
    items = [one["text"] for one in expected.agenda(plan, [resolution], world.officer)]
    assert items == ["", "", resolution.sentence, "", "ขอรถรับส่ง", ""]


def test_a_colleague_does_not_read_the_planned_agenda_in_the_form(world, client, case):
    plan = make_plan(case, world.officer, kind=PlanKind.MEETING, agenda="รอยช้ำ")
    client.force_login(world.colleague)
    assert "รอยช้ำ" not in client.get(f"{address_of(case)}?plan={plan.key}").content.decode()


# Who is expected


def sides(rows):
    return [(one.get("name", ""), one["side"]) for one in rows]


def test_people_of_the_case_are_expected_and_a_row_is_free_for_each_side_to_be_heard(world, case, member):
    case.student.guardian_name = "ยายสมมติ"
    assert sides(expected.people(case, None, world.officer, DAY)) == [
        (world.officer.full_name, Side.OFFICE),
        ("ยายสมมติ", Side.FAMILY),
        (member.name, Side.AGENCY),
        ("", Side.SCHOOL),
        ("", Side.COMMUNITY),
    ]


def test_a_guardian_who_must_not_be_contacted_is_not_expected(world, case):
    case.student.guardian_name = "พ่อสมมติ"
    join_team(TeamMember(case=case, name="พ่อสมมติ", no_contact=True, no_contact_why="ขอไว้", happened_on=DAY), by=world.officer)
    assert "พ่อสมมติ" not in dict(sides(expected.people(case, None, world.officer, DAY)))


def test_someone_of_the_team_stays_tied_to_it(client, case, member):
    typed = form_on(client.get(address_of(case)))
    (number,) = [name.split("-")[1] for name, value in typed.items() if value == member.name]
    send(client, case, **row("attendees", number, side="COMMUNITY", statement="ช่วยดูแล"))
    assert Meeting.objects.get().attendees.get(name=member.name).member == member


def test_a_plan_of_another_case_or_kind_or_called_off_fills_nothing_in(world, client, case):
    other = make_case(world.officer, world.school)
    for plan in (make_plan(other, world.officer, kind=PlanKind.MEETING), make_plan(case, world.officer, kind=PlanKind.VISIT)):
        page = client.get(f"{address_of(case)}?plan={plan.key}")
        assert page.context["form"].plan is None


def test_an_open_plan_is_offered_where_the_form_was_opened_without_it(world, client, case):
    plan = make_plan(case, world.officer, kind=PlanKind.MEETING)
    assert f'href="?plan={plan.key}"' in client.get(address_of(case)).content.decode()
