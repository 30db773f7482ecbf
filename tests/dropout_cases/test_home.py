"""งานวันนี้: what each role finds after sign-in, in which group a case stands, and what its button opens."""

from datetime import timedelta
from itertools import combinations, product

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from dropout_cases import workflow, worklist
from dropout_cases.models import Attendance, Case, NextAct, Status
from dropout_cases.steps import Risk, Safety
from referrals import passing
from referrals.models import Plan, PlanKind
from schools.access import Action
from schools.models import Area
from tests.dropout_cases.browsing import links_on, words
from tests.dropout_cases.copies import copies
from tests.make import (
    DAY,
    close,
    code,
    make_case,
    make_contact,
    make_follow_up,
    make_move,
    make_pause,
    make_referral,
    make_return,
    make_student,
    make_task,
)

GROUPS = ["new", "overdue", "today", "week", "waiting"]


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


def days(number):
    return timedelta(days=number)


def home(client, user, **asked):
    client.force_login(user)
    response = client.get("/", asked)
    assert response.status_code == 200
    return response


def groups_of(client, user, **asked):
    """Name of each group that is not empty, and its rows."""
    return {group.name: group.rows for group in home(client, user, **asked).context["groups"] if group.rows}


def put_up_for_closing(case, by, outcome="NOT_FOUND"):
    return workflow.ask_to_close(case, outcome=code(outcome, "case_close_reason"), note="หาไม่พบ", by=by, on=DAY)


def one_of_each(world):
    """An open case in every state a case can be in, each with another act that is due."""
    officer, school, agency = world.officer, world.school, world.agency
    make_case(world.teacher, school)
    make_case(officer, school)
    make_case(officer, school, safety=Safety.UNSAFE)
    make_contact(make_case(officer, school), officer, answer="")
    make_referral(make_case(officer, school), officer, agency, accepted=False)
    make_return(make_case(officer, school), officer, confirmed=False)
    back, left_again = (make_case(officer, school) for _one in range(2))
    make_return(back, officer)
    make_return(left_again, officer)
    make_follow_up(left_again, officer, attendance=Attendance.STOPPED)
    put_up_for_closing(make_case(officer, school), officer)
    make_pause(make_case(officer, school), officer, until=DAY + days(3))
    make_move(make_case(officer, school), world.supervisor, world.elsewhere)


# Receivers that do not answer


def test_a_silent_receiver_stands_on_the_page_with_what_may_be_done_the_oldest_first(world, client):
    def refer(ago, **more):
        return make_referral(
            make_case(world.officer, world.school), world.officer, world.agency, accepted=False, **asked(ago) | more
        )

    def asked(ago):
        return {"on": DAY - days(ago + 7)}

    late, later = refer(1), refer(5)
    passing.inquire(refer(3), voice=passing.Voice(world.officer), on=DAY, text="ขอผลตรวจ")
    refer(0)
    page = home(client, world.officer)
    assert next(group.rows for group in page.context["beside"] if group.name == "silent") == [later, late]
    assert "ผู้รับยังไม่ตอบ 2" in words(page)
    assert "เกินกำหนด 5 วัน" in words(page)
    acts = [reverse(f"referrals:referral-{act}", args=[later.key]) for act in ("call", "withdraw")]
    acts.append(f"{reverse('referrals:referral-add', args=[later.round.case.key])}?from={later.key}")
    assert set(acts) <= set(links_on(page))


def test_receivers_silent_about_a_colleagues_cases_are_asked_for_with_the_whole_area(world, client):
    case = make_case(world.colleague, world.school)
    silent = make_referral(case, world.colleague, world.agency, on=DAY - days(9), accepted=False)
    shown = [home(client, world.officer, show="silent", who=who).context["beside"][0].rows for who in ("", "all")]
    assert shown == [[], [silent]]


# The groups of the day


