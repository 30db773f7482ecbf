"""Visits and meetings that are planned: when, where, with whom; the record of what was held points back to its plan."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import CaseEntry, Line, TeamMember
from dropout_cases.models.entries import CaseEntryQuerySet
from schools.access import No
from schools.encryption import EncryptedTextField
from schools.fields import LineField
from schools.models import Agency
from thai.dates import thai_date, thai_time


class PlanKind(models.TextChoices):
    """What is planned."""

    VISIT = "VISIT", _("ลงพื้นที่")
    MEETING = "MEETING", _("ประชุม")


class PlanQuerySet(CaseEntryQuerySet):
    """Plans, by when they are."""

    def open(self):
        """Those neither held nor called off, in open cases; the nearest day first."""
        return self.filter(held_key="", voided_at=None, case__closed_on=None).order_by("planned_on", "starts_at", "pk")

    def for_list(self):
        """What a row shows, in one query."""
        return self.select_related("case__student", "case__school", "case__area")


class Plan(CaseEntry):
    """A visit or meeting to come. Called off, it is voided with a reason; held, `held_key` names the record.

    `happened_on` is the day on which it was planned.
    """

    kind = models.CharField(_("ชนิด"), max_length=7, choices=PlanKind)
    planned_on = models.DateField(_("วันที่นัด"))
    starts_at = models.TimeField(_("เวลา"), null=True, blank=True)
    place_text = LineField(_("สถานที่"), max_length=200)
    chair = LineField(_("ประธาน"), max_length=160, blank=True)
    agenda = EncryptedTextField(_("เรื่องที่จะหารือหรือสิ่งที่ต้องเตรียม"), blank=True)
    held_key = models.CharField(max_length=32, blank=True)

    objects = PlanQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("นัดหมาย")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.CheckConstraint(name="plan_is_held_once", condition=Q(voided_at=None) | Q(held_key="")),
        ]
        indexes = [models.Index(fields=["planned_on"], condition=Q(voided_at=None, held_key=""), name="plan_to_come")]

    GOES_ALONG = ENDS_WITH_CASE = {"held_key": ""}

    def __str__(self):
        return self.key

    def get_absolute_url(self) -> str:
        """The plan's page."""
        return reverse("referrals:plan-detail", args=[self.key])

    def may_be_voided(self) -> bool | No:
        """What was held is no plan any more; its record may be voided, which leaves the plan to be held."""
        return not self.held_key or No(_("จัดตามนัดนี้แล้ว ถ้าบันทึกผิด ยกเลิกบันทึกแทน"))

    def shows_agenda_to(self, user) -> bool:
        """Whether `user` may read what is to be talked about: the person responsible, supervisors, and whoever planned it."""
        return self.entered_by_id == user.pk or self.case.shows_sensitive_to(user)

    @property
    def title(self) -> str:
        """What is planned."""
        return str(_("นัด%(what)s") % {"what": self.get_kind_display()})

    @property
    def is_open(self) -> bool:
        """Whether it is still to come: neither held nor called off."""
        return not self.held_key and not self.is_void

    @classmethod
    def held(cls, plan: "Plan | None", key: str) -> None:
        """Note by which record a plan was held; "" leaves it to be held."""
        if plan:
            cls.objects.filter(pk=plan.pk).update(held_key=key)

    @property
    def when(self) -> str:
        """Day and time, in words."""
        return " ".join(filter(None, (thai_date(self.planned_on), thai_time(self.starts_at) if self.starts_at else "")))

    def people(self) -> list[tuple[str, str]]:
        """Who is invited."""
        return [(invitee.name, self.title) for invitee in self.invitees.all()]

    def lines(self) -> list[Line]:
        """When, where, with whom, and what about."""
        return [
            Line(_("วันที่นัด"), self.when),
            Line(_("สถานที่"), self.place_text),
            Line(_("ผู้ได้รับเชิญ"), ", ".join(invitee.name for invitee in self.invitees.all())),
            Line(_("เรื่องที่จะหารือหรือสิ่งที่ต้องเตรียม"), self.agenda, True),
        ]


class Invitee(models.Model):
    """Somebody asked to come along to a visit or to a meeting."""

    record = models.ForeignKey(Plan, models.CASCADE, related_name="invitees")
    name = LineField(_("ชื่อและตำแหน่ง"), max_length=160)
    member = models.ForeignKey(TeamMember, models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หน่วยงาน"))

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.record_id}"
