"""Minutes: the eleven headings of form 11 in their order, the same on PDF and in Word, for whoever may read what was said."""

import re
from datetime import time, timedelta

import pytest
from django.utils.translation import override

from dropout_cases import workflow
from referrals.models import AgendaItem, Attendee, Meeting, Resolution, Side
from referrals.papers.blocks import Heading, People, Person, Point, Said, Signature, Text, Title, drawn
from referrals.papers.minutes import file_name, minutes
from referrals.papers.word import word
from tests.make import DAY, make_case
from tests.papers import pages_of, part_of_word, stand_in_order, text_of_word, title_of, widest_of
from tests.referrals.meetings import LONG_NAME, make_large_meeting, make_small_meeting

NOTHING = Text("ไม่มี")


@pytest.fixture
def large(world) -> Meeting:
    return make_large_meeting(world.officer, world.school)


@pytest.fixture
def small(world) -> Meeting:
    return make_small_meeting(world.officer, world.school)


# The form (DOMAIN 5.2), line by line


def test_minutes_follow_the_form_line_by_line(world):
    case = make_case(world.officer, world.school)
    meeting = Meeting(
        round=case.current_round,
        happened_on=DAY,
        name="การประชุมทีมสหวิชาชีพ",
        place_text="ห้องประชุม 2",
        chair="นายหนึ่ง ตัวอย่าง ผู้อำนวยการ",
        secretary="น.ส.สอง ตัวอย่าง",
        checker="นายหนึ่ง ตัวอย่าง",
        starts_at=time(9, 30),
        ends_at=time(12, 0),
        safety="SAFE",
    )
    lines = [
        Attendee(name="น.ส.สอง ตัวอย่าง", side=Side.OFFICE, position="นักวิชาการศึกษา"),
        Attendee(name="นางสาม ตัวอย่าง", side=Side.FAMILY, statement="ขอเวลา 2 สัปดาห์"),
        Attendee(name="นายหนึ่ง ตัวอย่าง", side=Side.SCHOOL, position="ผู้อำนวยการโรงเรียน"),
        Attendee(name="นายสี่ ตัวอย่าง", side=Side.AGENCY, position="แพทย์", present=False, absence_reason="ติดราชการ"),
        Attendee(name="นายห้า ตัวอย่าง", side=Side.AGENCY, position="มูลนิธิ", is_guest=True),
        AgendaItem(number=1, text="แจ้งเพื่อทราบ 1 เรื่อง"),
        AgendaItem(number=5, text="แนวทางช่วยเหลือ"),
        Resolution(text="จัดรถรับส่ง", owner_name="โรงเรียน", due_on=DAY + timedelta(days=14)),
    ]
    meeting = workflow.record(meeting, by=world.officer, lines=lines)
    assert minutes(meeting).blocks == (
        Title("รายงานการประชุมทีมสหวิชาชีพ"),
        Title("ครั้งที่ ๑/๒๕๖๗"),
        Title("เมื่อวันจันทร์ที่ ๑๕ มกราคม ๒๕๖๗"),
        Title("ณ ห้องประชุม ๒"),
        Heading("ผู้มาประชุม"),
        People(
            (
                Person("นายหนึ่ง ตัวอย่าง", "ผู้อำนวยการโรงเรียน", "ประธาน"),
                Person("นางสาม ตัวอย่าง", "นักเรียนหรือครอบครัว"),
                Person("น.ส.สอง ตัวอย่าง", "นักวิชาการศึกษา", "เลขานุการ"),
            )
        ),
        Heading("ผู้ไม่มาประชุม"),
        People((Person("นายสี่ ตัวอย่าง", "แพทย์", "ติดราชการ"),)),
        Heading("ผู้เข้าร่วมประชุม"),
        People((Person("นายห้า ตัวอย่าง", "มูลนิธิ"),)),
        Said("เริ่มประชุมเวลา", "๐๙.๓๐ น."),
        Heading("ระเบียบวาระที่ ๑ เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"),
        Text("แจ้งเพื่อทราบ ๑ เรื่อง"),
        Heading("ระเบียบวาระที่ ๒ เรื่องรับรองรายงานการประชุมครั้งที่ผ่านมา"),
        NOTHING,
        Heading("ระเบียบวาระที่ ๓ เรื่องสืบเนื่อง"),
        NOTHING,
        Heading("ระเบียบวาระที่ ๔ เรื่องเสนอเพื่อทราบ"),
        NOTHING,
        Heading("ระเบียบวาระที่ ๕ เรื่องเสนอเพื่อพิจารณา"),
        Text("แนวทางช่วยเหลือ"),
        Text("นางสาม ตัวอย่าง (นักเรียนหรือครอบครัว) ให้ความเห็นว่า ขอเวลา ๒ สัปดาห์"),
        Said("มติที่ประชุม", ""),
        Point("๑", "จัดรถรับส่ง", "ผู้รับผิดชอบ: โรงเรียน ภายในวันที่ ๒๙ มกราคม ๒๕๖๗"),
        Heading("ระเบียบวาระที่ ๖ เรื่องอื่น ๆ"),
        NOTHING,
        Said("เลิกประชุมเวลา", "๑๒.๐๐ น."),
        Signature("ผู้จดรายงานการประชุม", "น.ส.สอง ตัวอย่าง", "นักวิชาการศึกษา"),
        Signature("ผู้ตรวจรายงานการประชุม", "นายหนึ่ง ตัวอย่าง", "ผู้อำนวยการโรงเรียน"),
    )


