"""The facts of a case: who said what, how sure it is, and from which other source it was checked."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case, Entry, Line, Round
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
        return self.filter(round__case__area__in=areas).select_related("round__case")

    def of_case(self, case: Case):
        """The facts of a case, over all its rounds, without those voided or found in a voided visit."""
        return self.filter(round__case=case, voided_at=None, record__voided_at=None)

    def unsure(self):
        """Those still from one side only, or not looked at yet."""
        return self.filter(state__in=["", Certainty.ONE_SIDED])


class Finding(Entry):
    """A key fact: who said it, whose finding it is, and from which other source it was checked.

    `state` and `second_source` are those of its latest check. One that another organisation sends in by its link names it in
    `organisation`, and nobody is signed in.
    """

    record = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="findings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="findings")
    happened_on = models.DateField(_("วันที่"))
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    entered_role = models.CharField(max_length=20, blank=True)
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
    def writer_words(self) -> str:
        """Who wrote it; by a link, the organisation."""
        return self.entered_by.full_name if self.entered_by else self.organisation

    @property
    def role_words(self) -> str:
        """In which role; somebody with a link has none."""
        return super().role_words if self.entered_role else str(_("ผ่านลิงก์ส่วนตัว"))

    @property
    def is_unsure(self) -> bool:
        """Whether it still needs another source."""
        return self.state in ("", Certainty.ONE_SIDED)

    @property
    def label(self) -> str:
        """How sure, and from whom."""
        return f"{self.get_state_display() or _('ยังไม่ตรวจ')} ({', '.join(filter(None, (self.source, self.second_source)))})"

    def lines(self) -> list[Line]:
        """The fact by itself on the timeline."""
        return [Line(self.label, self.statement, True), Line(_("หน่วยงานที่พบ"), self.organisation)]


class FactCheck(models.Model):
    """One look at a fact from another side: what it made of it, from which source, by whom and when. They stay, one after another."""

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
