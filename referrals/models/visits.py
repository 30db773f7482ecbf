"""Step 3: joint visits."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Line, StepRecord
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import Agency, Code
from thai.dates import thai_date, thai_time

from .plans import Plan


class Look(models.TextChoices):
    """How one side of the home was found."""

    FINE = "FINE", _("ปกติ")
    WORRYING = "WORRYING", _("น่าห่วง")
    NOT_SEEN = "NOT_SEEN", _("ไม่ได้ดู")


LOOKS = (
    ("housing", _("ที่อยู่อาศัย")),
    ("income", _("รายได้ของครอบครัว")),
    ("family", _("ความสัมพันธ์ในครอบครัว")),
    ("health", _("สุขภาพกายและใจ")),
    ("home_safety", _("ความปลอดภัยในบ้าน")),
    ("travel", _("การเดินทางไปเรียน")),
)


def _look(label) -> models.CharField:
    return models.CharField(label, max_length=8, choices=Look, default=Look.NOT_SEEN)


class Position(models.TextChoices):
    """Where a visit's place on the map comes from."""

    DEVICE = "DEVICE", _("ตำแหน่งจากเครื่อง")
    TYPED = "TYPED", _("กรอกเอง")
    SKIPPED = "SKIPPED", _("ไม่ระบุ")


