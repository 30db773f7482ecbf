"""An office sets how a child is looked after once it is back; codes of pauses, dossiers and of why a round begins."""

from django.db import migrations, models

from schools.codes import load_codes


def add_codes(apps, schema_editor):
    """Add the codes that are not there yet."""
    load_codes(apps.get_model("schools", "Code"))


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0009_no_single_amphoe'),
    ]

    operations = [
        migrations.AddField(
            model_name='area',
            name='check_dmc',
            field=models.BooleanField(default=False, verbose_name='ติดตามวันเก็บข้อมูล DMC (10 มิ.ย. และ 10 พ.ย.)'),
        ),
        migrations.AddField(
            model_name='area',
            name='check_remind_days',
            field=models.PositiveSmallIntegerField(default=2, verbose_name='เตือนโรงเรียนเมื่อเลยกำหนดติดตาม (วัน)'),
        ),
        migrations.AddField(
            model_name='area',
            name='check_task_days',
            field=models.PositiveSmallIntegerField(default=5, verbose_name='ให้งานเจ้าหน้าที่เมื่อเลยกำหนดติดตาม (วัน)'),
        ),
        migrations.AddField(
            model_name='area',
            name='check_term_end',
            field=models.BooleanField(default=True, verbose_name='ติดตามเมื่อสิ้นภาคเรียนถัดไป'),
        ),
        migrations.AddField(
            model_name='area',
            name='check_weeks',
            field=models.CharField(default='1,2,4,12', max_length=40, verbose_name='ติดตามหลังกลับเข้าเรียน (สัปดาห์)'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('DANGER', 'รับแจ้งเด็กไม่ปลอดภัย'), ('ASSIGNED', 'ได้รับมอบหมายเคส'), ('TASK_GIVEN', 'ได้รับงานใหม่'), ('TASK_DONE', 'งานที่มอบหมายเสร็จแล้ว'), ('CODE_ASKED', 'มีผู้รอให้โทรแจ้งรหัส'), ('ANSWER_CAME', 'มีคำตอบเข้ามา'), ('REFERRAL_CAME', 'มีคำขอส่งต่อถึงหน่วยงานของคุณ'), ('REFERRAL_DUE', 'คำขอส่งต่อรอคำตอบของคุณ'), ('REFERRAL_SILENT', 'ผู้รับการส่งต่อยังไม่ตอบ'), ('MENTIONED', 'มีบันทึกที่เปิดให้คุณอ่าน'), ('CLOSING_ASKED', 'มีคำขอปิดเคสรอพิจารณา'), ('STUCK', 'สรุปงานค้างประจำสัปดาห์'), ('REPORT_ANSWERED', 'โรงเรียนตอบเรื่องที่ถาม'), ('IMPORT_DONE', 'ตรวจหรือนำเข้าไฟล์เสร็จแล้ว'), ('CHECK_DUE', 'โรงเรียนยังไม่รายงานการมาเรียน'), ('SETBACK', 'มีสัญญาณว่านักเรียนอยู่ในการศึกษาต่อไม่ได้'), ('PAUSE_OVER', 'ครบกำหนดพักเคส'), ('MOVE_CAME', 'มีเคสย้ายหรือโอนมาถึงคุณ'), ('MOVE_ANSWERED', 'มีคำตอบเรื่องการย้ายหรือโอนเคส'), ('POSSIBLE_DUPLICATE', 'อาจเป็นเด็กคนเดียวกัน')], max_length=20),
        ),
        migrations.AlterField(
            model_name='noticechoice',
            name='kind',
            field=models.CharField(choices=[('DANGER', 'รับแจ้งเด็กไม่ปลอดภัย'), ('ASSIGNED', 'ได้รับมอบหมายเคส'), ('TASK_GIVEN', 'ได้รับงานใหม่'), ('TASK_DONE', 'งานที่มอบหมายเสร็จแล้ว'), ('CODE_ASKED', 'มีผู้รอให้โทรแจ้งรหัส'), ('ANSWER_CAME', 'มีคำตอบเข้ามา'), ('REFERRAL_CAME', 'มีคำขอส่งต่อถึงหน่วยงานของคุณ'), ('REFERRAL_DUE', 'คำขอส่งต่อรอคำตอบของคุณ'), ('REFERRAL_SILENT', 'ผู้รับการส่งต่อยังไม่ตอบ'), ('MENTIONED', 'มีบันทึกที่เปิดให้คุณอ่าน'), ('CLOSING_ASKED', 'มีคำขอปิดเคสรอพิจารณา'), ('STUCK', 'สรุปงานค้างประจำสัปดาห์'), ('REPORT_ANSWERED', 'โรงเรียนตอบเรื่องที่ถาม'), ('IMPORT_DONE', 'ตรวจหรือนำเข้าไฟล์เสร็จแล้ว'), ('CHECK_DUE', 'โรงเรียนยังไม่รายงานการมาเรียน'), ('SETBACK', 'มีสัญญาณว่านักเรียนอยู่ในการศึกษาต่อไม่ได้'), ('PAUSE_OVER', 'ครบกำหนดพักเคส'), ('MOVE_CAME', 'มีเคสย้ายหรือโอนมาถึงคุณ'), ('MOVE_ANSWERED', 'มีคำตอบเรื่องการย้ายหรือโอนเคส'), ('POSSIBLE_DUPLICATE', 'อาจเป็นเด็กคนเดียวกัน')], max_length=20, verbose_name='ชนิด'),
        ),
        migrations.RunPython(add_codes, migrations.RunPython.noop),
    ]
