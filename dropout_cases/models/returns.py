"""Steps 6 and 7: the child goes back, and whether it stays."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dropout_cases.check_plan import CheckKind, planned_days
from dropout_cases.steps import CHECK_GRACE, RULE, Step
from schools.access import No
from schools.calendar import calendar_of
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField, ProseField
from schools.models import Code, School, User
from thai.dates import thai_date

from .cases import Case, Round, Status
from .records import Awaited, Line, StepRecord
from .tasks import Task

ANNOUNCED_AHEAD = timedelta(days=60)


def recommendation_for(round: Round) -> Any:
    """The record of step 5 whose pathway stands recommended for a round, with the support it names; or None."""
    return apps.get_model(RULE[Step.REFERRAL].record).objects.recommending(round)


def recommended_for(round: Round) -> Code | None:
    """The education pathway that stands recommended for a round."""
    told = recommendation_for(round)
    return told and told.pathway_to_be


class Return(StepRecord):
    """Step 6: the child goes back to school or begins another pathway; announced first, then confirmed by the place."""

    watchers: dict[str, object] = {}  # the owners of the checks to be planned: fields of PlannedCheck

    LINES = ("school", "grade", "pathway", "recommended", "confirmed_by")
    JUDGED = ("school",)
    FACTS = ("returned", "place_confirmed")
    LINK_PAGE = "dropout_cases:return-received"

    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("โรงเรียน"))
    place_text = LineField(_("สถานที่เรียนอื่น"), max_length=200, blank=True)
    grade = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ชั้น"))
    classroom = LineField(_("ห้อง"), max_length=20, blank=True)
    pathway = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("แนวทางการจัดการศึกษา"))
    recommended = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    support = ProseField(_("ความช่วยเหลือที่ตกลงกัน"), blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_how = LineField(_("ยืนยันโดย"), max_length=200, blank=True)
    # What the place said last, where the child has not come.
    not_there_on = models.DateField(null=True, blank=True)
    not_there_how = LineField(max_length=200, blank=True)

    class Meta(StepRecord.Meta):
        verbose_name = _("กลับเข้าเรียน")
        constraints = [
            *StepRecord.Meta.constraints,
            models.CheckConstraint(
                name="return_names_a_school_or_a_place",
                condition=Q(school__isnull=False) | ~Q(place_text=""),
                violation_error_message=_("เลือกโรงเรียน หรือกรอกสถานที่เรียนอื่น"),
            ),
            models.CheckConstraint(
                name="return_is_confirmed_by_somebody_some_day",
                condition=Q(confirmed_on=None, confirmed_at=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_at__isnull=False)
                & (Q(confirmed_by__isnull=False) | ~Q(confirmed_how="")),
            ),
        ]

    @classmethod
    def awaiting_school(cls, cases, user) -> "Sequence[StepRecord]":
        """Returns announced to a school, in the rounds still open."""
        open_ones = cls.objects.filter(round__case__in=cases, round__closed_on=None, voided_at=None, confirmed_on=None)
        return list(open_ones.exclude(school=None).select_related("school", "round__case__student", "round__case__school"))

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """Announced, and confirmed by the place the child went to last."""
        latest = records[-1:]
        return {"returned" for _one in latest} | {"place_confirmed" for one in latest if one.confirmed_on}

    @property
    def title(self) -> str:
        """Announced until the place confirms; then the child is back."""
        return str(self._meta.verbose_name if self.confirmed_on else _("แจ้งการกลับเข้าเรียน รอปลายทางยืนยัน"))

    @classmethod
    def latest_day(cls, today: date) -> date:
        """A return may be announced some time ahead."""
        return today + ANNOUNCED_AHEAD

    @property
    def known_on(self) -> date:
        """The day since which the child is there, once the place has said so."""
        return max(self.happened_on, self.confirmed_on or self.happened_on)

    @property
    def asked_by_link(self) -> str:
        """What somebody at the place is asked, behind a code; without its name nobody could say whether the child came."""
        grade = " ".join(filter(None, (str(self.grade or ""), self.classroom)))
        told = {"child": self.round.case.student, "grade": f" {grade}" if grade else "", "where": self.where}
        return _("%(child)s%(grade)s จะกลับเข้าเรียนที่ %(where)s วันที่ %(day)s นักเรียนมาเรียนแล้วหรือยัง") % (
            told | {"day": thai_date(self.happened_on, "long")}
        )

    @property
    def is_open_to_links(self) -> bool:
        """Somebody at the place may say so until the child is there."""
        return self.confirmed_on is None

    def link_to(self) -> dict[str, str]:
        """The school the child goes to, by its telephone; or the other place."""
        phone = {"phone": self.school.phone} if self.school and self.school.phone else {}
        return {"for_whom": self.where, **phone}

    def takes(self, how: str) -> bool | No:
        """Whether this confirmation may be written down: the first, or the same once more."""
        return not self.confirmed_on or self.confirmed_how == how or No(_("ยืนยันการกลับเข้าเรียนนี้แล้ว หากข้อมูลต่างไป แจ้งผู้รับผิดชอบเคส"))

    @property
    def where(self) -> str:
        """The school or other place."""
        return str(self.school or self.place_text)

    @property
    def awaited(self) -> Awaited | None:
        """The receiving school or place, until it confirms."""
        return None if self.confirmed_on else Awaited(self.where, self.happened_on, self.happened_on + timedelta(days=7))

    def asked_at(self, case: Case):
        """The school the child is to go to."""
        return self.school or case.place

    @property
    def shared_with_school(self) -> bool:
        """The school knows of the return it is to confirm."""
        return True

    @property
    def beside_recommended(self) -> str:
        """The pathway that was recommended, and whether it is the one that came true; "" where none was."""
        if self.recommended_id is None:
            return ""
        is_same = self.recommended_id == self.pathway_id
        return f"{self.recommended} – {_('ตรงกับที่จัดจริง') if is_same else _('ต่างจากที่จัดจริง')}"

    def prepare(self, case: Case) -> None:
        """Keep the pathway that was recommended, to stand beside the one that came true."""
        self.recommended = recommended_for(self.round)

    def follow(self) -> None:
        """A return brings its plan of checks, each with who reports at the school and who asks at the office."""
        area = self.round.case.area
        days = planned_days(area, self.happened_on, calendar_of(self.school or area))
        PlannedCheck.objects.bulk_create(PlannedCheck(of_return=self, **asdict(one), **self.watchers) for one in days)

    def people(self) -> list[tuple[str, str]]:
        """The place the child returned to."""
        return [(self.where, str(_("เรียนที่")))]

    def lines(self) -> list[Line]:
        """Where to, which grade and pathway, what support; and whether the place confirmed."""
        since = self.confirmed_on and _("มาเรียนตั้งแต่ %(day)s") % {"day": thai_date(self.confirmed_on)}
        confirmed = since and f"{since} {self.confirmed_how}".strip()
        not_there = self.not_there_on and f"{thai_date(self.not_there_on)} {self.not_there_how}"
        return [
            Line(_("เรียนที่"), self.where),
            Line(_("ชั้น"), f"{self.grade or ''} {self.classroom}".strip()),
            Line(_("แนวทางการจัดการศึกษา"), self.pathway),
            Line(_("แนวทางที่เสนอแนะ"), self.beside_recommended),
            Line(_("ความช่วยเหลือที่ตกลงกัน"), self.support),
            Line(_("ปลายทางยืนยัน"), confirmed or _("รอยืนยัน")),
            Line(_("ปลายทางแจ้งว่ายังไม่มา"), not_there),
            *self.common_lines(),
        ]


class PlannedCheckQuerySet(models.QuerySet):
    """Planned checks."""

    def visible_to(self, user):
        """Those of cases `user` reads whole."""
        return self.filter(of_return__round__case__in=Case.objects.whole_to(user)).select_related("of_return__round__case__area")

    def standing(self):
        """Those of the rounds still open, of returns that stand."""
        return self.filter(of_return__voided_at=None, of_return__round__closed_on=None)

    def current(self):
        """The standing ones that count: those of the latest return of each round."""
        of_round = Return.objects.filter(round=models.OuterRef("of_return__round"), voided_at=None)
        latest = of_round.order_by("-happened_on", "-pk").values("pk")[:1]
        return self.standing().filter(of_return=models.Subquery(latest))

    def asked(self):
        """Those to report on: the place has confirmed the return, and the case neither rests nor waits for another office."""
        held = Q(of_return__round__case__status__in=[Status.PAUSED, Status.MOVING])
        return self.current().filter(~held, of_return__confirmed_on__isnull=False)

    def untold(self, before: date | None = None):
        """Those no report counts for, as `is_done_by` says; or none made `before` a day."""
        reports = _reports_of_check()
        return self.filter(~Exists(reports.filter(happened_on__lt=before) if before else reports))

    def with_told(self):
        """Each with `is_told`: whether a report counts for it."""
        return self.annotate(is_told=Exists(_reports_of_check()))


def _reports_of_check():
    """The reports that count for the check of the outer query; the cast gives a day on every database."""
    since = Cast(OuterRef("due_on") - timedelta(days=CHECK_GRACE), DateField())
    of_round = FollowUp.objects.filter(round=OuterRef("of_return__round"), voided_at=None)
    return of_round.filter(happened_on__gte=OuterRef("of_return__happened_on")).filter(happened_on__gte=since)


class PlannedCheck(models.Model):
    """A planned look at whether the child is still there after a return: who reports it at the school, who asks at the office.

    `planned_on` is the day by the plan, `due_on` the school day on which it falls due, or the day somebody set for a reason.
    """

    key = KeyField()
    of_return = models.ForeignKey(Return, models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=4, choices=CheckKind, default=CheckKind.WEEK)
    week = models.PositiveSmallIntegerField(default=0)  # how many weeks after the return; 0 of the other kinds
    planned_on = models.DateField()
    due_on = models.DateField(_("กำหนดติดตาม"))
    moved_reason = ProseField(_("เหตุที่เลื่อน"), blank=True)
    school_owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้รายงานที่โรงเรียน")
    )
    school_name = LineField(_("ชื่อผู้รายงานที่ไม่มีบัญชี"), max_length=160, blank=True)
    office_owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ติดตามของเขต"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlannedCheckQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["of_return", "kind", "week", "planned_on"], name="check_is_planned_once"),
            models.CheckConstraint(
                name="check_of_a_week_says_which",
                condition=Q(kind=CheckKind.WEEK, week__gt=0) | ~Q(kind=CheckKind.WEEK) & Q(week=0),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="check_by_day")]

    def __str__(self):
        if self.kind == CheckKind.WEEK:
            return str(_("ติดตามสัปดาห์ที่ %(week)s") % {"week": self.week})
        return str(self.get_kind_display())

    @property
    def place(self):
        """Where rights are asked for."""
        return self.of_return.round.case.place

    @property
    def short_name(self) -> str:
        """By what it is planned, in two words."""
        if self.kind == CheckKind.WEEK:
            return str(_("%(week)s สัปดาห์") % {"week": self.week})
        return str(_("สิ้นภาคเรียน") if self.kind == CheckKind.TERM else _("วัน DMC"))

    @property
    def moved_words(self) -> str:
        """From which day it was moved, and why; "" where it stands on the day it was planned for."""
        if self.due_on == self.planned_on:
            return ""
        moved = {"day": thai_date(self.planned_on), "why": self.moved_reason or _("ไม่ใช่วันเรียน")}
        return str(_("เลื่อนจาก %(day)s: %(why)s") % moved)

    @property
    def reporter(self) -> str:
        """Who reports at the school, in words; the school itself where nobody is named."""
        return str(self.school_owner or self.school_name or self.of_return.where)

    def is_done_by(self, follow_ups) -> bool:
        """Whether any of these reports counts for the check: one made not long before it fell due, or later."""
        return any(one.happened_on >= self.due_on - timedelta(days=CHECK_GRACE) for one in follow_ups)


class Attendance(models.TextChoices):
    """What a school says of a pupil in three taps."""

    ATTENDING = "ATTENDING", _("มาเรียนสม่ำเสมอ")
    IRREGULAR = "IRREGULAR", _("ขาดบางวัน")
    STOPPED = "STOPPED", _("หยุดเรียน")
    MOVED = "MOVED", _("ย้ายหรือไม่ทราบ")


LEFT = (Attendance.STOPPED, Attendance.MOVED)


class FollowUp(StepRecord):
    """Step 7: whether the child attends. Schools report it at any time; after a return it decides staying, or not."""

    FACTS = ("checks_done", "staying", "left_again")

    attendance = models.CharField(_("การมาเรียน"), max_length=10, choices=Attendance)
    note = EncryptedTextField(_("หมายเหตุ"), blank=True)

    class Meta(StepRecord.Meta):
        verbose_name = _("ติดตามการมาเรียน")
        constraints = [*StepRecord.Meta.constraints]

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """What the latest report says; whether the plan is done is for the engine, which knows the plan."""
        latest = records[-1].attendance if records else None
        return {"staying"} if latest == Attendance.ATTENDING else {"left_again"} if latest in LEFT else set()

    @property
    def shared_with_school(self) -> bool:
        """The school reports, and reads what was reported."""
        return True

    def unfollow(self) -> None:
        """Checks that this report had answered, with the task of each, are asked for anew."""
        counted = {"due_on__lte": self.happened_on + timedelta(days=CHECK_GRACE), "task__settled_at__gte": self.entered_at}
        PlannedCheck.objects.filter(of_return__round=self.round, **counted).update(task=None, reminded_at=None)

    def lines(self) -> list[Line]:
        """The word and the note."""
        return [
            Line(_("การมาเรียน"), self.get_attendance_display()),
            Line(_("หมายเหตุ"), self.note),
            *self.common_lines(),
        ]
