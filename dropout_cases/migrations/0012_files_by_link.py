"""Somebody without an account may bring a file; the office may owe a reply."""

import django.db.models.deletion
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dropout_cases', '0011_task_moves'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='brought_by',
            field=schools.fields.LineField(blank=True, max_length=160),
        ),
        migrations.AlterField(
            model_name='case',
            name='next_act',
            field=models.CharField(choices=[('RECORD', 'บันทึกขั้นตอน'), ('ANSWER', 'บันทึกคำตอบ'), ('REPLY', 'ตอบคำถามของผู้รับ'), ('LOOP', 'เริ่มรอบใหม่'), ('ASK', 'ขอปิดเคส'), ('APPROVE', 'พิจารณาปิดเคส'), ('NOTHING', 'ไม่มีงานค้าง')], default='RECORD', max_length=8),
        ),
        migrations.AlterField(
            model_name='document',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='document',
            name='entered_role',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
