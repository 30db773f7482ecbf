"""Lists of children to trace: each child not known to be looked after becomes a report that waits for an officer."""

import json
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from dropout_cases import workflow
from dropout_cases.models import Case, ImportBatch, Report, ReportChannel, RowState, StagedRow, Student
from dropout_cases.workflow.reports import telling
from schools import trail
from schools.encryption import blind_index
from schools.models import Code, School, Verb
from thai.dates import academic_year

from .desk import Desk
from .faults import DROP, Wrong
from .known import Known, Wanted
from .names import named
from .staging import AT_ONCE, Staging
from .standing import referring

SOURCES = ("PANONG", "TZD")  # of the list of sources
TOKEN_LENGTH = 40
# What the ministry's list of reasons says for certain as a cause; its other reasons are outcomes, or too wide to name one cause of.
CAUSE_OF = {
    "1": "TRANSPORT", "2": "ILLNESS", "3": "DISABILITY", "5": "DISASTER", "7": "MISCONDUCT", "8": "FAMILY_PROBLEM", "9": "POVERTY",
    "10": "ADJUSTMENT", "11": "NOT_INTERESTED", "18": "MIGRATED",
}  # fmt: skip


class Tracing(Staging):
    """Stages the children of a list. Who has an open case or a waiting report, or was on this year's list before, is the same."""

    def __init__(self, desk: Desk):
        super().__init__(desk)
        self.wanted: list[Wanted] = []
        self.met: dict[str, int] = {}

    def take(self, line: int, values: dict[str, Any]) -> None:
        """Stage the child of a row."""
        school = self._school(values)
        row = Wanted(line, values["number"], "", named(values), school, values["born"][0], values)
        token = self._token(row)
        if token in self.met:
            kind = "NUMBER_TWICE" if row.number else "CHILD_TWICE"
            raise Wrong(kind, value=row.number or None, suggestion=str(self.met[token]))
        self.met[token] = line
        values["tambon"] = self.desk.tambon_of(values)
        self.wanted.append(row)

    def _school(self, values: dict[str, Any]) -> School | None:
        """The school last attended; a list may leave it out, or name one of another area where that was let go."""
        if not (values["school_code"] or values["school_name"] or self.desk.default_school):
            return None
        try:
            return self.desk.school_of(values)
        except Wrong as wrong:
            if self.desk.fix_of(wrong.kind, wrong.value or "") == DROP:
                return None
            raise

    def _token(self, row: Wanted) -> str:
        """The same child in the same school year, whatever list it stands in."""
        born = row.born.isoformat() if row.born else ""
        who = row.number or f"{row.child.sort_key}:{born}:{row.school.pk if row.school else row.values['school_name']}"
        return blind_index(f"tracing:{self.desk.area.pk}:{academic_year(self.desk.today)}:{who}")[:TOKEN_LENGTH]

    def put_away(self) -> None:
        """Judge the rows since the last time: who is known, and who is looked after."""
        for start in range(0, len(self.wanted), AT_ONCE):
            self._judge(self.wanted[start : start + AT_ONCE])
        self.wanted = []
        super().put_away()

    def _judge(self, rows: list[Wanted]) -> None:
        known = Known(self.desk.area, rows)
        children = {row.line: _only(known.meant_by(row)) for row in rows}
        tokens = {row.line: self._token(row) for row in rows}
        helped = _helped({child.pk for child in children.values() if child})
        told = set(Report.objects.filter(token__in=tokens.values()).values_list("token", flat=True))
        waiting = _waiting_names(self.desk.area, {row.child.in_one_piece for row in rows})
        for row in rows:
            child, token = children[row.line], tokens[row.line]
            same_name = child is None and (row.child.in_one_piece, row.school.pk if row.school else None) in waiting
            is_same = token in told or same_name or child is not None and child.pk in helped
            state = RowState.SAME if is_same else RowState.NEW
            self.keep(row.line, state, {} if is_same else self._told(row, child, token))

    def _told(self, row: Wanted, child: Student | None, token: str) -> dict[str, Any]:
        values, cause = row.values, row.values["cause"]
        return {
            "token": token,
            "student": child.pk if child else None,
            "school": row.school.pk if row.school else None,
            "place_text": "" if row.school else values["school_name"] or str(values["tambon"] or ""),
            "child_name": row.child.in_one_piece,
            "details": telling(_student(row), row.number),
            "source": self.desk.batch.options.get("source", SOURCES[0]),
            "trace": cause.code if cause else "",
        }