def test_what_nobody_wrote_is_left_to_be_written_by_hand(small):
    blocks = minutes(small).blocks
    assert blocks[0] == Title("รายงานการประชุมเพื่อช่วยเหลือนักเรียน")
    assert People((Person("ผอ.สมมติ", "", "ประธาน"),)) in blocks
    assert Said("เริ่มประชุมเวลา", "." * 20 + " น.") in blocks
    assert Said("มติที่ประชุม", "ไม่มี") in blocks
    assert blocks[-2:] == (Signature("ผู้จดรายงานการประชุม"), Signature("ผู้ตรวจรายงานการประชุม"))


def test_minutes_are_thai_whatever_the_reader_reads(large):
    with override("en"):
        in_english = minutes(Meeting.objects.get(pk=large.pk))
    assert in_english == minutes(large)


def test_minutes_say_what_was_agreed_and_not_what_became_of_it(world, large):
    task = large.resolutions.all()[0].task
    before = minutes(large)
    type(task).objects.filter(pk=task.pk).update(text="ทำแล้ว")
    assert minutes(Meeting.objects.get(pk=large.pk)) == before


def test_minutes_of_a_voided_meeting_say_so_on_every_page(world, large):
    workflow.void(large, reason="บันทึก 2 ครั้ง", by=world.officer)
    paper = minutes(Meeting.objects.get(pk=large.pk))
    assert paper.mark == "ยกเลิก: บันทึก ๒ ครั้ง"
    assert all("ยกเลิก: บันทึก ๒" in page for page in pages_of(drawn(paper)))
    assert "ยกเลิก: บันทึก ๒ ครั้ง" in part_of_word(word(paper), "header1")
    assert "ยกเลิก: บันทึก ๒ ครั้ง" in part_of_word(word(paper), "header2")


def test_neither_title_nor_file_name_names_anybody(large):
    assert title_of(drawn(minutes(large))) == "รายงานการประชุมครั้งที่ ๑/๒๕๖๗"
    assert file_name(large) == "รายงานการประชุม-1-2567"


# On paper: what has no two marks above reads back as it was written

