"""What somebody has promised to do for a case, and what the team advised to find out or heed."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dropout_cases.steps import Step
from schools import notices
from schools.access import Action
from schools.encryption import EncryptedTextField
from schools.fields import LineField
from schools.models import Agency, NoticeKind, User
from thai.dates import thai_date

from .cases import Case
from .entries import CaseEntry, CaseEntryQuerySet
from .outside import ByClock
from .records import Line
from .team import TeamMember


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "OPEN", _("ยังไม่เสร็จ")
    DONE = "DONE", _("เสร็จแล้ว")
    DROPPED = "DROPPED", _("ไม่ต้องทำแล้ว")


class TaskSource(models.TextChoices):
    """Where a task comes from."""

    RESOLUTION = "RESOLUTION", _("มติที่ประชุม")
    ADVICE = "ADVICE", _("ข้อแนะนำของทีม")
    CHECK = "CHECK", _("โรงเรียนยังไม่รายงานการมาเรียน")
    OWN = "OWN", _("เพิ่มเอง")


class TaskQuerySet(CaseEntryQuerySet):
    """Tasks, by who may read and who must do them."""

    def visible_to(self, user):
        """Those of the cases `user` reads whole; a school those that are its own to do, in the cases it sees."""
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        for_school = Q(by_school=True, case__school__in=schools)
        return self.filter(Q(case__area__in=areas) | for_school, case__in=Case.objects.visible_to(user)).select_related("case")

    def open(self):
        """Those still to be done: in open cases, and what somebody took over a closing."""
        alive = Q(case__closed_on=None) | Q(outlives=True)
        return self.filter(alive, state=TaskState.OPEN, voided_at=None)

    def of(self, user):
        """Those `user` is to do: given to them, or to nobody with an account in a case of theirs."""
        nobody = Q(owner=None, by_school=False, case__owner=user)
        return self.filter(Q(owner=user) | nobody)

    def by_urgency(self):
        """The oldest due date first."""
        return self.order_by("due_on", "pk")

    def for_list(self):
        """What a row shows, in one query."""
        return self.select_related("case__student", "case__school", "owner", "member", "agency")


class Task(ByClock, CaseEntry):  # type: ignore[misc]
    """Something to be done for a case by a day: by somebody of the office, of the team, by an agency or by the school.

    Nobody is signed in where the clock gives it. One that `outlives` the closing of its case stays to be done by its owner.
    """

    text = EncryptedTextField(_("งานที่ต้องทำ"))
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("ผู้รับผิดชอบ"))
    member = models.ForeignKey(TeamMember, models.PROTECT, null=True, blank=True, related_name="tasks")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = LineField(_("ชื่อผู้รับผิดชอบ"), max_length=160, blank=True)
    by_school = models.BooleanField(_("เป็นงานของโรงเรียน"), default=False)
    due_on = models.DateField(_("ภายใน"))
    moves = EncryptedTextField(_("การเลื่อนกำหนด"), blank=True)  # a line for each: from, to, and why
    source = models.CharField(max_length=10, choices=TaskSource, default=TaskSource.OWN)
    source_key = models.CharField(max_length=32, blank=True)  # of the meeting, the advice or the check
    outlives = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=TaskState, default=TaskState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_note = EncryptedTextField(_("ผลหรือเหตุผล"), blank=True)

    objects = TaskQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("งาน")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.CheckConstraint(
                name="settled_task_was_settled_by_somebody_some_day",
                condition=Q(state=TaskState.OPEN, settled_at=None, settled_on=None, settled_by=None)
                | ~Q(state=TaskState.OPEN) & Q(settled_at__isnull=False, settled_on__isnull=False, settled_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(state=TaskState.OPEN, voided_at=None), name="open_task_by_owner"),
        ]

    def __str__(self):
        return self.key

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == TaskState.OPEN and not self.is_void

    @property
    def goes_on(self) -> bool:
        """Whether anything may be done about it: its case is open, or somebody took it over the closing."""
        return self.case.is_open or self.outlives

    @property
    def whose(self) -> str:
        """Who is to do it, in words."""
        school = str(_("โรงเรียน")) if self.by_school else ""
        return str(self.owner or self.owner_name or self.member or self.agency or school)

    @property
    def shared_with_school(self) -> bool:
        """The school reads what it is to do."""
        return self.by_school or super().shared_with_school

    @property
    def act(self) -> Action:
        """The right it takes to do it: the school's own for what is the school's to do."""
        return Action.SCHOOL_RECORD if self.by_school else Action.CASE_RECORD

    @property
    def source_url(self) -> str:
        """Where one reads what it comes from: its meeting, the team's advice, or the plan of checks."""
        if self.source == TaskSource.RESOLUTION:
            return reverse("referrals:meeting-detail", args=[self.source_key])
        if self.source == TaskSource.CHECK:
            return reverse("dropout_cases:case-checks", args=[self.case.key])
        return reverse("dropout_cases:case-people", args=[self.case.key]) if self.source == TaskSource.ADVICE else ""

    def as_at(self, at: datetime) -> None:
        """Open, where it was settled later."""
        super().as_at(at)
        if self.settled_at and self.settled_at > at:
            self.state, self.settled_note = TaskState.OPEN, ""

    def tell_owner(self, by: User | None) -> None:
        """Tell whoever is to do it, unless they gave it to themselves."""
        if self.owner and self.owner != by:
            path, event = reverse("dropout_cases:case-tasks", args=[self.case.key]), f"task:{self.key}:{self.case.version}"
            notices.tell([self.owner], NoticeKind.TASK_GIVEN, event=event, about=self.case.number, path=path)

    def lines(self) -> list[Line]:
        """What, by whom, by when, how often put off, and what came of it."""
        return [
            Line("", self.text),
            Line(_("ผู้รับผิดชอบ"), self.whose),
            Line(_("ภายใน"), thai_date(self.due_on)),
            Line(_("การเลื่อนกำหนด"), self.moves),
            Line(_("สถานะ"), self.get_state_display()),
            Line(_("ผลหรือเหตุผล"), self.settled_note),
        ]


