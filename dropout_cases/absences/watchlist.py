"""Who is on the watch list: absent how long, what somebody did about it, and what the area was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count as Number
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Absence, Case, Report, ReportChannel, Student, Verdict, WatchAct, WatchDeed
from schools.access import Action, may
from schools.models import School

from .counting import Count, Level
from .facts import Facts

RECENT = timedelta(days=45)

TOLD: dict[str, str | Promise] = {
    Verdict.WAITING: _("รอเขตรับเรื่อง"),
    Verdict.NEW_CASE: _("เขตเปิดเคสแล้ว"),
    Verdict.JOINED: _("เขตรวมกับเคสที่เปิดอยู่"),
    Verdict.NOT_A_CASE: _("เขตพิจารณาแล้ว ไม่เปิดเคส"),
}


@dataclass
class Watched:
    """A pupil on the watch list."""

    student: Student
    count: Count
    act: WatchAct | None = None
    report: Report | None = None
    case: Case | None = None

    def needs_somebody(self, excused_on: date | None) -> bool:
        """Whether a level is reached, with a day of absence after the last excuse."""
        last = self.count.last_day
        return self.count.level > Level.NONE and last is not None and (excused_on is None or last > excused_on)

    @property
    def level_label(self) -> str:
        """Whose turn it is, in words."""
        return str(self.count.level.label)

    @property
    def told_words(self) -> str | Promise:
        """What became of the report that was made by itself."""
        return TOLD[self.report.verdict] if self.report else ""


def pupils_of(user, action: Action = Action.WATCH_SEE) -> QuerySet[Student]:
    """The children whose absences a person may see, or do `action` with: of the whole area, or of the person's schools."""
    areas, schools = user.scope_of(action, "school")
    return Student.objects.filter(Q(area__in=areas) | Q(school__in=schools)).current().select_related("area", "school", "grade")


def watched_pupils(user, today: date, *, school: School | None = None, level: Level | None = None) -> list[Watched]:
    """Those who have reached a level, the highest first, within it in dictionary order.

    A pupil whose absences are excused leaves the list until a further day of absence. The database counts first, so that only
    pupils who can have reached a level are read.
    """
    students = _candidates(user, today, school)
    facts, acts = Facts.of(students, today), _acts_of(students)
    latest = {act.student_id: act for act in acts}
    excused = {act.student_id: act.done_on for act in acts if act.deed == WatchDeed.EXCUSED}
    rows = [Watched(student, facts.count(student), latest.get(student.pk)) for student in students]
    kept = [row for row in rows if row.needs_somebody(excused.get(row.student.pk)) and level in (None, row.count.level)]
    return sorted(kept, key=lambda row: (-row.count.level, row.student.sort_key, row.student.pk))


def rows_of(user, rows: Iterable[Watched]) -> list[Watched]:
    """The rows of one page, with what the area was told of each pupil and the open case that `user` may see."""
    rows = list(rows)
    numbers = [row.student.pk for row in rows]
    told = Report.objects.filter(student__in=numbers, channel=ReportChannel.WARNING, voided_at=None).order_by("happened_on", "pk")
    reports = {report.student_id: report for report in told}
    cases = {case.student_id: case for case in Case.objects.visible_to(user).open().filter(student__in=numbers)}
    for row in rows:
        row.report, row.case = reports.get(row.student.pk), cases.get(row.student.pk)
    return rows


def _candidates(user, today: date, school: School | None) -> list[Student]:
    recent = Absence.objects.filter(day__range=(today - RECENT, today)).order_by()
    often = recent.values("student").annotate(days=Number("pk")).filter(days__gte=F("student__area__absent_days_teacher"))
    students = pupils_of(user).filter(pk__in=often.values("student"))
    return list(students.filter(school=school) if school else students)


def acts_read_by(user, pupil: Student):
    """What was done about a pupil's absences, the latest first; a school does not read what another one wrote before."""
    acts = pupil.watch_acts.select_related("noted_by")
    if may(user, Action.CASE_SEE_WHOLE, pupil.area):
        return acts
    own = Q(noted_by__posts__school=pupil.school_id) | Q(noted_by__posts__area=pupil.area_id)
    return acts.filter(pk__in=WatchAct.objects.filter(own, student=pupil).values("pk"))


def _acts_of(students: list[Student]) -> list[WatchAct]:
    acts = WatchAct.objects.filter(student__in=[student.pk for student in students])
    return list(acts.select_related("noted_by").order_by("done_on", "pk"))
