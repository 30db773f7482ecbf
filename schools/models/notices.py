"""What a person is told inside the site, each event once; and by which way each kind reaches whom."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.fields import KeyField

from .outbox import Mail
from .people import User


class NoticeKind(models.TextChoices):
    """What a notice is about; its label is what the notice says, a number or name of no child added."""

    DANGER = "DANGER", _("รับแจ้งเด็กไม่ปลอดภัย")
    ASSIGNED = "ASSIGNED", _("ได้รับมอบหมายเคส")
    TASK_GIVEN = "TASK_GIVEN", _("ได้รับงานใหม่")
    TASK_DONE = "TASK_DONE", _("งานที่มอบหมายเสร็จแล้ว")
    CODE_ASKED = "CODE_ASKED", _("มีผู้รอให้โทรแจ้งรหัส")
    ANSWER_CAME = "ANSWER_CAME", _("มีคำตอบเข้ามา")
    REFERRAL_CAME = "REFERRAL_CAME", _("มีคำขอส่งต่อถึงหน่วยงานของคุณ")
    REFERRAL_DUE = "REFERRAL_DUE", _("คำขอส่งต่อรอคำตอบของคุณ")
    REFERRAL_SILENT = "REFERRAL_SILENT", _("ผู้รับการส่งต่อยังไม่ตอบ")
    MENTIONED = "MENTIONED", _("มีบันทึกที่เปิดให้คุณอ่าน")
    CLOSING_ASKED = "CLOSING_ASKED", _("มีคำขอปิดเคสรอพิจารณา")
    STUCK = "STUCK", _("สรุปงานค้างประจำสัปดาห์")
    REPORT_ANSWERED = "REPORT_ANSWERED", _("โรงเรียนตอบเรื่องที่ถาม")
    IMPORT_DONE = "IMPORT_DONE", _("ตรวจหรือนำเข้าไฟล์เสร็จแล้ว")
    CHECK_DUE = "CHECK_DUE", _("โรงเรียนยังไม่รายงานการมาเรียน")
    SETBACK = "SETBACK", _("มีสัญญาณว่านักเรียนอยู่ในการศึกษาต่อไม่ได้")
    PAUSE_OVER = "PAUSE_OVER", _("ครบกำหนดพักเคส")
    MOVE_CAME = "MOVE_CAME", _("มีเคสย้ายหรือโอนมาถึงคุณ")
    MOVE_ANSWERED = "MOVE_ANSWERED", _("มีคำตอบเรื่องการย้ายหรือโอนเคส")
    POSSIBLE_DUPLICATE = "POSSIBLE_DUPLICATE", _("อาจเป็นเด็กคนเดียวกัน")


URGENT = frozenset({NoticeKind.DANGER, NoticeKind.CODE_ASKED})  # mailed at once, not with the day's digest


class NoticeQuerySet(models.QuerySet):
    """Notices of a person."""

    def visible_to(self, user):
        """The person's own, of the kinds wanted inside the site."""
        return self.filter(recipient=user, in_app=True)

    def unread(self):
        """Those not opened yet."""
        return self.filter(read_at=None)

    def to_be_mailed(self):
        """Those to go into a mail that no mail holds yet."""
        return self.filter(by_mail=True, mail=None)


class Notice(models.Model):
    """One line for one person: of which kind, about what, and the page it leads to."""

    key = KeyField()
    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    event = models.CharField(max_length=120)  # "kind:key of the row": told once
    about = models.CharField(max_length=60, blank=True)  # a case number, never a name
    path = models.CharField(max_length=200)
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="notices")
    told_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "event"], name="event_is_told_once_to_each")]
        indexes = [
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["told_at"], condition=models.Q(by_mail=True, mail=None), name="notice_to_be_mailed"),
        ]

    def __str__(self):
        return self.key

    @property
    def told_on(self) -> date:
        """The day on which it was told."""
        return timezone.localdate(self.told_at)


class NoticeChoice(models.Model):
    """How a person wants notices of one kind; without a row: inside the site and by mail."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(_("ชนิด"), max_length=20, choices=NoticeKind)
    in_app = models.BooleanField(_("ในระบบ"), default=True)
    by_mail = models.BooleanField(_("ทางอีเมล"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_kind_is_chosen_once")]

    def __str__(self):
        return f"{self.user_id} {self.kind}"
