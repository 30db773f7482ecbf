"""A second, invented office of the demo: one case was handed over to it, and another waits for its answer."""

from datetime import date

from django.contrib.auth.hashers import make_password

from dropout_cases import workflow
from dropout_cases.models import Move, MoveKind
from schools.access import Role
from schools.models import Amphoe, Area, Post, School, Tambon, User

from .ordinary import Days, coordinated, until_returned
from .story import Office, Story, child

AREA_CODE = "สม1"
AMPHOE, TAMBON = "9901", "990101"  # of no province
SCHOOL, BOSS = "บ้านตัวอย่าง", "supervisor-far"
PEOPLE = [
    (BOSS, "นางสาวปราณี สมมติไกล", "ผู้อำนวยการกลุ่มส่งเสริมการจัดการศึกษา", Role.SUPERVISOR),
    ("teacher-far", "นายอุดม ตัวอย่างไกล", "ครูหัวหน้างานดูแลช่วยเหลือนักเรียน", Role.SCHOOL_STAFF),
]


def make_elsewhere(password: str) -> Office:
    """The office with its one school, a supervisor and a teacher."""
    name = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมติ (ตัวอย่าง)"
    area = Area.objects.create(code=AREA_CODE, name=name, short_name="สพป.สมมติ (ตัวอย่าง)", province="สมมติ")
    amphoe = Amphoe.objects.create(code=AMPHOE, name="เมืองสมมติ", province="สมมติ")
    area.amphoe.add(amphoe)
    tambon = Tambon.objects.create(code=TAMBON, name="ตัวอย่าง", amphoe=amphoe)
    school = School.objects.create(area=area, name="โรงเรียนบ้านตัวอย่าง (ตัวอย่าง)", tambon=tambon)
    return Office(area, {SCHOOL: school}, {}, _make_people(area, school, password))


def _make_people(area: Area, school: School, password: str) -> dict[str, User]:
    hashed, people = make_password(password), {}
    for username, name, position, role in PEOPLE:
        people[username] = User.objects.create(username=username, password=hashed, full_name=name, position=position)
        place = {"school": school} if role == Role.SCHOOL_STAFF else {"area": area}
        Post.objects.create(user=people[username], role=role, **place)
    return people


def tell_hand_overs(office: Office, days: Days, elsewhere: Office) -> None:
    """A family moves, and the case goes along; of another child the other office has yet to say whether it takes the case."""
    tell_of_a_case_taken_over(office, days, elsewhere)
    tell_of_a_case_to_be_taken_over(office, days, elsewhere)


def tell_of_a_case_taken_over(office: Office, days: Days, elsewhere: Office) -> None:
    """Back at school, and the family moved away; the other office has taken the case, and goes on from there."""
    pupil = child("ด.ญ. รุ่งนภา ตัวอย่างเดิน", "รุ่ง", "07", days.ago(50), "นายสมคิด ตัวอย่างเดิน", "01", guardian_phone="081-000-0061")
    story = Story(
        office, pupil, on=days.opening(48, before=46), by="officer2", officer="officer2", school="ดอนหัน", causes="MIGRATED POVERTY",
        story="พ่อแม่รับจ้างตามไซต์งาน ขาดเรียนเป็นช่วง", best="ได้เรียนต่อเนื่อง ไม่ว่าครอบครัวย้ายไปที่ใด",
    )  # fmt: skip
    until_returned(story, days, 25, agency="PAO")
    story.check(days.ago(18), "มาเรียนครบทั้งสัปดาห์")
    why = "พ่อได้งานประจำที่อำเภอเมืองสมมติ ย้ายทั้งครอบครัวแล้ว"
    move = hand_over(story, elsewhere, days.ago(9), why, "พ่อแม่เลิกงานค่ำ ครูต้องโทรหลัง 18.00 น.")
    boss, school = elsewhere.people[BOSS], elsewhere.schools[SCHOOL]
    workflow.accept_move(move, by=boss, on=days.ago(5), note="รับดูแลต่อ นัดพบครอบครัวสัปดาห์นี้", school=school)


def tell_of_a_case_to_be_taken_over(office: Office, days: Days, elsewhere: Office) -> None:
    """Nobody has been to see the child yet: the family left in between."""
    pupil = child("ด.ช. ทิวา สมมติจร", "ทิว", "05", days.ago(14), "นางสาวสายใจ สมมติจร", "02")
    story = Story(
        office, pupil, on=days.opening(14, before=12), by="officer", school="สาวะถี", causes="FAMILY_PROBLEM",
        story="แม่พาไปอยู่กับน้า ยังไม่ได้ย้ายโรงเรียน", best="ได้เข้าเรียนใกล้ที่ที่อยู่กับแม่",
    )  # fmt: skip
    coordinated(story, days.ago(11), days.ago(8))
    hand_over(story, elsewhere, days.ago(2), "แม่ย้ายไปอยู่กับน้าถาวร", "แม่ขอไม่ให้บอกที่อยู่แก่คนนอกครอบครัว")


def hand_over(story: Story, elsewhere: Office, on: date, reason: str, told: str) -> Move:
    """The supervisor asks the other office to take the case over."""
    move = Move(case=story.case, kind=MoveKind.AREA, to_area=elsewhere.area, happened_on=on, reason=reason, told=told)
    return workflow.ask_to_move(move, by=story.office.people["supervisor"])
