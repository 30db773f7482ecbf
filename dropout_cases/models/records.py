"""What people write into a case: the common shape of every entry, and of the records of the steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.steps import RULE, RULES, Risk, Safety, Step
from schools.access import No, Role
from schools.fields import KeyField, ProseField
from schools.models import User

from .cases import Case, Round


@dataclass(frozen=True)
class Line:
    """One labelled line of an entry on the timeline; a sensitive one is for the person responsible and the supervisor."""

    label: str | Promise
    value: object
    sensitive: bool = False
    of_office: bool = False  # what the office thinks of the child, which a school does not read
    link: str = ""  # where the value leads on a screen


@dataclass(frozen=True)
class Awaited:
    """Somebody who has yet to answer a record: who, since when, by when; the office itself, where the other side asks something."""

    who: str
    since: date
    until: date | None = None
    by_office: bool = False


class Entry(models.Model):
    """Anything written into a case. It is never deleted: a wrong one is voided with a reason and stays, struck through."""

    key = KeyField()
    token = models.CharField(max_length=40, unique=True, null=True, editable=False)  # noqa: DJ001  many rows have none
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_role = models.CharField(max_length=20, choices=Role)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    void_reason = ProseField(blank=True, editable=False)

    READ_AS_AT: tuple[str, ...] = ()  # what `as_at` reads along

    round: models.ForeignKey  # of a Round; each kind of entry names its own
    happened_on: Any  # a date; a decision is of the day it was made

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_voided_by_somebody_for_a_reason",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
            )
        ]

    @classmethod
    def moving(cls, old, new) -> models.QuerySet:
        """Of the entries of the round `old` those that go over when its case is joined to that of `new`: all of them."""
        return cls._base_manager.filter(round=old)  # type: ignore[misc]

    @property
    def is_void(self) -> bool:
        """Whether the entry was voided."""
        return self.voided_at is not None

    def may_be_voided(self) -> bool | No:
        """Whether the entry may be struck out as it stands; a refusal says why."""
        return True

    @property
    def title(self) -> str:
        """The entry's heading on the timeline."""
        return str(self._meta.verbose_name)

    @property
    def writer_words(self) -> str:
        """Who wrote the entry."""
        return self.entered_by.full_name

    @property
    def role_words(self) -> str:
        """In which role."""
        return str(Role(self.entered_role).label)

    @property
    def shared_with_school(self) -> bool:
        """Whether the child's school may read the entry: what a school wrote itself, unless a kind of entry says more."""
        return self.entered_role == Role.SCHOOL_STAFF

    def lines(self) -> list[Line]:
        """What the timeline shows of the entry."""
        return []

    def as_at(self, at: datetime) -> None:
        """Make this copy say what the entry said at a moment, for those who have read the case until then; never save it."""
        if self.voided_at and self.voided_at > at:
            self.voided_at, self.voided_by, self.void_reason = None, None, ""


class StepRecordQuerySet(models.QuerySet):
    """Records of a step."""

    def visible_to(self, user):
        """Records of the cases `user` may see."""
        return self.filter(round__case__in=Case.objects.visible_to(user)).select_related("round__case")

    def with_lines(self):
        """Records with everything their facts and timeline lines read, in a fixed number of queries."""
        return self._with(self.model.LINES).select_related("entered_by")

    def with_facts(self):
        """Records with what their facts and those they wait for are read from, and no more: the engine reads them at every act."""
        return self._with(self.model.JUDGED)

    def _with(self, names: tuple[str, ...]):
        joined = {name for name in names if self.model._meta.get_field(name).many_to_one}
        read = self.prefetch_related(*(set(names) - joined))
        return read.select_related(*joined) if joined else read


class StepRecord(Entry):
    """A record that helps complete a step of a round. It may be back-dated; when it was entered is kept."""

    LINES: tuple[str, ...] = ()  # what `with_lines` reads along
    JUDGED: tuple[str, ...] = ()  # what `with_facts` reads along
    FACTS: tuple[str, ...] = ()  # the facts its rows can establish
    LINK_PAGE = ""  # the page to which a personal link leads, where an answer in free words is not what is asked

    round = models.ForeignKey(Round, models.PROTECT, related_name="%(class)ss")
    happened_on = models.DateField(_("วันที่"))
    safety = models.CharField(_("ตอนนี้นักเรียนปลอดภัยไหม"), max_length=6, choices=Safety, blank=True)
    best_interest = ProseField(_("สิ่งที่ดีที่สุดสำหรับนักเรียน"), blank=True)
    risk = models.CharField(_("ความเสี่ยงหลังบันทึกนี้"), max_length=6, choices=Risk, blank=True)

    objects = StepRecordQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["happened_on", "pk"]

    def __str__(self):
        return f"{self._meta.model_name} {self.key}"

    @classmethod
    def step(cls) -> Step:
        """The step this kind of record belongs to, as the table says."""
        return next(rule.step for rule in RULES if rule.record == cls._meta.label)

    @classmethod
    def facts(cls, records: list) -> set[str]:
        """The facts these records (none of them voided) establish together."""
        raise NotImplementedError

    @classmethod
    def awaiting_school(cls, cases, user) -> "Sequence[StepRecord]":
        """Records that wait for `user`'s school: those of its children's cases, and those sent to it."""
        return []

    @property
    def place(self):
        """Where rights are asked for."""
        return self.round.case.place

    def asked_at(self, case: Case):
        """The place that is asked to answer the record, where anybody but the office is: the child's, unless it names another."""
        return case.place

    @property
    def answer_url(self) -> str:
        """The page on which what was answered is written down."""
        return reverse(RULE[self.step()].answer_url_name, args=[self.key])

    @classmethod
    def latest_day(cls, today: date) -> date:
        """The latest day such a record may be of."""
        return today

    @property
    def known_on(self) -> date:
        """The day the record's last word came in."""
        return self.happened_on

    @property
    def awaited(self) -> Awaited | None:
        """Who has yet to answer, if anybody."""
        return None

    @property
    def asked_by_link(self) -> str:
        """What somebody without an account is asked through a personal link, word for word; "" where nobody is asked so."""
        return ""

    @property
    def is_open_to_links(self) -> bool:
        """Whether somebody without an account may still write to it."""
        return bool(self.awaited and self.asked_by_link)

    @property
    def is_shut(self) -> bool:
        """Whether the links given out for it open nothing any more."""
        return False

    def answer_by_link(self, text: str, *, name: str, on: date) -> dict[str, object]:
        """The fields that an answer in free words through a personal link fills."""
        raise NotImplementedError

    def takes(self, answer: str) -> bool | No:
        """Whether this answer may be written down: the first, or the same once more."""
        raise NotImplementedError

    def link_to(self) -> dict[str, str]:
        """Whom a personal link is for, as far as the record knows: for_whom, email, phone."""
        return {}

    def prepare(self, case: Case) -> None:
        """Called by the engine under the case's lock, before the record is saved."""

    def follow(self) -> None:
        """Called by the engine in the same transaction, after the record is saved."""

    def unfollow(self) -> None:
        """Called by the engine in the same transaction, after the record was voided."""

    def people(self) -> list[tuple[str, str]]:
        """Whom the record brought into the case: (name, in what part)."""
        return []

    def common_lines(self) -> list[Line]:
        """The two questions of every form."""
        return [
            Line(_("สิ่งที่ดีที่สุดสำหรับนักเรียน"), self.best_interest, of_office=True),
            Line(_("ความปลอดภัย"), self.get_safety_display() if self.safety else "", of_office=True),
        ]
