"""The day of an officer with 150 open cases: right to the row by a second reading of the records, and as cheap as with five."""

from collections import defaultdict
from datetime import timedelta

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dropout_cases import workflow, worklist
from dropout_cases.judgement import judge, open_book
from dropout_cases.models import Attendance, Case, Status, Task, TaskState
from dropout_cases.steps import Risk, Safety
from referrals.models import Plan, PlanKind, Referral
from schools.access import Role
from schools.models import Notice
from tests.dropout_cases.copies import whole_copies
from tests.make import DAY, code, make_case, make_contact, make_follow_up, make_referral, make_return

COPIES = 4
QUIET_AFTER = 14  # days, as the office has it
CASE_GROUPS = ("new", "overdue", "today", "week", "waiting", "quiet")


def days(number):
    return timedelta(days=number)


# Many cases, in every state and of several ages


def every_kind(world, on):
    """A case of each kind that a day tells apart, opened and worked on on this day."""
    officer, school = world.officer, world.school
    plain, danger, high, low, waiting, late, back, left, closing, put_off, silent = (
        make_case(officer, school, on=on, safety=Safety.UNSAFE if number == 1 else Safety.SAFE) for number in range(11)
    )
    make_contact(high, officer, on=on, risk=Risk.HIGH)
    make_contact(low, officer, on=on, risk=Risk.LOW)
    make_contact(waiting, officer, on=on, answer="", answer_by=on + days(21))
    make_contact(late, officer, on=on, answer="", answer_by=on + days(1))
    make_referral(silent, officer, world.agency, on=on, accepted=False, answer_by=on + days(11))
    make_return(back, officer, on=on)
    make_return(left, officer, on=on)
    make_follow_up(left, officer, on=on, attendance=Attendance.STOPPED)
    workflow.ask_to_close(closing, outcome=code("NOT_FOUND", "case_close_reason"), note="หาไม่พบ", by=officer, on=on)
    workflow.postpone(put_off.current_round, to=max(DAY, on), reason="รอเปิดเทอม", by=officer, on=on)
    others = [make_case(world.teacher, school, on=on), make_case(world.colleague, school, on=on)]
    return [plain, danger, high, low, waiting, late, back, left, closing, put_off, silent, *others]


def fill(world, ages, many):
    """Cases of every kind and of these ages, each so many times."""
    for ago in ages:
        with time_machine.travel(f"{DAY - days(ago)} 09:00+07:00"):
            for case in every_kind(world, DAY - days(ago)):
                case.refresh_from_db()
                whole_copies(case, many - 1)


def beside_cases(world, numbers):
    """Tasks, answers and appointments of all days, for the officer and for others."""
    cases = list(Case.objects.order_by("pk"))
    people = [world.officer, world.colleague, None]
    for number in numbers:
        case = cases[number % len(cases)]
        written = {"case": case, "round": case.current_round, "happened_on": DAY, "entered_by": world.officer}
        written["entered_role"] = Role.OFFICER
        due = DAY + days(number % 19 - 9)
        state = {"state": TaskState.DONE, "settled_at": timezone.now(), "settled_on": DAY, "settled_by": world.officer}
        owner = {"owner": people[number % 3], "owner_name": "" if people[number % 3] else "ผู้ใหญ่บ้าน"}
        Task.objects.create(text=f"งาน {number}", due_on=due, **written, **owner, **(state if number % 5 == 4 else {}))
        Plan.objects.create(kind=PlanKind.VISIT, planned_on=due, place_text="บ้าน", **written, held_key="x" * (number % 4 == 3))
        read = {"read_at": timezone.now()} if number % 6 == 5 else {}
        answer = {"kind": "ANSWER_CAME", "event": f"answer:{number}", "about": case.number, "path": "/"}
        Notice.objects.create(recipient=people[number % 2], **answer, **read)


# A second reading, in plain Python


def last_written(case, book):
    entries = [*book.all_records, *book.decisions, *book.deadlines]
    return max([entry.entered_at for entry in entries] + [closing.asked_at for closing in case.closings.all()])


