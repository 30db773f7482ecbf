"""Code lists: causes, kinds of agency, kinds of help, pathways and the rest."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schools.fields import LineField


class CodeQuerySet(models.QuerySet):
    """Code lists by name."""

    def of(self, name: str):
        """The codes of one list that may still be chosen, in their order."""
        return self.filter(list=name, retired=False).order_by("order")


class Code(models.Model):
    """One entry of a code list the office may add to, relabel or retire; the code itself never changes."""

    id = models.CharField(primary_key=True, max_length=80, help_text="list.code")
    list = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    label_th = LineField(_("ชื่อภาษาไทย"), max_length=200)
    label_en = models.CharField(_("ชื่อภาษาอังกฤษ"), max_length=200)
    order = models.PositiveIntegerField(default=0)
    group = models.CharField(max_length=40, blank=True)
    sensitive = models.BooleanField(default=False, help_text="May reveal what PDPA s.26 protects.")
    retired = models.BooleanField(default=False)
    extra = models.JSONField(default=dict, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["list", "order"]
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="code_is_once_in_its_list")]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """The label in the language of the page."""
        return self.label_en if get_language() == "en" else self.label_th
