"""Files of invented schools, pupils, children to trace and absences, with the headings Thai offices use."""

import csv
import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile

from dropout_cases.imports import jobs, storing
from dropout_cases.imports.files import sample
from dropout_cases.imports.headings import guess
from dropout_cases.imports.kinds import KINDS
from tests.make import DAY

DMC = [
    "รหัสโรงเรียน", "ชื่อโรงเรียน", "เลขประจำตัวประชาชน ต้องกรอก", "ชั้น", "ห้อง", "รหัสนักเรียน", "เพศ", "คำนำหน้าชื่อ", "ชื่อ", "นามสกุล",
    "ชื่อ(อังกฤษ)", "วันเกิด", "อายุ(ปี)", "หมู่โลหิต", "หมายเลขบัตรประชาชนบิดา", "รายได้ต่อเดือนของบิดา", "ชื่อผู้ปกครอง",
    "นามสกุลผู้ปกครอง", "ความเกี่ยวข้องของผู้ปกครองกับนักเรียน", "หมายเลขโทรศัพท์ของผู้ปกครอง", "เลขที่บ้าน(ที่อยู่ปัจจุบัน)", "หมู่(ที่อยู่ปัจจุบัน)",
    "ตำบล(ที่อยู่ปัจจุบัน)", "อำเภอ(ที่อยู่ปัจจุบัน)", "ชื่อ",
]  # fmt: skip
SCHOOLS = [
    "seq", "name_th", "short_name_th", "subdistrict", "subdistrict_code", "district", "district_code", "province", "province_code",
    "level_range", "is_expansion_school", "has_kindergarten",
]  # fmt: skip
STARTS, ENDS = ["สม", "วิ", "ปิ่น", "อร", "กาญ", "ณัฐ", "ธน", "พิม", "จิ", "รัต"], ["ชาย", "ภา", "พร", "ดา", "ชัย", "นา", "พล", "วรรณ"]
FAMILIES = ["ใจดี", "สมมติ", "ทดสอบ", "ตัวอย่าง", "น้ำใส", "บ้านไกล", "ทุ่งทอง", "ป่าไผ่"]


def pin(number: int) -> str:
    """A thirteen-digit number whose last digit checks the others."""
    twelve = f"{number:012d}"
    return twelve + str((11 - sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True)) % 11) % 10)


def pupil(number: int, school="โรงเรียนหนึ่ง", **cells) -> dict[str, str]:
    """A row of a DMC export of an invented pupil."""
    chance = random.Random(number)
    boy = chance.random() < 0.5
    born = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(2553, 2560)}"
    row = {
        "ชื่อโรงเรียน": school, "เลขประจำตัวประชาชน ต้องกรอก": pin(100_000_000_000 + number),
        "ชั้น": f"{chance.randint(4, 9):02d}", "ห้อง": "1",
        "รหัสนักเรียน": f"{10_000 + number}", "เพศ": "ช" if boy else "ญ", "คำนำหน้าชื่อ": "เด็กชาย" if boy else "เด็กหญิง",
        "ชื่อ": chance.choice(STARTS) + chance.choice(ENDS), "นามสกุล": chance.choice(FAMILIES) + chance.choice(ENDS), "วันเกิด": born,
        "หมู่โลหิต": "O", "หมายเลขบัตรประชาชนบิดา": pin(300_000_000_000 + number), "รายได้ต่อเดือนของบิดา": "9000",
        "ชื่อผู้ปกครอง": "สมมติ", "นามสกุลผู้ปกครอง": "ทดสอบ", "ความเกี่ยวข้องของผู้ปกครองกับนักเรียน": "ยาย",
        "หมายเลขโทรศัพท์ของผู้ปกครอง": f"080{number:07d}", "เลขที่บ้าน(ที่อยู่ปัจจุบัน)": f"{number}", "หมู่(ที่อยู่ปัจจุบัน)": "2",
    }  # fmt: skip
    return row | cells


def school(number: int, **cells) -> dict[str, str]:
    """A row of a public list of schools, of an invented one."""
    places = [
        ("400303", "บ้านโต้น", "4003", "พระยืน"),
        ("400101", "ในเมือง", "4001", "เมืองขอนแก่น"),
        ("400204", "บ้านเหล่า", "4002", "บ้านฝาง"),
    ]
    code, tambon, amphoe_code, amphoe = places[number % 3]
    row = {
        "seq": str(number), "name_th": f"โรงเรียนสมมติวิทยา {number}", "short_name_th": f"สมมติวิทยา {number}", "subdistrict": tambon,
        "subdistrict_code": code, "district": amphoe, "district_code": amphoe_code, "province": "ขอนแก่น", "province_code": "40",
        "level_range": "อนุบาล–ประถมศึกษา", "is_expansion_school": "0", "has_kindergarten": "1",
    }  # fmt: skip
    return row | cells


def as_csv(rows, headings, encoding="cp874", delimiter=",") -> bytes:
    """The rows as a file; of twin headings the first holds the cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(headings)
    for row in rows:
        cells, left = [], dict(row)
        for heading in headings:
            cells.append(left.pop(heading, ""))
        writer.writerow(cells)
    return out.getvalue().encode(encoding)


def upload(content: bytes, name="รายชื่อ.csv") -> SimpleUploadedFile:
    """The file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="text/csv")


def batch_of(world, kind, content: bytes, *, by=None, encoding="cp874", delimiter=",", name="list.csv", fixes=None, **options):
    """A batch whose columns are those guessed, not checked yet."""
    batch = storing.store([content], name=name, kind=kind, area=world.area, by=by or world.officer)
    batch.reading |= {"encoding": encoding, "delimiter": delimiter}
    batch.columns = guess(sample(storing.path_of(batch), batch.reading, 1)[0], KINDS[kind].fields)
    batch.options, batch.fixes = {"era": "BE"} | options, fixes or {}
    batch.save()
    return batch


def checked(world, kind, content: bytes, *, today=DAY, **options):
    """A batch that was checked."""
    batch = batch_of(world, kind, content, **options)
    assert jobs.start_check(batch, by=batch.made_by, today=today)
    assert not batch.failure
    return batch


def written(world, kind, content: bytes, *, today=DAY, **options):
    """A batch that was checked and written."""
    batch = checked(world, kind, content, today=today, **options)
    assert jobs.start_write(batch, by=batch.made_by, today=today)
    assert not batch.failure
    return batch


def counts(batch) -> tuple[int, int, int, int]:
    """New, changed, same and wrong rows."""
    return tuple(batch.counts[name] for name in ("new", "changed", "same", "wrong"))
