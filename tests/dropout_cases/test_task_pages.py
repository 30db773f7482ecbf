"""The pages of tasks: of a case, one's own, the team's and a school's; what each form asks, and what comes back."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases import workflow
from dropout_cases.models import Advice, AdviceKind, Task, TaskSource, TaskState
from dropout_cases.workflow import engine
from referrals.models import Resolution
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, close, make_case, make_meeting, make_officer, make_task

WEEK = timedelta(weeks=1)
NEXT_WEEK = "22/01/2567"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


@pytest.fixture
def task(world, case):
    return make_task(case, world.officer)


def page(client, user, path, **asked):
    client.force_login(user)
    response = client.get(path, asked)
    assert response.status_code == 200
    return response


def send(client, user, path, **typed):
    """Send the form of a page with these boxes changed."""
    return client.post(path, form_on(page(client, user, path)) | typed)


def path_of(task, act):
    return f"/tasks/{task.key}/{act}/"


# The tasks of a case


def test_the_tab_of_a_case_counts_what_is_still_to_be_done(world, client, case, task):
    workflow.finish_task(make_task(case, world.officer), on=DAY, by=world.officer)
    text = words(page(client, world.officer, case.get_absolute_url()))
    assert "งานย่อย 1" in text


def test_a_case_shows_what_is_to_be_done_by_whom_by_when_and_folds_what_is_settled(world, client, case):
    make_task(case, world.officer, world.colleague, text="พาไปทำบัตร", on=DAY - WEEK)
    done = make_task(case, world.officer, text="โทรหายาย")
    workflow.finish_task(done, note="คุยแล้ว", on=DAY, by=world.officer)
    text = words(page(client, world.officer, f"/cases/{case.key}/tasks/"))
    assert "พาไปทำบัตร สมมติ colleague เกินกำหนด 7 วัน" in text
    assert "จบแล้ว 1 งาน โทรหายาย สมมติ officer เสร็จแล้ว 15 ม.ค. 2567 คุยแล้ว" in text


def test_a_case_without_tasks_offers_to_add_one(world, client, case):
    tab = page(client, world.officer, f"/cases/{case.key}/tasks/")
    assert "ไม่มีงานค้างในเคสนี้" in words(tab)
    assert f"/cases/{case.key}/tasks/add/" in links_on(tab)


def test_a_closed_case_offers_no_act_on_its_tasks(world, client, case, task):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    links = links_on(page(client, world.officer, f"/cases/{case.key}/tasks/"))
    assert not [link for link in links if "/add/" in link and "tasks" in link or link == path_of(task, "move")]


def test_a_task_is_added_for_oneself_unless_somebody_else_is_chosen(world, client, case):
    response = send(client, world.officer, f"/cases/{case.key}/tasks/add/", text="โทรหายาย", due_on=NEXT_WEEK)
    assert (response.status_code, response.url) == (302, f"/cases/{case.key}/tasks/")
    task = Task.objects.get()
    assert (task.text, task.owner, task.due_on, task.source) == ("โทรหายาย", world.officer, DAY + WEEK, TaskSource.OWN)


@pytest.mark.parametrize("whose", [{"by_school": "on"}, {"owner_name": "ผู้ใหญ่บ้าน"}])
def test_a_task_is_given_to_the_school_or_to_somebody_by_name(world, client, case, whose):
    send(client, world.officer, f"/cases/{case.key}/tasks/add/", text="ไปเยี่ยม", due_on=NEXT_WEEK, **whose)
    assert Task.objects.get().whose in ("โรงเรียน", "ผู้ใหญ่บ้าน")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "เขียนว่าต้องทำอะไร"),
        ({"due_on": ""}, "กรอกวัน เดือน และ พ.ศ."),
        ({"due_on": "31/02/2567"}, "ไม่มีวันที่ 31 กุมภาพันธ์"),
        ({"due_on": "08/01/2567"}, "กำหนดต้องไม่ก่อนวันที่ให้งาน"),
        ({"owner": ""}, "เลือกผู้รับผิดชอบหนึ่งราย"),
        ({"by_school": "on", "owner_name": "อบต."}, "เลือกผู้รับผิดชอบหนึ่งราย"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(world, client, case, typed, said):
    sent = {"text": "โทรหายาย", "due_on": NEXT_WEEK} | typed
    response = send(client, world.officer, f"/cases/{case.key}/tasks/add/", **sent)
    assert response.status_code == 200
    assert said in words(response)
    assert form_on(response)["text"].strip() == sent["text"]
    assert not Task.objects.exists()


def test_a_point_of_advice_becomes_a_task(world, client, case):
    advice = Advice(case=case, round=case.current_round, happened_on=DAY, kind=AdviceKind.KNOW, text="รายได้ของยาย")
    engine.add(advice, by=world.officer)
    path = f"/cases/{case.key}/tasks/add/?advice={advice.key}"
    form = form_on(page(client, world.officer, path))
    assert form["text"].strip() == "รายได้ของยาย"
    client.post(path, form | {"due_on": NEXT_WEEK})
    assert (Task.objects.get().source, Task.objects.get().source_key) == (TaskSource.ADVICE, advice.key)


def test_advice_of_another_case_is_absent(world, client, case):
    other = make_case(world.officer, world.school)
    advice = Advice(case=other, round=other.current_round, happened_on=DAY, text="ความลับ")
    engine.add(advice, by=world.officer)
    client.force_login(world.officer)
    assert client.get(f"/cases/{case.key}/tasks/add/?advice={advice.key}").status_code == 404


def test_a_resolution_says_that_it_comes_from_a_meeting(world, client, case):
    make_meeting(case, world.officer, resolutions=[Resolution(text="จัดรถรับส่ง", owner=world.officer, due_on=DAY)])
    assert "จัดรถรับส่ง สมมติ officer ครบกำหนดวันนี้ มติที่ประชุม" in words(page(client, world.officer, f"/cases/{case.key}/tasks/"))


# Acts


def test_a_task_is_done_on_its_page_with_a_note(world, client, case, task):
    response = send(client, world.officer, path_of(task, "finish"), note="ได้บัตรแล้ว")
    assert response.url == f"/cases/{case.key}/tasks/"
    task.refresh_from_db()
    assert (task.state, task.settled_note) == (TaskState.DONE, "ได้บัตรแล้ว")


@pytest.mark.parametrize(
    ("act", "typed", "changed"),
    [
        ("move", {"to": NEXT_WEEK, "reason": "น้ำท่วม"}, {"due_on": DAY + WEEK}),
        ("drop", {"reason": "ย้ายแล้ว"}, {"state": TaskState.DROPPED, "settled_note": "ย้ายแล้ว"}),
        ("hand-on", {"owner": "", "owner_name": "อบต."}, {"owner": None, "owner_name": "อบต."}),
    ],
)
def test_each_act_has_its_page(world, client, task, act, typed, changed):
    assert send(client, world.officer, path_of(task, act), **typed).status_code == 302
    task.refresh_from_db()
    assert {name: getattr(task, name) for name in changed} == changed


@pytest.mark.parametrize("act", ["move", "drop"])
def test_an_act_without_its_reason_comes_back(world, client, task, act):
    response = send(client, world.officer, path_of(task, act), to=NEXT_WEEK)
    assert "กรอกเหตุผล" in words(response)


def test_a_task_done_is_opened_again(world, client, task):
    workflow.finish_task(task, on=DAY, by=world.officer)
    assert send(client, world.officer, path_of(task, "reopen")).status_code == 302
    assert Task.objects.get().is_open


def test_an_act_that_came_too_late_says_why(world, client, task):
    workflow.drop_task(task, reason="ย้าย", on=DAY, by=world.colleague)
    response = send(client, world.officer, path_of(task, "finish"))
    assert "งานนี้จบแล้ว: ไม่ต้องทำแล้ว" in words(response)


# One's own, and the team's


def test_ones_own_tasks_stand_under_their_days(world, client, case):
    for due in (DAY + WEEK, DAY - WEEK, DAY):
        make_task(case, world.officer, text=f"งาน {due}", on=DAY - WEEK, due_on=due)
    text = words(page(client, world.officer, "/tasks/"))
    places = [text.index(part) for part in ("เกินกำหนด", "งาน 2024-01-08", "วันนี้ ", "งาน 2024-01-15", "ต่อไป", "งาน 2024-01-22")]
    assert "3 งาน" in text
    assert sorted(places[1::2]) == places[1::2]


def test_what_was_done_lately_is_folded_below(world, client, task):
    workflow.finish_task(task, on=DAY, by=world.officer)
    assert "เสร็จแล้วใน 14 วันที่ผ่านมา" in words(page(client, world.officer, "/tasks/"))


def test_nothing_to_do_says_so(world, client):
    assert "ไม่มีงานค้าง" in words(page(client, world.officer, "/tasks/"))


def test_the_teams_tasks_are_narrowed_down_by_person_and_state(world, client, case):
    mine, theirs = make_task(case, world.officer), make_task(case, world.officer, world.colleague)
    workflow.finish_task(make_task(case, world.officer), on=DAY, by=world.officer)
    shown = page(client, world.supervisor, "/tasks/", who="team")
    assert list(shown.context["page_obj"]) == [mine, theirs]
    assert f"/tasks/?who=team&owner={world.colleague.key}" in [f"/tasks/{link}" for link in links_on(shown)]
    of_colleague = page(client, world.supervisor, "/tasks/", who="team", owner=world.colleague.key)
    assert list(of_colleague.context["page_obj"]) == [theirs]
    assert len(page(client, world.supervisor, "/tasks/", who="team", state="DONE").context["page_obj"].object_list) == 1
    assert not page(client, world.supervisor, "/tasks/", who="team", owner="none", state="x").context["page_obj"].object_list


@pytest.mark.parametrize("asked", [{}, {"who": "team"}])
def test_a_list_of_tasks_asks_the_same_for_three_and_for_thirty(world, client, case, asked):
    def queries():
        client.get("/privacy/")
        with CaptureQueriesContext(connection) as found:
            page(client, world.officer, "/tasks/", **asked)
        return len(found)

    for _task in range(3):
        make_task(case, world.officer)
    queries()
    few = queries()
    for _task in range(27):
        make_task(case, world.officer, make_officer(world.area) if asked else world.officer)
    assert queries() == few


def test_twenty_five_tasks_stand_on_a_page(world, client, case):
    for _task in range(26):
        make_task(case, world.officer)
    assert len(page(client, world.officer, "/tasks/").context["page_obj"].object_list) == 25


# A school's


def test_a_school_finds_its_tasks_at_home_and_does_one_with_one_tap(world, client, case):
    task = make_task(case, world.officer, text="ส่งใบงาน", by_school=True)
    home = page(client, world.teacher, "/")
    assert "งานของโรงเรียน" in words(home)
    response = client.post(path_of(task, "finish"), form_on(home, path_of(task, "finish")))
    assert (response.status_code, response.url) == (302, "/")
    assert Task.objects.get().settled_by == world.teacher
    assert "งานของโรงเรียน" not in words(page(client, world.teacher, "/"))


def test_a_school_finds_the_task_on_the_page_of_its_pupil(world, client, case):
    make_task(case, world.officer, text="ส่งใบงาน", by_school=True)
    make_task(case, world.officer, text="ไปพบนายอำเภอ")
    text = words(page(client, world.teacher, case.get_absolute_url()))
    assert "ส่งใบงาน" in text
    assert "ไปพบนายอำเภอ" not in text


@pytest.mark.parametrize(("who", "answer"), [("teacher", 403), ("neighbour", 404), ("stranger", 404), ("executive", 404)])
def test_a_task_is_moved_by_the_office_alone(world, client, case, who, answer):
    task = make_task(case, world.officer, by_school=True)
    client.force_login(getattr(world, who))
    assert client.get(path_of(task, "move")).status_code == answer
