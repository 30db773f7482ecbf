"""Rounds of an office, plans of checks, pauses, moves and setbacks; what is to be filled in follows."""

import django.db.models.deletion
import schools.encryption
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dropout_cases', '0013_return_and_recommendation'),
        ('schools', '0010_returning_and_staying'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Move',
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
                ('kind', models.CharField(choices=[('SCHOOL', 'ย้ายไปโรงเรียนอื่นในเขต'), ('AREA', 'โอนเคสให้เขตอื่น'), ('OUTSIDE', 'โอนเคสให้สำนักงานที่ไม่ได้ใช้ระบบนี้')], max_length=7)),
                ('state', models.CharField(choices=[('ASKED', 'รอคำตอบ'), ('ACCEPTED', 'รับแล้ว'), ('REFUSED', 'ไม่รับ'), ('WITHDRAWN', 'ถอนแล้ว')], default='ASKED', max_length=9)),
                ('to_place', schools.fields.LineField(blank=True, max_length=200, verbose_name='สำนักงานปลายทาง')),
                ('reason', schools.fields.ProseField(verbose_name='เหตุผล')),
                ('told', schools.encryption.EncryptedTextField(blank=True, verbose_name='สิ่งที่ผู้รับต้องรู้')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answered_how', schools.fields.LineField(blank=True, max_length=200, verbose_name='ใครตอบ ทางใด')),
                ('answer_note', schools.fields.ProseField(blank=True, verbose_name='คำตอบ')),
            ],
            options={
                'verbose_name': 'การย้ายหรือโอนเคส',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Pause',
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
                ('note', schools.encryption.EncryptedTextField(blank=True, verbose_name='คำอธิบาย')),
                ('until', models.DateField(verbose_name='พักถึงวันที่')),
                ('moves', schools.encryption.EncryptedTextField(blank=True, verbose_name='การเลื่อนวันสิ้นสุด')),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_note', schools.encryption.EncryptedTextField(blank=True, verbose_name='สถานการณ์เมื่อรับกลับ')),
            ],
            options={
                'verbose_name': 'พักเคส',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Setback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_role', models.CharField(blank=True, max_length=20)),
                ('key', schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ('token', models.CharField(editable=False, max_length=40, null=True, unique=True)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('void_reason', schools.fields.ProseField(blank=True, editable=False)),
                ('restricted', models.BooleanField(default=False, verbose_name='จำกัดผู้เห็น')),
                ('happened_on', models.DateField()),
                ('kind', models.CharField(choices=[('ABSENT_AGAIN', 'ขาดเรียนถึงเกณฑ์อีก'), ('OFF_ROLL', 'โรงเรียนนำชื่อออกจากทะเบียนนักเรียน')], max_length=12)),
                ('text', schools.encryption.EncryptedTextField(verbose_name='สิ่งที่พบ')),
                ('dismissed_on', models.DateField(blank=True, null=True)),
                ('dismiss_reason', schools.fields.ProseField(blank=True)),
            ],
            options={
                'verbose_name': 'สัญญาณว่าอยู่ต่อไม่ได้',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.AlterModelOptions(
            name='plannedcheck',
            options={'ordering': ['due_on', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='plannedcheck',
            name='check_is_planned_once',
        ),
        migrations.RemoveConstraint(
            model_name='return',
            name='return_is_confirmed_by_somebody_some_day',
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='key',
            field=schools.fields.KeyField(default=None, editable=False, max_length=32, null=True, unique=False),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='kind',
            field=models.CharField(choices=[('WEEK', 'ติดตามเป็นสัปดาห์'), ('TERM', 'ติดตามเมื่อสิ้นภาคเรียนถัดไป'), ('DMC', 'ติดตามวันเก็บข้อมูล DMC')], default='WEEK', max_length=4),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='moved_reason',
            field=schools.fields.ProseField(blank=True, verbose_name='เหตุที่เลื่อน'),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='office_owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้ติดตามของเขต'),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='planned_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='school_name',
            field=schools.fields.LineField(blank=True, max_length=160, verbose_name='ชื่อผู้รายงานที่ไม่มีบัญชี'),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='school_owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้รายงานที่โรงเรียน'),
        ),
        migrations.AddField(
            model_name='plannedcheck',
            name='task',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dropout_cases.task'),
        ),
        migrations.AddField(
            model_name='return',
            name='not_there_how',
            field=schools.fields.LineField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='return',
            name='not_there_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='round',
            name='area',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.area'),
        ),
        migrations.AddField(
            model_name='round',
            name='begins_here',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='task',
            name='outlives',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='case',
            name='next_act',
            field=models.CharField(choices=[('RECORD', 'บันทึกขั้นตอน'), ('ANSWER', 'บันทึกคำตอบ'), ('REPLY', 'ตอบคำถามของผู้รับ'), ('LOOP', 'เริ่มรอบใหม่'), ('RESUME', 'รับกลับมาดำเนินการ'), ('MOVE', 'ดูการโอนเคส'), ('ASK', 'ขอปิดเคส'), ('APPROVE', 'พิจารณาปิดเคส'), ('NOTHING', 'ไม่มีงานค้าง')], default='RECORD', max_length=8),
        ),
        migrations.AlterField(
            model_name='case',
            name='status',
            field=models.CharField(choices=[('NEW', 'รอรับเรื่อง'), ('IN_PROGRESS', 'กำลังดำเนินการ'), ('WAITING', 'รอผู้อื่นตอบ'), ('MONITORING', 'กลับเข้าเรียน–ติดตามอยู่'), ('PAUSED', 'พักเคส'), ('MOVING', 'รอสำนักงานอื่นรับโอน'), ('CLOSING', 'รออนุมัติปิดเคส'), ('CLOSED', 'ปิดเคส'), ('MERGED', 'รวมกับเคสอื่นแล้ว')], default='NEW', max_length=12),
        ),
        migrations.AlterField(
            model_name='plannedcheck',
            name='due_on',
            field=models.DateField(verbose_name='กำหนดติดตาม'),
        ),
        migrations.AlterField(
            model_name='plannedcheck',
            name='week',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='round',
            name='result',
            field=models.CharField(blank=True, choices=[('STAYED', 'อยู่ในการศึกษาต่อได้'), ('COULD_NOT_STAY', 'ยังอยู่ในการศึกษาไม่ได้'), ('ENDED', 'ยุติด้วยเหตุอื่น'), ('HANDED_OVER', 'โอนให้เขตอื่น')], max_length=14),
        ),
        migrations.AlterField(
            model_name='task',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='task',
            name='entered_role',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name='task',
            name='source',
            field=models.CharField(choices=[('RESOLUTION', 'มติที่ประชุม'), ('ADVICE', 'ข้อแนะนำของทีม'), ('CHECK', 'โรงเรียนยังไม่รายงานการมาเรียน'), ('OWN', 'เพิ่มเอง')], default='OWN', max_length=10),
        ),
        migrations.AddIndex(
            model_name='plannedcheck',
            index=models.Index(fields=['due_on'], name='check_by_day'),
        ),
        migrations.AddIndex(
            model_name='round',
            index=models.Index(fields=['area', 'opened_on'], name='round_by_area'),
        ),
        migrations.AddConstraint(
            model_name='plannedcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'WEEK'), ('week__gt', 0)), models.Q(models.Q(('kind', 'WEEK'), _negated=True), ('week', 0)), _connector='OR'), name='check_of_a_week_says_which'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None), ('confirmed_on', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_on__isnull', False), models.Q(('confirmed_by__isnull', False), models.Q(('confirmed_how', ''), _negated=True), _connector='OR')), _connector='OR'), name='return_is_confirmed_by_somebody_some_day'),
        ),
        migrations.AddField(
            model_name='move',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='move',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.case'),
        ),
        migrations.AddField(
            model_name='move',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='move',
            name='from_area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.area'),
        ),
        migrations.AddField(
            model_name='move',
            name='from_school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school'),
        ),
        migrations.AddField(
            model_name='move',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='move',
            name='to_area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.area', verbose_name='เขตปลายทาง'),
        ),
        migrations.AddField(
            model_name='move',
            name='to_school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school', verbose_name='โรงเรียนใหม่'),
        ),
        migrations.AddField(
            model_name='move',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pause',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.case'),
        ),
        migrations.AddField(
            model_name='pause',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pause',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pause',
            name='reason',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.code', verbose_name='เหตุที่พัก'),
        ),
        migrations.AddField(
            model_name='pause',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='pause',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='setback',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.case'),
        ),
        migrations.AddField(
            model_name='setback',
            name='dismissed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='setback',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='setback',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dropout_cases.round'),
        ),
        migrations.AddField(
            model_name='setback',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(condition=models.Q(('state', 'ACCEPTED')), fields=['from_school'], name='move_by_school_left'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(condition=models.Q(('state', 'ACCEPTED')), fields=['from_area'], name='move_by_area_left'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='move_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ASKED'), ('voided_at', None)), fields=('case',), name='case_has_one_move_asked_for', violation_error_message='มีการย้ายหรือโอนที่รอคำตอบอยู่แล้ว'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'SCHOOL'), ('to_area', None), ('to_place', ''), ('to_school__isnull', False)), models.Q(('kind', 'AREA'), ('to_area__isnull', False), ('to_place', '')), models.Q(('kind', 'OUTSIDE'), ('to_area', None), ('to_school', None), models.Q(('to_place', ''), _negated=True)), _connector='OR'), name='move_says_where_to', violation_error_message='ระบุปลายทาง'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('answered_how', ''), ('answered_on', None), ('state', 'ASKED')), models.Q(models.Q(('state', 'ASKED'), _negated=True), ('answered_at__isnull', False), ('answered_on__isnull', False), models.Q(('answered_by__isnull', False), models.Q(('answered_how', ''), _negated=True), _connector='OR')), _connector='OR'), name='move_is_answered_by_somebody_some_day'),
        ),
        migrations.AddIndex(
            model_name='pause',
            index=models.Index(condition=models.Q(('ended_on', None), ('voided_at', None)), fields=['until'], name='pause_by_end'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='pause_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None), ('voided_at', None)), fields=('case',), name='case_rests_once_at_a_time', violation_error_message='เคสนี้พักอยู่แล้ว'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('happened_on'))), name='pause_ends_after_it_begins', violation_error_message='วันสิ้นสุดต้องหลังวันที่เริ่มพัก'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('ended_on', None)), models.Q(('ended_on__gte', models.F('happened_on')), ('ended_on__isnull', False)), _connector='OR'), name='pause_is_not_over_before_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='setback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='setback_is_voided_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='setback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dismiss_reason', ''), ('dismissed_by', None), ('dismissed_on', None)), models.Q(('dismissed_by__isnull', False), ('dismissed_on__isnull', False), models.Q(('dismiss_reason', ''), _negated=True)), _connector='OR'), name='setback_is_dismissed_by_somebody_for_a_reason'),
        ),
    ]
