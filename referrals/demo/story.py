"""Tells a case through the engine: each method is one thing that somebody did on one day."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, FollowUp, Report, ReportChannel, Return, Round, Sex, Student, Task
from dropout_cases.steps import RULE, Risk, Safety
from referrals import facts, package, passing
from referrals.forms.meetings import USUAL_NAME
from referrals.models import (
    Attendee,
    Certainty,
    Contact,
    Finding,
    Look,
    Meeting,
    Outcome,
    Package,
    Party,
    Referral,
    Resolution,
    Visit,
)
from schools.access import Action, may
from schools.models import Agency, Area, Code, School, User
from thai.dates import BE, academic_year


@dataclass(frozen=True)
class Office:
    """Where the stories happen; schools, agencies and people go by short names."""

    area: Area
    schools: dict[str, School]
    agencies: dict[str, Agency]
    people: dict[str, User]


def codes(of: str, names: str) -> list[Code]:
    """Codes of a list: codes("dropout_reason", "POVERTY TRANSPORT")."""
    return [Code.objects.get(pk=f"{of}.{name}") for name in names.split()]


def child(name: str, nickname: str, grade: str, on: date, guardian: str, relation: str, **fields) -> Student:
    """A pupil of usual age for the grade on the day `on`, not saved yet."""
    title, first_name, last_name = name.split()
    birth_year = academic_year(on) - BE - (int(grade) + 2)
    return Student(
        title=title,
        first_name=first_name,
        last_name=last_name,
        nickname=nickname,
        sex=Sex.MALE if title == "ด.ช." else Sex.FEMALE,
        born_on=date(birth_year, 1 + len(first_name) % 12, 1 + len(last_name) % 28),
        born_precision="day",
        grade_id=f"grade.{grade}",
        guardian_name=guardian,
        guardian_relation_id=f"guardian_relation.{relation}",
        **fields,
    )


def hand_in(report: Report, student: Student, *, by: User, causes: list[Code]) -> Report:
    """A school's report, which waits for an officer."""
    report.area, report.school, report.channel = student.area, student.school, ReportChannel.SCHOOL
    report.child_name = f"{student.title}{student.first_name} {student.last_name}"
    report.details = workflow.telling(student)
    return workflow.receive(report, by=by, causes=causes)


