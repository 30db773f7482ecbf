"""Many hands at once: threads with connections of their own write into one case, and nothing is lost, doubled or overwritten."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, Closing, FollowUp, Register, Report, Round, RoundResult, Student
from dropout_cases.steps import Safety, Step
from dropout_cases.workflow import Overtaken, Refused
from referrals.models import Contact, Meeting
from schools.models import TrailEvent
from tests.make import DAY, close, code, go_through, make_case, make_follow_up, make_student
from tests.recomputed import differences

# Real transactions; the world is made inside them.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WAIT = 60  # seconds; a thread that takes longer hangs


@contextmanager
def shared_database(folder):
    """On SQLite, move the test's database from memory into a file, where locks are those of a real site; then back again."""
    if connection.vendor != "sqlite":
        yield
        return
    file, settings = folder / "race.sqlite3", connections.settings["default"]
    in_memory = settings["NAME"]
    connections["elsewhere"] = other = connection.copy("elsewhere")
    other.settings_dict["NAME"] = str(file)
    other.ensure_connection()
    connection.connection.backup(other.connection)
    settings["NAME"] = str(file)
    try:
        yield
    finally:
        settings["NAME"] = in_memory
        other.connection.backup(connection.connection)
        other.close()
        del connections["elsewhere"]


@pytest.fixture
def race(tmp_path):
    """Run acts at the same moment, each in a thread of its own; what each gave back, or raised."""

    def run(*acts):
        line, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

        def lane(number, act):
            try:
                connection.ensure_connection()
                line.wait(WAIT)
                outcomes[number] = act()
            except Exception as error:  # every outcome is looked at by the test
                outcomes[number] = error
            finally:
                connection.close()

        with shared_database(tmp_path):
            threads = [threading.Thread(target=lane, args=pair) for pair in enumerate(acts)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(WAIT)
        assert not any(thread.is_alive() for thread in threads)
        return outcomes

    return run


def split(outcomes):
    """What succeeded, and what was raised."""
    won = [one for one in outcomes if not isinstance(one, Exception)]
    return won, [one for one in outcomes if isinstance(one, Exception)]


def contact(case, **fields):
    return Contact(round=case.current_round, happened_on=DAY, party="SCHOOL", asked="ถาม", **fields)


def test_of_two_officers_saving_the_same_step_one_wins_and_the_other_is_told(world, race):
    case = make_case(world.officer, world.school)
    entries = [contact(case), contact(case)]
    won, lost = split(
        race(
            lambda: workflow.record(entries[0], by=world.officer, seen=case.version),
            lambda: workflow.record(entries[1], by=world.colleague, seen=case.version),
        )
    )
    assert [type(one) for one in lost] == [Overtaken]
    assert won[0].entered_by.full_name in lost[0].reason
    assert "ประสานงาน" in lost[0].reason
    assert Contact.objects.get() == won[0]
    assert Case.objects.get().version == case.version + 1


def test_of_eight_officers_one_wins(world, race):
    case = make_case(world.officer, world.school)
    entries = [contact(case) for _number in range(8)]
    outcomes = race(*(lambda one=one: workflow.record(one, by=world.officer, seen=case.version) for one in entries))
    won, lost = split(outcomes)
    assert (len(won), {type(one) for one in lost}) == (1, {Overtaken})
    assert Contact.objects.count() == 1


def test_eight_records_written_unseen_are_all_kept(world, race):
    """Forms that say nothing of a version queue up behind each other; none is lost and the case adds them all up."""
    case = make_case(world.officer, world.school)
    entries = [contact(case) for _number in range(8)]
    _won, lost = split(race(*(lambda one=one: workflow.record(one, by=world.officer) for one in entries)))
    assert lost == []
    assert (Contact.objects.count(), Case.objects.get().version) == (8, case.version + 8)
    assert TrailEvent.objects.filter(verb="RECORDED").count() == 8
    assert differences(case) == {}


def test_double_click_makes_one_record(world, race):
    case = make_case(world.officer, world.school)
    entries = [contact(case, token="t" * 22) for _number in range(4)]
    won, lost = split(race(*(lambda one=one: workflow.record(one, by=world.officer, seen=case.version) for one in entries)))
    assert lost == []
    assert set(won) == {Contact.objects.get()}
    assert Case.objects.get().version == case.version + 1


def test_double_click_on_the_report_opens_one_case(world, race):
    def send():
        report = Report(happened_on=DAY, safety=Safety.SAFE, token="t" * 22)
        return workflow.open_case(make_student(world.area, world.school), report, by=world.teacher)

    won, lost = split(race(send, send, send, send))
    assert lost == []
    assert set(won) == {Case.objects.get()}
    assert (Student.objects.count(), Report.objects.count(), TrailEvent.objects.count()) == (1, 1, 1)


def test_child_reported_twice_at_once_gets_one_case(world, race):
    student = make_student(world.area, world.school)
    student.save()

    def report(by):
        return workflow.open_case(Student.objects.get(pk=student.pk), Report(happened_on=DAY, safety=Safety.SAFE), by=by)

    won, lost = split(race(lambda: report(world.officer), lambda: report(world.teacher)))
    assert ([type(one) for one in lost], won) == ([Refused], [Case.objects.get()])
    assert Register.objects.get(name="case").last == 1


def test_cases_opened_at_once_have_numbers_of_their_own(world, race):
    def report():
        entry = Report(happened_on=DAY, safety=Safety.SAFE)
        return workflow.open_case(make_student(world.area, world.school), entry, by=world.officer)

    won, lost = split(race(*[report] * 8))
    assert lost == []
    assert sorted(case.number for case in won) == [f"ขก1-2567-{number:04d}" for number in range(1, 9)]


def test_meetings_held_at_once_have_numbers_of_their_own(world, race):
    cases = [make_case(world.officer, world.school) for _number in range(6)]
    meetings = [Meeting(round=case.current_round, happened_on=DAY, place_text="โรงเรียน", chair="ผอ.") for case in cases]
    _won, lost = split(race(*(lambda one=one: workflow.record(one, by=world.officer) for one in meetings)))
    assert lost == []
    assert sorted(meeting.number for meeting in Meeting.objects.all()) == [1, 2, 3, 4, 5, 6]


def test_number_of_a_refused_case_is_given_to_the_next(world):
    with pytest.raises(Refused), transaction.atomic():
        make_case(world.officer, world.school)
        raise Refused("taken back")
    assert make_case(world.officer, world.school).number == "ขก1-2567-0001"


def test_report_accepted_by_two_at_once_has_one_owner(world, race):
    case = make_case(world.teacher, world.school)
    report = case.current_round.reports.get()
    pages = [Report.objects.get(pk=report.pk) for _number in range(2)]
    won, lost = split(
        race(
            lambda: workflow.accept(pages[0], by=world.colleague, on=DAY),
            lambda: workflow.accept(pages[1], by=world.supervisor, on=DAY),
        )
    )
    assert [type(one) for one in lost] == [Refused]
    assert Case.objects.get().owner == won[0].owner == Report.objects.get().decided_by


def test_closing_approved_by_two_at_once_is_approved_once(world, race):
    case = make_case(world.officer, world.school)
    outcome = code("NOT_FOUND", "case_close_reason")
    closing = workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=world.officer, on=DAY)
    won, lost = split(race(*(lambda: workflow.approve_closing(closing, by=world.supervisor, on=DAY) for _number in range(2))))
    assert (len(won), [type(one) for one in lost]) == (1, [Refused])
    assert TrailEvent.objects.filter(fields=["closed"]).count() == 1


