"""Days a pupil was absent, and what somebody did about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.access import Action
from schools.encryption import EncryptedTextField
from schools.fields import KeyField
from schools.models import School, User

from .imports import ImportBatch
from .students import Student


class AbsenceQuerySet(models.QuerySet):
    """Absences by whose they are."""

    def visible_to(self, user):
        """Those of pupils at the schools, or in the areas, whose watch list `user` may see."""
        areas, schools = user.scope_of(Action.WATCH_SEE, "school")
        return self.filter(Q(student__area__in=areas) | Q(student__school__in=schools))


class Absence(models.Model):
    """A school day on which a pupil was absent."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="absences")
    day = models.DateField()
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, related_name="absences")
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["student", "day"], name="absence_is_noted_once_a_day")]
        indexes = [models.Index(fields=["day"], name="absence_by_day")]

    def __str__(self):
        return f"{self.student_id} {self.day}"


class RollCall(models.Model):
    """A school noted who was absent on a day; also where nobody was, so that a pupil who is back leaves the watch list."""

    school = models.ForeignKey(School, models.CASCADE, related_name="roll_calls")
    day = models.DateField()
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["school", "day"], name="roll_is_called_once_a_day")]

    def __str__(self):
        return f"{self.school_id} {self.day}"


class WatchDeed(models.TextChoices):
    """What a school does about absences, from the first threshold on."""

    TEACHER = "TEACHER", _("ครูติดต่อหรือเยี่ยมบ้าน")
    MEETING = "MEETING", _("โรงเรียนพบผู้ปกครอง")
    EXCUSED = "EXCUSED", _("ทราบสาเหตุแล้ว เช่น ป่วยหรือลา")
    OTHER = "OTHER", _("อื่น ๆ")


class WatchAct(models.Model):
    """Somebody did something about a pupil's absences."""

    key = KeyField()
    student = models.ForeignKey(Student, models.CASCADE, related_name="watch_acts")
    deed = models.CharField(_("สิ่งที่ทำ"), max_length=8, choices=WatchDeed)
    done_on = models.DateField(_("วันที่"))
    note = EncryptedTextField(_("หมายเหตุ"), blank=True)
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-done_on", "-pk"]

    def __str__(self):
        return self.key
