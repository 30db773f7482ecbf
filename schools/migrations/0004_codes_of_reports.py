"""Loads the codes of reports and merges."""

from django.db import migrations

from schools.codes import load_codes


def forwards(apps, schema_editor):
    """Add the codes that are not there yet."""
    load_codes(apps.get_model("schools", "Code"))


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_calendar_notices_watch")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
