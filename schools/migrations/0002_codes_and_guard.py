"""Loads the shipped code lists, and has the database guard the trail."""

from django.db import migrations

from schools import trail
from schools.codes import load_codes


def forwards(apps, schema_editor):
    """Add the codes; set the guard."""
    load_codes(apps.get_model("schools", "Code"))
    trail.set_guard(schema_editor.connection)


def backwards(apps, schema_editor):
    """Lift the guard; codes stay, for rows may use them."""
    trail.lift_guard(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
