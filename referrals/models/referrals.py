"""Step 5: help handed on, and what the receiver said."""

from datetime import date, timedelta
from functools import reduce
from operator import or_
from statistics import median
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Awaited, Case, Line, Round, StepRecord
from dropout_cases.models.records import StepRecordQuerySet
from schools.access import Action, No, may
from schools.encryption import EncryptedTextField
from schools.fields import LineField
from schools.models import Agency, Area, Code, School

from .packages import Consent
from .progress import EventKind, Outcome
from .recommendation import PathwayReply, Recommendation


class ReferralStatus(models.TextChoices):
    """Where a referral stands with its receiver."""

    SENT = "SENT", _("ส่งแล้ว รอตอบ")
    ACCEPTED = "ACCEPTED", _("รับเรื่องแล้ว")
    HELPING = "HELPING", _("กำลังช่วยเหลือ")
    DECLINED = "DECLINED", _("รับไม่ได้")
    DONE = "DONE", _("แจ้งผลแล้ว")
    WITHDRAWN = "WITHDRAWN", _("ถอนคำขอ")


UNDER_WAY = (ReferralStatus.SENT, ReferralStatus.ACCEPTED, ReferralStatus.HELPING)
TAKEN_ON = (ReferralStatus.ACCEPTED, ReferralStatus.HELPING, ReferralStatus.DONE)
HAS_TAKEN_ON = Q(answered_on__isnull=False) & ~Q(status=ReferralStatus.DECLINED)  # also where the office has withdrawn it since
ACTIVE_REFERRAL = (*UNDER_WAY, ReferralStatus.DONE)

# What may happen to a referral: while it stands where, and where it then stands (None: where it stood). What is not named here
# is refused.
PASSES: dict[str, tuple[tuple[str, ...], str | None]] = {
    EventKind.OPENED: (ACTIVE_REFERRAL, None),
    EventKind.ASKED: (UNDER_WAY, None),
    EventKind.REPLIED: (UNDER_WAY, None),
    EventKind.ADDED: (UNDER_WAY, None),
    EventKind.ACCEPTED: ((ReferralStatus.SENT,), ReferralStatus.ACCEPTED),
    EventKind.DECLINED: ((ReferralStatus.SENT,), ReferralStatus.DECLINED),
    EventKind.HELPING: ((ReferralStatus.ACCEPTED, ReferralStatus.HELPING), ReferralStatus.HELPING),
    EventKind.DONE: ((ReferralStatus.ACCEPTED, ReferralStatus.HELPING), ReferralStatus.DONE),
    EventKind.REMINDED: (UNDER_WAY, None),
    EventKind.CALLED: (UNDER_WAY, None),
    EventKind.ESCALATED: (UNDER_WAY, None),
    EventKind.WITHDRAWN: (UNDER_WAY, ReferralStatus.WITHDRAWN),
}
REFUSALS = {
    ReferralStatus.SENT: _("คำขอนี้ยังไม่มีคำตอบ รับเรื่องก่อนบันทึกผล"),
    ReferralStatus.ACCEPTED: _("คำขอนี้รับเรื่องแล้ว บันทึกผลเมื่อช่วยเหลือแล้ว"),
    ReferralStatus.HELPING: _("คำขอนี้กำลังช่วยเหลืออยู่ บันทึกผลเมื่อช่วยเหลือแล้ว"),
    ReferralStatus.DECLINED: _("คำขอนี้ตอบแล้วว่ารับไม่ได้"),
    ReferralStatus.DONE: _("คำขอนี้แจ้งผลแล้ว"),
    ReferralStatus.WITHDRAWN: _("คำขอนี้ถูกถอนแล้ว"),
}

