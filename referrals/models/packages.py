"""What a referral shares: frozen copies, one a version, and the consent that some of them rest on."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import CaseEntry, Document, Line
from schools.access import No
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, ProseField
from schools.models import Code, User
from thai.dates import thai_date


class ConsentForm(models.TextChoices):
    """How consent was given."""

    WRITTEN = "WRITTEN", _("ลงนามในหนังสือยินยอม")
    SPOKEN = "SPOKEN", _("ยินยอมด้วยวาจา")


class Consent(CaseEntry):
    """Who consented to what being shared (PDPA B.E. 2562 s.19–20), and when that was taken back; `scope` is the text agreed to.

    Of a child under ten the parent consents; from ten the parent, and where the child may act alone the child.
    """

    given_by = EncryptedTextField(_("ผู้ให้ความยินยอม"))
    relation = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เกี่ยวข้องกับนักเรียนเป็น")
    )
    how = models.CharField(_("ให้ความยินยอมโดย"), max_length=7, choices=ConsentForm, default=ConsentForm.WRITTEN)
    scope = ProseField(_("ขอบเขตที่ยินยอม"))
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(_("วันที่ถอนความยินยอม"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    withdrawn_note = ProseField(_("บันทึกการถอนความยินยอม"), blank=True)

    class Meta(CaseEntry.Meta):
        verbose_name = _("ความยินยอม")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.CheckConstraint(
                name="consent_is_withdrawn_some_day_by_somebody",
                condition=Q(withdrawn_on=None, withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_on__isnull=False, withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def holds(self) -> bool:
        """Whether something may still rest on it."""
        return not self.is_void and self.withdrawn_on is None

    def as_at(self, at: datetime) -> None:
        """Held, where it was taken back later."""
        super().as_at(at)
        if self.withdrawn_at and self.withdrawn_at > at:
            self.withdrawn_on = None

    def may_be_voided(self) -> bool | No:
        """Not while a referral rests on it: taken back, it closes them; struck out, it would leave them open."""
        return not self.referrals.filter(voided_at=None).exists() or No(_("มีการส่งต่อที่อาศัยความยินยอมนี้ ถอนความยินยอมแทน"))

    def lines(self) -> list[Line]:
        """Who, how, for what, and whether it was taken back."""
        who = f"{self.given_by} ({self.relation})" if self.relation else self.given_by
        withdrawn = f"{thai_date(self.withdrawn_on)} {self.withdrawn_note}".strip() if self.withdrawn_on else ""
        return [
            Line(_("ผู้ให้ความยินยอม"), who, True),
            Line(_("ให้ความยินยอมโดย"), self.get_how_display()),
            Line(_("ขอบเขตที่ยินยอม"), self.scope),
            Line(_("ถอนความยินยอม"), withdrawn),
        ]


class Package(models.Model):
    """One version of what a referral shares, frozen when it was sent: an addition is a further version, none is ever changed.

    `items` is what `referrals.package` froze. `shared` names the ticks, and `files` are handed out under names that say nothing.
    """

    key = KeyField()
    record = models.ForeignKey("referrals.Referral", models.CASCADE, related_name="packages")
    version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)
    made_on = models.DateField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    items = EncryptedTextField()
    shared = models.JSONField(default=list)
    files = models.ManyToManyField(Document, related_name="+", blank=True)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="package_version_is_once_in_its_referral")]

    def __str__(self):
        return f"{self.record_id} {self.version}"

    def save(self, *args, **options):
        if self.pk:
            raise TypeError("A package is never changed: add a version.")
        super().save(*args, **options)