def test_groups_come_in_their_order_with_their_numbers(world, client):
    for ago in (10, 9, 3, 0):
        make_case(world.officer, world.school, on=DAY - days(ago))
    make_contact(make_case(world.officer, world.school), world.officer, answer="")
    make_case(world.teacher, world.school)
    page = home(client, world.officer)
    assert [(group.name, group.count) for group in page.context["groups"]] == list(zip(GROUPS, [1, 2, 1, 1, 1], strict=True))
    assert "รอรับเรื่อง 1 เกินกำหนด 2 วันนี้ 1 7 วันข้างหน้า 1 รอผู้อื่น 1" in words(page)


def test_the_group_of_a_case_is_named_above_it(world, client):
    make_case(world.officer, world.school, on=DAY - days(6))
    text = words(home(client, world.officer))
    assert "งานวันนี้ วันจันทร์ที่ 15 มกราคม 2567" in text
    assert "เกินกำหนด 1" in text
    assert "เกินกำหนด 3 วัน" in text


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_every_open_case_stands_in_one_group_or_is_due_after_a_week(world, who):
    statuses = [status for status in Status.values if status not in (Status.CLOSED, Status.MERGED)]
    states = list(product(statuses, [DAY + days(ahead) for ahead in (-30, -1, 0, 1, 6, 7, 8, 90)]))
    for case, (case.status, case.due_on) in zip(copies(make_case(world.officer, world.school), len(states)), states, strict=True):
        case.save()
    groups = [set(Case.objects.open().filter(worklist.condition(name, getattr(world, who), DAY))) for name in GROUPS]
    assert not [one & other for one, other in combinations(groups, 2) if one & other]
    assert all(case.due_on > DAY + worklist.SOON for case in set(Case.objects.open()) - set().union(*groups))


def test_in_a_group_danger_is_first_then_risk_then_the_oldest(world, client):
    low, old, high, danger = (make_case(world.officer, world.school, on=DAY - days(ago)) for ago in (20, 40, 20, 20))
    make_contact(low, world.officer, on=DAY - days(20), risk=Risk.LOW)
    make_contact(high, world.officer, on=DAY - days(20), risk=Risk.HIGH)
    make_contact(danger, world.officer, on=DAY - days(20), safety=Safety.UNSAFE)
    assert groups_of(client, world.officer)["overdue"] == [danger, high, low, old]


def test_danger_brings_the_referral_and_the_safety_badge(world, client):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    text = words(home(client, world.officer))
    assert "ธงความปลอดภัย" in text
    assert "ส่งต่อหน่วยงาน" in text
    assert f"/cases/{case.key}/referral/" in home(client, world.officer).content.decode()


def test_a_case_that_waits_says_for_whom_and_since_when(world, client):
    case = make_case(world.officer, world.school, on=DAY - days(2))
    make_contact(case, world.officer, answer="", on=DAY - days(1), party="AGENCY", agency=world.agency, answer_by=DAY + days(4))
    assert groups_of(client, world.officer) == {"waiting": [case]}
    assert "รอ โรงพยาบาลทดสอบ ตั้งแต่ 14 ม.ค. 2567" in words(home(client, world.officer))


def test_an_answer_that_is_late_is_the_officers_task_again(world, client):
    case = make_case(world.officer, world.school, on=DAY - days(9))
    make_contact(case, world.officer, answer="", on=DAY - days(9), answer_by=DAY - days(2))
    assert groups_of(client, world.officer) == {"overdue": [case]}


def test_a_row_names_child_school_step_round_and_risk(world, client):
    student = make_student(world.area, world.school, first_name="ปิ่นเพ็ชร์", last_name="น้ำทิพย์กู้เกียรติ์", title="ด.ญ.")
    case = make_case(world.officer, world.school, student=student)
    make_contact(case, world.officer, risk=Risk.HIGH)
    text = words(home(client, world.officer))
    for part in ["ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์", "เสี่ยงสูง", "2 ประสานงาน", "รอบที่ 1", "หนึ่ง"]:
        assert part in text


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_every_button_opens_the_form_that_is_due_for_that_child(world, client, who):
    one_of_each(world)
    page = home(client, getattr(world, who), who="all")
    rows = [case for group in page.context["groups"] for case in group.rows]
    assert {case.status for case in rows} == set(Status.values) - {Status.CLOSED, Status.MERGED}
    for case in rows:
        only_looks = case.next_act == NextAct.APPROVE and who == "officer"
        button = case.get_absolute_url() if only_looks else case.next_url
        assert f'<a class="button secondary" href="{button}">' in page.content.decode()
        form = client.get(button)
        assert form.status_code == 200
        assert case.student.first_name in words(form)


