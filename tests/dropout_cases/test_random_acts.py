"""Random people do random things to the cases of three children, and the engine never contradicts the table or itself.

The rules of refusal are written here a second time, in plain words and from what stands in the database, not from the table.
"""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from dropout_cases import workflow
from dropout_cases.models import (
    Attendance,
    Case,
    Closing,
    Deadline,
    Decision,
    FollowUp,
    Move,
    NextAct,
    Report,
    Return,
    Round,
    Status,
)
from dropout_cases.steps import Risk, Safety, Step
from dropout_cases.workflow import Overtaken, Refused
from referrals import passing
from referrals.models import Attendee, Contact, Finding, Meeting, Outcome, Party, Referral, Resolution, Side, Visit
from referrals.passing import Voice
from schools.access import Action
from schools.models import TrailEvent
from tests.make import DAY, code, make_case, make_student, make_supervisor
from tests.recomputed import differences

RECORDS = {
    Step.REPORT: Report,
    Step.COORDINATE: Contact,
    Step.VISIT: Visit,
    Step.MEETING: Meeting,
    Step.REFERRAL: Referral,
    Step.RETURN: Return,
    Step.FOLLOW_UP: FollowUp,
}
OFFICE, SUPERVISORS = ["officer", "supervisor", "chief"], ["supervisor", "chief"]
OTHERS = ["teacher", "neighbour", "stranger", "executive", "partner", "sysadmin"]
NEVER_LEFT_OUT = {Step.REPORT, Step.RETURN, Step.FOLLOW_UP}
GOOD = {"RETAINED", "ALT_EDU", "TRANSFER_CONFIRMED"}
AHEAD = date(2100, 1, 1)

days = st.integers(0, 40).map(lambda number: AHEAD if number == 40 else DAY + timedelta(days=5 * number))
reasons = st.sampled_from(["จำเป็น"] * 7 + [" "])
TABLES = [
    model._meta.db_table
    for label in ("schools", "dropout_cases", "referrals")
    for model in apps.get_app_config(label).get_models(include_auto_created=True)
]


