"""A row of every kind that stands beside the cases, for tests that must try every model."""

from datetime import timedelta

from django.utils import timezone

from dropout_cases.models import (
    Absence,
    Enrolment,
    ImportBatch,
    ImportFault,
    Merge,
    Report,
    ReportAddition,
    ReportQuestion,
    RollCall,
    StagedRow,
    WatchAct,
)
from schools.models import Holiday, Notice, Term
from schools.models.second_step import RecoveryCode, SecondStep
from tests.make import DAY, make_student

AFTER = DAY + timedelta(days=1)


def beside_cases(world, child) -> None:
    """Of reports, of the child, of a file on its way in, of the calendar, of the account of an officer."""
    officer = world.officer
    other = make_student(world.area, world.school)
    other.save()
    Merge.objects.create(area=world.area, kept=child, gone=other, reason="คนเดียวกัน", merged_by=officer)
    asked = {"school": world.school, "child_name": "สมมติ", "asked": "มาเรียนไหม", "asked_by": officer}
    ReportQuestion.objects.create(report=Report.objects.get(), **asked)
    ReportAddition.objects.create(report=Report.objects.get(), text="ยังไม่มา")
    Enrolment.objects.get_or_create(student=child, ended_on=None, defaults={"school": world.school})
    Absence.objects.create(student=child, day=DAY, noted_by=officer)
    RollCall.objects.create(school=world.school, day=DAY, noted_by=officer)
    WatchAct.objects.create(student=child, deed="TEACHER", done_on=DAY, noted_by=officer)
    batch = ImportBatch.objects.create(
        area=world.area, kind="PUPILS", original_name="a.xlsx", size=1, file_type="xlsx", made_by=officer
    )
    ImportFault.objects.create(batch=batch, line=2, kind="grade", value="ป.9")
    StagedRow.objects.create(batch=batch, line=3, state="NEW", values="{}")
    Term.objects.create(area=world.area, academic_year=2566, number=2, starts_on=DAY, ends_on=AFTER)
    Holiday.objects.create(area=world.area, day=DAY, name="วันหยุด")
    Holiday.objects.create(area=world.area, school=world.school, day=AFTER, name="น้ำท่วม")
    Notice.objects.create(recipient=officer, kind="DANGER", event="a", path="/")
    step = SecondStep.objects.create(user=officer, secret="JBSWY3DPEHPK3PXP", confirmed_at=timezone.now(), last_used=1)
    RecoveryCode.objects.create(step=step, code_print="a")
