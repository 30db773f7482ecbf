"""The kinds of file that can be imported: a table of what each may tell and must tell, and who stages, writes and undoes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import ImportBatch, ImportKind

from . import absences, fields, pupil_undo, pupils, schools, tracing
from .desk import Desk
from .faults import DROPPED, FAULTS, Way
from .fields import Field


class Stager(Protocol):
    """Takes the rows of a file, part by part."""

    def take(self, line: int, values: dict) -> None: ...

    def put_away(self) -> None: ...

    def settle(self) -> None: ...


@dataclass(frozen=True)
class Kind:
    """A kind of file. Of each of `needs` one must be known: from a column, or from the school chosen for all rows."""

    about: Promise
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    stager: Callable[[Desk], Stager]
    write: Callable[..., None]
    touched: Callable[[ImportBatch], int]
    undo: Callable[..., None]
    stages_pupils: bool = False
    one_school: bool = True  # a school may be chosen for rows that name none
    has_dates: bool = True
    asks_source: bool = False
    lets_go: tuple[str, ...] = ()  # kinds of fault that this kind of file may go on without the value of, and others not

    def ways(self, fault: str) -> tuple[Way, ...]:
        """The ways to go on with all rows of a kind of fault."""
        return FAULTS[fault].ways or ((DROPPED,) if fault in self.lets_go else ())

    @property
    def has_family(self) -> bool:
        """Whether it may tell of guardians and homes."""
        return any(field.family for field in self.fields)


NAME = ("first_name", "full_name")
SCHOOL = ("school_name", "school_code", "school")

KINDS = {
    ImportKind.SCHOOLS: Kind(
        _("ชื่อ รหัส และที่ตั้งของโรงเรียน จะมีรหัสโรงเรียนหรือไม่ก็ได้"),
        fields.SCHOOL_FIELDS,
        (("school_name",),),
        schools.Schools,
        schools.write,
        schools.touched,
        schools.undo,
        one_school=False,
        has_dates=False,
    ),
    ImportKind.PUPILS: Kind(
        _("ไฟล์ส่งออกจาก DMC หรือรายชื่อนักเรียนของโรงเรียน"),
        fields.PUPIL_FIELDS,
        (NAME, SCHOOL),
        pupils.Pupils,
        pupils.write,
        pupil_undo.touched,
        pupil_undo.undo,
        stages_pupils=True,
    ),
    ImportKind.TRACING: Kind(
        _("รายชื่อจากระบบพาน้องกลับมาเรียน หรือ Thailand Zero Dropout แต่ละคนเป็นเรื่องรอรับ"),
        fields.TRACING_FIELDS,
        (NAME,),
        tracing.Tracing,
        tracing.write,
        tracing.touched,
        tracing.undo,
        asks_source=True,
        lets_go=("UNKNOWN_SCHOOL", "SEVERAL_SCHOOLS"),
    ),
    ImportKind.ABSENCES: Kind(
        _("วันที่นักเรียนขาดเรียน แถวละหนึ่งคนหนึ่งวัน"),
        fields.ABSENCE_FIELDS,
        (("number", "student_code", *NAME), ("day",)),
        absences.Absences,
        absences.write,
        absences.touched,
        absences.undo,
    ),
}


def kind_of(batch: ImportBatch) -> Kind:
    """The row of the table for a batch."""
    return KINDS[ImportKind(batch.kind)]
