"""Open cases on their way to a return: reported, in danger, asked about, visited, met on. All people are invented."""

from dropout_cases import workflow
from dropout_cases.models import Report, ReportChannel, ReportPoint, Student
from dropout_cases.steps import Risk, Safety
from referrals.models import Party

from .ordinary import Days, coordinated, met, visited
from .story import Office, Story, child, codes, hand_in
from .teams import advise, join, ring, send_link
from .together import meet_in_full, plan_meeting, plan_visit


def tell_early_cases(office: Office, days: Days) -> None:
    """One case in each state of steps 1 to 5; and two reports that wait for a verdict."""
    tell_of_a_new_report(office, days)
    office.area.intake_owner = office.people["officer"]
    office.area.save()
    tell_of_danger(office, days)
    tell_of_a_late_answer(office, days)
    tell_of_an_unknown_child(office, days)
    tell_of_a_closed_door(office, days)
    tell_of_a_meeting_ahead(office, days)
    tell_of_a_referral_sent(office, days)
    tell_of_a_referral_declined(office, days)


def tell_of_a_new_report(office: Office, days: Days) -> None:
    """A school reported yesterday, and somebody in the village today; no officer has decided yet."""
    pupil = child("ด.ช. ภูผา สมมติดี", "ภู", "07", days.ago(1), "นางคำปุ่น สมมติดี", "11", guardian_phone="081-000-0021")
    pupil.area, pupil.school = office.area, office.schools["บ้านกอก"]
    said = Report(
        happened_on=days.ago(1), safety=Safety.SAFE, story="ขาดเรียน 5 วันติดกัน ป้าบอกว่าไม่มีค่ารถ", source_id="report_source.TEACHER",
    )  # fmt: skip
    hand_in(said, pupil, by=office.people["teacher"], causes=codes("dropout_reason", "POVERTY TRANSPORT"))
    seen = Report(
        area=office.area, happened_on=days.today, channel=ReportChannel.PUBLIC, safety=Safety.UNSURE, child_name="เด็กชายก้อง",
        place_text="บ้านตัวอย่าง หมู่ 0 ต.พระบุ", story="เห็นเดินขายของตอนเวลาเรียนหลายวันแล้ว", source_id="report_source.VILLAGE_HEAD",
    )  # fmt: skip
    workflow.receive(seen, causes=codes("dropout_reason", "BREADWINNER"))
    ReportPoint.objects.create(area=office.area, school=office.schools["บ้านกอก"], made_by=office.people["officer"])
    ReportPoint.objects.create(area=office.area, place_text="บ้านตัวอย่าง หมู่ 0 ต.พระบุ", made_by=office.people["officer"])


def tell_of_danger(office: Office, days: Days) -> None:
    """A child hurt at home: reported today, the referral comes first."""
    pupil = child("ด.ญ. ใบเฟิร์น ตัวอย่างใจ", "เฟิร์น", "08", days.today, "นายสมคิด ตัวอย่างใจ", "10")
    story = Story(
        office, pupil, on=days.today, by="officer", school="พระยืน", source="SCHOOL", causes="ABUSE", risk=Risk.HIGH,
        safety=Safety.UNSAFE, story="ครูพบรอยฟกช้ำที่แขน นักเรียนบอกว่าไม่กล้ากลับบ้าน", best="ได้อยู่ในที่ปลอดภัยคืนนี้",
    )  # fmt: skip
    join(
        story, days.today, "นายสมคิด ตัวอย่างใจ", "บิดา", phone="081-000-0041",
        no_contact=True, no_contact_why="นักเรียนกลัวบิดา ปรึกษานักสังคมสงเคราะห์ก่อนทุกครั้ง",
    )  # fmt: skip
    aunt = join(story, days.today, "นางสาวสมใจ ตัวอย่างใจ", "น้าที่นักเรียนไว้ใจ", phone="081-000-0042")
    ring(story, days.today, aunt, reached=True)


