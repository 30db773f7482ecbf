"""Facts of before take round, day and writer from their visit, and keep the check they came with; resolutions of before that have a day become tasks."""

from django.db import migrations

from schools.fields import new_key


def stand_alone(apps, schema_editor):
    """Fill what a fact needs to stand by itself."""
    for finding in apps.get_model("referrals", "Finding").objects.select_related("record").iterator(chunk_size=500):
        visit = finding.record
        finding.key, finding.round_id, finding.happened_on = new_key(), visit.round_id, visit.happened_on
        finding.entered_at, finding.entered_by_id, finding.entered_role = visit.entered_at, visit.entered_by_id, visit.entered_role
        finding.save(update_fields=["key", "round", "happened_on", "entered_at", "entered_by", "entered_role"])
        if finding.state in ("CHECKED", "DISPROVED"):
            looked = {"checked_on": visit.happened_on, "checked_by_id": visit.entered_by_id}
            apps.get_model("referrals", "FactCheck").objects.create(
                finding=finding, state=finding.state, source=finding.second_source, **looked
            )


def make_tasks(apps, schema_editor):
    """A task for each resolution with a day, of meetings that stand, in rounds still open."""
    of_open_rounds = {"record__voided_at": None, "record__round__closed_on": None}
    resolutions = apps.get_model("referrals", "Resolution").objects.filter(due_on__isnull=False, task=None, **of_open_rounds)
    for resolution in resolutions.select_related("record__round").iterator(chunk_size=500):
        meeting = resolution.record
        resolution.task = apps.get_model("dropout_cases", "Task").objects.create(
            case_id=meeting.round.case_id,
            round_id=meeting.round_id,
            happened_on=meeting.happened_on,
            entered_by_id=meeting.entered_by_id,
            entered_role=meeting.entered_role,
            text=resolution.text,
            owner_name=resolution.owner_name,
            by_school=resolution.by_school,
            due_on=resolution.due_on,
            source="RESOLUTION",
            source_key=meeting.key,
        )
        resolution.save(update_fields=["task"])


class Migration(migrations.Migration):

    dependencies = [
        ("dropout_cases", "0010_working_a_case"),
        ("referrals", "0002_working_a_case"),
    ]

    operations = [
        migrations.RunPython(stand_alone, migrations.RunPython.noop),
        migrations.RunPython(make_tasks, migrations.RunPython.noop),
    ]
