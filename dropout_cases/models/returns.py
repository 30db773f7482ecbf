"""Steps 6 and 7: the child goes back, and whether it stays."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.steps import CHECK_GRACE, CHECK_WEEKS, RULE, Step
from schools.access import No
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import Code, School, User
from thai.dates import thai_date

from .cases import Case, Round
from .records import Awaited, Line, StepRecord


def recommended_for(round: Round) -> Code | None:
    """The education pathway that stands recommended for a round, as the records of step 5 tell."""
    return apps.get_model(RULE[Step.REFERRAL].record).objects.pathway_of(round)


class Return(StepRecord):
    """Step 6: the child goes back to school or begins another pathway; announced first, then confirmed by the place."""

    LINES = ("school", "grade", "pathway", "recommended", "confirmed_by")
    JUDGED = ("school",)
    FACTS = ("returned", "place_confirmed")

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
                | Q(confirmed_on__isnull=False, confirmed_at__isnull=False, confirmed_by__isnull=False),
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
    def known_on(self) -> date:
        """The day the place confirmed, once it has."""
        return max(self.happened_on, self.confirmed_on or self.happened_on)

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
        """A return brings its plan of checks."""
        PlannedCheck.objects.bulk_create(
            PlannedCheck(of_return=self, week=week, due_on=self.happened_on + timedelta(weeks=week)) for week in CHECK_WEEKS
        )

    def people(self) -> list[tuple[str, str]]:
        """The place the child returned to."""
        return [(self.where, str(_("เรียนที่")))]

    def lines(self) -> list[Line]:
        """Where to, which grade and pathway, what support; and whether the place confirmed."""
        confirmed = self.confirmed_on and _("%(day)s %(how)s") % {
            "day": thai_date(self.confirmed_on),
            "how": self.confirmed_how,
        }
        return [
            Line(_("เรียนที่"), self.where),
            Line(_("ชั้น"), f"{self.grade or ''} {self.classroom}".strip()),
            Line(_("แนวทางการจัดการศึกษา"), self.pathway),
            Line(_("แนวทางที่เสนอแนะ"), self.beside_recommended),
            Line(_("ความช่วยเหลือที่ตกลงกัน"), self.support),
            Line(_("ปลายทางยืนยัน"), confirmed or _("รอยืนยัน")),
            *self.common_lines(),
        ]


class PlannedCheck(models.Model):
    """A planned look at whether the child is still there, so many weeks after a return."""

    of_return = models.ForeignKey(Return, models.CASCADE, related_name="checks")
    week = models.PositiveSmallIntegerField()
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["of_return", "week"], name="check_is_planned_once")]

    def __str__(self):
        return str(_("ติดตามสัปดาห์ที่ %(week)s") % {"week": self.week})

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

    def lines(self) -> list[Line]:
        """The word and the note."""
        return [
            Line(_("การมาเรียน"), self.get_attendance_display()),
            Line(_("หมายเหตุ"), self.note),
            *self.common_lines(),
        ]
