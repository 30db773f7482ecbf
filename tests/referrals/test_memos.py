"""Memos: the small emblem, the title, four dotted lines, and no words of respect."""

import io
import re

import pytest
from docx import Document

from referrals.models import PaperKind
from referrals.papers.blocks import Closing, Dotted, MemoHead, Said, drawn
from referrals.papers.memo import memo
from referrals.papers.official import freeze, paper_of, thaw
from referrals.papers.word import word
from tests.papers import pages_of, part_of_word, stand_in_order, text_of_word, widest_of
from tests.referrals.letters import CAUSE, emblem, make_paper, ordinary
from tests.referrals.test_letters import RIGHT_EDGE, height_of, pictures_of

IN_ORDER = [
    "ด่วนมาก", "บันทึกข้อความ", "ส่วนราชการ", "กลุ่มทดสอบ", "โทร. ๐ ๔๓๐๐ ๐๐๐๐", "ศธ ๐๔๙๙๙/๑๒๓", "๑๕ มกราคม ๒๕๖๗", "ขอความอนุเคราะห์", "เรียน",
    "ผู้อำนวยการโรงพยาบาล", "ด้วยโรงเรียน", "๓๐ มกราคม", "จึงเรียน", "สมมติ", "รองผู้อำนวยการ", "รักษาราชการแทน",
]  # fmt: skip


def make_memo(**fields):
    return make_paper(PaperKind.MEMO, **fields)


def test_parts_stand_in_the_order_of_the_rules():
    paper = memo(make_memo())
    assert stand_in_order(IN_ORDER, "\n".join(pages_of(drawn(paper))))
    assert stand_in_order(IN_ORDER, text_of_word(word(paper)))


def test_memo_has_neither_words_of_respect_nor_a_foot():
    text = "\n".join(pages_of(drawn(memo(make_memo()))))
    assert "ขอแสดง" not in text
    assert "สำเนาส่ง" not in text
    assert memo(make_memo()).blocks[-1] == Closing("", "นายสมมติ ตัวอย่าง", ("รองผู้อำนวยการ", "รักษาราชการแทน ผู้อำนวยการ"))


def test_head_names_office_number_day_and_subject():
    head, office, number, subject = memo(make_memo()).blocks[:4]
    assert head == MemoHead(b"", "ด่วนมาก", "บันทึกข้อความ")
    assert office.parts[0].text.startswith("กลุ่มทดสอบ สำนักงานเขต")
    assert number == Dotted((Said("ที่", "ศธ ๐๔๙๙๙/๑๒๓"), Said("วันที่", "๑๕ มกราคม ๒๕๖๗")), large=True)
    assert subject == Dotted((Said("เรื่อง", "ขอความอนุเคราะห์ตรวจสุขภาพ"),), large=True)


def test_digits_are_thai():
    paper = memo(make_memo())
    for text in ("\n".join(pages_of(drawn(paper))), text_of_word(word(paper))):
        assert not re.findall("[0-9]", text.replace("mail1@example.org", ""))


def test_emblem_is_a_centimetre_and_a_half_high_on_the_left():
    ((left, bottom, _right, top),) = pictures_of(drawn(memo(make_memo(png=emblem()))))
    assert (left, top - bottom) == pytest.approx((3, 1.5), abs=0.05)
    (picture,) = Document(io.BytesIO(word(memo(make_memo(png=emblem()))))).inline_shapes
    assert picture.height.cm == pytest.approx(1.5, abs=0.01)


def test_without_an_emblem_its_room_is_left():
    with_it, without = (drawn(memo(make_memo(png=png))) for png in (emblem(), None))
    assert height_of("เรียน", with_it) == pytest.approx(height_of("เรียน", without), abs=0.01)


def test_long_office_and_subject_stay_within_the_margins():
    pdf = drawn(memo(make_memo(subject="ขอความอนุเคราะห์ตรวจสุขภาพ " * 7, cause=CAUSE * 30)))
    pages = pages_of(pdf)
    assert len(pages) == 3
    assert all(page.count("ลับ") == 2 for page in pages)
    assert widest_of(pdf) <= RIGHT_EDGE + 1


def test_draft_without_a_number_has_room_for_it():
    paper = memo(make_memo(issued_at=None, full_number="", **ordinary()))
    assert paper.mark == "ร่าง"
    assert paper.blocks[2].parts[0] == Said("ที่", "ศธ ๐๔๙๙๙/")


def test_sizes_in_word_are_those_of_the_form():
    body = part_of_word(word(memo(make_memo())), "document")
    assert '<w:szCs w:val="58"/>' in body  # the title, of 29 points
    assert body.count('<w:szCs w:val="40"/>') == 4  # the labels, of 20 points
    assert 'w:leader="dot"' in body


def test_issued_memo_stays_as_it_was_issued():
    official = make_memo(png=emblem())
    paper = paper_of(official)
    assert paper == memo(official)
    assert thaw(freeze(paper)) == paper
