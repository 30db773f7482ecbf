"""Official papers of a case: letters, referral forms and memos, written, issued with a number, and never changed afterwards."""

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Coalesce, Lag
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import CaseEntry, Line
from dropout_cases.models.entries import CaseEntryQuerySet
from schools.access import Action
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import Area, Code, User
from thai.dates import BE, thai_date

from .referrals import Referral


class PaperKind(models.TextChoices):
    """Which official paper (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ 2526)."""

    LETTER = "LETTER", _("หนังสือภายนอก")
    FORM = "FORM", _("แบบส่งต่อ")
    MEMO = "MEMO", _("บันทึกข้อความ")


class OfficialPaperQuerySet(CaseEntryQuerySet):
    """Official papers, as far as a person works on the case and reads its sensitive part."""

    def issued(self):
        """Those that bear a number; of a voided one the number stays in the register."""
        return self.exclude(issued_at=None)

    def for_timeline(self):
        """Those that went out; a draft is no entry yet."""
        return self.issued().select_related("entered_by", "voided_by")

    def in_register(self, user):
        """All that went out from the areas a person works for; `is_open` where that person reads to whom and what about."""
        areas, _places = user.scope_of(Action.CASE_RECORD, "school")
        is_open = models.Case(models.When(self._open_to(user), then=True), default=False)
        return self.issued().filter(area__in=areas).annotate(is_open=is_open).order_by("area", "-year", "-number")

    def with_missing(self):
        """Each with the first and last of the numbers missing right before its own; the first is its own where none is."""
        before = Window(Lag("number"), partition_by=["area", "kind", "year"], order_by="number")
        return self.annotate(missing_from=Coalesce(before, 0) + 1, missing_to=F("number") - 1)

    def for_list(self):
        """What a row of the register shows; nothing encrypted."""
        return self.select_related("case", "entered_by").defer("cause", "purpose", "conclusion", "content")


class OfficialPaper(CaseEntry):
    """One paper: a draft until it is issued, when it gets its number and `content` keeps word for word what it says.

    It is always restricted: a letter about a child is for the person responsible, supervisors and its writer. `happened_on` is
    the day on the paper. The register of letters runs by calendar year.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("ชนิดหนังสือ"), max_length=6, choices=PaperKind)
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="papers")
    secrecy = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ชั้นความลับ"))
    urgency = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ชั้นความเร็ว"))
    subject = LineField(_("เรื่อง"), max_length=200)
    to = LineField(_("เรียน"), max_length=200)
    refs = ProseField(_("อ้างถึง"), blank=True)
    enclosures = ProseField(_("สิ่งที่ส่งมาด้วย"), blank=True)
    cause = EncryptedTextField(_("ภาคเหตุ"), blank=True)
    purpose = EncryptedTextField(_("ภาคความประสงค์"), blank=True)
    conclusion = EncryptedTextField(_("ภาคสรุป"), blank=True)
    signer_name = LineField(_("ผู้ลงนาม"), max_length=120, blank=True)
    signer_position = LineField(_("ตำแหน่งผู้ลงนาม"), max_length=160, blank=True)
    signer_acting = LineField(_("รักษาราชการแทน"), max_length=200, blank=True)
    copies = ProseField(_("สำเนาส่ง"), blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False, help_text="พ.ศ.")
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    full_number = LineField(_("ที่"), max_length=60, blank=True)
    content = EncryptedTextField(blank=True, editable=False)  # JSON: the paper as it was issued
    issued_at = models.DateTimeField(null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = OfficialPaperQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("หนังสือราชการ")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["area", "kind", "year", "number"],
                name="letter_number_is_once_a_year",
                violation_error_message=_("เลขนี้ใช้กับหนังสือฉบับอื่นแล้ว"),
            ),
            models.CheckConstraint(
                name="issued_paper_has_its_number_and_words",
                condition=Q(issued_at=None, issued_by=None, number=None, year=None, full_number="")
                | Q(issued_at__isnull=False, issued_by__isnull=False, number__isnull=False, year__isnull=False)
                & ~Q(full_number=""),
            ),
        ]
        indexes = [models.Index(fields=["area", "year", "number"], name="paper_by_number")]

    def __str__(self):
        return self.key

    def get_absolute_url(self) -> str:
        """The paper's page."""
        return reverse("referrals:paper-detail", args=[self.key])

    @property
    def is_issued(self) -> bool:
        """Whether it went out."""
        return self.issued_at is not None

    @property
    def calendar_year(self) -> int:
        """The year (พ.ศ.) of the register it stands in."""
        return self.happened_on.year + BE

    @property
    def title(self) -> str:
        """What it is, by its number."""
        return f"{self.get_kind_display()} {self.full_number}".strip()

    def lines(self) -> list[Line]:
        """Its number and day, to whom, about what."""
        return [
            Line(_("ที่"), f"{self.full_number} {thai_date(self.happened_on)}"),
            Line(_("เรียน"), self.to),
            Line(_("เรื่อง"), self.subject),
        ]
