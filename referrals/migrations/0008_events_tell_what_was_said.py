"""What was shared, consented to and answered stands in rows of its own."""

import schools.encryption
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0007_referrals_of_before'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='referral',
            name='answer_note',
        ),
        migrations.RemoveField(
            model_name='referral',
            name='answered_at',
        ),
        migrations.RemoveField(
            model_name='referral',
            name='answered_by',
        ),
        migrations.RemoveField(
            model_name='referral',
            name='consent_note',
        ),
        # So that going back finds a value for it until the copies are in their column again.
        migrations.AlterField(
            model_name='referral',
            name='package',
            field=schools.encryption.EncryptedTextField(blank=True, default=''),
        ),
        migrations.RemoveField(
            model_name='referral',
            name='package',
        ),
        migrations.RemoveField(
            model_name='referral',
            name='result',
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['SENT', 'WITHDRAWN']), ('answered_on__isnull', False), _connector='OR'), name='referral_answer_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'DONE'), _negated=True), ('result_on__isnull', False), _connector='OR'), name='referral_result_has_its_day'),
        ),
    ]
