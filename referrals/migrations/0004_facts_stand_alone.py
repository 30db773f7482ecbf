"""A fact always has its key, its round, its day and the moment it was written."""

import django.db.models.deletion
import schools.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dropout_cases', '0010_working_a_case'),
        ('referrals', '0003_facts_and_resolutions_of_before'),
    ]

    operations = [
        migrations.AlterField(
            model_name='finding',
            name='entered_at',
            field=models.DateTimeField(auto_now_add=True),
        ),
        migrations.AlterField(
            model_name='finding',
            name='happened_on',
            field=models.DateField(verbose_name='วันที่'),
        ),
        migrations.AlterField(
            model_name='finding',
            name='key',
            field=schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True),
        ),
        migrations.AlterField(
            model_name='finding',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='dropout_cases.round'),
        ),
    ]
