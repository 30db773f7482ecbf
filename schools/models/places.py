"""Where things are: amphoe and tambon, the area with its settings, and its schools."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.access import Action
from schools.fields import KeyField, LineField, ProseField
from thai.sorting import sort_key
from thai.text import fold, fold_school


class Amphoe(models.Model):
    """A district, by its four-digit DOPA code."""

    code = models.CharField(primary_key=True, max_length=4)
    name = LineField(max_length=60)
    province = LineField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name


class Tambon(models.Model):
    """A sub-district, by its six-digit DOPA code; names repeat across amphoe, so it is always shown with its amphoe."""

    code = models.CharField(primary_key=True, max_length=6)
    name = LineField(max_length=60)
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, related_name="tambon")

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return _("ต.%(tambon)s อ.%(amphoe)s") % {"tambon": self.name, "amphoe": self.amphoe.name}


class Area(models.Model):
    """An educational service area: the office, and the settings it may change."""

    key = KeyField()
    code = models.CharField(_("อักษรนำเลขเคส"), max_length=12, unique=True, help_text="ขก1")
    name = LineField(_("ชื่อสำนักงาน"), max_length=200)
    short_name = LineField(_("ชื่อย่อ"), max_length=80)
    province = LineField(_("จังหวัด"), max_length=60)
    amphoe = models.ManyToManyField(Amphoe, related_name="areas", blank=True)
    intake_owner = models.ForeignKey(
        "schools.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้รับเรื่องใหม่")
    )
    two_to_close = models.BooleanField(_("ผู้ขอปิดเคสอนุมัติเองไม่ได้"), default=True)
    # School days absent, in a row or within one month, from which each level of the watch begins.
    absent_days_teacher = models.PositiveSmallIntegerField(_("ครูติดต่อเมื่อขาดครบ (วันเรียน)"), default=3)
    absent_days_meeting = models.PositiveSmallIntegerField(_("โรงเรียนพบผู้ปกครองเมื่อขาดครบ (วันเรียน)"), default=5)
    absent_days_report = models.PositiveSmallIntegerField(_("รายงานเขตเมื่อขาดครบ (วันเรียน)"), default=7)
    quiet_days = models.PositiveSmallIntegerField(_("เคสนิ่งเมื่อไม่มีบันทึกเกิน (วัน)"), default=14)
    # Of a referral nobody answers: the receiver is reminded before its limit, the officer told at it, a supervisor after it.
    remind_days = models.PositiveSmallIntegerField(_("เตือนผู้รับการส่งต่อก่อนครบกำหนด (วัน)"), default=2)
    silent_days = models.PositiveSmallIntegerField(_("แจ้งผู้กำกับดูแลเมื่อเกินกำหนดตอบ (วัน)"), default=3)
    # The checks after a return: so many weeks later, at the end of the next term, on the days of the DMC count.
    check_weeks = models.CharField(_("ติดตามหลังกลับเข้าเรียน (สัปดาห์)"), max_length=40, default="1,2,4,12")
    check_term_end = models.BooleanField(_("ติดตามเมื่อสิ้นภาคเรียนถัดไป"), default=True)
    check_dmc = models.BooleanField(_("ติดตามวันเก็บข้อมูล DMC (10 มิ.ย. และ 10 พ.ย.)"), default=False)
    # Of a check nobody reports on: the school is reminded, then the officer gets a task.
    check_remind_days = models.PositiveSmallIntegerField(_("เตือนโรงเรียนเมื่อเลยกำหนดติดตาม (วัน)"), default=2)
    check_task_days = models.PositiveSmallIntegerField(_("ให้งานเจ้าหน้าที่เมื่อเลยกำหนดติดตาม (วัน)"), default=5)
    # What stands on the office's paper.
    address = ProseField(_("ที่อยู่สำนักงาน"), blank=True)
    phone = LineField(_("โทรศัพท์สำนักงาน"), max_length=60, blank=True)
    unit_name = LineField(_("กลุ่มงานเจ้าของเรื่อง"), max_length=120, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="absence_levels_rise",
                condition=models.Q(absent_days_teacher__gte=1)
                & models.Q(absent_days_meeting__gt=models.F("absent_days_teacher"))
                & models.Q(absent_days_report__gt=models.F("absent_days_meeting")),
                violation_error_message=_("จำนวนวันต้องเพิ่มขึ้นตามลำดับ: ครูติดต่อ พบผู้ปกครอง รายงานเขต"),
            )
        ]

    def __str__(self):
        return self.short_name

    @property
    def area_id(self) -> int:
        """An area covers itself."""
        return self.pk


class Placed(models.QuerySet):
    """Rows that belong to an area and may be a place a post is held at."""

    place_name = ""

    def visible_to(self, user, action: Action = Action.CASE_SEE):
        """The rows where a post of `user` grants `action`: its whole area, or the one place it is held at."""
        areas, places = user.scope_of(action, self.place_name)
        return self.filter(models.Q(area__in=areas) | models.Q(pk__in=places))


class SchoolQuerySet(Placed):
    """Schools a person works with."""

    place_name = "school"


class School(models.Model):
    """A school of an area, under its real name; common misprints stand in `aliases` so that a search still finds it."""

    key = KeyField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="schools")
    name = LineField(_("ชื่อโรงเรียน"), max_length=200)
    aliases = LineField(_("ชื่ออื่นที่ใช้เรียก"), max_length=300, blank=True)
    code = models.CharField(_("รหัสโรงเรียน"), max_length=10, blank=True)
    tambon = models.ForeignKey(Tambon, models.PROTECT, related_name="schools", verbose_name=_("ตำบล"))
    level_range = LineField(_("ช่วงชั้นที่เปิดสอน"), max_length=80, blank=True)
    phone = LineField(_("โทรศัพท์"), max_length=40, blank=True)
    is_open = models.BooleanField(_("เปิดสอนอยู่"), default=True)
    search_text = models.CharField(max_length=900, editable=False)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name", "tambon"],
                name="school_is_once_in_its_tambon",
                violation_error_message=_("มีโรงเรียนชื่อนี้ในตำบลนี้แล้ว"),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code=""),
                name="school_code_is_unique",
                violation_error_message=_("รหัสโรงเรียนนี้ใช้กับโรงเรียนอื่นแล้ว"),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **options):
        aliases = " ".join(fold_school(alias) for alias in self.aliases.split(","))
        self.search_text = f"{fold_school(self.name)} {fold(self.name)} {aliases} {self.code}".strip()
        self.sort_key = sort_key(self.name)
        super().save(*args, **options)

    @property
    def short_name(self) -> str:
        """The name without «โรงเรียน», for lists."""
        return self.name.removeprefix("โรงเรียน")
