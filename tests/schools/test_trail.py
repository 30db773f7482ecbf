"""The trail: every act leaves its line in the same transaction, a line is never changed, and it holds no values."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from dropout_cases import workflow
from dropout_cases.models import Case, Report, Student
from dropout_cases.steps import Safety
from schools import trail
from schools.access import Action
from schools.models import TrailEvent, User, Verb
from tests.acts import ACTS, BEFORE_A_CASE, OF_SEVERAL, OF_TWO_OFFICES
from tests.make import DAY, code, make_case, make_contact, make_student, make_user

TABLE = TrailEvent._meta.db_table
each_act = pytest.mark.parametrize("name", ACTS)


def lines():
    return TrailEvent.objects.count()


# What is written


@pytest.mark.parametrize("name", ["open_case", *(name for name in ACTS if name not in BEFORE_A_CASE | OF_SEVERAL | OF_TWO_OFFICES)])
def test_act_leaves_one_line_with_who_did_what_to_which_case(world, name):
    act = ACTS[name](world)
    before = lines()
    act.do(world.supervisor)
    case = act.case or Case.objects.get()
    event = TrailEvent.objects.first()
    assert lines() == before + 1
    assert (event.actor, event.role, event.area) == (world.supervisor, "SUPERVISOR", world.area)
    assert event.subject == f"case:{case.key}"
    assert event.verb in {Verb.CREATED, Verb.CHANGED, Verb.RECORDED, Verb.DECIDED, Verb.VOIDED, Verb.UNDONE}
    assert event.fields


@pytest.mark.parametrize("name", sorted(OF_TWO_OFFICES))
def test_act_of_two_offices_leaves_its_line_at_each(world, name):
    act = ACTS[name](world)
    before, by = [event.pk for event in TrailEvent.objects.all()], act.one_who_may(world)
    act.do(by)
    written = TrailEvent.objects.exclude(pk__in=before)
    assert {event.area for event in written} == {world.area, world.elsewhere}
    assert {(event.actor, event.subject) for event in written} == {(by, f"case:{act.case.key}")}


@pytest.mark.parametrize("name", sorted((BEFORE_A_CASE | OF_SEVERAL) - {"open_case"}))
def test_act_on_something_else_leaves_its_lines_too(world, name):
    act = ACTS[name](world)
    before = [event.pk for event in TrailEvent.objects.all()]
    act.do(world.supervisor)
    written = TrailEvent.objects.exclude(pk__in=before)
    assert written
    assert {(event.actor, event.role, event.area) for event in written} == {(world.supervisor, "SUPERVISOR", world.area)}
    assert all(event.fields for event in written)


@each_act
def test_act_taken_back_leaves_no_line(world, name):
    act = ACTS[name](world)
    before = lines()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        act.do(act.one_who_may(world))
        raise ZeroDivisionError
    assert lines() == before


@each_act
def test_act_whose_line_cannot_be_written_is_not_done(world, name, monkeypatch):
    act = ACTS[name](world)
    version, cases = act.case and Case.objects.get(pk=act.case.pk).version, Case.objects.count()

    def broken(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr(trail, "write", broken)
    with pytest.raises(OSError, match="disk full"):
        act.do(act.one_who_may(world))
    assert (act.case and Case.objects.get(pk=act.case.pk).version, Case.objects.count()) == (version, cases)


@each_act
def test_refused_act_leaves_no_line_of_having_been_done(world, name):
    act = ACTS[name](world)
    before = lines()
    with pytest.raises(workflow.Refused):
        act.do(world.executive)
    assert lines() == before


def test_line_may_be_written_for_nobody_and_for_somebody_without_a_post(world):
    stranger = SimpleNamespace(is_authenticated=False)
    assert trail.write(None, Verb.SIGN_IN_REFUSED, "user:x").actor is None
    assert trail.write(stranger, Verb.SIGN_IN_REFUSED, "user:x").actor is None
    event = trail.write(world.nobody, Verb.SIGNED_IN, world.nobody)
    assert (event.actor, event.role, event.subject) == (world.nobody, "", f"user:{world.nobody.key}")


def test_latest_line_comes_first(world):
    for verb in (Verb.SIGNED_IN, Verb.OPENED, Verb.SIGNED_OUT):
        trail.write(world.officer, verb, world.officer)
    assert [event.verb for event in TrailEvent.objects.all()] == [Verb.SIGNED_OUT, Verb.OPENED, Verb.SIGNED_IN]


CANARIES = [f"นกขมิ้น{letter}" for letter in "กขคงจฉ"]


def test_lines_name_fields_and_never_their_values(world):
    name, phone, story, answer, reason, note = CANARIES
    student = make_student(world.area, world.school, first_name=name, guardian_phone=phone)
    report = Report(happened_on=DAY, safety=Safety.SAFE, story=story, reporter_name=name, reporter_phone=phone)
    case = workflow.open_case(student, report, by=world.officer, causes=[code("ABUSE", "dropout_reason")])
    entry = make_contact(case, world.officer, answer="", person=name)
    fields = {"answer": answer, "answered_on": DAY}
    workflow.answer(entry, by=world.officer, action=Action.CASE_RECORD, fields=fields)
    workflow.void(entry, reason=reason, by=world.officer)
    outcome = code("NOT_FOUND", "case_close_reason")
    closing = workflow.ask_to_close(case, outcome=outcome, note=note, by=world.officer, on=DAY)
    workflow.refuse_closing(closing, reason=reason, by=world.supervisor, on=DAY)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {TABLE}")
        written = str(cursor.fetchall())
    assert "answered_on" in written
    assert not [value for value in [*CANARIES, "ABUSE"] if value in written]


# What is never changed


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET verb = 'OPENED'",
        f"UPDATE {TABLE} SET actor_id = NULL WHERE 1 = 1",
        f"UPDATE {TABLE} SET at = at",
        f"DELETE FROM {TABLE}",
        f"DELETE FROM {TABLE} WHERE id = (SELECT max(id) FROM {TABLE})",
    ],
)
def test_database_refuses_to_change_or_remove_a_line(world, sql):
    trail.write(world.officer, Verb.SIGNED_IN, world.officer)
    with pytest.raises(DatabaseError, match="the trail is never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert TrailEvent.objects.get().verb == Verb.SIGNED_IN


def change(event):
    event.verb = Verb.OPENED
    event.save()


@pytest.mark.parametrize(
    "act",
    [
        change,
        lambda event: event.delete(),
        lambda event: TrailEvent.objects.all().delete(),
        lambda event: TrailEvent.objects.update(fields=[]),
        lambda event: TrailEvent.objects.bulk_update([event], ["at"]),
        lambda event: TrailEvent.objects.bulk_create(
            [TrailEvent(pk=event.pk, verb=Verb.OPENED, subject="x")],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["verb"],
        ),
    ],
)
def test_application_cannot_change_or_remove_a_line(world, act):
    event = trail.write(world.officer, Verb.SIGNED_IN, world.officer)
    with pytest.raises(DatabaseError, match="the trail is never changed"), transaction.atomic():
        act(event)
    assert TrailEvent.objects.get().verb == Verb.SIGNED_IN


def test_line_is_not_replaced_by_another_of_its_number(world):
    """SQLite knows REPLACE, which removes a row without asking the guard of removals."""
    event = trail.write(world.officer, Verb.SIGNED_IN, world.officer)
    columns = "id, at, role, verb, subject, fields"
    sql = f"INSERT INTO {TABLE} ({columns}) SELECT id, at, role, 'OPENED', subject, fields FROM {TABLE}"
    if connection.vendor == "sqlite":
        sql = sql.replace("INSERT", "REPLACE")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert TrailEvent.objects.get(pk=event.pk).verb == Verb.SIGNED_IN


def test_person_of_a_line_is_not_deleted(world):
    left = make_user()
    trail.write(left, Verb.SIGNED_IN, left)
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=left.pk).delete()


def test_guard_is_lifted_and_set_for_emptying_a_database(world):
    trail.write(world.officer, Verb.SIGNED_IN, world.officer)
    trail.lift_guard(connection)
    TrailEvent.objects.all().delete()
    trail.set_guard(connection)
    trail.write(world.officer, Verb.SIGNED_IN, world.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        TrailEvent.objects.all().delete()


# Fetching a row for somebody


def fetch(person, case_key, action=None):
    request = SimpleNamespace(user=person)
    return trail.fetch(request, Case.objects.visible_to(person), key=case_key, action=action)


def test_visible_row_is_fetched_without_a_line(world):
    case = make_case(world.officer, world.school)
    before = lines()
    assert fetch(world.officer, case.key, Action.CASE_RECORD) == case
    assert fetch(world.teacher, case.key) == case
    assert lines() == before


def test_row_out_of_scope_and_row_that_is_not_there_are_the_same(world):
    case = make_case(world.officer, world.school)
    for key in (case.key, "k" * 22):
        with pytest.raises(Http404) as missing:
            fetch(world.stranger, key, Action.CASE_SEE)
        assert str(missing.value) == ""
        event = TrailEvent.objects.first()
        assert (event.verb, event.actor, event.subject) == (Verb.REFUSED, world.stranger, f"case:{key}")


def test_visible_row_that_may_not_be_worked_on_is_refused_with_a_reason(world):
    case = make_case(world.officer, world.school)
    with pytest.raises(PermissionDenied, match="บันทึกขั้นตอนของเขต"):
        fetch(world.teacher, case.key, Action.CASE_RECORD)
    event = TrailEvent.objects.first()
    assert (event.verb, event.subject, event.fields) == (Verb.REFUSED, f"case:{case.key}", [Action.CASE_RECORD])


def test_subject_names_kind_and_key_and_nothing_of_the_child(world):
    student = make_student(world.area, world.school, first_name="สมหญิง")
    student.save()
    assert trail.subject_of(student) == f"student:{student.key}"
    assert Student.objects.get(key=student.key) == student
