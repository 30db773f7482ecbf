"""What shows from outside the steps that a child who was back may not stay: absences again, or a name taken off the roll."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.access import No
from schools.encryption import EncryptedTextField
from schools.fields import ProseField
from schools.models import User
from thai.dates import thai_date

from .entries import CaseEntry, CaseEntryQuerySet
from .outside import ByClock
from .records import Line


class SetbackKind(models.TextChoices):
    """What was noticed."""

    ABSENT_AGAIN = "ABSENT_AGAIN", _("ขาดเรียนถึงเกณฑ์อีก")
    OFF_ROLL = "OFF_ROLL", _("โรงเรียนนำชื่อออกจากทะเบียนนักเรียน")


class SetbackQuerySet(CaseEntryQuerySet):
    """Setbacks."""

    def standing(self):
        """Those nobody has found to be mistaken, in rounds still open."""
        return self.filter(voided_at=None, dismissed_on=None, round__closed_on=None)


class Setback(ByClock, CaseEntry):  # type: ignore[misc]
    """A sign that the child is leaving again, noticed in a list; it proposes the next round until somebody dismisses it.

    Whoever sent the list is its writer; each is told once, by its token.
    """

    kind = models.CharField(max_length=12, choices=SetbackKind)
    text = EncryptedTextField(_("สิ่งที่พบ"))
    dismissed_on = models.DateField(null=True, blank=True)
    dismissed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    dismiss_reason = ProseField(blank=True)

    objects = SetbackQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("สัญญาณว่าอยู่ต่อไม่ได้")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.CheckConstraint(
                name="setback_is_dismissed_by_somebody_for_a_reason",
                condition=Q(dismissed_on=None, dismissed_by=None, dismiss_reason="")
                | Q(dismissed_on__isnull=False, dismissed_by__isnull=False) & ~Q(dismiss_reason=""),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def title(self) -> str:
        """What was noticed."""
        return self.get_kind_display()

    def may_be_voided(self) -> bool | No:
        """A list showed it: it is dismissed, not struck out."""
        return No(_("บันทึกว่าตรวจแล้วยังเรียนอยู่แทน"))

    def lines(self) -> list[Line]:
        """What was noticed, and why it was found to be mistaken."""
        dismissed = self.dismissed_on and f"{thai_date(self.dismissed_on)} {self.dismissed_by} – {self.dismiss_reason}"
        return [Line("", self.text), Line(_("ตรวจแล้วยังเรียนอยู่"), dismissed)]
