"""A child goes to another school, or its case to another office: asked for, answered by those who are to take it, kept by both."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.access import Action, No
from schools.encryption import EncryptedTextField
from schools.fields import LineField, ProseField
from schools.models import Area, School, User
from thai.dates import thai_date

from .entries import CaseEntry, CaseEntryQuerySet
from .records import Line


class MoveKind(models.TextChoices):
    """Where to."""

    SCHOOL = "SCHOOL", _("ย้ายไปโรงเรียนอื่นในเขต")
    AREA = "AREA", _("โอนเคสให้เขตอื่น")
    OUTSIDE = "OUTSIDE", _("โอนเคสให้สำนักงานที่ไม่ได้ใช้ระบบนี้")


OF_OFFICES = (MoveKind.AREA, MoveKind.OUTSIDE)


class MoveState(models.TextChoices):
    """What became of it."""

    ASKED = "ASKED", _("รอคำตอบ")
    ACCEPTED = "ACCEPTED", _("รับแล้ว")
    REFUSED = "REFUSED", _("ไม่รับ")
    WITHDRAWN = "WITHDRAWN", _("ถอนแล้ว")


class MoveQuerySet(CaseEntryQuerySet):
    """Moves, by the three who may know of them: who has the case, who had it, and who is to take it."""

    def visible_to(self, user):
        """Those from and to the areas whose cases `user` reads whole; those to `user`'s schools."""
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        seen = Q(from_area__in=areas) | Q(to_area__in=areas) | Q(to_school__in=schools, kind=MoveKind.SCHOOL)
        return self.filter(seen, voided_at=None).select_related("case", *MOVE_ENDS)

    def departures_for(self, user):
        """Those by which a case left `user`'s office, or its child `user`'s school, and is not back; the latest first."""
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        gone = Q(kind=MoveKind.AREA, from_area__in=areas) & ~Q(case__area__in=areas)
        gone |= Q(kind__in=[MoveKind.AREA, MoveKind.SCHOOL], from_school__in=schools) & ~Q(case__school__in=schools)
        return self.accepted().filter(gone).order_by("-answered_at", "-pk")

    def to_be_answered_by(self, user):
        """Those that wait for an answer `user` may give: of the new school, of the other office, or of who reads its letter."""
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        deciding, _schools = user.scope_of(Action.REPORT_DECIDE, "school")
        overseeing, _schools = user.scope_of(Action.CASE_HAND_OVER, "school")
        own = Q(kind=MoveKind.SCHOOL, to_school__in=schools) | Q(kind=MoveKind.AREA, to_area__in=deciding)
        own |= Q(kind=MoveKind.OUTSIDE, from_area__in=overseeing)
        return self.waiting().filter(own)

    def for_list(self):
        """What a row shows, in one query."""
        return self.select_related("case__student", "entered_by", *MOVE_ENDS)

    def waiting(self):
        """Those nobody has answered yet."""
        return self.filter(state=MoveState.ASKED, voided_at=None)

    def of_offices(self):
        """Those that take a case to another office."""
        return self.filter(kind__in=OF_OFFICES)

    def accepted(self):
        """Those that came about."""
        return self.filter(state=MoveState.ACCEPTED, voided_at=None)


MOVE_ENDS = ("from_area", "from_school", "to_area", "to_school")


class Move(CaseEntry):
    """A move asked for on `happened_on`. Until it is accepted nothing changes; whoever had the case keeps what was written there.

    Where no office is asked within the system, `to_place` names it, and its answer is typed in from its letter.
    """

    is_known = False  # whether the reader sees the case, and so who the child is; said by `parts.mark_known`

    kind = models.CharField(max_length=7, choices=MoveKind)
    state = models.CharField(max_length=9, choices=MoveState, default=MoveState.ASKED)
    from_area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    from_school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    to_area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เขตปลายทาง"))
    to_school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("โรงเรียนใหม่"))
    to_place = LineField(_("สำนักงานปลายทาง"), max_length=200, blank=True)
    reason = ProseField(_("เหตุผล"))
    told = EncryptedTextField(_("สิ่งที่ผู้รับต้องรู้"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_how = LineField(_("ใครตอบ ทางใด"), max_length=200, blank=True)
    answer_note = ProseField(_("คำตอบ"), blank=True)

    objects = MoveQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("การย้ายหรือโอนเคส")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=MoveState.ASKED, voided_at=None),
                name="case_has_one_move_asked_for",
                violation_error_message=_("มีการย้ายหรือโอนที่รอคำตอบอยู่แล้ว"),
            ),
            models.CheckConstraint(
                name="move_says_where_to",
                condition=Q(kind=MoveKind.SCHOOL, to_school__isnull=False, to_area=None, to_place="")
                | Q(kind=MoveKind.AREA, to_area__isnull=False, to_place="")
                | Q(kind=MoveKind.OUTSIDE, to_area=None, to_school=None) & ~Q(to_place=""),
                violation_error_message=_("ระบุปลายทาง"),
            ),
            models.CheckConstraint(
                name="move_is_answered_by_somebody_some_day",
                condition=Q(state=MoveState.ASKED, answered_at=None, answered_on=None, answered_by=None, answered_how="")
                | ~Q(state=MoveState.ASKED)
                & Q(answered_at__isnull=False, answered_on__isnull=False)
                & (Q(answered_by__isnull=False) | ~Q(answered_how="")),
            ),
        ]
        indexes = [
            models.Index(fields=["from_school"], condition=Q(state=MoveState.ACCEPTED), name="move_by_school_left"),
            models.Index(fields=["from_area"], condition=Q(state=MoveState.ACCEPTED), name="move_by_area_left"),
        ]

    def __str__(self):
        return self.key

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("dropout_cases:move-detail", args=[self.key])

    @property
    def title(self) -> str:
        """Where to, and what became of it."""
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == MoveState.ASKED and not self.is_void

    @property
    def is_of_offices(self) -> bool:
        """Whether the case goes to another office, not the child to another school alone."""
        return self.kind in OF_OFFICES

    @property
    def where_from(self) -> str:
        """Which school or office the child or case leaves."""
        return str(self.from_area) if self.is_of_offices else str(self.from_school or self.from_area)

    @property
    def where_to(self) -> str:
        """Which school or office it goes to."""
        return self.to_place or str(self.to_area or self.to_school)

    def may_be_voided(self) -> bool | No:
        """What was answered has come about."""
        return self.state == MoveState.ASKED or No(_("การย้ายหรือโอนนี้จบแล้ว: %(state)s") % {"state": self.get_state_display()})

    def lines(self) -> list[Line]:
        """From where, where to, why, and what was answered."""
        answered = [thai_date(self.answered_on) if self.answered_on else "", str(self.answered_by or ""), self.answered_how]
        return [
            Line(_("ย้ายมาจาก"), self.where_from),
            Line(_("ไปที่"), self.where_to),
            Line(_("เหตุผล"), self.reason),
            Line(_("สิ่งที่ผู้รับต้องรู้"), self.told, sensitive=True),
            Line(_("คำตอบ"), " – ".join(filter(None, (" ".join(filter(None, answered)), self.answer_note)))),
        ]