class Story:
    """One case, told in the order in which its records were written."""

    def __init__(
        self,
        office: Office,
        student: Student,
        *,
        on: date,
        by: str,
        causes: str,
        story: str,
        best: str,
        school: str = "",
        source: str = "SCHOOL",
        group: str = "AT_RISK",
        risk: str = Risk.MEDIUM,
        safety: str = Safety.SAFE,
        officer: str = "officer",
        teacher: str = "",
        place_text: str = "",
        accepted: date | None = None,
    ):
        self.office, self.best = office, best
        self.officer = office.people[officer]
        self.teacher = office.people[teacher] if teacher else self.officer
        student.area, student.school = office.area, office.schools.get(school)
        report = Report(
            happened_on=on,
            safety=safety,
            risk=risk,
            story=story,
            source_id=f"report_source.{source}",
            group_id=f"student_group.{group}",
        )
        reported = codes("dropout_reason", causes)
        self.cause = "" if causes == "UNKNOWN" else causes.split()[0]
        if may(office.people[by], Action.REPORT_DECIDE, office.area):
            self.case: Case = workflow.open_case(student, report, by=office.people[by], causes=reported, place_text=place_text)
        else:
            waiting = hand_in(report, student, by=office.people[by], causes=reported)
            self.case = workflow.open_case_from(waiting, by=self.officer, on=accepted or on, student=student)

    @property
    def round(self) -> Round:
        """The round the story is in."""
        return self.case.current_round

    def contact(
        self,
        on: date,
        party: Party,
        asked: str,
        *,
        answer: str = "",
        answered_on: date | None = None,
        agency: str = "",
        **fields,
    ) -> None:
        """Step 2: somebody is asked, and answers on `answered_on`, if at all yet; a school answers for itself."""
        entry = self._entry(Contact, on, party=party, agency=self.office.agencies.get(agency), asked=asked, **fields)
        workflow.record(entry, by=self.officer)
        if answered_on:
            by, action = self.officer, Action.CASE_RECORD
            if party == Party.SCHOOL:
                by, action = self.teacher, Action.SCHOOL_RECORD
            workflow.answer(entry, by=by, action=action, fields={"answer": answer, "answered_on": answered_on})

    def visit(
        self,
        on: date,
        agencies: str,
        found: list[tuple[str, ...]],
        *,
        result: str = "MET_STUDENT_GUARDIAN",
        worrying: str = "",
        causes: str = "",
        **fields,
    ) -> None:
        """Step 3: `found` lists each fact, who said it, and the second source if any; the first cause is the main one."""
        looks = dict.fromkeys(worrying.split(), Look.WORRYING)
        place = {"place_text": "บ้านของนักเรียน", "visitors": f"{self.officer.full_name} และผู้แทนหน่วยงานที่ร่วม"}
        usual = {"with_school": True, "started_at": time(9, 30), "no_position_why": "ครอบครัวไม่สะดวก"}
        main = next(iter(causes.split()), self.cause if found else "")
        chosen = {"result_id": f"visit_result.{result}", "main_cause_id": f"dropout_reason.{main}" if main else None}
        entry = self._entry(Visit, on, **usual | chosen | place | looks | fields)
        links = {
            "agencies": [self.office.agencies[kind] for kind in agencies.split()],
            "causes": codes("dropout_reason", causes),
        }
        workflow.record(entry, by=self.officer, lines=[_finding(*facts) for facts in found], links=links)

    def fact(self, on: date, statement: str, source: str) -> None:
        """Somebody tells something between the steps."""
        finding = Finding(round=self.round, happened_on=on, statement=statement, source=source, state=Certainty.ONE_SIDED)
        facts.add_fact(finding, by=self.officer)

    def check_first_fact(self, on: date, source: str, note: str) -> None:
        """What came first and from one side only is true by another source too."""
        finding = Finding.objects.of_case(self.case).unsure()[0]
        facts.check_fact(finding, state=Certainty.CHECKED, source=source, note=note, on=on, by=self.officer)

    def meeting(self, on: date, said: list[tuple[str, str, str]], resolved: list[tuple], summary: str) -> None:
        """Step 4: `said` lists side, person and words; `resolved` lists what, who, by when."""
        held = {"name": USUAL_NAME, "starts_at": time(9, 30), "ends_at": time(11, 30), "secretary": self.officer.full_name}
        chair = self.office.people["supervisor"].full_name
        where = f"ห้องประชุม{self.case.school or self.office.area.short_name}"
        entry = self._entry(Meeting, on, place_text=where, chair=chair, summary=summary, **held)
        lines = [
            *(Attendee(side=side, name=name, statement=words) for side, name, words in said),
            *(Resolution(text=text, owner_name=who, due_on=due, by_school=who == "โรงเรียน") for text, who, due in resolved),
        ]
        workflow.record(entry, by=self.officer, lines=lines)

    def refer(
        self,
        on: date,
        agency: str,
        helps: str,
        asked: str,
        pathway: str,
        *,
        school: str = "",
        answer_by: date | None = None,
        basis: str = "S24_4",
        **fields,
    ) -> Referral:
        """Step 5: help handed on to an agency, or to a school, with the education recommended; what is usually shared is frozen."""
        asked_for = codes("help_kind", helps)
        way, ground = codes("education_pathway", pathway)[0], codes("legal_basis", basis)[0]
        entry = self._entry(
            Referral,
            on,
            agency=self.office.agencies[agency] if agency else None,
            school=self.office.schools[school] if school else None,
            asked=asked,
            pathway=way,
            legal_basis=ground,
            answer_by=answer_by or on + timedelta(days=7),
            **fields,
        )
        said = {"helps": asked_for, "asked": asked, "recommendation": entry, "legal_basis": ground}
        shared = package.build(self.case, package.USUAL, on=on, **said)
        frozen = Package(items=package.freeze(shared), shared=package.USUAL, made_on=on, made_by=self.officer)
        workflow.record(entry, by=self.officer, lines=[frozen], links={"helps": asked_for})
        return entry

    def accepted(self, referral: Referral, on: date, note: str, **said) -> None:
        """The receiver takes it on."""
        passing.accept(referral, voice=self.voice(referral), on=on, text=note, **said)

    def declined(self, referral: Referral, on: date, reason: str, note: str, instead: str = "") -> None:
        """The receiver cannot take it on, and says who could instead."""
        code = codes("referral_decline_reason", reason)[0]
        passing.decline(referral, voice=self.voice(referral), on=on, reason=code, text=note, instead=instead)

    def done(self, referral: Referral, on: date, result: str) -> None:
        """The receiver reports what came of it."""
        given = dict.fromkeys(referral.helps.all(), Outcome.GOT)
        passing.report(referral, voice=self.voice(referral), on=on, given=given, text=result)

    def back(self, on: date, pathway: str, support: str, confirmed_on: date | None = None, **fields) -> None:
        """Step 6: the child goes back to its school, which confirms it."""
        entry = self._entry(
            Return,
            on,
            pathway_id=f"education_pathway.{pathway}",
            support=support,
            grade=self.case.student.grade,
            **{"school": self.case.school} | fields,
        )
        workflow.record(entry, by=self.officer)
        if confirmed_on:
            answer = {
                "confirmed_on": confirmed_on,
                "confirmed_at": timezone.now(),
                "confirmed_by": self.teacher,
                "confirmed_how": "พบนักเรียนในชั้นเรียน",
            }
            by, place = (self.teacher, entry.school) if entry.school else (self.officer, None)
            workflow.answer(entry, by=by, action=Action.SCHOOL_RECORD, place=place, fields=answer)

    def check(self, on: date, note: str, attendance: Attendance = Attendance.ATTENDING) -> None:
        """Step 7: the school says whether the child attends."""
        entry = self._entry(FollowUp, on, attendance=attendance, note=note)
        workflow.record(entry, by=self.teacher)

    def another_round(self, on: date, reason: str, note: str) -> None:
        """The child cannot stay: the next round begins."""
        workflow.loop(self.round, reason=codes("round_start_reason", reason)[0], note=note, by=self.officer, on=on)

    def ask_to_close(self, on: date, outcome: str, note: str, carried: Task | None = None):
        """The officer puts the case up for closing; the task `carried` goes on after it, the others are done."""
        done = [workflow.Ending(task, is_done=True) for task in self.case.tasks.open() if task != carried]
        done += [workflow.Ending(carried, owner=carried.owner)] if carried else []
        reason = codes("case_close_reason", outcome)[0]
        return workflow.ask_to_close(self.case, outcome=reason, note=note, by=self.officer, on=on, endings=done)

    def close(self, asked_on: date, approved_on: date, note: str) -> None:
        """Kept in school to the end of the plan: asked by the officer, approved by the supervisor."""
        closing = self.ask_to_close(asked_on, "RETAINED", note)
        workflow.approve_closing(closing, by=self.office.people["supervisor"], on=approved_on, note="ตรวจหลักฐานแล้ว")

    def _entry(self, model, on: date, **fields):
        """A record of the current round, with the two questions of every form answered."""
        asked = {"best_interest": self.best} if RULE[model.step()].asks_best_interest else {}
        return model(round=self.round, happened_on=on, **{"safety": Safety.SAFE} | asked | fields)

    def voice(self, referral: Referral) -> passing.Voice:
        """Who types the receiver's word in: its own person where it has an account, else the officer."""
        at_receiver = {"posts__agency": referral.agency_id, "posts__school": referral.school_id}
        person = User.objects.filter(posts__ended_on=None, **at_receiver).first()
        return passing.Voice(person) if person else passing.Voice(self.officer, said_by=referral.receiver)


def _finding(statement: str, source: str, second_source: str = "") -> Finding:
    state = Certainty.CHECKED if second_source else Certainty.ONE_SIDED
    return Finding(statement=statement, source=source, second_source=second_source, state=state)
