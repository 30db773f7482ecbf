"""The school calendar, notices, and the thresholds of absence."""

import django.db.models.deletion
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0002_codes_and_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('day', models.DateField(verbose_name='วันที่')),
                ('name', schools.fields.LineField(max_length=120, verbose_name='เหตุที่หยุด')),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('DANGER', 'รับแจ้งเด็กไม่ปลอดภัย'), ('REPORT_ANSWERED', 'โรงเรียนตอบเรื่องที่ถาม'), ('IMPORT_DONE', 'ตรวจหรือนำเข้าไฟล์เสร็จแล้ว'), ('POSSIBLE_DUPLICATE', 'อาจเป็นเด็กคนเดียวกัน')], max_length=20)),
                ('event', models.CharField(max_length=120)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('path', models.CharField(max_length=200)),
                ('told_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('academic_year', models.PositiveSmallIntegerField(verbose_name='ปีการศึกษา (พ.ศ.)')),
                ('number', models.PositiveSmallIntegerField(verbose_name='ภาคเรียนที่')),
                ('starts_on', models.DateField(verbose_name='เปิดเรียน')),
                ('ends_on', models.DateField(verbose_name='ปิดเรียน')),
            ],
            options={
                'ordering': ['starts_on'],
            },
        ),
        migrations.AddField(
            model_name='area',
            name='absent_days_meeting',
            field=models.PositiveSmallIntegerField(default=5, verbose_name='โรงเรียนพบผู้ปกครองเมื่อขาดครบ (วันเรียน)'),
        ),
        migrations.AddField(
            model_name='area',
            name='absent_days_report',
            field=models.PositiveSmallIntegerField(default=7, verbose_name='รายงานเขตเมื่อขาดครบ (วันเรียน)'),
        ),
        migrations.AddField(
            model_name='area',
            name='absent_days_teacher',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='ครูติดต่อเมื่อขาดครบ (วันเรียน)'),
        ),
        migrations.AlterField(
            model_name='school',
            name='search_text',
            field=models.CharField(editable=False, max_length=900),
        ),
        migrations.AlterField(
            model_name='trailevent',
            name='verb',
            field=models.CharField(choices=[('SIGNED_IN', 'เข้าสู่ระบบ'), ('SIGN_IN_REFUSED', 'เข้าสู่ระบบไม่สำเร็จ'), ('SIGNED_OUT', 'ออกจากระบบ'), ('OPENED', 'เปิดดู'), ('OPENED_SENSITIVE', 'เปิดดูข้อมูลอ่อนไหว'), ('REVEALED', 'เปิดดูเลขประจำตัว'), ('CREATED', 'สร้าง'), ('CHANGED', 'แก้ไข'), ('RECORDED', 'บันทึก'), ('DECIDED', 'ตัดสินใจ'), ('VOIDED', 'ยกเลิกรายการ'), ('EXPORTED', 'ส่งออก'), ('REFUSED', 'ถูกปฏิเสธ'), ('SENT_IN', 'แจ้งทางแบบฟอร์มสาธารณะ'), ('UNDONE', 'ย้อนกลับ')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('absent_days_teacher__gte', 1), ('absent_days_meeting__gt', models.F('absent_days_teacher')), ('absent_days_report__gt', models.F('absent_days_meeting'))), name='absence_levels_rise', violation_error_message='จำนวนวันต้องเพิ่มขึ้นตามลำดับ: ครูติดต่อ พบผู้ปกครอง รายงานเขต'),
        ),
        migrations.AddField(
            model_name='holiday',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='schools.area'),
        ),
        migrations.AddField(
            model_name='holiday',
            name='school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='schools.school', verbose_name='โรงเรียน'),
        ),
        migrations.AddField(
            model_name='notice',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='term',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='schools.area'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.UniqueConstraint(condition=models.Q(('school', None)), fields=('area', 'day'), name='holiday_is_once_in_its_area', violation_error_message='วันนี้เป็นวันหยุดของเขตอยู่แล้ว'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.UniqueConstraint(fields=('school', 'day'), name='holiday_is_once_at_its_school', violation_error_message='วันนี้เป็นวันหยุดของโรงเรียนอยู่แล้ว'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['recipient'], name='notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('recipient', 'event'), name='event_is_told_once_to_each'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('area', 'academic_year', 'number'), name='term_is_once_in_its_year', violation_error_message='มีภาคเรียนนี้ในปีการศึกษานี้แล้ว'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='term_ends_after_it_starts', violation_error_message='วันปิดเรียนต้องหลังวันเปิดเรียน'),
        ),
    ]
