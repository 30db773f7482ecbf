"""What must be true of a report and of a number, now that every row says it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dropout_cases", "0003_fill_children_and_reports")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="schools.area"),
        ),
        migrations.AlterField(
            model_name="identity",
            name="area",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.area"
            ),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("area", "fingerprint"),
                name="number_belongs_to_one_child_of_an_area",
                violation_error_message="เลขประจำตัวนี้เป็นของเด็กอีกคนในเขต",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("decided_on", None), ("verdict", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        models.Q(("verdict", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_is_decided_by_somebody_some_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", ""),
                    models.Q(("round__isnull", False), ("verdict__in", ["NEW_CASE", "JOINED"])),
                    models.Q(("round", None), ("verdict", "NOT_A_CASE")),
                    _connector="OR",
                ),
                name="report_that_made_a_case_stands_in_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("verdict", "NOT_A_CASE"), _negated=True), ("set_aside_reason", None)),
                    models.Q(("set_aside_reason__isnull", False), ("verdict", "NOT_A_CASE")),
                    _connector="OR",
                ),
                name="report_set_aside_has_a_reason",
                violation_error_message="เลือกเหตุผลที่ไม่เป็นเคส",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("looked_at", None), ("looked_by", None)),
                    models.Q(("looked_at__isnull", False), ("looked_by__isnull", False)),
                    _connector="OR",
                ),
                name="report_is_looked_at_by_somebody",
            ),
        ),
    ]
