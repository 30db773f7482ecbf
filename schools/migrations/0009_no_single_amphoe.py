"""An agency no longer names one amphoe: it covers several."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0008_amphoe_that_agencies_cover'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='agency',
            name='amphoe',
        ),
    ]
