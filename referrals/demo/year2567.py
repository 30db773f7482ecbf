"""The four pupils of fiscal year 2567, one at each of four schools; the children and their families are invented."""

from datetime import date

from dropout_cases import workflow
from dropout_cases.models import Attendance, Channel, Identity
from dropout_cases.steps import Risk, Step
from referrals.models import Party, Position, Side

from .story import Office, Story, child


def tell_year_2567(office: Office) -> None:
    """All four, each closed within the year with the child in school."""
    tell_of_poverty(office)
    tell_of_moving_away(office)
    tell_of_a_family_apart(office)
    tell_of_a_mother_to_be(office)


def tell_of_poverty(office: Office) -> None:
    """ชุมชนบ้านโต้นศรีพิมลวิทยา: a boy who stays at home for want of money and to look after his grandmother."""
    pupil = child(
        "ด.ช. ธนวัฒน์ สมมติสุข", "ต้น", "08", date(2023, 11, 6), "นางบุญมี สมมติสุข", "08",
        guardian_phone="081-000-0011", address="บ้านเลขที่ 0/1 หมู่ 0 ต.บ้านโต้น (ที่อยู่สมมติ)",
    )  # fmt: skip
    story = Story(
        office, pupil, on=date(2023, 11, 6), by="teacher-ton", school="บ้านโต้น", teacher="teacher-ton",
        source="TEACHER", group="LONG_ABSENT", causes="POVERTY CARE_FOR_OTHERS",
        story="เปิดภาคเรียนที่ 2 แล้วยังไม่มาเรียน ไม่มีชุดนักเรียน และต้องอยู่ดูแลยายที่ป่วย",
        best="ได้กลับมาเรียนกับเพื่อนเดิม โดยยายมีคนดูแลตอนกลางวัน",
        accepted=date(2023, 11, 7),
    )  # fmt: skip
    Identity.objects.create(student=story.case.student, number="1100000000008", started_on=date(2023, 11, 6))
    story.contact(
        date(2023, 11, 7), Party.SCHOOL, "ขอสถิติการมาเรียนและผลการเยี่ยมบ้านครั้งล่าสุด",
        answer="ภาคเรียนที่ 1 ขาด 21 วัน เยี่ยมบ้านเมื่อมิถุนายน บ้านชำรุด ยายป่วยติดเตียง", answered_on=date(2023, 11, 8),
        to_find_out="ใครดูแลยายแทนได้ตอนกลางวัน และครอบครัวได้รับสวัสดิการใดแล้ว",
    )  # fmt: skip
    story.contact(
        date(2023, 11, 8), Party.AGENCY, "ขอข้อมูลสวัสดิการที่ครอบครัวได้รับ", agency="SAO", channel=Channel.LETTER,
        answer="ได้เบี้ยผู้สูงอายุเท่านั้น ยังไม่มีผู้ดูแลผู้ป่วยติดเตียง", answered_on=date(2023, 11, 10),
    )  # fmt: skip
    story.visit(
        date(2023, 11, 14), "SAO VHV",
        [
            ("ยายป่วยติดเตียงตั้งแต่เดือนกันยายน หลานเป็นผู้ดูแลคนเดียว", "ยาย", "อสม. ประจำหมู่บ้าน"),
            ("แม่ส่งเงินให้เดือนละ 1,500 บาท", "ยาย", "ผู้ใหญ่บ้าน"),
            ("น้าอยู่บ้านใกล้กันและว่างครึ่งวัน", "ยาย"),
        ],
        worrying="housing income health", causes="POVERTY CARE_FOR_OTHERS",
        seen="บ้านไม้ชั้นเดียว หลังคารั่ว ไม่มีโต๊ะอ่านหนังสือ",
        child_voice="อยากไปโรงเรียน แต่กลัวยายไม่มีข้าวกิน",
        conclusion="ถ้ามีผู้ดูแลยายตอนกลางวันและมีชุดนักเรียน จะกลับมาเรียนได้ทันที",
        position="16.31950 102.65850", position_from=Position.DEVICE, position_accuracy=25, no_position_why="",
    )  # fmt: skip
    story.check_first_fact(date(2023, 11, 20), "น้าของนักเรียน", "โทรยืนยันก่อนประชุม มาช่วยดูแลยายได้วันละครึ่งวัน")
    story.fact(date(2023, 11, 20), "จะกลับบ้านช่วงปีใหม่และขอพบครู", "แม่ทางโทรศัพท์")
    story.meeting(
        date(2023, 11, 21),
        [
            (Side.SCHOOL, "ผู้อำนวยการโรงเรียน", "รับกลับเข้าห้องเดิม จัดสอนเสริมหลังเลิกเรียนวันละ 1 ชั่วโมง"),
            (Side.FAMILY, "น้าของนักเรียน", "จะมาช่วยดูแลยายวันละครึ่งวัน"),
            (Side.AGENCY, "นายก อบต.บ้านโต้น", "จัดผู้ดูแลผู้สูงอายุช่วงเช้า และซ่อมหลังคา"),
        ],
        [
            ("จัดผู้ดูแลผู้สูงอายุช่วงเช้าทุกวันเรียน", "อบต.บ้านโต้น", date(2023, 12, 1)),
            ("จัดชุดนักเรียนและสอนเสริม", "โรงเรียน", date(2023, 12, 4)),
        ],
        "เห็นตรงกันว่าให้เรียนที่เดิม และขอเงินสงเคราะห์จาก พมจ.",
    )  # fmt: skip
    referral = story.refer(date(2023, 11, 23), "PMJ", "EMERGENCY_CASH FAMILY_WORK", "ขอเงินสงเคราะห์เด็กในครอบครัวยากจน", "SAME_SCHOOL")
    story.accepted(referral, date(2023, 11, 27), "รับเรื่องแล้ว นัดลงพื้นที่วันที่ 30 พฤศจิกายน")
    story.back(date(2023, 12, 4), "SAME_SCHOOL", "ชุดนักเรียน 2 ชุด สอนเสริมหลังเลิกเรียน", date(2023, 12, 6))
    story.check(date(2023, 12, 12), "มาเรียนครบทั้งสัปดาห์")
    story.check(date(2023, 12, 18), "มาเรียนครบ ทำการบ้านส่งทุกวิชา")
    story.done(referral, date(2023, 12, 20), "จ่ายเงินสงเคราะห์ครั้งที่ 1 แล้ว จะติดตามอีกครั้งในสามเดือน")
    story.check(date(2024, 1, 3), "ขาด 2 วัน พายายไปโรงพยาบาล", Attendance.IRREGULAR)
    story.check(date(2024, 2, 27), "มาเรียนสม่ำเสมอ ผลการเรียนดีขึ้น")
    story.close(date(2024, 3, 4), date(2024, 3, 6), "มาเรียนครบตามแผนติดตาม 12 สัปดาห์")


