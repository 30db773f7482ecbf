"""Figures about referrals by receiver and by kind of help, and the help not to be had; each with the address of what it counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from referrals.filters import NO_AMPHOE, NOTHING_GIVEN, QUESTIONS, UNKNOWN, due_by
from referrals.models import HelpGiven, Outcome, Referral, ReferralStatus
from referrals.unmet import ASKED_FOR, Unmet
from schools.models import Agency, Amphoe, Code, School
from thai.dates import fiscal_year, fiscal_year_bounds

RECEIVER = ("agency", "school")
WAITS = {"answered": "answered_on", "reported": "result_on"}  # medians: the days from sending to each
# What became of a kind of help that was asked for: each time one of these.
FATES = {
    Outcome.GOT: _lazy("ได้รับ"),
    Outcome.PARTLY: _lazy("ได้บางส่วน"),
    Outcome.NOT: _lazy("ไม่ได้รับ"),
    UNKNOWN: _lazy("ยังไม่ทราบผล"),
    ReferralStatus.DECLINED: _lazy("รับไม่ได้"),
    ReferralStatus.WITHDRAWN: _lazy("ถอนคำขอ"),
}


@dataclass(frozen=True)
class Number:
    """A number and the page that lists what it counts."""

    value: float | None
    url: str


@dataclass(frozen=True)
class Line:
    """One receiver: its numbers by name, why it declined, and the length of its bar."""

    label: str
    numbers: dict[str, Number]
    reasons: list[tuple[Code, Number]]
    share: int


@dataclass(frozen=True)
class HelpLine:
    """One kind of help with its numbers, each under its heading, and the length of its bar."""

    label: str
    cells: list[tuple[str, Number]]
    share: int


def asked(**words: object) -> str:
    """The list of referrals that are so."""
    return f"{reverse('referrals:referral-list')}?{urlencode({name: word for name, word in words.items() if word})}"


def needs_asked(**words: object) -> str:
    """The list of needs that are so."""
    return f"{reverse('referrals:need-list')}?{urlencode({name: word for name, word in words.items() if word})}"


def of_year(referrals: QuerySet[Referral], year: int | None) -> QuerySet[Referral]:
    """Those that count: not voided, and sent in that fiscal year, or ever."""
    counted = referrals.filter(voided_at=None).order_by()
    return counted.filter(happened_on__range=fiscal_year_bounds(year)) if year else counted


def years(referrals: QuerySet[Referral], today: date) -> list[int]:
    """The fiscal years to choose from, the latest first."""
    first = referrals.filter(voided_at=None).aggregate(first=Min("happened_on"))["first"] or today
    return list(range(fiscal_year(today), fiscal_year(first) - 1, -1))


def counts(today: date) -> dict[str, tuple[Q, dict[str, object]]]:
    """What is counted of referrals, and how their list asks for it."""
    declined, withdrawn = ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN
    return {
        "sent": (Q(), {}),
        **{name: (one.is_so, {name: 1}) for name, one in QUESTIONS.items()},
        "declined": (Q(status=declined), {"status": declined.value}),
        "withdrawn": (Q(status=withdrawn), {"status": withdrawn.value}),
        "due": (due_by(today), {"due": "on"}),
    }


# By receiver


def receivers(referrals: QuerySet[Referral], today: date) -> QuerySet:
    """The receivers of these referrals with what is counted of each, the one asked most on top."""
    found = {f"n_{name}": Count("pk", filter=is_so) for name, (is_so, _so) in counts(today).items()}
    return referrals.values(*RECEIVER).annotate(**found).order_by("-n_sent", *RECEIVER)


def lines(page: Page, referrals: QuerySet[Referral], year: int | None, today: date) -> list[Line]:
    """The receivers of one page: beside their counts, how long they took and why they declined, in five queries."""
    rows = list(page)
    agencies = Agency.objects.in_bulk({row["agency"] for row in rows} - {None})
    schools = School.objects.in_bulk({row["school"] for row in rows} - {None})
    sent_to = Q(agency__in=[row["agency"] for row in rows]) | Q(school__in=[row["school"] for row in rows])
    theirs = referrals.filter(sent_to)
    medians = {name: _medians(theirs, day) for name, day in WAITS.items()}
    reasons = _reasons(theirs)

    def line(row: dict) -> Line:
        agency, school = agencies.get(row["agency"]), schools.get(row["school"])
        receiver = {"agency": agency and agency.key, "school": school and school.key, "year": year}
        of = row["agency"], row["school"]
        numbers = {name: Number(row[f"n_{name}"], asked(**receiver, **so)) for name, (_is_so, so) in counts(today).items()}
        numbers |= {f"days_{name}": Number(found.get(of), asked(**receiver, **{name: 1})) for name, found in medians.items()}
        why = [(code, Number(number, asked(**receiver, reason=code.code))) for code, number in reasons.get(of, [])]
        return Line(str(agency or school), numbers, why, round(100 * row["n_sent"] / rows[0]["n_sent"]))

    return [line(row) for row in rows]


def total(referrals: QuerySet[Referral], year: int | None, today: date) -> dict[str, Number]:
    """All receivers together."""
    counted = counts(today)
    found = referrals.aggregate(**{name: Count("pk", filter=is_so) for name, (is_so, _so) in counted.items()})
    numbers = {name: Number(found[name], asked(year=year, **so)) for name, (_is_so, so) in counted.items()}
    for name, day in WAITS.items():
        days = [waited for _receiver, waited in _waits(referrals, day)]
        numbers[f"days_{name}"] = Number(median(days) if days else None, asked(year=year, **{name: 1}))
    numbers["silent"] = Number(referrals.silent(today).count(), asked(year=year, silent="on"))  # type: ignore[attr-defined]
    return numbers


def _waits(referrals: QuerySet[Referral], day: str) -> Iterable[tuple[tuple, int]]:
    """The receiver, and the days from sending to `day`, of each referral that came so far; counted by the database."""
    waited = ExpressionWrapper(F(day) - F("happened_on"), DurationField())
    rows = referrals.filter(**{f"{day}__isnull": False}).values_list(*RECEIVER, waited)
    for agency, school, days, number in rows.annotate(number=Count("pk")):
        yield from [((agency, school), days.days)] * number


def _medians(referrals: QuerySet[Referral], day: str) -> dict[tuple, float]:
    by_receiver: dict[tuple, list[int]] = {}
    for receiver, waited in _waits(referrals, day):
        by_receiver.setdefault(receiver, []).append(waited)
    return {receiver: median(days) for receiver, days in by_receiver.items()}


def _reasons(referrals: QuerySet[Referral]) -> dict[tuple, list[tuple[Code, int]]]:
    """Why each receiver declined, and how often, the commonest first."""
    declined = referrals.filter(status=ReferralStatus.DECLINED)
    rows = (
        declined.values_list(*RECEIVER, "decline_reason").annotate(number=Count("pk")).order_by("-number", "decline_reason__order")
    )
    codes = Code.objects.in_bulk({reason for _agency, _school, reason, _number in rows})
    found: dict[tuple, list[tuple[Code, int]]] = {}
    for agency, school, reason, number in rows:
        found.setdefault((agency, school), []).append((codes[reason], number))
    return found


# By kind of help


def by_help(referrals: QuerySet[Referral], lacking: list[Unmet], year: int | None) -> list[HelpLine]:
    """What became of each kind of help that was asked for, and how many children it is not to be had for."""
    became, lack = _fates(referrals), Counter(one.help_kind for one in lacking)
    asked_for = Counter({help_kind: sum(fates.values()) for help_kind, fates in became.items()})
    most = max(asked_for.values(), default=0)

    def line(code: Code) -> HelpLine:
        cells = [(_("ขอ (ครั้ง)"), Number(asked_for[code.pk], asked(help=code.code, year=year)))]
        for fate, head in FATES.items():
            so = {"status": fate} if fate in NOTHING_GIVEN else {"result": fate}
            cells.append((str(head), Number(became.get(code.pk, Counter())[fate], asked(help=code.code, year=year, **so))))
        cells.append((_("หาไม่ได้ในพื้นที่ (คน)"), Number(lack[code.pk], needs_asked(help=code.code, year=year))))
        return HelpLine(code.label, cells, round(100 * asked_for[code.pk] / most) if most else 0)

    codes = Code.objects.in_bulk(asked_for.keys() | lack.keys()).values()
    return [line(code) for code in sorted(codes, key=lambda code: (-asked_for[code.pk], code.order))]


def _fates(referrals: QuerySet[Referral]) -> dict[str, Counter]:
    """By kind of help, how many referrals ended how."""
    of_these = referrals.values("pk")
    asked_for = ASKED_FOR.objects.filter(referral__in=of_these).values_list("code", "referral__status").annotate(n=Count("pk"))
    found: dict[str, Counter] = {}
    for help_kind, status, number in asked_for:
        found.setdefault(help_kind, Counter())[status if status in NOTHING_GIVEN else UNKNOWN] += number
    was_asked = Exists(ASKED_FOR.objects.filter(referral=OuterRef("record"), code=OuterRef("help_kind")))
    given = HelpGiven.objects.filter(was_asked, record__in=of_these).order_by().values_list("help_kind", "outcome")
    for help_kind, outcome, number in given.annotate(n=Count("pk")):
        found[help_kind] += Counter({outcome: number})
        found[help_kind][UNKNOWN] -= number
    return found


def by_amphoe(lacking: list[Unmet], year: int | None) -> list[HelpLine]:
    """The children who lack each kind of help, in all and in each amphoe."""
    there = Counter((one.help_kind, one.amphoe) for one in lacking)
    whole = Counter(one.help_kind for one in lacking)
    amphoe = _amphoe_of(lacking)
    most = max(whole.values(), default=0)

    def line(code: Code) -> HelpLine:
        cells = [(_("ทั้งหมด (คน)"), Number(whole[code.pk], needs_asked(help=code.code, year=year)))]
        for one, name in amphoe.items():
            cells.append((name, Number(there[code.pk, one], needs_asked(help=code.code, amphoe=one or NO_AMPHOE, year=year))))
        return HelpLine(code.label, cells, round(100 * whole[code.pk] / most))

    codes = Code.objects.in_bulk(list(whole)).values()
    return [line(code) for code in sorted(codes, key=lambda code: (-whole[code.pk], code.order))]


def _amphoe_of(lacking: list[Unmet]) -> dict[str | None, str]:
    """The names of the amphoe where something lacks; where none is known comes last."""
    found: dict[str | None, str] = {
        one.pk: one.name for one in Amphoe.objects.filter(pk__in={one.amphoe for one in lacking if one.amphoe}).order_by("code")
    }
    return found | ({None: _("ไม่ระบุอำเภอ")} if any(one.amphoe is None for one in lacking) else {})
