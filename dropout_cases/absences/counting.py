"""Counts days absent as a teacher would at the wall calendar. Nothing is read or written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.calendar import SchoolCalendar

ONE_DAY = timedelta(days=1)

Days = tuple[date, ...]


class Level(models.IntegerChoices):
    """How far absences have come: whose turn it is to do something."""

    NONE = 0, gettext_lazy("ยังไม่ถึงเกณฑ์")
    TEACHER = 1, gettext_lazy("ถึงเกณฑ์ครูติดต่อ")
    MEETING = 2, gettext_lazy("ถึงเกณฑ์พบผู้ปกครอง")
    REPORT = 3, gettext_lazy("ถึงเกณฑ์รายงานเขต")


@dataclass(frozen=True)
class Levels:
    """The three numbers of an office: from how many school days on each level begins."""

    teacher: int = 3
    meeting: int = 5
    report: int = 7

    @classmethod
    def of(cls, area) -> "Levels":
        """Those an area has set."""
        return cls(area.absent_days_teacher, area.absent_days_meeting, area.absent_days_report)

    def reached(self, days: int) -> Level:
        """The highest level that a number of days reaches."""
        steps = ((Level.REPORT, self.report), (Level.MEETING, self.meeting), (Level.TEACHER, self.teacher))
        return next((level for level, least in steps if days >= least), Level.NONE)

    @property
    def sentence(self) -> str:
        """The whole rule in one sentence."""
        return _(
            "ขาดเรียนติดต่อกัน หรือรวมกันในเดือนเดียว ครบ %(teacher)s วันเรียน ครูติดต่อ ครบ %(meeting)s วัน "
            "โรงเรียนพบผู้ปกครอง ครบ %(report)s วัน ระบบรายงานเขต"
        ) % {"teacher": self.teacher, "meeting": self.meeting, "report": self.report}


@dataclass(frozen=True)
class Count:
    """What is counted for a pupil: the days of the row that still goes on, those of the month, and the level reached."""

    row: Days = ()
    month: Days = ()
    level: Level = Level.NONE

    @property
    def in_a_row(self) -> int:
        """School days absent one after the other, up to the last day the school noted."""
        return len(self.row)

    @property
    def in_month(self) -> int:
        """School days absent in the calendar month of that day."""
        return len(self.month)

    @property
    def days(self) -> Days:
        """The days that reached the level: the row, or the month where it is the longer of the two."""
        return self.row if self.in_a_row >= self.in_month else self.month

    @property
    def last_day(self) -> date | None:
        """The last day absent among those counted."""
        return max((*self.row, *self.month), default=None)


def count(
    absent_days: Iterable[date],
    calendar: SchoolCalendar,
    today: date,
    since: date | None = None,
    *,
    levels: Levels | None = None,
) -> Count:
    """Count a pupil's absences as of `today`, the last day for which the school has noted any absences.

    Weekends and holidays neither count nor break a row; a school day without absence breaks it. Days before `since`, the
    closing of the pupil's last case, count no more.
    """
    days = counted_days(absent_days, calendar, today, since)
    row = _unbroken(rows_of_days(days, calendar), calendar, today)
    month = tuple(day for day in days if _month(day) == _month(today))
    return Count(row, month, (levels or Levels()).reached(max(len(row), len(month))))


def counted_days(absent_days: Iterable[date], calendar: SchoolCalendar, today: date, since: date | None = None) -> Days:
    """The days of absence that count: school days from `since` up to `today`, in order."""
    kept = {day for day in absent_days if day <= today and (since is None or day >= since)}
    return tuple(sorted(day for day in kept if calendar.is_school_day(day)))


def rows_of_days(days: Days, calendar: SchoolCalendar) -> list[Days]:
    """School days in order, cut wherever a school day lies between two of them."""
    rows: list[Days] = []
    for day in days:
        if rows and not _has_school_between(rows[-1][-1], day, calendar):
            rows[-1] = (*rows[-1], day)
        else:
            rows.append((day,))
    return rows


def months_of_days(days: Days) -> list[Days]:
    """Days in order, by calendar month."""
    return [tuple(group) for _key, group in groupby(days, key=_month)]


def _unbroken(rows: list[Days], calendar: SchoolCalendar, today: date) -> Days:
    """The last row, unless the pupil was at school since."""
    if not rows or _has_school_between(rows[-1][-1], today + ONE_DAY, calendar):
        return ()
    return rows[-1]


def _has_school_between(first: date, last: date, calendar: SchoolCalendar) -> bool:
    return any(calendar.is_school_day(first + ONE_DAY * number) for number in range(1, (last - first).days))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
