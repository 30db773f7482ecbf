"""A page asks the database the same number of questions however much there is: many cases, many rounds, many records."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases import workflow
from dropout_cases.kinds import kinds_in
from dropout_cases.models import Attendance, Case, Document, Note
from schools.fields import new_key
from tests.dropout_cases.copies import copies, whole_copies
from tests.long import lived_here, make_long_case, notes
from tests.make import (
    DAY,
    code,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_meeting,
    make_referral,
    make_return,
    make_school,
    make_visit,
)

MOST_AT_HOME = 22
MOST_ON_A_CASE = 95
EARLIER = DAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


def queries(client, user, url):
    """How many questions the page asks; the session is awake and written down already."""
    client.force_login(user)
    client.get("/privacy/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


# Many cases


@pytest.mark.parametrize("who", ["officer", "supervisor"])
@pytest.mark.parametrize("asked", ["/", "/?who=all"])
def test_home_asks_the_same_for_three_cases_and_for_thirty(world, client, who, asked):
    user = getattr(world, who)
    overdue, due, new = (make_case(by, world.school, on=on) for by, on in ((user, EARLIER), (user, DAY), (world.teacher, DAY)))
    few = queries(client, user, asked)
    for case in (overdue, due, new):
        copies(case, 9)
    assert queries(client, user, asked) == few <= MOST_AT_HOME


def test_home_of_a_school_asks_the_same_for_three_pupils_and_for_thirty(world, client):
    cases = [make_case(world.officer, world.school, on=EARLIER) for _pupil in range(3)]
    make_contact(cases[0], world.officer, answer="", on=EARLIER)
    make_return(cases[1], world.officer, on=EARLIER, confirmed=False)
    make_return(cases[2], world.officer, on=EARLIER)
    few = queries(client, world.teacher, "/")
    whole_copies(cases[2], 27)
    for case in Case.objects.order_by("-pk")[:3]:
        make_contact(case, world.officer, answer="", on=EARLIER)
        make_return(case, world.officer, on=EARLIER, confirmed=False)
        make_follow_up(case, world.teacher, on=EARLIER)
    assert queries(client, world.teacher, "/") == few <= MOST_AT_HOME


def test_the_report_form_asks_the_same_for_three_schools_and_for_thirty(world, client):
    few = queries(client, world.officer, "/cases/add/")
    for _school in range(27):
        make_school(world.area)
    assert queries(client, world.officer, "/cases/add/") == few <= MOST_AT_HOME


# A long case


def a_round(case, officer, agency, on):
    """Everything one round may hold, several times over."""
    for _again in range(3):
        make_contact(case, officer, on=on)
        make_contact(case, officer, party="AGENCY", agency=agency, on=on, answer="")
        make_visit(case, officer, agencies=[agency], on=on).causes.add(code("ABUSE", "dropout_reason"))
        make_meeting(case, officer, on=on)
        make_referral(case, officer, agency, on=on, accepted=False)
    make_return(case, officer, on=on)
    workflow.postpone(case.current_round, to=DAY + timedelta(days=9), reason="ปิดเทอม", by=officer, on=DAY)
    shared = {"case": case, "round": case.current_round, "happened_on": on, "entered_by": officer, "entered_role": "OFFICER"}
    for _again in range(3):
        Note.objects.create(text="โทรหายาย", **shared)
        Document.objects.create(name="คำสั่ง", original_name="a.pdf", stored_name=new_key(), size=1, **shared)


def grow(case, world, rounds):
    """Rounds of many records, each ended because the child left again."""
    for number in range(rounds):
        on = EARLIER + timedelta(days=number)
        a_round(case, world.officer, world.agency, on)
        make_follow_up(case, world.officer, on=on, attendance=Attendance.STOPPED)
        if number < rounds - 1:
            workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=on)


@pytest.fixture
def short_and_long(world):
    """A case of one round with one record of each kind, and one of five rounds with many."""
    short, long = (make_case(world.officer, world.school, on=EARLIER) for _case in range(2))
    go_through(short, world.officer, world.agency, until=4, on=EARLIER)
    make_referral(short, world.officer, world.agency, on=EARLIER, accepted=False, helps=["LEGAL"])
    make_return(short, world.officer, on=EARLIER)
    workflow.postpone(short.current_round, to=DAY + timedelta(days=9), reason="ปิดเทอม", by=world.officer, on=DAY)
    make_follow_up(short, world.officer, on=EARLIER, attendance=Attendance.STOPPED)
    shared = {"case": short, "round": short.current_round, "happened_on": EARLIER, "entered_by": world.officer}
    Note.objects.create(text="โทรหายาย", entered_role="OFFICER", **shared)
    Document.objects.create(name="คำสั่ง", original_name="a.pdf", stored_name=new_key(), size=1, entered_role="OFFICER", **shared)
    grow(long, world, rounds=5)
    return Case.objects.get(pk=short.pk), Case.objects.get(pk=long.pk)


def test_every_page_of_a_case_asks_the_same_for_one_round_and_for_five(world, client, short_and_long):
    pages = {
        world.officer: [
            "",
            "?show=step",
            "?show=document",
            "student/",
            "student/edit/",
            "people/",
            "documents/",
            "contact/",
            "visit/",
        ],
        world.supervisor: ["", "trail/", "assign/"],
        world.colleague: ["", "people/"],
        world.teacher: ["", "follow-up/"],
    }
    for user, tabs in pages.items():
        for tab in tabs:
            few, many = (queries(client, user, case.get_absolute_url() + tab) for case in short_and_long)
            assert few == many <= MOST_ON_A_CASE, (user, tab)


def test_a_long_life_opens_with_as_many_questions_as_a_new_case(world, client):
    new = make_case(world.stranger, world.far_school, on=EARLIER)
    lived_here(new, world.stranger, world.far_school, EARLIER)
    notes(new, world.stranger, 1, EARLIER)
    make_follow_up(new, world.stranger, on=EARLIER)
    long = make_long_case(world, on=EARLIER - timedelta(days=365))
    assert (long.round_number, long.rounds.values("area").distinct().count()) == (5, 2)
    more_kinds = len(kinds_in(long) - kinds_in(new))  # each of which is read by a question of its own
    for tab in ("", "?all=1", "checks/", "rounds/", "people/", "documents/"):
        few, many = (queries(client, world.stranger, case.get_absolute_url() + tab) for case in (new, long))
        assert few <= many <= min(few + more_kinds, MOST_ON_A_CASE), tab


def saving(client, case):
    """How many questions it takes to save a contact."""
    typed = {"party": "TEAM", "channel": "PHONE", "asked": "ถาม", "happened_on": "15/01/2567", "safety": "SAFE"}
    typed |= {"advice-TOTAL_FORMS": "0", "advice-INITIAL_FORMS": "0"}
    client.get("/privacy/")
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"{case.get_absolute_url()}contact/", typed | {"best_interest": "อยู่กับยาย"}).status_code == 302
    return len(asked)


def test_saving_a_record_asks_the_same_after_one_record_and_after_thirty(world, client):
    client.force_login(world.officer)
    case = make_case(world.officer, world.school, on=EARLIER)
    a_round(case, world.officer, world.agency, EARLIER)
    saving(client, case)  # a kind of which nothing is written is not read
    few = saving(client, case)
    a_round(case, world.officer, world.agency, EARLIER)
    assert saving(client, case) == few
