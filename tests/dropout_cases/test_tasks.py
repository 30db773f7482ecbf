"""Tasks: who may give and do them, what each act leaves behind, who is told, and whose they are."""

from datetime import timedelta

import pytest

from dropout_cases import tasklist, workflow
from dropout_cases.models import Attendance, Case, Report, Task, TaskSource, TaskState
from dropout_cases.workflow import Refused
from referrals.models import Resolution
from schools.models import Notice, NoticeKind, TrailEvent
from tests.make import DAY, close, code, go_through, make_case, make_follow_up, make_meeting, make_student, make_task

WEEK = timedelta(weeks=1)


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


@pytest.fixture
def task(world, case):
    return make_task(case, world.officer, world.colleague)


def told(user):
    return [str(notice.kind) for notice in Notice.objects.filter(recipient=user)]


def settled(task):
    task.refresh_from_db()
    return task.state, task.settled_on, task.settled_by, task.settled_note


# Giving


def test_who_is_to_do_a_task_is_told_where_it_stands(world, case, task):
    notice = Notice.objects.get(recipient=world.colleague)
    assert (notice.kind, notice.about, notice.path) == (NoticeKind.TASK_GIVEN, case.number, f"/cases/{case.key}/tasks/")


def test_nobody_is_told_of_a_task_they_gave_themselves(world, case):
    make_task(case, world.officer)
    assert not Notice.objects.exists()


def test_a_form_sent_twice_gives_one_task(world, case):
    first, again = (make_task(case, world.officer, token="once") for _sending in range(2))
    assert first == again
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"due_on": DAY - WEEK}, "กำหนดต้องไม่ก่อน"),
        ({"owner": "teacher"}, "ไม่ได้เป็นเจ้าหน้าที่ของเขตนี้"),
        ({"owner": "stranger"}, "ไม่ได้เป็นเจ้าหน้าที่ของเขตนี้"),
    ],
)
def test_a_task_that_cannot_be_is_refused(world, case, wrong, why):
    owner = {"owner": getattr(world, wrong.pop("owner"))} if "owner" in wrong else {}
    with pytest.raises(Refused, match=why):
        make_task(case, world.officer, **owner, **wrong)
    assert not Task.objects.exists()


def test_a_child_without_a_school_has_no_task_of_the_school(world):
    case = workflow.open_case(make_student(world.area), Report(happened_on=DAY), by=world.officer)
    with pytest.raises(Refused, match="ยังไม่มีโรงเรียน"):
        make_task(case, world.officer, by_school=True)


def test_a_closed_case_gets_no_task_and_its_tasks_stay_as_they_are(world, case, task):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    for act in (
        lambda: make_task(case, world.officer),
        lambda: workflow.finish_task(task, on=DAY, by=world.officer),
        lambda: workflow.reopen_task(task, by=world.officer),
    ):
        with pytest.raises(Refused, match="เคสนี้ปิดแล้ว"):
            act()
    assert not tasklist.mine(world.colleague)


def test_what_a_meeting_resolved_becomes_a_task_whose_owner_is_told(world, case):
    agreed = Resolution(text="จัดรถรับส่ง", owner=world.colleague, due_on=DAY + WEEK)
    meeting = make_meeting(case, world.officer, resolutions=[agreed])
    task = Task.objects.get()
    assert (task.text, task.source, task.source_key) == ("จัดรถรับส่ง", TaskSource.RESOLUTION, meeting.key)
    assert told(world.colleague) == ["TASK_GIVEN"]


# Doing


def test_a_task_done_says_when_by_whom_and_what_came_of_it(world, task):
    workflow.finish_task(task, note="ได้บัตรแล้ว", on=DAY, by=world.colleague)
    assert settled(task) == (TaskState.DONE, DAY, world.colleague, "ได้บัตรแล้ว")
    assert told(world.officer) == ["TASK_DONE"]


def test_a_second_click_changes_nothing(world, case, task):
    workflow.finish_task(task, note="ได้บัตรแล้ว", on=DAY, by=world.colleague)
    lines, version = TrailEvent.objects.count(), Case.objects.get().version
    assert workflow.finish_task(task, note="อีกครั้ง", on=DAY, by=world.supervisor) == task
    assert settled(task)[3] == "ได้บัตรแล้ว"
    assert (TrailEvent.objects.count(), Case.objects.get().version) == (lines, version)
    assert told(world.officer) == ["TASK_DONE"]


def test_a_task_done_is_a_record_of_its_case(world, case, task):
    before = Case.objects.get().active_at
    workflow.finish_task(task, on=DAY, by=world.colleague)
    assert Case.objects.get().active_at > before


def test_a_school_does_its_own_tasks_and_no_others(world, case, task):
    own = make_task(case, world.officer, by_school=True)
    workflow.finish_task(own, on=DAY, by=world.teacher)
    for act in (
        lambda: workflow.finish_task(task, on=DAY, by=world.teacher),
        lambda: workflow.reopen_task(own, by=world.teacher),
        lambda: workflow.finish_task(own, on=DAY, by=world.neighbour),
    ):
        with pytest.raises(Refused, match="สิทธิ์"):
            act()


def test_a_task_goes_on_in_the_next_round(world, case):
    go_through(case, world.officer, world.agency)
    task = make_task(case, world.officer, world.colleague)
    make_follow_up(case, world.teacher, attendance=Attendance.STOPPED)
    workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=DAY)
    assert task in tasklist.mine(world.colleague)
    assert workflow.finish_task(task, on=DAY, by=world.colleague).state == TaskState.DONE


