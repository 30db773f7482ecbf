"""Who works on a case together, who must not be contacted, and every try to reach somebody."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.encryption import EncryptedTextField
from schools.fields import LineField
from schools.models import Agency, User
from thai.dates import thai_date

from .entries import CaseEntry, CaseEntryQuerySet
from .records import Line


class Channel(models.TextChoices):
    """By which way somebody is contacted."""

    PHONE = "PHONE", _("โทรศัพท์")
    LETTER = "LETTER", _("หนังสือ")
    MEETING = "MEETING", _("พบด้วยตนเอง")
    CHAT = "CHAT", _("ข้อความหรือไลน์")


class TeamMemberQuerySet(CaseEntryQuerySet):
    """People who have to do with a case."""

    def of(self, case):
        """The team of a case, without who was put on it by mistake; who has left comes last."""
        present = self.filter(case=case, voided_at=None).select_related("agency")
        return present.order_by(models.F("until_on").desc(nulls_first=True), "pk")

    def barred(self):
        """Those who must not be contacted."""
        return self.filter(no_contact=True)


class TeamMember(CaseEntry):
    """Somebody who has to do with a case: from where, in which part, since when (`happened_on`) and until when.

    One who must not be contacted stays on the list with the reason, so that nobody rings by mistake.
    """

    name = LineField(_("ชื่อและนามสกุล"), max_length=160)
    position = LineField(_("ตำแหน่งหรือความเกี่ยวข้อง"), max_length=160, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หน่วยงาน"))
    of_school = models.BooleanField(_("เป็นบุคลากรของโรงเรียน"), default=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("บัญชีผู้ใช้"))
    phone = EncryptedTextField(_("โทรศัพท์"), blank=True)
    email = EncryptedTextField(_("อีเมล"), blank=True)
    no_contact = models.BooleanField(_("ห้ามติดต่อ"), default=False)
    no_contact_why = EncryptedTextField(_("เหตุผลที่ห้ามติดต่อ"), blank=True)
    until_on = models.DateField(_("ถึงวันที่"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("ผู้เกี่ยวข้อง")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.CheckConstraint(
                name="team_member_does_not_leave_before_joining",
                condition=Q(until_on=None) | Q(until_on__gte=models.F("happened_on")),
                violation_error_message=_("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def from_where(self) -> str:
        """Position and organisation, for a line under the name."""
        return " · ".join(filter(None, (self.position, str(self.agency or ""))))

    @property
    def standing_tries(self) -> list["ContactTry"]:
        """The tries to reach them, without what was voided."""
        return [one for one in self.tries.all() if not one.is_void]

    @property
    def last_try(self) -> "ContactTry | None":
        """The latest of them."""
        return max(self.standing_tries, key=lambda one: (one.happened_on, one.pk), default=None)

    def as_at(self, at: datetime) -> None:
        """The name alone: the rest is kept up to date as long as the case goes on."""
        super().as_at(at)
        self.position, self.agency, self.no_contact, self.until_on = "", None, False, None

    def lines(self) -> list[Line]:
        """Who it is; the reason not to contact is for the person responsible."""
        return [
            Line("", " · ".join(filter(None, (self.name, self.from_where)))),
            Line(_("ห้ามติดต่อ"), self.no_contact_why if self.no_contact else "", True),
            Line(_("ถึงวันที่"), thai_date(self.until_on) if self.until_on else ""),
        ]


class ContactTry(CaseEntry):
    """One try to reach somebody: by which way, and whether they were reached."""

    member = models.ForeignKey(TeamMember, models.PROTECT, null=True, blank=True, related_name="tries", verbose_name=_("ติดต่อใคร"))
    who = LineField(_("ติดต่อใคร"), max_length=160, blank=True)
    channel = models.CharField(_("วิธีติดต่อ"), max_length=10, choices=Channel, default=Channel.PHONE)
    reached = models.BooleanField(_("ติดต่อได้"))
    next_try_on = models.DateField(_("ลองใหม่วันที่"), null=True, blank=True)
    note = EncryptedTextField(_("หมายเหตุ"), blank=True)

    class Meta(CaseEntry.Meta):
        verbose_name = _("บันทึกการติดต่อ")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.CheckConstraint(name="try_names_somebody", condition=Q(member__isnull=False) | ~Q(who="")),
        ]

    def __str__(self):
        return self.key

    @property
    def title(self) -> str:
        """Whether somebody was reached."""
        return str(_("ติดต่อได้") if self.reached else _("ติดต่อไม่ได้"))

    def lines(self) -> list[Line]:
        """Whom, by which way, and when the next try is."""
        return [
            Line("", " · ".join((str(self.member or self.who), str(self.get_channel_display())))),
            Line(_("หมายเหตุ"), self.note, True),
            Line(_("ลองใหม่วันที่"), thai_date(self.next_try_on) if self.next_try_on else ""),
        ]
