"""Two rows that turned out to be one child, or two cases of one child, made one – and how to take them apart again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.access import Action
from schools.fields import KeyField, ProseField
from schools.models import Area, User

from .cases import Case
from .students import Student


class MergeQuerySet(models.QuerySet):
    """Merges by who may see them."""

    def visible_to(self, user):
        """Those of the areas where `user` may merge."""
        areas, _places = user.scope_of(Action.CASE_MERGE, "school")
        return self.filter(area__in=areas)

    def for_page(self):
        """What the page of a merge shows, in one query."""
        return self.select_related("area", "kept__school", "gone__school", "kept_case", "gone_case", "merged_by", "undone_by")

    def standing_at(self, case):
        """Merges into this case, or of its child, that were not undone."""
        return self.filter(Q(kept_case=case) | Q(kept=case.student_id), undone_at=None)


class Merge(models.Model):
    """A merge: what was kept, what went into it, and which rows moved (model, row, field, former value): it can be undone."""

    key = KeyField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Student, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Student, models.PROTECT, related_name="+")
    kept_case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="merges")
    gone_case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    reason = ProseField(_("เหตุผล"))
    moved = models.JSONField(default=list)
    merged_at = models.DateTimeField(auto_now_add=True)
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="merge_has_a_reason", condition=~Q(reason=""), violation_error_message=_("กรอกเหตุผล")),
            models.CheckConstraint(
                name="merge_is_undone_by_somebody",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def place(self):
        """Where rights are asked for."""
        return self.area
