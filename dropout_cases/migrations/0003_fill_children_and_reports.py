"""Fills what is now kept of children and reports: how names sound, the area of a number, the verdict on a report."""

from django.db import migrations

from dropout_cases.models.students import name_index, phone_index, tail_index
from thai.sounds import sound_key
from thai.text import fold

ROWS = 2000


def forwards(apps, schema_editor):
    """Fill children first, for cases are found by what children are found by."""
    fill_students(apps.get_model("dropout_cases", "Student"))
    fill_cases(apps.get_model("dropout_cases", "Case"))
    fill_identities(apps.get_model("dropout_cases", "Identity"))
    fill_reports(apps.get_model("dropout_cases", "Report"))


def fill_students(model):
    """How the names sound, and what the child is found by."""
    fields = ["search_text", "sound_first", "sound_last", "phone_print"]
    for rows in in_slices(model.objects.order_by("pk")):
        for row in rows:
            row.search_text = name_index((row.first_name, row.last_name), nickname=row.nickname)
            row.sound_first, row.sound_last = sound_key(row.first_name), sound_key(row.last_name)
            row.phone_print = phone_index(row.guardian_phone)
        model.objects.bulk_update(rows, fields)


def fill_cases(model):
    """What the case is found by."""
    for rows in in_slices(model.objects.select_related("student").order_by("pk")):
        for row in rows:
            row.search_text = f"{row.student.search_text} {fold(row.number)}"
        model.objects.bulk_update(rows, ["search_text"])


def fill_identities(model):
    """The area and the last digits of each number; of one number given to two children the older row stays in use."""
    taken = set()
    for rows in in_slices(model.objects.select_related("student").order_by("pk")):
        for row in rows:
            row.area_id, row.tail = row.student.area_id, tail_index(row.number)
            if row.ended_on is None and (row.area_id, row.fingerprint) in taken:
                row.ended_on = row.started_on
            taken.add((row.area_id, row.fingerprint))
        model.objects.bulk_update(rows, ["area", "tail", "ended_on"])


def fill_reports(model):
    """Where a report was told, and what was decided: the first of a case opened it, others joined it."""
    for rows in in_slices(model.objects.select_related("round__case").order_by("pk")):
        for row in rows:
            case = row.round.case
            row.area_id, row.school_id, row.student_id, row.place_text = (
                case.area_id,
                case.school_id,
                case.student_id,
                case.place_text,
            )
            row.channel = "SCHOOL" if row.entered_role == "SCHOOL_STAFF" else "OFFICE"
            if row.decided_on:
                earlier = model.objects.filter(round__case=case, voided_at=None, pk__lt=row.pk)
                row.verdict = "JOINED" if earlier.exists() else "NEW_CASE"
        model.objects.bulk_update(rows, ["area", "school", "student", "place_text", "channel", "verdict"])


def in_slices(rows):
    """The rows, so many at a time, by row number."""
    last = 0
    while slice := list(rows.filter(pk__gt=last)[:ROWS]):
        yield slice
        last = slice[-1].pk


class Migration(migrations.Migration):
    dependencies = [("dropout_cases", "0002_finding_the_child"), ("schools", "0004_codes_of_reports")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
