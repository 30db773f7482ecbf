"""The directory knows contacts, figures and confirmations; an office has the head of its letters and who signs."""

import django.core.validators
import django.db.models.deletion
import schools.encryption
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0006_working_a_case'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', schools.fields.LineField(max_length=120, verbose_name='ชื่อ')),
                ('position', schools.fields.LineField(blank=True, max_length=120, verbose_name='ตำแหน่ง')),
                ('phone', schools.encryption.EncryptedTextField(blank=True, verbose_name='โทรศัพท์')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='อีเมล')),
                ('line_id', schools.fields.LineField(blank=True, max_length=60, verbose_name='LINE')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AgencyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_name', schools.fields.LineField(blank=True, max_length=160)),
                ('card', schools.encryption.EncryptedTextField()),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Letterhead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', schools.fields.LineField(blank=True, help_text='เช่น ศธ 04xxx', max_length=30, validators=[django.core.validators.RegexValidator('^[^/]*$', 'ไม่ต้องใส่เครื่องหมาย /')], verbose_name='เลขที่หนังสือนำหน้า')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='ไปรษณีย์อิเล็กทรอนิกส์')),
                ('own_register', models.BooleanField(default=False, verbose_name='ออกเลขจากทะเบียนในระบบนี้')),
                ('emblem', models.BinaryField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Signer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('name', schools.fields.LineField(max_length=120, verbose_name='ชื่อเต็มพร้อมคำนำหน้า')),
                ('position', schools.fields.LineField(max_length=160, verbose_name='ตำแหน่ง')),
                ('acting', schools.fields.LineField(blank=True, max_length=200, verbose_name='ข้อความรักษาราชการแทน')),
                ('is_active', models.BooleanField(default=True, verbose_name='ยังลงนามอยู่')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='agency',
            name='accepted_count',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='agency',
            name='address',
            field=schools.fields.ProseField(blank=True, verbose_name='ที่อยู่'),
        ),
        migrations.AddField(
            model_name='agency',
            name='answered_count',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='agency',
            name='confirmed_by',
            field=schools.fields.LineField(blank=True, editable=False, max_length=160),
        ),
        migrations.AddField(
            model_name='agency',
            name='confirmed_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='ยืนยันข้อมูลล่าสุด'),
        ),
        migrations.AddField(
            model_name='agency',
            name='covers',
            field=models.ManyToManyField(blank=True, related_name='agencies', to='schools.amphoe', verbose_name='อำเภอที่รับผิดชอบ'),
        ),
        migrations.AddField(
            model_name='agency',
            name='head',
            field=schools.fields.LineField(blank=True, help_text='ตำแหน่งผู้รับหนังสือ เช่น ผู้อำนวยการโรงพยาบาล', max_length=160, verbose_name='คำขึ้นต้นหนังสือ'),
        ),
        migrations.AddField(
            model_name='agency',
            name='line_id',
            field=schools.fields.LineField(blank=True, max_length=60, verbose_name='LINE'),
        ),
        migrations.AddField(
            model_name='agency',
            name='reply_days',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='agency',
            name='sent_count',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='area',
            name='remind_days',
            field=models.PositiveSmallIntegerField(default=2, verbose_name='เตือนผู้รับการส่งต่อก่อนครบกำหนด (วัน)'),
        ),
        migrations.AddField(
            model_name='area',
            name='silent_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='แจ้งผู้กำกับดูแลเมื่อเกินกำหนดตอบ (วัน)'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('DANGER', 'รับแจ้งเด็กไม่ปลอดภัย'), ('ASSIGNED', 'ได้รับมอบหมายเคส'), ('TASK_GIVEN', 'ได้รับงานใหม่'), ('TASK_DONE', 'งานที่มอบหมายเสร็จแล้ว'), ('CODE_ASKED', 'มีผู้รอให้โทรแจ้งรหัส'), ('ANSWER_CAME', 'มีคำตอบเข้ามา'), ('REFERRAL_CAME', 'มีคำขอส่งต่อถึงหน่วยงานของคุณ'), ('REFERRAL_DUE', 'คำขอส่งต่อรอคำตอบของคุณ'), ('REFERRAL_SILENT', 'ผู้รับการส่งต่อยังไม่ตอบ'), ('MENTIONED', 'มีบันทึกที่เปิดให้คุณอ่าน'), ('CLOSING_ASKED', 'มีคำขอปิดเคสรอพิจารณา'), ('STUCK', 'สรุปงานค้างประจำสัปดาห์'), ('REPORT_ANSWERED', 'โรงเรียนตอบเรื่องที่ถาม'), ('IMPORT_DONE', 'ตรวจหรือนำเข้าไฟล์เสร็จแล้ว'), ('POSSIBLE_DUPLICATE', 'อาจเป็นเด็กคนเดียวกัน')], max_length=20),
        ),
        migrations.AlterField(
            model_name='noticechoice',
            name='kind',
            field=models.CharField(choices=[('DANGER', 'รับแจ้งเด็กไม่ปลอดภัย'), ('ASSIGNED', 'ได้รับมอบหมายเคส'), ('TASK_GIVEN', 'ได้รับงานใหม่'), ('TASK_DONE', 'งานที่มอบหมายเสร็จแล้ว'), ('CODE_ASKED', 'มีผู้รอให้โทรแจ้งรหัส'), ('ANSWER_CAME', 'มีคำตอบเข้ามา'), ('REFERRAL_CAME', 'มีคำขอส่งต่อถึงหน่วยงานของคุณ'), ('REFERRAL_DUE', 'คำขอส่งต่อรอคำตอบของคุณ'), ('REFERRAL_SILENT', 'ผู้รับการส่งต่อยังไม่ตอบ'), ('MENTIONED', 'มีบันทึกที่เปิดให้คุณอ่าน'), ('CLOSING_ASKED', 'มีคำขอปิดเคสรอพิจารณา'), ('STUCK', 'สรุปงานค้างประจำสัปดาห์'), ('REPORT_ANSWERED', 'โรงเรียนตอบเรื่องที่ถาม'), ('IMPORT_DONE', 'ตรวจหรือนำเข้าไฟล์เสร็จแล้ว'), ('POSSIBLE_DUPLICATE', 'อาจเป็นเด็กคนเดียวกัน')], max_length=20, verbose_name='ชนิด'),
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by', ''), ('confirmed_on', None)), models.Q(('confirmed_on__isnull', False), models.Q(('confirmed_by', ''), _negated=True)), _connector='OR'), name='agency_is_confirmed_by_somebody_some_day'),
        ),
        migrations.AddField(
            model_name='agencycontact',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='schools.agency'),
        ),
        migrations.AddField(
            model_name='agencyversion',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='schools.agency'),
        ),
        migrations.AddField(
            model_name='agencyversion',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letterhead',
            name='area',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='letterhead', to='schools.area'),
        ),
        migrations.AddField(
            model_name='signer',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signers', to='schools.area'),
        ),
    ]