def _student(row: Wanted) -> Student:
    """What a list tells of a child, as a row of the child would hold it; never saved."""
    values, (born, precision) = row.values, row.values["born"]
    return Student(
        sex=row.child.sex,
        born_on=born,
        born_precision=precision,
        grade_id=values["grade"],
        guardian_name=f"{values['guardian_first']} {values['guardian_last']}".strip(),
        guardian_phone=values["guardian_phone"],
        address=" ".join(part for part in (values["house"], values["moo"] and f"หมู่ {values['moo']}") if part),
        tambon=values["tambon"],
    )


def _only(children: list[Student]) -> Student | None:
    """The one child meant; of several none is."""
    return children[0] if len(children) == 1 else None


def _helped(ids: set[int]) -> set[int]:
    """Children with an open case or a report that waits."""
    open_cases = Case.objects.open().filter(student__in=ids).values_list("student", flat=True)
    waiting = Report.objects.waiting().filter(student__in=ids).values_list("student", flat=True)
    return set(open_cases) | set(waiting)


def _waiting_names(area, names: set[str]) -> set[tuple[str, int | None]]:
    """The names, with their schools, of children nobody has a row for and whose report waits."""
    return set(Report.objects.waiting().filter(area=area, child_name__in=names, student=None).values_list("child_name", "school"))


def write(batch: ImportBatch, *, by, now, today: date) -> None:
    """Make a waiting report of each staged child."""
    codes = Code.objects.in_bulk()
    for row in batch.rows.filter(state=RowState.NEW).iterator(chunk_size=AT_ONCE):
        told = json.loads(row.values)
        trace = told.pop("trace")
        source = told.pop("source")
        report = Report(
            area=batch.area,
            channel=ReportChannel.IMPORT,
            happened_on=today,
            source=codes[f"report_source.{source}"],
            story=_story(codes, source, trace),
            token=told["token"],
            student_id=told["student"],
            school_id=told["school"],
            **{name: told[name] for name in ("place_text", "child_name", "details")},
        )
        cause = codes[f"dropout_reason.{CAUSE_OF.get(trace, 'UNKNOWN')}"]
        StagedRow.objects.filter(pk=row.pk).update(target=workflow.receive(report, by=by, causes=[cause]).key)


def _story(codes: dict[str, Code], source: str, trace: str) -> str:
    story = _("อยู่ในรายชื่อ: %(list)s") % {"list": codes[f"report_source.{source}"].label_th}
    if not trace:
        return story
    return f"{story}\n" + _("สาเหตุในรายชื่อ: %(cause)s") % {"cause": codes[f"panong_trace_reason.{trace}"].label_th}


def _made(batch: ImportBatch):
    return Report.objects.filter(key__in=batch.rows.filter(state=RowState.NEW).values("target"))


def touched(batch: ImportBatch) -> int:
    """How many of the reports somebody has opened, decided, asked about or added to."""
    made = _made(batch)
    worked_on = made.filter(~Q(verdict="") | Q(looked_at__isnull=False) | Q(voided_at__isnull=False) | Q(round__isnull=False))
    return worked_on.count() + referring(made.exclude(pk__in=worked_on.values("pk")), frozenset({"Report_causes"}))


def undo(batch: ImportBatch, *, by, today) -> None:
    """Remove the reports, which nobody has looked at; the trail keeps that they were there."""
    made = _made(batch)
    for report in made.select_related("area"):
        trail.write(by, Verb.UNDONE, report, fields=["import", batch.key], area=report.area)
    made.delete()