class Visit(StepRecord):
    """Step 3: a visit to the place, made jointly, to establish the facts."""

    LINES = ("agencies", "findings", "causes", "result", "main_cause")
    JUDGED = ("agencies", "findings", "causes", "result")
    FACTS = ("somebody_met", "visited_together", "findings_marked")
    LINK_PAGE = "referrals:finding-answer"
    READ_AS_AT = ("findings__fact_checks",)

    place_text = LineField(_("สถานที่"), max_length=200)
    visitors = ProseField(_("ผู้ร่วมลงพื้นที่"))
    with_school = models.BooleanField(_("โรงเรียนร่วมลงพื้นที่"), default=False)
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name=_("หน่วยงานที่ร่วมลงพื้นที่"))
    result = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ได้พบใคร"))
    housing, income, family, health, home_safety, travel = (_look(label) for _name, label in LOOKS)
    seen = EncryptedTextField(_("สิ่งที่เห็น"), blank=True)
    child_voice = EncryptedTextField(_("สิ่งที่นักเรียนพูดเอง"), blank=True)
    causes = models.ManyToManyField(Code, related_name="+", blank=True, verbose_name=_("สาเหตุที่พบ"))
    conclusion = ProseField(_("ข้อสรุปร่วมกัน"), blank=True)
    main_cause = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("สาเหตุหลัก"))
    why_nobody = ProseField(_("เหตุที่ไม่พบใคร"), blank=True)
    started_at = models.TimeField(_("เวลา"), null=True, blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    # An exact address: "latitude longitude" in degrees, encrypted.
    position = EncryptedTextField(_("ตำแหน่ง"), blank=True)
    position_from = models.CharField(_("ตำแหน่งได้จาก"), max_length=7, choices=Position, default=Position.SKIPPED)
    position_accuracy = models.PositiveIntegerField(_("คลาดเคลื่อน (เมตร)"), null=True, blank=True)
    no_position_why = LineField(_("ไม่ระบุตำแหน่งเพราะ"), max_length=160, blank=True)
    next_try_on = models.DateField(_("นัดใหม่เมื่อไม่พบ"), null=True, blank=True)

    class Meta(StepRecord.Meta):
        verbose_name = _("ลงพื้นที่")
        constraints = [*StepRecord.Meta.constraints]

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """Somebody was met by two organisations together, and every finding says how sure it is."""
        met = [visit for visit in records if visit.met_somebody]
        found = {"somebody_met"} if met else set()
        found |= {"visited_together"} if any(visit.organisations >= 2 for visit in met) else set()
        findings = [finding for visit in records for finding in visit.own_findings]
        return found | ({"findings_marked"} if findings and all(finding.state for finding in findings) else set())

    def follow(self) -> None:
        """The plan it was made by has been held, its main cause is a cause, and facts that came checked have their first check."""
        Plan.held(self.plan, self.key)
        if self.main_cause:
            self.causes.add(self.main_cause)
        for finding in self.findings.all():
            finding.note_first_check()

    def unfollow(self) -> None:
        """A voided visit leaves its plan to be held."""
        Plan.held(self.plan, "")

    @property
    def met_somebody(self) -> bool:
        """Whether the child, a guardian or somebody close was met."""
        return self.result.code.startswith("MET_")

    @property
    def asked_by_link(self) -> str:
        """What an organisation that came along is asked; neither child nor place is named."""
        day = {"day": thai_date(self.happened_on, "long")}
        return _("วันที่ %(day)s คุณร่วมลงพื้นที่กับสำนักงาน เขียนสิ่งที่คุณเห็นหรือได้ยินเอง ครั้งละข้อ") % day

    @property
    def is_open_to_links(self) -> bool:
        """Whoever came along may add what they found, until the link ends."""
        return True

    def as_at(self, at: datetime) -> None:
        """Its facts as sure as they were then."""
        super().as_at(at)
        for finding in self.findings.all():
            finding.as_at(at)

    @property
    def own_findings(self) -> list:
        """The facts the visit found that were not voided."""
        return [finding for finding in self.findings.all() if not finding.is_void]

    @property
    def organisations(self) -> int:
        """How many organisations went: the office, the school, and each agency."""
        return 1 + self.with_school + len(self.agencies.all())

    @property
    def map_words(self) -> str:
        """The place on the map: its coordinates, and how sure the device was."""
        if not self.position:
            return ""
        sure = "" if self.position_accuracy is None else f"±{self.position_accuracy} {_('ม.')}"
        return f"{self.position.replace(' ', ', ')} {sure}".strip()

    @property
    def map_link(self) -> str:
        """The address that opens the place in whatever map the device has."""
        return f"geo:{self.position.replace(' ', ',')}" if self.position else ""

    def _wrote(self, finding) -> bool:
        """Whether a fact is its writer's own; what somebody else adds to the visit stands by itself in the story."""
        return finding.entered_by_id == self.entered_by_id

    def people(self) -> list[tuple[str, str]]:
        """The agencies that joined the visit."""
        return [(str(agency), str(_("ร่วมลงพื้นที่"))) for agency in self.agencies.all()]

    def lines(self) -> list[Line]:
        """Who went, whom they met, what they saw and heard."""
        others = [cause for cause in self.causes.all() if cause.pk != self.main_cause_id]
        worrying = [str(label) for name, label in LOOKS if getattr(self, name) == Look.WORRYING]
        together = [str(agency) for agency in self.agencies.all()] + ([str(_("โรงเรียน"))] if self.with_school else [])
        return [
            Line(_("เวลา"), thai_time(self.started_at) if self.started_at else ""),
            Line(_("สถานที่"), self.place_text),
            Line(_("ตำแหน่ง"), self.map_words, True, link=self.map_link),
            Line(_("ไม่ระบุตำแหน่งเพราะ"), self.no_position_why, True),
            Line(_("ผู้ร่วมลงพื้นที่"), self.visitors),
            Line(_("หน่วยงานที่ร่วม"), ", ".join(together)),
            Line(_("ผลการพบ"), self.result),
            Line(_("เหตุที่ไม่พบใคร"), self.why_nobody),
            Line(_("นัดใหม่"), thai_date(self.next_try_on) if self.next_try_on else ""),
            Line(_("น่าห่วง"), ", ".join(worrying), True),
            Line(_("สิ่งที่เห็น"), self.seen, True),
            Line(_("สิ่งที่นักเรียนพูดเอง"), self.child_voice, True),
            *(Line(finding.label, finding.statement, True) for finding in self.own_findings if self._wrote(finding)),
            Line(_("สาเหตุหลัก"), self.main_cause or "", bool(self.main_cause and self.main_cause.sensitive)),
            Line(_("สาเหตุที่พบ"), ", ".join(cause.label for cause in others if not cause.sensitive)),
            Line(_("สาเหตุที่อ่อนไหว"), ", ".join(cause.label for cause in others if cause.sensitive), True),
            Line(_("ข้อสรุปร่วมกัน"), self.conclusion),
            *self.common_lines(),
        ]