PACKAGE_DAYS = 180  # a receiver may read what was shared for so many days
REPLY_DAYS = 2  # the office answers what a receiver asks within so many days
RESULT_DAYS = 30  # a result is wanted within so many days of taking a case on, where the receiver names no day
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
        return rows.defer("asked").prefetch_related("helps")

    def for_page(self):
        """What the page of one referral shows."""
        return self.select_related(
            "round__case__student", "round__case__school", "round__case__area", "round__case__owner",
            "entered_by", "decline_reason", "legal_basis", "consent", "pathway", "pathway_school", "agreed_pathway",
        ).prefetch_related("helps", "packages__files", "events__entered_by", "help_given__help_kind")  # fmt: skip

    def by_urgency(self):
        """Those not answered first, the oldest limit on top; then the others, the newest first."""
        is_waiting = models.Case(models.When(status=ReferralStatus.SENT, then=0), default=1)
        limit = models.Case(models.When(status=ReferralStatus.SENT, then="answer_by"))
        return self.order_by(is_waiting, limit, "-happened_on", "-pk")

    def by_what_is_owed(self):
        """What a receiver has to do first: an answer or a result, the nearest limit on top; then the others, the newest first."""
        answer = models.When(status=ReferralStatus.SENT, round__closed_on=None, then="answer_by")
        result = models.When(status__in=[ReferralStatus.ACCEPTED, ReferralStatus.HELPING], round__closed_on=None, then="result_by")
        return self.order_by(models.Case(answer, result).asc(nulls_last=True), "-happened_on", "-pk")

    def asking(self):
        """Those whose receiver waits for what it asked the office."""
        return self.filter(question_on__isnull=False, status__in=UNDER_WAY, voided_at=None, round__closed_on=None)

    def waiting(self):
        """Sent and not answered."""
        return self.filter(status=ReferralStatus.SENT, voided_at=None)

    def recommending(self, round: Round) -> "Referral | None":
        """What recommends a pathway for a round: the latest of which a receiver spoke, else what was sent last."""
        live: Any = self.filter(round=round, voided_at=None, pathway__isnull=False).exclude(status=ReferralStatus.WITHDRAWN)
        sent = list(live.select_related("pathway", "agreed_pathway").defer("asked").order_by("happened_on", "pk"))
        spoken = [one for one in sent if one.pathway_reply in (PathwayReply.AGREED, PathwayReply.OTHERWISE)]
        return (spoken or sent)[-1] if sent else None

    def silent(self, today: date):
        """Of open rounds: no answer by its limit, or no result by its day; not while the office owes a reply."""
        no_answer = Q(status=ReferralStatus.SENT, answer_by__lt=today)
        no_result = Q(status__in=[ReferralStatus.ACCEPTED, ReferralStatus.HELPING], result_by__lt=today)
        return self.filter(no_answer | no_result, voided_at=None, question_on=None, round__closed_on=None)

    def silent_for_long(self, today: date):
        """Those silent for as many days as their office bears before its supervisors are told."""
        allowed = Area.objects.order_by().values_list("silent_days", flat=True).distinct()
        long = [self.silent(today - timedelta(days=days - 1)).filter(round__case__area__silent_days=days) for days in allowed]
        return reduce(or_, long, self.none())

    def by_limit(self):
        """The oldest limit first: of the answer, or once it was taken on of the result."""
        limit = models.Case(models.When(status=ReferralStatus.SENT, then="answer_by"), default="result_by")
        return self.order_by(limit, "pk")


