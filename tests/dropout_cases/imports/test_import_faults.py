"""What is wrong with a row is found, named, and stops no other row."""

from datetime import date

import pytest

from dropout_cases.imports.cells import BUDDHIST, CHRISTIAN, birth_of, day_of, full_name_of, number_of
from dropout_cases.imports.faults import FAULTS, Wrong
from dropout_cases.imports.fields import ABSENCE_FIELDS, PUPIL_FIELDS, SCHOOL_FIELDS, TRACING_FIELDS
from dropout_cases.imports.headings import guess
from dropout_cases.imports.wrong_rows import reason_of
from dropout_cases.models import Identity, ImportKind, Student
from tests.dropout_cases.imports.lists import DMC, SCHOOLS, as_csv, checked, counts, pin, pupil, written
from tests.make import DAY, make_school, make_student, make_tambon

NUMBER = DMC[2]
PUPILS = ImportKind.PUPILS
KNOWN = pin(100_000_009_999)

# What is planted, and the kind of fault it must be found as.
PLANTED = [
    ("NO_NAME", {"ชื่อ": ""}),
    ("BAD_NAME", {"ชื่อ": "สม5ชาย"}),
    ("NO_SCHOOL", {"ชื่อโรงเรียน": ""}),
    ("UNKNOWN_SCHOOL", {"ชื่อโรงเรียน": "โรงเรียนบ้านโคกสุง"}),
    ("SEVERAL_SCHOOLS", {"ชื่อโรงเรียน": "โรงเรียนสองแห่ง"}),
    ("NO_DAY", {"วันเกิด": "31/02/2558"}),
    ("BAD_DATE", {"วันเกิด": "ไม่ทราบ"}),
    ("SHORT_YEAR", {"วันเกิด": "03/05/58"}),
    ("WRONG_ERA", {"วันเกิด": "03/05/2015"}),
    ("FUTURE_DATE", {"วันเกิด": "03/05/2580"}),
    ("NUMBER_SPOILED", {NUMBER: "1.1E+12"}),
    ("NUMBER_CHECK", {NUMBER: "1100000000001"}),
    ("NUMBER_SHAPE", {NUMBER: "11012345678"}),
    ("NUMBER_TWICE", {NUMBER: pin(100_000_000_000)}),
    ("NUMBER_OF_ANOTHER", {NUMBER: KNOWN, "ชื่อ": "ต่างคน", "วันเกิด": "01/01/2559"}),
    ("UNKNOWN_GRADE", {"ชั้น": "99"}),
    ("UNKNOWN_SEX", {"เพศ": "x"}),
    ("UNKNOWN_TAMBON", {"ตำบล(ที่อยู่ปัจจุบัน)": "ไม่มีจริง"}),
    ("CONTROL", {"นามสกุล": "ใจ\x07ดี"}),
    ("TOO_LONG", {"นามสกุล": "ก" * 81}),
]


@pytest.fixture
def places(world):
    for number in ("400303", "400101"):
        make_school(world.area, "โรงเรียนสองแห่ง", tambon=make_tambon(f"ต{number}", number))
    make_school(world.area, "โรงเรียนบ้านโคกสูง")
    somebody = make_student(world.area, world.school, first_name="เดิม", born_on=date(2010, 1, 1), born_precision="day")
    somebody.save()
    Identity.objects.create(student=somebody, number=KNOWN, started_on=DAY)


def test_a_thousand_rows_with_twenty_faults_report_those_and_load_the_others(world, places):
    rows = [pupil(number) for number in range(1_000)]
    lines = {}
    for place, (kind, cells) in enumerate(PLANTED):
        rows[40 + 45 * place] |= cells
        lines[42 + 45 * place] = kind  # the headings are line 1
    batch = checked(world, PUPILS, as_csv(rows, DMC, "cp874"), with_family=True)
    assert dict(batch.faults.values_list("line", "kind")) == lines
    assert batch.faults.count() == len(PLANTED) == 20
    assert counts(batch) == (980, 0, 0, 20)
    before = Student.objects.count()
    assert counts(written(world, PUPILS, as_csv(rows, DMC, "cp874"), with_family=True)) == (980, 0, 0, 20)
    assert Student.objects.count() - before == 980


