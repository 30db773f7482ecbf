"""A referral has versions of its package, consent, a recommendation, events, official papers, and needs nobody meets."""

import django.db.models.deletion
import schools.encryption
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dropout_cases', '0012_files_by_link'),
        ('referrals', '0005_told_or_asked'),
        ('schools', '0009_no_single_amphoe'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('token', models.CharField(editable=False, max_length=40, null=True, unique=True)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('entered_role', models.CharField(choices=[('OFFICER', 'เจ้าหน้าที่เขตพื้นที่'), ('SUPERVISOR', 'ผู้กำกับดูแลของเขต'), ('SCHOOL_STAFF', 'บุคลากรโรงเรียน'), ('EXECUTIVE', 'ผู้บริหาร'), ('PARTNER', 'หน่วยงานภาคี'), ('SYSADMIN', 'ผู้ดูแลระบบ')], max_length=20)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('void_reason', schools.fields.ProseField(blank=True, editable=False)),
                ('restricted', models.BooleanField(default=False, verbose_name='จำกัดผู้เห็น')),
                ('happened_on', models.DateField()),
                ('given_by', schools.encryption.EncryptedTextField(verbose_name='ผู้ให้ความยินยอม')),
                ('how', models.CharField(choices=[('WRITTEN', 'ลงนามในหนังสือยินยอม'), ('SPOKEN', 'ยินยอมด้วยวาจา')], default='WRITTEN', max_length=7, verbose_name='ให้ความยินยอมโดย')),
                ('scope', schools.fields.ProseField(verbose_name='ขอบเขตที่ยินยอม')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='วันที่ถอนความยินยอม')),
                ('withdrawn_note', schools.fields.ProseField(blank=True, verbose_name='บันทึกการถอนความยินยอม')),
            ],
            options={
                'verbose_name': 'ความยินยอม',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HelpGiven',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('GOT', 'ได้รับแล้ว'), ('PARTLY', 'ได้รับบางส่วน'), ('NOT', 'ไม่ได้รับ')], max_length=6, verbose_name='ผล')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OfficialPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('token', models.CharField(editable=False, max_length=40, null=True, unique=True)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('entered_role', models.CharField(choices=[('OFFICER', 'เจ้าหน้าที่เขตพื้นที่'), ('SUPERVISOR', 'ผู้กำกับดูแลของเขต'), ('SCHOOL_STAFF', 'บุคลากรโรงเรียน'), ('EXECUTIVE', 'ผู้บริหาร'), ('PARTNER', 'หน่วยงานภาคี'), ('SYSADMIN', 'ผู้ดูแลระบบ')], max_length=20)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('void_reason', schools.fields.ProseField(blank=True, editable=False)),
                ('restricted', models.BooleanField(default=False, verbose_name='จำกัดผู้เห็น')),
                ('happened_on', models.DateField()),
                ('kind', models.CharField(choices=[('LETTER', 'หนังสือภายนอก'), ('FORM', 'แบบส่งต่อ'), ('MEMO', 'บันทึกข้อความ')], max_length=6, verbose_name='ชนิดหนังสือ')),
                ('subject', schools.fields.LineField(max_length=200, verbose_name='เรื่อง')),
                ('to', schools.fields.LineField(max_length=200, verbose_name='เรียน')),
                ('refs', schools.fields.ProseField(blank=True, verbose_name='อ้างถึง')),
                ('enclosures', schools.fields.ProseField(blank=True, verbose_name='สิ่งที่ส่งมาด้วย')),
                ('cause', schools.encryption.EncryptedTextField(blank=True, verbose_name='ภาคเหตุ')),
                ('purpose', schools.encryption.EncryptedTextField(blank=True, verbose_name='ภาคความประสงค์')),
                ('conclusion', schools.encryption.EncryptedTextField(blank=True, verbose_name='ภาคสรุป')),
                ('signer_name', schools.fields.LineField(blank=True, max_length=120, verbose_name='ผู้ลงนาม')),
                ('signer_position', schools.fields.LineField(blank=True, max_length=160, verbose_name='ตำแหน่งผู้ลงนาม')),
                ('signer_acting', schools.fields.LineField(blank=True, max_length=200, verbose_name='รักษาราชการแทน')),
                ('copies', schools.fields.ProseField(blank=True, verbose_name='สำเนาส่ง')),
                ('year', models.PositiveSmallIntegerField(blank=True, editable=False, help_text='พ.ศ.', null=True)),
                ('number', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('full_number', schools.fields.LineField(blank=True, max_length=60, verbose_name='ที่')),
                ('content', schools.encryption.EncryptedTextField(blank=True, editable=False)),
                ('issued_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'หนังสือราชการ',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_on', models.DateField()),
                ('items', schools.encryption.EncryptedTextField()),
                ('shared', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['version'],
            },
        ),
        migrations.CreateModel(
            name='ReferralEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_role', models.CharField(blank=True, max_length=20)),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('token', models.CharField(editable=False, max_length=40, null=True, unique=True)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('void_reason', schools.fields.ProseField(blank=True, editable=False)),
                ('happened_on', models.DateField(verbose_name='วันที่')),
                ('kind', models.CharField(choices=[('OPENED', 'ผู้รับเปิดอ่าน'), ('ASKED', 'ผู้รับขอข้อมูลเพิ่ม'), ('REPLIED', 'ตอบข้อมูลเพิ่ม'), ('ADDED', 'ส่งข้อมูลเพิ่ม'), ('ACCEPTED', 'รับเรื่องแล้ว'), ('DECLINED', 'รับไม่ได้'), ('HELPING', 'กำลังช่วยเหลือ'), ('DONE', 'แจ้งผลแล้ว'), ('REMINDED', 'เตือนผู้รับ'), ('CALLED', 'โทรติดตามผู้รับ'), ('ESCALATED', 'แจ้งว่าผู้รับยังไม่ตอบ'), ('WITHDRAWN', 'ถอนคำขอ')], max_length=9)),
                ('said_by', schools.fields.LineField(blank=True, max_length=160, verbose_name='ผู้ตอบ')),
                ('text', schools.encryption.EncryptedTextField(blank=True, verbose_name='ข้อความ')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='นัดครั้งต่อไป')),
            ],
            options={
                'verbose_name': 'ความเคลื่อนไหวของการส่งต่อ',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UnmetNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('token', models.CharField(editable=False, max_length=40, null=True, unique=True)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('entered_role', models.CharField(choices=[('OFFICER', 'เจ้าหน้าที่เขตพื้นที่'), ('SUPERVISOR', 'ผู้กำกับดูแลของเขต'), ('SCHOOL_STAFF', 'บุคลากรโรงเรียน'), ('EXECUTIVE', 'ผู้บริหาร'), ('PARTNER', 'หน่วยงานภาคี'), ('SYSADMIN', 'ผู้ดูแลระบบ')], max_length=20)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('void_reason', schools.fields.ProseField(blank=True, editable=False)),
                ('restricted', models.BooleanField(default=False, verbose_name='จำกัดผู้เห็น')),
                ('happened_on', models.DateField()),
                ('note', schools.encryption.EncryptedTextField(blank=True, verbose_name='หาจากที่ใดแล้ว')),
            ],
            options={
                'verbose_name': 'ความช่วยเหลือที่หาไม่ได้ในพื้นที่',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='referral',
            name='agreed_from',
            field=models.DateField(blank=True, null=True, verbose_name='เริ่มเรียนได้'),
        ),
        migrations.AddField(
            model_name='referral',
            name='agreed_pathway',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='แนวทางที่ผู้รับเสนอ'),
        ),
        migrations.AddField(
            model_name='referral',
            name='agreed_place',
            field=schools.fields.LineField(blank=True, max_length=200, verbose_name='สถานที่เรียนที่ผู้รับเสนอ'),
        ),
        migrations.AddField(
            model_name='referral',
            name='credit_transfer',
            field=schools.fields.ProseField(blank=True, verbose_name='การเทียบโอนผลการเรียน'),
        ),
        migrations.AddField(
            model_name='referral',
            name='instead',
            field=schools.fields.LineField(blank=True, max_length=200, verbose_name='หน่วยงานที่ช่วยได้แทน'),
        ),
        migrations.AddField(
            model_name='referral',
            name='opened_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='pathway_from',
            field=models.DateField(blank=True, null=True, verbose_name='เริ่มเรียน'),
        ),
        migrations.AddField(
            model_name='referral',
            name='pathway_reply',
            field=models.CharField(blank=True, choices=[('AGREED', 'จัดได้ตามที่เสนอแนะ'), ('OTHERWISE', 'เสนอแนวทางอื่น'), ('NOT_OURS', 'ไม่ได้อยู่ในหน้าที่ของหน่วยงาน')], max_length=9, verbose_name='คำตอบต่อข้อเสนอแนะ'),
        ),
        migrations.AddField(
            model_name='referral',
            name='pathway_school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school', verbose_name='โรงเรียนที่เสนอแนะ'),
        ),
        migrations.AddField(
            model_name='referral',
            name='pathway_support',
            field=schools.fields.ProseField(blank=True, verbose_name='การสนับสนุนที่ต้องมี'),
        ),
        migrations.AddField(
            model_name='referral',
            name='question_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='result_by',
            field=models.DateField(blank=True, null=True, verbose_name='แจ้งผลภายใน'),
        ),
        migrations.AddField(
            model_name='referral',
            name='urgency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='ความเร่งด่วน'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='pathway_place',
            field=schools.fields.LineField(blank=True, max_length=200, verbose_name='สถานที่เรียนอื่นที่เสนอแนะ'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='status',
            field=models.CharField(choices=[('SENT', 'ส่งแล้ว รอตอบ'), ('ACCEPTED', 'รับเรื่องแล้ว'), ('HELPING', 'กำลังช่วยเหลือ'), ('DECLINED', 'รับไม่ได้'), ('DONE', 'แจ้งผลแล้ว'), ('WITHDRAWN', 'ถอนคำขอ')], default='SENT', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='consent',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.case'),
        ),
        migrations.AddField(
            model_name='consent',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consent',
            name='relation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='เกี่ยวข้องกับนักเรียนเป็น'),
        ),
        migrations.AddField(
            model_name='consent',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='consent',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consent',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='referral',
            name='consent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='referrals.consent', verbose_name='ความยินยอม'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['agency', 'status'], name='referral_by_agency'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'SENT'), ('voided_at', None)), fields=['answer_by'], name='referral_waiting_by_limit'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pathway_reply', 'OTHERWISE'), _negated=True), ('agreed_pathway__isnull', False), _connector='OR'), name='another_pathway_is_named', violation_error_message='เลือกแนวทางที่ผู้รับเสนอ'),
        ),
        migrations.AddField(
            model_name='helpgiven',
            name='help_kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='ความช่วยเหลือ'),
        ),
        migrations.AddField(
            model_name='helpgiven',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_given', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='area',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.area'),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.case'),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='issued_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='referral',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='secrecy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='ชั้นความลับ'),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='urgency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='ชั้นความเร็ว'),
        ),
        migrations.AddField(
            model_name='officialpaper',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='package',
            name='files',
            field=models.ManyToManyField(blank=True, related_name='+', to='dropout_cases.document'),
        ),
        migrations.AddField(
            model_name='package',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='package',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='packages', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='referralevent',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='referralevent',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='referralevent',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referral_events', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='referralevent',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unmetneed',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.case'),
        ),
        migrations.AddField(
            model_name='unmetneed',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unmetneed',
            name='help_kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='ความช่วยเหลือที่หาไม่ได้'),
        ),
        migrations.AddField(
            model_name='unmetneed',
            name='referral',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unmet_needs', to='referrals.referral'),
        ),
        migrations.AddField(
            model_name='unmetneed',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='unmetneed',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='consent_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_on', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), ('withdrawn_on__isnull', False)), _connector='OR'), name='consent_is_withdrawn_some_day_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='helpgiven',
            constraint=models.UniqueConstraint(fields=('record', 'help_kind'), name='help_is_told_of_once'),
        ),
        migrations.AddConstraint(
            model_name='helpgiven',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), _negated=True), name='help_has_an_outcome'),
        ),
        migrations.AddIndex(
            model_name='officialpaper',
            index=models.Index(fields=['area', 'year', 'number'], name='paper_by_number'),
        ),
        migrations.AddConstraint(
            model_name='officialpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='officialpaper_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='officialpaper',
            constraint=models.UniqueConstraint(fields=('area', 'kind', 'year', 'number'), name='letter_number_is_once_a_year', violation_error_message='เลขนี้ใช้กับหนังสือฉบับอื่นแล้ว'),
        ),
        migrations.AddConstraint(
            model_name='officialpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('full_number', ''), ('issued_at', None), ('issued_by', None), ('number', None), ('year', None)), models.Q(('issued_at__isnull', False), ('issued_by__isnull', False), ('number__isnull', False), ('year__isnull', False), models.Q(('full_number', ''), _negated=True)), _connector='OR'), name='issued_paper_has_its_number_and_words'),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.UniqueConstraint(fields=('record', 'version'), name='package_version_is_once_in_its_referral'),
        ),
        migrations.AddConstraint(
            model_name='referralevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='referralevent_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='unmetneed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='unmetneed_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='unmetneed',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('round', 'help_kind'), name='need_is_told_once_a_round', violation_error_message='บันทึกความต้องการนี้ในรอบนี้แล้ว'),
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_answer_has_its_day_and_person',
        ),
    ]
