"""Every act of the engine, prepared and waiting for somebody to do it; one table for all that must hold of each act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Advice, Attendance, Case, Report
from dropout_cases.steps import Safety, Step
from referrals.models import Contact
from schools.access import Action
from schools.models import User
from tests.make import (
    DAY,
    close,
    code,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_move,
    make_pause,
    make_return,
    make_setback,
    make_student,
    make_task,
)

LATER = DAY + timedelta(weeks=12)
OFFICE, SUPERVISORS = {"officer", "colleague", "supervisor"}, {"supervisor"}
# Everybody who holds a post, and one who holds none.
PEOPLE = [
    "officer", "colleague", "supervisor", "stranger", "teacher", "neighbour", "executive", "partner", "other_partner", "sysadmin",
    "nobody",
]  # fmt: skip


@dataclass
class Act:
    """An act that can be done now; who may do it, in names of `world`."""

    do: Callable[[User], object]
    allowed: set[str]
    case: Case | None = None  # None: the act makes the case

    def one_who_may(self, world) -> User:
        """Somebody who may do it: the supervisor, if of this office."""
        return world.supervisor if "supervisor" in self.allowed else getattr(world, min(self.allowed))


def opening(world) -> Act:
    student = make_student(world.area, world.school)
    causes = [code("POVERTY", "dropout_reason")]

    def do(by):
        return workflow.open_case(student, Report(happened_on=DAY, safety=Safety.SAFE), by=by, causes=causes)

    return Act(do, OFFICE | {"teacher"})


def recording(world) -> Act:
    case = make_case(world.officer, world.school)
    entry = Contact(round=case.current_round, happened_on=DAY, party="SCHOOL", asked="ถาม")
    return Act(lambda by: workflow.record(entry, by=by), OFFICE, case)


def answering(world) -> Act:
    case = make_case(world.officer, world.school)
    entry = make_contact(case, world.officer, answer="")
    fields = {"answer": "มาเรียนวันจันทร์", "answered_on": DAY}
    return Act(lambda by: workflow.answer(entry, by=by, action=Action.CASE_RECORD, fields=fields), OFFICE, case)


def accepting(world) -> Act:
    case = make_case(world.teacher, world.school)
    return Act(lambda by: workflow.accept(case.current_round.reports.get(), by=by, on=DAY), OFFICE, case)


def postponing(world) -> Act:
    case = make_case(world.officer, world.school)

    def do(by):
        return workflow.postpone(case.current_round, to=LATER, reason="ปิดเทอม", by=by, on=DAY)

    return Act(do, OFFICE, case)


def voiding(world) -> Act:
    case = make_case(world.officer, world.school)
    entry = make_contact(case, world.officer)
    return Act(lambda by: workflow.void(entry, reason="ผิดเคส", by=by), OFFICE, case)


def handing_over(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: workflow.hand_over(world.officer, [world.colleague], by=by), SUPERVISORS, case)


def assigning_many(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: workflow.assign_many([case], owner=world.colleague, by=by), SUPERVISORS, case)


def taking_back(world) -> Act:
    case = make_case(world.officer, world.school)
    entry = make_contact(case, world.officer)
    return Act(lambda by: workflow.undo(entry, by=by, at=timezone.now()), {"officer", "supervisor"}, case)


def assigning(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: workflow.assign(case, owner=world.colleague, by=by), SUPERVISORS, case)


def waiving(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: workflow.waive(case.current_round, Step.VISIT, reason="ลงไม่ได้", by=by, on=DAY), OFFICE, case)


def vouching(world) -> Act:
    case = make_case(world.officer, world.school)
    make_contact(case, world.officer)

    def do(by):
        return workflow.vouch(case.current_round, Step.COORDINATE, reason="ถามทางโทรศัพท์", by=by, on=DAY)

    return Act(do, SUPERVISORS, case)


def ending_danger(world) -> Act:
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    return Act(lambda by: workflow.end_danger(case.current_round, reason="อยู่กับยาย", by=by, on=DAY), OFFICE, case)


def looping(world) -> Act:
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency)
    make_follow_up(case, world.teacher, attendance=Attendance.STOPPED)
    reason = code("STOPPED_AGAIN", "round_start_reason")
    return Act(lambda by: workflow.loop(case.current_round, reason=reason, by=by, on=DAY), OFFICE, case)


def asking_to_close(world) -> Act:
    case = make_case(world.officer, world.school)
    outcome = code("NOT_FOUND", "case_close_reason")
    return Act(lambda by: workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=by, on=DAY), OFFICE, case)


def _asked(world):
    act = asking_to_close(world)
    return act.case, act.do(world.officer)


def approving_closing(world) -> Act:
    case, closing = _asked(world)
    return Act(lambda by: workflow.approve_closing(closing, by=by, on=DAY), SUPERVISORS, case)


def refusing_closing(world) -> Act:
    case, closing = _asked(world)
    return Act(lambda by: workflow.refuse_closing(closing, reason="หาอีกครั้ง", by=by, on=DAY), SUPERVISORS, case)


def taking_up_again(world) -> Act:
    case = make_case(world.officer, world.school)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    reason = code("TAKEN_UP_AGAIN", "round_start_reason")
    return Act(lambda by: workflow.take_up_again(case, reason=reason, by=by, on=LATER), SUPERVISORS, case)


def _told(world, by=None, **fields):
    report = Report(area=world.area, school=world.school, happened_on=DAY, child_name="สมมติ", channel="PUBLIC", **fields)
    return workflow.receive(report, by=by)


def receiving(world) -> Act:
    return Act(lambda by: _told(world, by), OFFICE | {"teacher"})


def opening_from_a_report(world) -> Act:
    report = _told(world)
    return Act(lambda by: workflow.open_case_from(report, by=by, on=DAY), OFFICE)


def joining(world) -> Act:
    case, report = make_case(world.officer, world.school), _told(world)
    return Act(lambda by: workflow.join(report, case, by=by, on=DAY), OFFICE, case)


def setting_aside(world) -> Act:
    report, reason = _told(world), code("STILL_ATTENDING", "report_set_aside_reason")
    return Act(lambda by: workflow.set_aside(report, reason=reason, by=by, on=DAY), OFFICE)


def undoing_a_verdict(world) -> Act:
    report = setting_aside(world).do(world.officer)
    return Act(lambda by: workflow.undo_verdict(report, by=by, at=report.decided_at), OFFICE)


def asking_a_school(world) -> Act:
    report = _told(world)
    return Act(lambda by: workflow.ask_school(report, school=world.school, child_name="สมมติ", asked="มาเรียนไหม", by=by), OFFICE)


def answering_a_question(world) -> Act:
    question = asking_a_school(world).do(world.officer)
    return Act(lambda by: workflow.answer_question(question, answer="มา", by=by), OFFICE | {"teacher"})


def merging(world) -> Act:
    cases = [make_case(world.officer, world.school) for _number in range(2)]
    kept, gone = (case.student for case in cases)
    return Act(lambda by: workflow.merge(kept, gone, reason="คนเดียวกัน", by=by, on=DAY), SUPERVISORS, cases[0])


def undoing_a_merge(world) -> Act:
    act = merging(world)
    merge = act.do(world.supervisor)
    return Act(lambda by: workflow.undo_merge(merge, by=by, at=timezone.now()), SUPERVISORS, act.case)


def parting_twins(world) -> Act:
    other, case = make_case(world.officer, world.school), make_case(world.officer, world.school)
    case.possible_duplicate_of = other
    case.save()
    return Act(lambda by: workflow.part_twins(case, reason="คนละคน", by=by, on=DAY), OFFICE, case)


def giving_a_task(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: make_task(case, by, world.colleague), OFFICE, case)


def _of_a_task(world, do, allowed=frozenset(OFFICE), **fields) -> Act:
    case = make_case(world.officer, world.school)
    task = make_task(case, world.officer, **fields)
    return Act(lambda by: do(task, by), set(allowed), case)


def finishing_a_task(world) -> Act:
    return _of_a_task(world, lambda task, by: workflow.finish_task(task, on=DAY, by=by), OFFICE | {"teacher"}, by_school=True)


def dropping_a_task(world) -> Act:
    return _of_a_task(world, lambda task, by: workflow.drop_task(task, reason="ย้ายแล้ว", on=DAY, by=by))


def reopening_a_task(world) -> Act:
    act = finishing_a_task(world)
    task = act.do(world.officer)
    return Act(lambda by: workflow.reopen_task(task, by=by), OFFICE, act.case)


def moving_a_task(world) -> Act:
    return _of_a_task(world, lambda task, by: workflow.move_task(task, to=LATER, reason="น้ำท่วม", on=DAY, by=by))


def handing_on_a_task(world) -> Act:
    return _of_a_task(world, lambda task, by: workflow.hand_on_task(task, owner=world.colleague, by=by))


def giving_advice(world) -> Act:
    case = make_case(world.officer, world.school)
    advice = Advice(case=case, text="รายได้", happened_on=DAY)
    return Act(lambda by: workflow.give_advice(advice, by=by), OFFICE, case)


def pausing(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: make_pause(case, by), OFFICE, case)


def _resting(world):
    case = make_case(world.officer, world.school)
    return case, make_pause(case, world.officer)


def moving_a_pause(world) -> Act:
    case, pause = _resting(world)
    return Act(lambda by: workflow.move_pause(pause, to=LATER, reason="ยังไม่กลับ", by=by, on=DAY), OFFICE, case)


def resuming(world) -> Act:
    case, pause = _resting(world)
    return Act(lambda by: workflow.resume(pause, by=by, on=DAY), OFFICE, case)


def changing_a_check(world) -> Act:
    case = make_case(world.officer, world.school)
    check = make_return(case, world.officer).checks.first()
    act = lambda by: workflow.change_check(check, due_on=LATER, reason="น้ำท่วม", by=by, on=DAY)  # noqa: E731
    return Act(act, OFFICE, case)


def dismissing_a_setback(world) -> Act:
    case = make_case(world.officer, world.school)
    setback = make_setback(case)
    return Act(lambda by: workflow.dismiss_setback(setback, reason="มาเรียนแล้ว", by=by, on=DAY), OFFICE, case)


def asking_to_move(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: make_move(case, by, world.other_school), OFFICE, case)


def asking_to_hand_over(world) -> Act:
    case = make_case(world.officer, world.school)
    return Act(lambda by: make_move(case, by, world.elsewhere), SUPERVISORS, case)


def _of_a_move(world, do, allowed, to="other_school") -> Act:
    case = make_case(world.officer, world.school)
    move = make_move(case, world.supervisor, getattr(world, to))
    return Act(lambda by: do(move, by), set(allowed), case)


def accepting_a_move(world) -> Act:
    return _of_a_move(world, lambda move, by: workflow.accept_move(move, by=by, on=DAY), OFFICE | {"neighbour"})


def accepting_a_case(world) -> Act:
    return _of_a_move(world, lambda move, by: workflow.accept_move(move, by=by, on=DAY), {"stranger"}, "elsewhere")


def refusing_a_move(world) -> Act:
    refuse = lambda move, by: workflow.refuse_move(move, by=by, on=DAY, reason="ไม่รู้จัก")  # noqa: E731
    return _of_a_move(world, refuse, OFFICE | {"neighbour"})


def withdrawing_a_move(world) -> Act:
    return _of_a_move(world, lambda move, by: workflow.withdraw_move(move, by=by, on=DAY, reason="ไม่ย้ายแล้ว"), OFFICE)


ACTS = {
    "open_case": opening,
    "record": recording,
    "answer": answering,
    "accept": accepting,
    "postpone": postponing,
    "void": voiding,
    "undo": taking_back,
    "assign": assigning,
    "assign_many": assigning_many,
    "hand_over": handing_over,
    "waive": waiving,
    "vouch": vouching,
    "end_danger": ending_danger,
    "loop": looping,
    "ask_to_close": asking_to_close,
    "approve_closing": approving_closing,
    "refuse_closing": refusing_closing,
    "take_up_again": taking_up_again,
    "receive": receiving,
    "open_case_from": opening_from_a_report,
    "join": joining,
    "set_aside": setting_aside,
    "undo_verdict": undoing_a_verdict,
    "ask_school": asking_a_school,
    "answer_question": answering_a_question,
    "merge": merging,
    "undo_merge": undoing_a_merge,
    "part_twins": parting_twins,
    "give_advice": giving_advice,
    "give_task": giving_a_task,
    "finish_task": finishing_a_task,
    "drop_task": dropping_a_task,
    "reopen_task": reopening_a_task,
    "move_task": moving_a_task,
    "hand_on_task": handing_on_a_task,
    "pause": pausing,
    "move_pause": moving_a_pause,
    "resume": resuming,
    "change_check": changing_a_check,
    "dismiss_setback": dismissing_a_setback,
    "ask_to_move": asking_to_move,
    "ask_to_move to an office": asking_to_hand_over,
    "accept_move": accepting_a_move,
    "accept_move of an office": accepting_a_case,
    "refuse_move": refusing_a_move,
    "withdraw_move": withdrawing_a_move,
}
# What asks nobody's right.
NOT_ACTS = {
    "Ending", "Overtaken", "Refused", "add_to", "cannot_stay", "end_due_pauses", "look_at", "telling", "tell_setback",
}  # fmt: skip
BEFORE_A_CASE = {"open_case", "receive", "open_case_from", "set_aside", "undo_verdict", "ask_school", "answer_question"}
OF_SEVERAL = {"join", "merge", "undo_merge"}  # write of a case and of something else
OF_TWO_OFFICES = {"accept_move of an office"}  # leave their line at each