ON_PAPER = [
    "รายงานการประชุม", "๑/๒๕๖๗", "๑๕ มกราคม ๒๕๖๗", "ผู้มาประชุม", "ประธาน", "เลขานุการ", "ผู้ไม่มาประชุม", "ติดราชการ", "ผู้เข้าร่วมประชุม",
    "๐๙.๓๐ น.", "ระเบียบวาระที่ ๑", "ระเบียบวาระที่ ๒", "ระเบียบวาระที่ ๓", "ระเบียบวาระที่ ๔", "ไม่มี", "ระเบียบวาระที่ ๕", "มติที่ประชุม",
    "ระเบียบวาระที่ ๖", "เลิกประชุมเวลา", "๑๒.๐๕ น.", "ผู้จดรายงานการประชุม", "ผู้ตรวจรายงานการประชุม",
]  # fmt: skip


@pytest.mark.parametrize("of", ["large", "small"])
def test_paper_has_thai_digits_and_years_alone(of, request):
    text = "\n".join(pages_of(drawn(minutes(request.getfixturevalue(of)))))
    assert not re.findall(r"[0-9]", text)
    assert not re.findall("๒๐[๐-๙][๐-๙]", text)


def test_paper_keeps_the_order_of_the_form(large):
    assert stand_in_order(ON_PAPER, "\n".join(pages_of(drawn(minutes(large)))))


def test_small_minutes_stand_on_one_page_and_large_ones_within_their_margins(large, small):
    assert len(pages_of(drawn(minutes(small)))) == 1
    pdf = drawn(minutes(large))
    assert len(pages_of(pdf)) == 4
    assert widest_of(pdf) <= (21 - 2) / 2.54 * 72 + 1


def test_a_name_is_not_broken_across_lines(world, small):
    name = "นายกฤตเดช ยาวเกินกว่าจะหาที่ตัด"
    for letters in range(24, 34):
        text = "มา" * letters + f" {name} แล้ว"
        paper = minutes(small)
        blocks = (*paper.blocks[:4], Text(text))
        (page,) = pages_of(drawn(type(paper)(paper.title, blocks, names=(name,))))
        assert any("นายกฤตเดช ยาวเกิน" in line and "จะหาที" in line for line in page.splitlines()), letters


# In Word


def test_word_says_what_the_pdf_says(large):
    paper = minutes(large)
    text = text_of_word(word(paper))
    texts = [re.sub(r"\s+", " ", one) for block in paper.blocks for one in vars(block).values() if isinstance(one, str) and one]
    flat = re.sub(r"\s+", " ", text)
    assert not [one for one in texts if one.replace("\n", " ") not in flat]
    assert all(person.name in text for block in paper.blocks if isinstance(block, People) for person in block.people)
    assert not re.findall(r"[0-9]", text)


def test_word_knows_thai_as_complex_script(large):
    styles, body = part_of_word(word(minutes(large)), "styles"), part_of_word(word(minutes(large)), "document")
    defaults = styles[: styles.index("</w:docDefaults>")]
    for part in ('w:cs="TH SarabunPSK"', '<w:szCs w:val="32"/>', 'w:bidi="th-TH"'):
        assert part in defaults
    assert body.count("<w:b/>") == body.count("<w:bCs/>") > 0
    assert "Theme=" not in defaults


def test_word_page_is_that_of_official_letters(large):
    file = word(minutes(large))
    body, header = part_of_word(file, "document"), part_of_word(file, "header2")
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in body
    for margin in ('w:left="1701"', 'w:right="1134"', 'w:top="1417"', 'w:bottom="1134"'):
        assert margin in body
    assert 'w:fmt="thaiNumbers"' in body
    assert "<w:titlePg/>" in body
    assert 'w:instr="PAGE"' in header


def test_word_takes_what_people_typed_as_text(world):
    meeting = make_small_meeting(world.officer, world.school, name="{{ 7*7 }} {% raw %} <w:p>")
    assert "รายงานการประชุม{{ ๗*๗ }} {% raw %} <w:p>" in text_of_word(word(minutes(meeting)))


def test_word_breaks_neither_names_nor_dates(large):
    body = part_of_word(word(minutes(large)), "document")
    assert LONG_NAME not in body
    assert LONG_NAME.replace(" ", "\u00a0") in body
    assert "๒๕\u00a0มกราคม\u00a0๒๕๖๗" in body
