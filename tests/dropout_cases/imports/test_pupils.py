"""A roll of pupils: matched with the children known, compared, written at once, and written again without a change."""

import pytest

from dropout_cases.imports import jobs
from dropout_cases.models import FormerName, Identity, ImportKind, StagedPupil, Student
from schools.encryption import blind_index
from tests.dropout_cases.imports.lists import DMC, as_csv, checked, counts, pin, pupil, written
from tests.make import DAY, make_case, make_student

PUPILS = ImportKind.PUPILS


def roll(*rows) -> bytes:
    return as_csv(rows, DMC)


def test_a_roll_is_written_and_a_second_time_changes_nothing(world):
    content = roll(*map(pupil, range(30)))
    assert counts(written(world, PUPILS, content)) == (30, 0, 0, 0)
    again = written(world, PUPILS, content)
    assert counts(again) == (0, 0, 30, 0)
    assert Student.objects.count() == Identity.objects.count() == 30


def test_a_child_is_written_as_a_form_would_write_it(world):
    written(world, PUPILS, roll(pupil(7, ชื่อ="ปิ่นเพ็ชร์", นามสกุล="น้ำใส", คำนำหน้าชื่อ="001", เพศ="")))
    child = Student.objects.get()
    stored = {name: getattr(child, name) for name in ("search_text", "sort_key", "sound_first", "sound_last", "phone_print")}
    child.save()
    assert stored == {name: getattr(child, name) for name in stored}
    assert (child.title, child.sex, child.school, child.guardian_name) == ("ด.ช.", "M", world.school, "")
    assert (child.grade.label_th[:2], child.student_code, child.room) == ("ป.", "10007", "1")
    number = child.current_number
    assert (number.number, number.kind, number.fingerprint) == (pin(100_000_000_007), "PIN", blind_index(pin(100_000_000_007)))
    number.save()
    assert child.enrolments.get().school == world.school


def test_guardians_come_only_where_they_are_switched_on(world):
    content = roll(*map(pupil, range(3)))
    written(world, PUPILS, content)
    assert not Student.objects.exclude(phone_print="").exists()
    assert counts(written(world, PUPILS, content, with_family=True)) == (0, 3, 0, 0)
    child = Student.objects.first()
    stored = child.phone_print
    child.save()
    assert (child.guardian_name, child.guardian_relation.label_th, child.address) == ("สมมติ ทดสอบ", "ยาย", "0 หมู่ 2")
    assert stored == child.phone_print
    assert counts(written(world, PUPILS, content, with_family=True)) == (0, 0, 3, 0)


def test_a_new_name_keeps_the_old_and_the_case_is_found_by_it(world):
    written(world, PUPILS, roll(pupil(1, ชื่อ="สมชาย", นามสกุล="ใจดี")))
    child = Student.objects.get()
    case = make_case(world.officer, world.school, student=child)
    assert counts(written(world, PUPILS, roll(pupil(1, ชื่อ="ธนพล", นามสกุล="ใจดี")))) == (0, 1, 0, 0)
    child.refresh_from_db()
    case.refresh_from_db()
    case.student.refresh_from_db()
    assert (child.first_name, FormerName.objects.get().first_name) == ("ธนพล", "สมชาย")
    assert case.search_text == case.index_text()
    assert set(Student.objects.naming("สมชายใจดี")) == set(Student.objects.naming("ธนพล")) == {child}


def test_a_pupil_who_moved_has_left_the_school_before(world):
    written(world, PUPILS, roll(pupil(1)))
    written(world, PUPILS, roll(pupil(1, school="โรงเรียนสอง")))
    child = Student.objects.get()
    assert child.school == world.other_school
    assert [(one.school, one.ended_on) for one in child.enrolments.order_by("pk")] == [
        (world.school, DAY), (world.other_school, None),
    ]  # fmt: skip


def test_a_child_without_a_number_is_given_one_and_keeps_its_earlier(world):
    g_code = "G644200000001"
    written(world, PUPILS, roll(pupil(1, **{DMC[2]: g_code})))
    written(world, PUPILS, roll(pupil(1)))
    child = Student.objects.get()
    assert [(one.kind, one.ended_on) for one in child.identities.order_by("pk")] == [("GCODE", DAY), ("PIN", None)]
    assert counts(checked(world, PUPILS, roll(pupil(1, **{DMC[2]: g_code})))) == (0, 0, 1, 0)


def test_an_empty_cell_empties_nothing(world):
    written(world, PUPILS, roll(pupil(1)))
    row = pupil(1) | dict.fromkeys(("ห้อง", "เพศ", "คำนำหน้าชื่อ", "วันเกิด", "ชั้น", "รหัสนักเรียน"), "")
    assert counts(checked(world, PUPILS, roll(row))) == (0, 0, 1, 0)


@pytest.mark.parametrize("known", ["number", "code", "name"])
def test_a_child_is_known_by_number_or_code_or_name(world, known):
    written(world, PUPILS, roll(pupil(1)))
    changes = {"number": {"รหัสนักเรียน": ""}, "code": {DMC[2]: "", "วันเกิด": ""}, "name": {DMC[2]: "", "รหัสนักเรียน": ""}}
    assert counts(checked(world, PUPILS, roll(pupil(1, ห้อง="9", **changes[known])))) == (0, 1, 0, 0)


def test_a_child_of_another_area_is_not_known(world):
    child = make_student(world.elsewhere, world.far_school)
    child.save()
    Identity.objects.create(student=child, number=pin(100_000_000_001), started_on=DAY)
    assert counts(written(world, PUPILS, roll(pupil(1)))) == (1, 0, 0, 0)


def test_who_became_known_between_check_and_confirmation_is_not_made_twice(world):
    first, second = checked(world, PUPILS, roll(pupil(1))), written(world, PUPILS, roll(pupil(1)))
    jobs.start_write(first, by=world.officer, today=DAY)
    assert (counts(first)[:3], counts(second)[:3]) == ((0, 0, 1), (1, 0, 0))
    assert Student.objects.count() == 1
    assert not StagedPupil.objects.filter(batch=first).exists()
