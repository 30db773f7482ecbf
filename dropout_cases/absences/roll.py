"""The pupils of a school as a list to tick on one day, and one pupil's days; what was ticked is saved in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from dropout_cases.models import Absence, Report, RollCall, Student
from schools.models import Code, School, User

from .recording import forget_absences, note_absences
from .warning import watch

STILL_THERE = ("student_status.STUDYING", "student_status.SUSPENDED", "student_status.FLOATING")
NO_GRADE = "none"


@dataclass(frozen=True)
class Saved:
    """What one sending changed: how many days were noted and removed, and what was reported by itself."""

    noted: int = 0
    removed: int = 0
    reports: list[Report] = field(default_factory=list)


def on_roll(school: School) -> QuerySet[Student]:
    """The pupils of a school by grade and room, in dictionary order; whoever has left is not among them."""
    there = Q(roll_status=None) | Q(roll_status__in=STILL_THERE)
    pupils = Student.objects.current().filter(there, school=school).exclude(first_name="")
    in_order = pupils.order_by(F("grade__order").asc(nulls_last=True), "room", "sort_key", "pk")
    return in_order.select_related("grade", "school", "area")


def of_grade(pupils: QuerySet[Student], grade: str) -> QuerySet[Student]:
    """The pupils of one grade, by its code; all where none is asked for."""
    if grade == NO_GRADE:
        return pupils.filter(grade=None)
    return pupils.filter(grade__code=grade) if grade else pupils


def grades_of(pupils: QuerySet[Student]) -> list[tuple[str, str, int]]:
    """Code, label and number of pupils of each grade there is."""
    counted = dict(pupils.order_by().values_list("grade").annotate(number=Count("pk")))
    grades = Code.objects.filter(pk__in=counted).order_by("order")
    rows = [(grade.code, grade.label, counted[grade.pk]) for grade in grades]
    return [*rows, (NO_GRADE, "", counted[None])] if None in counted else rows


def absent_on(pupils: QuerySet[Student], day: date) -> set[int]:
    """Which of the pupils are noted as absent on a day."""
    noted = Absence.objects.filter(day=day, student__in=pupils.order_by().values("pk"))
    return set(noted.values_list("student", flat=True))


def days_of(pupil: Student, since: date) -> list[date]:
    """The days noted for a pupil, the latest first."""
    return list(pupil.absences.filter(day__gte=since).order_by("-day").values_list("day", flat=True))


@transaction.atomic
def save(pupils: Collection[Student], *, add, remove, today: date, by: User, called: tuple[School, date] | None = None) -> Saved:
    """Note and remove (pupil, day) rows, then see whether a pupil's absences must be told to the area.

    `called` is the school whose whole roll was gone through, and the day; also where nobody was absent.
    """
    if called:
        RollCall.objects.get_or_create(school=called[0], day=called[1], defaults={"noted_by": by})
    removed, noted = forget_absences(remove, by=by), note_absences(add, by=by)
    return Saved(noted, removed, watch(pupils, today=today, by=by) if noted else [])
