"""Children with an open case whom a roll says to have left: told within their cases, taken back with the roll."""

from datetime import date

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from dropout_cases import workflow
from dropout_cases.models import Case, ImportBatch, RowState, Setback, SetbackKind
from dropout_cases.workflow.setbacks import strike_setbacks
from schools.models import Code, User

# Of the ways to leave a roll those by which a child leaves education too soon, or goes where nobody knows whether it learns.
LEFT = tuple(f"student_status.{code}" for code in ("TRANSFERRED", "WITHDRAWN", "DISCHARGED", "DROPPED_OUT"))
OF_A_KEY = 16  # letters of a key that tell it apart


def tell_who_left(batch: ImportBatch, *, by: User, today: date) -> None:
    """Note it in the open case of each child whose status the staged rows change to one of leaving.

    Call it before the rows are written: cases are locked before children, as every act locks them.
    """
    rows = batch.pupils.filter(state=RowState.CHANGED, roll_status_id__in=LEFT)
    cases = (
        Case.objects.open().filter(student__in=rows.values("student_id")).select_related("student__roll_status", "student__school")
    )
    found = list(cases.order_by("pk"))
    status = dict(rows.filter(student_id__in=[one.student_id for one in found]).values_list("student_id", "roll_status_id"))
    labels = Code.objects.in_bulk(LEFT) if found else {}
    for case in found:
        new = status[case.student_id]
        if new != case.student.roll_status_id:
            token = f"{_token(batch)}{case.student.key[:OF_A_KEY]}"
            workflow.tell_setback(case, SetbackKind.OFF_ROLL, text=_words(case, labels[new]), on=today, token=token, by=by)


def told_by(batch: ImportBatch) -> QuerySet[Setback]:
    """What the batch told, and was not taken back."""
    return Setback.objects.filter(kind=SetbackKind.OFF_ROLL, token__startswith=_token(batch), voided_at=None)


def used(batch: ImportBatch) -> int:
    """In how many cases the next round has begun since."""
    return told_by(batch).exclude(round__closed_on=None).count()


def take_back(batch: ImportBatch, *, by: User) -> None:
    """The roll was taken back, and with it what it told."""
    strike_setbacks(told_by(batch), reason=_("ย้อนกลับการนำเข้ารายชื่อนักเรียน"), by=by)


def _token(batch: ImportBatch) -> str:
    return f"roll-{batch.key[:OF_A_KEY]}-"


def _words(case: Case, status: Code) -> str:
    """What stands on the roll now and stood there before, in Thai whoever brought the file."""
    with translation.override("th"):
        said = {"school": case.student.school or "", "new": status.label, "old": case.student.roll_status or _("ไม่ทราบ")}
        return _("ทะเบียนนักเรียน%(school)s: %(new)s (เดิม %(old)s)") % said
