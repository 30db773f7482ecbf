"""No round is without its office, no planned check without its key and day."""

import django.db.models.deletion
from django.db import migrations, models

import schools.fields


class Migration(migrations.Migration):
    dependencies = [("dropout_cases", "0015_fill_rounds_and_checks"), ("schools", "0010_returning_and_staying")]

    operations = [
        migrations.AlterField(
            model_name="round",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.area"),
        ),
        migrations.AlterField(
            model_name="plannedcheck",
            name="key",
            field=schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True),
        ),
        migrations.AlterField(
            model_name="plannedcheck",
            name="planned_on",
            field=models.DateField(),
        ),
        migrations.AddConstraint(
            model_name="plannedcheck",
            constraint=models.UniqueConstraint(fields=("of_return", "kind", "week", "planned_on"), name="check_is_planned_once"),
        ),
    ]
