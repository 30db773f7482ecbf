"""Official papers that stand in no database, for the tests of how they are drawn."""

import io
from datetime import date

from PIL import Image

from dropout_cases.models import Case, Student
from referrals.models import OfficialPaper, PaperKind
from schools.models import Area, Code, Letterhead

CAUSE = "ด้วยโรงเรียนในสังกัดแจ้งว่ามีนักเรียน 1 คน ขาดเรียนติดต่อกันตั้งแต่วันที่ 2 มกราคม 2567 และครอบครัวของปิ่นแก้ว น้ำทิพย์ มีรายได้ลดลง "
PURPOSE = "สำนักงานขอความอนุเคราะห์ตรวจสุขภาพของนักเรียน และแจ้งผลภายในวันที่ 30 มกราคม 2567 ตามเอกสารแนบ "
CONCLUSION = "จึงเรียนมาเพื่อโปรดพิจารณาให้ความอนุเคราะห์"
LONG_NAME = "นายสมมติธรรมรัตน์ ตัวอย่างสกุลยาวอันประกอบด้วยอักษรจำนวนมาก"


def emblem(width=300, height=330) -> bytes:
    """A grey field in place of the emblem."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#888").save(file, "PNG")
    return file.getvalue()


def make_area(png: bytes | None = None) -> Area:
    area = Area(
        name="สำนักงานเขตพื้นที่การศึกษาทดสอบ เขต 1",
        address="999 ถนนทดสอบ\nจังหวัดขอนแก่น 40000",
        phone="0 4300 0000",
        unit_name="กลุ่มทดสอบ",
    )
    area.letterhead = Letterhead(prefix="ศธ 04999", email="mail1@example.org", emblem=png)
    return area


def code(pk: str, label: str) -> Code:
    return Code(id=pk, code=pk.partition(".")[2], label_th=label)


def make_paper(kind=PaperKind.LETTER, *, png=None, **fields) -> OfficialPaper:
    """An issued, secret and urgent paper with something in every part."""
    written = {
        "area": make_area(png),
        "happened_on": date(2024, 1, 15),
        "secrecy": code("doc_secrecy.C1", "ลับ"),
        "urgency": code("doc_urgency.D2", "ด่วนมาก"),
        "subject": "ขอความอนุเคราะห์ตรวจสุขภาพ",
        "to": "ผู้อำนวยการโรงพยาบาลทดสอบ",
        "refs": "หนังสือโรงพยาบาลทดสอบ ลงวันที่ 5 มกราคม 2567",
        "enclosures": "แบบตอบ จำนวน 1 ชุด\nแผนผังบ้าน จำนวน 2 ฉบับ",
        "cause": CAUSE,
        "purpose": PURPOSE,
        "conclusion": CONCLUSION,
        "signer_name": "นายสมมติ ตัวอย่าง",
        "signer_position": "รองผู้อำนวยการ",
        "signer_acting": "รักษาราชการแทน ผู้อำนวยการ",
        "copies": "โรงเรียนทดสอบ",
        "full_number": "ศธ 04999/123",
        "issued_at": date(2024, 1, 15),
    }
    child = Student(first_name="ปิ่นแก้ว", last_name="น้ำทิพย์")
    return OfficialPaper(kind=kind, case=Case(student=child), **written | fields)


def ordinary() -> dict:
    """Neither secret nor urgent."""
    return {"secrecy": code("doc_secrecy.C0", "ปกติ"), "urgency": code("doc_urgency.D0", "ปกติ")}
