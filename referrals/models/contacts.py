"""Step 2: who was told or asked, and what they answered."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Awaited, Channel, Line, StepRecord, TeamMember
from schools.access import No
from schools.fields import LineField, ProseField
from schools.models import Agency
from thai.dates import thai_date


class Party(models.TextChoices):
    """Who is contacted in step 2."""

    SCHOOL = "SCHOOL", _("โรงเรียน")
    AGENCY = "AGENCY", _("หน่วยงานภาคี")
    TEAM = "TEAM", _("ทีมสหวิชาชีพ")
    FAMILY = "FAMILY", _("ครอบครัว")
    COMMUNITY = "COMMUNITY", _("ชุมชน")


class Contact(StepRecord):
    """Step 2: one party told or asked, and its answer when it comes."""

    LINES = ("agency",)
    JUDGED = ("agency",)
    FACTS = ("school_answered", "partner_answered", "to_find_out_written")
    GOES_ALONG = {"wants_answer": True, "answered_on": None}

    party = models.CharField(_("ติดต่อใคร"), max_length=10, choices=Party)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หน่วยงาน"))
    member = models.ForeignKey(TeamMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้เกี่ยวข้องในเคส"))
    person = LineField(_("ชื่อและตำแหน่งผู้ที่ติดต่อ"), max_length=160, blank=True)
    channel = models.CharField(_("วิธีติดต่อ"), max_length=10, choices=Channel, default=Channel.PHONE)
    asked = ProseField(_("เรื่องที่แจ้งหรือถาม"))
    wants_answer = models.BooleanField(_("ขอคำตอบ"), default=True)  # a party that is only told something is not waited for
    answer = ProseField(_("คำตอบ"), blank=True)
    answered_on = models.DateField(_("วันที่ตอบ"), null=True, blank=True)
    answered_name = LineField(max_length=160, blank=True, editable=False)  # of whoever answered through a personal link
    answer_by = models.DateField(_("ขอคำตอบภายใน"), null=True, blank=True)
    to_find_out = ProseField(_("สิ่งที่ต้องรู้หรือสังเกตเพิ่ม"), blank=True)

    class Meta(StepRecord.Meta):
        verbose_name = _("ประสานงาน")
        constraints = [
            *StepRecord.Meta.constraints,
            models.CheckConstraint(
                name="contact_answer_has_its_day",
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                violation_error_message=_("กรอกทั้งคำตอบและวันที่ตอบ"),
            ),
            models.CheckConstraint(
                name="agency_contacted_is_named",
                condition=~Q(party=Party.AGENCY) | Q(agency__isnull=False),
                violation_error_message=_("เลือกหน่วยงานที่ติดต่อ"),
            ),
        ]

    @classmethod
    def awaiting_school(cls, cases, user) -> list["Contact"]:
        """What the district asked of the school, in the rounds still open, and has no answer to."""
        open_ones = cls.objects.filter(round__case__in=cases, round__closed_on=None, voided_at=None, answered_on=None)
        asked = open_ones.filter(party=Party.SCHOOL, wants_answer=True)
        return list(asked.select_related("agency", "round__case__student", "round__case__school"))

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """The school answered, an agency or the multidisciplinary team answered, and what else must be known is written down."""
        answered = {contact.party for contact in records if contact.answered_on}
        found = {"to_find_out_written"} if any(contact.to_find_out for contact in records) else set()
        found |= {"school_answered"} if Party.SCHOOL in answered else set()
        return found | ({"partner_answered"} if answered & {Party.AGENCY, Party.TEAM} else set())

    def takes(self, answer: str) -> bool | No:
        """Whether this answer may be written down: the first, or the same once more."""
        return not self.answered_on or self.answer == answer or No(_("เรื่องนี้มีคำตอบแล้ว หากคำตอบของคุณต่างไป แจ้งผู้รับผิดชอบเคส"))

    @property
    def asked_by_link(self) -> str:
        """What was asked."""
        return self.asked

    def answer_by_link(self, text: str, *, name: str, on: date) -> dict[str, object]:
        """The answer, its day, and who gave it."""
        return {"answer": text, "answered_on": on, "answered_name": name}

    def link_to(self) -> dict[str, str]:
        """The member of the team that was asked, or the agency."""
        one = self.member or self.agency
        name = self.member.name if self.member else self.person or self.who
        return {"for_whom": name, "email": one.email if one else "", "phone": one.phone if one else ""}

    @property
    def who(self) -> str:
        """The party by name."""
        return str(self.agency or self.get_party_display())

    @property
    def known_on(self) -> date:
        """The day of the answer, once it is there."""
        return max(self.happened_on, self.answered_on or self.happened_on)

    @property
    def awaited(self) -> Awaited | None:
        """The party, until it answers what was asked."""
        return None if self.answered_on or not self.wants_answer else Awaited(self.who, self.happened_on, self.answer_by)

    @property
    def shared_with_school(self) -> bool:
        """What the district asks of the school is for the school."""
        return self.party == Party.SCHOOL or super().shared_with_school

    def people(self) -> list[tuple[str, str]]:
        """The party contacted."""
        return [(" · ".join(filter(None, (self.who, self.person))), str(_("ประสานงาน")))]

    @property
    def _answer_words(self) -> object:
        if self.answered_on:
            return f"{thai_date(self.answered_on)} {self.answer}"
        return _("รอคำตอบ") if self.wants_answer else _("แจ้งให้ทราบ ไม่ขอคำตอบ")

    def lines(self) -> list[Line]:
        """Whom, how, what was asked and answered."""
        return [
            Line(_("ติดต่อ"), " · ".join(filter(None, (self.who, self.person, str(self.get_channel_display()))))),
            Line(_("เรื่องที่แจ้งหรือถาม"), self.asked),
            Line(_("คำตอบ"), self._answer_words),
            Line(_("ตอบผ่านลิงก์โดย"), self.answered_name),
            Line(_("สิ่งที่ต้องรู้หรือสังเกตเพิ่ม"), self.to_find_out),
            *self.common_lines(),
        ]
