"""A return keeps the pathway that was recommended, to stand beside the one that came true."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dropout_cases', '0012_files_by_link'),
        ('schools', '0009_no_single_amphoe'),
    ]

    operations = [
        migrations.AddField(
            model_name='return',
            name='recommended',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code'),
        ),
    ]