@pytest.mark.parametrize(
    ("kind", "way", "left"),
    [("NUMBER_CHECK", "accept", "OTHER"), ("NUMBER_CHECK", "drop", None), ("NUMBER_SPOILED", "drop", None)],
)
def test_a_kind_of_fault_is_overridden_for_all_its_rows(world, kind, way, left):
    number = dict(PLANTED)[kind][NUMBER]
    batch = checked(world, PUPILS, as_csv([pupil(1, **{NUMBER: number})], DMC), fixes={kind: {"*": way}})
    assert counts(batch) == (1, 0, 0, 0)
    assert (batch.pupils.get().kind or None) == left


def test_a_misspelled_school_is_suggested_and_corrected_in_all_rows_at_once(world, places):
    rows = [pupil(number, school="บ้านโคกสุง") for number in range(6)]
    batch = checked(world, PUPILS, as_csv(rows, DMC))
    assert batch.counts["unknown"] == {"บ้านโคกสุง": [6, "โรงเรียนบ้านโคกสูง"]}
    assert "หมายถึง โรงเรียนบ้านโคกสูง ใช่ไหม" in reason_of(batch.faults.first())
    again = checked(world, PUPILS, as_csv(rows, DMC), fixes={"UNKNOWN_SCHOOL": {"บ้านโคกสุง": "โรงเรียนบ้านโคกสูง"}})
    assert counts(again) == (6, 0, 0, 0)


@pytest.mark.parametrize("school", ["รร.บ้านโคกสูง", "บ้านโคกสูง", "โรงเรียน บ้านโคกสูง", "โคกสุงผิด"])
def test_a_school_is_known_by_what_people_call_it(world, school):
    make_school(world.area, "โรงเรียนบ้านโคกสูง", aliases="บ้านโคกซูง, โคกสุงผิด")
    assert counts(checked(world, PUPILS, as_csv([pupil(1, school=school)], DMC))) == (1, 0, 0, 0)


def test_two_rows_of_one_child_without_a_number_are_one_too_many(world):
    row = pupil(1, **{NUMBER: ""})
    batch = checked(world, PUPILS, as_csv([row, row], DMC))
    assert counts(batch) == (1, 0, 0, 1)
    assert "ซ้ำกับแถว 2" in reason_of(batch.faults.get())


def test_a_row_of_several_faults_counts_once(world):
    batch = checked(world, PUPILS, as_csv([pupil(1, ชั้น="99", วันเกิด="x"), pupil(2, ชั้น="99")], DMC))
    assert (counts(batch), batch.faults.count()) == ((0, 0, 0, 2), 3)


def test_what_stood_in_a_wrong_cell_is_kept_encrypted(world):
    batch = checked(world, PUPILS, as_csv([pupil(1, ชื่อ="สม5ชาย")], DMC))
    assert batch.faults.get().value == "สม5ชาย"
    stored = batch.faults.extra(select={"raw": "value"}).values_list("raw", flat=True).get()
    assert "สม5ชาย" not in stored


@pytest.mark.parametrize(
    ("text", "era", "day"),
    [
        ("03/05/2558", BUDDHIST, date(2015, 5, 3)),
        ("๓ พ.ค. ๒๕๕๘", BUDDHIST, date(2015, 5, 3)),
        ("2015-05-03", BUDDHIST, date(2015, 5, 3)),
        ("2558-05-03", BUDDHIST, date(2015, 5, 3)),
        ("29/02/2559", BUDDHIST, date(2016, 2, 29)),
        ("03/05/2015", CHRISTIAN, date(2015, 5, 3)),
    ],
)
def test_a_date_is_read_in_the_era_chosen(text, era, day):
    assert day_of(text, era, DAY) == day


@pytest.mark.parametrize(
    ("text", "era", "kind"),
    [
        ("29/02/2558", BUDDHIST, "NO_DAY"),
        ("01/13/2558", BUDDHIST, "NO_DAY"),
        ("03/05/2015", BUDDHIST, "WRONG_ERA"),
        ("03/05/2558", CHRISTIAN, "WRONG_ERA"),
        ("03/05/58", BUDDHIST, "SHORT_YEAR"),
        ("42127", BUDDHIST, "BAD_DATE"),
        ("03/05/255", BUDDHIST, "BAD_DATE"),
    ],
)
def test_a_date_that_is_none_says_why(text, era, kind):
    with pytest.raises(Wrong) as wrong:
        day_of(text, era, DAY)
    assert wrong.value.kind == kind


