"""What is stuck: counted by person, listed behind each number, told once a week; and the days an office sets itself."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases import stuck, workflow
from dropout_cases.models import Case, StepDays
from dropout_cases.steps import RULE, Risk, Step
from dropout_cases.workflow import Refused
from dropout_cases.workflow.days import days_of, set_days, settle_area
from referrals.models import Plan, PlanKind
from schools.models import Area, Notice, NoticeKind
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.dropout_cases.copies import copies
from tests.make import DAY, make_case, make_contact, make_referral, make_supervisor, make_task
from tests.recomputed import differences


def days(number):
    return timedelta(days=number)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


def opened(by, school, ago, **fields):
    """A case opened so long ago, into which nothing was written since."""
    with time_machine.travel(f"{DAY - days(ago)} 09:00+07:00"):
        return make_case(by, school, on=DAY - days(ago), **fields)


def waiting(world, ago, answer_by):
    with time_machine.travel(f"{DAY - days(ago)} 09:00+07:00"):
        case = make_case(world.officer, world.school, on=DAY - days(ago))
        make_contact(case, world.officer, answer="", on=DAY - days(ago), answer_by=answer_by)
    return case


def plan(case, by, ago, **fields):
    written = {"case": case, "round": case.current_round, "happened_on": DAY, "entered_by": by, "entered_role": "OFFICER"}
    return Plan.objects.create(kind=PlanKind.VISIT, planned_on=DAY - days(ago), place_text="บ้าน", **written, **fields)


def page(client, user, **asked):
    client.force_login(user)
    response = client.get("/stuck/", asked)
    assert response.status_code == 200
    return response


def counted(world, who="officer"):
    return stuck.counts([world.area.pk], DAY).get(getattr(world, who).pk)


def only(**more):
    return dict.fromkeys(stuck.KINDS, 0) | more


# What counts


@pytest.mark.parametrize(("ago", "late"), [(10, 0), (11, 1)])  # three days are given, seven more are borne
def test_a_case_is_stuck_when_overdue_for_more_than_a_week(world, ago, late):
    opened(world.officer, world.school, ago)
    assert (counted(world) or only())["overdue"] == late


@pytest.mark.parametrize(("ago", "late"), [(14, 0), (15, 1)])
def test_an_answer_is_stuck_when_waited_for_more_than_two_weeks(world, ago, late):
    waiting(world, ago, answer_by=DAY + days(9))
    assert (counted(world) or only())["waiting"] == late


@pytest.mark.parametrize(("ago", "quiet"), [(14, 0), (15, 1)])
def test_a_case_is_quiet_after_the_days_of_its_office(world, ago, quiet):
    opened(world.officer, world.school, ago)
    assert (counted(world) or only())["quiet"] == quiet
    Area.objects.filter(pk=world.area.pk).update(quiet_days=ago)
    assert counted(world)["quiet"] == 0


def test_a_case_that_waits_for_an_answer_still_ahead_is_not_quiet(world):
    waiting(world, 20, answer_by=DAY + days(1))
    assert counted(world)["quiet"] == 0
    waiting(world, 20, answer_by=DAY - days(1))
    assert counted(world)["quiet"] == 1


def test_a_late_task_is_stuck_with_its_owner_or_with_who_has_the_case(world):
    case = make_case(world.officer, world.school)
    make_task(case, world.officer, world.colleague, on=DAY - days(2))
    make_task(case, world.officer, by_school=True, on=DAY - days(2))
    make_task(case, world.officer)
    assert counted(world, "colleague") == counted(world) == only(tasks=1)


def test_a_plan_is_missed_when_its_day_is_past_and_nothing_was_recorded(world):
    case = make_case(world.officer, world.school)
    plan(case, world.officer, 1)
    plan(case, world.officer, 1, held_key="x")
    plan(case, world.officer, 0)
    assert counted(world) == only(plans=1)


@pytest.mark.parametrize(("ago", "stuck_ones"), [(2, 0), (3, 1)])  # so many days an office bears
def test_a_referral_is_stuck_when_its_receiver_is_silent_for_the_days_of_the_office(world, ago, stuck_ones):
    case = make_case(world.officer, world.school)
    asked = {"on": DAY - days(9), "accepted": False, "answer_by": DAY - days(ago)}
    make_referral(case, world.officer, world.agency, **asked)
    assert (counted(world) or only())["referrals"] == stuck_ones
    Area.objects.filter(pk=world.area.pk).update(silent_days=ago + 1)
    assert (counted(world) or only())["referrals"] == 0


# The page


def test_each_number_opens_its_list(world, client):
    overdue = opened(world.officer, world.school, 30)
    late = make_task(make_case(world.officer, world.school), world.officer, on=DAY - days(2))
    missed = plan(make_case(world.officer, world.school), world.officer, 3)
    case = make_case(world.officer, world.school)
    silent = make_referral(case, world.officer, world.agency, on=DAY - days(9), accepted=False, answer_by=DAY - days(4))
    shown = page(client, world.supervisor)
    links = [link for link in links_on(shown) if link.startswith("?what=")]
    behind = {link: list(client.get(f"/stuck/{link}").context["page_obj"]) for link in links}
    whose = f"who={world.officer.key}"
    assert behind == {
        f"?what=overdue&{whose}": [overdue],
        f"?what=quiet&{whose}": [overdue],
        f"?what=tasks&{whose}": [late],
        f"?what=plans&{whose}": [missed],
        f"?what=referrals&{whose}": [silent],
    }


def test_people_with_nothing_stuck_stand_there_too_and_what_is_nobodys_comes_last(world, client):
    case = opened(world.officer, world.school, 30)
    Case.objects.filter(pk=case.pk).update(owner=None)
    people = [person for person, _counts in page(client, world.supervisor).context["people"]]
    assert people == [world.colleague, world.officer, world.supervisor, None]
    assert page(client, world.supervisor, what="overdue", who="none").context["page_obj"].object_list[0] == case


def test_a_supervisor_of_another_office_sees_nothing_of_ours(world, client):
    opened(world.officer, world.school, 30)
    chief = make_supervisor(world.elsewhere)
    assert "สมมติ officer" not in words(page(client, chief))
    assert not page(client, chief, what="overdue", who=world.officer.key).context["page_obj"].object_list


@pytest.mark.parametrize("asked", [{"what": "x"}, {"what": "tasks", "who": "\0"}])
def test_a_question_that_is_none_shows_the_whole(world, client, asked):
    assert "people" in page(client, world.supervisor, **asked).context


@pytest.mark.parametrize("who", ["officer", "teacher", "executive", "partner", "sysadmin"])
@pytest.mark.parametrize("path", ["/stuck/", "/settings/days/"])
def test_others_do_not_oversee(world, client, who, path):
    client.force_login(getattr(world, who))
    assert client.get(path).status_code == 404


def test_the_page_asks_the_same_for_one_case_and_for_thirty(world, client):
    case = opened(world.officer, world.school, 30)
    make_task(case, world.officer, on=DAY - days(2))

    def queries(**asked):
        page(client, world.supervisor)
        with CaptureQueriesContext(connection) as found:
            page(client, world.supervisor, **asked)
        return len(found)

    few = [queries(), queries(what="overdue")]
    copies(case, 29)
    assert [queries(), queries(what="overdue")] == few


# The notice of the week


def test_supervisors_are_told_once_a_week_while_something_is_stuck(world):
    second = make_supervisor(world.area)
    opened(world.officer, world.school, 30)
    for ahead in (0, 1, 6):  # Monday, Tuesday, Sunday
        stuck.stuck_notices(DAY + days(ahead))
    told = Notice.objects.filter(kind=NoticeKind.STUCK)
    assert {notice.recipient for notice in told} == {world.supervisor, second}
    assert (told.count(), told[0].path) == (2, "/stuck/")
    stuck.stuck_notices(DAY + days(7))
    assert Notice.objects.filter(kind=NoticeKind.STUCK).count() == 4


def test_nobody_is_told_when_nothing_is_stuck(world):
    make_case(world.officer, world.school)
    stuck.stuck_notices(DAY)
    assert not Notice.objects.exists()


# The office's own days


def with_days(area, **changes):
    """The days of the table, with some of the step COORDINATE changed."""
    return days_of(area) | {(Step.COORDINATE.value, risk): many for risk, many in changes.items()}


def test_without_days_of_its_own_an_office_has_those_of_the_table(world):
    assert {days_of(world.area)[step, risk] for step in Step for risk in Risk} == {
        many for rule in RULE.values() for many in rule.days.values()
    }


def test_new_days_move_the_due_dates_of_open_cases_and_nothing_else(world):
    case, other = make_case(world.officer, world.school), make_case(world.stranger, world.far_school)
    before = Case.objects.get(pk=case.pk)
    set_days(world.area, with_days(world.area, NONE=9), quiet_days=20, by=world.supervisor)
    after = Case.objects.get(pk=case.pk)
    assert (before.due_on, after.due_on) == (DAY + days(3), DAY + days(9))
    assert (after.version, after.active_at) == (before.version, before.active_at)
    assert not differences(case)
    assert Case.objects.get(pk=other.pk).due_on == DAY + days(3)
    assert StepDays.objects.get().days == 9
    assert Area.objects.get(pk=world.area.pk).quiet_days == 20


def test_a_date_set_by_hand_stays(world):
    case = make_case(world.officer, world.school)
    workflow.postpone(case.current_round, to=DAY + days(2), reason="นัดแล้ว", by=world.officer, on=DAY)
    set_days(world.area, with_days(world.area, NONE=9), quiet_days=14, by=world.supervisor)
    assert Case.objects.get().due_on == DAY + days(2)


def test_days_go_back_to_the_table(world):
    make_case(world.officer, world.school)
    usual = days_of(world.area)
    for wanted in (with_days(world.area, NONE=9), usual):
        set_days(world.area, wanted, quiet_days=14, by=world.supervisor)
    assert not StepDays.objects.exists()
    assert Case.objects.get().due_on == DAY + days(3)


def test_computing_again_changes_nothing_more(world):
    case = make_case(world.officer, world.school)
    set_days(world.area, with_days(world.area, NONE=9), quiet_days=14, by=world.supervisor)
    before = Case.objects.values().get()
    settle_area.call(world.area.key)
    assert Case.objects.values().get() == before
    assert not differences(case)


@pytest.mark.parametrize("who", ["officer", "stranger", "sysadmin"])
def test_days_are_set_by_the_offices_supervisor(world, who):
    with pytest.raises(Refused, match="สิทธิ์"):
        set_days(world.area, days_of(world.area), quiet_days=14, by=getattr(world, who))


def test_the_page_shows_the_days_and_keeps_new_ones(world, client):
    make_case(world.officer, world.school)
    client.force_login(world.supervisor)
    form = form_on(client.get("/settings/days/"))
    own = [form[name] for name in ("days_2_MEDIUM", "quiet_days", "remind_days", "silent_days")]
    assert own == ["3", "14", "2", "3"]
    assert client.post("/settings/days/", form | {"days_2_MEDIUM": "9", "remind_days": "0", "silent_days": "5"}).url == "/stuck/"
    assert Area.objects.filter(pk=world.area.pk, remind_days=0, silent_days=5).exists()
    assert Case.objects.get().due_on == DAY + days(9)  # a child not assessed has the days of a middling risk


@pytest.mark.parametrize("typed", ["", "-1", "366", "สาม", "1.5"])
def test_what_is_no_number_of_days_comes_back(world, client, typed):
    client.force_login(world.supervisor)
    form = form_on(client.get("/settings/days/")) | {"days_2_MEDIUM": typed}
    response = client.post("/settings/days/", form)
    assert "กรอกจำนวนวันเป็นตัวเลข ไม่เกิน 365" in words(response)
    assert form_on(response)["days_2_MEDIUM"] == typed
    assert not StepDays.objects.exists()


# The office's plan of checks


def typed_plan(client, **changes):
    """What comes of sending the page with other settings."""
    return client.post("/settings/days/", form_on(client.get("/settings/days/")) | changes)


def test_the_page_keeps_the_plan_of_checks(world, client):
    client.force_login(world.supervisor)
    form = form_on(client.get("/settings/days/"))
    assert [form[name] for name in ("check_weeks", "check_remind_days", "check_task_days")] == ["1,2,4,12", "2", "5"]
    assert "check_term_end" not in form
    plan = {"check_weeks": "๘, 4 4,1", "check_term_end": "on", "check_remind_days": "0", "check_task_days": "3"}
    assert typed_plan(client, **plan).url == "/stuck/"
    kept = Area.objects.values_list("check_weeks", "check_term_end", "check_dmc", "check_remind_days", "check_task_days")
    assert kept.get(pk=world.area.pk) == ("1,4,8", True, False, 0, 3)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"check_weeks": "0,2"}, "กรอกเลขสัปดาห์ 1–60"),
        ({"check_weeks": "61"}, "กรอกเลขสัปดาห์ 1–60"),
        ({"check_weeks": "สอง"}, "กรอกเลขสัปดาห์ 1–60"),
        ({"check_weeks": "1.5"}, "กรอกเลขสัปดาห์ 1–60"),
        ({"check_weeks": "1 2 3 4 5 6 7 8 9"}, "ไม่เกิน 8 ครั้ง"),
        ({"check_weeks": ""}, "แผนต้องมีการติดตามอย่างน้อยหนึ่งครั้ง"),
        ({"check_remind_days": "5", "check_task_days": "4"}, "จำนวนวันต้องไม่น้อยกว่าวันที่เตือนโรงเรียน"),
        ({"check_task_days": "0"}, "กรอกจำนวนวันเป็นตัวเลข"),
    ],
)
def test_a_plan_that_cannot_be_kept_comes_back(world, client, typed, said):
    client.force_login(world.supervisor)
    page = typed_plan(client, **typed)
    assert said in words(page)
    assert {name: form_on(page)[name] for name in typed} == typed
    assert Area.objects.get(pk=world.area.pk).check_weeks == "1,2,4,12"


def test_a_plan_may_do_without_weeks(world, client):
    client.force_login(world.supervisor)
    assert typed_plan(client, check_weeks="", check_dmc="on").status_code == 302
    assert "ใช้กับการกลับเข้าเรียนที่บันทึกจากนี้ไป" in words(client.get("/settings/days/"))
