"""The plans of checks of a case, as they are read: each check with its day, its people, and the report that counts for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from thai.dates import thai_date

from .models import Case, FollowUp, PlannedCheck, Return, Status

RESTING = (Status.PAUSED, Status.MOVING)


@dataclass(frozen=True)
class CheckRow:
    """A check, and the first report that counts for it."""

    check: PlannedCheck
    report: FollowUp | None


@dataclass(frozen=True)
class Plan:
    """The checks after one return."""

    entry: Return
    rows: list[CheckRow]
    is_current: bool  # still to be followed
    silence: str  # what stands where nothing was reported; "" while reports are asked for

    @property
    def left(self) -> int:
        """How many checks nothing was reported for."""
        return sum(1 for row in self.rows if row.report is None)


def plans_of(case: Case) -> list[Plan]:
    """The plan of every return that stands, the latest first, in a number of queries that does not depend on how many."""
    returns = Return.objects.filter(round__case=case, voided_at=None).select_related("round", "school", "pathway", "recommended")
    people = returns.prefetch_related("checks__school_owner", "checks__office_owner", "checks__of_return__school")
    told = FollowUp.objects.filter(round__case=case, voided_at=None).select_related("entered_by")
    reports = list(told.order_by("happened_on", "pk"))
    plans: list[Plan] = []
    after: Return | None = None
    for entry in people.order_by("-round__number", "-happened_on", "-pk"):
        is_last = after is None or after.round_id != entry.round_id
        plans.append(_plan(entry, _reports_of(entry, None if is_last else after, reports), case, is_last))
        after = entry
    return plans


def _reports_of(entry: Return, after: Return | None, reports: list[FollowUp]) -> list[FollowUp]:
    """The reports of the round that tell of the time from this return to the one after it."""
    since = [one for one in reports if one.round_id == entry.round_id and one.happened_on >= entry.happened_on]
    return [one for one in since if after is None or one.happened_on < after.happened_on]


def _plan(entry: Return, reports: list[FollowUp], case: Case, is_latest: bool) -> Plan:
    rows = [CheckRow(check, next((one for one in reports if check.is_done_by([one])), None)) for check in entry.checks.all()]
    is_current = is_latest and case.is_open and entry.round.closed_on is None
    return Plan(entry, rows, is_current, _silence(entry, case) if is_current else _("ไม่มีรายงาน"))


def _silence(entry: Return, case: Case) -> str:
    if not entry.confirmed_on:
        return _("เริ่มติดตามเมื่อปลายทางยืนยัน")
    return _("พักการติดตาม") if case.status in RESTING else ""


def plan_in_words(checks: Iterable[PlannedCheck]) -> str:
    """The days of a plan in one line."""
    days = ", ".join(f"{check.short_name} {thai_date(check.due_on)}" for check in checks)
    return _("ติดตาม: %(days)s") % {"days": days}
