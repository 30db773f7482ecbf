"""The child: names, numbers, guardians, and where the child lives and learns."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.encryption import EncryptedTextField, blind_index
from schools.fields import KeyField, LineField
from schools.models import Area, Code, School, Tambon
from thai.identity import identity_kind, normalise_id
from thai.sorting import sort_key
from thai.text import fold


class Sex(models.TextChoices):
    """As registered."""

    MALE = "M", _("ชาย")
    FEMALE = "F", _("หญิง")


class Precision(models.TextChoices):
    """How much of a birth date is known."""

    DAY = "day", _("ทราบวันเกิด")
    YEAR = "year", _("ทราบเฉพาะปีเกิด")


class StudentQuerySet(models.QuerySet):
    """Children by what is known of them."""

    def with_number(self, number: str):
        """Children who hold or held this identity number."""
        return self.filter(identities__fingerprint=blind_index(normalise_id(number))).distinct()

    def like_name(self, name: str):
        """Children whose folded name contains the folded `name`."""
        return self.filter(search_text__contains=fold(name))


class Student(models.Model):
    """A child the office works for; also one whose name nobody knows yet."""

    key = KeyField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="students")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="students", verbose_name=_("โรงเรียน"))
    title = LineField(_("คำนำหน้า"), max_length=20, blank=True)
    first_name = LineField(_("ชื่อ"), max_length=80, blank=True)
    last_name = LineField(_("นามสกุล"), max_length=80, blank=True)
    nickname = LineField(_("ชื่อเล่น"), max_length=40, blank=True)
    described_as = LineField(_("ลักษณะของเด็กที่ไม่ทราบชื่อ"), max_length=200, blank=True)
    sex = models.CharField(_("เพศ"), max_length=1, choices=Sex, blank=True)
    born_on = models.DateField(_("วันเกิด"), null=True, blank=True)
    born_precision = models.CharField(max_length=4, choices=Precision, blank=True)
    grade = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ชั้น"))
    guardian_name = EncryptedTextField(_("ชื่อผู้ปกครอง"), blank=True)
    guardian_relation = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ความเกี่ยวข้อง")
    )
    guardian_phone = EncryptedTextField(_("โทรศัพท์ผู้ปกครอง"), blank=True)
    address = EncryptedTextField(_("ที่อยู่"), blank=True)
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ตำบลที่อยู่"))
    search_text = models.CharField(max_length=300, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)

    objects = StudentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "sort_key"], name="student_in_order")]
        constraints = [
            models.CheckConstraint(
                name="student_has_a_name_or_a_description",
                condition=~models.Q(first_name="") | ~models.Q(described_as=""),
                violation_error_message=_('กรอกชื่อเด็ก หรือเลือก "ไม่ทราบชื่อ"'),
            ),
            models.CheckConstraint(
                name="birth_date_and_its_precision_come_together",
                condition=models.Q(born_on=None, born_precision="")
                | models.Q(born_on__isnull=False) & ~models.Q(born_precision=""),
                violation_error_message=_("ระบุวันเกิดหรือปีเกิด"),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **options):
        self.search_text = " ".join(filter(None, (fold(self.first_name + self.last_name), fold(self.nickname))))
        self.sort_key = sort_key(f"{self.first_name} {self.last_name}")
        super().save(*args, **options)

    @property
    def full_name(self) -> str:
        """Title, given name and family name; or the description of a child whose name is not known."""
        if not self.first_name:
            return str(_("ไม่ทราบชื่อ"))
        return f"{self.title}{self.first_name} {self.last_name}".strip()

    @property
    def current_number(self) -> "Identity | None":
        """The identity number in use now."""
        return next((identity for identity in self.identities.all() if identity.ended_on is None), None)


class Identity(models.Model):
    """A number a child is known by – 13 digits, a G-code, another – from when to when; a child may go from one to the next."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10)
    number = EncryptedTextField()
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["student"], condition=models.Q(ended_on=None), name="student_has_one_current_number")
        ]

    def __str__(self):
        return self.kind

    def save(self, *args, **options):
        self.number = normalise_id(self.number)
        self.kind = identity_kind(self.number) or "OTHER"
        self.fingerprint = blind_index(self.number)
        super().save(*args, **options)