def test_a_birth_year_alone_is_taken_as_such():
    assert birth_of("๒๕๕๘", BUDDHIST, DAY) == (date(2015, 1, 1), "year")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("เด็กชายสมชาย ใจดี", ("ด.ช.", "สมชาย", "ใจดี")),
        ("ด.ญ.ปิ่น น้ำใส", ("ด.ญ.", "ปิ่น", "น้ำใส")),
        ("น.ส. อร ณ อยุธยา", ("น.ส.", "อร", "ณ อยุธยา")),
        ("นายิกา ใจดี", ("", "นายิกา", "ใจดี")),
    ],
)
def test_a_title_glued_to_the_name_is_taken_off(text, parts):
    assert full_name_of(text) == parts


@pytest.mark.parametrize("text", ["0123456789016", "G644200000001", "๑-๑๐๐๐-๐๐๐๐๐-๐๐-๘", "K123456789012"])
def test_numbers_of_every_kind_are_numbers(text):
    assert len(number_of(text)) == 13


# Headings


def test_dmc_headings_are_known_and_the_first_of_twins_wins():
    found = guess(DMC, PUPIL_FIELDS)
    assert {DMC[index] for index in found.values()} == {
        "รหัสโรงเรียน", "ชื่อโรงเรียน", NUMBER, "ชั้น", "ห้อง", "รหัสนักเรียน", "เพศ", "คำนำหน้าชื่อ", "ชื่อ", "นามสกุล", "วันเกิด", "ชื่อผู้ปกครอง",
        "นามสกุลผู้ปกครอง", "ความเกี่ยวข้องของผู้ปกครองกับนักเรียน", "หมายเลขโทรศัพท์ของผู้ปกครอง", "เลขที่บ้าน(ที่อยู่ปัจจุบัน)",
        "หมู่(ที่อยู่ปัจจุบัน)", "ตำบล(ที่อยู่ปัจจุบัน)", "อำเภอ(ที่อยู่ปัจจุบัน)",
    }  # fmt: skip
    assert found["first_name"] == DMC.index("ชื่อ")


SHORT = [
    "เลขประจำตัวนักเรียน(13 หลัก)", "ชั้น", "เลขที่/รหัสนักเรียน", "คำนำหน้าชื่อ", "ชื่อ", "นามสกุล", "วันเกิด", "อายุ(ปี)", "น้ำหนัก",
    "ส่วนสูง", "บ้านเลขที่", "หมู่",
    "คำนำหน้าผู้ปกครอง", "ชื่อผู้ปกครอง", "นามสกุลผู้ปกครอง", "คำนำหน้าบิดา", "ชื่อบิดา", "นามสกุลบิดา", "คำนำหน้ามารดา", "ชื่อมารดา",
    "นามสกุลมารดา", "ความด้อยโอกาส",
]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "fields", "expected"),
    [
        (SHORT, PUPIL_FIELDS, {"number": 0, "grade": 1, "student_code": 2, "title": 3, "first_name": 4, "last_name": 5, "born": 6}),
        (SCHOOLS, SCHOOL_FIELDS, {"school_name": 1, "tambon": 3, "tambon_code": 4, "amphoe": 5, "province": 7, "level_range": 9}),
        (
            ["ลำดับ", "เลขบัตรประชาชน", "ชื่อ-สกุล", "สถานศึกษาเดิม", "รหัสสาเหตุ"],
            TRACING_FIELDS,
            {"number": 1, "full_name": 2, "school_name": 3, "cause": 4},
        ),
        (["รหัสนักเรียน", "ชื่อ-สกุล", "วันที่ขาดเรียน"], ABSENCE_FIELDS, {"student_code": 0, "full_name": 1, "day": 2}),
        (["ชื่อบิดา", "ชื่อ(อังกฤษ)", "หมู่โลหิต", "รายได้ต่อเดือนของผู้ปกครอง"], PUPIL_FIELDS, {}),
    ],
)
def test_headings_of_other_lists_are_known(headings, fields, expected):
    found = guess(headings, fields)
    family = {field.name for field in fields if field.family}
    assert {name: index for name, index in found.items() if name not in family} == expected
    assert not {headings[index] for index in found.values()} & {"ชื่อบิดา", "นามสกุลบิดา", "คำนำหน้าบิดา", "ชื่อมารดา"}


@pytest.mark.parametrize("kind", FAULTS)
def test_every_kind_of_fault_says_what_why_and_what_to_do(kind):
    about = FAULTS[kind]
    assert all(str(words) for words in (about.title, about.reason, about.remedy))
    assert len(kind) <= 30
