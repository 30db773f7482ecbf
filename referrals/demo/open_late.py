"""Open cases of children who are back, or were: returning, watched over, gone again, nearly closed. All people are invented."""

from dropout_cases import workflow
from dropout_cases.models import Attendance, Identity, Task
from dropout_cases.steps import Risk

from .ordinary import Days, coordinated, helped, met, until_returned, visited
from .story import Office, Story, child


def tell_late_cases(office: Office, days: Days) -> None:
    """One case in each state of steps 6 and 7."""
    tell_of_a_return_announced(office, days)
    tell_of_a_check_due(office, days)
    tell_of_missing_days(office, days)
    tell_of_leaving_again(office, days)
    tell_of_a_second_round(office, days)
    tell_of_another_way_to_learn(office, days)
    tell_of_staying(office, days)


def tell_of_a_return_announced(office: Office, days: Days) -> None:
    """Back two days ago, they say; the school has not confirmed it."""
    pupil = child("ด.ญ. น้ำหนึ่ง สมมติทิพย์", "หนึ่ง", "08", days.ago(24), "นางบัวผัน สมมติทิพย์", "08", guardian_phone="081-000-0031")
    story = Story(
        office, pupil, on=days.opening(24, before=22), by="teacher", school="บ้านกอก", teacher="teacher",
        causes="CARE_FOR_OTHERS", risk=Risk.LOW,
        story="ต้องดูแลน้องสองคนตอนแม่ไปทำงาน", best="ได้มาเรียนโดยน้องมีคนดูแล",
    )  # fmt: skip
    coordinated(story, days.ago(22), days.ago(20))
    visited(story, days.ago(17))
    met(story, days.ago(11), days)
    helped(story, days.ago(8), days.ago(5))
    story.back(days.ago(2), "SAME_SCHOOL", "ศูนย์พัฒนาเด็กเล็กรับน้องไว้ตอนกลางวัน")


def tell_of_a_check_due(office: Office, days: Days) -> None:
    """Back two weeks ago; the second check is due today."""
    pupil = child("ด.ช. ธีรเดช ตัวอย่างกล้า", "เดช", "06", days.ago(38), "นายบุญเลิศ ตัวอย่างกล้า", "01")
    story = Story(
        office, pupil, on=days.opening(36, before=34), by="teacher", school="บ้านกอก", teacher="teacher",
        causes="MIGRATED", group="LONG_ABSENT", story="กลับจากไร่กับพ่อแม่ช้าสามสัปดาห์", best="ได้เรียนต่อเนื่องที่เดียวทั้งปี",
    )  # fmt: skip
    Identity.objects.create(student=story.case.student, number="G644200000001", started_on=days.ago(34))
    until_returned(story, days, 14, agency="EEF")
    story.check(days.ago(7), "มาเรียนครบทั้งสัปดาห์")


def tell_of_missing_days(office: Office, days: Days) -> None:
    """Back three weeks ago, and lately missing some days."""
    pupil = child("ด.ญ. พิมพ์ใจ สมมติแก้ว", "พิม", "11", days.ago(42), "นางหนูแดง สมมติแก้ว", "02")
    story = Story(
        office, pupil, on=days.opening(42, before=40), by="officer2", officer="officer2", school="ท่าพระ",
        causes="FAMILY_PROBLEM", risk=Risk.HIGH, story="ทะเลาะกับแม่ ไปอยู่บ้านเพื่อนหนึ่งสัปดาห์", best="ได้อยู่บ้านที่สบายใจและเรียนต่อ",
    )  # fmt: skip
    referral = until_returned(story, days, 20)
    story.check(days.ago(13), "มาเรียนครบ")
    story.done(referral, days.ago(10), "จ่ายเงินช่วยเหลือแล้ว แม่ใช้เป็นค่าเดินทางและอาหาร")
    story.check(days.ago(6), "ขาด 2 วัน บอกว่าไม่สบาย", Attendance.IRREGULAR)


def tell_of_leaving_again(office: Office, days: Days) -> None:
    """Back, and stopped again: a second round is proposed."""
    pupil = child("ด.ช. วายุ ตัวอย่างพงษ์", "วา", "09", days.ago(38), "นางจำปา ตัวอย่างพงษ์", "06", guardian_phone="081-000-0032")
    story = Story(
        office, pupil, on=days.opening(38, before=36), by="teacher", school="บ้านกอก", teacher="teacher",
        causes="GAME_ADDICTION ADJUSTMENT", risk=Risk.HIGH,
        story="เล่นเกมถึงเช้า มาเรียนไม่ไหว", best="ได้นอนพอ มาเรียน และมีกิจกรรมที่ชอบ",
    )  # fmt: skip
    until_returned(story, days, 16)
    story.check(days.ago(9), "มาเรียนครบ")
    story.check(days.ago(2), "ไม่มาเรียนทั้งสัปดาห์ ย่าปลุกไม่ตื่น", Attendance.STOPPED)


