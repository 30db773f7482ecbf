"""The school calendar of an area: terms, and the days without school. Both are the office's to edit."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schools.fields import KeyField, LineField

from .places import Area, School


class Term(models.Model):
    """A term of a school year; days outside every term are no school days."""

    key = KeyField()
    area = models.ForeignKey(Area, models.CASCADE, related_name="terms")
    academic_year = models.PositiveSmallIntegerField(_("ปีการศึกษา (พ.ศ.)"))
    number = models.PositiveSmallIntegerField(_("ภาคเรียนที่"))
    starts_on = models.DateField(_("เปิดเรียน"))
    ends_on = models.DateField(_("ปิดเรียน"))

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "academic_year", "number"],
                name="term_is_once_in_its_year",
                violation_error_message=_("มีภาคเรียนนี้ในปีการศึกษานี้แล้ว"),
            ),
            models.CheckConstraint(
                name="term_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("วันปิดเรียนต้องหลังวันเปิดเรียน"),
            ),
        ]

    def __str__(self):
        return f"{self.number}/{self.academic_year}"

    @property
    def place(self):
        """Where rights are asked for."""
        return self.area


class Holiday(models.Model):
    """A day without school, in the whole area or at one school."""

    key = KeyField()
    area = models.ForeignKey(Area, models.CASCADE, related_name="holidays")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="holidays", verbose_name=_("โรงเรียน"))
    day = models.DateField(_("วันที่"))
    name = LineField(_("เหตุที่หยุด"), max_length=120)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "day"],
                condition=Q(school=None),
                name="holiday_is_once_in_its_area",
                violation_error_message=_("วันนี้เป็นวันหยุดของเขตอยู่แล้ว"),
            ),
            models.UniqueConstraint(
                fields=["school", "day"],
                name="holiday_is_once_at_its_school",
                violation_error_message=_("วันนี้เป็นวันหยุดของโรงเรียนอยู่แล้ว"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def place(self):
        """Where rights are asked for."""
        return self.area
