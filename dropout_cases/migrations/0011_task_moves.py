"""A task remembers how often, and why, it was put off."""

from django.db import migrations

import schools.encryption


class Migration(migrations.Migration):
    """One field."""

    dependencies = [("dropout_cases", "0010_working_a_case")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="moves",
            field=schools.encryption.EncryptedTextField(blank=True, default="", verbose_name="การเลื่อนกำหนด"),
            preserve_default=False,
        ),
    ]
