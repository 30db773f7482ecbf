"""Daily absences: each row is a day on which a known pupil was not at school."""

import json
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from dropout_cases.absences import note_absences, watch
from dropout_cases.models import Absence, ImportBatch, Report, ReportChannel, RowState, Setback, SetbackKind, Student
from dropout_cases.workflow.setbacks import strike_setbacks
from schools import calendar, trail
from schools.models import Verb
from thai.dates import thai_date

from .desk import Desk
from .faults import Wrong
from .known import Known, Wanted
from .names import NOBODY, named
from .staging import AT_ONCE, Staging


class Absences(Staging):
    """Stages the days of a list; a day noted already is the same."""

    def __init__(self, desk: Desk):
        super().__init__(desk)
        self.wanted: list[Wanted] = []
        self.met: dict[tuple[int, date], int] = {}
        self.calendar = calendar.load([desk.area])[desk.area.pk]

    def take(self, line: int, values: dict[str, Any]) -> None:
        """Stage a day; which pupil is meant is asked for many rows at once."""
        has_name = bool(values["full_name"][1] or values["first_name"][1])
        if not (has_name or values["number"] or values["student_code"]):
            raise Wrong("NO_NAME", field="first_name")
        school = None
        if not values["number"] or values["school_code"] or values["school_name"]:
            school = self.desk.school_of(values)
        child = named(values) if has_name else NOBODY
        self.wanted.append(Wanted(line, values["number"], values["student_code"], child, school, None, values))

    def put_away(self) -> None:
        """Find the pupils of the rows since the last time, and note those that cannot be found."""
        for start in range(0, len(self.wanted), AT_ONCE):
            self._judge(self.wanted[start : start + AT_ONCE])
        self.wanted = []
        super().put_away()

    def _judge(self, rows: list[Wanted]) -> None:
        known = Known(self.desk.area, rows)
        found = []
        for row in rows:
            try:
                found.append((row, self._pupil(known, row)))
            except Wrong as wrong:
                self.desk.note(row.line, wrong)
        days, pupils = {row.values["day"] for row, _pupil in found}, {pupil.pk for _row, pupil in found}
        noted = set(Absence.objects.filter(student__in=pupils, day__in=days).values_list("student", "day"))
        for row, pupil in found:
            place = (pupil.pk, row.values["day"])
            is_same = place in noted or place in self.met
            self.met.setdefault(place, row.line)
            told = {"student": pupil.pk, "day": row.values["day"].isoformat()}
            self.keep(row.line, RowState.SAME if is_same else RowState.NEW, told, pupil.key)

    def _pupil(self, known: Known, row: Wanted) -> Student:
        """The one pupil meant, on a day its school was open."""
        pupils = known.meant_by(row)
        if len(pupils) != 1:
            told = row.number or row.student_code or row.child.in_one_piece
            raise Wrong("SEVERAL_PUPILS" if pupils else "UNKNOWN_PUPIL", field="first_name", value=told)
        day = row.values["day"]
        if not self.calendar.at(pupils[0].school_id).is_school_day(day):
            raise Wrong("NOT_A_SCHOOL_DAY", field="day", value=thai_date(day))
        return pupils[0]


def write(batch: ImportBatch, *, by, now, today: date) -> None:
    """Note the staged days; whoever reaches the last threshold by them is told to the area at once."""
    told = [json.loads(row.values) for row in batch.rows.filter(state=RowState.NEW)]
    ids = list({one["student"] for one in told})
    pupils: dict[int, Student] = {}
    for start in range(0, len(ids), AT_ONCE):
        pupils |= Student.objects.select_related("school", "area").in_bulk(ids[start : start + AT_ONCE])
    note_absences([(pupils[one["student"]], date.fromisoformat(one["day"])) for one in told], by=by, batch=batch)
    watch(pupils.values(), today=today, by=by)


def _noticed(batch: ImportBatch):
    """Signs noticed since in cases of these pupils."""
    since = Setback.objects.filter(kind=SetbackKind.ABSENT_AGAIN, entered_at__gte=batch.written_at, voided_at=None)
    return since.filter(case__student__in=batch.absences.values("student"))


def _warned(batch: ImportBatch):
    """Reports made by themselves since, of the pupils of these days."""
    since = Report.objects.filter(channel=ReportChannel.WARNING, entered_at__gte=batch.written_at, voided_at=None)
    return since.filter(student__in=batch.absences.values("student"))


def touched(batch: ImportBatch) -> int:
    """How many reports that the days led to somebody has opened or decided, and how many rounds began because of them."""
    used = _warned(batch).filter(~Q(verdict="") | Q(looked_at__isnull=False))
    return used.count() + _noticed(batch).exclude(round__closed_on=None).count()


def undo(batch: ImportBatch, *, by, today: date) -> None:
    """Remove the days the batch noted, and what they led to; what other days still amount to is told anew."""
    strike_setbacks(_noticed(batch), reason=_("ย้อนกลับการนำเข้ารายการขาดเรียน"), by=by)
    pupils = list(Student.objects.filter(absences__batch=batch).select_related("school", "area").distinct())
    warned = _warned(batch)
    for report in warned.select_related("area"):
        trail.write(by, Verb.UNDONE, report, fields=["import", batch.key], area=report.area)
    warned.delete()
    batch.absences.all().delete()
    watch(pupils, today=today, by=by)