class Referral(Recommendation, StepRecord):
    """Step 5: help handed on to an agency or a school, with frozen packages of exactly what was shared.

    What passed since stands in its events; the fields from `status` down say where that has led, and only `referrals.passing`
    writes them.
    """

    LINES = (
        "agency", "school", "helps", "pathway", "pathway_school", "agreed_pathway", "decline_reason", "legal_basis", "help_given",
    )  # fmt: skip
    JUDGED = ("round", "agency", "school", "helps", "help_given")
    FACTS = ("referred", "pathway_recommended", "referral_accepted", "referral_declined", "help_failed")
    GOES_ALONG = {"status__in": UNDER_WAY}
    LINK_PAGE = "referrals:referral-received"

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("ส่งต่อหน่วยงาน")
    )
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หรือส่งต่อโรงเรียน"))
    helps = models.ManyToManyField(Code, related_name="+", verbose_name=_("ขอให้ช่วยเรื่อง"))
    asked = EncryptedTextField(_("สิ่งที่ขอให้ช่วย"))
    urgency = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ความเร่งด่วน"))
    legal_basis = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ฐานทางกฎหมาย"))
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("ความยินยอม")
    )
    answer_by = models.DateField(_("ขอคำตอบภายใน"))
    expires_on = models.DateField(editable=False)
    status = models.CharField(max_length=10, choices=ReferralStatus, default=ReferralStatus.SENT, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    question_on = models.DateField(null=True, blank=True, editable=False)  # of a question the office has not answered yet
    answered_on = models.DateField(_("วันที่ตอบ"), null=True, blank=True)
    decline_reason = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เหตุผลที่รับไม่ได้")
    )
    instead = LineField(_("หน่วยงานที่ช่วยได้แทน"), max_length=200, blank=True)
    result_by = models.DateField(_("แจ้งผลภายใน"), null=True, blank=True)
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
                name="referral_answer_has_its_day",
                condition=Q(status__in=[ReferralStatus.SENT, ReferralStatus.WITHDRAWN]) | Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_result_has_its_day",
                condition=~Q(status=ReferralStatus.DONE) | Q(result_on__isnull=False),
            ),
            *Recommendation.Meta.constraints,
        ]
        indexes = [
            models.Index(fields=["agency", "status"], name="referral_by_agency"),
            models.Index(
                fields=["answer_by"], condition=Q(status=ReferralStatus.SENT, voided_at=None), name="referral_waiting_by_limit"
            ),
        ]

    @classmethod
    def awaiting_school(cls, cases, user) -> list["Referral"]:
        """Referrals sent to the user's own school and not answered."""
        schools = user.scope_of(Action.SCHOOL_RECORD, "school")[1]
        return list(cls.objects.visible_to(user).waiting().filter(school__in=schools))

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """Who has it, whether a pathway is recommended where one is needed, and what all the receivers said together.

        A referral counts as accepted once each kind of help asked for has somebody who took it on: a second one that waits or
        was declined keeps the step open until its help is found elsewhere. What was said of one before its round began decides
        nothing in this round.
        """
        live = [one for one in records if one.status != ReferralStatus.WITHDRAWN and not one.is_from_before]
        taken = [one for one in live if one.status in TAKEN_ON]
        asked, found = ({help_kind for one in some for help_kind in one.helps.all()} for some in (live, taken))
        facts = {
            "referred": live,
            "pathway_recommended": any(one.ordinary_study or one.pathway_id for one in live),
            "referral_accepted": taken and asked <= found,
            "referral_declined": any(one.status == ReferralStatus.DECLINED for one in live),
            "help_failed": any(one.has_failed for one in live),
        }
        return {name for name, holds in facts.items() if holds}

    def get_absolute_url(self) -> str:
        """The referral's page."""
        return reverse("referrals:referral-detail", args=[self.key])

    def clean(self):
        """Consent that still holds, where the ground is consent; an answer is not wanted before the day of sending."""
        if self.legal_basis_id in CONSENTS and not (self.consent and self.consent.holds):
            raise ValidationError({"consent": _("เลือกหรือบันทึกความยินยอมที่ยังมีผล")})
        if self.answer_by and self.happened_on and self.answer_by < self.happened_on:
            raise ValidationError({"answer_by": _("กำหนดตอบต้องไม่ก่อนวันที่ส่งต่อ")})

    def prepare(self, case: Case) -> None:
        """Set the last day on which the receiver may read what was shared."""
        self.expires_on = self.expires_on or self.happened_on + timedelta(days=PACKAGE_DAYS)

    def follow(self) -> None:
        """It counts among the figures of its agency."""
        count_anew(self.agency)

    def unfollow(self) -> None:
        """Voided, it no longer does."""
        count_anew(self.agency)

    def may_pass(self, kind: str) -> "bool | No":
        """Whether this may happen to the referral now; a refusal says why."""
        if kind == EventKind.REPLIED and self.question_on is None:
            return No(_("ตอบคำถามของผู้รับแล้ว"))
        return self.status in PASSES[kind][0] or No(str(REFUSALS[ReferralStatus(self.status)]))

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

    def next_status(self, kind: str) -> str | None:
        """Where the referral stands after this; None: where it stood."""
        return PASSES[kind][1]

    @property
    def passes(self) -> set[str]:
        """What may happen to the referral now: nothing once it is voided or its round is closed."""
        return set() if self.is_void or self.round.closed_on else {kind for kind in EventKind if self.may_pass(kind)}

    @property
    def has_failed(self) -> bool:
        """Whether a result is there, and none of the help asked for was got."""
        given = {one.outcome for one in self.help_given.all()}
        return self.status == ReferralStatus.DONE and given == {Outcome.NOT}

    @property
    def receiver(self) -> str:
        """The agency or school."""
        return str(self.agency or self.school)

    @property
    def owed_by(self) -> date | None:
        """The day by which the receiver owes an answer, or a result once it has taken it on; None when it owes nothing."""
        if self.status == ReferralStatus.SENT:
            return self.answer_by
        return self.result_by if self.status in (ReferralStatus.ACCEPTED, ReferralStatus.HELPING) else None

    @property
    def is_from_before(self) -> bool:
        """Whether it came along from the round before, and its receiver has said nothing since this one began."""
        last = max(filter(None, (self.happened_on, self.answered_on, self.result_on)))
        return self.round.number > 1 and self.entered_at < self.round.opened_at and last <= self.round.opened_on

    @property
    def known_on(self) -> date:
        """The day of the answer, once it is there."""
        return max(self.happened_on, self.answered_on or self.happened_on)

    @property
    def awaited(self) -> Awaited | None:
        """The receiver, until it answers; the office, while the receiver waits for what it asked."""
        if self.question_on and self.status in UNDER_WAY:
            return Awaited(str(_("เขตพื้นที่")), self.question_on, self.question_on + timedelta(days=REPLY_DAYS), by_office=True)
        return Awaited(self.receiver, self.happened_on, self.answer_by) if self.status == ReferralStatus.SENT else None

    @property
    def asked_by_link(self) -> str:
        """What is asked; the page of a link shows the package instead."""
        return self.asked

    @property
    def is_open_to_links(self) -> bool:
        """Whether a link may still be given out for it."""
        return not self.is_shut

    @property
    def is_shut(self) -> bool:
        """Whether its receiver reads nothing of it any more."""
        return self.status not in ACTIVE_REFERRAL or self.is_void or self.expires_on < timezone.localdate()

    def link_to(self) -> dict[str, str]:
        """The contact that the receiver registered."""
        one = self.agency or self.school
        name = (self.agency.contact_name if self.agency else "") or self.receiver
        return {"for_whom": name, "email": getattr(one, "email", ""), "phone": one.phone if one else ""}

    def people(self) -> list[tuple[str, str]]:
        """The receiver."""
        return [(self.receiver, str(_("รับการส่งต่อ")))]

    def lines(self) -> list[Line]:
        """To whom, for what, what is recommended, and where it stands; what was said stands in its events."""
        given = ", ".join(f"{one.help_kind.label}: {one.get_outcome_display()}" for one in self.help_given.all())
        return [
            Line(_("ส่งต่อถึง"), self.receiver),
            Line(_("ขอให้ช่วยเรื่อง"), ", ".join(help_kind.label for help_kind in self.helps.all())),
            Line(_("สิ่งที่ขอให้ช่วย"), self.asked, True),
            Line(_("แนวทางการจัดการศึกษาที่เสนอแนะ"), "\n".join(self.recommended())),
            Line(_("คำตอบต่อข้อเสนอแนะ"), "\n".join(self.replied())),
            Line(_("สถานะ"), self.get_status_display()),
            Line(_("เหตุผลที่รับไม่ได้"), self.decline_reason),
            Line(_("หน่วยงานที่ช่วยได้แทน"), self.instead),
            Line(_("ผลการช่วยเหลือ"), given),
            *self.common_lines(),
        ]


def count_anew(agency: Agency | None) -> None:
    """Write the figures of an agency from its referrals; call it in the transaction that changed one of them."""
    if agency is None:
        return
    sent = Referral.objects.filter(agency=agency, voided_at=None)
    rows = sent.values_list("happened_on", "answered_on")
    waited = [(answered - sent_on).days for sent_on, answered in rows if answered]
    figures = {
        "sent_count": len(rows),
        "answered_count": len(waited),
        "accepted_count": sent.filter(HAS_TAKEN_ON).count(),
        "reply_days": median(waited) if waited else None,
    }
    Agency.objects.filter(pk=agency.pk).update(**figures)
