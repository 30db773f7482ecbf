"""A party that is only told something is not waited for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column more; whoever was written to before was asked."""

    dependencies = [("referrals", "0004_facts_stand_alone")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="wants_answer",
            field=models.BooleanField(default=True, verbose_name="ขอคำตอบ"),
        ),
    ]