def tell_of_a_late_answer(office: Office, days: Days) -> None:
    """The school and an agency were asked a week ago; the school's answer is overdue."""
    pupil = child("ด.ช. กิตติ สมมติบุญ", "กิต", "09", days.ago(9), "นางทองใบ สมมติบุญ", "08", guardian_phone="081-000-0022")
    story = Story(
        office, pupil, on=days.opening(9, before=7), by="teacher", school="บ้านกอก", teacher="teacher",
        causes="BREADWINNER", story="ไปรับจ้างตัดอ้อยกับพี่ มาเรียนสัปดาห์ละวัน", best="ได้เรียนจนจบ ป.6 โดยครอบครัวมีรายได้พอ",
    )  # fmt: skip
    story.contact(
        days.ago(7), Party.SCHOOL, "ขอสถิติการมาเรียนสองเดือนล่าสุดและเบอร์ผู้ปกครอง", answer_by=days.ago(2),
        to_find_out="นายจ้างเป็นใคร และทำงานวันใดบ้าง",
    )  # fmt: skip
    story.contact(days.ago(7), Party.AGENCY, "ขอให้ตรวจสภาพการทำงานของเด็ก", agency="EMPLOYMENT", answer_by=days.ago(-1))
    send_link(story, days.ago(7))
    grandmother = join(story, days.ago(7), "นางทองใบ สมมติบุญ", "ยายผู้ปกครอง", phone="081-000-0022")
    join(story, days.ago(7), "ครูพรทิพย์ สมมติเรียน", "ครูประจำชั้น", of_school=True, phone="081-000-0043")
    ring(story, days.ago(6), grandmother, reached=False, again=days.ago(5))
    ring(story, days.ago(5), grandmother, reached=True)
    advise(
        story, days.ago(6), "นักสังคมสงเคราะห์ พมจ. (ตัวอย่าง)",
        "พี่ชายอายุเท่าไร และใครรับค่าจ้าง", "กฎหมายคุ้มครองแรงงานห้ามจ้างเด็กอายุต่ำกว่า 15 ปี",
    )  # fmt: skip


def tell_of_an_unknown_child(office: Office, days: Days) -> None:
    """A child without a name or a school: the visit that is to find out is due today."""
    stranger = Student(described_as="เด็กชายอายุราว 8 ปี ช่วยขายพวงมาลัยที่สี่แยก", sex="M", tambon_id="400101")
    story = Story(
        office, stranger, on=days.opening(11, before=10), by="officer", source="VHV", group="NOT_ENROLLED", causes="UNKNOWN",
        place_text="สี่แยกหน้าตลาดสด ต.ในเมือง", story="อสม. พบขายของทุกเช้าในวันเรียน",
        best="ได้รู้ว่าเป็นใคร อยู่กับใคร และได้เข้าเรียน",
    )  # fmt: skip
    coordinated(story, days.ago(10), days.ago(7))


def tell_of_a_closed_door(office: Office, days: Days) -> None:
    """A visit found nobody at home; the next try is set."""
    pupil = child("ด.ญ. ฟ้าใส ตัวอย่างศรี", "ฟ้า", "06", days.ago(12), "นางแก้ว ตัวอย่างศรี", "06")
    story = Story(
        office, pupil, on=days.opening(12, before=9), by="officer", school="บ้านฝาง", causes="NO_CAREGIVER",
        story="อยู่กับย่าที่ไปรักษาตัวในเมือง ขาดเรียนเป็นช่วง", best="มีผู้ใหญ่ดูแลทุกวัน และได้มาเรียน",
    )  # fmt: skip
    coordinated(story, days.ago(9), days.ago(6), agency="DISTRICT")
    story.visit(
        days.ago(2), "DISTRICT", [], result="NOT_FOUND", next_try_on=days.ago(-3),
        conclusion="บ้านปิด เพื่อนบ้านบอกว่ากลับวันหยุด",
    )  # fmt: skip
    workflow.postpone(story.round, to=days.ago(-3), reason="นัดลงพื้นที่ใหม่เมื่อย่ากลับบ้าน", by=story.officer, on=days.ago(2))
    plan_visit(story, days.ago(-3), days.ago(2), "DISTRICT")


