"""Step 4: meetings, who was heard, and what was resolved."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case, Line, Register, StepRecord, Task, TaskSource, TaskState, TeamMember
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import Agency, Area, User
from thai.dates import fiscal_year, thai_date

from .plans import Plan


class Side(models.TextChoices):
    """The sides a meeting must hear."""

    SCHOOL = "SCHOOL", _("โรงเรียน")
    FAMILY = "FAMILY", _("นักเรียนหรือครอบครัว")
    COMMUNITY = "COMMUNITY", _("ผู้นำชุมชน")
    AGENCY = "AGENCY", _("หน่วยงาน")
    OFFICE = "OFFICE", _("เขตพื้นที่")


HEARD = {
    Side.SCHOOL: "school_heard",
    Side.FAMILY: "family_heard",
    Side.COMMUNITY: "community_heard",
    Side.AGENCY: "community_heard",
}


# The agenda of the ministry's form (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ 2526, แบบที่ 11).
AGENDA = (
    (1, _("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ")),
    (2, _("เรื่องรับรองรายงานการประชุมครั้งที่ผ่านมา")),
    (3, _("เรื่องสืบเนื่อง")),
    (4, _("เรื่องเสนอเพื่อทราบ")),
    (5, _("เรื่องเสนอเพื่อพิจารณา")),
    (6, _("เรื่องอื่น ๆ")),
)


class Meeting(StepRecord):
    """Step 4: a meeting where all sides are heard and what is agreed has an owner and a date. Numbered by fiscal year."""

    LINES = ("attendees", "resolutions", "agenda_items")
    JUDGED = ("attendees", "resolutions")
    FACTS = ("school_heard", "family_heard", "community_heard", "resolutions_owned")

    area = models.ForeignKey(Area, models.PROTECT, editable=False, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(editable=False, help_text="พ.ศ.")
    number = models.PositiveIntegerField(editable=False)
    name = LineField(_("ชื่อการประชุม"), max_length=200, blank=True)
    starts_at = models.TimeField(_("เริ่มประชุมเวลา"), null=True, blank=True)
    ends_at = models.TimeField(_("เลิกประชุมเวลา"), null=True, blank=True)
    secretary = LineField(_("ผู้จดรายงานการประชุม"), max_length=160, blank=True)
    checker = LineField(_("ผู้ตรวจรายงานการประชุม"), max_length=160, blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    place_text = LineField(_("สถานที่"), max_length=200)
    chair = LineField(_("ประธาน"), max_length=160)
    summary = EncryptedTextField(_("สรุปการประชุม"), blank=True)

    class Meta(StepRecord.Meta):
        verbose_name = _("ประชุม")
        constraints = [
            *StepRecord.Meta.constraints,
            models.UniqueConstraint(fields=["area", "fiscal_year", "number"], name="meeting_number_is_once_a_year"),
            models.CheckConstraint(
                name="meeting_does_not_end_before_it_starts",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("เวลาเลิกประชุมต้องไม่ก่อนเวลาเริ่ม"),
            ),
        ]

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """Which sides spoke, over all meetings of the round, and whether every resolution has an owner and a date."""
        attendees = [attendee for meeting in records for attendee in meeting.attendees.all()]
        heard = {HEARD[attendee.side] for attendee in attendees if attendee.was_heard and attendee.side in HEARD}
        resolutions = [resolution for meeting in records for resolution in meeting.resolutions.all()]
        owned = resolutions and all(resolution.is_owned for resolution in resolutions)
        return heard | ({"resolutions_owned"} if owned else set())

    def prepare(self, case: Case) -> None:
        """Give the meeting the next number of the office's register for its fiscal year."""
        self.area, self.fiscal_year = case.area, fiscal_year(self.happened_on)
        self.number = Register.take(case.area, "meeting", self.fiscal_year)

    def follow(self) -> None:
        """The plan has been held, and what was resolved becomes tasks; one without a day is no task yet."""
        Plan.held(self.plan, self.key)
        for resolution in self.resolutions.filter(due_on__isnull=False, task=None):
            resolution.make_task(self)

    def unfollow(self) -> None:
        """Of a voided meeting the tasks not done yet are struck out with it, and its plan is still to be held."""
        Plan.held(self.plan, "")
        tasks = Task.objects.filter(resolution__record=self, state=TaskState.OPEN, voided_at=None)
        tasks.update(voided_at=self.voided_at, voided_by=self.voided_by, void_reason=self.void_reason)

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("referrals:meeting-detail", args=[self.key])

    @property
    def full_number(self) -> str:
        """1/2567"""
        return f"{self.number}/{self.fiscal_year}"

    @property
    def title(self) -> str:
        """The meeting by its number."""
        return str(_("ประชุมครั้งที่ %(number)s") % {"number": self.full_number})

    def people(self) -> list[tuple[str, str]]:
        """Who came to the meeting."""
        return [(attendee.name, str(_("ประชุม"))) for attendee in self.attendees.all() if attendee.present]

    def as_at(self, at: datetime) -> None:
        """What was resolved, as far as it was done then."""
        super().as_at(at)
        for resolution in self.resolutions.all():
            if resolution.task:
                resolution.task.as_at(at)

    def lines(self) -> list[Line]:
        """Who said what, and what was resolved."""
        return [
            Line(_("สถานที่"), self.place_text),
            Line(_("ประธาน"), self.chair),
            *(Line(f"{item.number} {item.get_number_display()}", item.text, True) for item in self.agenda_items.all()),
            *(Line(attendee.label, attendee.statement or _("ไม่มีความเห็น"), True) for attendee in self.attendees.all()),
            Line(_("สรุปการประชุม"), self.summary, True),
            *(Line(_("มติ"), resolution.sentence) for resolution in self.resolutions.all()),
            *self.common_lines(),
        ]


