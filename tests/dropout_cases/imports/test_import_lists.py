"""Lists of children to trace become waiting reports, once; days absent are noted for known pupils, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dropout_cases.models import Absence, Identity, ImportKind, Report, ReportChannel
from tests.dropout_cases.imports.lists import as_csv, checked, counts, pin, written
from tests.make import DAY, make_case, make_student

TRACING, ABSENCES = ImportKind.TRACING, ImportKind.ABSENCES
PANONG = ["ลำดับ", "เลขบัตรประชาชน", "ชื่อ-สกุล", "วันเกิด", "สถานศึกษาเดิม", "รหัสสาเหตุ"]
DAYS = ["รหัสนักเรียน", "เลขบัตรประชาชน", "ชื่อ-สกุล", "โรงเรียน", "วันที่ขาดเรียน"]
MONDAY = DAY - timedelta(days=DAY.weekday())


def child(number, **cells):
    row = {"เลขบัตรประชาชน": pin(number), "ชื่อ-สกุล": f"เด็กชายสมมติ{'กขคงจฉชซฌญ'[number % 10]} ตัวอย่าง", "สถานศึกษาเดิม": "โรงเรียนหนึ่ง"}
    return row | {"วันเกิด": "01/02/2555", "รหัสสาเหตุ": "9"} | cells


def tracing(world, *rows, act=written, **options):
    return act(world, TRACING, as_csv(rows, PANONG), source="PANONG", **options)


def pupil(world, **fields):
    student = make_student(world.area, world.school, **fields)
    student.save()
    return student


def numbered(world, number, **fields):
    student = pupil(world, **fields)
    Identity.objects.create(student=student, number=pin(number), started_on=DAY)
    return student


# Children to trace


def test_each_child_of_the_list_becomes_a_waiting_report_once(world):
    rows = [child(number) for number in range(5)]
    assert counts(tracing(world, *rows)) == (5, 0, 0, 0)
    assert counts(tracing(world, *rows)) == (0, 0, 5, 0)
    report = Report.objects.waiting().first()
    assert Report.objects.count() == 5
    assert (report.channel, report.school, report.source.code) == (ReportChannel.IMPORT, world.school, "PANONG")
    assert (report.child_name, report.told["number"], report.told["born_on"]) == ("ด.ช.สมมติก ตัวอย่าง", pin(0), "2012-02-01")
    assert [cause.code for cause in report.causes.all()] == ["POVERTY"]
    assert "ผู้ปกครองมีรายได้น้อย" in report.story


@pytest.mark.parametrize(("cause", "expected"), [("1", "TRANSPORT"), ("17", "UNKNOWN"), ("4", "UNKNOWN"), ("", "UNKNOWN")])
def test_an_outcome_or_a_wide_reason_is_no_cause(world, cause, expected):
    tracing(world, child(1, รหัสสาเหตุ=cause))
    assert Report.objects.get().causes.get().code == expected


def test_a_child_with_an_open_case_is_not_reported_again(world):
    make_case(world.officer, world.school, student=numbered(world, 1))
    assert counts(tracing(world, child(1), child(2))) == (1, 0, 1, 0)


def test_a_known_child_is_known_by_name_and_birth_date(world):
    known = pupil(world, first_name="สมมติข", last_name="ตัวอย่าง", born_on=DAY.replace(2012, 2, 1), born_precision="day")
    tracing(world, child(1, เลขบัตรประชาชน=""))
    assert Report.objects.get().student == known


def test_a_waiting_report_of_the_same_name_and_school_is_enough(world):
    tracing(world, child(1, เลขบัตรประชาชน=""))
    assert counts(tracing(world, child(1), act=checked)) == (0, 0, 1, 0)


def test_next_years_list_reports_again_who_is_helped_no_more(world):
    tracing(world, child(1))
    Report.objects.update(voided_at=timezone.now(), voided_by=world.officer, void_reason="ลงผิด")
    assert counts(tracing(world, child(1), act=checked)) == (0, 0, 1, 0)
    assert counts(tracing(world, child(1), act=checked, today=DAY + timedelta(days=365))) == (1, 0, 0, 0)


def test_a_school_of_another_area_is_let_go_and_stays_as_the_place(world):
    row = child(1, สถานศึกษาเดิม="โรงเรียนต่างจังหวัด")
    assert tracing(world, row, act=checked).counts["faults"] == {"UNKNOWN_SCHOOL": 1}
    tracing(world, row, fixes={"UNKNOWN_SCHOOL": {"*": "drop"}})
    report = Report.objects.get()
    assert (report.school, report.place_text) == (None, "โรงเรียนต่างจังหวัด")


# Absences


def absent(world, *rows, act=written, **options):
    return act(world, ABSENCES, as_csv(rows, DAYS), **options)


def be(day):
    return f"{day:%d/%m}/{day.year + 543}"


def test_days_are_noted_by_code_by_number_and_by_name_and_once(world):
    pupil(world, student_code="101", first_name="สมมติก")
    numbered(world, 7, first_name="สมมติข")
    pupil(world, first_name="สมมติค")
    rows = [
        {"รหัสนักเรียน": "101", "โรงเรียน": "โรงเรียนหนึ่ง", "วันที่ขาดเรียน": be(MONDAY)},
        {"เลขบัตรประชาชน": pin(7), "วันที่ขาดเรียน": be(MONDAY)},
        {"ชื่อ-สกุล": "ด.ช.สมมติค ตัวอย่าง", "โรงเรียน": "รร.หนึ่ง", "วันที่ขาดเรียน": be(MONDAY)},
    ]
    batch = absent(world, *rows)
    assert counts(batch) == (3, 0, 0, 0)
    assert counts(absent(world, *rows)) == (0, 0, 3, 0)
    assert Absence.objects.filter(day=MONDAY, batch=batch).count() == Absence.objects.count() == 3


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"วันที่ขาดเรียน": ""}, "NO_DATE"),
        ({"วันที่ขาดเรียน": be(DAY + timedelta(days=20))}, "FUTURE_DATE"),
        ({"วันที่ขาดเรียน": be(MONDAY - timedelta(days=1))}, "NOT_A_SCHOOL_DAY"),
        ({"ชื่อ-สกุล": "ไม่มี ในทะเบียน"}, "UNKNOWN_PUPIL"),
        ({"ชื่อ-สกุล": ""}, "NO_NAME"),
        ({"ชื่อ-สกุล": "ซ้ำ ตัวอย่าง"}, "SEVERAL_PUPILS"),
    ],
)
def test_what_is_wrong_with_a_day_is_said(world, cells, kind):
    for name in ("สมมติก", "ซ้ำ", "ซ้ำ"):
        pupil(world, first_name=name)
    row = {"ชื่อ-สกุล": "สมมติก ตัวอย่าง", "โรงเรียน": "โรงเรียนหนึ่ง", "วันที่ขาดเรียน": be(MONDAY)}
    batch = absent(world, row | cells, act=checked)
    assert list(batch.faults.values_list("kind", flat=True)) == [kind]


def test_days_that_reach_the_last_threshold_tell_the_area(world):
    student = pupil(world, student_code="101")
    days = [MONDAY - timedelta(days=distance) for distance in range(13, -1, -1)]
    rows = [
        {"รหัสนักเรียน": "101", "โรงเรียน": "โรงเรียนหนึ่ง", "วันที่ขาดเรียน": be(day)} for day in days if day.weekday() < 5 and day.day != 1
    ]
    absent(world, *rows)
    assert Report.objects.get(channel=ReportChannel.WARNING).student == student
