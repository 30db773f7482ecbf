"""Plans, facts that stand by themselves, agenda and resolutions that become tasks."""

import django.db.models.deletion
import schools.encryption
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dropout_cases', '0010_working_a_case'),
        ('referrals', '0001_initial'),
        ('schools', '0006_working_a_case'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(choices=[(1, 'เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ'), (2, 'เรื่องรับรองรายงานการประชุมครั้งที่ผ่านมา'), (3, 'เรื่องสืบเนื่อง'), (4, 'เรื่องเสนอเพื่อทราบ'), (5, 'เรื่องเสนอเพื่อพิจารณา'), (6, 'เรื่องอื่น ๆ')], verbose_name='ระเบียบวาระที่')),
                ('text', schools.encryption.EncryptedTextField(verbose_name='เรื่องและสาระสำคัญ')),
            ],
            options={
                'ordering': ['number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FactCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('CHECKED', 'ตรวจจากแหล่งที่สองแล้ว'), ('ONE_SIDED', 'ได้จากฝ่ายเดียว'), ('DISPROVED', 'ไม่เป็นความจริง')], max_length=10, verbose_name='ผลการตรวจสอบ')),
                ('source', schools.fields.LineField(max_length=120, verbose_name='แหล่งที่ตรวจ')),
                ('note', schools.encryption.EncryptedTextField(blank=True, verbose_name='หมายเหตุ')),
                ('checked_at', models.DateTimeField(auto_now_add=True)),
                ('checked_on', models.DateField(verbose_name='วันที่ตรวจ')),
            ],
            options={
                'ordering': ['checked_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', schools.fields.LineField(max_length=160, verbose_name='ชื่อและตำแหน่ง')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Plan',
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
                ('kind', models.CharField(choices=[('VISIT', 'ลงพื้นที่'), ('MEETING', 'ประชุม')], max_length=7, verbose_name='ชนิด')),
                ('planned_on', models.DateField(verbose_name='วันที่นัด')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='เวลา')),
                ('place_text', schools.fields.LineField(max_length=200, verbose_name='สถานที่')),
                ('chair', schools.fields.LineField(blank=True, max_length=160, verbose_name='ประธาน')),
                ('agenda', schools.encryption.EncryptedTextField(blank=True, verbose_name='เรื่องที่จะหารือหรือสิ่งที่ต้องเตรียม')),
                ('held_key', models.CharField(blank=True, max_length=32)),
            ],
            options={
                'verbose_name': 'นัดหมาย',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.AlterModelOptions(
            name='finding',
            options={'ordering': ['pk'], 'verbose_name': 'ข้อเท็จจริง'},
        ),
        migrations.AddField(
            model_name='attendee',
            name='absence_reason',
            field=schools.fields.LineField(blank=True, max_length=160, verbose_name='เหตุที่ไม่มา'),
        ),
        migrations.AddField(
            model_name='attendee',
            name='is_guest',
            field=models.BooleanField(default=False, verbose_name='เข้าร่วมโดยไม่ใช่คณะทำงาน'),
        ),
        migrations.AddField(
            model_name='attendee',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dropout_cases.teammember'),
        ),
        migrations.AddField(
            model_name='attendee',
            name='position',
            field=schools.fields.LineField(blank=True, max_length=160, verbose_name='ตำแหน่ง'),
        ),
        migrations.AddField(
            model_name='contact',
            name='answered_name',
            field=schools.fields.LineField(blank=True, editable=False, max_length=160),
        ),
        migrations.AddField(
            model_name='contact',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dropout_cases.teammember', verbose_name='ผู้เกี่ยวข้องในเคส'),
        ),
        migrations.AddField(
            model_name='finding',
            name='entered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='finding',
            name='entered_role',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='finding',
            name='happened_on',
            field=models.DateField(null=True, verbose_name='วันที่'),
        ),
        migrations.AddField(
            model_name='finding',
            name='key',
            field=schools.fields.KeyField(default=None, editable=False, max_length=32, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='organisation',
            field=schools.fields.LineField(blank=True, max_length=160, verbose_name='หน่วยงานที่พบ'),
        ),
        migrations.AddField(
            model_name='finding',
            name='round',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='finding',
            name='token',
            field=models.CharField(editable=False, max_length=40, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='void_reason',
            field=schools.fields.ProseField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='finding',
            name='voided_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='checker',
            field=schools.fields.LineField(blank=True, max_length=160, verbose_name='ผู้ตรวจรายงานการประชุม'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='ends_at',
            field=models.TimeField(blank=True, null=True, verbose_name='เลิกประชุมเวลา'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='name',
            field=schools.fields.LineField(blank=True, max_length=200, verbose_name='ชื่อการประชุม'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='secretary',
            field=schools.fields.LineField(blank=True, max_length=160, verbose_name='ผู้จดรายงานการประชุม'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='เริ่มประชุมเวลา'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.agency', verbose_name='หน่วยงาน'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dropout_cases.teammember'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้รับผิดชอบในสำนักงาน'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='task',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='dropout_cases.task'),
        ),
        migrations.AddField(
            model_name='visit',
            name='main_cause',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='สาเหตุหลัก'),
        ),
        migrations.AddField(
            model_name='visit',
            name='no_position_why',
            field=schools.fields.LineField(blank=True, max_length=160, verbose_name='ไม่ระบุตำแหน่งเพราะ'),
        ),
        migrations.AddField(
            model_name='visit',
            name='position',
            field=schools.encryption.EncryptedTextField(blank=True, verbose_name='ตำแหน่ง'),
        ),
        migrations.AddField(
            model_name='visit',
            name='position_accuracy',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='คลาดเคลื่อน (เมตร)'),
        ),
        migrations.AddField(
            model_name='visit',
            name='position_from',
            field=models.CharField(choices=[('DEVICE', 'ตำแหน่งจากเครื่อง'), ('TYPED', 'กรอกเอง'), ('SKIPPED', 'ไม่ระบุ')], default='SKIPPED', max_length=7, verbose_name='ตำแหน่งได้จาก'),
        ),
        migrations.AddField(
            model_name='visit',
            name='started_at',
            field=models.TimeField(blank=True, null=True, verbose_name='เวลา'),
        ),
        migrations.AddField(
            model_name='visit',
            name='why_nobody',
            field=schools.fields.ProseField(blank=True, verbose_name='เหตุที่ไม่พบใคร'),
        ),
        migrations.AlterField(
            model_name='attendee',
            name='side',
            field=models.CharField(choices=[('SCHOOL', 'โรงเรียน'), ('FAMILY', 'นักเรียนหรือครอบครัว'), ('COMMUNITY', 'ผู้นำชุมชน'), ('AGENCY', 'หน่วยงาน'), ('OFFICE', 'เขตพื้นที่')], max_length=10, verbose_name='ฝ่าย'),
        ),
        migrations.AlterField(
            model_name='finding',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='referrals.visit'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='finding_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda_items', to='referrals.meeting'),
        ),
        migrations.AddField(
            model_name='factcheck',
            name='checked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='factcheck',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fact_checks', to='referrals.finding'),
        ),
        migrations.AddField(
            model_name='invitee',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.agency', verbose_name='หน่วยงาน'),
        ),
        migrations.AddField(
            model_name='invitee',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dropout_cases.teammember'),
        ),
        migrations.AddField(
            model_name='plan',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.case'),
        ),
        migrations.AddField(
            model_name='plan',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='plan',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='plan',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitee',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitees', to='referrals.plan'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='plan',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.plan'),
        ),
        migrations.AddField(
            model_name='visit',
            name='plan',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.plan'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at', None), ('ends_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='meeting_does_not_end_before_it_starts', violation_error_message='เวลาเลิกประชุมต้องไม่ก่อนเวลาเริ่ม'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('held_key', ''), ('voided_at', None)), fields=['planned_on'], name='plan_to_come'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='plan_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('voided_at', None), ('held_key', ''), _connector='OR'), name='plan_is_held_once'),
        ),
    ]
