"""The facts of a case: who said what, how sure it is, and from which other source it was checked."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import ByOutsider, Case, Entry, Line, Round
from schools.access import Action
from schools.encryption import EncryptedTextField
from schools.fields import LineField
from schools.models import User

from .visits import Visit


class Certainty(models.TextChoices):
    """How sure a fact is."""

    CHECKED = "CHECKED", _("ตรวจจากแหล่งที่สองแล้ว")
    ONE_SIDED = "ONE_SIDED", _("ได้จากฝ่ายเดียว")
    DISPROVED = "DISPROVED", _("ไม่เป็นความจริง")


class FindingQuerySet(models.QuerySet):
    """Facts."""

    def visible_to(self, user):
        """Those of the cases `user` reads whole; what a fact says is read by the person responsible, supervisors and its writer."""
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        return self.filter(round__case__area__in=areas).select_related("round__case__area", "round__case__school")

    def of_case(self, case: Case):
        """The facts of a case, over all its rounds, without those voided or found in a voided visit."""
        return self.filter(round__case=case, voided_at=None, record__voided_at=None)

    def unsure(self):
        """Those still from one side only, or not looked at yet."""
        return self.filter(state__in=["", Certainty.ONE_SIDED])

    def beside_visits(self):
        """Those no visit tells of: found by themselves, or added to a visit by somebody else than its writer."""
        return self.exclude(record__isnull=False, record__entered_by=F("entered_by"))

    def for_timeline(self):
        """Those the timeline tells of by themselves."""
        return self.beside_visits().for_list()

    def for_list(self):
        """With who wrote, voided and checked them, and where they were found, in a fixed number of queries."""
        return self.select_related("entered_by", "voided_by", "record", "round").prefetch_related("fact_checks__checked_by")


class Finding(ByOutsider, Entry):  # type: ignore[misc]
    """A key fact: who said it, whose finding it is, and from which other source it was checked.

    `state` and `second_source` are those of its latest check; one that is still from one side names no second source. One that
    another organisation sends in by its link names it in `organisation`, and nobody is signed in.
    """

    HIDDEN = _("ข้อเท็จจริงนี้อ่านได้เฉพาะผู้รับผิดชอบ ผู้กำกับดูแล และผู้บันทึก")

    record = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="findings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="findings")
    happened_on = models.DateField(_("วันที่"))
    organisation = LineField(_("หน่วยงานที่พบ"), max_length=160, blank=True)
    statement = EncryptedTextField(_("ข้อเท็จจริง"))
    source = LineField(_("ได้จาก"), max_length=120)
    state = models.CharField(_("ตรวจสอบแล้วหรือไม่"), max_length=10, choices=Certainty, blank=True)
    second_source = LineField(_("แหล่งที่สอง"), max_length=120, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("ข้อเท็จจริง")
        ordering = ["pk"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                name="checked_fact_names_another_source",
                condition=Q(state__in=["", Certainty.ONE_SIDED]) | ~Q(second_source="") & ~Q(second_source=F("source")),
                violation_error_message=_("ข้อเท็จจริงที่ตรวจแล้วต้องระบุแหล่งที่สองที่ต่างจากแหล่งแรก"),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def place(self):
        """Where rights are asked for."""
        return self.round.case.place

    @property
    def outsider(self) -> str:
        """The organisation that sent it in by its link."""
        return self.organisation

    @property
    def is_unsure(self) -> bool:
        """Whether it still needs another source."""
        return self.state in ("", Certainty.ONE_SIDED)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be checked any more: it is checked, disproved, or voided with or without its visit."""
        return not self.is_unsure or self.is_void or bool(self.record and self.record.is_void)

    @property
    def state_words(self) -> str:
        """How sure."""
        return str(self.get_state_display() or _("ยังไม่ตรวจ"))

    @property
    def whose(self) -> str:
        """Whose finding it is."""
        return self.organisation or self.writer_words

    @property
    def label(self) -> str:
        """How sure, from whom, and whose finding where it is another organisation's."""
        sources = ", ".join(filter(None, (self.source, self.second_source)))
        return " · ".join(filter(None, (f"{self.state_words} ({sources})", self.organisation)))

    def shows_to(self, user) -> bool:
        """Whether `user` reads what the fact says: its writer, the person responsible, supervisors."""
        is_writer = self.entered_by_id is not None and self.entered_by_id == user.pk
        return is_writer or self.round.case.shows_sensitive_to(user)

    def as_at(self, at: datetime) -> None:
        """As sure as it was then."""
        super().as_at(at)
        known = [one for one in self.fact_checks.all() if one.checked_at <= at]
        self.state = known[-1].state if known else ""
        self.second_source = known[-1].source if known and not self.is_unsure else ""

    def note_first_check(self) -> None:
        """One that is written down as checked already was checked by its writer on its day."""
        if not self.is_unsure:
            looked = {"checked_on": self.happened_on, "checked_by": self.entered_by}
            FactCheck.objects.create(finding=self, state=self.state, source=self.second_source, **looked)

    def lines(self) -> list[Line]:
        """The fact by itself on the timeline."""
        return [Line(self.label, self.statement, True)]


class FactCheck(models.Model):
    """One look at a fact from another side: what came of it, from which source, by whom and when. Each look stays."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="fact_checks")
    state = models.CharField(_("ผลการตรวจสอบ"), max_length=10, choices=Certainty)
    source = LineField(_("แหล่งที่ตรวจ"), max_length=120)
    note = EncryptedTextField(_("หมายเหตุ"), blank=True)
    checked_at = models.DateTimeField(auto_now_add=True)
    checked_on = models.DateField(_("วันที่ตรวจ"))
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["checked_on", "pk"]

    def __str__(self):
        return f"{self.finding_id} {self.state}"

    def says_the_same_as(self, other: "FactCheck") -> bool:
        """Whether both are one look, sent twice."""
        said = ("state", "source", "note", "checked_on", "checked_by_id")
        return all(getattr(self, name) == getattr(other, name) for name in said)