def test_an_officer_is_not_sent_to_a_page_of_the_supervisor(world, client):
    case = make_case(world.officer, world.school)
    put_up_for_closing(case, world.officer)
    page = home(client, world.officer)
    assert [group.name for group in page.context["groups"] if group.count] == ["waiting"]
    assert case.next_url not in page.content.decode()
    assert "รอผู้กำกับดูแลพิจารณาปิดเคส" in words(page)


def test_a_supervisor_finds_the_closings_to_approve(world, client):
    case = make_case(world.officer, world.school)
    put_up_for_closing(case, world.officer)
    assert groups_of(client, world.supervisor) == {"week": [case]}
    page = home(client, world.supervisor)
    assert f'href="/cases/{case.key}/closing/answer/"' in page.content.decode()
    assert "พิจารณาปิดเคส" in words(page)


def test_a_supervisor_finds_children_in_danger_whoever_is_responsible(world, client):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    make_case(world.officer, world.school)
    assert groups_of(client, world.supervisor) == {"today": [case]}


# What comes beside


def beside(client, user, **asked):
    return {group.name: group.rows for group in home(client, user, **asked).context["beside"] if group.rows}


def test_an_answer_that_came_is_read_from_here_and_then_gone(world, client):
    case = make_case(world.officer, world.school)
    contact = make_contact(case, world.officer, answer="")
    fields = {"answer": "มาเรียนแล้ว", "answered_on": DAY}
    workflow.answer(contact, by=world.teacher, action=Action.SCHOOL_RECORD, fields=fields)
    page = home(client, world.officer)
    assert f"คำตอบที่เข้ามา 1 {case.number}" in words(page)
    (notice,) = beside(client, world.officer)["answers"]
    assert client.post(f"/notices/{notice.key}/").url == case.get_absolute_url()
    assert "answers" not in beside(client, world.officer)


def test_nobody_is_told_of_an_answer_they_wrote_down_themselves(world, client):
    contact = make_contact(make_case(world.officer, world.school), world.officer, answer="")
    fields = {"answer": "มาเรียนแล้ว", "answered_on": DAY}
    workflow.answer(contact, by=world.officer, action=Action.CASE_RECORD, fields=fields)
    assert not beside(client, world.officer)


def test_a_task_of_the_week_is_done_or_put_off_from_here(world, client):
    task = make_task(make_case(world.officer, world.school), world.officer, due_on=DAY + days(7))
    make_task(make_case(world.officer, world.school), world.officer, due_on=DAY + days(8))
    assert beside(client, world.officer) == {"tasks": [task]}
    page = home(client, world.officer).content.decode()
    assert f'href="/tasks/{task.key}/finish/"' in page
    assert f'href="/tasks/{task.key}/move/"' in page


@pytest.mark.parametrize(("kind", "page"), [(PlanKind.VISIT, "visit"), (PlanKind.MEETING, "meeting")])
def test_an_appointment_of_today_opens_its_form_and_a_later_one_its_page(world, client, kind, page):
    case = make_case(world.officer, world.school)
    written = {"case": case, "round": case.current_round, "happened_on": DAY}
    written |= {"entered_by": world.officer, "entered_role": "OFFICER"}
    today, later = (Plan.objects.create(kind=kind, planned_on=DAY + days(ahead), place_text="บ้าน", **written) for ahead in (0, 7))
    assert beside(client, world.officer)["plans"] == [today, later]
    links = links_on(home(client, world.officer))
    assert f"/cases/{case.key}/{page}/?plan={today.key}" in links
    assert f"/cases/{case.key}/{page}/?plan={later.key}" not in links
    assert later.get_absolute_url() in links


def test_a_quiet_case_offers_to_record_and_to_ask_for_closing(world, client):
    case = make_case(world.officer, world.school)
    Case.objects.update(active_at=timezone.now() - days(15))
    assert beside(client, world.officer)["quiet"] == [case]
    links = links_on(home(client, world.officer, show="quiet"))
    assert {case.next_url, f"/cases/{case.key}/closing/add/", f"/cases/{case.key}/postpone/"} <= {*links}