def tell_of_moving_away(office: Office) -> None:
    """บ้านคำไฮหัวทุ่งประชาบำรุง: a boy who follows his parents to work, comes back, leaves again, and stays in round 2."""
    pupil = child(
        "ด.ช. ก้องภพ ตัวอย่างทอง", "ก้อง", "07", date(2023, 11, 13), "นายสมหมาย ตัวอย่างทอง", "07",
        guardian_phone="081-000-0012",
    )  # fmt: skip
    story = Story(
        office, pupil, on=date(2023, 11, 13), by="officer", school="บ้านคำไฮ", teacher="teacher-khamhai",
        source="DMC", group="LONG_ABSENT", causes="MIGRATED", risk=Risk.HIGH,
        story="ขาดเรียนตั้งแต่เปิดภาคเรียน ยังมีชื่อในทะเบียน พ่อแม่พาไปอยู่ที่พักคนงานก่อสร้าง",
        best="ได้อยู่กับผู้ใหญ่ที่ดูแลได้ตลอดปีการศึกษา และเรียนต่อโดยไม่ย้ายบ่อย",
    )  # fmt: skip
    Identity.objects.create(student=story.case.student, number="0123456789016", started_on=date(2023, 11, 13))
    story.contact(
        date(2023, 11, 13), Party.SCHOOL, "ขอวันสุดท้ายที่มาเรียนและเบอร์ติดต่อครอบครัว",
        answer="มาเรียนวันสุดท้าย 6 ตุลาคม ครูโทรหาพ่อแล้วสามครั้ง ไม่รับสาย", answered_on=date(2023, 11, 14),
        to_find_out="ตอนนี้อยู่ที่ใด ใครดูแล และพ่อแม่จะกลับเมื่อใด",
    )  # fmt: skip
    story.contact(
        date(2023, 11, 14), Party.AGENCY, "ขอให้ตรวจว่าครอบครัวยังอยู่ในพื้นที่หรือไม่", agency="MUNICIPALITY",
        answer="ตากับยายยังอยู่บ้านเดิม พ่อแม่ไปทำงานต่างอำเภอ", answered_on=date(2023, 11, 16),
    )  # fmt: skip
    story.visit(
        date(2023, 11, 22), "MUNICIPALITY RPST",
        [
            ("อยู่ที่พักคนงานกับพ่อแม่ กลับบ้านตาเดือนละครั้ง", "ตา", "ประธานชุมชน"),
            ("พ่อเห็นว่าเรียนแค่นี้ก็พอ", "ตา"),
        ],
        result="MET_GUARDIAN", worrying="income family", causes="MIGRATED BREADWINNER",
        seen="บ้านตามีห้องว่างและอยู่ห่างโรงเรียน 400 เมตร",
        conclusion="ตากับยายพร้อมรับหลานมาอยู่ด้วย ต้องคุยกับพ่อแม่",
    )  # fmt: skip
    story.meeting(
        date(2023, 11, 29),
        [
            (Side.SCHOOL, "ผู้อำนวยการโรงเรียน", "รับกลับเข้าเรียนและสอนทดแทนที่ขาด"),
            (Side.FAMILY, "พ่อของนักเรียน", "ยอมให้อยู่กับตายายในวันเรียน"),
            (Side.AGENCY, "ผู้แทนเทศบาลเมืองบ้านเป็ด", "ช่วยอาหารและอุปกรณ์การเรียน"),
        ],
        [("สอนทดแทน 4 สัปดาห์", "โรงเรียน", date(2024, 1, 12)), ("มอบอุปกรณ์การเรียน", "เทศบาล", date(2023, 12, 12))],
        "ให้อยู่กับตายายในวันเรียน กลับไปหาพ่อแม่วันหยุด",
    )  # fmt: skip
    referral = story.refer(date(2023, 11, 30), "MUNICIPALITY", "FOOD SUPPLIES", "ขออุปกรณ์การเรียนและถุงยังชีพให้ตายาย", "SAME_SCHOOL")
    story.accepted(referral, date(2023, 12, 4), "จัดให้ได้ภายในสัปดาห์หน้า")
    story.back(date(2023, 12, 12), "SAME_SCHOOL", "สอนทดแทน 4 สัปดาห์", date(2023, 12, 13))
    story.check(date(2023, 12, 19), "มาเรียนครบทั้งสัปดาห์")
    story.check(date(2024, 1, 8), "หลังปีใหม่มาเรียน 2 วัน", Attendance.IRREGULAR)
    story.check(date(2024, 1, 15), "ไม่มาเรียนทั้งสัปดาห์ กลับไปอยู่ที่พักคนงาน", Attendance.STOPPED)

    story.another_round(date(2024, 1, 17), "STOPPED_AGAIN", "ตายายดูแลไม่ไหวเพราะรายได้ไม่พอ พ่อจึงพากลับไปทำงานด้วย")
    story.best = "ได้อยู่กับตายายโดยมีเงินอุดหนุน และเรียนแบบยืดหยุ่นจนตามเพื่อนทัน"
    story.contact(
        date(2024, 1, 18), Party.SCHOOL, "ขอทางเลือกการเรียนที่ไม่ต้องมาทุกวัน",
        answer="จัดแบบ 1 โรงเรียน 3 รูปแบบได้ มาเรียนสัปดาห์ละ 3 วัน", answered_on=date(2024, 1, 19),
        to_find_out="ตายายมีสิทธิรับเงินอุดหนุนครอบครัวอุปถัมภ์หรือไม่",
    )  # fmt: skip
    story.contact(
        date(2024, 1, 18), Party.TEAM, "ขอความเห็นทีมสหวิชาชีพเรื่องเงินอุดหนุนเครือญาติ",
        answer="เข้าเกณฑ์ ให้ส่งเรื่องที่ พมจ.", answered_on=date(2024, 1, 22), channel=Channel.MEETING,
    )  # fmt: skip
    workflow.waive(
        story.round, Step.VISIT, by=story.officer, on=date(2024, 1, 22),
        reason="พบนักเรียนและตายายที่โรงเรียนวันที่ 19 มกราคม บ้านหลังเดิมที่ลงพื้นที่แล้วในรอบที่ 1",
    )  # fmt: skip
    story.meeting(
        date(2024, 1, 25),
        [
            (Side.SCHOOL, "ครูหัวหน้างานดูแลช่วยเหลือนักเรียน", "ทำแผนรายบุคคล มาเรียนสัปดาห์ละ 3 วัน ที่บ้าน 2 วัน"),
            (Side.FAMILY, "ตาและนักเรียน", "อยากอยู่กับตา จะมาเรียนตามวันที่ตกลง"),
            (Side.AGENCY, "นักสังคมสงเคราะห์ พมจ.", "จ่ายเงินอุดหนุนครอบครัวอุปถัมภ์ได้ถ้าตาเป็นผู้ดูแลหลัก"),
        ],
        [
            ("ทำแผนการเรียนรายบุคคล", "โรงเรียน", date(2024, 2, 2)),
            ("ยื่นคำขอเงินอุดหนุนครอบครัวอุปถัมภ์", "ตาของนักเรียน", date(2024, 1, 31)),
        ],
        "เปลี่ยนเป็นการเรียนยืดหยุ่น และให้ตาเป็นผู้ดูแลหลัก",
    )  # fmt: skip
    referral = story.refer(date(2024, 1, 26), "PMJ", "FOSTER EMERGENCY_CASH", "ขอเงินอุดหนุนครอบครัวอุปถัมภ์ (เครือญาติ)", "ONE_SCHOOL_3")
    story.accepted(referral, date(2024, 1, 30), "รับคำขอแล้ว เริ่มจ่ายเดือนกุมภาพันธ์")
    story.back(date(2024, 2, 5), "ONE_SCHOOL_3", "แผนการเรียนรายบุคคล ครูพี่เลี้ยง 1 คน", date(2024, 2, 6))
    story.check(date(2024, 2, 12), "มาตามวันที่ตกลงครบ")
    story.check(date(2024, 2, 19), "มาตามวันที่ตกลงครบ ใบงานที่บ้านส่งครบ")
    story.done(referral, date(2024, 2, 28), "จ่ายเงินอุดหนุนเดือนแรกแล้ว")
    story.check(date(2024, 3, 4), "ขอเพิ่มวันมาเรียนเป็น 4 วันเอง")
    story.check(date(2024, 5, 20), "เปิดภาคเรียนใหม่ เลื่อนชั้น มาเรียนทุกวัน")
    story.close(date(2024, 6, 4), date(2024, 6, 6), "อยู่กับตายายต่อเนื่อง มาเรียนครบตามแผนของรอบที่ 2")


