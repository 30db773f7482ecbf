"""Synthetic cases are what the engine would have made of the same records."""

from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.test import TestCase

from dropout_cases.judgement import open_book
from dropout_cases.models import Case, Closing, Register, Report, Status, Student
from dropout_cases.steps import Step
from referrals.demo.load.patterns import PATTERNS
from referrals.models import Meeting, Referral
from schools.access import Action, may
from schools.models import Agency, Area, User
from tests.recomputed import differences
from thai.dates import fiscal_year

DAY = date(2025, 2, 14)
CASES = 240


class TestLoad(TestCase):
    """What stands in the database after one run."""

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(f"{DAY} 03:00"):
            call_command("seed_load", cases=CASES, areas=2, today=DAY)
        cls.cases = list(Case.objects.select_related("student", "school", "owner", "tambon").order_by("pk"))
        cls.kinds = {(case.status, case.next_act, case.step, case.round_number, case.outcome_id): case for case in cls.cases}

    def test_the_engine_would_have_computed_the_same(self):
        for case in [*self.kinds.values(), *self.cases[::6]]:
            assert differences(case) == {}
            records = [record for record in open_book(case).all_records if hasattr(record, "causes")]
            assert set(case.causes.all()) == {cause for record in records for cause in record.causes.all()}

    def test_every_pattern_and_both_offices_are_there(self):
        assert len(self.cases) == CASES
        assert Area.objects.count() == 2
        assert {case.status for case in self.cases} == set(Status) - {Status.MERGED, Status.NEW}
        assert {case.step for case in self.cases if case.is_open} == set(Step) - {Step.REPORT}
        assert len(self.kinds) == len(PATTERNS)

    def test_days_spread_around_today(self):
        due = [case.due_on for case in self.cases if case.is_open]
        assert min(due) < DAY < max(due)
        successes = Closing.objects.filter(approved=True, outcome__group="success")
        assert len({fiscal_year(closing.decided_on) for closing in successes}) >= 3
        assert max(case.closed_on for case in self.cases if not case.is_open) <= DAY

    def test_numbers_follow_the_registers(self):
        assert len({case.number for case in self.cases}) == CASES
        last = {(one.area_id, one.name, one.fiscal_year): one.last for one in Register.objects.all()}
        for case in self.cases:
            area, year, number = case.number.split("-")
            assert int(year) == fiscal_year(case.opened_on)
            assert int(number) <= last[case.area_id, "case", int(year)]
        meetings = list(Meeting.objects.all())
        assert all(one.fiscal_year == fiscal_year(one.happened_on) for one in meetings)
        assert sum(number for (_area, name, _year), number in last.items() if name == "meeting") == len(meetings)

    def test_referrals_come_with_what_was_shared_and_said_and_count_at_their_agency(self):
        sent = Referral.objects.prefetch_related("packages", "events")
        assert all(one.packages.all() and bool(one.answered_on) == bool(one.events.all()) for one in sent)
        agencies = Agency.objects.annotate(sent=Count("referrals"), answered=Count("referrals__answered_on"))
        assert {(one.sent_count, one.answered_count) for one in agencies} == {(one.sent, one.answered) for one in agencies}
        assert any(one.reply_days for one in agencies)

    def test_a_second_run_adds_to_the_first_and_the_same_seed_chooses_alike(self):
        with time_machine.travel(f"{DAY} 03:00"):
            call_command("seed_load", cases=20, areas=2, today=DAY)
        children = [case.student.full_name for case in Case.objects.select_related("student").order_by("pk")]
        assert children == [case.student.full_name for case in self.cases + self.cases[:20]]
        assert Area.objects.count() == 2
        connection.check_constraints()
        student = Student.objects.create(area=Area.objects.first(), first_name="คนต่อไป")
        assert student.pk > max(case.student_id for case in self.cases)

    def test_children_are_found_and_ordered_by_their_names(self):
        for case in self.cases:
            indexed = (case.student.search_text, case.student.sort_key)
            case.student.save()
            assert (case.student.search_text, case.student.sort_key) == indexed
            assert (case.search_text, case.sort_key) == (case.index_text(), case.student.sort_key)

    def test_people_and_places_fit_together(self):
        for case in self.cases:
            assert case.school.area_id == case.student.area_id == case.area_id
            assert case.tambon_id == case.school.tambon_id
            assert case.amphoe_id == case.tambon.amphoe_id
            assert may(case.owner, Action.CASE_RECORD, case.place)
        for report in Report.objects.select_related("entered_by", "round__case"):
            assert may(report.entered_by, Action.CASE_REPORT, report.place)

    def test_only_people_of_the_first_office_can_sign_in(self):
        able = {user.username for user in User.objects.all() if user.has_usable_password()}
        assert able == {"load-officer-01", "load-supervisor-01", "load-teacher-01-1"}
        assert User.objects.get(username="load-officer-01").check_password(settings.DEMO_PASSWORD)


def test_refuses_where_the_demo_is_off_unless_told_to(settings, monkeypatch):
    asked = []
    monkeypatch.setattr("referrals.demo.load.fill", lambda *numbers, **options: asked.append(options) or [1])
    settings.DEMO = False
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_load", cases=1)
    call_command("seed_load", cases=1, today=DAY, force=True)
    assert [options["password"] for options in asked] == [None], "nobody can sign in"


@pytest.mark.parametrize("numbers", [{"cases": 0}, {"cases": 1, "areas": 0}, {"cases": 1, "areas": 334}], ids=str)
def test_refuses_numbers_that_make_no_sense(numbers):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("seed_load", **numbers)
