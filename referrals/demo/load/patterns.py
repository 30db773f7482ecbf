"""The patterns that synthetic cases are copied from: each is told once through the engine, then kept as rows."""

from collections.abc import Callable
from datetime import date

from django.db import models, transaction

from dropout_cases import workflow
from dropout_cases.models import (
    Attendance,
    Case,
    Closing,
    FollowUp,
    Move,
    MoveKind,
    Pause,
    PlannedCheck,
    Report,
    Return,
    Round,
    StepState,
    Student,
    Task,
)
from dropout_cases.steps import Risk, Safety
from referrals.demo.ordinary import Days, coordinated, helped, met, rest, until_returned, visited
from referrals.demo.story import Office, Story, child
from referrals.models import (
    Attendee,
    Contact,
    FactCheck,
    Finding,
    HelpGiven,
    Meeting,
    Package,
    Party,
    Referral,
    ReferralEvent,
    Resolution,
    Visit,
)

from .copies import Pattern, Row

# What a case consists of, in an order in which it can be saved, and the way from each row to its case.
ROWS: dict[type[models.Model], str] = {
    Student: "cases",
    Case: "pk",
    Round: "case",
    StepState: "round__case",
    Report: "round__case",
    Contact: "round__case",
    Visit: "round__case",
    Finding: "round__case",
    FactCheck: "finding__round__case",
    Meeting: "round__case",
    Task: "case",
    Attendee: "record__round__case",
    Resolution: "record__round__case",
    Referral: "round__case",
    Package: "record__round__case",
    ReferralEvent: "round__case",
    HelpGiven: "record__round__case",
    Return: "round__case",
    PlannedCheck: "of_return__round__case",
    FollowUp: "round__case",
    Pause: "case",
    Move: "case",
    Closing: "case",
}
OPEN_SPREAD = 24  # days over which the openings of open cases spread
CLOSED_SPREAD = 4 * 365


def tell_patterns(office: Office, today: date) -> list[Pattern]:
    """Tell every pattern as of `today`; what was told for it is taken back."""
    days = Days(today)
    with transaction.atomic():
        patterns = [_keep(tell(office, days), weight) for tell, weight in PATTERNS]
        transaction.set_rollback(True)
    return patterns


def _keep(story: Story, weight: int) -> Pattern:
    case = Case.objects.get(pk=story.case.pk)
    told = [row for model, path in ROWS.items() for row in model._default_manager.filter(**{path: case.pk}).order_by("pk")]
    links = [
        (field, (type(row), row.pk), (field.related_model, target.pk))
        for row in told
        for field in row._meta.many_to_many
        for target in getattr(row, field.name).all()
    ]
    return Pattern([Row.of(row) for row in told], links, weight, OPEN_SPREAD if case.is_open else CLOSED_SPREAD)


def _begin(office: Office, days: Days, opened: int, *, by: str = "officer", risk: str = Risk.MEDIUM, **fields) -> Story:
    on = days.ago(opened)
    pupil = child("ด.ช. ทดลอง ทดลอง", "", "08", on, "นางทดลอง", "02")
    words = {"story": "ขาดเรียนบ่อย", "best": "ได้เรียนต่อ", "causes": "POVERTY FAMILY_PROBLEM"}
    return Story(office, pupil, on=on, by=by, school="school", teacher="teacher", risk=risk, **words | fields)


def _reported(office: Office, days: Days) -> Story:
    return _begin(office, days, 1, by="teacher", risk=Risk.HIGH)


def _in_danger(office: Office, days: Days) -> Story:
    return _begin(office, days, 0, risk=Risk.HIGH, safety=Safety.UNSAFE)


def _asked(office: Office, days: Days) -> Story:
    story = _begin(office, days, 5, risk=Risk.LOW)
    story.contact(days.ago(4), Party.SCHOOL, "ขอสถิติการมาเรียน", answer_by=days.ago(-8))
    return story


def _to_be_visited(office: Office, days: Days) -> Story:
    story = _begin(office, days, 6, risk=Risk.LOW)
    coordinated(story, days.ago(5), days.ago(3))
    return story


def _visited(office: Office, days: Days) -> Story:
    story = _begin(office, days, 12)
    coordinated(story, days.ago(11), days.ago(10))
    visited(story, days.ago(5))
    return story


