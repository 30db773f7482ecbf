"""Reads what counting needs of many pupils at once, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from dropout_cases.models import Absence, Case, RollCall, Student
from schools import calendar
from schools.calendar import AreaCalendar, SchoolCalendar

from .counting import Count, Levels, count

READ_BACK = timedelta(days=180)  # longer than any term, so that no row is cut short


@dataclass(frozen=True)
class Facts:
    """Days absent, calendars, closings, and until when each school noted absences."""

    today: date
    absent: dict[int, list[date]]
    closed_on: dict[int, date]
    calendars: dict[int, AreaCalendar]
    known_until: dict[int, date]  # by school

    @classmethod
    def of(cls, students: Iterable[Student], today: date) -> "Facts":
        """The facts of these pupils, in six queries."""
        students = list(students)
        numbers = [student.pk for student in students]
        absent: dict[int, list[date]] = defaultdict(list)
        noted = Absence.objects.filter(student__in=numbers, day__range=(today - READ_BACK, today))
        for number, day in noted.order_by("day").values_list("student", "day"):
            absent[number].append(day)
        closed = Case.objects.filter(student__in=numbers, closed_on__isnull=False, merged_into=None).order_by()
        closed_on = dict(closed.values("student").annotate(day=Max("closed_on")).values_list("student", "day"))
        schools = {student.school_id for student in students if student.school_id}
        calendars = calendar.load({student.area_id for student in students})
        return cls(today, absent, closed_on, calendars, _known_until(schools, today))

    def calendar_of(self, student: Student) -> SchoolCalendar:
        """The calendar of the pupil's school."""
        return self.calendars[student.area_id].at(student.school_id)

    def until(self, student: Student) -> date:
        """The last day for which the pupil's school noted absences; of a pupil without a school, the pupil's own."""
        own = max(self.absent.get(student.pk, ()), default=self.today)
        return self.known_until.get(student.school_id or 0, own)

    def count(self, student: Student) -> Count:
        """The pupil's absences as they stand."""
        return count(
            self.absent.get(student.pk, ()),
            self.calendar_of(student),
            self.until(student),
            self.closed_on.get(student.pk),
            levels=Levels.of(student.area),
        )


def _known_until(schools: set[int], today: date) -> dict[int, date]:
    """By school, the last day up to today on which the roll was called or an absence was noted."""
    lately = (today - READ_BACK, today)
    called = RollCall.objects.filter(school__in=schools, day__range=lately).order_by()
    noted = Absence.objects.filter(student__school__in=schools, day__range=lately).order_by()
    until = dict(called.values("school").annotate(until=Max("day")).values_list("school", "until"))
    for school, day in noted.values("student__school").annotate(until=Max("day")).values_list("student__school", "until"):
        until[school] = max(day, until.get(school, day))
    return until
