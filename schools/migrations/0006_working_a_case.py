"""Mails wait in an outbox, people choose how they are told, and the office's paper bears its address."""

import django.db.models.deletion
import schools.encryption
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0005_second_step'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DANGER', 'รับแจ้งเด็กไม่ปลอดภัย'), ('ASSIGNED', 'ได้รับมอบหมายเคส'), ('TASK_GIVEN', 'ได้รับงานใหม่'), ('TASK_DONE', 'งานที่มอบหมายเสร็จแล้ว'), ('CODE_ASKED', 'มีผู้รอให้โทรแจ้งรหัส'), ('ANSWER_CAME', 'มีคำตอบเข้ามา'), ('MENTIONED', 'มีบันทึกที่เปิดให้คุณอ่าน'), ('CLOSING_ASKED', 'มีคำขอปิดเคสรอพิจารณา'), ('STUCK', 'สรุปงานค้างประจำสัปดาห์'), ('REPORT_ANSWERED', 'โรงเรียนตอบเรื่องที่ถาม'), ('IMPORT_DONE', 'ตรวจหรือนำเข้าไฟล์เสร็จแล้ว'), ('POSSIBLE_DUPLICATE', 'อาจเป็นเด็กคนเดียวกัน')], max_length=20, verbose_name='ชนิด')),
                ('in_app', models.BooleanField(default=True, verbose_name='ในระบบ')),
                ('by_mail', models.BooleanField(default=True, verbose_name='ทางอีเมล')),
            ],
        ),
        migrations.AddField(
            model_name='area',
            name='address',
            field=schools.fields.ProseField(blank=True, verbose_name='ที่อยู่สำนักงาน'),
        ),
        migrations.AddField(
            model_name='area',
            name='phone',
            field=schools.fields.LineField(blank=True, max_length=60, verbose_name='โทรศัพท์สำนักงาน'),
        ),
        migrations.AddField(
            model_name='area',
            name='quiet_days',
            field=models.PositiveSmallIntegerField(default=14, verbose_name='เคสนิ่งเมื่อไม่มีบันทึกเกิน (วัน)'),
        ),
        migrations.AddField(
            model_name='area',
            name='unit_name',
            field=schools.fields.LineField(blank=True, max_length=120, verbose_name='กลุ่มงานเจ้าของเรื่อง'),
        ),
        migrations.AddField(
            model_name='notice',
            name='by_mail',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='notice',
            name='in_app',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='user',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='อีเมล'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('DANGER', 'รับแจ้งเด็กไม่ปลอดภัย'), ('ASSIGNED', 'ได้รับมอบหมายเคส'), ('TASK_GIVEN', 'ได้รับงานใหม่'), ('TASK_DONE', 'งานที่มอบหมายเสร็จแล้ว'), ('CODE_ASKED', 'มีผู้รอให้โทรแจ้งรหัส'), ('ANSWER_CAME', 'มีคำตอบเข้ามา'), ('MENTIONED', 'มีบันทึกที่เปิดให้คุณอ่าน'), ('CLOSING_ASKED', 'มีคำขอปิดเคสรอพิจารณา'), ('STUCK', 'สรุปงานค้างประจำสัปดาห์'), ('REPORT_ANSWERED', 'โรงเรียนตอบเรื่องที่ถาม'), ('IMPORT_DONE', 'ตรวจหรือนำเข้าไฟล์เสร็จแล้ว'), ('POSSIBLE_DUPLICATE', 'อาจเป็นเด็กคนเดียวกัน')], max_length=20),
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('event', models.CharField(max_length=120, unique=True)),
                ('address', schools.encryption.EncryptedTextField()),
                ('subject', models.CharField(max_length=150)),
                ('body', schools.encryption.EncryptedTextField()),
                ('state', models.CharField(choices=[('WAITING', 'รอส่ง'), ('SENDING', 'กำลังส่ง'), ('SENT', 'ส่งแล้ว'), ('FAILED', 'ส่งไม่สำเร็จ')], default='WAITING', max_length=8)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('send_after', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, max_length=80)),
                ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='mail',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='schools.mail'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('by_mail', True), ('mail', None)), fields=['told_at'], name='notice_to_be_mailed'),
        ),
        migrations.AddField(
            model_name='noticechoice',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_choices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state__in', ['WAITING', 'SENDING'])), fields=['send_after'], name='mail_to_be_sent'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'SENT')), models.Q(models.Q(('state', 'SENT'), _negated=True), ('sent_at', None)), _connector='OR'), name='sent_mail_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='noticechoice',
            constraint=models.UniqueConstraint(fields=('user', 'kind'), name='notice_kind_is_chosen_once'),
        ),
    ]
