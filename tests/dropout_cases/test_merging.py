"""Two rows of one child become one: nothing is lost, everything can be put back, and what followed is respected."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from dropout_cases import workflow
from dropout_cases.models import (
    Absence,
    Case,
    Document,
    Enrolment,
    Identity,
    Note,
    Report,
    Round,
    Status,
    Student,
    WatchAct,
)
from dropout_cases.steps import Safety
from dropout_cases.workflow import Refused
from dropout_cases.workflow.merging import entries, pair_of, what_moves
from referrals.models import UnmetNeed
from schools.models import TrailEvent
from tests.dropout_cases.merges import GCODE, ON, OTHER_PIN, PIN, child, join, part, rows, stand, two_cases, written
from tests.make import (
    DAY,
    close,
    code,
    go_through,
    make_case,
    make_follow_up,
    make_need,
    make_referral,
    make_visit,
)
from tests.recomputed import differences


@pytest.fixture
def pair(world):
    return two_cases(world)


# What moves


def test_every_kind_of_entry_moves_into_the_case_that_goes_on_and_none_is_lost(world, pair):
    kept, gone = written(world, *pair)
    before = rows()
    entries_of_gone = {model: set(model.objects.filter(round__case=gone).values_list("pk", flat=True)) for model in entries()}
    join(world, kept, gone)
    assert rows() == before
    assert all(entries_of_gone.values())
    for model, pks in entries_of_gone.items():
        assert set(model.objects.filter(round=kept.current_round, pk__in=pks).values_list("pk", flat=True)) == pks
    assert Note.objects.filter(case=kept).count() == Document.objects.filter(case=kept).count() == 2


def test_a_need_told_of_in_both_cases_stays_where_it_was_told(world, pair):
    kept, gone = pair
    for case in pair:
        make_need(case, world.officer, "HOUSING")
    only = make_need(gone, world.officer, "FOOD")
    before = stand()
    merge = join(world, kept, gone)
    assert set(UnmetNeed.objects.filter(case=kept).values_list("help_kind__code", flat=True)) == {"HOUSING", "FOOD"}
    assert UnmetNeed.objects.get(pk=only.pk).round == kept.current_round
    part(world, merge)
    assert stand()["UnmetNeed"] == before["UnmetNeed"]


def test_everything_that_hangs_on_a_child_is_accounted_for(world):
    """A table added later that points to a child, a case or a round is to be thought of here."""
    moved = {"Identity", "FormerName", "Enrolment", "Absence", "WatchAct", "Report", "Case"}
    assert pointing_to(Student) - moved == {"Student", "Merge"}
    told = {model.__name__ for model in entries()} | {"AnswerLink"}
    ones_own = {"Draft", "Upload", "CaseLook"}  # stay with the case that was looked at
    assert pointing_to(Case) - told == {"Case", "Round", "Closing", "Merge"} | ones_own
    assert pointing_to(Round) - told == {"StepState", "Closing"}


def pointing_to(model) -> set[str]:
    fields = [(one, field) for one in apps.get_models() for field in one._meta.fields]
    return {one.__name__ for one, field in fields if field.related_model is model}


def test_the_case_that_is_gone_is_closed_says_where_and_is_judged_so(world, pair):
    kept, gone = pair
    join(world, kept, gone)
    assert (gone.status, gone.closed_on, gone.outcome_id, gone.merged_into) == (Status.MERGED, ON, "case_merge.MERGED", kept)
    assert (gone.student, kept.student.first_name) == (kept.student, "ปิ่น")
    assert (differences(kept), differences(gone)) == ({}, {})
    assert Case.objects.open().get() == kept


def test_causes_danger_and_reports_of_both_count_in_the_case_that_goes_on(world):
    kept = make_case(world.officer, world.school)
    gone = make_case(world.officer, world.school, safety=Safety.UNSAFE, causes=["ABUSE"])
    join(world, kept, gone)
    assert kept.in_danger
    assert {cause.code for cause in kept.causes.all()} == {"POVERTY", "ABUSE"}
    assert Report.objects.filter(round__case=kept, student=kept.student).count() == 2


def test_a_name_that_differs_is_kept_and_still_finds_the_child(world, pair):
    kept, gone = pair
    join(world, kept, gone)
    assert [str(one) for one in child(kept).former_names.all()] == ["ด.ช.ปิ่นเพชร เพชร"]
    assert list(Student.objects.visible_to(world.officer).naming("ปิ่นเพชร")) == [kept.student]
    assert list(Case.objects.unmerged().naming("ปิ่นเพชร")) == [kept]


def test_what_is_known_is_not_overwritten_and_gaps_are_filled(world, pair):
    kept, gone = pair
    Student.objects.filter(pk=kept.student_id).update(nickname="ปิ่น")
    Student.objects.filter(pk=gone.student_id).update(nickname="เพชร", born_on=date(2012, 3, 4), born_precision="day")
    join(world, kept, gone)
    row = child(kept)
    assert (row.nickname, row.guardian_phone, row.born_on, row.school) == ("ปิ่น", "081-234-5678", date(2012, 3, 4), world.school)
    assert list(Student.objects.with_phone("0812345678")) == [gone.student, row] or row.phone_print


@pytest.mark.parametrize(
    ("own", "other", "stays"), [(PIN, OTHER_PIN, PIN), (GCODE, PIN, PIN), (PIN, GCODE, PIN), ("", PIN, PIN), (PIN, "", PIN)]
)
def test_of_two_numbers_the_more_lasting_one_stays_in_use(world, pair, own, other, stays):
    for case, number in zip(pair, (own, other), strict=True):
        if number:
            Identity.objects.create(student=case.student, number=number, started_on=DAY)
    join(world, *pair)
    row = child(pair[0])
    assert row.current_number.number == stays
    assert {one.number for one in row.identities.all()} == {own, other} - {""}
    assert all(one.ended_on == ON for one in row.identities.exclude(ended_on=None))


def test_schools_absences_and_what_was_done_about_them_move(world, pair):
    kept, gone = pair
    for case, days in ((kept, (1, 2)), (gone, (2, 3))):
        for day in days:
            Absence.objects.create(student=case.student, day=DAY + timedelta(days=day), noted_by=world.teacher)
    WatchAct.objects.create(student=gone.student, deed="TEACHER", done_on=DAY, noted_by=world.teacher)
    join(world, kept, gone)
    assert Absence.objects.filter(student=kept.student).count() == 3
    assert (Absence.objects.count(), WatchAct.objects.get().student) == (4, kept.student)
    assert [(one.school, bool(one.ended_on)) for one in Enrolment.objects.filter(student=kept.student)] == [
        (world.other_school, True),
        (world.school, False),
    ]


def test_a_closed_case_is_brought_to_the_child_and_stays_as_it_was(world, pair):
    kept, gone = pair
    close(gone, world.officer, world.supervisor, "NOT_FOUND", on=DAY + timedelta(days=9))
    made = join(world, kept, gone)
    assert (gone.status, gone.student, gone.merged_into, made.gone_case) == (Status.CLOSED, kept.student, None, None)
    assert {case.pk for case in Case.objects.unmerged().filter(student=kept.student)} == {kept.pk, gone.pk}


def test_a_warning_and_an_owner_are_not_lost(world, pair):
    kept, gone = pair
    Case.objects.filter(pk=kept.pk).update(owner=None)
    for case, note in ((kept, "หมาดุ"), (gone, "ห้ามติดต่อพ่อก่อน")):
        case.refresh_from_db()
        case.safety_note = note
        case.save()
    made = join(world, kept, gone)
    assert (kept.safety_note, kept.owner) == ("หมาดุ\nห้ามติดต่อพ่อก่อน", world.officer)
    part(world, made)
    kept.refresh_from_db()
    assert (kept.safety_note, kept.owner) == ("หมาดุ", None)


def test_the_flag_between_the_two_is_taken_away(world, pair):
    kept, gone = pair
    Case.objects.filter(pk=gone.pk).update(possible_duplicate_of=kept)
    join(world, kept, gone)
    assert gone.possible_duplicate_of is None


# Which case goes on


def test_the_older_case_goes_on_whichever_row_is_kept(world, pair):
    older, newer = pair
    assert pair_of(newer.student, older.student).kept == older
    workflow.merge(newer.student, older.student, reason="คนเดียวกัน", by=world.supervisor, on=ON)
    older.refresh_from_db()
    assert (older.is_open, older.student, older.school) == (True, newer.student, world.other_school)


def test_a_case_of_several_rounds_goes_on(world, pair):
    older, newer = pair
    go_through(newer, world.officer, world.agency)
    make_follow_up(newer, world.officer, attendance="STOPPED")
    workflow.loop(
        newer.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=DAY + timedelta(days=5)
    )
    made = join(world, newer, older)
    assert (made.kept_case, made.gone_case) == (newer, older)
    assert newer.rounds.get(number=1).closed_on
    assert Report.objects.filter(round=newer.current_round).exists()
    part(world, made)
    older.refresh_from_db()
    with pytest.raises(Refused, match="หลายรอบ"):
        workflow.merge(newer.student, older.student, reason="อีก", by=world.supervisor, on=ON, kept_case=older)


# What is refused


def test_what_stands_in_the_way_is_said(world, pair):
    kept, gone = pair
    far = make_case(world.stranger, world.far_school)
    for other, by, reason in ((kept, world.supervisor, "ต่างกัน"), (far, world.supervisor, "คนละเขต"), (gone, world.officer, "สิทธิ์")):
        with pytest.raises(Refused, match=reason):
            workflow.merge(kept.student, other.student, reason="คนเดียวกัน", by=by, on=ON)
    with pytest.raises(Refused, match="เหตุผล"):
        workflow.merge(kept.student, gone.student, reason=" ", by=world.supervisor, on=ON)
    join(world, kept, gone)
    with pytest.raises(Refused, match="รวมเด็กคนนี้ไว้แล้ว"):
        workflow.merge(kept.student, Student.objects.exclude(merged_into=None).get(), reason="อีก", by=world.supervisor, on=ON)


def test_a_closing_asked_for_is_decided_first(world, pair):
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(pair[1], outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY + timedelta(days=5))
    with pytest.raises(Refused, match="คำขอปิดเคส"):
        join(world, *pair)


def test_a_merged_case_is_not_taken_up_again(world, pair):
    kept, gone = pair
    join(world, kept, gone)
    close(kept, world.officer, world.supervisor, "NOT_FOUND", on=ON)
    with pytest.raises(Refused, match="รวมกับเคสอื่น"):
        workflow.take_up_again(gone, reason=code("TAKEN_UP_AGAIN", "round_start_reason"), by=world.supervisor, on=ON)


def test_a_merged_row_leads_to_the_child_that_was_kept(world, pair):
    kept, gone = pair
    old_row = gone.student
    join(world, kept, gone)
    close(kept, world.officer, world.supervisor, "NOT_FOUND", on=ON)
    again = workflow.open_case(old_row, Report(happened_on=ON, safety=Safety.SAFE), by=world.officer)
    assert again.student == kept.student


# Beside it


def test_the_trail_of_both_names_the_merge_and_no_name_stands_in_it(world, pair):
    kept, gone = pair
    made = join(world, kept, gone)
    lines = TrailEvent.objects.filter(fields=["merged", made.key])
    assert {line.subject.split(":")[0] for line in lines} == {"case", "student"}
    assert lines.count() == 4
    assert "เพชร" not in str(made.moved)
    assert "081" not in str(made.moved)


def test_merged_cases_leave_lists_and_figures(world, pair):
    kept, gone = pair
    join(world, kept, gone)
    assert list(Case.objects.visible_to(world.officer).unmerged()) == [kept]
    assert [round.case for round in Round.objects.countable_by(world.supervisor)] == [kept]
    assert gone in Case.objects.visible_to(world.officer)


def test_what_would_move_is_counted_before(world, pair):
    kept, gone = pair
    make_visit(gone, world.officer)
    make_referral(gone, world.officer, world.agency)
    counted = dict(what_moves(gone.student, pair_of(kept.student, gone.student)))
    steps = {"รับแจ้ง": 1, "ลงพื้นที่": 1, "ข้อเท็จจริง": 1, "ส่งต่อ": 1, "ความเคลื่อนไหวของการส่งต่อ": 1}
    assert counted == steps | {"โรงเรียนที่เคยอยู่": 1}


def test_a_case_taken_for_another_child_s_keeps_the_reason_as_a_note(world, pair):
    kept, gone = pair
    Case.objects.filter(pk=gone.pk).update(possible_duplicate_of=kept)
    workflow.part_twins(gone, reason="คนละพ่อแม่", by=world.officer, on=ON)
    gone.refresh_from_db()
    assert gone.possible_duplicate_of is None
    assert Note.objects.get().text == f"ไม่ใช่คนเดียวกับเคส {kept.number}: คนละพ่อแม่"
    with pytest.raises(Refused):
        workflow.part_twins(gone, reason="อีก", by=world.officer, on=ON)