def test_the_quiet_cases_of_the_day_are_those_of_the_filter(world, client):
    Area.objects.filter(pk=world.area.pk).update(quiet_days=3)
    old = make_case(world.officer, world.school)
    Case.objects.update(active_at=timezone.now() - days(4))
    make_case(world.officer, world.school)
    assert beside(client, world.officer)["quiet"] == [old]
    assert list(client.get("/cases/", {"quiet": "on"}).context["page_obj"].object_list) == [old]


# How much of it


def test_ten_rows_of_a_group_are_shown_and_the_rest_named(world, client):
    copies(make_case(world.officer, world.school), 11)
    page = home(client, world.officer)
    assert [len(group.rows) for group in page.context["groups"]] == [0, 0, 0, 10, 0]
    assert "ดูอีก 2 เคส" in words(page)
    assert 'href="?show=week"' in page.content.decode()


def test_a_group_asked_for_by_itself_shows_every_row(world, client):
    copies(make_case(world.officer, world.school), 11)
    page = home(client, world.officer, show="week")
    assert [len(group.rows) for group in page.context["groups"]] == [12]
    assert "ดูอีก" not in words(page)
    assert "งานวันนี้ทั้งหมด" in words(page)


def test_an_unknown_group_is_the_whole_day(world, client):
    page = home(client, world.officer, show="x\x00", who="x")
    assert [group.name for group in page.context["groups"]] == GROUPS


def test_the_day_is_ones_own_unless_the_whole_area_is_asked_for(world, client):
    mine, other = make_case(world.officer, world.school), make_case(world.colleague, world.school)
    assert groups_of(client, world.officer) == {"week": [mine]}
    assert groups_of(client, world.officer, who="all") == {"week": [mine, other]}


def test_nothing_left_says_so_and_names_what_comes_next(world, client):
    case = make_case(world.officer, world.school)
    workflow.postpone(case.current_round, to=DAY + days(20), reason="ปิดเทอม", by=world.officer, on=DAY)
    text = words(home(client, world.officer))
    assert "วันนี้ไม่มีงานค้าง" in text
    assert "งานถัดไป: บันทึกการประสานงาน · 4 ก.พ. 2567" in text


def test_a_new_office_is_offered_the_first_report(world, client):
    page = home(client, world.officer)
    assert "วันนี้ไม่มีงานค้าง" in words(page)
    assert "ยังไม่มีเคส" in words(page)
    assert 'href="/cases/add/"' in page.content.decode()


def test_the_side_counts_ones_cases_by_step(world, client):
    make_case(world.officer, world.school)
    make_case(world.officer, world.school, safety=Safety.UNSAFE)
    make_case(world.colleague, world.school)
    counts = dict(home(client, world.officer).context["steps"])
    assert [counts[step] for step in sorted(counts)] == [0, 1, 0, 0, 1, 0, 0]
    assert dict(home(client, world.officer, who="all").context["steps"])[2] == 2


def test_closed_cases_and_those_of_other_areas_are_nobodys_work(world, client):
    close(make_case(world.officer, world.school), world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    make_case(world.stranger, world.far_school)
    assert groups_of(client, world.officer, who="all") == {}


# Where each role lands


@pytest.mark.parametrize(("who", "where"), [("executive", "/summaries/"), ("partner", "/referrals/"), ("sysadmin", "/accounts/")])
def test_other_roles_land_on_the_page_they_work_with(world, client, who, where):
    client.force_login(getattr(world, who))
    response = client.get("/", follow=True)
    assert response.redirect_chain[0] == (where, 302)
    assert response.status_code == 200


def test_school_staff_land_on_their_pupils(world, client):
    assert "นักเรียนที่ต้องรายงาน" in words(home(client, world.teacher))


def test_who_holds_no_post_is_told_whom_to_ask(world, client):
    assert "ติดต่อผู้ดูแลระบบของเขต" in words(home(client, world.nobody))
