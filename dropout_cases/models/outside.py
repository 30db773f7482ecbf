"""Entries that somebody without an account may write, through a personal link."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.access import Role
from schools.models import User


class ByOutsider(models.Model):
    """Makes the account of an entry's writer optional; stands before Entry among the bases. `outsider` names who had none."""

    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    entered_role = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True

    @property
    def outsider(self) -> str:
        """Who wrote it without an account."""
        raise NotImplementedError

    @property
    def writer_words(self) -> str:
        """Who wrote the entry."""
        return self.entered_by.full_name if self.entered_by else self.outsider

    @property
    def role_words(self) -> str:
        """In which role; somebody with a link has none."""
        return str(Role(self.entered_role).label) if self.entered_role else str(_("ผ่านลิงก์ส่วนตัว"))


class ByClock(ByOutsider):
    """Of an entry that the clock or a list makes where nobody is signed in."""

    class Meta:
        abstract = True

    @property
    def outsider(self) -> str:
        """What made it."""
        return str(_("ระบบ"))

    @property
    def role_words(self) -> str:
        """In which role; the clock has none."""
        return super().role_words if self.entered_by_id else ""
