"""Reports before they are cases: which wait for whom and how long, what came in, what was decided, and what a school made."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from schools.access import Action, Role
from thai.dates import BE, thai_date
from thai.identity import mask_pin

from .duplicates import Match, Told, candidates
from .models import Line, Precision, Report, ReportChannel, ReportQuestion, Student
from .workflow.reports import child_told

LOOK_WITHIN, LOOK_AT_DANGER_WITHIN = timedelta(hours=24), timedelta(hours=1)
SHOWN_DECIDED = timedelta(days=30)
AT_HOME = 10  # rows shown on the first page of the day
ON_ONE_LINE = 24  # letters of a name that stand on one line of a telephone
LITTLE_ONE = "น้อง"  # how children are spoken of
OF_VERDICT = ("decided_by", "set_aside_reason")
DETAILS = (
    "nickname", "sex", "born_on", "grade", "guardian_name", "guardian_relation", "guardian_phone", "address", "tambon",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A report in a list, with its clock: how long it has waited for somebody to decide."""

    report: Report
    waited: timedelta

    @property
    def child(self) -> Student | None:
        """The child under the name that was told; None where that is too long for a name, or there is none."""
        return name_told(self.report)

    @property
    def is_overdue(self) -> bool:
        """Whether it waited longer than the office allows itself."""
        return self.waited > (LOOK_AT_DANGER_WITHIN if self.report.is_urgent else LOOK_WITHIN)

    @property
    def words(self) -> str:
        """How long, in words: minutes, then hours, then days."""
        minutes = max(int(self.waited.total_seconds()), 0) // 60
        if minutes < 60:
            return _("รอมาแล้ว %(minutes)d นาที") % {"minutes": minutes}
        if minutes < 48 * 60:
            return _("รอมาแล้ว %(hours)d ชม. %(minutes)d นาที") % {"hours": minutes // 60, "minutes": minutes % 60}
        return _("รอมาแล้ว %(days)d วัน") % {"days": minutes // (24 * 60)}


def rows(reports, now: datetime) -> list[Row]:
    """Each report with its clock."""
    return [Row(report, now - report.entered_at) for report in reports]


def name_told(report: Report) -> Student | None:
    """A name as told, in the parts that stay together on a line; of one who told none, the name the office knows."""
    if not report.child_name:
        return None if report.described_as else report.student
    child = Student()
    child.take_name(report.child_name)
    return child if max(len(child.first_name), len(child.last_name)) <= ON_ONE_LINE else None


def waiting_for(user):
    """The reports that wait for a verdict `user` may give, danger first, then the oldest."""
    return Report.objects.decidable_by(user).filter(round=None).waiting().by_urgency().for_list()


def news_for(user):
    """Reports to which something was added that `user` may read: those outside cases, and of cases the sensitive part is theirs."""
    guarded, _places = user.scope_of(Action.SENSITIVE_SEE, "school")
    readable = Q(round=None) | Q(round__case__owner=user) | Q(area__in=guarded)
    news = Report.objects.decidable_by(user).filter(readable).with_news().for_list().select_related(*OF_VERDICT)
    return news.order_by("entered_at", "pk")


def decided_for(user, now: datetime):
    """What was decided in the last days, the latest first; what the office wrote straight into a case was never waited for."""
    decided = Report.objects.decidable_by(user).filter(decided_at__gte=now - SHOWN_DECIDED, voided_at=None)
    listed = decided.exclude(channel=ReportChannel.OFFICE).for_list().select_related(*OF_VERDICT)
    return listed.order_by("-decided_at", "-pk")


def at_home(user, now: datetime) -> dict[str, object]:
    """What the first page of the day shows of reports: the most pressing, how many more, and how many have something new."""
    waiting = waiting_for(user)
    count = waiting.count()
    first = rows(waiting[:AT_HOME], now) if count else []
    return {"reports": first, "report_count": count, "more_reports": count - len(first), "news_count": news_for(user).count()}


def made_by(user, now: datetime):
    """The reports a member of a school's staff made that stand in no case: waiting, or set aside lately."""
    lately = Q(verdict="") | Q(decided_at__gte=now - SHOWN_DECIDED)
    mine = Report.objects.visible_to(user).filter(entered_by=user, entered_role=Role.SCHOOL_STAFF)
    own = mine.filter(lately, round=None, voided_at=None)
    return own.for_list().order_by("-entered_at", "-pk")


def asked_of(user):
    """The questions that wait for the answer of `user`'s school, the oldest first."""
    _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
    return ReportQuestion.objects.filter(school__in=schools).open().select_related("school", "asked_by").order_by("asked_at", "pk")


def matches_for(report: Report, user) -> list[Match]:
    """The children a report may be about, as far as `user` may see them; น้อง before a name is mostly no part of it."""
    child, number = child_told(report)
    told = Told.of(report.student or child, number)
    found = candidates(told, user)
    if found or not told.first.startswith(LITTLE_ONE):
        return found
    return candidates(replace(told, first=told.first.removeprefix(LITTLE_ONE)), user)


def details_of(report: Report) -> list[Line]:
    """What was told of the child beside its name; its number is masked."""
    child, number = child_told(report)
    labels = {field.name: field.verbose_name for field in Student._meta.fields}
    lines = [Line(labels[name], _detail(child, name)) for name in DETAILS]
    return [line for line in [*lines, Line(_("เลขประจำตัว"), mask_pin(number))] if line.value]


def _detail(child: Student, name: str):
    if name == "sex":
        return child.get_sex_display()
    if name == "born_on" and child.born_on:
        by_year = child.born_precision == Precision.YEAR
        return _("พ.ศ. %(year)d") % {"year": child.born_on.year + BE} if by_year else thai_date(child.born_on, "long")
    return getattr(child, name)
