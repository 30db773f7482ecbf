"""The receipt of a report: a code that people can copy, that nobody can guess, and that tells three words and no more."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from dropout_cases import receipts, workflow
from dropout_cases.models import Report, ReportChannel
from schools import limits
from schools.models import TrailEvent
from tests.make import DAY, code, make_case

NOW = datetime(2024, 1, 15, 3, 0, tzinfo=UTC)  # ten o'clock in Thailand
CODE = receipts.code_of("one sending")
HERE = "10.0.0.1"


@pytest.fixture
def report(world):
    with time_machine.travel(NOW):
        one = Report(area=world.area, child_name="สมมติ", place_text="หมู่ 1", channel=ReportChannel.PUBLIC, happened_on=DAY)
        one.receipt = receipts.print_of(CODE)
        return workflow.receive(one)


# The code


def test_code_has_ten_letters_none_of_which_is_read_as_another():
    codes = {receipts.code_of(str(number)) for number in range(500)}
    assert len(codes) == 500
    assert {len(one) for one in codes} == {10}
    assert not set("".join(codes)) & set("BGILOSVZ01258")
    assert set("".join(codes)) == set(receipts.LETTERS)


def test_code_is_written_in_three_parts():
    assert receipts.in_parts("ACDEFHJKMN") == "ACDE-FHJ-KMN"


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), receipts.in_parts(CODE), f"  {receipts.in_parts(CODE)} ", " ".join(CODE), f"{CODE[:4]}–{CODE[4:]}\u200b"],
)
def test_code_is_read_however_it_is_typed(typed):
    assert receipts.read(typed) == CODE


def test_thai_digits_of_a_code_are_read():
    assert receipts.read("ACDE-๓๔๖-๗๙A") == "ACDE34679A"


@pytest.mark.parametrize("typed", ["", "-", CODE[:9], f"{CODE}A", "OOOOOOOOOO", "กกกกกกกกกก", "\x00" * 10])
def test_what_cannot_be_a_code_is_none(typed):
    assert receipts.read(typed) == ""


def test_code_itself_is_stored_nowhere(report):
    values = {str(getattr(report, field.attname)) for field in report._meta.fields}
    assert not [value for value in values if CODE in value]
    assert receipts.report_of(CODE) == report


@pytest.mark.parametrize("wrong", ["", receipts.code_of("another sending")])
def test_wrong_code_leads_to_no_report(report, wrong):
    assert receipts.report_of(wrong) is None


def test_one_form_is_one_sending_and_a_changed_form_another():
    assert receipts.sending_of("token", "ชื่อ") == receipts.sending_of("token", "ชื่อ")
    others = [("token", "น้องของชื่อ"), ("other", "ชื่อ"), ("token", "ชื่", "อ")]
    assert not [other for other in others if receipts.sending_of(*other) == receipts.sending_of("token", "ชื่อ")]


# What it tells


def test_status_of_a_new_report_is_received(report):
    assert receipts.status_of(report) == "รับแจ้งแล้ว"


def test_status_after_an_officer_opened_it_is_looked_at(report, world):
    workflow.look_at(report, by=world.officer)
    report.refresh_from_db()
    assert receipts.status_of(report) == "เจ้าหน้าที่เขตดูเรื่องนี้แล้ว"


def test_status_of_a_report_set_aside_is_looked_at_and_no_more(report, world):
    aside = workflow.set_aside(report, reason=code("TEST_OR_JOKE", "report_set_aside_reason"), by=world.officer, on=DAY)
    assert receipts.status_of(aside) == "เจ้าหน้าที่เขตดูเรื่องนี้แล้ว"


def test_status_of_a_report_in_a_case_is_that_the_child_is_helped(report, world):
    workflow.join(report, make_case(world.officer, world.school), by=world.officer, on=DAY)
    assert receipts.status_of(Report.objects.get(receipt=receipts.print_of(CODE))) == "เด็กกำลังได้รับการช่วยเหลือ"


# The wait


def times(number, limit=receipts.GUESSING, address=HERE, at=NOW):
    for _time in range(number):
        limits.count(limit, address, at)


@pytest.fixture
def ten_oclock(db):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("limit", [receipts.SENDING, receipts.ADDING, receipts.GUESSING], ids=lambda limit: limit.name)
def test_address_waits_after_its_number_of_times(ten_oclock, limit):
    times(limit.times - 1, limit)
    assert limits.wait_until(limit, HERE, NOW) is None
    times(1, limit)
    assert limits.wait_until(limit, HERE, NOW) == NOW + limit.window


def test_wait_is_of_one_address_and_one_thing(ten_oclock):
    times(receipts.GUESSING.times)
    assert limits.wait_until(receipts.GUESSING, "10.0.0.2", NOW) is None
    assert limits.wait_until(receipts.SENDING, HERE, NOW) is None


def test_wait_ends(ten_oclock):
    times(receipts.GUESSING.times)
    assert limits.wait_until(receipts.GUESSING, HERE, NOW + receipts.GUESSING.window) is None


def test_trail_names_no_address_and_another_name_every_day(ten_oclock):
    times(1)
    limits.count(receipts.GUESSING, HERE, NOW + timedelta(days=1))
    subjects = set(TrailEvent.objects.values_list("subject", flat=True))
    assert len(subjects) == 2
    assert not [subject for subject in subjects if HERE in subject]