def test_closing_asked_for_by_two_at_once_is_asked_for_once(world, race):
    case = make_case(world.officer, world.school)
    outcome = code("NOT_FOUND", "case_close_reason")
    won, lost = split(
        race(
            *(
                lambda by=by: workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=by, on=DAY)
                for by in (world.officer, world.colleague)
            )
        )
    )
    assert (len(won), [type(one) for one in lost]) == (1, [Refused])
    assert Closing.objects.count() == 1


def test_round_begun_by_two_at_once_begins_once(world, race):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency)
    make_follow_up(case, world.teacher, attendance=Attendance.STOPPED)
    round, reason = case.current_round, code("STOPPED_AGAIN", "round_start_reason")
    acts = [lambda by=by: workflow.loop(round, reason=reason, by=by, on=DAY) for by in (world.officer, world.colleague)]
    won, lost = split(race(*acts))
    assert (len(won), [type(one) for one in lost]) == (1, [Refused])
    assert list(Round.objects.values_list("number", "result")) == [(1, RoundResult.COULD_NOT_STAY), (2, "")]


def test_nothing_slips_into_a_round_that_is_being_closed(world, race):
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency)
    make_follow_up(case, world.teacher, attendance=Attendance.STOPPED)
    round, reason = case.current_round, code("STOPPED_AGAIN", "round_start_reason")
    late = FollowUp(round=round, happened_on=DAY, attendance=Attendance.ATTENDING)
    race(
        lambda: workflow.loop(round, reason=reason, by=world.officer, on=DAY),
        lambda: workflow.record(late, by=world.teacher),
    )
    # Whoever came first: the child who attends needs no new round, and a closed round takes no report.
    assert Round.objects.count() == 1 or not FollowUp.objects.filter(attendance=Attendance.ATTENDING).exists()
    assert differences(case) == {}


@pytest.mark.parametrize("repeat", range(3))
def test_child_taken_up_again_and_reported_anew_at_once_has_one_open_case(world, race, repeat):
    case = make_case(world.officer, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    reason, later = code("TAKEN_UP_AGAIN", "round_start_reason"), DAY + timedelta(days=9)

    def report():
        entry = Report(happened_on=later, safety=Safety.SAFE)
        return workflow.open_case(Student.objects.get(), entry, by=world.officer)

    _won, lost = split(race(report, lambda: workflow.take_up_again(case, reason=reason, by=world.supervisor, on=later)))
    assert [type(one) for one in lost] == [Refused]
    assert Case.objects.open().count() == 1


def test_step_left_out_twice_at_once_is_left_out_once(world, race):
    case = make_case(world.officer, world.school)
    round = case.current_round
    acts = [
        lambda by=by: workflow.waive(round, Step.VISIT, reason="ลงไม่ได้", by=by, on=DAY) for by in (world.officer, world.colleague)
    ]
    won, lost = split(race(*acts))
    assert (len(won), [type(one) for one in lost]) == (1, [Refused])
    assert round.decisions.get() == won[0]