def groups_by(judged):
    """The groups of the day of an officer in which a case so judged stands."""
    due, status = judged["due_on"], judged["status"]
    if status == Status.NEW:
        return "new"
    if due <= DAY:
        return "overdue" if due < DAY else "today"
    if status in (Status.WAITING, Status.CLOSING):
        return "waiting"
    return "week" if due <= DAY + days(7) else ""


def is_quiet(case, book, judged):
    if judged["status"] == Status.CLOSING:
        return False
    if judged["status"] in (Status.WAITING, Status.MONITORING) and judged["due_on"] >= DAY:
        return False
    return (DAY - timezone.localdate(last_written(case, book))).days > QUIET_AFTER


def expected_cases(user):
    """The rows of each group in their order, from the records alone."""
    urgency, silence = defaultdict(list), []
    for case in Case.objects.filter(area=user.current_posts[0].area, closed_on=None):
        book = open_book(case)
        judged = judge(book).case
        if case.owner_id in (user.pk, None) or judged["status"] == Status.NEW:
            key = (not judged["in_danger"], Risk.values.index(judged["risk"]), judged["due_on"], case.pk)
            urgency[groups_by(judged)].append((key, case.pk))
        if case.owner_id == user.pk and is_quiet(case, book, judged):
            silence.append((last_written(case, book), case.pk))
    rows = {name: [pk for _key, pk in sorted(found)] for name, found in urgency.items()}
    return rows | {"quiet": [pk for _moment, pk in sorted(silence)]}


def expected_beside(user):
    tasks = [task for task in Task.objects.select_related("case") if task.state == TaskState.OPEN]
    tasks = [one for one in tasks if one.owner_id == user.pk or one.owner_id is None and one.case.owner_id == user.pk]
    tasks = [one for one in tasks if one.due_on <= DAY + days(7)]
    plans = [one for one in Plan.objects.select_related("case") if one.case.owner_id == user.pk and not one.held_key]
    plans = [one for one in plans if one.planned_on <= DAY + days(7)]
    answers = [one for one in Notice.objects.all() if one.recipient_id == user.pk and not one.read_at]
    answers = [one for one in answers if one.kind == "ANSWER_CAME"]
    silent = [one for one in Referral.objects.select_related("round__case") if one.round.case.owner_id == user.pk]
    silent = [one for one in silent if one.answer_by < DAY]
    return {
        "silent": [one.pk for one in sorted(silent, key=lambda one: (one.answer_by, one.pk))],
        "tasks": [one.pk for one in sorted(tasks, key=lambda one: (one.due_on, one.pk))],
        "plans": [one.pk for one in sorted(plans, key=lambda one: (one.planned_on, one.pk))],
        "answers": [one.pk for one in sorted(answers, key=lambda one: -one.pk)],
    }


def groups_on(client, **asked):
    response = client.get("/", asked)
    assert response.status_code == 200
    return {group.name: group for group in [*response.context["groups"], *response.context["beside"]]}


# The page


def right_to_the_row(world, client):
    assert Case.objects.open().owned_by(world.officer).count() >= 150
    expected = expected_cases(world.officer) | expected_beside(world.officer)
    assert all(expected[name] for name in (*CASE_GROUPS, "silent", "tasks", "plans", "answers"))
    shown = groups_on(client)
    assert {name: group.count for name, group in shown.items()} == {name: len(expected[name]) for name in shown}
    for name, group in shown.items():
        assert [row.pk for row in group.rows] == expected[name][: worklist.A_GROUP], name
        alone = groups_on(client, show=name)
        assert {one: [row.pk for row in group.rows] for one, group in alone.items()} == {name: expected[name]}


def queries_at_home(client):
    client.get("/privacy/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    return len(asked)


def test_the_day_of_150_cases_is_right_to_the_row_and_costs_what_that_of_five_does(world, client):
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        for _case in range(5):
            make_case(world.officer, world.school)
        beside_cases(world, range(5))
        client.force_login(world.officer)
        few = queries_at_home(client)
    fill(world, (40, 15, 9, 0), COPIES)
    beside_cases(world, range(5, 65))
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        client.force_login(world.officer)
        assert queries_at_home(client) == few
        right_to_the_row(world, client)