# Putting off, dropping, handing on, taking up again


def test_each_putting_off_keeps_its_reason(world, task):
    for number, reason in enumerate(("น้ำท่วม", "ผู้ปกครองไม่ว่าง"), start=1):
        workflow.move_task(task, to=DAY + number * WEEK, reason=reason, on=DAY, by=world.officer)
    task.refresh_from_db()
    assert task.moves.splitlines() == [
        "จาก 15 ม.ค. 2567 เป็น 22 ม.ค. 2567: น้ำท่วม",
        "จาก 22 ม.ค. 2567 เป็น 29 ม.ค. 2567: ผู้ปกครองไม่ว่าง",
    ]


@pytest.mark.parametrize(("to", "reason"), [(DAY - WEEK, "ช้า"), (DAY + WEEK, " ")])
def test_a_task_is_put_off_to_a_day_to_come_with_a_reason(world, task, to, reason):
    with pytest.raises(Refused):
        workflow.move_task(task, to=to, reason=reason, on=DAY, by=world.officer)
    assert Task.objects.get().due_on == DAY


def test_a_task_dropped_keeps_the_reason_and_is_nobodys_work(world, task):
    workflow.drop_task(task, reason="ย้ายไปอยู่กับแม่", on=DAY, by=world.officer)
    assert settled(task) == (TaskState.DROPPED, DAY, world.officer, "ย้ายไปอยู่กับแม่")
    assert not tasklist.mine(world.colleague)


def test_what_is_settled_is_not_settled_otherwise(world, task):
    workflow.drop_task(task, reason="ย้าย", on=DAY, by=world.officer)
    for act in (
        lambda: workflow.finish_task(task, on=DAY, by=world.officer),
        lambda: workflow.move_task(task, to=DAY + WEEK, reason="ช้า", on=DAY, by=world.officer),
        lambda: workflow.hand_on_task(task, owner=world.officer, by=world.officer),
    ):
        with pytest.raises(Refused, match="งานนี้จบแล้ว: ไม่ต้องทำแล้ว"):
            act()


def test_a_task_done_by_mistake_is_taken_up_again(world, task):
    workflow.finish_task(task, note="เสร็จ", on=DAY, by=world.colleague)
    workflow.reopen_task(task, by=world.officer)
    assert settled(task) == (TaskState.OPEN, None, None, "")
    assert list(tasklist.mine(world.colleague)) == [task]


def test_a_task_handed_on_is_the_new_owners_who_is_told(world, task):
    workflow.hand_on_task(task, owner=world.supervisor, by=world.officer)
    assert list(tasklist.mine(world.supervisor)) == [task]
    assert not tasklist.mine(world.colleague)
    assert told(world.supervisor) == ["TASK_GIVEN"]


def test_a_task_handed_back_is_told_again(world, task):
    for owner in (world.supervisor, world.colleague):
        workflow.hand_on_task(task, owner=owner, by=world.officer)
    assert told(world.colleague) == ["TASK_GIVEN", "TASK_GIVEN"]


def test_a_task_is_never_nobodys(world, task):
    with pytest.raises(Refused, match="เลือกผู้รับผิดชอบ"):
        workflow.hand_on_task(task, by=world.officer)


def test_a_void_task_is_left_alone(world, task):
    workflow.void(task, reason="ผิดเคส", by=world.officer)
    with pytest.raises(Refused, match="ยกเลิกแล้ว"):
        workflow.finish_task(task, on=DAY, by=world.officer)


# Whose they are


def test_ones_own_tasks_are_those_given_and_those_of_outsiders_in_ones_cases(world, case):
    given = make_task(make_case(world.colleague, world.school), world.colleague, world.officer)
    outside = make_task(case, world.colleague, owner_name="ผู้ใหญ่บ้าน", due_on=DAY + WEEK)
    make_task(case, world.officer, by_school=True)
    make_task(case, world.officer, world.colleague)
    assert list(tasklist.mine(world.officer)) == [given, outside]


def test_a_school_sees_its_own_tasks_of_its_own_pupils(world, case):
    own = make_task(case, world.officer, by_school=True)
    make_task(case, world.officer)
    make_task(make_case(world.officer, world.other_school), world.officer, by_school=True)
    assert list(tasklist.of_school(world.teacher)) == list(Task.objects.visible_to(world.teacher)) == [own]


def test_the_team_is_counted_by_person_with_the_latest_first(world, case):
    make_task(case, world.officer, on=DAY - WEEK)
    for _task in range(2):
        make_task(case, world.officer, world.colleague, due_on=DAY + WEEK)
    make_task(case, world.officer, owner_name="อบต.", due_on=DAY + WEEK)
    found = [(one["name"], one["count"], one["late"]) for one in tasklist.by_person(world.supervisor, DAY)]
    assert found == [("สมมติ officer", 1, 1), ("สมมติ colleague", 2, 0), ("โรงเรียนและผู้อื่น", 1, 0)]


@pytest.mark.parametrize("who", ["stranger", "executive", "partner", "sysadmin", "nobody"])
def test_others_see_no_task(world, task, who):
    assert not Task.objects.visible_to(getattr(world, who)).exists()
