"""Help that is not to be had in an area: what the office can show its province.

A child is counted once for each kind of help that the office told is not to be had, or that everybody asked declined because they
do not offer it or do not serve the place, as long as nobody took it on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dropout_cases.handed_over import child_of, place_of
from dropout_cases.models.case_queries import RoundQuerySet
from referrals.models import Referral, ReferralStatus, UnmetNeed
from referrals.models.referrals import TAKEN_ON
from thai.dates import fiscal_year_bounds

DEFINITION = _(
    "นับนักเรียนหนึ่งคนครั้งเดียวต่อความช่วยเหลือหนึ่งอย่าง เมื่อเจ้าหน้าที่บันทึกว่าหาไม่ได้ในพื้นที่ หรือทุกแห่งที่ขอตอบว่าไม่มีบริการหรืออยู่นอกพื้นที่ และยังไม่มีแห่งใดรับเรื่อง"
)
NOT_TO_BE_HAD = ("referral_decline_reason.NO_SERVICE", "referral_decline_reason.OUT_OF_AREA")
ASKED_FOR = Referral.helps.through


@dataclass(frozen=True)
class Unmet:
    """A kind of help (the id of its code) that a child lacks: by the latest case that told it, when, and how it is known."""

    help_kind: str
    case: int
    amphoe: str | None
    on: date
    told: bool
    declined: int


def unmet(rounds: RoundQuerySet, year: int | None = None) -> list[Unmet]:
    """What is not to be had by these rounds, the latest first: of a fiscal year by the day it was told or asked for, or of all.

    It takes two queries. A case that was handed over stays in the count of the office that had it, as it was then.
    """
    told = _told(UnmetNeed.objects.filter(round__in=rounds.values("pk")))
    declined = _declined(Referral.objects.filter(round__in=rounds.values("pk")))
    if year:
        told = told.filter(happened_on__range=fiscal_year_bounds(year))
        declined = declined.filter(referral__happened_on__range=fiscal_year_bounds(year))
    rows = [(*row, True) for row in told.values_list(*_whose("round__"), "help_kind", "happened_on")]
    rows += [(*row, False) for row in declined.values_list(*_whose("referral__round__"), "code", "referral__answered_on")]
    return _of_each_child(rows)


def _whose(to: str) -> tuple:
    """The child, the case, and its amphoe for the office that `to` leads to."""
    return child_of(to), f"{to}case", place_of(to, "amphoe__code")


def _told(needs: QuerySet[UnmetNeed]) -> QuerySet[UnmetNeed]:
    """What the office told, unless somebody it asked took it on since."""
    since = ASKED_FOR.objects.filter(
        code=OuterRef("help_kind"),
        referral__round__case=OuterRef("case"),
        referral__round__area=OuterRef("round__area"),
        referral__voided_at=None,
        referral__status__in=TAKEN_ON,
        referral__answered_on__gte=OuterRef("happened_on"),
    )
    return needs.filter(~Exists(since), voided_at=None).order_by()


def _declined(referrals: QuerySet[Referral]) -> QuerySet:
    """Help asked for in a case that everybody the office asked said is not to be had there."""
    said_so = Q(referral__status=ReferralStatus.DECLINED, referral__decline_reason__in=NOT_TO_BE_HAD)
    asked = {f"referral__round__{name}": OuterRef(f"referral__round__{name}") for name in ("case", "area")}
    others = ASKED_FOR.objects.filter(code=OuterRef("code"), **asked)
    others = others.filter(~said_so, referral__voided_at=None).exclude(referral__status=ReferralStatus.WITHDRAWN)
    found = referrals.filter(status=ReferralStatus.DECLINED, decline_reason__in=NOT_TO_BE_HAD, voided_at=None).order_by()
    return ASKED_FOR.objects.filter(~Exists(others), referral__in=found.values("pk"))


def _of_each_child(rows: Iterable[tuple]) -> list[Unmet]:
    """The rows put together by child and kind of help."""
    by_child: dict[tuple, list[tuple]] = {}
    for student, case, amphoe, help_kind, on, told in rows:
        by_child.setdefault((student, help_kind), []).append((on, case, amphoe, told))
    found = [_together(help_kind, known) for (_student, help_kind), known in by_child.items()]
    return sorted(found, key=lambda one: (one.on, one.case, one.help_kind), reverse=True)


def _together(help_kind: str, known: list[tuple]) -> Unmet:
    on, case, amphoe, _is_told = max(known, key=lambda row: row[:2])
    told = [row[-1] for row in known]
    return Unmet(help_kind, case, amphoe, on, told=any(told), declined=told.count(False))
