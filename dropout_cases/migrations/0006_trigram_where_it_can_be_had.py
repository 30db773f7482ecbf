"""Indexes of PostgreSQL by which any part of a name is found; where the extension cannot be had, nothing is done."""

from django.db import migrations

from dropout_cases.trigrams import drop_indexes, make_indexes


def forwards(apps, schema_editor):
    """Make what can be made."""
    make_indexes(schema_editor.connection)


def backwards(apps, schema_editor):
    """Take the indexes away."""
    drop_indexes(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("dropout_cases", "0004_report_and_number_rules")]

    operations = [migrations.RunPython(forwards, backwards)]
