"""Meetings as large and as small as they come, for the tests of their papers."""

from datetime import time, timedelta

from dropout_cases import workflow
from dropout_cases.steps import Safety
from referrals.models import AgendaItem, Attendee, Meeting, Resolution, Side
from tests.make import DAY, make_case

LONG_NAME = "นางสาวปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์"
AGENDA_TEXTS = {
    1: "ประธานแจ้งว่าเมื่อวันที่ 10 มกราคม 2567 เวลา 13.30 น. ได้หารือกับที่ปรึกษากฎหมายของสำนักงานเขตแล้ว",
    2: "ที่ประชุมรับรองรายงานการประชุมครั้งที่ 4/2566 โดยไม่มีการแก้ไข",
    3: "เรื่องทุนการศึกษา 3,000 บาท โรงเรียนได้รับแล้ว",
    5: "พิจารณาแนวทางช่วยเหลือนักเรียนให้กลับเข้าเรียนภายในภาคเรียนที่ 2 ปีการศึกษา 2567",
}
STATEMENT = "ครอบครัวมีรายได้ไม่แน่นอน ต้องกู้ยืมเงินมาใช้จ่าย ย่าป่วยและไม่มีน้ำประปาใช้ จึงให้เด็กหยุดเรียนมาช่วยงานที่ไร่ "
PEOPLE = (
    ("นายสมมติ ผู้นำประชุม", Side.OFFICE, "รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา"),
    (LONG_NAME, Side.OFFICE, "นักวิชาการศึกษาชำนาญการพิเศษ"),
    ("นายกฤตติเดช อยู่ยั่งยืนเกียรติ์ชัยณรงค์", Side.SCHOOL, "ผู้อำนวยการโรงเรียนบ้านหนองน้ำใสพิทยาคาร (ราษฎร์อุปถัมภ์)"),
    ("นางน้ำผึ้ง ที่ปรึกษา", Side.SCHOOL, "ครูที่ปรึกษา"),
    ("นายตัวอย่าง ใจกล้า", Side.COMMUNITY, "ผู้ใหญ่บ้าน หมู่ที่ 7"),
    ("นางทดสอบ สู้ชีวิต", Side.FAMILY, "มารดา"),
    ("พ.ต.ท. สมมติ ปู่เจ้าสมิงพราย", Side.AGENCY, "สารวัตร สถานีตำรวจทดสอบ"),
    ("แพทย์หญิงสมมติ รู้แจ้ง", Side.AGENCY, "แพทย์ โรงพยาบาลทดสอบ"),
    ("นายชำนาญ กู้ภัย", Side.COMMUNITY, "กำนันตำบลบ้านโต้น"),
)


def make_large_meeting(by, school, on=DAY, **fields) -> Meeting:
    """Twelve people, six items, ten resolutions."""
    case = make_case(by, school, on=on)
    details = {
        "name": "คณะทำงานช่วยเหลือนักเรียนที่หลุดออกจากระบบการศึกษา",
        "place_text": "ห้องประชุมโรงเรียนหนึ่ง",
        "chair": PEOPLE[0][0],
        "secretary": LONG_NAME,
        "checker": PEOPLE[0][0],
        "starts_at": time(9, 30),
        "ends_at": time(12, 5),
        "summary": "ที่ประชุมเห็นพ้องว่านักเรียนควรได้กลับเข้าเรียนในโรงเรียนเดิม",
        "safety": Safety.SAFE,
    }
    entry = Meeting(round=case.current_round, happened_on=on, **details | fields)
    came = [Attendee(name=name, side=side, position=post, statement=STATEMENT * 3) for name, side, post in PEOPLE]
    others = [
        Attendee(name="นายติดธุระ อื่นใด", side=Side.AGENCY, position="ปลัดอำเภอ", present=False, absence_reason="ติดราชการ"),
        Attendee(name="นางลาป่วย หนึ่งวัน", side=Side.SCHOOL, present=False),
        Attendee(name="นายผู้เข้าร่วม สังเกตการณ์", side=Side.AGENCY, position="เจ้าหน้าที่มูลนิธิ", is_guest=True),
    ]
    items = [AgendaItem(number=number, text=text) for number, text in AGENDA_TEXTS.items()]
    agreed = [
        Resolution(text=f"จัดหารถรับส่งนักเรียนและติดตามครั้งที่ {n}", owner_name=PEOPLE[n % 9][0], due_on=on + timedelta(days=n))
        for n in range(1, 11)
    ]
    return workflow.record(entry, by=by, lines=[*came, *others, *items, *agreed])


def make_small_meeting(by, school, on=DAY, **fields) -> Meeting:
    """A place, a chair, and nothing else."""
    case = make_case(by, school, on=on)
    details = {"place_text": "โรงเรียนหนึ่ง", "chair": "ผอ.สมมติ", "safety": Safety.SAFE}
    return workflow.record(Meeting(round=case.current_round, happened_on=on, **details | fields), by=by)
