"""What passed between the office and a receiver, as entries of the case; and which help came of a referral."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import ByOutsider, Entry, Line, Round
from schools.access import Action, No
from schools.encryption import EncryptedTextField
from schools.fields import LineField
from schools.models import Code
from thai.dates import thai_date


class EventKind(models.TextChoices):
    """What happened to a referral; its label is what the timeline says."""

    OPENED = "OPENED", _("ผู้รับเปิดอ่าน")
    ASKED = "ASKED", _("ผู้รับขอข้อมูลเพิ่ม")
    REPLIED = "REPLIED", _("ตอบข้อมูลเพิ่ม")
    ADDED = "ADDED", _("ส่งข้อมูลเพิ่ม")
    ACCEPTED = "ACCEPTED", _("รับเรื่องแล้ว")
    DECLINED = "DECLINED", _("รับไม่ได้")
    HELPING = "HELPING", _("กำลังช่วยเหลือ")
    DONE = "DONE", _("แจ้งผลแล้ว")
    REMINDED = "REMINDED", _("เตือนผู้รับ")
    CALLED = "CALLED", _("โทรติดตามผู้รับ")
    ESCALATED = "ESCALATED", _("แจ้งว่าผู้รับยังไม่ตอบ")
    WITHDRAWN = "WITHDRAWN", _("ถอนคำขอ")


BY_RECEIVER = frozenset(
    {EventKind.OPENED, EventKind.ASKED, EventKind.ACCEPTED, EventKind.DECLINED, EventKind.HELPING, EventKind.DONE}
)


class ReferralEventQuerySet(models.QuerySet):
    """What happened to referrals."""

    def visible_to(self, user):
        """Of the referrals of the cases of `user`'s areas."""
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        return self.filter(round__case__area__in=areas).select_related("round__case")


class ReferralEvent(ByOutsider, Entry):  # type: ignore[misc]
    """One thing that passed: who said what on which day. `said_by` names somebody at the receiver who has no account.

    Nobody wrote what the clock did by itself (a reminder).
    """

    record = models.ForeignKey("referrals.Referral", models.PROTECT, related_name="events")
    round = models.ForeignKey(Round, models.PROTECT, related_name="referral_events")
    happened_on = models.DateField(_("วันที่"))
    kind = models.CharField(max_length=9, choices=EventKind)
    said_by = LineField(_("ผู้ตอบ"), max_length=160, blank=True)
    text = EncryptedTextField(_("ข้อความ"), blank=True)
    next_on = models.DateField(_("นัดครั้งต่อไป"), null=True, blank=True)

    objects = ReferralEventQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("ความเคลื่อนไหวของการส่งต่อ")
        ordering = ["pk"]
        constraints = [*Entry.Meta.constraints]

    def __str__(self):
        return self.key

    @property
    def place(self):
        """Where rights are asked for."""
        return self.round.case.place

    def may_be_voided(self) -> bool | No:
        """Where a referral stands follows from what passed; a wrong one is voided as a whole."""
        return No(_("ยกเลิกการส่งต่อทั้งรายการแทน แล้วส่งต่อใหม่"))

    @property
    def outsider(self) -> str:
        """Who spoke for the receiver, or the clock."""
        return self.said_by or str(_("ระบบ"))

    @property
    def role_words(self) -> str:
        """In which role; what the clock did has none."""
        return super().role_words if self.entered_role or self.said_by else ""

    @property
    def is_of_receiver(self) -> bool:
        """Whether the receiver said it."""
        return self.kind in BY_RECEIVER

    @property
    def title(self) -> str:
        """What happened, and with whom."""
        return f"{self.get_kind_display()} · {self.record.receiver}"

    def lines(self) -> list[Line]:
        """What was said, by whom of the receiver, and the next appointment."""
        return [
            Line(_("ผู้ตอบ"), self.said_by if self.entered_by_id else ""),
            Line("", self.text, True),
            Line(_("นัดครั้งต่อไป"), thai_date(self.next_on) if self.next_on else ""),
        ]


class Outcome(models.TextChoices):
    """What came of one kind of help."""

    GOT = "GOT", _("ได้รับแล้ว")
    PARTLY = "PARTLY", _("ได้รับบางส่วน")
    NOT = "NOT", _("ไม่ได้รับ")


class HelpGivenManager(models.Manager):
    """What came of help is read with which help it was."""

    def get_queryset(self):
        """Joined, so that what came of a referral costs one query."""
        return super().get_queryset().select_related("help_kind")


class HelpGiven(models.Model):
    """What came of one kind of help that a referral asked for."""

    record = models.ForeignKey("referrals.Referral", models.CASCADE, related_name="help_given")
    help_kind = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ความช่วยเหลือ"))
    outcome = models.CharField(_("ผล"), max_length=6, choices=Outcome)

    objects = HelpGivenManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "help_kind"], name="help_is_told_of_once"),
            models.CheckConstraint(name="help_has_an_outcome", condition=~Q(outcome="")),
        ]

    def __str__(self):
        return f"{self.record_id} {self.help_kind_id} {self.outcome}"
