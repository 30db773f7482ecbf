"""What each kind of file may tell: its fields, the headings they are known by, and how their cells are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import cells

if TYPE_CHECKING:
    from .desk import Desk

Reader = Callable[["Desk", str], Any]


@dataclass(frozen=True)
class Field:
    """A fact a row may tell. A heading that begins with one of `headings` (spaces and signs apart) is taken to hold it."""

    name: str
    label: Promise
    headings: tuple[str, ...]
    read: Reader
    empty: Any = ""
    lacking: str = ""  # the kind of fault of a row without it; empty where a row may do without
    repeats: bool = False  # few different cells: each is read once
    family: bool = False  # of the guardian or the home: taken only where the office switched it on


def line(most: int) -> Reader:
    """A reader of one line of text."""
    return lambda _desk, text: cells.line_of(text, most)


def code(most: int) -> Reader:
    """A reader of a code."""
    return lambda _desk, text: cells.code_of(text, most)


def _birth(desk, text):
    return cells.birth_of(text, desk.era, desk.today)


def _day(desk, text):
    return cells.day_of(text, desk.era, desk.today)


def _number(_desk, text):
    return cells.number_of(text)


SCHOOL_NAME = Field(
    "school_name", _("ชื่อโรงเรียน"), ("ชื่อโรงเรียน", "โรงเรียน", "ชื่อสถานศึกษา", "สถานศึกษา", "school_name"), line(200), repeats=True
)
SCHOOL_CODE = Field("school_code", _("รหัสโรงเรียน"), ("รหัสโรงเรียน", "รหัสสถานศึกษา", "school_code"), code(10), repeats=True)
LAST_SCHOOL = Field(
    "school_name",
    _("โรงเรียนเดิม"),
    (
        "โรงเรียนเดิม", "โรงเรียนล่าสุด", "สถานศึกษาเดิม", "สถานศึกษาล่าสุด", "ชื่อโรงเรียน", "ชื่อสถานศึกษา", "โรงเรียน", "สถานศึกษา",
    ),
    line(200),
    repeats=True,
)  # fmt: skip
NUMBER = Field(
    "number",
    _("เลขประจำตัวประชาชนหรือรหัส G"),
    (
        "เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขประจำตัวนักเรียน(13", "เลขประจำตัว13", "เลขประจำตัว(13", "รหัสประจำตัวประชาชน",
        "เลขประชาชน", "หมายเลขบัตรประชาชน", "หมายเลขประจำตัวประชาชน", "national_id", "citizen_id",
    ),
    _number,
)  # fmt: skip
STUDENT_CODE = Field(
    "student_code",
    _("เลขประจำตัวนักเรียนของโรงเรียน"),
    ("เลขประจำตัวนักเรียน", "รหัสนักเรียน", "รหัสประจำตัวนักเรียน", "เลขที่/รหัสนักเรียน", "student_code", "student_id"),
    code(20),
)
TITLE = Field("title", _("คำนำหน้าชื่อ"), ("คำนำหน้าชื่อ", "คำนำหน้า", "title"), lambda _desk, text: cells.title_of(text), repeats=True)
FIRST_NAME = Field(
    "first_name",
    _("ชื่อ"),
    ("ชื่อ", "ชื่อตัว", "ชื่อนักเรียน", "ชื่อเด็ก", "first_name"),
    lambda _desk, text: cells.full_name_of(text),
    empty=("", "", ""),
    repeats=True,
)
LAST_NAME = Field("last_name", _("นามสกุล"), ("นามสกุล", "สกุล", "last_name"), lambda _desk, text: cells.name_of(text), repeats=True)
FULL_NAME = Field(
    "full_name",
    _("ชื่อและนามสกุลในช่องเดียว"),
    ("ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อเต็ม", "ชื่อตัวและชื่อสกุล", "full_name"),
    lambda _desk, text: cells.full_name_of(text),
    empty=("", "", ""),
)
NICKNAME = Field("nickname", _("ชื่อเล่น"), ("ชื่อเล่น", "nickname"), line(40), repeats=True)
SEX = Field("sex", _("เพศ"), ("เพศ", "sex", "gender"), lambda _desk, text: cells.sex_of(text), repeats=True)
BORN = Field(
    "born",
    _("วันเกิด"),
    ("วันเกิด", "วันเดือนปีเกิด", "วัน/เดือน/ปีเกิด", "ว/ด/ป เกิด", "ปีเกิด", "birth"),
    _birth,
    empty=(None, ""),
    repeats=True,
)
GRADE = Field(
    "grade", _("ชั้น"), ("ชั้น", "ระดับชั้น", "ชั้นเรียน", "grade"), lambda desk, text: desk.codes.grade(text).pk, empty=None, repeats=True
)
ROOM = Field("room", _("ห้อง"), ("ห้อง", "ห้องเรียน", "room"), line(20), repeats=True)
STATUS = Field(
    "roll_status",
    _("สถานะในทะเบียนนักเรียน"),
    ("สถานะนักเรียน", "สถานภาพนักเรียน", "สถานะการเรียน", "student_status"),
    lambda desk, text: desk.codes.status(text).pk,
    empty=None,
    repeats=True,
)
TAMBON = Field(
    "tambon",
    _("ตำบล"),
    ("ตำบล", "ตำบล(ที่อยู่ปัจจุบัน)", "แขวง/ตำบล", "subdistrict", "tambon"),
    line(60),
    repeats=True,
    family=True,
)
AMPHOE = Field(
    "amphoe", _("อำเภอ"), ("อำเภอ", "อำเภอ(ที่อยู่ปัจจุบัน)", "เขต/อำเภอ", "district", "amphoe"), line(60), repeats=True, family=True
)
HOUSE = Field("house", _("บ้านเลขที่"), ("เลขที่บ้าน", "บ้านเลขที่", "เลขที่บ้าน(ที่อยู่ปัจจุบัน)", "ที่อยู่", "address"), line(200), family=True)
MOO = Field("moo", _("หมู่"), ("หมู่", "หมู่ที่", "หมู่(ที่อยู่ปัจจุบัน)"), line(20), repeats=True, family=True)
GUARDIAN_FIRST = Field(
    "guardian_first", _("ชื่อผู้ปกครอง"), ("ชื่อผู้ปกครอง", "ผู้ปกครอง", "ชื่อ-สกุลผู้ปกครอง", "guardian_name"), line(120), family=True
)
GUARDIAN_LAST = Field("guardian_last", _("นามสกุลผู้ปกครอง"), ("นามสกุลผู้ปกครอง", "สกุลผู้ปกครอง"), line(80), repeats=True, family=True)
GUARDIAN_RELATION = Field(
    "guardian_relation",
    _("ความเกี่ยวข้องของผู้ปกครอง"),
    ("ความเกี่ยวข้องของผู้ปกครอง", "ความเกี่ยวข้องผู้ปกครอง"),
    lambda desk, text: desk.codes.relation(text).pk,
    empty=None,
    repeats=True,
    family=True,
)
GUARDIAN_PHONE = Field(
    "guardian_phone",
    _("โทรศัพท์ผู้ปกครอง"),
    ("หมายเลขโทรศัพท์ของผู้ปกครอง", "โทรศัพท์ผู้ปกครอง", "เบอร์โทรผู้ปกครอง", "เบอร์โทรศัพท์ผู้ปกครอง", "หมายเลขโทรศัพท์ผู้ปกครอง"),
    line(40),
    family=True,
)
HOME = (HOUSE, MOO, TAMBON, AMPHOE)

PUPIL_FIELDS = (
    NUMBER, STUDENT_CODE, TITLE, FIRST_NAME, LAST_NAME, FULL_NAME, NICKNAME, SEX, BORN, SCHOOL_CODE, SCHOOL_NAME, GRADE, ROOM,
    STATUS, GUARDIAN_FIRST, GUARDIAN_LAST, GUARDIAN_RELATION, GUARDIAN_PHONE, *HOME,
)  # fmt: skip
TRACING_FIELDS = (
    NUMBER, TITLE, FIRST_NAME, LAST_NAME, FULL_NAME, SEX, BORN, SCHOOL_CODE, LAST_SCHOOL, GRADE,
    Field(
        "cause", _("สาเหตุ"), ("สาเหตุ", "รหัสสาเหตุ", "สาเหตุที่ติดตามไม่ได้", "เหตุผล", "cause"),
        lambda desk, text: desk.codes.trace(text), empty=None, repeats=True,
    ),
    GUARDIAN_FIRST, GUARDIAN_LAST, GUARDIAN_PHONE, *HOME,
)  # fmt: skip
ABSENCE_FIELDS = (
    Field(
        "day", _("วันที่ขาดเรียน"), ("วันที่ขาดเรียน", "วันที่ขาด", "วันขาด", "วันที่", "date", "day"), _day,
        empty=None, lacking="NO_DATE", repeats=True,
    ),
    STUDENT_CODE, NUMBER, TITLE, FIRST_NAME, LAST_NAME, FULL_NAME, SCHOOL_CODE, SCHOOL_NAME,
)  # fmt: skip
SCHOOL_FIELDS = (
    Field(
        "school_name", _("ชื่อโรงเรียน"), ("ชื่อโรงเรียน", "ชื่อสถานศึกษา", "โรงเรียน", "name_th", "school_name"), line(200),
        lacking="NO_SCHOOL",
    ),
    Field(
        "school_code", _("รหัสโรงเรียน"), ("รหัสโรงเรียน", "รหัสสถานศึกษา", "รหัส 10 หลัก", "รหัส 8 หลัก", "school_code", "code"), code(10)
    ),
    Field("tambon", _("ตำบล"), ("ตำบล", "แขวง/ตำบล", "subdistrict", "tambon"), line(60), repeats=True),
    Field("tambon_code", _("รหัสตำบล"), ("รหัสตำบล", "subdistrict_code", "tambon_code"), code(8), repeats=True),
    Field("amphoe", _("อำเภอ"), ("อำเภอ", "เขต/อำเภอ", "district", "amphoe"), line(60), repeats=True),
    Field("province", _("จังหวัด"), ("จังหวัด", "province"), line(60), repeats=True),
    Field("level_range", _("ช่วงชั้นที่เปิดสอน"), ("ช่วงชั้น", "ระดับที่เปิดสอน", "ชั้นที่เปิดสอน", "level_range"), line(80), repeats=True),
    Field("phone", _("โทรศัพท์"), ("โทรศัพท์", "หมายเลขโทรศัพท์", "เบอร์โทร", "phone"), line(40)),
)  # fmt: skip
