"""A case that has lived long: five rounds, three schools, two offices, and some hundred entries."""

from datetime import date, timedelta

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, Note
from schools.fields import new_key
from tests.make import DAY, code, make_case, make_contact, make_follow_up, make_move, make_pause, make_return, make_setback

MONTH = timedelta(days=30)


def fail(case, by, on):
    """The child stops, and the next round begins."""
    make_follow_up(case, by, on=on, attendance=Attendance.STOPPED)
    return workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=by, on=on)


def lived_here(case, by, school, on):
    """What a stay at an office leaves behind: an answer, a pause, a setback found mistaken, a return with its plan."""
    make_contact(case, by, on=on)
    workflow.resume(make_pause(case, by, on=on), by=by, on=on)
    workflow.dismiss_setback(make_setback(case, on=on), reason="มาเรียนแล้ว", by=by, on=on)
    make_return(case, by, school, on=on)


def notes(case, by, count, on):
    """So many notes of the open round."""
    written = {"case": case, "round": case.current_round, "happened_on": on, "entered_by": by, "entered_role": "OFFICER"}
    Note.objects.bulk_create(Note(text=f"โทรหายาย ครั้งที่ {number}", key=new_key(), **written) for number in range(count))


def make_long_case(world, events=400, on: date = DAY) -> Case:
    """Opened here, handed over to the office elsewhere with its fourth round; `events` notes beside what the engine wrote."""
    case = make_case(world.officer, world.school, on=on)
    for school in (world.school, world.other_school, world.school):
        lived_here(case, world.officer, school, on)
        notes(case, world.officer, events // 5, on)
        if case.current_round.number < 3:
            fail(case, world.officer, on)
        on += MONTH
    workflow.accept_move(
        make_move(case, world.supervisor, world.elsewhere, on=on), by=world.stranger, on=on, school=world.far_school
    )
    case.refresh_from_db()
    for _round in range(2):
        lived_here(case, world.stranger, world.far_school, on)
        notes(case, world.stranger, events // 5, on)
        if case.current_round.number < 5:
            fail(case, world.stranger, on)
        on += MONTH
    return Case.objects.get(pk=case.pk)
