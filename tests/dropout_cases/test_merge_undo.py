"""A merge taken apart: every row stands where it stood, unless what followed stands in the way, which is named."""

import pytest

from dropout_cases import workflow
from dropout_cases.models import Absence, Case, FormerName, Identity, Merge, Report, Student
from dropout_cases.steps import Safety
from dropout_cases.workflow import Refused
from tests.dropout_cases.merges import GCODE, ON, OTHER_PIN, PIN, child, join, part, stand, two_cases, written
from tests.make import DAY, close, code, make_case, make_contact, make_follow_up, make_return, make_student
from tests.recomputed import differences


@pytest.fixture
def pair(world):
    return two_cases(world)


def test_taken_apart_every_row_stands_where_it_stood(world, pair):
    kept, gone = written(world, *pair)
    Identity.objects.create(student=kept.student, number=GCODE, started_on=DAY)
    Identity.objects.create(student=gone.student, number=PIN, started_on=DAY)
    Absence.objects.create(student=gone.student, day=DAY, noted_by=world.teacher)
    closed = make_case(world.officer, world.school, make_student(world.area, world.school))
    Case.objects.filter(pk=gone.pk).update(possible_duplicate_of=closed)
    before = stand()
    made = join(world, kept, gone)
    assert stand() != before
    part(world, made)
    assert stand() == before
    assert (differences(kept), differences(gone)) == ({}, {})
    assert Merge.objects.get().undone_by == world.supervisor


def test_a_child_without_a_name_gives_its_new_name_back(world):
    nameless = Student(area=world.area, described_as="เด็กชายข้างตลาด")
    kept = workflow.open_case(nameless, Report(happened_on=DAY, safety=Safety.SAFE), by=world.officer, place_text="ตลาด")
    gone = make_case(world.officer, world.school)
    made = join(world, kept, gone)
    assert (child(kept).first_name, child(kept).school) == (gone.student.first_name or child(kept).first_name, world.school)
    assert (kept.school, FormerName.objects.count()) == (world.school, 0)
    part(world, made)
    kept.refresh_from_db()
    assert (child(kept).first_name, child(kept).school, kept.school) == ("", None, None)


def test_what_was_written_after_the_merge_stays_with_what_was_kept(world, pair):
    kept, gone = pair
    made = join(world, kept, gone)
    late = make_contact(kept, world.officer, on=ON)
    Student.objects.filter(pk=kept.student_id).update(guardian_phone="099-999-9999")
    part(world, made)
    late.refresh_from_db()
    assert late.round.case == kept
    assert child(kept).guardian_phone == "099-999-9999"
    assert (differences(kept), differences(gone)) == ({}, {})


def after_closing(world, kept, gone):
    close(kept, world.officer, world.supervisor, "NOT_FOUND", on=ON)


def after_asking_to_close(world, kept, gone):
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(kept, outcome=outcome, note="หาไม่พบ", by=world.officer, on=ON)


def after_voiding(world, kept, gone):
    moved = Report.objects.filter(round__case=kept).latest("pk")
    workflow.void(moved, reason="ซ้ำ", by=world.officer)


def after_a_new_round(world, kept, gone):
    make_return(kept, world.officer, on=ON)
    make_follow_up(kept, world.officer, on=ON, attendance="STOPPED")
    workflow.loop(kept.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=ON)


def after_another_merge(world, kept, gone):
    third = make_case(world.officer, world.school)
    join(world, kept, third)


def after_the_number_was_given_away(world, kept, gone):
    Identity.objects.filter(student=kept.student, ended_on=ON).update(ended_on=DAY)


@pytest.mark.parametrize(
    ("followed", "reason"),
    [
        (after_closing, "ปิดหลังการรวม"),
        (after_asking_to_close, "คำขอปิดเคส"),
        (after_voiding, "ยกเลิกหลังการรวม"),
        (after_a_new_round, "เริ่มรอบใหม่"),
        (after_another_merge, "ย้อนครั้งนั้นก่อน"),
        (after_the_number_was_given_away, "เปลี่ยนไปหลังการรวม"),
    ],
)
def test_what_followed_stands_in_the_way_and_is_named(world, pair, followed, reason):
    for case, number in zip(pair, (PIN, OTHER_PIN), strict=True):
        Identity.objects.create(student=case.student, number=number, started_on=DAY)
    made = join(world, *pair)
    followed(world, *pair)
    before = stand()
    with pytest.raises(Refused, match=reason):
        part(world, made)
    assert stand() == before
    assert Merge.objects.get(pk=made.pk).undone_at is None


def test_a_number_used_by_another_child_since_is_not_taken_from_it(world, pair):
    for case, number in zip(pair, (PIN, OTHER_PIN), strict=True):
        Identity.objects.create(student=case.student, number=number, started_on=DAY)
    made = join(world, *pair)
    third = make_case(world.officer, world.school)
    Identity.objects.create(student=third.student, number=OTHER_PIN, started_on=ON)
    with pytest.raises(Refused, match="เลขประจำตัว"):
        part(world, made)


def test_it_is_taken_apart_once(world, pair):
    made = join(world, *pair)
    part(world, made)
    with pytest.raises(Refused, match="ย้อนการรวมนี้แล้ว"):
        part(world, made)


def test_merged_again_after_it_was_taken_apart(world, pair):
    before = stand()
    for _time in range(3):
        part(world, join(world, *pair))
        pair[1].refresh_from_db()
    assert stand() == before