def tell_of_a_family_apart(office: Office) -> None:
    """บ้านกอก: a girl between two homes after her parents part, too far from school."""
    pupil = child(
        "ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์", "ปิ่น", "09", date(2024, 1, 10), "นางสำเนียง ตัวอย่างบุญ", "06",
        guardian_phone="081-000-0013",
    )  # fmt: skip
    story = Story(
        office, pupil, on=date(2024, 1, 10), by="teacher", school="บ้านกอก", teacher="teacher",
        source="HOME_VISIT", causes="FAMILY_PROBLEM TRANSPORT",
        story="พ่อแม่แยกทาง ย้ายไปอยู่กับย่าที่ห่างโรงเรียน 9 กิโลเมตร ขาดเรียน 8 วันในเดือนนี้",
        best="ได้เรียนจนจบ ป.6 ที่โรงเรียนเดิม และมีผู้ใหญ่ที่ไว้ใจคอยฟัง",
        accepted=date(2024, 1, 10),
    )  # fmt: skip
    story.contact(
        date(2024, 1, 11), Party.SCHOOL, "ขอผลการคัดกรองและบันทึกการคุยกับผู้ปกครอง",
        answer="คัดกรอง SDQ กลุ่มเสี่ยงด้านอารมณ์ ครูคุยกับย่าแล้ว ย่าไม่มีรถ", answered_on=date(2024, 1, 12),
        to_find_out="เส้นทางรถรับส่ง และความรู้สึกของนักเรียนต่อบ้านทั้งสองหลัง",
    )  # fmt: skip
    story.contact(
        date(2024, 1, 11), Party.AGENCY, "ขอนักจิตวิทยาร่วมลงพื้นที่", agency="CHILD_SHELTER",
        answer="ร่วมลงพื้นที่วันที่ 18 มกราคมได้", answered_on=date(2024, 1, 15), channel=Channel.CHAT,
    )  # fmt: skip
    story.visit(
        date(2024, 1, 18), "CHILD_SHELTER",
        [
            ("พ่อแม่แยกกันอยู่ตั้งแต่เดือนพฤศจิกายน", "ย่า", "ผู้ใหญ่บ้าน"),
            ("ไม่มีรถประจำทางผ่านช่วงเช้า", "ย่า", "ครูเวร"),
        ],
        worrying="family travel", causes="FAMILY_PROBLEM TRANSPORT",
        child_voice="คิดถึงแม่ อยากเรียนกับเพื่อนห้องเดิมจนจบ",
        conclusion="ปลอดภัยเมื่ออยู่กับย่า ต้องแก้เรื่องการเดินทางและดูแลใจ",
    )  # fmt: skip
    story.meeting(
        date(2024, 1, 25),
        [
            (Side.SCHOOL, "ครูที่ปรึกษา", "ปรับเวลาเข้าแถว และให้ครูแนะแนวพบสัปดาห์ละครั้ง"),
            (Side.FAMILY, "ย่าและแม่ของนักเรียน", "แม่รับไปอยู่ด้วยวันเสาร์อาทิตย์ ย่าดูแลวันเรียน"),
            (Side.COMMUNITY, "ผู้แทนเครือข่ายรถรับส่ง", "เพิ่มจุดรับหน้าบ้านย่าเวลา 06.50 น."),
        ],
        [
            ("เพิ่มจุดรับส่งหน้าบ้านย่า", "เครือข่ายรถรับส่ง", date(2024, 2, 5)),
            ("ครูแนะแนวพบสัปดาห์ละครั้งจนสิ้นภาคเรียน", "โรงเรียน", date(2024, 3, 29)),
        ],
        "ให้เรียนที่เดิม จัดรถรับส่ง และดูแลใจต่อเนื่อง",
    )  # fmt: skip
    referral = story.refer(date(2024, 1, 29), "OTHER", "TRANSPORT", "ขอรถรับส่งจากบ้านย่าทุกวันเรียน", "SAME_SCHOOL")
    story.accepted(referral, date(2024, 1, 31), "เริ่มรับได้วันที่ 12 กุมภาพันธ์")
    second = story.refer(date(2024, 1, 29), "CHILD_SHELTER", "PSYCH FAMILY_WORK", "ขอนักจิตวิทยาพบนักเรียนเดือนละครั้ง", "SAME_SCHOOL")
    story.accepted(second, date(2024, 2, 2), "นัดครั้งแรก 15 กุมภาพันธ์")
    story.back(date(2024, 2, 12), "SAME_SCHOOL", "รถรับส่งทุกวัน ครูแนะแนวพบสัปดาห์ละครั้ง", date(2024, 2, 12))
    story.check(date(2024, 2, 19), "มาเรียนครบ มาถึงก่อนเข้าแถว")
    story.check(date(2024, 2, 27), "มาเรียนครบ")
    story.check(date(2024, 3, 11), "มาเรียนครบ เข้าสอบปลายภาคทุกวิชา")
    story.done(second, date(2024, 4, 10), "พบนักจิตวิทยา 3 ครั้ง อารมณ์ดีขึ้น แม่มาร่วม 2 ครั้ง")
    story.check(date(2024, 5, 20), "จบ ป.6 และมารายงานตัวเรียนต่อแล้ว")
    story.close(date(2024, 5, 27), date(2024, 5, 29), "มาเรียนจนจบชั้น และมีที่เรียนต่อ")


