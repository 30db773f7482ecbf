"""The demo's school calendar, and pupils around each threshold of absence; told once, a second telling changes nothing."""

from datetime import date, timedelta

from dropout_cases.absences import note_absences, record_act, watch
from dropout_cases.models import Sex, Student, WatchAct, WatchDeed
from schools.calendar import make_public_holidays, make_usual_terms, school_days
from schools.models import School, User
from thai.dates import BE, academic_year

from .story import Office

LOOKED_BACK = timedelta(days=90)
IN_A_ROW = {days: range(-days, 0) for days in (2, 3, 5, 7)}
NOW_AND_THEN = (-12, -10, -7, -4, -2, -1)

# School, name, grade, room, and which of the latest school days (the last is -1) the pupil was absent.
PUPILS = [
    ("บ้านกอก", "ด.ช. กฤษดา สมมติกอก", "06", "1", ()),
    ("บ้านกอก", "ด.ญ. กัลยา ตัวอย่างแก้ว", "06", "1", (-1,)),
    ("บ้านกอก", "ด.ช. จิรายุ สมมติดี", "06", "1", IN_A_ROW[2]),
    ("บ้านกอก", "ด.ญ. ชลธิชา ตัวอย่างงาม", "06", "1", IN_A_ROW[3]),
    ("บ้านกอก", "ด.ช. ณัฐวุฒิ สมมติชัย", "06", "1", ()),
    ("บ้านกอก", "ด.ช. ธนกร ตัวอย่างไทย", "08", "1", IN_A_ROW[5]),
    ("บ้านกอก", "ด.ญ. นภัสสร สมมติวงศ์", "08", "1", IN_A_ROW[3]),
    ("บ้านกอก", "ด.ช. ปกรณ์ ตัวอย่างสุข", "08", "1", IN_A_ROW[7]),
    ("บ้านกอก", "ด.ญ. พิมพ์ชนก สมมติใจ", "08", "1", ()),
    ("บ้านกอก", "ด.ช. ภูมินทร์ ตัวอย่างทอง", "09", "1", NOW_AND_THEN),
    ("บ้านกอก", "ด.ญ. เมธาวี สมมติพร", "09", "1", ()),
    ("บ้านกอก", "ด.ญ. ไอลดา ตัวอย่างฟ้า", "09", "1", ()),
    ("บ้านคำไฮ", "ด.ช. วรเมธ สมมติมั่น", "07", "1", IN_A_ROW[5]),
    ("บ้านคำไฮ", "ด.ญ. ศศิธร ตัวอย่างดาว", "07", "1", IN_A_ROW[3]),
    ("บ้านคำไฮ", "ด.ช. อนุชา สมมติรัก", "07", "1", ()),
]
TEACHERS = {"บ้านกอก": "teacher", "บ้านคำไฮ": "teacher-khamhai"}

# Who has been seen to already: by family name, what was done on the last school day but one.
DEEDS = {
    "ตัวอย่างไทย": (WatchDeed.TEACHER, "โทรหายาย แม่ไปทำงานต่างจังหวัด"),
    "สมมติมั่น": (WatchDeed.MEETING, "ผู้ปกครองมาพบที่โรงเรียน"),
}


def tell_absences(office: Office, today: date) -> None:
    """Terms and public holidays of this school year and the last, and absences up to `today`."""
    for year in (academic_year(today) - 1, academic_year(today)):
        make_usual_terms(office.area, year)
        make_public_holidays(office.area, year)
    for short, teacher in TEACHERS.items():
        _tell_school(office.schools[short], [row[1:] for row in PUPILS if row[0] == short], office.people[teacher], today)


def _tell_school(school: School, rows, by: User, today: date) -> None:
    days = school_days(school, today - LOOKED_BACK, today)
    pupils = []
    for name, grade, room, absent in rows:
        pupil = _pupil(school, name, grade, room, today)
        note_absences([(pupil, days[number]) for number in absent], by=by)
        if pupil.last_name in DEEDS:
            deed, note = DEEDS[pupil.last_name]
            record_act(WatchAct(student=pupil, deed=deed, done_on=days[-2], note=note), by=by, token="demo")
        pupils.append(pupil)
    watch(pupils, today=today, by=by)


def _pupil(school: School, name: str, grade: str, room: str, today: date) -> Student:
    title, first_name, last_name = name.split()
    kept = Student.objects.filter(school=school, first_name=first_name, last_name=last_name).first()
    if kept:
        return kept
    pupil = Student(
        area=school.area,
        school=school,
        title=title,
        first_name=first_name,
        last_name=last_name,
        sex=Sex.MALE if title == "ด.ช." else Sex.FEMALE,
        born_on=date(academic_year(today) - BE - (int(grade) + 2), 6, 1 + len(first_name)),
        born_precision="day",
        grade_id=f"grade.{grade}",
        room=room,
        roll_status_id="student_status.STUDYING",
    )
    pupil.save()
    return pupil
