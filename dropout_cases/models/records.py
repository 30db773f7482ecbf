"""What people write into a case: the common shape of every entry, and the records of steps 6 and 7."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.steps import CHECK_GRACE, CHECK_WEEKS, RULE, RULES, Risk, Safety, Step
from schools.access import No, Role
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField, ProseField
from schools.models import Code, School, User
from thai.dates import thai_date

from .cases import Case, Round


@dataclass(frozen=True)
class Line:
    """One labelled line of an entry on the timeline; a sensitive one is for the person responsible and the supervisor."""

    label: str | Promise
    value: object
    sensitive: bool = False
    of_office: bool = False  # what the office thinks of the child, which a school does not read
    link: str = ""  # where the value leads on a screen


@dataclass(frozen=True)
class Awaited:
    """Somebody outside who has yet to answer a record: who, since when, by when."""

    who: str
    since: date
    until: date | None = None


class Entry(models.Model):
    """Anything written into a case. It is never deleted: a wrong one is voided with a reason and stays, struck through."""

    key = KeyField()
    token = models.CharField(max_length=40, unique=True, null=True, editable=False)  # noqa: DJ001  many rows have none
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_role = models.CharField(max_length=20, choices=Role)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    void_reason = ProseField(blank=True, editable=False)

    round: models.ForeignKey  # of a Round; each kind of entry names its own
    happened_on: Any  # a date; a decision is of the day it was made

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_voided_by_somebody_for_a_reason",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
            )
        ]

    @property
    def is_void(self) -> bool:
        """Whether the entry was voided."""
        return self.voided_at is not None

    def may_be_voided(self) -> bool | No:
        """Whether the entry may be struck out as it stands; a refusal says why."""
        return True

    @property
    def title(self) -> str:
        """The entry's heading on the timeline."""
        return str(self._meta.verbose_name)

    @property
    def writer_words(self) -> str:
        """Who wrote the entry."""
        return self.entered_by.full_name

    @property
    def role_words(self) -> str:
        """In which role."""
        return str(Role(self.entered_role).label)

    @property
    def shared_with_school(self) -> bool:
        """Whether the child's school may read the entry: what a school wrote itself, unless a kind of entry says more."""
        return self.entered_role == Role.SCHOOL_STAFF

    def lines(self) -> list[Line]:
        """What the timeline shows of the entry."""
        return []


class StepRecordQuerySet(models.QuerySet):
    """Records of a step."""

    def visible_to(self, user):
        """Records of the cases `user` may see."""
        return self.filter(round__case__in=Case.objects.visible_to(user)).select_related("round__case")

    def with_lines(self):
        """Records with everything their facts and timeline lines read, in a fixed number of queries."""
        return self._with(self.model.LINES).select_related("entered_by")

    def with_facts(self):
        """Records with what their facts and those they wait for are read from, and no more: the engine reads them at every act."""
        return self._with(self.model.JUDGED)

    def _with(self, names: tuple[str, ...]):
        joined = {name for name in names if self.model._meta.get_field(name).many_to_one}
        read = self.prefetch_related(*(set(names) - joined))
        return read.select_related(*joined) if joined else read


class StepRecord(Entry):
    """A record that helps complete a step of a round. It may be back-dated; when it was entered is kept."""

    LINES: tuple[str, ...] = ()  # what `with_lines` reads along
    JUDGED: tuple[str, ...] = ()  # what `with_facts` reads along
    FACTS: tuple[str, ...] = ()  # the facts its rows can establish
    LINK_PAGE = ""  # the page to which a personal link leads, where an answer in free words is not what is asked

    round = models.ForeignKey(Round, models.PROTECT, related_name="%(class)ss")
    happened_on = models.DateField(_("วันที่"))
    safety = models.CharField(_("ตอนนี้นักเรียนปลอดภัยไหม"), max_length=6, choices=Safety, blank=True)
    best_interest = ProseField(_("สิ่งที่ดีที่สุดสำหรับนักเรียน"), blank=True)
    risk = models.CharField(_("ความเสี่ยงหลังบันทึกนี้"), max_length=6, choices=Risk, blank=True)

    objects = StepRecordQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["happened_on", "pk"]

    def __str__(self):
        return f"{self._meta.model_name} {self.key}"

    @classmethod
    def step(cls) -> Step:
        """The step this kind of record belongs to, as the table says."""
        return next(rule.step for rule in RULES if rule.record == cls._meta.label)

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """The facts these records (none of them voided) establish together."""
        raise NotImplementedError

    @classmethod
    def awaiting_school(cls, cases, user) -> "Sequence[StepRecord]":
        """Records that wait for `user`'s school: those of its children's cases, and those sent to it."""
        return []

    @property
    def place(self):
        """Where rights are asked for."""
        return self.round.case.place

    def asked_at(self, case: Case):
        """The place that is asked to answer the record, where anybody but the office is: the child's, unless it names another."""
        return case.place

    @property
    def answer_url(self) -> str:
        """The page on which what was answered is written down."""
        return reverse(RULE[self.step()].answer_url_name, args=[self.key])

    @property
    def known_on(self) -> date:
        """The day the record's last word came in."""
        return self.happened_on

    @property
    def awaited(self) -> Awaited | None:
        """Who has yet to answer, if anybody."""
        return None

    @property
    def asked_by_link(self) -> str:
        """What somebody without an account is asked through a personal link, word for word; "" where nobody is asked so."""
        return ""

    @property
    def is_open_to_links(self) -> bool:
        """Whether somebody without an account may still write to it."""
        return bool(self.awaited and self.asked_by_link)

    def answer_by_link(self, text: str, *, name: str, on: date) -> dict[str, object]:
        """The fields that an answer in free words through a personal link fills."""
        raise NotImplementedError

    def takes(self, answer: str) -> bool | No:
        """Whether this answer may be written down: the first, or the same once more."""
        raise NotImplementedError

    def link_to(self) -> dict[str, str]:
        """Whom a personal link is for, as far as the record knows: for_whom, email, phone."""
        return {}

    def prepare(self, case: Case) -> None:
        """Called by the engine under the case's lock, before the record is saved."""

    def follow(self) -> None:
        """Called by the engine in the same transaction, after the record is saved."""

    def unfollow(self) -> None:
        """Called by the engine in the same transaction, after the record was voided."""

    def people(self) -> list[tuple[str, str]]:
        """Whom the record brought into the case: (name, in what part)."""
        return []

    def common_lines(self) -> list[Line]:
        """The two questions of every form."""
        return [
            Line(_("สิ่งที่ดีที่สุดสำหรับนักเรียน"), self.best_interest, of_office=True),
            Line(_("ความปลอดภัย"), self.get_safety_display() if self.safety else "", of_office=True),
        ]


class Return(StepRecord):
    """Step 6: the child goes back to school or begins another pathway; announced first, then confirmed by the place."""

    LINES = ("school", "grade", "pathway", "confirmed_by")
    JUDGED = ("school",)
    FACTS = ("returned", "place_confirmed")

    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("โรงเรียน"))
    place_text = LineField(_("สถานที่เรียนอื่น"), max_length=200, blank=True)
    grade = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ชั้น"))
    classroom = LineField(_("ห้อง"), max_length=20, blank=True)
    pathway = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("แนวทางการจัดการศึกษา"))
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
