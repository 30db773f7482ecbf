"""Reports stand before cases; children are known by sound, phone and former names; merges, imports and absences."""

import django.db.models.deletion
import schools.encryption
import schools.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dropout_cases", "0001_initial"),
        ("schools", "0003_calendar_notices_watch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("noted_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", schools.fields.LineField(blank=True, max_length=20, verbose_name="คำนำหน้า")),
                ("first_name", schools.fields.LineField(max_length=80, verbose_name="ชื่อ")),
                ("last_name", schools.fields.LineField(blank=True, max_length=80, verbose_name="นามสกุล")),
                ("ended_on", models.DateField()),
            ],
            options={
                "ordering": ["-ended_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SCHOOLS", "โรงเรียนของเขต"),
                            ("PUPILS", "นักเรียนในทะเบียน"),
                            ("TRACING", "รายชื่อเด็กที่ต้องติดตาม"),
                            ("ABSENCES", "การขาดเรียนรายวัน"),
                        ],
                        max_length=10,
                        verbose_name="ชนิดของข้อมูล",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("UPLOADED", "เลือกไฟล์แล้ว"),
                            ("CHECKING", "กำลังตรวจ"),
                            ("CHECKED", "ตรวจแล้ว รอยืนยัน"),
                            ("WRITING", "กำลังนำเข้า"),
                            ("WRITTEN", "นำเข้าแล้ว"),
                            ("UNDONE", "ย้อนกลับแล้ว"),
                            ("FAILED", "ไม่สำเร็จ"),
                        ],
                        default="UPLOADED",
                        max_length=10,
                    ),
                ),
                ("original_name", schools.fields.LineField(max_length=200)),
                ("stored_name", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(help_text="bytes")),
                ("file_type", models.CharField(max_length=8)),
                ("reading", models.JSONField(default=dict)),
                ("columns", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("fixes", models.JSONField(default=dict)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("failure", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("kind", models.CharField(max_length=30)),
                ("value", schools.encryption.EncryptedTextField(blank=True)),
                ("suggestion", schools.fields.LineField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["kind", "line"],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ("reason", schools.fields.ProseField(verbose_name="เหตุผล")),
                ("moved", models.JSONField(default=list)),
                ("merged_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportAddition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", schools.encryption.EncryptedTextField(verbose_name="ข้อมูลเพิ่ม")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ("place_text", schools.fields.LineField(blank=True, max_length=200, verbose_name="หมู่บ้านหรือสถานที่")),
                ("is_open", models.BooleanField(default=True, verbose_name="รับแจ้งอยู่")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                ("child_name", schools.fields.LineField(max_length=200, verbose_name="ชื่อเด็ก")),
                ("asked", schools.encryption.EncryptedTextField(verbose_name="สิ่งที่ถาม")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("answer", schools.encryption.EncryptedTextField(blank=True, verbose_name="คำตอบ")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StagedPupil",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[("NEW", "เพิ่มใหม่"), ("CHANGED", "ปรับข้อมูล"), ("SAME", "ข้าม"), ("WRONG", "ผิด")],
                        max_length=8,
                    ),
                ),
                ("student_id", models.BigIntegerField(blank=True, null=True)),
                ("key", models.CharField(max_length=32)),
                ("title", models.CharField(blank=True, max_length=20)),
                ("first_name", models.CharField(max_length=80)),
                ("last_name", models.CharField(blank=True, max_length=80)),
                ("nickname", models.CharField(blank=True, max_length=40)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("born_precision", models.CharField(blank=True, max_length=4)),
                ("grade_id", models.CharField(blank=True, max_length=80, null=True)),
                ("room", models.CharField(blank=True, max_length=20)),
                ("school_id", models.BigIntegerField()),
                ("student_code", models.CharField(blank=True, max_length=20)),
                ("roll_status_id", models.CharField(blank=True, max_length=80, null=True)),
                ("guardian_name", models.TextField(blank=True)),
                ("guardian_relation_id", models.CharField(blank=True, max_length=80, null=True)),
                ("guardian_phone", models.TextField(blank=True)),
                ("phone_print", models.CharField(blank=True, max_length=64)),
                ("address", models.TextField(blank=True)),
                ("tambon_id", models.CharField(blank=True, max_length=6, null=True)),
                ("search_text", models.CharField(max_length=400)),
                ("sort_key", models.CharField(max_length=200)),
                ("sound_first", models.CharField(blank=True, max_length=40)),
                ("sound_last", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(blank=True, max_length=10)),
                ("number", models.TextField(blank=True)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("tail", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("before", models.JSONField(blank=True, null=True)),
            ],
            options={
                "ordering": ["line"],
            },
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("NEW", "เพิ่มใหม่"), ("CHANGED", "ปรับข้อมูล"), ("SAME", "ข้าม"), ("WRONG", "ผิด")], max_length=8
                    ),
                ),
                ("target", models.CharField(blank=True, max_length=32)),
                ("values", schools.encryption.EncryptedTextField()),
                ("before", schools.encryption.EncryptedTextField(blank=True)),
            ],
            options={
                "ordering": ["line"],
            },
        ),
        migrations.CreateModel(
            name="WatchAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", schools.fields.KeyField(default=schools.fields.new_key, editable=False, max_length=32, unique=True)),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("TEACHER", "ครูติดต่อหรือเยี่ยมบ้าน"),
                            ("MEETING", "โรงเรียนพบผู้ปกครอง"),
                            ("EXCUSED", "ทราบสาเหตุแล้ว เช่น ป่วยหรือลา"),
                            ("OTHER", "อื่น ๆ"),
                        ],
                        max_length=8,
                        verbose_name="สิ่งที่ทำ",
                    ),
                ),
                ("done_on", models.DateField(verbose_name="วันที่")),
                ("note", schools.encryption.EncryptedTextField(blank=True, verbose_name="หมายเหตุ")),
                ("noted_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-done_on", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="report_is_accepted_by_somebody_some_day",
        ),
        migrations.RenameField(
            model_name="report",
            old_name="accepted_at",
            new_name="decided_at",
        ),
        migrations.RenameField(
            model_name="report",
            old_name="accepted_by",
            new_name="decided_by",
        ),
        migrations.RenameField(
            model_name="report",
            old_name="accepted_on",
            new_name="decided_on",
        ),
        migrations.AddField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="dropout_cases.case"
            ),
        ),
        migrations.AddField(
            model_name="identity",
            name="area",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.area"
            ),
        ),
        migrations.AddField(
            model_name="identity",
            name="tail",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="report",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="schools.area"
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="channel",
            field=models.CharField(
                choices=[
                    ("OFFICE", "เจ้าหน้าที่พบเอง"),
                    ("PHONE", "โทรศัพท์"),
                    ("WALK_IN", "มาแจ้งที่สำนักงาน"),
                    ("LETTER", "หนังสือ"),
                    ("ONLINE", "ข้อความออนไลน์"),
                    ("SCHOOL", "โรงเรียนแจ้งในระบบ"),
                    ("PUBLIC", "แบบแจ้งสาธารณะ"),
                    ("IMPORT", "รายชื่อที่นำเข้า"),
                    ("WARNING", "เฝ้าระวังการขาดเรียน"),
                ],
                default="OFFICE",
                max_length=8,
                verbose_name="ช่องทาง",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="child_name",
            field=schools.fields.LineField(blank=True, max_length=170, verbose_name="ชื่อเด็ก"),
        ),
        migrations.AddField(
            model_name="report",
            name="described_as",
            field=schools.fields.LineField(blank=True, max_length=200, verbose_name="ลักษณะของเด็ก"),
        ),
        migrations.AddField(
            model_name="report",
            name="details",
            field=schools.encryption.EncryptedTextField(blank=True),
        ),
        migrations.AddField(
            model_name="report",
            name="looked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="looked_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="place_text",
            field=schools.fields.LineField(blank=True, max_length=200, verbose_name="พื้นที่"),
        ),
        migrations.AddField(
            model_name="report",
            name="receipt",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="report",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.school",
                verbose_name="โรงเรียน",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="set_aside_reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.code",
                verbose_name="เหตุผลที่ไม่เป็นเคส",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="student",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="dropout_cases.student",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="verdict",
            field=models.CharField(
                blank=True,
                choices=[("", "รอรับเรื่อง"), ("NEW_CASE", "เปิดเคสใหม่"), ("JOINED", "รวมกับเคสที่เปิดอยู่"), ("NOT_A_CASE", "ไม่เป็นเคส")],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="verdict_note",
            field=schools.encryption.EncryptedTextField(blank=True, verbose_name="คำอธิบาย"),
        ),
        migrations.AddField(
            model_name="student",
            name="changed_at",
            field=models.DateTimeField(auto_now=True),
        ),
        migrations.AddField(
            model_name="student",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="dropout_cases.student",
            ),
        ),
        migrations.AddField(
            model_name="student",
            name="phone_print",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="student",
            name="roll_status",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.code",
                verbose_name="สถานะในทะเบียนนักเรียน",
            ),
        ),
        migrations.AddField(
            model_name="student",
            name="room",
            field=schools.fields.LineField(blank=True, max_length=20, verbose_name="ห้อง"),
        ),
        migrations.AddField(
            model_name="student",
            name="sound_first",
            field=models.CharField(default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="student",
            name="sound_last",
            field=models.CharField(default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="student",
            name="student_code",
            field=models.CharField(blank=True, max_length=20, verbose_name="เลขประจำตัวนักเรียน"),
        ),
        migrations.AlterField(
            model_name="case",
            name="search_text",
            field=models.CharField(default="", editable=False, max_length=440),
        ),
        migrations.AlterField(
            model_name="case",
            name="status",
            field=models.CharField(
                choices=[
                    ("NEW", "รอรับเรื่อง"),
                    ("IN_PROGRESS", "กำลังดำเนินการ"),
                    ("WAITING", "รอผู้อื่นตอบ"),
                    ("MONITORING", "กลับเข้าเรียน–ติดตามอยู่"),
                    ("CLOSING", "รออนุมัติปิดเคส"),
                    ("CLOSED", "ปิดเคส"),
                    ("MERGED", "รวมกับเคสอื่นแล้ว"),
                ],
                default="NEW",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="entered_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="entered_role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("OFFICER", "เจ้าหน้าที่เขตพื้นที่"),
                    ("SUPERVISOR", "ผู้กำกับดูแลของเขต"),
                    ("SCHOOL_STAFF", "บุคลากรโรงเรียน"),
                    ("EXECUTIVE", "ผู้บริหาร"),
                    ("PARTNER", "หน่วยงานภาคี"),
                    ("SYSADMIN", "ผู้ดูแลระบบ"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="round",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="dropout_cases.round"
            ),
        ),
        migrations.AlterField(
            model_name="student",
            name="search_text",
            field=models.CharField(editable=False, max_length=400),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(condition=models.Q(("ended_on", None)), fields=["area", "tail"], name="identity_by_tail"),
        ),
        migrations.AddIndex(
            model_name="student",
            index=models.Index(fields=["area", "sound_first", "sound_last"], name="student_by_sound"),
        ),
        migrations.AddIndex(
            model_name="student",
            index=models.Index(
                condition=models.Q(("phone_print", ""), _negated=True), fields=["area", "phone_print"], name="student_by_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="student",
            index=models.Index(
                condition=models.Q(("student_code", ""), _negated=True),
                fields=["school", "student_code"],
                name="student_by_school_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", None), ("closed_on__isnull", False), _connector="OR"),
                name="merged_case_is_closed",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="noted_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="absence",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="dropout_cases.student"
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="grade",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.code"
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="school",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="enrolments", to="dropout_cases.student"
            ),
        ),
        migrations.AddField(
            model_name="formername",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="former_names", to="dropout_cases.student"
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="schools.area"),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="made_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="undone_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="written_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="absences",
                to="dropout_cases.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="importfault",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="faults", to="dropout_cases.importbatch"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.area"),
        ),
        migrations.AddField(
            model_name="merge",
            name="gone",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dropout_cases.student"),
        ),
        migrations.AddField(
            model_name="merge",
            name="gone_case",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dropout_cases.case"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dropout_cases.student"),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept_case",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="dropout_cases.case"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="merged_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="merge",
            name="undone_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportaddition",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="additions", to="dropout_cases.report"
            ),
        ),
        migrations.AddField(
            model_name="reportpoint",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="report_points", to="schools.area"),
        ),
        migrations.AddField(
            model_name="reportpoint",
            name="made_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="reportpoint",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.school",
                verbose_name="โรงเรียน",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="point",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="dropout_cases.reportpoint",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("verdict", ""), ("voided_at", None)), fields=["area", "entered_at"], name="report_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["area", "-decided_at"], name="report_by_decision"),
        ),
        migrations.AddField(
            model_name="reportquestion",
            name="answered_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportquestion",
            name="asked_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="reportquestion",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="dropout_cases.report"
            ),
        ),
        migrations.AddField(
            model_name="reportquestion",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="report_questions", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="stagedpupil",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pupils", to="dropout_cases.importbatch"
            ),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="dropout_cases.importbatch"
            ),
        ),
        migrations.AddField(
            model_name="watchact",
            name="noted_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="watchact",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="watch_acts", to="dropout_cases.student"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("student",), name="child_is_at_one_school_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("written_at", None), ("written_by", None)),
                    models.Q(("written_at__isnull", False), ("written_by__isnull", False)),
                    _connector="OR",
                ),
                name="batch_is_written_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="batch_is_undone_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["day"], name="absence_by_day"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.UniqueConstraint(fields=("student", "day"), name="absence_is_noted_once_a_day"),
        ),
        migrations.AddIndex(
            model_name="importfault",
            index=models.Index(fields=["batch", "kind", "line"], name="fault_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="merge_has_a_reason", violation_error_message="กรอกเหตุผล"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="merge_is_undone_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="question_is_answered_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="stagedpupil",
            index=models.Index(fields=["batch", "state", "line"], name="staged_pupil_by_state"),
        ),
        migrations.AddIndex(
            model_name="stagedpupil",
            index=models.Index(fields=["batch", "fingerprint"], name="staged_pupil_by_number"),
        ),
        migrations.AddIndex(
            model_name="stagedrow",
            index=models.Index(fields=["batch", "state"], name="staged_row_by_state"),
        ),
    ]
