"""Help that is not to be had in the area: what the office can show its province."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import CaseEntry, Line
from schools.encryption import EncryptedTextField
from schools.models import Code

from .referrals import Referral


class UnmetNeed(CaseEntry):
    """A kind of help a child needs and nobody in the area gives; found without a referral, or after one was declined."""

    help_kind = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ความช่วยเหลือที่หาไม่ได้"))
    note = EncryptedTextField(_("หาจากที่ใดแล้ว"), blank=True)
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="unmet_needs")

    class Meta(CaseEntry.Meta):
        verbose_name = _("ความช่วยเหลือที่หาไม่ได้ในพื้นที่")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "help_kind"],
                condition=models.Q(voided_at=None),
                name="need_is_told_once_a_round",
                violation_error_message=_("บันทึกความต้องการนี้ในรอบนี้แล้ว"),
            ),
        ]

    def __str__(self):
        return self.key

    @classmethod
    def moving(cls, old, new) -> models.QuerySet:
        """What is told of in the round `new` already stays where it was told."""
        told = cls._base_manager.filter(round=new, voided_at=None)
        return super().moving(old, new).exclude(voided_at=None, help_kind__in=told.values("help_kind"))

    def lines(self) -> list[Line]:
        """Which help, and where it was looked for."""
        return [Line(_("ความช่วยเหลือ"), self.help_kind), Line(_("หาจากที่ใดแล้ว"), self.note, True)]
