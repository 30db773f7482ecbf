"""What stands on an office's official paper: its letter numbers, its emblem, and who signs."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.fields import KeyField, LineField

from .places import Area


class Letterhead(models.Model):
    """The head of an office's letters (ระเบียบงานสารบรรณ 2526). The emblem is state insignia: it is uploaded, never shipped."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="letterhead")
    prefix = LineField(
        _("เลขที่หนังสือนำหน้า"),
        max_length=30,
        blank=True,
        help_text=_("เช่น ศธ 04xxx"),
        validators=[RegexValidator(r"^[^/]*$", _("ไม่ต้องใส่เครื่องหมาย /"))],
    )
    email = models.EmailField(_("ไปรษณีย์อิเล็กทรอนิกส์"), blank=True)
    own_register = models.BooleanField(_("ออกเลขจากทะเบียนในระบบนี้"), default=False)  # otherwise typed from the office's own book
    emblem = models.BinaryField(null=True, blank=True, editable=False)  # PNG, drawn anew

    def __str__(self):
        return f"{self.area_id}"


class Signer(models.Model):
    """Somebody who signs an office's letters; with `acting` when in place of the director (รักษาราชการแทน …)."""

    key = KeyField()
    area = models.ForeignKey(Area, models.CASCADE, related_name="signers")
    name = LineField(_("ชื่อเต็มพร้อมคำนำหน้า"), max_length=120)
    position = LineField(_("ตำแหน่ง"), max_length=160)
    acting = LineField(_("ข้อความรักษาราชการแทน"), max_length=200, blank=True)
    is_active = models.BooleanField(_("ยังลงนามอยู่"), default=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.name} {self.position}"
