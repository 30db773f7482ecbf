"""On which days a child is looked after once it is back at school, by what its office has set. Nothing is read or written here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.calendar import SchoolCalendar
from schools.models import Area

DMC_DAYS = ((6, 10), (11, 10))  # on which the ministry counts pupils (DMC)
HALF_A_TERM = timedelta(days=90)  # no term moves as far


class CheckKind(models.TextChoices):
    """What a check is planned by."""

    WEEK = "WEEK", _("ติดตามเป็นสัปดาห์")
    TERM = "TERM", _("ติดตามเมื่อสิ้นภาคเรียนถัดไป")
    DMC = "DMC", _("ติดตามวันเก็บข้อมูล DMC")


@dataclass(frozen=True)
class PlannedDay:
    """One check of a plan: by what it is planned, the day by the plan, and the school day on which it falls due."""

    kind: str
    week: int
    planned_on: date
    due_on: date


def weeks_of(text: str) -> list[int]:
    """The weeks that a setting names, each once, in order: "1,2,4,12"."""
    return sorted({int(part) for part in text.split(",") if part.strip()})


def due_day(kind: str, planned_on: date, calendar: SchoolCalendar, *, start: date) -> date:
    """The school day of a check: of the end of a term the last one, else the nearest to the planned day after the return (`start`).

    Of two as near the later; where there is no school for a year the day stays.
    """
    if calendar.is_school_day(planned_on):
        return planned_on
    before, after = calendar.last(planned_on), calendar.next(planned_on)
    if before is None or before <= start:
        return after or planned_on
    if kind == CheckKind.TERM or after is None or planned_on - before < after - planned_on:
        return before
    return after


def planned_days(area: Area, start: date, calendar: SchoolCalendar) -> list[PlannedDay]:
    """The checks after a return on `start`, in order, as the area has set them."""
    days = [planned_day(kind, week, start, calendar) for kind, week in _kinds(area)]
    return sorted(days, key=lambda one: one.due_on)


def planned_day(kind: str, week: int, start: date, calendar: SchoolCalendar) -> PlannedDay:
    """The check of one kind after a return on `start`."""
    if kind == CheckKind.WEEK:
        day = start + timedelta(weeks=week)
    elif kind == CheckKind.TERM:
        day = calendar.next_term(start)[1]
    else:
        day = next_dmc_day(start)
    return PlannedDay(kind, week, day, due_day(kind, day, calendar, start=start))


def planned_later(kind: str, planned_on: date, days: timedelta, calendar: SchoolCalendar, *, from_day: date) -> date:
    """The day by the plan once a case has rested for `days`, until `from_day`.

    Weeks are put off by as long; a term's end or a DMC day stays while it lies ahead, and is the next one otherwise.
    """
    if kind == CheckKind.WEEK:
        return planned_on + days
    if planned_on >= from_day:
        return planned_on
    return next(end for end in calendar.term_ends(from_day)) if kind == CheckKind.TERM else next_dmc_day(from_day)


def term_end_near(planned_on: date, calendar: SchoolCalendar) -> date:
    """The end of a term as the calendar has it now: the one nearest to the day it was planned for."""
    return min(calendar.term_ends(planned_on - HALF_A_TERM), key=lambda end: abs(end - planned_on))


def next_dmc_day(start: date) -> date:
    """The first DMC day after a day."""
    days = (date(year, month, day) for year in (start.year, start.year + 1) for month, day in DMC_DAYS)
    return next(day for day in days if day > start)


def _kinds(area: Area) -> Iterator[tuple[str, int]]:
    for week in weeks_of(area.check_weeks):
        yield CheckKind.WEEK, week
    if area.check_term_end:
        yield CheckKind.TERM, 0
    if area.check_dmc:
        yield CheckKind.DMC, 0
