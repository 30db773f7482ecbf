"""The trail as rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User
from .places import Area


class Verb(models.TextChoices):
    """What the trail says somebody did."""

    SIGNED_IN = "SIGNED_IN", _("เข้าสู่ระบบ")
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED", _("เข้าสู่ระบบไม่สำเร็จ")
    SIGNED_OUT = "SIGNED_OUT", _("ออกจากระบบ")
    OPENED = "OPENED", _("เปิดดู")
    OPENED_SENSITIVE = "OPENED_SENSITIVE", _("เปิดดูข้อมูลอ่อนไหว")
    REVEALED = "REVEALED", _("เปิดดูเลขประจำตัว")
    CREATED = "CREATED", _("สร้าง")
    CHANGED = "CHANGED", _("แก้ไข")
    RECORDED = "RECORDED", _("บันทึก")
    DECIDED = "DECIDED", _("ตัดสินใจ")
    VOIDED = "VOIDED", _("ยกเลิกรายการ")
    EXPORTED = "EXPORTED", _("ส่งออก")
    REFUSED = "REFUSED", _("ถูกปฏิเสธ")
    SENT_IN = "SENT_IN", _("แจ้งทางแบบฟอร์มสาธารณะ")
    UNDONE = "UNDONE", _("ย้อนกลับ")


class TrailEvent(models.Model):
    """One line of the trail: who, in which role, did what to which row, naming fields but never their values.

    Written in the transaction of the change. Triggers refuse to change or remove a line (see `trail.py`).
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=20, choices=Verb)
    subject = models.CharField(max_length=120, help_text="kind:key")
    fields = models.JSONField(default=list)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject", "-at"], name="trail_by_subject"),
            models.Index(fields=["actor", "-at"], name="trail_by_actor"),
        ]

    def __str__(self):
        return f"{self.verb} {self.subject}"
