"""The seven steps as one table: what completes each, what it must hold, who records it, who may leave it out, in how many days.

No database and no pages here. A record class says which facts its rows establish; this table says which facts a step needs.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.access import Action


class Step(models.IntegerChoices):
    """The office's seven steps; the seventh decides whether steps 2–6 begin again as a new round."""

    REPORT = 1, _("รับแจ้ง")
    COORDINATE = 2, _("ประสานงาน")
    VISIT = 3, _("ลงพื้นที่")
    MEETING = 4, _("ประชุม")
    REFERRAL = 5, _("ส่งต่อ")
    RETURN = 6, _("กลับเข้าเรียน")
    FOLLOW_UP = 7, _("ติดตาม")


class Risk(models.TextChoices):
    """How likely the child is to leave school, as last assessed."""

    HIGH = "HIGH", _("เสี่ยงสูง")
    MEDIUM = "MEDIUM", _("เสี่ยงปานกลาง")
    LOW = "LOW", _("เสี่ยงต่ำ")
    NONE = "NONE", _("ยังไม่ประเมิน")


class Safety(models.TextChoices):
    """The question every form asks: is the child safe now?"""

    SAFE = "SAFE", _("ปลอดภัย")
    UNSURE = "UNSURE", _("ไม่แน่ใจ")
    UNSAFE = "UNSAFE", _("ไม่ปลอดภัย")


class State(models.TextChoices):
    """Where a step of a round stands."""

    OPEN = "OPEN", _("ยังไม่เริ่ม")
    STARTED = "STARTED", _("กำลังทำ")
    SETTLED = "SETTLED", _("เสร็จแล้ว")
    VOUCHED = "VOUCHED", _("ผู้กำกับดูแลรับรอง")
    WAIVED = "WAIVED", _("ข้าม")


DONE = frozenset({State.SETTLED, State.VOUCHED, State.WAIVED})


@dataclass(frozen=True)
class Need:
    """A fact a step needs, and the sentence that says it is lacking."""

    fact: str
    lacking: str | Promise


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    step: Step
    record: str  # app.Model; its rows complete the step
    verb: str | Promise  # what the button says
    needs: tuple[Need, ...]
    days: dict[str, int]  # usual days by risk, counted from the step before; an office may set its own
    act: Action = Action.CASE_RECORD
    waived_by: Action | None = None  # None: never left out
    every_round: bool = True
    first_in_danger: bool = False
    asks_best_interest: bool = True
    answer_verb: str | Promise = field(default=_("บันทึกคำตอบ"))

    @property
    def url_name(self) -> str:
        """The page that adds a record: "referrals.Visit" is "referrals:visit-add"."""
        return f"{self._page}-add"

    @property
    def answer_url_name(self) -> str:
        """The page that answers a record which waits for somebody."""
        return f"{self._page}-answer"

    @property
    def _page(self) -> str:
        app, model = self.record.split(".")
        return f"{app}:{model.lower()}"


def _days(high: int, medium: int, low: int) -> dict[str, int]:
    return {Risk.HIGH: high, Risk.MEDIUM: medium, Risk.LOW: low, Risk.NONE: medium}