class AgendaItem(models.Model):
    """One item of the agenda (ระเบียบวาระ) of a meeting: its number in the ministry's form, what it was about and what was said."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda_items")
    number = models.PositiveSmallIntegerField(_("ระเบียบวาระที่"), choices=AGENDA)
    text = EncryptedTextField(_("เรื่องและสาระสำคัญ"))

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self):
        return f"{self.record_id} {self.number}"


class Attendee(models.Model):
    """A person invited to a meeting, the side they speak for, and what they said."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    name = LineField(_("ชื่อและตำแหน่ง"), max_length=160)
    side = models.CharField(_("ฝ่าย"), max_length=10, choices=Side)
    position = LineField(_("ตำแหน่ง"), max_length=160, blank=True)
    present = models.BooleanField(_("มาประชุม"), default=True)
    is_guest = models.BooleanField(_("เข้าร่วมโดยไม่ใช่คณะทำงาน"), default=False)
    absence_reason = LineField(_("เหตุที่ไม่มา"), max_length=160, blank=True)
    member = models.ForeignKey(TeamMember, models.PROTECT, null=True, blank=True, related_name="+")
    statement = EncryptedTextField(_("ความเห็น"), blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.record_id} {self.side}"

    @property
    def was_heard(self) -> bool:
        """Whether the person came and what they said is written down."""
        return self.present and bool(self.statement)

    @property
    def label(self) -> str:
        """Name, side, and whether they came."""
        return f"{self.name} ({self.get_side_display()}){'' if self.present else ' – ' + str(_('ไม่มา'))}"


class ResolutionManager(models.Manager):
    """Resolutions are read with whoever is to do them and the task they became."""

    def get_queryset(self):
        """Joined, so that a meeting's resolutions cost one query."""
        return super().get_queryset().select_related("task", "owner", "member", "agency")

    def to_follow(self, case: Case):
        """What the next meeting of a case begins with: all that the last one agreed, and what is still open of those before."""
        agreed = self.filter(record__round__case=case, record__voided_at=None).order_by("record__happened_on", "pk")
        last = agreed.values_list("record", flat=True).last()
        unsettled = Q(task=None) | Q(task__state=TaskState.OPEN, task__voided_at=None)
        return agreed.filter(unsettled | Q(record=last))


class Resolution(models.Model):
    """What a meeting agreed: who does it, by when."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="resolutions")
    text = ProseField(_("มติ"))
    owner_name = LineField(_("ผู้รับผิดชอบ"), max_length=160, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้รับผิดชอบในสำนักงาน"))
    member = models.ForeignKey(TeamMember, models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หน่วยงาน"))
    by_school = models.BooleanField(_("เป็นงานของโรงเรียน"), default=False)
    due_on = models.DateField(_("ภายใน"), null=True, blank=True)
    task = models.OneToOneField(Task, models.PROTECT, null=True, blank=True, related_name="resolution", editable=False)

    objects = ResolutionManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.record_id}"

    @property
    def whose(self) -> str:
        """Who is to do it, in words."""
        school = str(_("โรงเรียน")) if self.by_school else ""
        return str(self.owner or self.owner_name or self.member or self.agency or school)

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is left to do."""
        return bool(self.task and not self.task.is_open)

    @property
    def is_owned(self) -> bool:
        """Whether somebody is to do it by a day."""
        return bool(self.whose and self.due_on)

    def make_task(self, meeting: Meeting) -> None:
        """The resolution as a task of the case."""
        self.task = Task.objects.create(
            case=meeting.round.case,
            round=meeting.round,
            happened_on=meeting.happened_on,
            entered_by=meeting.entered_by,
            entered_role=meeting.entered_role,
            text=self.text,
            owner=self.owner,
            member=self.member,
            agency=self.agency,
            owner_name=self.owner_name,
            by_school=self.by_school,
            due_on=self.due_on,  # type: ignore[misc]  # only what has a day becomes a task
            source=TaskSource.RESOLUTION,
            source_key=meeting.key,
        )
        self.save(update_fields=["task"])
        self.task.tell_owner(meeting.entered_by)

    @property
    def sentence(self) -> str:
        """The resolution with its owner, date, and what became of it."""
        settled = self.task.get_state_display() if self.task and self.is_settled else ""
        due = _("ภายใน %(day)s") % {"day": thai_date(self.due_on)} if self.due_on else ""
        return " · ".join(filter(None, (self.text, self.whose, str(due), str(settled))))
