"""Many hands at one report: a form sent twice at once is one report, and a report gets one verdict and a child one open case."""

import pytest
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Case, Report, ReportPoint, Verdict
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on
from tests.dropout_cases.test_races import race  # noqa: F401
from tests.make import DAY, code, make_case, make_student

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ANSWERS = {"name": "ปิ่น สมมติ", "causes": "dropout_reason.UNKNOWN", "safety": "UNSAFE", "story": "ไม่ไปโรงเรียน"}


def make_report(world, name="ปิ่น สมมติ", **fields):
    told = {"area": world.area, "child_name": name, "place_text": "หมู่ 1", "happened_on": DAY} | fields
    return workflow.receive(Report(**told))


def test_public_form_sent_twice_at_once_is_one_report_with_one_code(world, race):  # noqa: F811
    point = ReportPoint.objects.create(area=world.area, place_text="หมู่ 1", made_by=world.officer)
    client = PageClient()
    typed = form_on(client.get(f"/r/{point.key}/")) | ANSWERS

    def send():
        return PageClient().post(f"/r/{point.key}/", typed).cookies["receipt"].value.split(":")[0]

    codes = race(send, send, send)
    assert len(set(codes)) == 1, codes
    assert Report.objects.count() == 1
    assert world.supervisor.notices.count() == 1


def test_report_gets_one_verdict_however_many_officers_decide(world, race):  # noqa: F811
    report, case = make_report(world), make_case(world.officer, world.school)
    reason = code("NOT_ENOUGH", "report_set_aside_reason")
    outcomes = race(
        lambda: workflow.open_case_from(report, by=world.officer, on=DAY),
        lambda: workflow.join(report, case, by=world.colleague, on=DAY),
        lambda: workflow.set_aside(report, reason=reason, by=world.supervisor, on=DAY),
    )
    assert sum(isinstance(one, workflow.Refused) for one in outcomes) == 2, outcomes
    report.refresh_from_db()
    assert report.verdict
    assert Case.objects.count() == (2 if report.verdict == Verdict.NEW_CASE else 1)


def test_two_reports_of_one_child_open_one_case(world, race):  # noqa: F811
    child = make_student(world.area, world.school)
    child.save()
    reports = [make_report(world), make_report(world, "น้องปิ่น")]
    outcomes = race(*(lambda one=one: workflow.open_case_from(one, by=world.officer, on=DAY, student=child) for one in reports))
    assert sorted(type(one).__name__ for one in outcomes) == ["Case", "Refused"], outcomes
    assert Case.objects.count() == 1


def test_verdict_is_taken_back_once(world, race):  # noqa: F811
    report = make_report(world)
    workflow.open_case_from(report, by=world.officer, on=DAY)
    report.refresh_from_db()
    now = timezone.now()
    outcomes = race(*[lambda: workflow.undo_verdict(report, by=world.officer, at=now)] * 2)
    assert sum(isinstance(one, workflow.Refused) for one in outcomes) == 1, outcomes
    assert not Case.objects.exists()
    assert Report.objects.get().is_waiting
