"""Tells the area by itself when a pupil's absences reach the last threshold: once for each episode."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dropout_cases import workflow
from dropout_cases.models import Case, Report, ReportChannel, Student, WatchAct
from dropout_cases.workflow.engine import lock_child
from schools.models import User
from thai.dates import thai_date, thai_month_year

from .counting import Days, Levels, counted_days, months_of_days, rows_of_days
from .facts import Facts

AT_ONCE = 500
SOURCE, GROUP = "report_source.SCHOOL", "student_group.LONG_ABSENT"


@dataclass(frozen=True)
class Episode:
    """Days absent that reached the last threshold: one after the other, or within one month."""

    student: Student
    days: Days
    in_a_row: bool

    @property
    def token(self) -> str:
        """The same for the same episode, so that the database itself keeps its report single."""
        return f"absent-{self.student.key[:22]}-{self.days[0]:%Y%m%d}"

    @property
    def story(self) -> str:
        """What the report says, in Thai whoever noted the last day."""
        with translation.override("th"):
            named = ", ".join(thai_date(day) for day in self.days)
            said = {"count": len(self.days), "days": named, "month": thai_month_year(self.days[0])}
            if self.in_a_row:
                return _("ขาดเรียนติดต่อกัน %(count)s วันเรียน: %(days)s") % said
            return _("ขาดเรียน %(count)s วันเรียนในเดือน%(month)s: %(days)s") % said


def watch(students: Iterable[Student], *, today: date, by: User) -> list[Report]:
    """Report each pupil whose absences newly reached the last threshold; returns the reports made.

    An episode is reported once, also after the office set its report aside; a new one begins with days after those told.
    Nothing is reported while the child has an open case or a report waits.
    """
    pupils = list({student.pk: student for student in students}.values())
    parts = [pupils[start : start + AT_ONCE] for start in range(0, len(pupils), AT_ONCE)]
    made = [_report(episode, by) for part in parts for episode in _new_episodes(part, today)]
    return [report for report in made if report]


def _new_episodes(students: list[Student], today: date) -> Iterator[Episode]:
    facts, told = Facts.of(students, today), _told_until(students)
    for student in students:
        episode = _episode(student, facts, told.get(student.pk))
        if episode:
            yield episode


def _told_until(students: list[Student]) -> dict[int, date]:
    """By pupil, the last day that a report made by itself has told of."""
    told = Report.objects.filter(student__in=students, channel=ReportChannel.WARNING, voided_at=None).order_by("happened_on")
    return dict(told.values_list("student", "happened_on"))


def _episode(student: Student, facts: Facts, told: date | None) -> Episode | None:
    """The latest episode of a pupil that nobody was told of: a row of days, or else a month."""
    calendar, least = facts.calendar_of(student), Levels.of(student.area).report
    days = counted_days(facts.absent.get(student.pk, ()), calendar, facts.today, facts.closed_on.get(student.pk))
    for row in reversed(rows_of_days(days, calendar)):
        if len(row) >= least and (told is None or row[0] > told):
            return Episode(student, row, in_a_row=True)
    for month in reversed(months_of_days(tuple(day for day in days if told is None or day > told))):
        if len(month) >= least:
            return Episode(student, month, in_a_row=False)
    return None


@transaction.atomic
def _report(episode: Episode, by: User) -> Report | None:
    """The report of an episode, judged again under the lock of the child."""
    student = episode.student
    lock_child(student.pk)
    reports = Report.objects.filter(student=student)
    if Case.objects.open().filter(student=student).exists() or reports.waiting().exists():
        return None
    if reports.filter(token=episode.token).exists():
        return None
    report = Report(
        area=student.area,
        school=student.school,
        student=student,
        child_name=student.full_name,
        channel=ReportChannel.WARNING,
        source_id=SOURCE,
        group_id=GROUP,
        story="\n".join([episode.story, *_deeds(student, episode.days[0])]),
        happened_on=episode.days[-1],
        token=episode.token,
    )
    return workflow.receive(report, by=by)


def _deeds(student: Student, since: date) -> list[str]:
    """What the school has done since the first of the days."""
    acts = WatchAct.objects.filter(student=student, done_on__gte=since).order_by("done_on", "pk")
    with translation.override("th"):
        done = [f"{act.get_deed_display()} ({thai_date(act.done_on)})" for act in acts]
        return [_("สิ่งที่โรงเรียนทำแล้ว: %(deeds)s") % {"deeds": ", ".join(done)}] if done else []
