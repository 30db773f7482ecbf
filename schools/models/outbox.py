"""Mails that wait to be sent, written in the transaction of what they tell of: none is lost, and none is doubled knowingly."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.encryption import EncryptedTextField
from schools.fields import KeyField

from .people import User


class MailState(models.TextChoices):
    """Where a mail stands on its way out."""

    WAITING = "WAITING", _("รอส่ง")
    SENDING = "SENDING", _("กำลังส่ง")
    SENT = "SENT", _("ส่งแล้ว")
    FAILED = "FAILED", _("ส่งไม่สำเร็จ")


class MailQuerySet(models.QuerySet):
    """Mails by where they stand on their way out."""

    def due(self, now):
        """Those to be sent now; of those being sent, the ones whose sender has been silent for too long."""
        return self.unsent().filter(send_after__lte=now)

    def unsent(self):
        """Those on their way."""
        return self.filter(state__in=[MailState.WAITING, MailState.SENDING])

    def failed(self):
        """Those given up after many tries."""
        return self.filter(state=MailState.FAILED)

    def counts(self):
        """How many stand in each state."""
        found = dict(self.order_by().values_list("state").annotate(count=models.Count("pk")))
        return {state: found.get(state, 0) for state in MailState}

    def by_fault(self):
        """The kinds of fault among them, each with its count, the most frequent first."""
        return self.values("fault").annotate(count=models.Count("pk")).order_by("-count", "fault")


class Mail(models.Model):
    """One mail to one address. `event` is what is mailed once; the Message-ID is made from the key, the same at every try.

    `claimed_at` says when a sender last took it up: one that died in the middle leaves it SENDING, and it is taken up again
    after `send_after`. The body says case numbers only; it is encrypted, for a code or a personal link may stand in it, and is
    emptied once sent.
    """

    key = KeyField()
    event = models.CharField(max_length=120, unique=True)
    to = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="mails")
    address = EncryptedTextField()
    subject = models.CharField(max_length=150)
    body = EncryptedTextField()
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    made_at = models.DateTimeField(auto_now_add=True)
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=80, blank=True)  # the kind of error, never its text

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sent_mail_has_its_moment",
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | ~models.Q(state=MailState.SENT) & models.Q(sent_at=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["send_after"],
                condition=models.Q(state__in=[MailState.WAITING, MailState.SENDING]),
                name="mail_to_be_sent",
            )
        ]

    def __str__(self):
        return self.key
