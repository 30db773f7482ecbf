"""How the rounds went in which a kind of help was given, beside those in which it was asked for and did not come.

A round tells what became of the child after it, not because of it: nothing here says that the help was the cause.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Attendance, FollowUp, Return, Round, RoundResult, StepState
from dropout_cases.models.case_queries import RoundQuerySet
from dropout_cases.models.returns import LEFT
from dropout_cases.steps import State, Step
from referrals.models import HelpGiven, Outcome, ReferralStatus
from referrals.unmet import ASKED_FOR
from schools.models import Code
from thai.dates import fiscal_year_bounds

SHARE_FROM = 10  # fewer rounds than this have no share: one child more or less would turn it


class Fate(models.TextChoices):
    """How a round went, as far as it is known."""

    STAYING = "STAYING", _("อยู่ต่อได้")
    ATTENDING = "ATTENDING", _("ยังมาเรียน")
    LEFT = "LEFT", _("ออกอีก")
    UNKNOWN = "UNKNOWN", _("ยังไม่ทราบ")


DEFINITION = {
    Fate.STAYING: _("ปิดเคสว่าอยู่ในการศึกษาต่อได้ หรือมาเรียนอยู่เมื่อครบแผนติดตามของรอบ"),
    Fate.ATTENDING: _("กลับเข้าเรียนแล้ว รายงานล่าสุดว่ายังมาเรียน แต่ยังติดตามไม่ครบแผน"),
    Fate.LEFT: _("กลับเข้าเรียนแล้วหยุดเรียนอีกในรอบนั้น"),
    Fate.UNKNOWN: _("ยังไม่ได้กลับเข้าเรียน ยังไม่มีรายงานการมาเรียน รอบจบด้วยเหตุอื่น หรือโอนให้เขตอื่น"),
}


@dataclass(frozen=True)
class Cell:
    """How many rounds, and the address of their list."""

    label: str
    number: int
    url: str


@dataclass(frozen=True)
class Line:
    """The rounds of a kind of help that came, or did not: how many, how each went, and the share that stayed of those that tell."""

    label: str
    cells: list[Cell]
    stayed: int
    told: int

    @property
    def percent(self) -> int | None:
        """The share, where there are enough to speak of one."""
        return round(100 * self.stayed / self.told) if self.told >= SHARE_FROM else None


def of_year(rounds: RoundQuerySet, year: int | None) -> QuerySet[Round]:
    """The rounds begun in a fiscal year, or all."""
    return rounds.filter(opened_on__range=fiscal_year_bounds(year)) if year else rounds


def with_fate(rounds: QuerySet[Round]) -> QuerySet:
    """The rounds, each with how it went."""
    back = Return.objects.filter(round=OuterRef("pk"), voided_at=None, confirmed_on__isnull=False)
    told = FollowUp.objects.filter(round=OuterRef("pk"), voided_at=None).order_by("-happened_on", "-pk")
    whole = StepState.objects.filter(round=OuterRef("pk"), step=Step.FOLLOW_UP, state=State.SETTLED)
    goes_on = Q(result="")
    said = rounds.annotate(back=Exists(back), told=Subquery(told.values("attendance")[:1]), whole=Exists(whole))
    fate = Choice(
        When(result=RoundResult.STAYED, then=Value(Fate.STAYING)),
        When(back=False, then=Value(Fate.UNKNOWN)),
        When(Q(result=RoundResult.COULD_NOT_STAY) | goes_on & Q(told__in=LEFT), then=Value(Fate.LEFT)),
        When(goes_on & Q(whole=True), then=Value(Fate.STAYING)),
        When(goes_on & Q(told__in=(Attendance.ATTENDING, Attendance.IRREGULAR)), then=Value(Fate.ATTENDING)),
        default=Value(Fate.UNKNOWN),
        output_field=models.CharField(),
    )
    return said.annotate(fate=fate)


def with_help(rounds: QuerySet[Round], help_kind: Code, *, came: bool) -> QuerySet[Round]:
    """The rounds in which this help came, whole or in part; or in which it was asked for, and did not."""
    of_kind = {"help_kind": help_kind, "record__round": OuterRef("pk")}
    got = Exists(_given().filter(**of_kind))
    refused = Exists(_not_given().filter(**of_kind)) | Exists(_declined().filter(code=help_kind, referral__round=OuterRef("pk")))
    return rounds.filter(got) if came else rounds.filter(refused).exclude(got)


def lines(rounds: QuerySet[Round], year: int | None) -> dict[bool, list[Line]]:
    """Every kind of help that came, and every one that did not, the commonest first; in five queries."""
    fates = dict(with_fate(rounds).order_by().values_list("pk", "fate"))
    of_these = rounds.order_by().values("pk")
    got = _pairs(_given().filter(record__round__in=of_these), "help_kind", "record__round")
    refused = _pairs(_not_given().filter(record__round__in=of_these), "help_kind", "record__round")
    refused |= _pairs(_declined().filter(referral__round__in=of_these), "code", "referral__round")
    codes = Code.objects.in_bulk({kind for kind, _round in got | refused})
    return {came: _lines(pairs, fates, codes, year, came=came) for came, pairs in ((True, got), (False, refused - got))}


def _given() -> QuerySet[HelpGiven]:
    return HelpGiven.objects.filter(outcome__in=(Outcome.GOT, Outcome.PARTLY), record__voided_at=None).order_by()


def _not_given() -> QuerySet[HelpGiven]:
    return HelpGiven.objects.filter(outcome=Outcome.NOT, record__voided_at=None).order_by()


def _declined() -> QuerySet:
    return ASKED_FOR.objects.filter(referral__status=ReferralStatus.DECLINED, referral__voided_at=None).order_by()


def _pairs(rows: QuerySet, *names: str) -> set[tuple[str, int]]:
    """Each kind of help with each round, once."""
    return set(rows.values_list(*names).distinct())


def _lines(pairs: Collection[tuple[str, int]], fates: dict[int, str], codes: dict[str, Code], year, *, came: bool) -> list[Line]:
    found: dict[str, Counter] = defaultdict(Counter)
    for kind, round_id in pairs:
        found[kind][fates[round_id]] += 1
    in_order = sorted(found, key=lambda kind: (-found[kind].total(), codes[kind].order))
    return [_line(codes[kind], found[kind], year, came) for kind in in_order]


def _line(code: Code, counts: Counter, year: int | None, came: bool) -> Line:
    asked = {"help": code.code, "came": int(came)} | ({"year": year} if year else {})
    cells = [Cell(str(_("รอบทั้งหมด")), counts.total(), asked_for(**asked))]
    cells += [Cell(str(fate.label), counts[fate], asked_for(**asked, fate=fate.value)) for fate in Fate]
    return Line(code.label, cells, counts[Fate.STAYING], counts[Fate.STAYING] + counts[Fate.LEFT])


def asked_for(**words: object) -> str:
    """The list of the rounds that are so."""
    return f"{reverse('referrals:effect-rounds')}?{urlencode(words)}"
