"""A case that rests until a day, because nothing can be done before: illness, detention, the season of work elsewhere."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schools.access import No
from schools.encryption import EncryptedTextField
from schools.models import Code, User
from thai.dates import thai_date

from .entries import CaseEntry, CaseEntryQuerySet
from .records import Line

LONGEST_PAUSE = timedelta(days=366)


class PauseQuerySet(CaseEntryQuerySet):
    """Pauses."""

    def standing(self):
        """Those that still go on."""
        return self.filter(ended_on=None, voided_at=None)


class Pause(CaseEntry):
    """The case rests from `happened_on` until the day `until`, which brings it back by itself; somebody may bring it back before.

    `moves` holds a line for each time the end was put off. Of one the clock ended, `ended_by` is empty.
    """

    reason = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("เหตุที่พัก"))
    note = EncryptedTextField(_("คำอธิบาย"), blank=True)
    until = models.DateField(_("พักถึงวันที่"))
    moves = EncryptedTextField(_("การเลื่อนวันสิ้นสุด"), blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_note = EncryptedTextField(_("สถานการณ์เมื่อรับกลับ"), blank=True)

    objects = PauseQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("พักเคส")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_on=None, voided_at=None),
                name="case_rests_once_at_a_time",
                violation_error_message=_("เคสนี้พักอยู่แล้ว"),
            ),
            models.CheckConstraint(
                name="pause_ends_after_it_begins",
                condition=Q(until__gt=F("happened_on")),
                violation_error_message=_("วันสิ้นสุดต้องหลังวันที่เริ่มพัก"),
            ),
            models.CheckConstraint(
                name="pause_is_not_over_before_it_begins",
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_on__gte=F("happened_on")),
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended_on=None, voided_at=None), name="pause_by_end")]

    def __str__(self):
        return self.key

    @property
    def title(self) -> str:
        """Until when the case rests, or rested."""
        if self.ended_on:
            return str(_("พักเคสจนถึง %(day)s")) % {"day": thai_date(self.ended_on)}
        return str(_("พักเคสถึง %(day)s")) % {"day": thai_date(self.until)}

    def may_be_voided(self) -> bool | No:
        """One that is over has put the checks off."""
        return self.ended_on is None or No(_("การพักนี้สิ้นสุดแล้ว ยกเลิกไม่ได้"))

    def lines(self) -> list[Line]:
        """Why, how often the end was put off, and how it was when the case came back; health and custody are sensitive."""
        guarded = self.reason.sensitive
        return [
            Line(_("เหตุที่พัก"), self.reason, sensitive=guarded),
            Line(_("คำอธิบาย"), self.note, sensitive=guarded),
            Line(_("การเลื่อนวันสิ้นสุด"), self.moves, sensitive=guarded),
            Line(_("สถานการณ์เมื่อรับกลับ"), self.ended_note, sensitive=guarded),
        ]
