"""A family name is found by its sound too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dropout_cases', '0008_roll_called'),
        ('schools', '0005_second_step'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='student',
            index=models.Index(fields=['area', 'sound_last'], name='student_by_family_sound'),
        ),
    ]
