"""Open cases that rest, turn or go elsewhere: paused, absent again, not reported of, and moving to another school. All invented."""

from datetime import date, datetime, time

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Move, MoveKind, SetbackKind
from dropout_cases.workflow import reminding

from .ordinary import Days, coordinated, rest, until_returned, visited
from .story import Office, Story, child


def tell_turning_cases(office: Office, days: Days) -> None:
    """One case in each of the states in which a child is between two places, or a case between two acts."""
    tell_of_a_season_away(office, days)
    tell_of_absences_again(office, days)
    tell_of_a_school_that_does_not_report(office, days)
    tell_of_a_new_school_asked(office, days)
    tell_of_a_new_school_reached(office, days)


def tell_of_a_season_away(office: Office, days: Days) -> None:
    """Visited, and away with the parents until the cane is cut."""
    pupil = child("ด.ช. ไผ่ สมมติอ้อย", "ไผ่", "06", days.ago(26), "นายสุข สมมติอ้อย", "01")
    story = Story(
        office, pupil, on=days.opening(26, before=24), by="officer", school="โคกสี", causes="MIGRATED",
        story="ไปตัดอ้อยกับพ่อแม่ทุกปี กลับเมื่อหมดฤดู", best="ได้เรียนต่อเมื่อกลับมา และมีที่พักกับยายในปีหน้า",
    )  # fmt: skip
    coordinated(story, days.ago(24), days.ago(21))
    visited(story, days.ago(16))
    rest(story, days, 10, "ยายรับสายได้ นัดเยี่ยมบ้านวันที่กลับ")


def tell_of_absences_again(office: Office, days: Days) -> None:
    """Back for three weeks and reported well once; the roll shows five days absent in a row since."""
    pupil = child("ด.ญ. มะปราง ตัวอย่างหวาน", "ปราง", "08", days.ago(44), "นางอำไพ ตัวอย่างหวาน", "06")
    story = Story(
        office, pupil, on=days.opening(44, before=42), by="officer", school="สนามบิน", causes="CARE_FOR_OTHERS",
        story="ดูแลยายที่ผ่าตัด ไม่ได้มาเรียนทั้งเดือน", best="ได้มาเรียนโดยยายมีคนดูแล",
    )  # fmt: skip
    until_returned(story, days, 22, agency="VHV")
    story.check(days.ago(15), "มาเรียนครบ")
    story.check(days.ago(8), "มาเรียนครบ ส่งงานทัน")
    text = "ขาดเรียนติดต่อกัน 5 วันเรียน ตามรายงานการมาเรียนที่โรงเรียนส่ง"
    workflow.tell_setback(story.case, SetbackKind.ABSENT_AGAIN, text=text, on=days.ago(1), token="demo-absent-again", by=None)


def tell_of_a_school_that_does_not_report(office: Office, days: Days) -> None:
    """Back five weeks ago; of week 4 the school has said nothing, is reminded, and the officer is to call."""
    pupil = child("ด.ช. คีตา สมมติเพลง", "คีตา", "09", days.ago(62), "นายมานพ สมมติเพลง", "07")
    story = Story(
        office, pupil, on=days.opening(60, before=58), by="officer", school="หนองโพธิ์", teacher="teacher-nongpho",
        causes="NOT_INTERESTED", story="เบื่อเรียน ไปช่วยลุงทำเวทีหมอลำ", best="ได้เรียนจบ ม.3 และเล่นดนตรีที่ชอบ",
    )  # fmt: skip
    until_returned(story, days, 38, agency="BUSINESS")
    story.check(days.ago(31), "มาเรียนครบ")
    story.check(days.ago(24), "มาเรียนครบ เข้าวงดนตรีของโรงเรียน")
    reminding.speak_up(timezone.make_aware(datetime.combine(days.today, time(8))))


def tell_of_a_new_school_asked(office: Office, days: Days) -> None:
    """Back, and moving in with the grandparents; their school has yet to say that the child is there."""
    pupil = child("ด.ญ. อิงฟ้า ตัวอย่างย้าย", "อิง", "06", days.ago(40), "นางสาวบุษบา ตัวอย่างย้าย", "02", guardian_phone="081-000-0062")
    story = Story(
        office, pupil, on=days.opening(40, before=38), by="teacher", school="บ้านกอก", teacher="teacher",
        causes="TRANSPORT", story="บ้านเช่าใหม่ไกลโรงเรียน ไม่มีรถ", best="ได้เรียนใกล้บ้านตายาย",
    )  # fmt: skip
    until_returned(story, days, 17, agency="PAO")
    story.check(days.ago(10), "มาเรียนครบ")
    move(story, "บ้านคำไฮ", days.ago(1), "ย้ายไปอยู่กับตายายใกล้โรงเรียนบ้านคำไฮ")


def tell_of_a_new_school_reached(office: Office, days: Days) -> None:
    """The child came from another school ten days ago; the school it left keeps what it wrote."""
    pupil = child("ด.ช. ปุณณ์ สมมติใหม่", "ปุณณ์", "05", days.ago(46), "นายวิชัย สมมติใหม่", "01")
    story = Story(
        office, pupil, on=days.opening(46, before=44), by="teacher-ton", officer="officer2", school="บ้านโต้น", teacher="teacher-ton",
        causes="FAMILY_PROBLEM", story="พ่อย้ายงาน ขาดเรียนระหว่างย้ายบ้าน", best="ได้เรียนต่อทันทีหลังย้ายบ้าน",
    )  # fmt: skip
    until_returned(story, days, 20, agency="SAO")
    story.check(days.ago(13), "มาเรียนครบทั้งสัปดาห์")
    there = move(story, "บ้านกอก", days.ago(12), "ย้ายบ้านตามงานของพ่อ")
    workflow.accept_move(there, by=office.people["teacher"], on=days.ago(10), note="มารายงานตัวแล้ว เข้าเรียน ป.2")


def move(story: Story, school: str, on: date, reason: str) -> Move:
    """Another school of the area is asked to acknowledge the child."""
    asked = Move(case=story.case, kind=MoveKind.SCHOOL, to_school=story.office.schools[school], happened_on=on, reason=reason)
    return workflow.ask_to_move(asked, by=story.officer)
