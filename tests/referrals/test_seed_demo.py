"""The demo: whole on any day, the same after a second run, and true to what the office reported for 2567."""

import json
from collections import Counter
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from dropout_cases.figures import narrow
from dropout_cases.judgement import open_book
from dropout_cases.models import (
    Case,
    Closing,
    Move,
    NextAct,
    PlannedCheck,
    Report,
    Round,
    Setback,
    Status,
    Student,
    TaskSource,
    TaskState,
)
from dropout_cases.steps import Step
from referrals.models import (
    Consent,
    EventKind,
    HelpGiven,
    Outcome,
    PathwayReply,
    Referral,
    ReferralEvent,
    ReferralStatus,
    UnmetNeed,
)
from schools.access import Role
from schools.models import Agency, Area, Code, Post, School, User
from tests.client import PageClient
from tests.recomputed import differences
from thai.dates import fiscal_year, fiscal_year_bounds
from thai.text import fold_school

DAY = date(2025, 2, 14)
YEAR_2567 = fiscal_year_bounds(2567)
APPS = ("schools", "dropout_cases", "referrals")
FOUR_SCHOOLS = {
    "โรงเรียนชุมชนบ้านโต้นศรีพิมลวิทยา": "พระยืน",
    "โรงเรียนหนองโพธิ์ประชานุกูล": "พระยืน",
    "โรงเรียนบ้านกอก": "เมืองขอนแก่น",
    "โรงเรียนบ้านคำไฮหัวทุ่งประชาบำรุง": "เมืองขอนแก่น",
}


def row_counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.app_label in APPS}


def all_records(cases):
    return [record for case in cases for record in open_book(case).all_records]


