"""What a person is told inside the site: each event once to each recipient."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.fields import KeyField

from .people import User


class NoticeKind(models.TextChoices):
    """What a notice is about; its label is what the notice says, a number or name of no child added."""

    DANGER = "DANGER", _("รับแจ้งเด็กไม่ปลอดภัย")
    REPORT_ANSWERED = "REPORT_ANSWERED", _("โรงเรียนตอบเรื่องที่ถาม")
    IMPORT_DONE = "IMPORT_DONE", _("ตรวจหรือนำเข้าไฟล์เสร็จแล้ว")
    POSSIBLE_DUPLICATE = "POSSIBLE_DUPLICATE", _("อาจเป็นเด็กคนเดียวกัน")


class NoticeQuerySet(models.QuerySet):
    """Notices of a person."""

    def visible_to(self, user):
        """The person's own."""
        return self.filter(recipient=user)

    def unread(self):
        """Those not opened yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One line for one person: of which kind, about what, and the page it leads to."""

    key = KeyField()
    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    event = models.CharField(max_length=120)  # "kind:key of the row": told once
    about = models.CharField(max_length=60, blank=True)  # a case number, never a name
    path = models.CharField(max_length=200)
    told_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "event"], name="event_is_told_once_to_each")]
        indexes = [models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="notice_unread")]

    def __str__(self):
        return self.key