RULES: tuple[Rule, ...] = (
    Rule(
        Step.REPORT,
        "dropout_cases.Report",
        _("เพิ่มการรับแจ้ง"),
        (Need("accepted", _("ยังไม่มีเจ้าหน้าที่รับเรื่อง")),),
        _days(0, 1, 2),
        act=Action.CASE_REPORT,
        every_round=False,
        asks_best_interest=False,
        answer_verb=_("รับเรื่อง"),
    ),
    Rule(
        Step.COORDINATE,
        "referrals.Contact",
        _("บันทึกการประสานงาน"),
        (
            Need("school_answered", _("โรงเรียนยังไม่ตอบ")),
            Need("partner_answered", _("ยังไม่มีหน่วยงานหรือทีมสหวิชาชีพตอบ")),
            Need("to_find_out_written", _("ยังไม่เขียนสิ่งที่ต้องรู้หรือสังเกตเพิ่ม")),
        ),
        _days(1, 3, 5),
        waived_by=Action.STEP_VOUCH,
    ),
    Rule(
        Step.VISIT,
        "referrals.Visit",
        _("บันทึกการลงพื้นที่"),
        (
            Need("somebody_met", _("ยังไม่ได้พบนักเรียน ผู้ปกครอง หรือคนใกล้ชิด")),
            Need("visited_together", _("ยังไม่ได้ลงพื้นที่ร่วมกันอย่างน้อยสองหน่วยงาน")),
            Need("findings_marked", _("ข้อเท็จจริงสำคัญต้องตรวจจากแหล่งที่สอง หรือระบุว่าได้จากฝ่ายเดียว")),
        ),
        _days(3, 7, 14),
        waived_by=Action.STEP_WAIVE,
    ),
    Rule(
        Step.MEETING,
        "referrals.Meeting",
        _("บันทึกการประชุม"),
        (
            Need("school_heard", _("ยังไม่ได้ฟังโรงเรียน")),
            Need("family_heard", _("ยังไม่ได้ฟังนักเรียนหรือครอบครัว")),
            Need("community_heard", _("ยังไม่ได้ฟังหน่วยงานหรือผู้นำชุมชน")),
            Need("resolutions_owned", _("ยังไม่มีมติ หรือมีมติที่ไม่ระบุผู้รับผิดชอบและกำหนด")),
        ),
        _days(7, 14, 21),
        waived_by=Action.STEP_WAIVE,
    ),
    Rule(
        Step.REFERRAL,
        "referrals.Referral",
        _("ส่งต่อหน่วยงาน"),
        (
            Need("referred", _("ยังไม่ได้ส่งต่อหน่วยงานหรือโรงเรียน")),
            Need("pathway_recommended", _("ยังไม่เสนอแนะแนวทางการจัดการศึกษา")),
            Need("referral_accepted", _("ยังมีความช่วยเหลือที่ขอแล้วไม่มีผู้รับเรื่อง")),
        ),
        _days(3, 7, 14),
        waived_by=Action.STEP_WAIVE,
        first_in_danger=True,
    ),
    Rule(
        Step.RETURN,
        "dropout_cases.Return",
        _("บันทึกการกลับเข้าเรียน"),
        (
            Need("returned", _("ยังไม่บันทึกการกลับเข้าเรียน")),
            Need("place_confirmed", _("สถานศึกษาปลายทางยังไม่ยืนยันว่านักเรียนมาเรียนแล้ว")),
        ),
        _days(14, 30, 45),
        answer_verb=_("ยืนยันการกลับเข้าเรียน"),
    ),
    Rule(
        Step.FOLLOW_UP,
        "dropout_cases.FollowUp",
        _("บันทึกการติดตาม"),
        (
            Need("checks_done", _("ยังติดตามไม่ครบตามแผน")),
            Need("staying", _("ผลติดตามล่าสุดยังไม่ใช่มาเรียนสม่ำเสมอ")),
        ),
        _days(7, 7, 14),
        act=Action.SCHOOL_RECORD,
        asks_best_interest=False,
    ),
)
RULE = {rule.step: rule for rule in RULES}

CHECK_GRACE = 6  # a report counts for a check that falls due up to so many days later
APPROVE_DAYS = 3  # a closing asked for is answered within
MOVE_DAYS = 7  # an office asked to take a case over answers within
ASK_DAYS = 7  # a case with nothing left to do is put up for closing within


def steps_of_round(number: int) -> list[Step]:
    """The steps of round `number`: all seven in the first, 2–7 later."""
    return [rule.step for rule in RULES if rule.every_round or number == 1]


def lacking_sentences(step: int, lacking: list[str]) -> list[str | Promise]:
    """The sentences for the facts a step lacks."""
    return [need.lacking for need in RULE[Step(step)].needs if need.fact in lacking]


def next_step(done: set[Step], number: int, *, in_danger: bool) -> Step | None:
    """The step offered next in round `number`, given the steps that are done.

    Danger brings the referral first. Once the child is back, following up comes before paperwork left open. None: nothing is left.
    """
    left = [step for step in steps_of_round(number) if step not in done]
    urgent = [step for step in left if in_danger and RULE[step].first_in_danger]
    after_return = [step for step in left if Step.RETURN in done and step > Step.RETURN]
    return next(iter(urgent or after_return or left), None)