def tell_of_a_meeting_ahead(office: Office, days: Days) -> None:
    """Visited nine days ago; the meeting is due in five, and everybody is invited."""
    pupil = child("ด.ช. ณภัทร สมมติพล", "ภัทร", "10", days.ago(17), "นายประยูร สมมติพล", "01", guardian_phone="081-000-0023")
    story = Story(
        office, pupil, on=days.opening(17, before=15), by="officer2", officer="officer2", school="พระบุ",
        causes="ADJUSTMENT LOW_ACHIEVEMENT", story="ย้ายมาใหม่ เรียนไม่ทัน ไม่อยากมาโรงเรียน",
        best="ได้เรียนในแบบที่ตามทัน และมีเพื่อน",
    )  # fmt: skip
    coordinated(story, days.ago(15), days.ago(13), agency="UNIVERSITY")
    visited(story, days.ago(9), agency="UNIVERSITY")
    plan_meeting(story, days.ago(-5), days.ago(4))


def tell_of_a_referral_sent(office: Office, days: Days) -> None:
    """Sent to an agency four days ago; it has not answered."""
    pupil = child("ด.ญ. ชมพู่ ตัวอย่างงาม", "ชมพู่", "05", days.ago(18), "นางสาวนวล ตัวอย่างงาม", "02", guardian_phone="081-000-0024")
    story = Story(
        office, pupil, on=days.opening(18, before=16), by="officer", school="ศิลา", causes="POVERTY NO_EQUIPMENT",
        source="GUARDIAN", story="แม่ตกงาน ไม่มีเงินซื้อชุดและค่าอาหาร", best="ได้กินอิ่มและมาเรียนทุกวัน",
    )  # fmt: skip
    coordinated(story, days.ago(16), days.ago(14))
    visited(story, days.ago(11))
    meet_in_full(story, days.ago(6), days)
    story.refer(
        days.ago(4), "PMJ", "EMERGENCY_CASH FOOD", "ขอเงินสงเคราะห์เด็กในครอบครัวยากจน", "SAME_SCHOOL",
        answer_by=days.ago(-3),
    )  # fmt: skip


def tell_of_a_referral_declined(office: Office, days: Days) -> None:
    """The college cannot take the pupil; another receiver or another round is needed."""
    pupil = child("ด.ช. อนุชา สมมติชัย", "ชา", "12", days.ago(22), "นายทองคำ สมมติชัย", "07")
    story = Story(
        office, pupil, on=days.opening(22, before=20), by="teacher-nongpho", officer="officer2", school="หนองโพธิ์",
        teacher="teacher-nongpho", causes="NOT_INTERESTED", story="ไม่อยากเรียนต่อในห้อง อยากเรียนซ่อมรถ",
        best="ได้เรียนสิ่งที่ถนัดและจบการศึกษาภาคบังคับ",
        accepted=days.ago(20),
    )  # fmt: skip
    coordinated(story, days.ago(20), days.ago(18), agency="VILLAGE_HEAD")
    visited(story, days.ago(14), agency="VILLAGE_HEAD")
    met(story, days.ago(8), days)
    referral = story.refer(days.ago(5), "VOCATIONAL", "OCCUPATION ENROLL", "ขอรับเข้าเรียนหลักสูตรระยะสั้นช่างยนต์", "SHORT_VOC")
    story.declined(
        referral, days.ago(1), "FULL", "รุ่นนี้เต็มแล้ว เปิดรับอีกครั้งภาคเรียนหน้า", instead="วิทยาลัยการอาชีพใกล้บ้าน หรือหอการค้าขอนแก่น (ตัวอย่าง)",
    )  # fmt: skip
