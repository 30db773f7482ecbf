"""What may be wrong with a row: a table of kinds, each with a title, its reason, the remedy, and ways to go on all the same."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACCEPT, DROP = "accept", "drop"  # take the value as it stands; take the row without this value


@dataclass(frozen=True)
class Way:
    """A way to go on with all rows of a kind of fault: what is done, and what its button says."""

    name: str
    label: Promise


ACCEPTED = Way(ACCEPT, _("รับค่าตามไฟล์"))
DROPPED = Way(DROP, _("นำเข้าโดยเว้นช่องนี้ว่าง"))


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault as the page tells it."""

    title: Promise
    reason: Promise
    remedy: Promise
    ways: tuple[Way, ...] = ()
    hint: Promise | str = ""  # what a suggestion of this kind says


MEANT, AS_IN_LINE = _("หมายถึง %(what)s ใช่ไหม"), _("ซ้ำกับแถว %(what)s")

FAULTS = {
    "NO_NAME": FaultKind(_("ไม่มีชื่อ"), _("ช่องชื่อว่าง"), _("เติมชื่อในไฟล์")),
    "BAD_NAME": FaultKind(
        _("ชื่อมีอักขระที่ใช้ไม่ได้"),
        _("ชื่อใช้ได้เฉพาะตัวอักษร เว้นวรรค จุด และขีด"),
        _("แก้ชื่อในไฟล์ หรือตรวจว่าเลือกรหัสอักษรของไฟล์ถูกต้อง"),
    ),
    "NO_SCHOOL": FaultKind(_("ไม่มีโรงเรียน"), _("ช่องโรงเรียนว่าง"), _("เติมชื่อหรือรหัสโรงเรียนในไฟล์")),
    "UNKNOWN_SCHOOL": FaultKind(
        _("ไม่รู้จักโรงเรียน"),
        _("ไม่มีโรงเรียนชื่อหรือรหัสนี้ในเขต"),
        _("เลือกโรงเรียนที่หมายถึง แก้ชื่อในไฟล์ หรือให้ผู้ดูแลระบบเพิ่มโรงเรียน"),
        hint=MEANT,
    ),
    "SEVERAL_SCHOOLS": FaultKind(
        _("มีหลายโรงเรียนชื่อเดียวกัน"), _("ชื่อนี้มีมากกว่าหนึ่งโรงเรียน"), _("เติมรหัสโรงเรียนในไฟล์")
    ),
    "NO_DAY": FaultKind(_("ไม่มีวันนี้ในปฏิทิน"), _("ไม่มีวันที่นี้"), _("ตรวจวันและเดือน")),
    "BAD_DATE": FaultKind(
        _("อ่านวันที่ไม่ได้"), _("ไม่ใช่รูปแบบวันที่"), _("พิมพ์เป็นวัน เดือน ปี เช่น 30/09/2567 หรือ 30 ก.ย. 2567")
    ),
    "SHORT_YEAR": FaultKind(
        _("ปีมีเพียง 2 หลัก"), _("ปี 2 หลักเป็นได้ทั้ง พ.ศ. และ ค.ศ."), _("พิมพ์ปี 4 หลัก เช่น 2558")
    ),
    "WRONG_ERA": FaultKind(
        _("ปีไม่ตรงกับศักราชที่เลือก"),
        _("ปีนี้ไม่ใช่ศักราชที่เลือกไว้ในขั้นจับคู่คอลัมน์"),
        _("แก้ปีในไฟล์ หรือกลับไปเลือกศักราชใหม่"),
    ),
    "FUTURE_DATE": FaultKind(_("วันที่ยังมาไม่ถึง"), _("วันที่อยู่หลังวันนี้"), _("ตรวจปีและเดือน")),
    "NOT_A_SCHOOL_DAY": FaultKind(
        _("ไม่ใช่วันเรียน"), _("วันนี้เป็นวันหยุดหรืออยู่นอกภาคเรียน"), _("ตรวจวันที่ หรือแก้ปฏิทินโรงเรียนแล้วตรวจใหม่")
    ),
    "NO_DATE": FaultKind(_("ไม่มีวันที่"), _("ช่องวันที่ว่าง"), _("เติมวันที่ในไฟล์")),
    "NUMBER_SPOILED": FaultKind(
        _("เลขประจำตัวถูกโปรแกรมตารางแปลง"),
        _("โปรแกรมตารางคำนวณแปลงเลข 13 หลักเป็นแบบ 1.1E+12 หลักท้ายหายไปแล้ว"),
        _("กลับไปที่ไฟล์ต้นทาง ตั้งคอลัมน์เป็นข้อความก่อน แล้วส่งออกใหม่"),
        (DROPPED,),
    ),
    "NUMBER_CHECK": FaultKind(
        _("หลักตรวจสอบของเลขประจำตัวไม่ถูกต้อง"),
        _("หลักสุดท้ายไม่ตรงกับ 12 หลักแรก มักเกิดจากพิมพ์ผิด"),
        _("ตรวจกับเอกสาร หรือรับค่าตามไฟล์หากยืนยันว่าถูกต้อง"),
        (ACCEPTED, DROPPED),
    ),
    "NUMBER_SHAPE": FaultKind(
        _("เลขประจำตัวไม่ครบหรือเกิน"),
        _("ต้องเป็นเลข 13 หลัก หรือรหัส G กับเลข 12 หลัก"),
        _("ตรวจว่าเลข 0 ตัวหน้าไม่หาย แล้วแก้ในไฟล์"),
        (DROPPED,),
    ),
    "NUMBER_TWICE": FaultKind(
        _("เลขประจำตัวซ้ำในไฟล์"), _("เลขนี้อยู่ในแถวก่อนหน้าแล้ว"), _("ตรวจว่าเป็นเลขของใคร แล้วแก้หรือลบแถวที่ซ้ำ"),
        hint=AS_IN_LINE,
    ),
    "NUMBER_OF_ANOTHER": FaultKind(
        _("เลขประจำตัวเป็นของเด็กอีกคน"),
        _("ในระบบเลขนี้เป็นของเด็กที่ชื่อและวันเกิดไม่ตรงกับแถวนี้"),
        _("ตรวจเลขกับเอกสารของทั้งสองคน"),
    ),
    "CHILD_TWICE": FaultKind(
        _("เด็กคนเดียวกันซ้ำในไฟล์"), _("แถวก่อนหน้าเป็นเด็กคนเดียวกัน"), _("เหลือไว้แถวเดียวที่ถูกต้อง"), hint=AS_IN_LINE
    ),
    "UNKNOWN_GRADE": FaultKind(
        _("ไม่รู้จักชั้น"), _("ไม่ตรงกับรหัสชั้น 01–15 หรือชื่อชั้น"), _("พิมพ์เช่น ป.1 ม.3 หรือรหัสชั้นของ DMC"), (DROPPED,)
    ),
    "UNKNOWN_SEX": FaultKind(_("ไม่รู้จักเพศ"), _("ไม่ตรงกับรหัสเพศ"), _("พิมพ์ ชาย หรือ หญิง"), (DROPPED,)),
    "UNKNOWN_TITLE": FaultKind(_("ไม่รู้จักคำนำหน้า"), _("ไม่ตรงกับคำนำหน้าที่ใช้"), _("พิมพ์เช่น ด.ช. ด.ญ. นาย น.ส."), (DROPPED,)),
    "UNKNOWN_STATUS": FaultKind(
        _("ไม่รู้จักสถานะนักเรียน"), _("ไม่ตรงกับรายการสถานะ"), _("พิมพ์เช่น กำลังศึกษา ลาออก จำหน่าย"), (DROPPED,)
    ),
    "UNKNOWN_RELATION": FaultKind(
        _("ไม่รู้จักความเกี่ยวข้อง"), _("ไม่ตรงกับรายการความเกี่ยวข้องของผู้ปกครอง"), _("พิมพ์เช่น บิดา มารดา ยาย"), (DROPPED,)
    ),
    "NO_TAMBON": FaultKind(_("ไม่มีตำบล"), _("ช่องตำบลว่าง"), _("เติมตำบลและอำเภอ หรือรหัสตำบล")),
    "UNKNOWN_TAMBON": FaultKind(
        _("ไม่รู้จักตำบล"), _("ไม่พบตำบลนี้ หรือมีชื่อซ้ำหลายอำเภอ"), _("เติมอำเภอ หรือรหัสตำบล 6 หลัก"), (DROPPED,)
    ),
    "UNKNOWN_CAUSE": FaultKind(_("ไม่รู้จักสาเหตุ"), _("ไม่ตรงกับรหัสสาเหตุ 1–19"), _("พิมพ์รหัสหรือชื่อสาเหตุ"), (DROPPED,)),
    "UNKNOWN_PUPIL": FaultKind(
        _("ไม่พบนักเรียน"), _("ไม่มีนักเรียนที่ตรงกับแถวนี้ในทะเบียน"), _("ตรวจเลขหรือชื่อ หรือนำเข้าทะเบียนนักเรียนก่อน")
    ),
    "SEVERAL_PUPILS": FaultKind(
        _("มีนักเรียนตรงกันหลายคน"), _("ชื่อนี้มีมากกว่าหนึ่งคนในโรงเรียน"), _("เติมเลขประจำตัวนักเรียน")
    ),
    "CODE_TAKEN": FaultKind(
        _("รหัสโรงเรียนใช้กับโรงเรียนอื่นแล้ว"), _("ในระบบรหัสนี้เป็นของอีกโรงเรียน"), _("ตรวจรหัสโรงเรียน"), (DROPPED,)
    ),
    "BAD_CODE": FaultKind(_("รหัสไม่ถูกต้อง"), _("รหัสใช้ได้เฉพาะตัวเลขและอักษรอังกฤษ"), _("ตรวจรหัสในไฟล์"), (DROPPED,)),
    "SCHOOL_TWICE": FaultKind(_("โรงเรียนซ้ำในไฟล์"), _("แถวก่อนหน้าเป็นโรงเรียนเดียวกัน"), _("เหลือไว้แถวเดียวที่ถูกต้อง"), hint=AS_IN_LINE),
    "CONTROL": FaultKind(
        _("มีอักขระที่มองไม่เห็น"), _("ข้อความมีอักขระควบคุมที่เก็บไม่ได้"), _("ลบข้อความในช่องแล้วพิมพ์ใหม่")
    ),
    "DIRECTION": FaultKind(
        _("มีเครื่องหมายกลับทิศข้อความ"), _("ข้อความมีเครื่องหมายที่มองไม่เห็นซึ่งสลับลำดับตัวอักษร"), _("ลบข้อความในช่องแล้วพิมพ์ใหม่")
    ),
    "MARKS": FaultKind(_("สระหรือวรรณยุกต์ซ้อนกันผิดปกติ"), _("มีสระหรือวรรณยุกต์ซ้อนกันเกิน 3 ตัว"), _("พิมพ์ข้อความใหม่")),
    "TOO_LONG": FaultKind(_("ข้อความยาวเกินไป"), _("ยาวเกินที่ช่องนี้เก็บได้"), _("ย่อข้อความในไฟล์")),
}  # fmt: skip


class Wrong(Exception):
    """A cell that cannot be taken: the kind of fault, a suggestion, and the value taken where somebody accepts it as it is."""

    def __init__(self, kind: str, *, field: str = "", value: str | None = None, suggestion: str = "", accepted: object = None):
        super().__init__(kind)
        self.kind, self.field, self.value = kind, field, value
        self.suggestion, self.accepted = suggestion, accepted
