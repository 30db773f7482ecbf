"""A case lives at random: the child returns, is looked after, fails, rests, moves, is handed over, closed and taken up again.

Whatever happens in whatever order: never two open rounds, never a lost entry, never a person who sees what is not theirs any more.
"""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from dropout_cases import timeline, workflow
from dropout_cases.models import Attendance, Case, Closing, Enrolment, Entry, Move, Pause, Return, Round, Setback, SetbackKind
from dropout_cases.workflow import Refused
from schools.models import TrailEvent
from tests.make import (
    DAY,
    code,
    confirm_return,
    decline_referral,
    make_case,
    make_follow_up,
    make_move,
    make_pause,
    make_referral,
    make_return,
    make_setback,
    make_supervisor,
    make_teacher,
)
from tests.recomputed import differences

KINDS = [model for model in apps.get_models() if issubclass(model, Entry)]
OUTCOMES = ["RETAINED", "ALT_EDU", "TRANSFER_CONFIRMED", "NOT_FOUND", "ABROAD", "HANDED_OVER"]


def entries(case):
    """Every entry of the case, by kind and row; nothing ever leaves this set."""
    return {
        (model.__name__, pk) for model in KINDS for pk in model._base_manager.filter(round__case=case).values_list("pk", flat=True)
    }


class Life:
    """One case between two offices and their schools, on days that only go forward."""

    def __init__(self, world, draw):
        self.world, self.draw, self.day = world, draw, DAY
        self.seniors = {world.area: world.supervisor, world.elsewhere: make_supervisor(world.elsewhere)}
        self.chiefs = {world.area: make_supervisor(world.area), world.elsewhere: make_supervisor(world.elsewhere)}
        self.teachers = {world.school: world.teacher, world.other_school: world.neighbour}
        self.teachers[world.far_school] = make_teacher(world.far_school)
        self.case = make_case(world.officer, world.school)
        self.seen = entries(self.case)
        self.lines = TrailEvent.objects.count()

    def now(self):
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case

    @property
    def boss(self):
        return self.seniors[self.case.area]

    def schools_here(self):
        return [one for one in self.teachers if one.area_id == self.case.area_id]

    def some(self, rows):
        rows = list(rows.order_by("pk"))
        return rows[self.draw(st.integers(0, 5)) % len(rows)] if rows else None

    # What may happen; each gives something to do, or None where there is nothing to do it to.

    def announce(self):
        school, pathway = self.draw(st.sampled_from(self.schools_here())), self.draw(st.sampled_from(["SAME_SCHOOL", "VOCATIONAL"]))
        return make_return(self.case, self.boss, school, on=self.day, confirmed=False, pathway=pathway)

    def confirm(self):
        entry = self.some(Return.objects.filter(round__case=self.case, confirmed_on=None, round__closed_on=None))
        return entry and confirm_return(entry, self.teachers[entry.school], on=max(self.day, entry.happened_on))

    def check(self):
        said = self.draw(st.sampled_from(Attendance))
        return make_follow_up(self.case, self.teachers.get(self.case.school, self.boss), on=self.day, attendance=said)

    def decline(self):
        return decline_referral(
            make_referral(self.case, self.boss, self.world.agency, on=self.day, accepted=False), self.boss, on=self.day
        )

    def notice(self):
        return make_setback(self.case, self.draw(st.sampled_from(SetbackKind)), on=self.day)

    def dismiss(self):
        entry = self.some(Setback.objects.filter(case=self.case))
        return entry and workflow.dismiss_setback(entry, reason="มาเรียนแล้ว", by=self.boss, on=self.day)

    def loop(self):
        reason = code("STOPPED_AGAIN", "round_start_reason")
        return workflow.loop(self.case.current_round, reason=reason, by=self.boss, on=self.day)

    def pause(self):
        return make_pause(self.case, self.boss, on=self.day, until=self.day + timedelta(days=self.draw(st.integers(0, 60))))

    def resume(self):
        entry = self.some(Pause.objects.filter(case=self.case))
        return entry and workflow.resume(entry, by=self.boss, on=self.day)

    def tick(self):
        return workflow.end_due_pauses(self.day)

    def move(self):
        ends = [*self.teachers, self.world.area, self.world.elsewhere, "สพป. นอกระบบ"]
        return make_move(self.case, self.boss, self.draw(st.sampled_from(ends)), on=self.day)

    def answer(self):
        move = self.some(Move.objects.filter(case=self.case))
        if move is None:
            return None
        by = self.teachers[move.to_school] if move.to_school else self.seniors.get(move.to_area) or self.chiefs[move.from_area]
        if self.draw(st.booleans(), label="accept"):
            school = self.draw(st.sampled_from([None, *(one for one in self.teachers if one.area == move.to_area)]))
            return workflow.accept_move(move, by=by, on=self.day, school=school, how="หนังสือตอบ")
        return workflow.refuse_move(move, by=by, on=self.day, reason="ไม่รู้จัก")

    def withdraw(self):
        move = self.some(Move.objects.filter(case=self.case))
        return move and workflow.withdraw_move(move, by=self.boss, on=self.day, reason="ไม่ย้ายแล้ว")

    def ask(self):
        outcome = code(self.draw(st.sampled_from(OUTCOMES)), "case_close_reason")
        return workflow.ask_to_close(self.case, outcome=outcome, note="ครบ", by=self.boss, on=self.day)

    def decide(self):
        closing = self.some(Closing.objects.filter(case=self.case))
        if closing is None:
            return None
        by = self.chiefs[self.case.area]
        if self.draw(st.booleans(), label="approve"):
            return workflow.approve_closing(closing, by=by, on=self.day)
        return workflow.refuse_closing(closing, by=by, on=self.day, reason="ยังไม่ครบ")

    def take_up(self):
        reason = code("TAKEN_UP_AGAIN", "round_start_reason")
        return workflow.take_up_again(self.case, reason=reason, by=self.boss, on=self.day)

    def do(self, name):
        """Try it; what is refused changes nothing."""
        self.day += timedelta(days=self.draw(st.sampled_from([0, 0, 1, 7, 40])))
        version = self.now().version
        try:
            with transaction.atomic():
                done = getattr(self, name)()
        except Refused as refused:
            note(f"{name}: {refused.reason}")
            assert self.now().version == version
        else:
            note(f"{name}: {done}")
        self.holds()

    # What holds at any time

    def holds(self):
        case = self.now()
        assert differences(case) == {}
        open_rounds = case.rounds.filter(closed_on=None)
        assert open_rounds.count() == (1 if case.is_open else 0)
        assert [one.number for one in case.rounds.all()] == list(range(1, case.rounds.count() + 1))
        assert all(one.area_id == case.area_id for one in open_rounds)
        assert Move.objects.waiting().filter(case=case).count() <= 1
        assert case.status != "PAUSED" or Pause.objects.standing().filter(case=case).count() == 1
        assert Enrolment.objects.filter(student=case.student, ended_on=None).count() <= 1
        assert case.student.area_id == case.area_id
        seen = entries(case)
        assert self.seen <= seen, "an entry was lost"
        self.seen = seen
        lines = TrailEvent.objects.count()
        assert lines >= self.lines
        self.lines = lines
        self.everybody_sees_their_own(case)

    def everybody_sees_their_own(self, case):
        """Who has the case sees it; who had it, its own part and nothing else; anybody else nothing at all."""
        for area, person in self.seniors.items():
            assert self.sees(person, case) == (area == case.area)
            had = area != case.area and Round.objects.filter(case=case, area=area).exists()
            assert Case.objects.left_by(person).filter(pk=case.pk).exists() == had
        for school, person in self.teachers.items():
            assert self.sees(person, case) == (school.pk in (case.school_id, case.receiving_school_id))
            told = timeline.read(case, person).happenings if self.sees(person, case) else []
            others = [one for name, one in self.teachers.items() if name != school]
            assert not [one.lines for one in told if one.entry and one.entry.entered_by in others and one.kind == "note"]

    def sees(self, person, case):
        return Case.objects.visible_to(person).filter(pk=case.pk).exists()


ACTS = [
    "announce", "announce", "confirm", "confirm", "check", "check", "decline", "notice", "dismiss", "loop", "loop", "pause",
    "resume", "tick", "move", "move", "answer", "answer", "answer", "withdraw", "ask", "decide", "decide", "take_up",
]  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data(), times=st.integers(8, 25))
def test_a_life_in_any_order_loses_nothing_and_shows_nobody_too_much(world, data, times):
    with transaction.atomic():
        life = Life(world, data.draw)
        for _time in range(times):
            life.do(data.draw(st.sampled_from(ACTS), label="act"))
        transaction.set_rollback(True)