class TestDemo(TestCase):
    """What stands in the database after one run."""

    client_class = PageClient

    @classmethod
    def setUpTestData(cls):
        call_command("seed_demo", today=DAY)
        cls.cases = list(Case.objects.all())
        cls.closed = [case for case in cls.cases if not case.is_open]
        cls.open = [case for case in cls.cases if case.is_open]

    def test_a_second_run_changes_nothing(self):
        before = row_counts()
        call_command("seed_demo", today=date(2025, 3, 1))
        assert row_counts() == before

    def test_the_office_its_network_and_its_people(self):
        area, elsewhere = Area.objects.order_by("code")
        assert sorted(amphoe.tambon.count() for amphoe in area.amphoe.all()) == [5, 7, 18]
        assert area.intake_owner.username == "officer"
        assert (elsewhere.schools.count(), "(ตัวอย่าง)" in elsewhere.name) == (1, True)
        agencies = Agency.objects.select_related("kind").prefetch_related("services")
        assert sorted(agency.kind.code for agency in agencies) == sorted(code.code for code in Code.objects.of("agency_kind"))
        assert all("(ตัวอย่าง)" in agency.name and agency.services.all() for agency in agencies)
        assert set(Post.objects.values_list("role", flat=True)) == set(Role.values)

    def test_somebody_of_every_role_can_sign_in(self):
        for name in ("officer", "supervisor", "teacher", "executive", "partner", "sysadmin", "supervisor-far"):
            assert User.objects.get(username=name).check_password(settings.DEMO_PASSWORD)

    def test_a_misprint_still_finds_the_school(self):
        for typed in ("โรงเรียนชุมชนบ้านไต้ต้นศรีพิมลวิทยา", "บ้านไต้ต้นศรีพิมล", "รร.ชุมชนบ้านโต้น"):
            found = School.objects.get(search_text__contains=fold_school(typed))
            assert found.name == "โรงเรียนชุมชนบ้านโต้นศรีพิมลวิทยา"

    def test_the_four_pupils_of_2567(self):
        closings = Closing.objects.filter(approved=True, decided_on__range=YEAR_2567, outcome__group="success")
        assert {closing.school.name: closing.amphoe.name for closing in closings} == FOUR_SCHOOLS
        assert Counter(closing.amphoe.name for closing in closings) == {"พระยืน": 2, "เมืองขอนแก่น": 2}
        assert len({closing.case.student_id for closing in closings}) == len(closings) == 4
        assert all(closing.asked_by != closing.decided_by for closing in closings)
        assert sorted(case.round_number for case in self.closed) == [1, 1, 1, 2]
        assert len({code for case in self.closed for code in case.causes.all()}) >= 4

    def test_the_summary_says_what_the_office_reported(self):
        out = StringIO()
        call_command("summary", 2567, format="json", stdout=out)
        summary = json.loads(out.getvalue())
        assert (summary["fiscal_year"], summary["pupils_staying"], summary["schools"]) == (2567, 4, 4)
        assert summary["by_amphoe"] == {"พระยืน": 2, "เมืองขอนแก่น": 2}
        assert {row["school"]: (row["amphoe"], row["pupils"]) for row in summary["by_school"]} == {
            school: (amphoe, 1) for school, amphoe in FOUR_SCHOOLS.items()
        }

    def test_everything_of_2567_happened_in_2567(self):
        days = [day for record in all_records(self.closed) for day in (record.happened_on, record.known_on)]
        days += [day for case in self.closed for day in (case.opened_on, case.closed_on)]
        first, last = YEAR_2567
        assert first <= min(days) <= max(days) <= last

    def test_open_cases_began_in_this_fiscal_year_where_their_story_fits(self):
        assert {fiscal_year(case.opened_on) for case in self.open} == {fiscal_year(DAY)}

    def test_every_number_is_of_its_year(self):
        assert all(case.number.split("-")[1] == str(fiscal_year(case.opened_on)) for case in self.cases)

    def test_no_record_lies_before_its_case_or_after_today(self):
        for case in self.cases:
            assert all(case.opened_on <= record.happened_on <= DAY for record in all_records([case]))

    def test_what_is_stored_is_what_the_records_say(self):
        assert [differences(case) for case in self.cases] == [{}] * len(self.cases)

    def test_every_case_opens_and_so_does_the_form_that_is_due(self):
        bosses = {name: User.objects.get(username=name) for name in ("supervisor", "supervisor-far")}
        for name, case in [(name, case) for name, boss in bosses.items() for case in Case.objects.visible_to(boss)]:
            self.client.force_login(bosses[name])
            assert self.client.get(case.get_absolute_url()).status_code == 200
            assert self.client.get(case.next_url).status_code == 200
        assert sum(Case.objects.visible_to(boss).count() for boss in bosses.values()) == len(self.cases)

    def test_cases_rest_turn_and_go_elsewhere(self):
        states = set(Move.objects.values_list("kind", "state"))
        assert states == {(kind, state) for kind in ("SCHOOL", "AREA") for state in ("ASKED", "ACCEPTED")}
        assert {case.status for case in self.open} >= {Status.MOVING, Status.CLOSING}
        assert Setback.objects.standing().count() == 1
        late = PlannedCheck.objects.filter(task__source=TaskSource.CHECK, reminded_at__isnull=False)
        assert late.filter(task__state=TaskState.OPEN).exists()
        assert Closing.objects.filter(decided_on=None, case__tasks__outlives=True).exists()

    def test_a_case_handed_over_is_counted_by_both_offices(self):
        gone = Move.objects.accepted().get(to_area__isnull=False).case
        counted = {name: User.objects.get(username=name) for name in ("supervisor", "supervisor-far")}
        year = {"figure": "opened", "year": fiscal_year(DAY), "today": DAY}
        for boss in counted.values():
            assert gone in narrow(Round.objects.countable_by(boss), reader=boss, **year)

    def test_the_lists_open_for_those_who_work_with_them(self):
        pages = ["home", "dropout_cases:case-list", "dropout_cases:case-board", "referrals:referral-list", "schools:agency-list"]
        for username, names in {"officer": pages, "teacher": pages[:2], "partner": ["home", "referrals:referral-list"]}.items():
            self.client.force_login(User.objects.get(username=username))
            for name in names:
                assert self.client.get(reverse(name), follow=True).status_code == 200, f"{name} as {username}"

    def test_the_teacher_and_the_partners_have_something_to_do(self):
        at_school = Case.objects.visible_to(User.objects.get(username="teacher")).open()
        assert {NextAct.ANSWER, NextAct.RECORD, NextAct.LOOP} <= {case.next_act for case in at_school}
        partner = User.objects.get(username="partner")
        sent = Referral.objects.visible_to(partner, DAY)
        assert {one.status for one in sent} == {ReferralStatus.SENT, ReferralStatus.ACCEPTED, ReferralStatus.DONE}
        self.client.force_login(partner)
        with time_machine.travel(f"{DAY} 03:00"):
            assert all(self.client.get(one.get_absolute_url()).status_code == 200 for one in sent)

    def test_all_that_can_happen_to_a_referral_has_happened(self):
        assert set(Referral.objects.values_list("status", flat=True)) == set(ReferralStatus)
        assert set(ReferralEvent.objects.values_list("kind", flat=True)) == set(EventKind)
        assert set(HelpGiven.objects.values_list("outcome", flat=True)) >= {Outcome.GOT, Outcome.PARTLY}
        assert Referral.objects.filter(pathway_reply=PathwayReply.OTHERWISE).exists()
        assert {bool(consent.withdrawn_on) for consent in Consent.objects.all()} == {True, False}
        assert Referral.objects.silent(DAY).filter(events__kind=EventKind.ESCALATED).exists()
        assert UnmetNeed.objects.exists()

    def test_names_are_visibly_invented(self):
        children = Student.objects.exclude(first_name="").exclude(last_name="น้ำทิพย์กู้เกียรติ์")
        people = [*children.values_list("last_name", flat=True), *User.objects.values_list("full_name", flat=True)]
        people += [student.guardian_name for student in Student.objects.all() if student.guardian_name]
        assert [name for name in people if "สมมติ" not in name and "ตัวอย่าง" not in name] == []
        assert Student.objects.filter(first_name="").count() == 1

    def test_second_rounds_are_among_open_and_closed_cases(self):
        days = Round.objects.filter(number=2).values_list("case__closed_on", flat=True)
        assert sorted(day is None for day in days) == [False, True, True], "one of the open ones began at the other office"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2028, 2, 29)], ids=str)
