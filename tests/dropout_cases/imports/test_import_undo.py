"""A batch is taken back while untouched, and says what stands in the way when it is not."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from dropout_cases.imports import jobs, writing
from dropout_cases.models import Absence, BatchState, Enrolment, FormerName, Identity, ImportKind, Report, StagedPupil, Student
from schools.models import School, TrailEvent, Verb
from tests.dropout_cases.imports.lists import DMC, SCHOOLS, as_csv, pin, pupil, school, written
from tests.dropout_cases.imports.test_import_lists import DAYS, PANONG, be, child
from tests.make import DAY, make_case, make_student

PUPILS = ImportKind.PUPILS
FIELDS = ("school_id", "title", "first_name", "last_name", "grade_id", "room", "student_code", "guardian_name", "guardian_phone",
          "address", "search_text", "sort_key", "sound_first", "phone_print", "born_on")  # fmt: skip


def roll(*rows):
    return as_csv(rows, DMC)


def undone(batch, by):
    jobs.start_undo(batch, by=by, today=DAY)
    batch.refresh_from_db()
    return batch


def picture():
    """All that is known of the children, as it stands."""
    return (
        list(Student.objects.order_by("pk").values_list(*FIELDS)),
        list(Identity.objects.order_by("pk").values_list("student", "fingerprint", "ended_on")),
        list(Enrolment.objects.order_by("pk").values_list("student", "school", "ended_on")),
        FormerName.objects.count(),
    )


def test_children_made_go_again(world):
    batch = written(world, PUPILS, roll(*map(pupil, range(20))), with_family=True)
    assert Student.objects.count() == 20
    assert undone(batch, world.officer).state == BatchState.UNDONE
    assert picture() == ([], [], [], 0)
    assert not StagedPupil.objects.exists()
    assert TrailEvent.objects.filter(verb=Verb.UNDONE, subject=f"importbatch:{batch.key}").count() == 1


def test_children_changed_get_their_former_values_back(world):
    g_code = "G644200000001"
    written(world, PUPILS, roll(pupil(1, **{DMC[2]: g_code}), pupil(2), pupil(3)), with_family=True)
    case = make_case(world.officer, world.school, student=Student.objects.get(student_code="10001"))
    before = picture()
    changes = [
        pupil(1, ชื่อ="เปลี่ยน", นามสกุล="นามสกุล", ห้อง="9", **{"หมายเลขโทรศัพท์ของผู้ปกครอง": "0999999999"}),
        pupil(2, school="โรงเรียนสอง", ชั้น="09"),
        pupil(3),
    ]
    changes[0]["วันเกิด"] = pupil(1)["วันเกิด"]
    batch = written(world, PUPILS, roll(*changes), with_family=True)
    assert batch.counts["changed"] == 2
    assert picture() != before
    undone(batch, world.officer)
    assert batch.failure == ""
    assert picture() == before
    case.refresh_from_db()
    case.student.refresh_from_db()
    assert case.search_text == case.index_text()


def test_batches_are_taken_back_one_after_the_other_the_latest_first(world):
    first, second = written(world, PUPILS, roll(pupil(1))), written(world, PUPILS, roll(pupil(1, ห้อง="9")))
    assert undone(first, world.officer).state == BatchState.WRITTEN
    assert undone(second, world.officer).state == BatchState.UNDONE
    assert undone(first, world.officer).state == BatchState.UNDONE
    assert not Student.objects.exists()


def test_a_case_opened_since_stands_in_the_way(world, client):
    batch = written(world, PUPILS, roll(pupil(1)))
    make_case(world.officer, world.school, student=Student.objects.get())
    client.force_login(world.officer)
    page = reverse("dropout_cases:import-undo", args=[batch.key])
    for answer in (client.get(page), client.post(page)):
        assert "มี 1 รายการที่ถูกใช้หรือแก้ไขหลังนำเข้า" in answer.content.decode()
    assert undone(batch, world.officer).state == BatchState.WRITTEN
    assert "มี 1 รายการ" in batch.failure
    assert Student.objects.count() == 1


@pytest.mark.parametrize("touch", ["child", "later import"])
def test_a_change_since_stands_in_the_way(world, touch):
    batch = written(world, PUPILS, roll(pupil(1)))
    if touch == "child":
        Student.objects.get().save()
    else:
        written(world, PUPILS, roll(pupil(1, ห้อง="9")))
    assert undone(batch, world.officer).state == BatchState.WRITTEN


def test_after_seven_days_nothing_is_taken_back_and_what_was_kept_for_it_is_dropped(world):
    batch = written(world, PUPILS, roll(pupil(1)))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert "เกิน 7 วัน" in writing.obstacle(batch, timezone.now())
        written(world, PUPILS, roll(pupil(2)))
    assert not StagedPupil.objects.filter(batch=batch).exists()


def test_schools_made_go_and_those_changed_are_as_before(world):
    first = written(world, ImportKind.SCHOOLS, as_csv([school(1)], SCHOOLS), by=world.sysadmin)
    rows = [school(1, level_range="ประถม–ม.ต้น"), school(2)]
    second = written(world, ImportKind.SCHOOLS, as_csv(rows, SCHOOLS), by=world.sysadmin)
    assert undone(first, world.sysadmin).state == BatchState.WRITTEN
    assert undone(second, world.sysadmin).state == BatchState.UNDONE
    made = School.objects.get(name__contains="สมมติวิทยา")
    assert made.level_range == "อนุบาล–ประถมศึกษา"
    assert undone(first, world.sysadmin).state == BatchState.UNDONE


def test_a_school_with_a_pupil_stays(world):
    batch = written(world, ImportKind.SCHOOLS, as_csv([school(1)], SCHOOLS), by=world.sysadmin)
    make_student(world.area, School.objects.get(name__contains="สมมติวิทยา")).save()
    assert undone(batch, world.sysadmin).state == BatchState.WRITTEN


def test_reports_nobody_looked_at_go_again(world):
    batch = written(world, ImportKind.TRACING, as_csv([child(1), child(2)], PANONG))
    undone(batch, world.officer)
    assert not Report.objects.exists()
    again = written(world, ImportKind.TRACING, as_csv([child(1)], PANONG))
    Report.objects.update(looked_at=timezone.now(), looked_by=world.officer)
    assert undone(again, world.officer).state == BatchState.WRITTEN


def test_days_noted_go_again(world):
    student = make_student(world.area, world.school)
    student.save()
    Identity.objects.create(student=student, number=pin(7), started_on=DAY)
    rows = [{"เลขบัตรประชาชน": pin(7), "วันที่ขาดเรียน": be(DAY)}]
    batch = written(world, ImportKind.ABSENCES, as_csv(rows, DAYS))
    assert Absence.objects.count() == 1
    undone(batch, world.officer)
    assert not Absence.objects.exists()
