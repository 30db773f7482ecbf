"""Personal links by which somebody without an account answers one record, and the devices a code has opened them on."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.access import Action
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField
from schools.models import User

from .cases import Case


class CodeWay(models.TextChoices):
    """How the one-time code reaches the registered contact."""

    MAIL = "MAIL", _("อีเมล")
    PHONE = "PHONE", _("เจ้าหน้าที่โทรแจ้งรหัส")


class AnswerLinkQuerySet(models.QuerySet):
    """Links the office gave out."""

    def visible_to(self, user):
        """Those of the cases `user` works on."""
        areas, _schools = user.scope_of(Action.CASE_RECORD, "school")
        return self.filter(case__area__in=areas).select_related("case")

    def of(self, entry):
        """Those by which a record may be answered."""
        return self.filter(record_kind=entry._meta.label, record_key=entry.key)

    def working(self, now: datetime):
        """Neither withdrawn nor expired."""
        return self.filter(withdrawn_at=None, expires_at__gt=now)


class AnswerLink(models.Model):
    """A link to one page for one person: it names no child, ends by itself, and only fingerprints of link and code are kept."""

    key = KeyField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="answer_links")
    record_kind = models.CharField(max_length=40)  # app.Model
    record_key = models.CharField(max_length=32)
    for_whom = LineField(_("ผู้ตอบ"), max_length=160)
    way = models.CharField(_("ส่งรหัสทาง"), max_length=5, choices=CodeWay)
    address = EncryptedTextField(_("ที่อยู่ติดต่อที่ลงทะเบียนไว้"))
    secret_print = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    code_print = models.CharField(max_length=64, blank=True)
    code_made_at = models.DateTimeField(null=True, blank=True)
    code_sends = models.PositiveSmallIntegerField(default=0)
    code_tries = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="link_is_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["record_key"], name="link_by_record")]

    def __str__(self):
        return self.key

    @property
    def place(self):
        """Where rights are asked for."""
        return self.case.place

    def works(self, now: datetime) -> bool:
        """Whether the link still opens its page."""
        return self.withdrawn_at is None and self.expires_at > now


class LinkDevice(models.Model):
    """A device on which the right code was typed: the link works there until its end, without another code."""

    link = models.ForeignKey(AnswerLink, models.CASCADE, related_name="devices")
    device_print = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.link_id}"