class AdviceKind(models.TextChoices):
    """What a point of the team's advice is about."""

    KNOW = "KNOW", _("สิ่งที่ต้องรู้เพิ่ม")
    RULE = "RULE", _("กฎหรือระเบียบที่เกี่ยวข้อง")


class AdviceQuerySet(CaseEntryQuerySet):
    """Points of advice."""

    def of(self, case):
        """Those given in a case, the newest first, without what was voided."""
        return self.filter(case=case, voided_at=None).select_related("entered_by", "settled_by").order_by("-pk")

    def open_in(self, case):
        """Those of a case that no step has ticked off yet, the oldest first."""
        return self.of(case).filter(settled_at=None).order_by("pk")


class Advice(CaseEntry):
    """One point of what the multidisciplinary team advised before acting: to find out, or to heed; ticked off in a later step."""

    kind = models.CharField(_("ชนิด"), max_length=4, choices=AdviceKind, default=AdviceKind.KNOW)
    text = EncryptedTextField(_("ข้อแนะนำ"))
    from_whom = LineField(_("ผู้แนะนำ"), max_length=160, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_step = models.PositiveSmallIntegerField(choices=Step, null=True, blank=True)
    settled_note = EncryptedTextField(_("คำตอบหรือสิ่งที่ทำแล้ว"), blank=True)

    objects = AdviceQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CaseEntry.Meta):
        verbose_name = _("ข้อแนะนำของทีม")
        constraints = [
            *CaseEntry.Meta.constraints,
            models.CheckConstraint(
                name="advice_is_ticked_off_by_somebody_some_day",
                condition=Q(settled_at=None, settled_on=None, settled_by=None, settled_step=None)
                | Q(settled_at__isnull=False, settled_on__isnull=False, settled_by__isnull=False, settled_step__isnull=False),
            ),
            models.CheckConstraint(
                name="advice_is_not_ticked_off_before_it_was_given",
                condition=Q(settled_on=None) | Q(settled_on__gte=F("happened_on")),
            ),
        ]

    def __str__(self):
        return self.key

    def as_at(self, at: datetime) -> None:
        """Open, where it was ticked off later."""
        super().as_at(at)
        if self.settled_at and self.settled_at > at:
            self.settled_note = ""

    def lines(self) -> list[Line]:
        """The point, who gave it, and what was found."""
        return [
            Line(self.get_kind_display(), self.text),
            Line(_("ผู้แนะนำ"), self.from_whom),
            Line(_("คำตอบหรือสิ่งที่ทำแล้ว"), self.settled_note),
        ]
