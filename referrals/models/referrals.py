"""Step 5: help handed on, and what the receiver said."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Awaited, Case, Line, StepRecord
from dropout_cases.models.records import StepRecordQuerySet
from schools.access import Action, No, Role, may
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import Agency, Code, School, TrailEvent, User, Verb
from schools.trail import subject_of


class ReferralStatus(models.TextChoices):
    """Where a referral stands with its receiver."""

    SENT = "SENT", _("ส่งแล้ว รอตอบ")
    ACCEPTED = "ACCEPTED", _("รับเรื่องแล้ว")
    DECLINED = "DECLINED", _("รับไม่ได้")
    DONE = "DONE", _("แจ้งผลแล้ว")
    WITHDRAWN = "WITHDRAWN", _("ถอนคำขอ")


ACTIVE_REFERRAL = (ReferralStatus.SENT, ReferralStatus.ACCEPTED, ReferralStatus.DONE)

# From where to where a referral may move. What is not named here is refused.
MOVES: dict[str, tuple[str, ...]] = {
    ReferralStatus.SENT: (ReferralStatus.ACCEPTED, ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN),
    ReferralStatus.ACCEPTED: (ReferralStatus.DONE, ReferralStatus.WITHDRAWN),
    ReferralStatus.DECLINED: (),
    ReferralStatus.DONE: (),
    ReferralStatus.WITHDRAWN: (),
}
REFUSALS = {
    ReferralStatus.SENT: _("คำขอนี้ยังไม่มีคำตอบ รับเรื่องก่อนบันทึกผล"),
    ReferralStatus.ACCEPTED: _("คำขอนี้รับเรื่องแล้ว บันทึกผลเมื่อช่วยเหลือแล้ว"),
    ReferralStatus.DECLINED: _("คำขอนี้ตอบแล้วว่ารับไม่ได้"),
    ReferralStatus.DONE: _("คำขอนี้แจ้งผลแล้ว"),
    ReferralStatus.WITHDRAWN: _("คำขอนี้ถูกถอนแล้ว"),
}

PACKAGE_DAYS = 180  # a receiver may read what was shared for so many days
CONSENTS = ("legal_basis.CONSENT", "legal_basis.EXPLICIT_CONSENT")


class ReferralQuerySet(StepRecordQuerySet):
    """Referrals, as the office or as a receiver sees them."""

    def visible_to(self, user, today: date | None = None):
        """For the office, those of its cases; for an agency or a school, those sent to it while they are active and not expired."""
        areas, agencies = user.scope_of(Action.REFERRAL_SEE, "agency")
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        received = Q(agency__in=agencies) | Q(school__in=schools)
        active = Q(voided_at=None, status__in=ACTIVE_REFERRAL, expires_on__gte=today or timezone.localdate())
        return self.filter(Q(round__case__area__in=areas) | received & active).select_related("round__case", "agency", "school")

    def for_list(self):
        """What a row of the list shows, whoever reads it; nothing encrypted."""
        rows = self.filter(voided_at=None).select_related(
            "round__case__student", "round__case__school", "round__case__area", "entered_by"
        )
        return rows.defer("package", "asked", "answer_note", "result").prefetch_related("helps")

    def for_page(self):
        """What the page of one referral shows."""
        return self.select_related(
            "round__case__student", "round__case__school", "round__case__area", "round__case__owner",
            "entered_by", "answered_by", "decline_reason", "legal_basis",
        )  # fmt: skip

    def by_urgency(self):
        """Those not answered first, the oldest limit on top; then the others, the newest first."""
        is_waiting = models.Case(models.When(status=ReferralStatus.SENT, then=0), default=1)
        limit = models.Case(models.When(status=ReferralStatus.SENT, then="answer_by"))
        return self.order_by(is_waiting, limit, "-happened_on", "-pk")

    def waiting(self):
        """Sent and not answered."""
        return self.filter(status=ReferralStatus.SENT, voided_at=None)


class Referral(StepRecord):
    """Step 5: help handed on to an agency or a school, with a frozen package of exactly what was shared."""

    LINES = ("agency", "school", "helps", "pathway", "decline_reason", "legal_basis")
    JUDGED = ("agency", "school")
    FACTS = ("referred", "pathway_recommended", "referral_accepted", "referral_declined")

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("ส่งต่อหน่วยงาน")
    )
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หรือส่งต่อโรงเรียน"))
    helps = models.ManyToManyField(Code, related_name="+", verbose_name=_("ขอให้ช่วยเรื่อง"))
    asked = EncryptedTextField(_("สิ่งที่ขอให้ช่วย"))
    ordinary_study = models.BooleanField(_("นักเรียนเรียนในชั้นเรียนปกติได้"), default=False)
    pathway = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("แนวทางการจัดการศึกษาที่เสนอแนะ")
    )
    pathway_place = LineField(_("สถานที่เรียนที่เสนอแนะ"), max_length=200, blank=True)
    legal_basis = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ฐานทางกฎหมาย"))
    consent_note = ProseField(_("ผู้ให้ความยินยอม"), blank=True)
    answer_by = models.DateField(_("ขอคำตอบภายใน"))
    expires_on = models.DateField(editable=False)
    package = EncryptedTextField(editable=False)
    status = models.CharField(max_length=10, choices=ReferralStatus, default=ReferralStatus.SENT, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_on = models.DateField(_("วันที่ตอบ"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    answer_note = EncryptedTextField(_("ข้อความจากผู้รับ"), blank=True)
    decline_reason = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เหตุผลที่รับไม่ได้")
    )
    result = EncryptedTextField(_("ผลการช่วยเหลือ"), blank=True)
    result_on = models.DateField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()  # type: ignore[misc]

    class Meta(StepRecord.Meta):
        verbose_name = _("ส่งต่อ")
        constraints = [
            *StepRecord.Meta.constraints,
            models.CheckConstraint(
                name="referral_has_one_receiver",
                condition=Q(agency__isnull=False, school=None) | Q(agency=None, school__isnull=False),
                violation_error_message=_("เลือกหน่วยงานหรือโรงเรียนที่จะส่งต่ออย่างใดอย่างหนึ่ง"),
            ),
            models.CheckConstraint(
                name="declined_referral_has_a_reason",
                condition=~Q(status=ReferralStatus.DECLINED) | Q(decline_reason__isnull=False),
                violation_error_message=_("เลือกเหตุผลที่รับไม่ได้"),
            ),
            models.CheckConstraint(
                name="referral_answer_has_its_day_and_person",
                condition=Q(status__in=[ReferralStatus.SENT, ReferralStatus.WITHDRAWN])
                | Q(answered_on__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    @classmethod
    def awaiting_school(cls, cases, user) -> list["Referral"]:
        """Referrals sent to the user's own school and not answered."""
        schools = user.scope_of(Action.SCHOOL_RECORD, "school")[1]
        return list(cls.objects.visible_to(user).waiting().filter(school__in=schools))

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """Who has it, whether a pathway is recommended where one is needed, and what the receivers said."""
        live = [one for one in records if one.status != ReferralStatus.WITHDRAWN]
        found = {"referred"} if live else set()
        recommended = any(one.ordinary_study or one.pathway_id for one in live)
        accepted = any(one.status in (ReferralStatus.ACCEPTED, ReferralStatus.DONE) for one in live)
        declined = any(one.status == ReferralStatus.DECLINED for one in live)
        found |= {"pathway_recommended"} if recommended else set()
        found |= {"referral_accepted"} if accepted else set()
        return found | ({"referral_declined"} if declined else set())

    def get_absolute_url(self) -> str:
        """The referral's page."""
        return reverse("referrals:referral-detail", args=[self.key])

    def clean(self):
        """Consent names who gave it; an answer is not wanted before the day of sending."""
        if self.legal_basis_id in CONSENTS and not self.consent_note:
            raise ValidationError({"consent_note": _("ระบุว่าใครให้ความยินยอม เมื่อใด")})
        if self.answer_by and self.happened_on and self.answer_by < self.happened_on:
            raise ValidationError({"answer_by": _("กำหนดตอบต้องไม่ก่อนวันที่ส่งต่อ")})

    def prepare(self, case: Case) -> None:
        """Set the last day on which the receiver may read what was shared."""
        self.expires_on = self.expires_on or self.happened_on + timedelta(days=PACKAGE_DAYS)

    def may_become(self, status: str) -> "bool | No":
        """Whether the referral may move to `status` now; a refusal says why."""
        return status in MOVES[self.status] or No(str(REFUSALS[ReferralStatus(self.status)]))

    def belongs_to_office_of(self, user) -> bool:
        """Whether `user` reads the referral as the office that sent it, and not as its receiver."""
        return bool(may(user, Action.REFERRAL_SEE, self.place))

    def asked_at(self, case: Case) -> Agency | School | None:
        """The receiver."""
        return self.agency or self.school

    def right_to_answer(self, user) -> tuple[Action, models.Model | None]:
        """The right by which `user` writes an answer, and where: the office from paper, an agency or a school its own."""
        if self.belongs_to_office_of(user):
            return Action.CASE_RECORD, self.place
        return (Action.REFERRAL_ANSWER, self.agency) if self.agency else (Action.SCHOOL_RECORD, self.school)

    def shows_whole_to(self, user) -> bool:
        """Whether `user` reads the sensitive part of it within the office; whoever wrote it does."""
        return self.entered_by_id == user.pk or self.round.case.shows_sensitive_to(user)

    def opened_by_receiver(self) -> TrailEvent | None:
        """The first time somebody at the receiver opened what was sent."""
        opened = TrailEvent.objects.filter(subject=subject_of(self), verb=Verb.OPENED)
        return opened.filter(role__in=[Role.PARTNER, Role.SCHOOL_STAFF]).order_by("pk").first()

    @property
    def moves(self) -> tuple[str, ...]:
        """Where the referral may still go: nowhere once it is voided or its round is closed."""
        return () if self.is_void or self.round.closed_on else MOVES[self.status]

    @property
    def receiver(self) -> str:
        """The agency or school."""
        return str(self.agency or self.school)

    @property
    def known_on(self) -> date:
        """The day of the answer, once it is there."""
        return max(self.happened_on, self.answered_on or self.happened_on)

    @property
    def awaited(self) -> Awaited | None:
        """The receiver, until it answers."""
        return Awaited(self.receiver, self.happened_on, self.answer_by) if self.status == ReferralStatus.SENT else None

    def people(self) -> list[tuple[str, str]]:
        """The receiver."""
        return [(self.receiver, str(_("รับการส่งต่อ")))]

    def lines(self) -> list[Line]:
        """To whom, for what, and what came of it."""
        return [
            Line(_("ส่งต่อถึง"), self.receiver),
            Line(_("ขอให้ช่วยเรื่อง"), ", ".join(help_kind.label for help_kind in self.helps.all())),
            Line(_("สิ่งที่ขอให้ช่วย"), self.asked, True),
            Line(_("แนวทางการจัดการศึกษาที่เสนอแนะ"), " ".join(filter(None, (str(self.pathway or ""), self.pathway_place)))),
            Line(_("สถานะ"), self.get_status_display()),
            Line(_("เหตุผลที่รับไม่ได้"), self.decline_reason),
            Line(_("ข้อความจากผู้รับ"), self.answer_note, True),
            Line(_("ผลการช่วยเหลือ"), self.result, True),
            *self.common_lines(),
        ]
