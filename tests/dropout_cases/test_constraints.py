"""What must never be false is refused by the database itself: every constraint of every model is tried, on a row that was valid."""

from datetime import time, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import (
    Attendance,
    Case,
    Document,
    Identity,
    Note,
    Report,
    StepDays,
    Student,
)
from dropout_cases.steps import Risk, Step
from schools.fields import KeyField, new_key
from schools.models import School, Tambon
from tests.beside import beside_cases
from tests.make import DAY, code, go_through, make_case, make_follow_up, make_visit
from tests.people import make_world
from tests.recomputed import differences

FLOORS = ["thai", "schools", "dropout_cases", "referrals", "summaries"]
MODELS = [model for floor in FLOORS for model in apps.get_app_config(floor).get_models()]
CONSTRAINTS = {constraint.name: (model, constraint) for model in MODELS for constraint in model._meta.constraints}
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
VOIDED = "_is_voided_by_somebody_for_a_reason"


@pytest.fixture(scope="module")
def shared_book(django_db_setup, django_db_blocker):
    """Rows of every kind, made once: each test breaks them within a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_book(make_world())
        transaction.set_rollback(True)


@pytest.fixture
def book(shared_book, db):
    """The rows, as they were made."""
    return shared_book


def make_book(world):
    """A case in its second round, with a closing asked for."""
    School.objects.filter(pk=world.school.pk).update(code="1040000001")
    StepDays.objects.create(area=world.area, step=Step.VISIT, risk=Risk.HIGH, days=2)
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency)
    Identity.objects.create(student=case.student, number="G000000000001", started_on=DAY)
    workflow.postpone(case.current_round, to=AFTER, reason="ปิดเทอม", by=world.officer, on=DAY)
    make_follow_up(case, world.teacher, attendance=Attendance.STOPPED)
    reason = code("STOPPED_AGAIN", "round_start_reason")
    second = workflow.loop(case.current_round, reason=reason, by=world.officer, on=DAY)
    workflow.waive(second, Step.MEETING, reason="ประชุมแล้วในรอบแรก", by=world.officer, on=DAY)
    written = {"case": case, "round": second, "entered_by": world.officer, "entered_role": "OFFICER", "happened_on": DAY}
    Note.objects.create(text="โทรหายาย", **written)
    Document.objects.create(name="หนังสือ", original_name="a.pdf", stored_name="a", size=1, **written)
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY)
    beside_cases(world, case.student)
    return world


def broken(name, world):
    """For a check: which row (by what it has), and the values that make it false."""
    if name.endswith(VOIDED):
        now, by = timezone.now(), world.officer
        half = [{"voided_at": now}, {"voided_by": by}, {"void_reason": "ผิดเคส"}, {"voided_at": now, "voided_by": by}]
        return [({}, values) for values in half]
    outcome = code("NOT_FOUND", "case_close_reason")
    aside = code("OTHER", "report_set_aside_reason")
    first, second = {"number": 1}, {"number": 2}
    settled, still_open = {"state": "SETTLED"}, {"state": "OPEN"}
    return {
        "post_is_held_where_its_role_works": [
            ({"role": "OFFICER"}, {"area": None}),
            ({"role": "OFFICER"}, {"school": world.school}),
            ({"role": "OFFICER"}, {"role": "SCHOOL_STAFF"}),
            ({"role": "SCHOOL_STAFF"}, {"agency": world.agency}),
            ({"role": "SCHOOL_STAFF"}, {"role": "OFFICER"}),
            ({"role": "PARTNER"}, {"role": "SCHOOL_STAFF"}),
            ({"role": "PARTNER"}, {"area": world.area}),
        ],
        "student_has_a_name_or_a_description": [({}, {"first_name": ""})],
        "birth_date_and_its_precision_come_together": [({}, {"born_on": DAY}), ({}, {"born_precision": "day"})],
        "closed_case_has_an_outcome": [({}, {"closed_on": DAY}), ({}, {"outcome": outcome})],
        "case_is_not_closed_before_it_opens": [({}, {"closed_on": BEFORE, "outcome": outcome})],
        "later_round_has_a_reason": [(second, {"start_reason": None})],
        "closed_round_has_a_result": [
            (first, {"result": ""}),
            (first, {"closed_by": None}),
            (second, {"result": "STAYED"}),
            (second, {"closed_on": DAY}),
        ],
        "round_is_not_closed_before_it_opens": [(first, {"closed_on": BEFORE})],
        "done_step_has_its_day": [
            (settled, {"settled_on": None}),
            (still_open, {"settled_on": DAY}),
            (still_open, {"state": "SETTLED"}),
        ],
        "waiver_has_a_reason": [(settled, {"state": "WAIVED"}), (settled, {"state": "VOUCHED"})],
        "closing_is_decided_by_somebody_some_day": [
            ({}, {"decided_on": DAY}),
            ({}, {"decided_by": world.supervisor}),
            ({}, {"approved": False}),
        ],
        "only_an_approved_closing_is_reopened": [({}, {"reopened_on": DAY})],
        "report_is_decided_by_somebody_some_day": [({}, {"decided_by": None}), ({}, {"decided_on": None})],
        "report_that_made_a_case_stands_in_it": [({}, {"round": None}), ({}, {"verdict": "NOT_A_CASE", "set_aside_reason": aside})],
        "report_set_aside_has_a_reason": [({}, {"verdict": "NOT_A_CASE", "round": None}), ({}, {"set_aside_reason": aside})],
        "report_is_looked_at_by_somebody": [({}, {"looked_at": timezone.now()}), ({}, {"looked_by": world.officer})],
        "question_is_answered_by_somebody": [({}, {"answered_at": timezone.now()}), ({}, {"answered_by": world.officer})],
        "merged_case_is_closed": [({}, {"merged_into": Case.objects.first()})],
        "merge_has_a_reason": [({}, {"reason": ""})],
        "merge_is_undone_by_somebody": [({}, {"undone_at": timezone.now()}), ({}, {"undone_by": world.officer})],
        "batch_is_written_by_somebody": [({}, {"written_at": timezone.now()}), ({}, {"written_by": world.officer})],
        "batch_is_undone_by_somebody": [({}, {"undone_at": timezone.now()}), ({}, {"undone_by": world.officer})],
        "term_ends_after_it_starts": [({}, {"ends_on": DAY}), ({}, {"ends_on": BEFORE})],
        "absence_levels_rise": [
            ({}, {"absent_days_teacher": 5}),
            ({}, {"absent_days_report": 5}),
            ({}, {"absent_days_teacher": 0}),
        ],
        "return_names_a_school_or_a_place": [({}, {"school": None})],
        "return_is_confirmed_by_somebody_some_day": [
            ({}, {"confirmed_by": None, "confirmed_how": ""}),
            ({}, {"confirmed_on": None}),
        ],
        "check_of_a_week_says_which": [({}, {"week": 0}), ({}, {"kind": "TERM"})],
        "pause_ends_after_it_begins": [({}, {"until": DAY}), ({}, {"until": BEFORE})],
        "pause_is_not_over_before_it_begins": [({}, {"ended_on": BEFORE}), ({}, {"ended_by": world.officer})],
        "setback_is_dismissed_by_somebody_for_a_reason": [
            ({}, {"dismissed_on": DAY}),
            ({}, {"dismissed_by": world.officer}),
            ({}, {"dismissed_on": DAY, "dismissed_by": world.officer}),
        ],
        "move_says_where_to": [
            ({}, {"to_area": None}),
            ({}, {"to_place": "เขตอื่น"}),
            ({}, {"kind": "SCHOOL"}),
            ({}, {"kind": "OUTSIDE"}),
        ],
        "move_is_answered_by_somebody_some_day": [
            ({}, {"state": "ACCEPTED"}),
            ({}, {"answered_on": DAY}),
            ({}, {"answered_by": world.officer}),
            ({}, {"state": "REFUSED", "answered_on": DAY, "answered_at": timezone.now()}),
        ],
        "decision_on_a_step_names_it": [({}, {"step": None}), ({}, {"kind": "SAFE_AGAIN"})],
        "decision_has_a_reason": [({}, {"reason": ""})],
        "contact_answer_has_its_day": [({}, {"answer": ""}), ({}, {"answered_on": None})],
        "agency_contacted_is_named": [({"agency": None}, {"party": "AGENCY"})],
        "referral_has_one_receiver": [({}, {"agency": None}), ({}, {"school": world.school})],
        "declined_referral_has_a_reason": [({}, {"status": "DECLINED"})],
        "referral_answer_has_its_day": [({}, {"answered_on": None})],
        "referral_result_has_its_day": [({}, {"status": "DONE"})],
        "another_pathway_is_named": [({}, {"pathway_reply": "OTHERWISE"})],
        "help_has_an_outcome": [({}, {"outcome": ""})],
        "consent_is_withdrawn_some_day_by_somebody": [
            ({}, {"withdrawn_on": DAY}),
            ({}, {"withdrawn_at": timezone.now()}),
            ({}, {"withdrawn_on": DAY, "withdrawn_by": world.officer}),
        ],
        "issued_paper_has_its_number_and_words": [
            ({}, {"issued_at": None}),
            ({}, {"number": None}),
            ({}, {"full_number": ""}),
            ({}, {"issued_at": None, "issued_by": None}),
        ],
        "agency_is_confirmed_by_somebody_some_day": [({}, {"confirmed_on": DAY}), ({}, {"confirmed_by": "สมมติ"})],
        "checked_fact_names_another_source": [({}, {"second_source": ""}), ({}, {"second_source": "ยาย"})],
        "team_member_does_not_leave_before_joining": [({}, {"until_on": BEFORE})],
        "try_names_somebody": [({}, {"member": None})],
        "settled_task_was_settled_by_somebody_some_day": [
            (still_open, {"state": "DONE"}),
            (still_open, {"settled_by": world.officer}),
            (still_open, {"settled_on": DAY}),
            (still_open, {"state": "DROPPED", "settled_on": DAY, "settled_by": world.officer}),
        ],
        "advice_is_ticked_off_by_somebody_some_day": [
            ({}, {"settled_on": DAY}),
            ({}, {"settled_by": world.officer}),
            ({}, {"settled_step": 3}),
        ],
        "advice_is_not_ticked_off_before_it_was_given": [
            ({}, {"settled_on": BEFORE, "settled_at": timezone.now(), "settled_by": world.officer, "settled_step": 3})
        ],
        "link_is_withdrawn_by_somebody": [({}, {"withdrawn_at": timezone.now()}), ({}, {"withdrawn_by": world.officer})],
        "plan_is_held_once": [
            ({}, {"held_key": "a", "voided_at": timezone.now(), "voided_by": world.officer, "void_reason": "เลิก"})
        ],
        "meeting_does_not_end_before_it_starts": [({}, {"starts_at": time(10), "ends_at": time(9)})],
        "sent_mail_has_its_moment": [({}, {"state": "SENT"}), ({}, {"sent_at": timezone.now()})],
    }.get(name, [])


# For what may stand only once: which row is copied, and where the copy differs without being another.
COPIED = {
    "code_is_once_in_its_list": ({}, {"id": "dropout_reason.ANOTHER"}),
    "school_is_once_in_its_tambon": ({"name": "โรงเรียนหนึ่ง"}, {"code": ""}),
    "school_code_is_unique": ({"name": "โรงเรียนหนึ่ง"}, {"name": "โรงเรียนอีกแห่ง"}),
    "agency_is_once_in_its_area": ({}, {"email": "another@example.org"}),
    "student_has_one_current_number": ({}, {"number": "G000000000002"}),
    "child_has_one_open_case": ({}, {"number": "ขก1-2567-0099"}),
    "round_number_is_once_in_its_case": ({"number": 1}, {}),
    "case_has_one_open_round": ({"number": 2}, {"number": 3}),
    "step_stands_once_in_its_round": ({}, {"lacking": ["x"]}),
    "case_has_one_closing_asked_for": ({}, {"note": "อีกครั้ง"}),
    "register_is_kept_once_a_year": ({}, {"last": 99}),
    "days_are_set_once": ({}, {"days": 9}),
    "case_rests_once_at_a_time": ({}, {"note": "อีกครั้ง"}),
    "case_has_one_move_asked_for": ({}, {"reason": "อีกครั้ง"}),
    "check_is_planned_once": ({}, {"due_on": AFTER}),
    "package_version_is_once_in_its_referral": ({}, {"items": "[1]"}),
    "help_is_told_of_once": ({}, {"outcome": "NOT"}),
    "need_is_told_once_a_round": ({}, {"note": "ถามอีกแห่ง"}),
    "letter_number_is_once_a_year": ({}, {"full_number": "ศธ 04000/ว1"}),
    "meeting_number_is_once_a_year": ({}, {"place_text": "ที่อื่น"}),
    "number_belongs_to_one_child_of_an_area": ({}, lambda: {"student_id": Student.objects.last().pk}),
    "child_is_at_one_school_at_a_time": ({}, {}),
    "absence_is_noted_once_a_day": ({}, {}),
    "recovery_code_is_once_in_its_step": ({}, {}),
    "roll_is_called_once_a_day": ({}, {}),
    "term_is_once_in_its_year": ({}, {"ends_on": DAY + timedelta(days=9)}),
    "holiday_is_once_in_its_area": ({"school": None}, {"name": "อีกชื่อ"}),
    "holiday_is_once_at_its_school": ({"school__isnull": False}, {"name": "อีกชื่อ"}),
    "event_is_told_once_to_each": ({}, {"kind": "IMPORT_DONE"}),
    "notice_kind_is_chosen_once": ({}, {"in_app": False}),
    "file_is_sent_up_once": ({}, {"stored_name": "c"}),
    "form_has_one_draft_a_person": ({}, {}),
    "look_is_kept_once_a_case": ({}, {}),
    "view_name_is_once_a_person": ({}, {"query": ""}),
}


def names_it(error, model, constraint):
    """Whether the database names this constraint; SQLite names the columns of what must be unique."""
    if connection.vendor == "postgresql" or isinstance(constraint, models.CheckConstraint):
        return constraint.name in str(error)
    columns = (model._meta.get_field(name).column for name in constraint.fields)
    return all(f"{model._meta.db_table}.{column}" in str(error) for column in columns)


@pytest.mark.parametrize(
    "name", sorted(name for name, (_model, one) in CONSTRAINTS.items() if isinstance(one, models.CheckConstraint))
)
def test_database_refuses_what_is_false(book, name):
    model, constraint = CONSTRAINTS[name]
    attempts = broken(name, book)
    assert attempts, f"{name}: say in `broken` how to break it"
    for which, values in attempts:
        row = model._base_manager.filter(**which).first()
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**values)
        assert names_it(refused.value, model, constraint), (which, values, refused.value)


@pytest.mark.parametrize(
    "name", sorted(name for name, (_model, one) in CONSTRAINTS.items() if isinstance(one, models.UniqueConstraint))
)
def test_database_refuses_a_second(book, name):
    model, constraint = CONSTRAINTS[name]
    assert name in COPIED, f"{name}: say in COPIED which row to copy"
    which, values = COPIED[name]
    row = model._base_manager.filter(**which).first()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        copy(row, **(values() if callable(values) else values))
    assert names_it(refused.value, model, constraint), refused.value


def copy(row, **values):
    """Another row with the same values, where they need not be unique anyway."""
    own = {"key": new_key()} if hasattr(row, "key") else {}
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.fields if not field.primary_key}
    row._meta.model._base_manager.create(**fields | own | values)


def test_every_constraint_is_a_check_or_a_uniqueness():
    kinds = (models.CheckConstraint, models.UniqueConstraint)
    assert all(isinstance(constraint, kinds) for _model, constraint in CONSTRAINTS.values())


def test_no_break_is_listed_for_a_constraint_that_is_gone(book):
    assert COPIED.keys() <= CONSTRAINTS.keys()


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS for field in model._meta.fields if isinstance(field, KeyField)],
    ids=lambda one: one.__name__,
)
def test_keys_cannot_be_guessed_and_stand_once(model):
    key = model._meta.get_field("key")
    assert key.unique
    assert not key.editable
    assert len({new_key() for _number in range(100)}) == 100
    assert len(new_key()) >= 22  # 128 bits


def test_token_of_a_form_stands_once(book):
    case = make_case(book.officer, book.other_school)
    make_visit(case, book.officer, token="t" * 22)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy(case.current_round.visits.get())


def test_what_other_rows_stand_on_is_not_deleted(book):
    report = Report.objects.get()
    for row in (report.round.case.student, report.round.case, report.round, report.entered_by):
        with pytest.raises(models.ProtectedError), transaction.atomic():
            row.delete()
    with pytest.raises(models.ProtectedError), transaction.atomic():
        Tambon.objects.all().delete()


def test_rows_tried_upon_are_as_the_engine_leaves_them(book):
    assert differences(Report.objects.get().round.case) == {}