def test_open_cases_show_every_state_on_any_day(day, monkeypatch):
    monkeypatch.setattr("referrals.demo.tell_year_2567", lambda office: None)
    with time_machine.travel(f"{day} 03:00"):
        call_command("seed_demo")
    cases = list(Case.objects.select_related("owner"))
    assert {case.status for case in cases} == set(Status) - {Status.CLOSED, Status.MERGED, Status.NEW}
    assert {case.next_act for case in cases} == set(NextAct) - {NextAct.NOTHING}
    assert {case.step for case in cases} == set(Step) - {Step.REPORT}
    assert {(case.due_on > day) - (case.due_on < day) for case in cases} == {-1, 0, 1}, "overdue, due today, due later"
    assert any(case.in_danger for case in cases)
    assert {case.owner.username for case in cases} == {"officer", "officer2", "supervisor-far"}
    assert {report.channel for report in Report.objects.waiting()} == {"SCHOOL", "PUBLIC", "WARNING"}
    assert all(record.happened_on <= day for record in all_records(cases))


@pytest.mark.django_db
def test_says_that_nothing_was_changed(capsys, monkeypatch):
    monkeypatch.setattr("referrals.demo.is_there", lambda: True)
    call_command("seed_demo")
    assert "nothing was changed" in capsys.readouterr().out


@pytest.mark.django_db
def test_refuses_where_the_demo_is_off(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("seed_demo")
    assert not Area.objects.exists()


@pytest.mark.django_db
@time_machine.travel("2025-02-13 03:00")
def test_refuses_a_day_ahead():
    with pytest.raises(CommandError, match="future"):
        call_command("seed_demo", today=DAY)


@pytest.mark.django_db
def test_makes_all_or_nothing(monkeypatch):
    monkeypatch.setattr("referrals.demo.tell_year_2567", lambda office: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("seed_demo", today=DAY)
    assert not Area.objects.exists()
