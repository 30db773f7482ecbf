"""What must be true before a case is closed with an outcome: one row an outcome, each with its sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from schools.models import Code
from thai.dates import academic_year

from .models import Attendance, Case, FollowUp, Move, MoveKind, Return, Round, StepState
from .steps import Step, lacking_sentences, steps_of_round

ORDINARY = ("FORMAL",)  # groups of education_pathway that are school in the ordinary way
AGED_OUT = 16  # running year of age at which compulsory education ends (พ.ร.บ.การศึกษาภาคบังคับ 2545 ม.4)
LAST_COMPULSORY_GRADE = "12"  # ม.3, by the codes of DMC


class Known:
    """What the rules ask of a case on a day, each read once."""

    def __init__(self, case: Case, on: date):
        self.case, self.on = case, on

    @cached_property
    def round(self) -> Round:
        """The round that is open."""
        return self.case.current_round

    @cached_property
    def states(self) -> dict[int, StepState]:
        """Where each step of the round stands."""
        return {state.step: state for state in self.round.states.all()}

    @cached_property
    def returned(self) -> Return | None:
        """The latest return of the round."""
        stands = Return.objects.filter(round=self.round, voided_at=None)
        return stands.select_related("pathway").order_by("happened_on", "pk").last()

    @cached_property
    def told(self) -> FollowUp | None:
        """What was said last of the attendance."""
        return FollowUp.objects.filter(round=self.round, voided_at=None).order_by("happened_on", "pk").last()

    @cached_property
    def has_moved(self) -> bool:
        """Whether another school has taken the child."""
        return Move.objects.accepted().filter(case=self.case, kind=MoveKind.SCHOOL).exists()


Truth = Callable[[Known], bool]


@dataclass(frozen=True)
class Must:
    """Something that must be true of the case, and the sentence that says it is not."""

    is_so: Truth
    lacking: str | Promise


def _in_another_form(known: Known) -> bool:
    return bool(known.returned and known.returned.pathway.group not in ORDINARY)


def _has_moved(known: Known) -> bool:
    """Another school has taken the child, or another place of learning has confirmed it."""
    found = known.returned
    return bool(found and found.confirmed_on and found.school_id is None) or known.has_moved


def _attends(known: Known) -> bool:
    return bool(known.told and known.told.attendance == Attendance.ATTENDING)


def _past_compulsory(known: Known) -> bool:
    """Past the compulsory age by the years of birth and school; of a child whose birth year is unknown a person judges."""
    born, grade = known.case.student.born_year, known.case.student.grade
    return born is None or academic_year(known.on) - born >= AGED_OUT or bool(grade and grade.code >= LAST_COMPULSORY_GRADE)


def _never(_known: Known) -> bool:
    """No closing asked for by hand can make it so."""
    return False


ALT_EDU = Must(_in_another_form, _l("การกลับเข้าเรียนล่าสุดยังเป็นการเรียนในระบบปกติ ใช้เหตุผลอื่น หรือบันทึกรูปแบบที่เรียนจริง"))
MOVED = Must(_has_moved, _l("ยังไม่มีสถานศึกษาแห่งใหม่ที่ยืนยันรับย้าย"))
ATTENDS = Must(_attends, _l("ยังไม่มีรายงานว่านักเรียนมาเรียนสม่ำเสมอ"))
AGED = Must(_past_compulsory, _l("นักเรียนยังอยู่ในเกณฑ์การศึกษาภาคบังคับ"))
TAKEN_OVER = Must(_never, _l("ใช้หน้าโอนเคสให้สำนักงานอื่น เคสปิดเมื่อสำนักงานปลายทางรับแล้ว"))

# Steps that must be done, and what else must be true; other outcomes need their written reason only.
STEPS_OF: dict[str, tuple[Step, ...]] = {
    "RETAINED": tuple(Step),
    "ALT_EDU": (Step.REPORT, Step.RETURN),
    "TRANSFER_CONFIRMED": (Step.REPORT, Step.RETURN),
}
MUST: dict[str, tuple[Must, ...]] = {
    "ALT_EDU": (ALT_EDU,),
    "TRANSFER_CONFIRMED": (MOVED,),
    "STILL_ENROLLED": (ATTENDS,),
    "COMPLETED_COMPULSORY": (AGED,),
    "HANDED_OVER": (TAKEN_OVER,),
}


def closing_gaps(case: Case, outcome: Code, on: date) -> list[str]:
    """What still stands in the way of closing a case with this outcome, in sentences; nothing where it may be closed."""
    return _gaps(Known(case, on), outcome)


def gaps_by_outcome(case: Case, on: date) -> dict[str, list[str]]:
    """The same of every outcome there is, by its code, in a number of queries that does not depend on how many they are."""
    known = Known(case, on)
    return {outcome.pk: _gaps(known, outcome) for outcome in Code.objects.of("case_close_reason")}


def _gaps(known: Known, outcome: Code) -> list[str]:
    wanted = [step for step in STEPS_OF.get(outcome.code, ()) if step in steps_of_round(known.round.number)]
    undone = [known.states[step] for step in wanted if not known.states[step].is_done]
    gaps = [f"{one.get_step_display()}: {', '.join(map(str, lacking_sentences(one.step, one.lacking)))}" for one in undone]
    gaps += [str(must.lacking) for must in MUST.get(outcome.code, ()) if not undone and not must.is_so(known)]
    if outcome.group == "success" and known.case.in_danger:
        gaps.append(_("นักเรียนยังมีธงความปลอดภัย ปลดธงพร้อมเหตุผลก่อนปิดเคส"))
    return gaps
