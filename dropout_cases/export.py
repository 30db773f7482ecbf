"""Cases as a file to take away: with a reason, with a line in the trail, and showing no more than the pages show."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dropout_cases.filters import CaseFilter
from dropout_cases.models import Case
from schools import trail
from schools.access import Action
from schools.csv import csv_response
from schools.models import Area, User, Verb
from thai.dates import BE, thai_date
from thai.text import normalise

MOST_EXPORTED = 10_000


class ExportForm(forms.Form):
    """Why the cases are taken away."""

    reason = forms.CharField(
        label=_("เหตุผลที่ส่งออก"),
        help_text=_("เช่น ใช้ประชุมคณะกรรมการเขต ไม่ใส่ชื่อเด็ก"),
        max_length=200,
        error_messages={"required": _("กรอกเหตุผลที่ส่งออก")},
    )

    def clean_reason(self) -> str:
        """The reason in its one stored form."""
        try:
            return normalise(self.cleaned_data["reason"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


def _withheld(_case: Case) -> str:
    return gettext("ปกปิด")


def _initial(case: Case) -> str:
    return f"{case.student.last_name[:1]}." if case.student.last_name else ""


@dataclass(frozen=True)
class Column:
    """A column: its heading, its cell, and the cell for a reader who does not see the case whole."""

    heading: Promise
    cell: Callable[[Case], object]
    masked: Callable[[Case], object] | None = None

    def of(self, case: Case, *, whole: bool) -> object:
        """The cell of a case."""
        return self.cell(case) if whole or self.masked is None else self.masked(case)


def _day(day) -> str:
    return thai_date(day) if day else ""


COLUMNS = [
    Column(_("เลขที่เคส"), lambda case: case.number),
    Column(_("คำนำหน้า"), lambda case: case.student.title_now),
    Column(_("ชื่อ"), lambda case: case.student.first_name or gettext("ไม่ทราบชื่อ")),
    Column(_("นามสกุล"), lambda case: case.student.last_name, masked=_initial),
    Column(_("โรงเรียน"), lambda case: case.school or case.place_text),
    Column(_("ชั้น"), lambda case: case.student.grade),
    Column(_("อำเภอ"), lambda case: case.amphoe),
    Column(_("ขั้น"), lambda case: f"{case.step} {case.get_step_display()}"),
    Column(_("รอบที่"), lambda case: case.round_number),
    Column(_("สถานะ"), lambda case: case.get_status_display()),
    Column(_("ความเสี่ยง"), lambda case: case.get_risk_display()),
    Column(_("ธงความปลอดภัย"), lambda case: gettext("มี") if case.in_danger else ""),
    Column(_("ผู้รับผิดชอบ"), lambda case: case.owner, masked=_withheld),
    Column(_("วันที่รับแจ้ง"), lambda case: _day(case.opened_on)),
    Column(_("กำหนด"), lambda case: _day(case.due_on)),
    Column(_("ล่าสุด"), lambda case: _day(case.active_at)),
    Column(_("วันที่ปิดเคส"), lambda case: _day(case.closed_on)),
    Column(_("เหตุผลการปิดเคส"), lambda case: case.outcome, masked=_withheld),
]


@transaction.atomic
def export(asked: CaseFilter, *, by: User, reason: str) -> HttpResponse:
    """The cases asked for as a file, and the line in the trail that says who took how many, by which filters, and why.

    The reason stands in the trail as it was typed: it is the exporter's word and not a value of the child's record. What the
    filters were set to does not, for a name may have been searched.
    """
    rows = _rows(asked.cases, by)
    names = sorted({name for name, _value in asked.pairs})
    fields = [reason, f"n={len(rows)}", *names]
    trail.write(by, Verb.EXPORTED, "case-list:export", fields=fields, area=_area_of(by))
    day = asked.today
    return csv_response(f"cases-{day.year + BE}{day:%m%d}", [[column.heading for column in COLUMNS], *rows])


def _area_of(user: User) -> Area:
    return Area.objects.get(pk=user.current_posts[0].place.area_id)


def _rows(cases, by: User) -> list[list[object]]:
    areas, _places = by.scope_of(Action.CASE_SEE_WHOLE, "school")
    found = cases.for_export()[:MOST_EXPORTED].iterator(chunk_size=2_000)
    return [[column.of(case, whole=case.area_id in areas) for column in COLUMNS] for case in found]