def _referred(office: Office, days: Days) -> Story:
    story = _begin(office, days, 18)
    coordinated(story, days.ago(16), days.ago(14))
    visited(story, days.ago(9))
    met(story, days.ago(3), days)
    story.refer(days.ago(1), "PMJ", "EMERGENCY_CASH", "ขอเงินช่วยเหลือ", "SAME_SCHOOL", answer_by=days.ago(-9))
    return story


def _to_return(office: Office, days: Days) -> Story:
    story = _begin(office, days, 34)
    coordinated(story, days.ago(33), days.ago(31))
    visited(story, days.ago(28))
    met(story, days.ago(24), days)
    helped(story, days.ago(22), days.ago(20))
    return story


def _returned(office: Office, days: Days) -> Story:
    story = _begin(office, days, 30)
    until_returned(story, days, 8)
    story.check(days.ago(1), "มาเรียนครบ")
    return story


def _in_round_two(office: Office, days: Days) -> Story:
    story = _begin(office, days, 44)
    until_returned(story, days, 22)
    story.check(days.ago(9), "หยุดเรียน", Attendance.STOPPED)
    story.another_round(days.ago(7), "STOPPED_AGAIN", "ค่าเดินทางไม่พอ")
    coordinated(story, days.ago(6), days.ago(1))
    return story


def _at_rest(office: Office, days: Days) -> Story:
    story = _begin(office, days, 20)
    coordinated(story, days.ago(18), days.ago(16))
    rest(story, days, 5, "ไปทำงานกับพ่อแม่")
    return story


def _handed_over(office: Office, days: Days) -> Story:
    story = _begin(office, days, 20)
    coordinated(story, days.ago(18), days.ago(16))
    asked = {"to_place": "สพป.ทดลองนอกระบบ", "happened_on": days.ago(1), "reason": "ย้ายตามผู้ปกครอง"}
    workflow.ask_to_move(Move(case=story.case, kind=MoveKind.OUTSIDE, **asked), by=office.people["supervisor"])
    return story


def _put_up_for_closing(office: Office, days: Days) -> Story:
    story = _begin(office, days, 30)
    coordinated(story, days.ago(28), days.ago(26), agency="LEARNING_PROMO")
    helped(story, days.ago(20), days.ago(18), agency="LEARNING_PROMO", pathway="LEARNING_PROMO")
    story.back(days.ago(12), "LEARNING_PROMO", "เทียบโอนผลการเรียน", days.ago(12), school=None, place_text="สกร.ทดลอง")
    story.ask_to_close(days.today, "ALT_EDU", "พบกลุ่มสม่ำเสมอ")
    return story


def _kept_in_school(office: Office, days: Days) -> Story:
    story = _begin(office, days, 120)
    until_returned(story, days, 90)
    story.check(days.ago(83), "มาเรียนครบ")
    story.check(days.ago(4), "มาเรียนครบตลอดภาคเรียน")
    story.close(days.ago(2), days.ago(1), "ครบตามแผนติดตาม")
    return story


def _learning_elsewhere(office: Office, days: Days) -> Story:
    story = _put_up_for_closing(office, days)
    workflow.approve_closing(story.case.closings.get(), by=office.people["supervisor"], on=days.today)
    return story


def _not_found(office: Office, days: Days) -> Story:
    story = _begin(office, days, 40)
    story.contact(days.ago(38), Party.SCHOOL, "ขอที่อยู่ล่าสุด", answer="ย้ายออกแล้ว", answered_on=days.ago(36))
    closing = story.ask_to_close(days.ago(3), "NOT_FOUND", "ติดตามสามครั้งไม่พบ")
    workflow.approve_closing(closing, by=office.people["supervisor"], on=days.ago(1))
    return story


# How to tell each, and how many of a hundred cases are like it.
PATTERNS: list[tuple[Callable[[Office, Days], Story], int]] = [
    (_reported, 5),
    (_in_danger, 1),
    (_asked, 5),
    (_to_be_visited, 5),
    (_visited, 4),
    (_referred, 5),
    (_to_return, 4),
    (_returned, 8),
    (_in_round_two, 3),
    (_at_rest, 2),
    (_handed_over, 1),
    (_put_up_for_closing, 2),
    (_kept_in_school, 20),
    (_learning_elsewhere, 15),
    (_not_found, 20),
]
