"""What belongs to one person's desk: drafts, files that wait for their form, saved views, and when a case was last looked at."""

from urllib.parse import parse_qsl, urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.access import Action, holds, may
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField
from schools.models import Area, User

from .cases import Case


class Draft(models.Model):
    """What somebody has typed into a form and not sent: never a record, and nobody else's to read. `path` is the form's address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=200)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="+")
    fields = EncryptedTextField()  # the typed form, as JSON: name → list of values
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="form_has_one_draft_a_person")]

    def __str__(self):
        return f"{self.user_id} {self.path}"


class Upload(models.Model):
    """A checked file that waits for its form; it becomes a document when the form is sent, or goes after some days."""

    key = KeyField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    token = models.CharField(max_length=40)  # made by the browser: the same file sent again is the same upload
    stored_name = models.CharField(max_length=64, unique=True)
    original_name = LineField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["made_by", "case", "token"], name="file_is_sent_up_once")]

    def __str__(self):
        return self.key


class SavedViewQuerySet(models.QuerySet):
    """Views of the case list."""

    def visible_to(self, user):
        """A person's own, and those shared in their area; none for who sees no cases any more."""
        if not holds(user, Action.CASE_SEE):
            return self.none()
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        return self.filter(Q(owner=user) | Q(shared=True, area__in=areas))


class SavedView(models.Model):
    """A name for one address of the case list; shared, it is a button for the whole office. `query` names codes, never a child."""

    key = KeyField()
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    area = models.ForeignKey(Area, models.CASCADE, related_name="+")
    name = LineField(_("ชื่อมุมมอง"), max_length=60)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(_("ใช้ร่วมกันทั้งสำนักงาน"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="view_name_is_once_a_person",
                violation_error_message=_("คุณมีมุมมองชื่อนี้แล้ว ใช้ชื่ออื่น"),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The list, seen through the view."""
        return f"{reverse('dropout_cases:case-list')}?{self.address}"

    @property
    def address(self) -> str:
        """The query string that opens the view; whoever does not have the view reads the same filters in it."""
        named = [("view", self.key)] if self.pk else []
        return urlencode([*parse_qsl(self.query), *named])

    def may_go(self, user) -> bool:
        """Whether `user` may remove the view: its owner, and who oversees the office it is shared in."""
        return self.owner_id == user.pk or bool(may(user, Action.WORK_OVERSEE, self.area))


class CaseLook(models.Model):
    """When a person last looked at a case, and the time before: what is newer is marked as new."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="look_is_kept_once_a_case")]

    def __str__(self):
        return f"{self.user_id} {self.case_id}"