def tell_of_a_second_round(office: Office, days: Days) -> None:
    """Round 2: the help of round 1 was not enough; a new visit is overdue."""
    pupil = child("ด.ญ. ดาริกา สมมติวงศ์", "ดาว", "07", days.ago(52), "นางสาวเพ็ญ สมมติวงศ์", "12")
    story = Story(
        office, pupil, on=days.opening(52, before=50), by="officer", school="บ้านโต้น", teacher="teacher-ton",
        causes="POVERTY", story="น้ารับเลี้ยงหลานสามคน ค่าใช้จ่ายไม่พอ", best="ได้เรียนโดยน้าไม่ต้องเลือกว่าใครได้ไปโรงเรียน",
    )  # fmt: skip
    until_returned(story, days, 30)
    story.check(days.ago(23), "มาเรียนครบ")
    story.check(days.ago(16), "หยุดเรียนไปช่วยน้าขายของ", Attendance.STOPPED)
    story.another_round(days.ago(12), "HELP_NOT_ENOUGH", "เงินช่วยเหลือครั้งเดียวไม่พอ ต้องหารายได้ประจำให้น้า")
    coordinated(story, days.ago(11), days.ago(9), agency="SAO")


def tell_of_another_way_to_learn(office: Office, days: Days) -> None:
    """Learning outside school now; the closing waits for the supervisor, and one task goes on after it."""
    pupil = child("ด.ช. ศุภกร ตัวอย่างสุข", "กร", "12", days.ago(40), "นายคำมี ตัวอย่างสุข", "10")
    story = Story(
        office, pupil, on=days.opening(40, before=36), by="officer", school="โคกงาม", source="TZD", group="DROPPED_OUT",
        risk=Risk.LOW, causes="BREADWINNER NOT_INTERESTED", story="ทำงานร้านซ่อมรถกับลุง ไม่กลับเข้าห้องเรียน",
        best="ได้วุฒิ ม.3 โดยยังทำงานที่ชอบ",
    )  # fmt: skip
    coordinated(story, days.ago(36), days.ago(33), agency="LEARNING_PROMO")
    visited(story, days.ago(28), agency="LEARNING_PROMO")
    met(story, days.ago(21), days)
    helped(story, days.ago(18), days.ago(15), agency="LEARNING_PROMO", pathway="LEARNING_PROMO")
    story.back(
        days.ago(12), "LEARNING_PROMO", "เรียนวันอาทิตย์ เทียบโอนผลการเรียนเดิม", days.ago(10),
        school=None, place_text="สกร.ระดับอำเภอบ้านฝาง (ตัวอย่าง)",
    )  # fmt: skip
    story.check(days.ago(5), "พบกลุ่มครบทุกครั้ง")
    later = Task(
        case=story.case, round=story.round, text="ถามผลเทียบโอนจาก สกร. เมื่อสิ้นภาคเรียน", happened_on=days.ago(5), due_on=days.ago(-40),
        owner=office.people["officer2"],
    )  # fmt: skip
    workflow.give_task(later, by=story.officer)
    story.ask_to_close(days.ago(1), "ALT_EDU", "เรียน สกร. และมาพบกลุ่มสม่ำเสมอ", carried=later)


def tell_of_staying(office: Office, days: Days) -> None:
    """Twelve weeks back and staying: nothing is left but to ask for closing."""
    pupil = child("ด.ญ. ขวัญข้าว สมมติมั่น", "ขวัญ", "08", days.ago(110), "นางสงวน สมมติมั่น", "08")
    story = Story(
        office, pupil, on=days.opening(108, before=106), by="officer", school="หนองบัว", causes="TRANSPORT",
        source="VILLAGE_HEAD", story="บ้านอยู่ท้ายทุ่ง หน้าฝนเดินทางไม่ได้", best="ได้มาเรียนอย่างปลอดภัยทุกฤดู",
    )  # fmt: skip
    until_returned(story, days, 86, agency="PAO")
    story.check(days.ago(79), "มาเรียนครบ")
    story.check(days.ago(72), "มาเรียนครบ")
    story.check(days.ago(58), "มาเรียนครบ มีรถรับส่งแล้ว")
    story.check(days.ago(2), "มาเรียนครบตลอดภาคเรียน")
