"""Whether the child came to school: in the four weeks before the case, and in each period after a return, as the school noted it.

A day counts where the school called the roll or noted any absence. Where it noted nothing the word of its report stands instead,
and where there is none of these nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools import calendar
from schools.models import School

from .models import Absence, Case, FollowUp, PlannedCheck, Return, RollCall
from .steps import CHECK_GRACE

ONE_DAY = timedelta(days=1)
BEFORE = timedelta(weeks=4)
ENOUGH = 5  # days noted, from which on a share is said by itself
UNTIL_NOW, UNTIL_THE_END = gettext_lazy("ถึงวันนี้"), gettext_lazy("จนจบรอบ")


@dataclass
class Period:
    """Some time of a child's schooling: how many of the days that the school noted it was there, and what was reported."""

    label: str | Promise
    first: date
    last: date
    school: School | None = None
    round_number: int = 0  # 0: before the case
    report: FollowUp | None = None
    known: int = 0
    present: int = 0

    @property
    def percent(self) -> int | None:
        """The share of the days noted; None where none is."""
        return round(100 * self.present / self.known) if self.known else None

    @property
    def words(self) -> str:
        """How often the child came, in words."""
        if self.known:
            said = {"present": self.present, "known": self.known, "percent": self.percent}
            return _("มา %(present)s จาก %(known)s วันที่โรงเรียนบันทึก (%(percent)s%%)") % said
        return str(self.report.get_attendance_display()) if self.report else _("ไม่มีข้อมูล")


@dataclass(frozen=True)
class Effect:
    """The picture of one case."""

    periods: list[Period] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.periods)

    @property
    def finding(self) -> str:
        """What it shows, where enough days are known at both ends."""
        before, *after = [one.percent if one.known >= ENOUGH else None for one in self.periods]
        latest = next((one for one in reversed(after) if one is not None), None)
        if before is None or latest is None:
            return ""
        return _("มาเรียน %(before)s%% ก่อนเปิดเคส · %(latest)s%% ช่วงล่าสุด") % {"before": before, "latest": latest}


def effect_of(case: Case, today: date) -> Effect:
    """The picture of a case, in a number of queries that does not depend on its length; empty before a return was confirmed."""
    returns = {one.round_id: one for one in _returns(case, today)}  # the latest of each round
    if not returns:
        return Effect()
    checks, reports = _by_return(case), _reports(case)
    periods = [_before(case)]
    for one in returns.values():
        periods += _after(one, checks[one.pk], [two for two in reports if two.round_id == one.round_id], today)
    _count(case, periods)
    return Effect(periods)


def _returns(case: Case, today: date) -> Iterable[Return]:
    confirmed = Return.objects.filter(round__case=case, voided_at=None, confirmed_on__isnull=False, happened_on__lte=today)
    return confirmed.select_related("round", "school").order_by("round__number", "happened_on", "pk")


def _by_return(case: Case) -> dict[int, list[PlannedCheck]]:
    checks: dict[int, list[PlannedCheck]] = defaultdict(list)
    for check in PlannedCheck.objects.filter(of_return__round__case=case).order_by("due_on", "pk"):
        checks[check.of_return_id].append(check)
    return checks


def _reports(case: Case) -> list[FollowUp]:
    return list(FollowUp.objects.filter(round__case=case, voided_at=None).order_by("happened_on", "pk"))


def _before(case: Case) -> Period:
    """The four weeks before the case, at the school where the child was then."""
    last = case.opened_on - ONE_DAY
    known = list(case.student.enrolments.select_related("school"))
    there = [one.school for one in known if (one.started_on or last) <= last and (one.ended_on is None or one.ended_on > last)]
    school = there[0] if there else None if known else case.school
    return Period(_("สี่สัปดาห์ก่อนเปิดเคส"), case.opened_on - BEFORE, last, school)


def _after(entry: Return, checks: list[PlannedCheck], reports: list[FollowUp], today: date) -> Iterator[Period]:
    """From the return to each check, and from the last one that has come to the end of the round or today."""
    end, first = entry.round.closed_on or today, entry.happened_on
    told = [one for one in reports if one.happened_on >= first]
    for check in (one for one in checks if first <= one.due_on <= end):
        if first <= check.due_on:
            report = next((one for one in told if one.happened_on >= check.due_on - timedelta(days=CHECK_GRACE)), None)
            yield Period(str(check), first, check.due_on, entry.school, entry.round.number, report)
            first = check.due_on + ONE_DAY
    if first <= end:
        latest = [one for one in told if one.happened_on >= first]
        label = UNTIL_THE_END if entry.round.closed_on else UNTIL_NOW
        yield Period(label, first, end, entry.school, entry.round.number, latest[-1] if latest else None)


def _count(case: Case, periods: list[Period]) -> None:
    """Count the days of each period that its school noted, and those on which the child was there."""
    schools = {one.school for one in periods if one.school}
    calendars = calendar.load({one.area_id for one in schools})
    span = (min(one.first for one in periods), max(one.last for one in periods))
    absent = set(case.student.absences.filter(day__range=span).values_list("day", flat=True))
    noted = _noted(schools, span)
    for one in periods:
        if one.school:
            days = calendars[one.school.area_id].at(one.school.pk).school_days(one.first, one.last)
            known = [day for day in days if day in absent or day in noted[one.school.pk]]
            one.known, one.present = len(known), sum(day not in absent for day in known)


def _noted(schools: set[School], span: tuple[date, date]) -> dict[int, set[date]]:
    """By school, the days on which it called the roll or noted somebody's absence."""
    days: dict[int, set[date]] = defaultdict(set)
    called = RollCall.objects.filter(school__in=schools, day__range=span).order_by().values_list("school", "day")
    absences = Absence.objects.filter(student__school__in=schools, day__range=span).order_by()
    for school, day in called.union(absences.values_list("student__school", "day")):
        days[school].add(day)
    return days
