"""Step 1: somebody tells the office of a child. A report waits for an officer's verdict, and only then stands in a case."""

import json
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.steps import Safety
from schools.access import Action, Role
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField
from schools.models import Area, Code, School, User

from .cases import Case, Round
from .records import Awaited, Line, StepRecord, StepRecordQuerySet
from .students import Student


class ReportChannel(models.TextChoices):
    """How a report reached the office."""

    OFFICE = "OFFICE", _("เจ้าหน้าที่พบเอง")
    PHONE = "PHONE", _("โทรศัพท์")
    WALK_IN = "WALK_IN", _("มาแจ้งที่สำนักงาน")
    LETTER = "LETTER", _("หนังสือ")
    ONLINE = "ONLINE", _("ข้อความออนไลน์")
    SCHOOL = "SCHOOL", _("โรงเรียนแจ้งในระบบ")
    PUBLIC = "PUBLIC", _("แบบแจ้งสาธารณะ")
    IMPORT = "IMPORT", _("รายชื่อที่นำเข้า")
    WARNING = "WARNING", _("เฝ้าระวังการขาดเรียน")


class Verdict(models.TextChoices):
    """What an officer made of a report."""

    WAITING = "", _("รอรับเรื่อง")
    NEW_CASE = "NEW_CASE", _("เปิดเคสใหม่")
    JOINED = "JOINED", _("รวมกับเคสที่เปิดอยู่")
    NOT_A_CASE = "NOT_A_CASE", _("ไม่เป็นเคส")


class ReportPointQuerySet(models.QuerySet):
    """Points where the public reports."""

    def visible_to(self, user):
        """Those of the areas, and of the schools, where `user` keeps them."""
        areas, schools = user.scope_of(Action.POINT_MANAGE, "school")
        return self.filter(Q(area__in=areas) | Q(school__in=schools))

    def for_list(self):
        """What a row of the list shows, the points in use first, in one query."""
        return self.select_related("area", "school__tambon").order_by("-is_open", "school__sort_key", "place_text", "pk")


class ReportPoint(models.Model):
    """A place whose poster or link leads to the public form: a school, a village, or the whole area."""

    key = KeyField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="report_points")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("โรงเรียน"))
    place_text = LineField(_("หมู่บ้านหรือสถานที่"), max_length=200, blank=True)
    is_open = models.BooleanField(_("รับแจ้งอยู่"), default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ReportPointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.school or self.place_text or self.area)

    @property
    def place(self):
        """Where rights are asked for."""
        return self.school or self.area


class ReportQuerySet(StepRecordQuerySet):
    """Reports: those that stand in cases, and those that wait for a verdict."""

    def visible_to(self, user):
        """Reports of the cases `user` may see; of those outside any case what `user` decides, or made for a school."""
        areas, _places = user.scope_of(Action.REPORT_DECIDE, "school")
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        outside = Q(area__in=areas) | Q(entered_by=user, entered_role=Role.SCHOOL_STAFF, school__in=schools)
        return self.filter(Q(round__case__in=Case.objects.visible_to(user)) | Q(round=None) & outside).select_related("round__case")

    def decidable_by(self, user):
        """Every report, in a case or not, of the areas where `user` gives verdicts."""
        areas, _places = user.scope_of(Action.REPORT_DECIDE, "school")
        return self.filter(area__in=areas)

    def waiting(self):
        """Reports nobody has decided yet."""
        return self.filter(verdict=Verdict.WAITING, voided_at=None)

    def with_news(self):
        """Reports to which the reporter or a school added something that nobody has looked at."""
        unseen = ReportAddition.objects.filter(report=OuterRef("pk"), seen_at=None)
        answered = ReportQuestion.objects.filter(report=OuterRef("pk"), seen_at=None).exclude(answered_at=None)
        return self.filter(Exists(unseen) | Exists(answered))

    def by_urgency(self):
        """Danger first, then the longest waiting."""
        danger = models.Case(models.When(safety=Safety.UNSAFE, then=0), default=1)
        return self.order_by(danger, "entered_at", "pk")

    def for_list(self):
        """What a row of the list shows, in one query."""
        return self.select_related("school", "source", "round__case", "entered_by", "student", "point")


