"""Tells the area by itself when a pupil's absences reach the last threshold: once for each episode.

Of a child without a case by a report; of one whose case has brought it back to school within that case.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from dropout_cases import workflow
from dropout_cases.models import Case, Pause, Report, ReportChannel, Return, Setback, SetbackKind, Student, WatchAct
from dropout_cases.steps import DONE, Step
from dropout_cases.workflow.engine import lock_child
from schools.models import User
from thai.dates import thai_date, thai_month_year

from .counting import ONE_DAY, Days, Levels, counted_days, months_of_days, rows_of_days
from .facts import Facts

AT_ONCE = 500
SOURCE, GROUP = "report_source.SCHOOL", "student_group.LONG_ABSENT"


@dataclass(frozen=True)
class Back:
    """An open case whose child is at school again; `since` is the first day whose absences count within it."""

    case: Case
    since: date


@dataclass(frozen=True)
class Episode:
    """Days absent that reached the last threshold: one after the other, or within one month."""

    student: Student
    days: Days
    in_a_row: bool
    back: Back | None = None  # in whose case it is told

    @property
    def token(self) -> str:
        """The same for the same episode, so that the database itself keeps what tells of it single."""
        return f"absent-{self.student.key[:22]}-{self.days[0]:%Y%m%d}"

    @property
    def story(self) -> str:
        """What is told, in Thai whoever noted the last day: the days, and what the school has done since the first of them."""
        with translation.override("th"):
            named = ", ".join(thai_date(day) for day in self.days)
            said = {"count": len(self.days), "days": named, "month": thai_month_year(self.days[0])}
            in_month = _("ขาดเรียน %(count)s วันเรียนในเดือน%(month)s: %(days)s")
            words = _("ขาดเรียนติดต่อกัน %(count)s วันเรียน: %(days)s") if self.in_a_row else in_month
            return "\n".join([words % said, *_deeds(self.student, self.days[0])])


def watch(students: Iterable[Student], *, today: date, by: User) -> list[Report]:
    """Tell of each pupil whose absences newly reached the last threshold; returns the reports made.

    An episode is told once, also after the office set it aside; a new one begins with days after those told. No report is made
    while the child has an open case or a report waits. Within a case days count once the child is back, and not while it rests.
    """
    pupils = list({student.pk: student for student in students}.values())
    parts = [pupils[start : start + AT_ONCE] for start in range(0, len(pupils), AT_ONCE)]
    episodes = [episode for part in parts for episode in _new_episodes(part, today)]
    # Cases before children, and in one order, as every act locks them.
    for back, episode in sorted(((one.back, one) for one in episodes if one.back), key=lambda pair: pair[0].case.pk):
        days, token = episode.days, episode.token
        workflow.tell_setback(back.case, SetbackKind.ABSENT_AGAIN, text=episode.story, on=days[-1], token=token, by=by)
    made = [_report(episode, by) for episode in episodes if episode.back is None]
    return [report for report in made if report]


def _new_episodes(students: list[Student], today: date) -> Iterator[Episode]:
    facts, told, back = Facts.of(students, today), _told_until(students), _back_at_school(students)
    for student in students:
        episode = _episode(student, facts, told.get(student.pk), back.get(student.pk))
        if episode:
            yield episode


def _told_until(students: list[Student]) -> dict[int, date]:
    """By pupil, the last day that was told of by itself."""
    reports = Report.objects.filter(student__in=students, channel=ReportChannel.WARNING, voided_at=None)
    setbacks = Setback.objects.filter(case__student__in=students, kind=SetbackKind.ABSENT_AGAIN, voided_at=None).order_by()
    days = [*reports.values_list("student", "happened_on"), *setbacks.values_list("case__student", "happened_on")]
    return dict(sorted(days, key=lambda one: one[1]))


def _back_at_school(students: list[Student]) -> dict[int, Back]:
    """By pupil, the open case that is back at school; days of a pause are not held against the child."""
    returns = Return.objects.filter(round__case__student__in=students, round__closed_on=None, voided_at=None)
    done = returns.filter(round__states__step=Step.RETURN, round__states__state__in=DONE)
    at_work = done.exclude(round__case__in=Pause.objects.standing().values("case"))
    rested = at_work.annotate(rested_until=Max("round__pauses__ended_on")).order_by("happened_on", "pk")
    return {
        one.round.case.student_id: Back(one.round.case, max(filter(None, (one.happened_on + ONE_DAY, one.rested_until))))
        for one in rested.select_related("round__case")
    }


def _episode(student: Student, facts: Facts, told: date | None, back: Back | None) -> Episode | None:
    """The latest episode of a pupil that nobody was told of: a row of days, or else a month."""
    calendar, least = facts.calendar_of(student), Levels.of(student.area).report
    since = back.since if back else facts.closed_on.get(student.pk)
    days = counted_days(facts.absent.get(student.pk, ()), calendar, facts.today, since)
    for row in reversed(rows_of_days(days, calendar)):
        if len(row) >= least and (told is None or row[0] > told):
            return Episode(student, row, in_a_row=True, back=back)
    for month in reversed(months_of_days(tuple(day for day in days if told is None or day > told))):
        if len(month) >= least:
            return Episode(student, month, in_a_row=False, back=back)
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
        story=episode.story,
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