def snapshot():
    """Every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            rows[table] = sorted(map(str, cursor.fetchall()))
    return rows


# What is written into a record: fields, lines and links; now whole, now with gaps.


def contact(draw, world, on):
    party = draw(st.sampled_from(Party))
    fields = {"party": party, "agency": world.agency if party == Party.AGENCY else None, "asked": "ถาม"}
    if draw(st.booleans()):
        fields |= {"answer": "ตอบ", "answered_on": DAY + timedelta(days=draw(st.integers(0, 60)))}
    return fields | {"to_find_out": draw(st.sampled_from(["", "รายได้"]))}, [], {}


def visit(draw, world, on):
    met = draw(st.sampled_from(["MET_STUDENT", "MET_GUARDIAN", "NOT_FOUND"]))
    fields = {"place_text": "บ้าน", "visitors": "เขต", "result": code(met, "visit_result"), "with_school": draw(st.booleans())}
    sure = draw(st.lists(st.sampled_from(["ONE_SIDED", "CHECKED", "CHECKED", ""]), max_size=2))
    return fields, [Finding(statement="หนี้", source="แม่", state=one, second_source="ครู") for one in sure], {}


def meeting(draw, world, on):
    said = [Attendee(name="ผู้แทน", side=side, statement="ควรช่วย") for side in draw(st.sets(st.sampled_from(Side)))]
    owners = draw(st.lists(st.sampled_from(["ครู", "ครู", "ครู", ""]), max_size=2))
    agreed = [Resolution(text="หาทุน", owner_name=owner, due_on=DAY) for owner in owners]
    return {"place_text": "โรงเรียน", "chair": "ผอ."}, [*said, *agreed], {}


def referral(draw, world, on):
    to_school = draw(st.booleans())
    fields = {
        "agency": None if to_school else world.agency,
        "school": world.other_school if to_school else None,
        "asked": "ตรวจ",
        "ordinary_study": draw(st.booleans()),
        "legal_basis": code("S24_4", "legal_basis"),
        "answer_by": on + timedelta(days=draw(st.integers(0, 30))),
        "expires_on": AHEAD,
    }
    return fields, [], {"helps": [code("MEDICAL", "help_kind")]}


def going_back(draw, world, on):
    school = draw(st.sampled_from([world.school, world.other_school, None]))
    place = "" if school else "ศูนย์การเรียน"
    pathway = code(draw(st.sampled_from(["SAME_SCHOOL", "LEARNING_PROMO"])), "education_pathway")
    return {"school": school, "place_text": place, "pathway": pathway}, [], {}


WRITTEN = {
    Step.REPORT: lambda draw, world, on: ({}, [], {}),
    Step.COORDINATE: contact,
    Step.VISIT: visit,
    Step.MEETING: meeting,
    Step.REFERRAL: referral,
    Step.RETURN: going_back,
    Step.FOLLOW_UP: lambda draw, world, on: ({"attendance": draw(st.sampled_from(Attendance))}, [], {}),
}


def whole(case, world, on):
    """All that the step of a case needs, as far as one record can hold it."""
    step, answered = Step(case.step), {"answer": "มา", "answered_on": on, "to_find_out": "หนี้"}
    has_school = case.current_round.contacts.filter(party=Party.SCHOOL, voided_at=None).exists()
    party = {"party": Party.AGENCY, "agency": world.agency} if has_school else {"party": Party.SCHOOL}
    met = code("MET_STUDENT", "visit_result")
    said = [Attendee(name="ผู้แทน", side=side, statement="ควรช่วย") for side in Side]
    return {
        Step.REPORT: ({}, []),
        Step.COORDINATE: ({"asked": "ถาม"} | party | answered, []),
        Step.VISIT: (
            {"place_text": "บ้าน", "visitors": "เขต", "with_school": True, "result": met},
            [Finding(statement="หนี้", source="แม่", state="ONE_SIDED")],
        ),
        Step.MEETING: (
            {"place_text": "โรงเรียน", "chair": "ผอ."},
            [*said, Resolution(text="หาทุน", owner_name="ครู", due_on=on)],
        ),
        Step.REFERRAL: (
            {
                "agency": world.agency,
                "asked": "ตรวจ",
                "ordinary_study": True,
                "legal_basis": code("S24_4", "legal_basis"),
                "answer_by": on,
                "expires_on": AHEAD,
            },
            [],
        ),
        Step.RETURN: ({"school": world.school, "pathway": code("SAME_SCHOOL", "education_pathway")}, []),
        Step.FOLLOW_UP: ({"attendance": Attendance.ATTENDING}, []),
    }[step]


# What may pass while a referral stands where, and what of it is the office's alone.
WAITS, HELPS = {"SENT", "ACCEPTED", "HELPING"}, {"ACCEPTED", "HELPING"}
PASSING = {
    "accept": {"SENT"}, "decline": {"SENT"}, "inquire": WAITS, "reply": WAITS, "begin_help": HELPS, "report": HELPS,
    "call": WAITS, "withdraw": WAITS,
}  # fmt: skip
BY_OFFICE = {"reply", "call", "withdraw"}


def pass_on(entry, kind, *, by, on):
    """What of that kind passes; `decline` says why, `report` that nothing came of it."""
    said = {"by": by} if kind in BY_OFFICE else {"voice": Voice(by)}
    if kind == "decline":
        said["reason"] = code("FULL", "referral_decline_reason")
    elif kind == "report":
        said["given"] = dict.fromkeys(entry.helps.all(), Outcome.NOT)
    return getattr(passing, kind)(entry, on=on, text="ตอบ", **said)


class Office:
    """An office with three children – one at each of two schools, one at none – and one case at the start."""

    def __init__(self, world, draw):
        self.world, self.draw = world, draw
        self.rows = None  # every row, where nothing has been written since they were read
        self.past = {}  # what stood in a round when it was closed
        world.chief = make_supervisor(world.area)
        schools = (world.school, world.other_school, None)
        self.children = [make_student(world.area, school) for school in schools]
        for child in self.children:
            child.save()
        make_case(world.officer, world.school, student=self.children[0])

    # What stands

    def somebody(self, mostly=OFFICE):
        name = self.draw(st.sampled_from(mostly * 6 + OFFICE + OTHERS), label="by")
        return name, getattr(self.world, name)

    def one_of(self, rows):
        rows = list(rows.order_by("pk"))
        return rows[self.draw(st.integers(0, 9), label="which") % len(rows)] if rows else None

    def some_round(self):
        """Mostly one that is still open."""
        rounds = Round.objects.all() if self.draw(st.integers(0, 4)) == 0 else Round.objects.filter(closed_on=None)
        return self.one_of(rounds) or self.one_of(Round.objects.all())

    def works_at(self, person, school):
        staff = {"teacher": self.world.school, "neighbour": self.world.other_school}
        return school is not None and staff.get(person) == school

    def live(self, round, step):
        return list(RECORDS[step].objects.filter(round=round, voided_at=None).order_by("happened_on", "pk"))

    def is_done(self, round, step):
        return round.states.filter(step=step, settled_on__isnull=False).exists()

    def in_danger(self, case):
        """Whether the last word on the child's safety was an alarm."""
        words = [
            (alarm, True)
            for model in RECORDS.values()
            for alarm in model.objects.filter(round__case=case, voided_at=None, safety="UNSAFE").values_list("entered_at")
        ]
        over = Decision.objects.filter(round__case=case, voided_at=None, kind="SAFE_AGAIN").values_list("entered_at")
        return max([*words, *((moment, False) for moment in over)], default=(None, False))[1]

    def could_not_stay(self, round):
        referrals = self.live(round, Step.REFERRAL)
        if any(one.status == "DECLINED" or one.status == "DONE" and self.brought_nothing(one) for one in referrals):
            return True
        returns, reports = self.live(round, Step.RETURN), self.live(round, Step.FOLLOW_UP)
        if not returns or not reports or reports[-1].happened_on < returns[-1].happened_on:
            return False
        return reports[-1].attendance in ("STOPPED", "MOVED")

    def brought_nothing(self, entry):
        return set(entry.help_given.values_list("outcome", flat=True)) == {"NOT"}

    def is_too_early(self, case, outcome):
        """Whether a good outcome lacks a step or what it says is not so, or the child is still in danger."""
        if outcome not in GOOD:
            return False
        latest = self.live(case.current_round, Step.RETURN)[-1:]
        if outcome == "ALT_EDU" and any(one.pathway.group == "FORMAL" for one in latest):
            return True
        has_moved = Move.objects.filter(case=case, state="ACCEPTED").exists() or any(one.school is None for one in latest)
        if outcome == "TRANSFER_CONFIRMED" and not has_moved:
            return True
        steps = set(Step) if outcome == "RETAINED" else {Step.REPORT, Step.RETURN}
        steps -= {Step.REPORT} if case.round_number > 1 else set()
        return self.in_danger(case) or not all(self.is_done(case.current_round, step) for step in steps)

    # Doing

    def endings(self, case):
        """Every task ends with its case."""
        return [workflow.Ending(task, note="ไม่ต้องแล้ว") for task in case.tasks.open()]

    def attempt(self, act, *, refused, case=None, again=False, also=0):
        """Do it: refused exactly when it must be, and then nothing has changed; `also` is how many tasks end with it."""
        if refused and self.rows is None:
            self.rows = snapshot()
        version, lines = case and case.version, TrailEvent.objects.count()
        try:
            with transaction.atomic():
                done = act()
        except (Refused, Overtaken) as refusal:
            assert refused, refusal.reason
            assert snapshot() == self.rows
            return None
        assert not refused
        self.rows = None
        written = 0 if again else 1 + also
        case = Case.objects.get(pk=(case or done).pk)
        assert case.version == (version or 0) + written
        assert TrailEvent.objects.count() == lines + written
        assert differences(case) == {}
        self.check(case)
        return done

    def open(self):
        (person, by), on = self.somebody(), self.draw(days)
        child = self.draw(st.sampled_from(self.children))
        child.refresh_from_db()
        report = Report(happened_on=on, safety=self.draw(st.sampled_from(Safety)))
        may = person in OFFICE or self.works_at(person, child.school)
        has_one = Case.objects.filter(student=child, closed_on=None).exists()
        act = lambda: workflow.open_case(child, report, by=by)  # noqa: E731
        self.attempt(act, refused=not may or has_one or on == AHEAD)

    def record(self):
        (person, by), step, on = self.somebody(), self.draw(st.sampled_from(Step)), self.draw(days)
        round = self.some_round()
        case = round.case
        fields, lines, links = WRITTEN[step](self.draw, self.world, on)
        fields |= {"safety": self.draw(st.sampled_from(["", *Safety])), "risk": self.draw(st.sampled_from(["", *Risk]))}
        entry = RECORDS[step](round=round, happened_on=on, token=f"{TrailEvent.objects.count()}", **fields)
        seen = self.draw(st.sampled_from([None, case.version, case.version, case.version - 1]))
        may = person in OFFICE or step in (Step.REPORT, Step.FOLLOW_UP) and self.works_at(person, case.school)
        refused = not may or seen == case.version - 1 or round.closed_on or on == AHEAD
        act = lambda: workflow.record(entry, by=by, lines=lines, links=links, seen=seen)  # noqa: E731
        if self.attempt(act, refused=refused, case=case):
            twin = RECORDS[step](round=round, happened_on=on, token=entry.token, **fields)
            case.refresh_from_db()
            self.attempt(lambda: workflow.record(twin, by=by, seen=seen), refused=False, case=case, again=True)

    def answer(self):
        (person, by), on = self.somebody(), self.draw(days)
        entry = self.one_of(self.draw(st.sampled_from([Contact, Return])).objects.all())
        if entry is None:
            return
        action, place, may = Action.CASE_RECORD, None, person in OFFICE
        if isinstance(entry, Contact):
            fields = {"answer": "ตอบแล้ว", "answered_on": on}
        else:
            action, place = Action.SCHOOL_RECORD, entry.school
            may = may or self.works_at(person, entry.school or entry.round.case.school)
            fields = {"confirmed_on": on, "confirmed_at": timezone.now(), "confirmed_by": by, "confirmed_how": "โทรศัพท์"}
        self.attempt(
            lambda: workflow.answer(entry, by=by, action=action, place=place, fields=fields),
            refused=not may or entry.round.closed_on or entry.voided_at or on == AHEAD,
            case=entry.round.case,
        )

    def hear(self):
        """Something passes between the office and a receiver."""
        (person, by), on, kind = self.somebody(), self.draw(days), self.draw(st.sampled_from(list(PASSING)))
        entry = self.one_of(Referral.objects.all())
        if entry is None:
            return
        may = person in OFFICE
        if kind not in BY_OFFICE:
            may = may or person == "partner" and entry.agency == self.world.agency or self.works_at(person, entry.school)
        known = entry.status in PASSING[kind] and (kind != "reply" or entry.question_on)
        self.attempt(
            lambda: pass_on(entry, kind, by=by, on=on),
            refused=not may or not known or entry.round.closed_on or entry.voided_at or on == AHEAD or on < entry.happened_on,
            case=entry.round.case,
        )

    def accept(self):
        (person, by), on = self.somebody(), self.draw(days)
        report = self.one_of(Report.objects.filter(decided_on=None)) or self.one_of(Report.objects.all())
        stays = report.round.closed_on or report.voided_at or report.decided_on
        self.attempt(
            lambda: workflow.accept(report, by=by, on=on),
            refused=person not in OFFICE or stays or on == AHEAD,
            case=report.round.case,
        )

    def assign(self):
        (person, by), (name, owner), case = self.somebody(SUPERVISORS), self.somebody(), self.one_of(Case.objects.all())
        act = lambda: workflow.assign(case, owner=owner, by=by)  # noqa: E731
        self.attempt(act, refused=person not in SUPERVISORS or name not in OFFICE, case=case)

    def postpone(self):
        (person, by), round, on, to = self.somebody(), self.some_round(), DAY, self.draw(days) - timedelta(days=9)
        self.attempt(
            lambda: workflow.postpone(round, to=to, reason="ปิดเทอม", by=by, on=on),
            refused=person not in OFFICE or round.closed_on or to < on,
            case=round.case,
        )

    def void(self):
        (person, by), reason = self.somebody(), self.draw(reasons)
        entry = self.one_of(self.draw(st.sampled_from([*RECORDS.values(), Decision, Deadline])).objects.all())
        if entry is None:
            return
        is_last = isinstance(entry, Report) and self.live(entry.round, Step.REPORT) == [entry]
        self.attempt(
            lambda: workflow.void(entry, reason=reason, by=by),
            refused=person not in OFFICE or entry.round.closed_on or entry.voided_at or is_last or not reason.strip(),
            case=entry.round.case,
        )

    def decision(self, round, on, reason):
        """What every decision must not be."""
        return round.closed_on or on == AHEAD or not reason.strip()

    def waive(self):
        (person, by), round, on, reason = self.somebody(), self.some_round(), self.draw(days), self.draw(reasons)
        left = [step for step in Step if step not in NEVER_LEFT_OUT and not self.is_done(round, step)]
        step = self.draw(st.sampled_from(left * 3 + list(Step)))
        may = person in (SUPERVISORS if step == Step.COORDINATE else OFFICE)
        never = step in NEVER_LEFT_OUT or self.is_done(round, step)
        self.attempt(
            lambda: workflow.waive(round, step, reason=reason, by=by, on=on),
            refused=never or not may or self.decision(round, on, reason),
            case=round.case,
        )

    def vouch(self):
        (person, by), round, on, reason = self.somebody(SUPERVISORS), self.some_round(), self.draw(days), self.draw(reasons)
        begun = [step for step in Step if self.live(round, step) and not self.is_done(round, step)]
        step = self.draw(st.sampled_from(begun * 3 + list(Step)))
        foreign = step == Step.REPORT and round.number > 1
        never = foreign or self.is_done(round, step) or not self.live(round, step)
        self.attempt(
            lambda: workflow.vouch(round, step, reason=reason, by=by, on=on),
            refused=never or person not in SUPERVISORS or self.decision(round, on, reason),
            case=round.case,
        )

    def end_danger(self):
        (person, by), round, on, reason = self.somebody(), self.some_round(), self.draw(days), self.draw(reasons)
        never = person not in OFFICE or not self.in_danger(round.case)
        self.attempt(
            lambda: workflow.end_danger(round, reason=reason, by=by, on=on),
            refused=never or self.decision(round, on, reason),
            case=round.case,
        )

    def loop(self):
        (person, by), round, on = self.somebody(), self.some_round(), self.draw(days)
        asked, reason = round.case.closings.filter(decided_on=None), code("STOPPED_AGAIN", "round_start_reason")
        is_new = round.number == 1 and not self.is_done(round, Step.REPORT)
        never = round.closed_on or is_new or asked.exists() or not self.could_not_stay(round)
        self.attempt(
            lambda: workflow.loop(round, reason=reason, by=by, on=on),
            refused=never or person not in OFFICE or on < round.opened_on or on == AHEAD,
            case=round.case,
        )

    def ask(self):
        (person, by), case, on = self.somebody(), self.one_of(Case.objects.all()), self.draw(days)
        outcome = self.draw(st.sampled_from([*sorted(GOOD), "NOT_FOUND"]))
        never = case.closed_on or case.closings.filter(decided_on=None).exists() or self.is_too_early(case, outcome)
        reason, endings = code(outcome, "case_close_reason"), self.endings(case)
        self.attempt(
            lambda: workflow.ask_to_close(case, outcome=reason, note="ครบ", by=by, on=on, endings=endings),
            refused=never or person not in OFFICE or on == AHEAD,
            case=case,
            also=len(endings),
        )

    def decide(self):
        (person, by), on, reason = self.somebody(SUPERVISORS), self.draw(days), self.draw(reasons)
        closing = self.one_of(Closing.objects.filter(decided_on=None)) or self.one_of(Closing.objects.all())
        if closing is None:
            return
        never = person not in SUPERVISORS or closing.decided_on or on == AHEAD
        if self.draw(st.booleans(), label="approve"):
            early = self.is_too_early(closing.case, closing.outcome.code) or on < closing.round.opened_on
            never = never or early or closing.asked_by == by or closing.case.tasks.open().exists()
            act = lambda: workflow.approve_closing(closing, by=by, on=on)  # noqa: E731
        else:
            never = never or not reason.strip()
            act = lambda: workflow.refuse_closing(closing, reason=reason, by=by, on=on)  # noqa: E731
        self.attempt(act, refused=never, case=closing.case)

    def take_up_again(self):
        (person, by), on = self.somebody(SUPERVISORS), self.draw(days)
        case = self.one_of(Case.objects.exclude(closed_on=None)) or self.one_of(Case.objects.all())
        other = Case.objects.filter(student=case.student, closed_on=None).exists()  # or this one is open itself
        reason = code("TAKEN_UP_AGAIN", "round_start_reason")
        self.attempt(
            lambda: workflow.take_up_again(case, reason=reason, by=by, on=on),
            refused=person not in SUPERVISORS or other or on == AHEAD or on < case.closed_on,
            case=case,
        )

    def what_now(self):
        """The names of acts, more often those that have something to work on."""
        open_cases, asked = Case.objects.filter(closed_on=None), Closing.objects.filter(decided_on=None)
        stuck = any(self.could_not_stay(case.current_round) for case in open_cases)
        fitting = {
            "open": len(open_cases) < 2,
            "accept": Report.objects.filter(decided_on=None).exists(),
            "decide": asked.exists(),
            "loop": stuck,
            "end_danger": open_cases.filter(in_danger=True).exists(),
            "take_up_again": Case.objects.exclude(closed_on=None).exists(),
            "void": asked.exists(),
        }
        return ["go_on", "record"] * 4 + [name for name, fits in fitting.items() if fits] * 3 + EVERY_ACT

    # What a case offers next is never refused to those who may: nothing is stuck.

    def go_on(self):
        """Do what is due, several times over."""
        times, goes_well = self.draw(st.integers(1, 8)), self.draw(st.booleans())
        case = self.one_of(Case.objects.filter(closed_on=None))
        for _time in range(times if case else 0):
            case.refresh_from_db()
            note(f"{case} step {case.step}: {case.next_act}")
            if case.next_act == NextAct.NOTHING:
                return
            ends = len(self.endings(case)) if case.next_act == NextAct.ASK and not self.in_danger(case) else 0
            self.attempt(self.due(case, goes_well), refused=False, case=case, also=ends)

    def due(self, case, goes_well):
        by, round, step = self.world.officer, case.current_round, Step(case.step)
        on = max(round.opened_on, min(case.due_on, timezone.localdate()))
        if case.next_act == NextAct.RECORD:
            fields, lines = whole(case, self.world, on)
            if step == Step.FOLLOW_UP and not goes_well:
                fields["attendance"] = Attendance.STOPPED
            entry = RECORDS[step](round=round, happened_on=on, **fields)
            return lambda: workflow.record(entry, by=by, lines=lines)
        if case.next_act == NextAct.REPLY:
            entry = Referral.objects.get(key=case.pending_key)
            return lambda: passing.reply(entry, by=by, on=entry.happened_on, text="มีบัตร")
        if case.next_act == NextAct.ANSWER:
            entry = RECORDS[step].objects.get(key=case.pending_key)
            day, now = entry.happened_on, timezone.now()
            if step == Step.REPORT:
                return lambda: workflow.accept(entry, by=by, on=day)
            if step == Step.REFERRAL:
                return lambda: passing.accept(entry, voice=Voice(by), on=day)
            fields = {
                Step.COORDINATE: {"answer": "มา", "answered_on": day},
                Step.RETURN: {"confirmed_on": day, "confirmed_at": now, "confirmed_by": by},
            }[step]
            return lambda: workflow.answer(entry, by=by, action=Action.CASE_RECORD, fields=fields)
        if case.next_act == NextAct.LOOP:
            reason = code("STOPPED_AGAIN", "round_start_reason")
            return lambda: workflow.loop(round, reason=reason, by=by, on=on)
        if case.next_act == NextAct.ASK:
            if self.in_danger(case):
                return lambda: workflow.end_danger(round, reason="ปลอดภัย", by=by, on=round.opened_on)
            said = {"outcome": code("RETAINED", "case_close_reason"), "note": "ครบ", "endings": self.endings(case)}
            return lambda: workflow.ask_to_close(case, by=by, on=round.opened_on, **said)
        closing = case.closings.get(decided_on=None)
        by = self.world.chief if closing.asked_by == self.world.supervisor else self.world.supervisor
        if self.is_too_early(case, closing.outcome.code) or case.tasks.open().exists():
            return lambda: workflow.refuse_closing(closing, reason="ยังไม่ครบ", by=by, on=on)
        return lambda: workflow.approve_closing(closing, by=by, on=on)

    # What must hold at any time

    def check(self, case):
        assert case.in_danger == self.in_danger(case)
        assert (case.status == Status.CLOSED) == (case.due_on is None) == (case.closed_on is not None)
        if case.in_danger and case.closed_on is None and not self.is_done(case.current_round, Step.REFERRAL):
            assert case.step == Step.REFERRAL
        children = list(Case.objects.filter(closed_on=None).values_list("student", flat=True))
        assert len(children) == len(set(children)), "a child has two open cases"
        open_cases = sorted(Case.objects.filter(closed_on=None).values_list("pk", flat=True))
        assert sorted(Round.objects.filter(closed_on=None).values_list("case", flat=True)) == open_cases
        for round in Round.objects.exclude(closed_on=None):
            states = list(round.states.values_list("step", "state", "settled_on", "reason"))
            assert self.past.setdefault(round.pk, states) == states, "a closed round has changed"


EVERY_ACT = [
    "go_on", "record", "answer", "hear", "hear", "accept", "assign", "postpone", "void", "waive", "vouch", "end_danger", "loop",
    "ask", "decide", "open", "take_up_again",
]  # fmt: skip


@contextmanager
def taken_back():
    """Everything written in here is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data(), times=st.integers(10, 25))
def test_random_acts_never_contradict_the_table(world, data, times):
    with taken_back():
        office = Office(world, data.draw)
        for _time in range(times):
            getattr(office, data.draw(st.sampled_from(office.what_now()), label="act"))()