class Report(StepRecord):
    """Somebody told the office of a child. Until an officer decides it stands outside any case; several may lead to one case."""

    read_until: datetime | None = None  # set by `as_at`
    LINES = ("causes", "source", "group", "decided_by", "additions")
    JUDGED = ("causes",)
    FACTS = ("accepted",)

    # Outside any case until somebody decides.
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="reports")  # type: ignore[assignment]
    # Nobody is signed in where the public reports.
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # type: ignore[assignment]
    entered_role = models.CharField(max_length=20, choices=Role, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="reports")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("โรงเรียน"))
    place_text = LineField(_("พื้นที่"), max_length=200, blank=True)
    channel = models.CharField(_("ช่องทาง"), max_length=8, choices=ReportChannel, default=ReportChannel.OFFICE)
    point = models.ForeignKey(ReportPoint, models.PROTECT, null=True, blank=True, related_name="reports")
    student = models.ForeignKey(Student, models.PROTECT, null=True, blank=True, related_name="reports")
    child_name = LineField(_("ชื่อเด็ก"), max_length=170, blank=True)
    described_as = LineField(_("ลักษณะของเด็ก"), max_length=200, blank=True)
    details = EncryptedTextField(blank=True)  # what else was told of the child, as JSON; see `told`

    source = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("แหล่งที่มา"))
    group = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("กลุ่มเป้าหมาย"))
    story = EncryptedTextField(_("เล่าสั้น ๆ"), blank=True)
    causes = models.ManyToManyField(Code, related_name="+", blank=True, verbose_name=_("เกิดอะไรขึ้น"))
    reporter_name = EncryptedTextField(_("ชื่อผู้แจ้ง"), blank=True)
    reporter_phone = EncryptedTextField(_("โทรศัพท์ผู้แจ้ง"), blank=True)
    reporter_confidential = models.BooleanField(_("ผู้แจ้งขอให้ปกปิดชื่อ"), default=False)
    receipt = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001  the blind index of a code
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default=Verdict.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_reason = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เหตุผลที่ไม่เป็นเคส")
    )
    verdict_note = EncryptedTextField(_("คำอธิบาย"), blank=True)

    objects = ReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta(StepRecord.Meta):
        verbose_name = _("รับแจ้ง")
        constraints = [
            *StepRecord.Meta.constraints,
            models.CheckConstraint(
                name="report_is_decided_by_somebody_some_day",
                condition=Q(decided_on=None, decided_at=None, decided_by=None, verdict="")
                | Q(decided_on__isnull=False, decided_at__isnull=False, decided_by__isnull=False) & ~Q(verdict=""),
            ),
            models.CheckConstraint(
                name="report_that_made_a_case_stands_in_it",
                condition=Q(verdict="")
                | Q(verdict__in=["NEW_CASE", "JOINED"], round__isnull=False)
                | Q(verdict="NOT_A_CASE", round=None),
            ),
            models.CheckConstraint(
                name="report_set_aside_has_a_reason",
                condition=~Q(verdict="NOT_A_CASE") & Q(set_aside_reason=None)
                | Q(verdict="NOT_A_CASE", set_aside_reason__isnull=False),
                violation_error_message=_("เลือกเหตุผลที่ไม่เป็นเคส"),
            ),
            models.CheckConstraint(
                name="report_is_looked_at_by_somebody",
                condition=Q(looked_at=None, looked_by=None) | Q(looked_at__isnull=False, looked_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "entered_at"], condition=Q(verdict="", voided_at=None), name="report_waiting"),
            models.Index(fields=["area", "-decided_at"], name="report_by_decision"),
        ]

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """The step is done when an officer has accepted a report into the case."""
        return {"accepted"} if any(report.decided_on for report in records) else set()

    @property
    def place(self):
        """Where rights are asked for: the case's place, or before there is a case the school or area it was told of."""
        return self.round.case.place if self.round else self.school or self.area

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a verdict."""
        return self.verdict == Verdict.WAITING and not self.is_void

    @property
    def is_urgent(self) -> bool:
        """Whether the reporter said that the child is not safe."""
        return self.safety == Safety.UNSAFE

    @property
    def told(self) -> dict[str, Any]:
        """What else was told of the child: names of Student fields and plain values, `number` and `born` among them."""
        return json.loads(self.details) if self.details else {}

    @property
    def child_words(self) -> str:
        """The child as the reporter named or described it."""
        return self.child_name or self.described_as or str(_("ไม่ทราบชื่อ"))

    @property
    def where(self) -> str:
        """The school or place it was told of."""
        return str(self.school or self.place_text or "")

    @property
    def writer_words(self) -> str:
        """Who wrote it down; of the public form nobody did."""
        return self.entered_by.full_name if self.entered_by else str(self.get_channel_display())

    @property
    def role_words(self) -> str:
        """In which role."""
        return str(Role(self.entered_role).label) if self.entered_role else ""

    def prepare(self, case: Case) -> None:
        """A report made in a case is of its child."""
        self.area, self.school, self.student = case.area, case.school, case.student

    @property
    def known_on(self):
        """The day it was accepted, once it is."""
        return max(self.happened_on, self.decided_on or self.happened_on)

    @property
    def awaited(self) -> Awaited | None:
        """The office itself, until somebody decides."""
        return None if self.decided_on else Awaited(str(_("เจ้าหน้าที่เขต")), self.happened_on)

    def as_at(self, at: datetime) -> None:
        """Without what the reporter added later, and without who took it on later."""
        super().as_at(at)
        self.read_until = at
        if self.decided_at and self.decided_at > at:
            self.decided_by = None

    def lines(self) -> list[Line]:
        """What was told, who took it on, and what the reporter added, which is sensitive."""
        told = [one for one in self.additions.all() if self.read_until is None or one.added_at <= self.read_until]
        added = "\n".join(one.text for one in told)
        return [*self.told_lines(), Line(_("ผู้แจ้งเพิ่มเติม"), added, True), Line(_("ผู้รับเรื่อง"), self.decided_by)]

    def told_lines(self) -> list[Line]:
        """Causes and story; who reported it is sensitive."""
        causes = list(self.causes.all())
        return [
            Line(_("ช่องทาง"), self.get_channel_display()),
            Line(_("แหล่งที่มา"), self.source),
            Line(_("กลุ่มเป้าหมาย"), self.group),
            Line(_("เกิดอะไรขึ้น"), ", ".join(cause.label for cause in causes if not cause.sensitive)),
            Line(_("สาเหตุที่อ่อนไหว"), ", ".join(cause.label for cause in causes if cause.sensitive), True),
            Line(_("เรื่องที่แจ้ง"), self.story, any(cause.sensitive for cause in causes)),
            Line(_("ผู้แจ้ง"), f"{self.reporter_name} {self.reporter_phone}".strip(), True),
            Line(_("ความปลอดภัย"), self.get_safety_display() if self.safety else ""),
        ]


class ReportAddition(models.Model):
    """What a reporter added later, with the receipt code."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="additions")
    text = EncryptedTextField(_("ข้อมูลเพิ่ม"))
    added_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.pk)


class ReportQuestionQuerySet(models.QuerySet):
    """Questions the office asked schools about reports."""

    def visible_to(self, user):
        """Those of the areas where `user` gives verdicts, and those asked of `user`'s schools."""
        areas, _places = user.scope_of(Action.REPORT_DECIDE, "school")
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        return self.filter(Q(report__area__in=areas) | Q(school__in=schools)).select_related("report", "school", "asked_by")

    def open(self):
        """Those not answered yet, of reports nobody has decided."""
        return self.filter(answered_at=None, report__verdict=Verdict.WAITING)


class ReportQuestion(models.Model):
    """What the office asks a school about a child reported, before it decides; the school sees the question, not the report."""

    key = KeyField()
    report = models.ForeignKey(Report, models.CASCADE, related_name="questions")
    school = models.ForeignKey(School, models.PROTECT, related_name="report_questions")
    child_name = LineField(_("ชื่อเด็ก"), max_length=200)
    asked = EncryptedTextField(_("สิ่งที่ถาม"))
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answer = EncryptedTextField(_("คำตอบ"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="question_is_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
            )
        ]

    def __str__(self):
        return self.key

    @property
    def place(self):
        """Where rights are asked for: the school that is asked."""
        return self.school
