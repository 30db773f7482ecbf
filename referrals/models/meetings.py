"""Step 4: meetings, who was heard, and what was resolved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case, Line, Register, StepRecord
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import Area
from thai.dates import fiscal_year, thai_date


class Side(models.TextChoices):
    """The sides a meeting must hear."""

    SCHOOL = "SCHOOL", _("โรงเรียน")
    FAMILY = "FAMILY", _("นักเรียนหรือครอบครัว")
    COMMUNITY = "COMMUNITY", _("หน่วยงานหรือผู้นำชุมชน")
    OFFICE = "OFFICE", _("เขตพื้นที่")


HEARD = {Side.SCHOOL: "school_heard", Side.FAMILY: "family_heard", Side.COMMUNITY: "community_heard"}


class Meeting(StepRecord):
    """Step 4: a meeting where all sides are heard and what is agreed has an owner and a date. Numbered by fiscal year."""

    LINES = ("attendees", "resolutions")
    FACTS = ("school_heard", "family_heard", "community_heard", "resolutions_owned")

    area = models.ForeignKey(Area, models.PROTECT, editable=False, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(editable=False, help_text="พ.ศ.")
    number = models.PositiveIntegerField(editable=False)
    place_text = LineField(_("สถานที่"), max_length=200)
    chair = LineField(_("ประธาน"), max_length=160)
    summary = EncryptedTextField(_("สรุปการประชุม"), blank=True)

    class Meta(StepRecord.Meta):
        verbose_name = _("ประชุม")
        constraints = [
            *StepRecord.Meta.constraints,
            models.UniqueConstraint(fields=["area", "fiscal_year", "number"], name="meeting_number_is_once_a_year"),
        ]

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """Which sides spoke, over all meetings of the round, and whether every resolution has an owner and a date."""
        attendees = [attendee for meeting in records for attendee in meeting.attendees.all()]
        heard = {HEARD[attendee.side] for attendee in attendees if attendee.was_heard and attendee.side in HEARD}
        resolutions = [resolution for meeting in records for resolution in meeting.resolutions.all()]
        owned = resolutions and all(resolution.owner_name and resolution.due_on for resolution in resolutions)
        return heard | ({"resolutions_owned"} if owned else set())

    def prepare(self, case: Case) -> None:
        """Give the meeting the next number of the office's register for its fiscal year."""
        self.area, self.fiscal_year = case.area, fiscal_year(self.happened_on)
        self.number = Register.take(case.area, "meeting", self.fiscal_year)

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

    def lines(self) -> list[Line]:
        """Who said what, and what was resolved."""
        return [
            Line(_("สถานที่"), self.place_text),
            Line(_("ประธาน"), self.chair),
            *(Line(attendee.label, attendee.statement or _("ไม่มีความเห็น"), True) for attendee in self.attendees.all()),
            Line(_("สรุปการประชุม"), self.summary, True),
            *(Line(_("มติ"), resolution.sentence) for resolution in self.resolutions.all()),
            *self.common_lines(),
        ]


class Attendee(models.Model):
    """A person invited to a meeting, the side they speak for, and what they said."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    name = LineField(_("ชื่อและตำแหน่ง"), max_length=160)
    side = models.CharField(_("ฝ่าย"), max_length=10, choices=Side)
    present = models.BooleanField(_("มาประชุม"), default=True)
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


class Resolution(models.Model):
    """What a meeting agreed: who does it, by when."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="resolutions")
    text = ProseField(_("มติ"))
    owner_name = LineField(_("ผู้รับผิดชอบ"), max_length=160, blank=True)
    by_school = models.BooleanField(_("เป็นงานของโรงเรียน"), default=False)
    due_on = models.DateField(_("ภายใน"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.record_id}"

    @property
    def sentence(self) -> str:
        """The resolution with its owner and date."""
        due = _("ภายใน %(day)s") % {"day": thai_date(self.due_on)} if self.due_on else ""
        return " · ".join(filter(None, (self.text, self.owner_name, str(due))))