def tell_of_a_mother_to_be(office: Office) -> None:
    """หนองโพธิ์ประชานุกูล: a girl with child, who has the right to stay in her own school, and does."""
    pupil = child(
        "ด.ญ. อรวรรณ สมมติรัตน์", "อร", "12", date(2024, 6, 4), "นางลำดวน สมมติรัตน์", "02",
        guardian_phone="081-000-0014",
    )  # fmt: skip
    story = Story(
        office, pupil, on=date(2024, 6, 4), by="teacher-nongpho", school="หนองโพธิ์", teacher="teacher-nongpho",
        source="TEACHER", group="PREGNANT_PARENT", causes="PREGNANT", officer="officer2", risk=Risk.HIGH,
        story="ตั้งครรภ์ 6 เดือน หยุดเรียน 2 สัปดาห์เพราะกลัวเพื่อนรู้ ครอบครัวรับทราบแล้ว",
        best="ได้เรียนต่อที่โรงเรียนเดิมตามสิทธิ แม่และลูกแข็งแรง และเรื่องเป็นความลับ",
        accepted=date(2024, 6, 4),
    )  # fmt: skip
    story.contact(
        date(2024, 6, 5), Party.SCHOOL, "แจ้งสิทธิเรียนต่อที่โรงเรียนเดิม และขอแผนการเรียน",
        answer="ยืนยันให้เรียนต่อ จัดใบงานและสอบที่บ้านช่วงใกล้คลอดได้", answered_on=date(2024, 6, 6),
        to_find_out="การฝากครรภ์ และใครในโรงเรียนจำเป็นต้องรู้",
    )  # fmt: skip
    story.contact(
        date(2024, 6, 5), Party.AGENCY, "ขอให้ดูแลการฝากครรภ์และให้คำปรึกษา", agency="HOSPITAL",
        answer="มีคลินิกวัยรุ่นวันพุธ ไม่ต้องรอคิว", answered_on=date(2024, 6, 7),
    )  # fmt: skip
    story.visit(
        date(2024, 6, 11), "HOSPITAL",
        [
            ("ฝากครรภ์แล้ว 1 ครั้ง สุขภาพแข็งแรง", "แม่ของนักเรียน", "สมุดฝากครรภ์"),
            ("ครอบครัวพร้อมช่วยเลี้ยงลูก", "แม่ของนักเรียน", "ยายของนักเรียน"),
        ],
        worrying="health", causes="PREGNANT", child_voice="อยากจบ ม.3 พร้อมเพื่อน",
        conclusion="เรียนต่อที่เดิมได้ ช่วงใกล้คลอดเรียนที่บ้าน",
    )  # fmt: skip
    story.meeting(
        date(2024, 6, 18),
        [
            (Side.SCHOOL, "ครูแนะแนว", "จัดใบงานที่บ้าน ครูเยี่ยมสอนสัปดาห์ละ 2 ครั้ง"),
            (Side.FAMILY, "นักเรียนและแม่", "ขอให้รู้กันเฉพาะครูที่ดูแล"),
        ],
        [("ทำแผนใบงานและตารางเยี่ยมสอน", "โรงเรียน", date(2024, 6, 26))],
        "ให้เรียนที่บ้านช่วงใกล้คลอด แล้วกลับเข้าชั้นเรียน",
    )  # fmt: skip
    workflow.vouch(
        story.round, Step.MEETING, by=office.people["supervisor"], on=date(2024, 6, 19),
        reason="ไม่เชิญผู้นำชุมชนเพื่อรักษาความลับของนักเรียน โรงพยาบาลให้ความเห็นเป็นหนังสือแล้ว",
    )  # fmt: skip
    referral = story.refer(
        date(2024, 6, 20), "HOSPITAL", "MATERNAL PSYCH", "ขอดูแลครรภ์ ให้คำปรึกษา และวางแผนหลังคลอด", "HOME_BASED_SCHOOL",
        basis="S26_5",
    )  # fmt: skip
    story.accepted(referral, date(2024, 6, 21), "รับเข้าคลินิกวัยรุ่นแล้ว")
    story.back(date(2024, 6, 28), "HOME_BASED_SCHOOL", "ใบงาน ครูเยี่ยมสอน และสอบที่บ้านได้", date(2024, 7, 1))
    story.check(date(2024, 7, 5), "ส่งใบงานครบ เข้าเรียนออนไลน์ตามตาราง")
    story.check(date(2024, 7, 12), "ส่งใบงานครบ")
    story.check(date(2024, 7, 26), "สอบกลางภาคที่บ้านครบทุกวิชา")
    story.done(referral, date(2024, 9, 12), "คลอดแล้วเมื่อวันที่ 5 กันยายน แม่และลูกแข็งแรง มียายช่วยเลี้ยง")
    story.check(date(2024, 9, 20), "ส่งใบงานครบ พร้อมสอบปลายภาคกับเพื่อน")
    story.close(date(2024, 9, 23), date(2024, 9, 25), "เรียนต่อที่โรงเรียนเดิมได้ตลอด มีแผนกลับเข้าชั้นเรียนหลังพักฟื้น")
