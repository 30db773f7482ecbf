"""What people write into a case beside the steps: decisions, deadlines, notes and documents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.steps import Step
from schools.access import Action, Role
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import User
from thai.dates import thai_date

from .cases import Case, Round
from .outside import ByOutsider
from .records import Entry, Line


class DecisionKind(models.TextChoices):
    """What may be decided of a step or a child without a record of work."""

    WAIVE = "WAIVE", _("ขั้นตอนนี้ไม่จำเป็น")
    VOUCH = "VOUCH", _("รับรองขั้นตอนที่ยังไม่ครบ")
    SAFE_AGAIN = "SAFE_AGAIN", _("ปลดธงความปลอดภัย")


class Decision(Entry):
    """A step waived or vouched for, or the danger over; always with a reason that stays visible."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    step = models.PositiveSmallIntegerField(choices=Step, null=True, blank=True)
    decided_on = models.DateField()
    reason = ProseField(_("เหตุผล"))

    class Meta(Entry.Meta):
        verbose_name = _("การตัดสินใจ")
        ordering = ["pk"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                name="decision_on_a_step_names_it",
                condition=Q(kind=DecisionKind.SAFE_AGAIN, step=None) | ~Q(kind=DecisionKind.SAFE_AGAIN) & Q(step__isnull=False),
            ),
            models.CheckConstraint(name="decision_has_a_reason", condition=~Q(reason=""), violation_error_message=_("กรอกเหตุผล")),
        ]

    def __str__(self):
        return f"{self.kind} {self.step or ''}"

    @property
    def happened_on(self):
        """The day of the decision."""
        return self.decided_on

    @property
    def title(self) -> str:
        """What was decided, of which step."""
        return f"{self.get_kind_display()}: {self.get_step_display()}" if self.step else self.get_kind_display()

    def lines(self) -> list[Line]:
        """The reason."""
        return [Line(_("เหตุผล"), self.reason)]


class Deadline(Entry):
    """A due date set by a person instead of the table, for one step of one round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="deadlines")
    step = models.PositiveSmallIntegerField(choices=Step)
    due_on = models.DateField(_("กำหนดใหม่"))
    reason = ProseField(_("เหตุผล"), blank=True)
    happened_on = models.DateField()

    class Meta(Entry.Meta):
        verbose_name = _("กำหนดวันครบกำหนด")
        ordering = ["pk"]
        constraints = [*Entry.Meta.constraints]

    def __str__(self):
        return f"{self.step} {self.due_on}"

    def lines(self) -> list[Line]:
        """The step, the new date and why."""
        return [
            Line(_("ขั้นตอน"), self.get_step_display()),
            Line(_("กำหนดใหม่"), thai_date(self.due_on)),
            Line(_("เหตุผล"), self.reason),
        ]


class NoteKind(models.TextChoices):
    """What is written on the timeline by hand."""

    NOTE = "NOTE", _("บันทึก")
    CALL = "CALL", _("โทรศัพท์")


class CaseEntryQuerySet(models.QuerySet):
    """Entries of a case as a whole."""

    def visible_to(self, user):
        """Those of cases `user` may see; a school only its own. Restricted: its writer, the person responsible, supervisors."""
        cases = Case.objects.visible_to(user)
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        whole = Q(case__area__in=areas) | Q(entered_by=user, entered_role=Role.SCHOOL_STAFF)
        return self.filter(whole & self._open_to(user), case__in=cases).select_related("case")

    def _open_to(self, user) -> Q:
        guarded, _schools = user.scope_of(Action.SENSITIVE_SEE, "school")
        return Q(restricted=False) | Q(entered_by=user) | Q(case__owner=user) | Q(case__area__in=guarded)


class CaseEntry(Entry):
    """An entry of the case as a whole."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    round = models.ForeignKey(Round, models.PROTECT, related_name="%(class)ss")
    restricted = models.BooleanField(_("จำกัดผู้เห็น"), default=False)
    happened_on = models.DateField()

    objects = CaseEntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["pk"]

    @property
    def place(self):
        """Where rights are asked for."""
        return self.case.place


class NoteQuerySet(CaseEntryQuerySet):
    """Notes; one that names its readers is for them and its writer alone."""

    def _open_to(self, user) -> Q:
        named = Note.readers.through.objects.filter(note=models.OuterRef("pk"))
        to_me = Q(models.Exists(named.filter(user=user))) | Q(entered_by=user)
        return to_me | super()._open_to(user) & ~Q(models.Exists(named))


class Note(CaseEntry):
    """A fact or a call written on the timeline."""

    kind = models.CharField(max_length=4, choices=NoteKind, default=NoteKind.NOTE)
    text = EncryptedTextField(_("ข้อความ"))
    readers = models.ManyToManyField(User, related_name="+", blank=True, verbose_name=_("ผู้อ่านได้"))

    objects = NoteQuerySet.as_manager()  # type: ignore[misc]  # a note has rules of its own

    class Meta(CaseEntry.Meta):
        verbose_name = _("บันทึก")
        constraints = [*CaseEntry.Meta.constraints]

    def __str__(self):
        return self.key

    @property
    def title(self) -> str:
        """Note or call."""
        return self.get_kind_display()

    def lines(self) -> list[Line]:
        """The text; a restricted one only says that it exists."""
        return [Line("", self.text, self.restricted)]


class Purpose(models.TextChoices):
    """What a file is to the record it belongs to."""

    FILE = "FILE", _("เอกสารแนบ")
    PHOTO = "PHOTO", _("ภาพถ่าย")
    SIGNED = "SIGNED", _("ฉบับลงนาม")


KINDS_OF_FILE = {
    "image/": _("ภาพ"),
    "pdf": "PDF",
    "wordprocessing": "Word",
    "spreadsheet": "Excel",
    "presentation": "PowerPoint",
}


class Document(ByOutsider, CaseEntry):  # type: ignore[misc]
    """A file of the case: stored under a random name out of reach of the web, its own name kept here.

    One that somebody brought by a personal link names them in `brought_by`, and nobody is signed in. `preview_name` is the stored
    picture of its first page, "" where none could be drawn.
    """

    name = LineField(_("ชื่อเอกสาร"), max_length=120)
    brought_by = LineField(max_length=160, blank=True)
    original_name = LineField(max_length=200)
    stored_name = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    record_key = models.CharField(max_length=32, blank=True)
    purpose = models.CharField(max_length=6, choices=Purpose, default=Purpose.FILE)
    caption = LineField(_("คำบรรยายภาพ"), max_length=200, blank=True)
    shows_face = models.BooleanField(_("ภาพนี้เห็นหน้าเด็ก"), default=False)
    preview_name = models.CharField(max_length=64, blank=True)

    class Meta(CaseEntry.Meta):
        verbose_name = _("เอกสาร")
        constraints = [*CaseEntry.Meta.constraints]

    def __str__(self):
        return self.key

    @property
    def outsider(self) -> str:
        """Who brought it without an account."""
        return self.brought_by

    @property
    def kind(self) -> str:
        """What sort of file it is, in a word."""
        return next((str(word) for part, word in KINDS_OF_FILE.items() if part in self.content_type), "")

    @property
    def title(self) -> str:
        """The document's name."""
        return str(_("เพิ่มเอกสาร"))

    def lines(self) -> list[Line]:
        """The name."""
        return [Line("", self.name, self.restricted)]
