"""External letters: the parts in the order of the rules, Thai digits, marks on every page, and never changed once issued."""

import io
import re

import pypdfium2
import pytest
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn

from referrals.papers.blocks import Closing, Foot, Labelled, Letterhead, Text, drawn
from referrals.papers.letter import letter
from referrals.papers.official import freeze, paper_of, thaw
from referrals.papers.word import word
from tests.papers import pages_of, part_of_word, stand_in_order, text_of_word, widest_of
from tests.referrals.letters import CAUSE, CONCLUSION, LONG_NAME, PURPOSE, emblem, make_area, make_paper, ordinary

RIGHT_EDGE = (21 - 2) / 2.54 * 72
IN_ORDER = [
    "ด่วนมาก", "ที่ ศธ ๐๔๙๙๙/๑๒๓", "สำนักงานเขต", "๙๙๙ ถนน", "๔๐๐๐๐", "๑๕ มกราคม ๒๕๖๗", "เรื่อง", "ขอความอนุเคราะห์", "เรียน",
    "ผู้อำนวยการโรงพยาบาล", "อ้างถึง", "๕ มกราคม ๒๕๖๗", "ด้วย", "แบบตอบ", "๑ ชุด", "แผนผัง", "๒ ฉบับ", "ด้วยโรงเรียน", "๓๐ มกราคม",
    "จึงเรียน", "ขอแสดงความ", "สมมติ", "รองผู้อำนวยการ", "รักษาราชการแทน", "กลุ่ม", "โทร. ๐ ๔๓๐๐ ๐๐๐๐", "mail1@example.org", "สำเนาส่ง",
]  # fmt: skip


def in_pdf(paper) -> list[str]:
    return pages_of(drawn(letter(paper)))


def pictures_of(pdf: bytes) -> list[tuple[float, ...]]:
    """Left, bottom, right and top of each picture of the first page, in centimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        return [tuple(points / 72 * 2.54 for points in one.get_bounds()) for one in found]


def height_of(words: str, pdf: bytes) -> float:
    """How far from the top of the first page something is written, in centimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        place, _length = text.search(words).get_next()
        return (document[0].get_height() - text.get_charbox(place)[1]) / 72 * 2.54


# The parts and their order


def test_parts_stand_in_the_order_of_the_rules():
    assert stand_in_order(IN_ORDER, "\n".join(in_pdf(make_paper())))


def test_word_says_the_same_in_the_same_order():
    assert stand_in_order(IN_ORDER, re.sub(r"\t", " ", text_of_word(word(letter(make_paper())))))


def test_what_is_empty_is_left_out():
    text = "\n".join(in_pdf(make_paper(refs="", enclosures="", copies="", signer_acting="", **ordinary())))
    for label in ("อ้างถึง", "ส่งมาด้วย", "สำเนาส่ง", "รักษาราชการแทน", "ลับ", "ด่วน", "ปกติ"):
        assert label not in text


def test_one_enclosure_is_not_numbered_and_several_are():
    (several,) = [block for block in letter(make_paper()).blocks if isinstance(block, Labelled) and len(block.texts) > 1]
    assert several.texts == ("แบบตอบ จำนวน ๑ ชุด", "แผนผังบ้าน จำนวน ๒ ฉบับ")
    text = "\n".join(in_pdf(make_paper(enclosures="แบบตอบ จำนวน 1 ชุด")))
    assert "๑." not in text
    assert "๒." in "\n".join(in_pdf(make_paper()))


def test_letter_has_three_parts_and_the_day_has_no_other_words():
    blocks = letter(make_paper()).blocks
    assert len([block for block in blocks if isinstance(block, Text)]) == 3
    text = "\n".join(in_pdf(make_paper(refs="")))
    assert "พ.ศ." not in text
    assert "วันที่ ๑๕" not in text


def test_letter_is_thai_whatever_the_reader_reads():
    paper = make_paper()
    with override("en"):
        assert letter(paper) == letter(make_paper())


def test_office_without_a_letterhead_still_writes_letters():
    area = make_area()
    del area._state.fields_cache["letterhead"]
    blocks = letter(make_paper(area=area)).blocks
    assert isinstance(blocks[0], Letterhead)
    assert blocks[0].emblem == b""
    assert Foot(("กลุ่มทดสอบ", "โทร. ๐ ๔๓๐๐ ๐๐๐๐", "สำเนาส่ง โรงเรียนทดสอบ")) in blocks


# Digits


@pytest.mark.parametrize("draft", [False, True])
def test_digits_are_thai_but_for_the_mail_address(draft):
    said = {"issued_at": None, "full_number": ""} if draft else {}
    paper = letter(make_paper(**said))
    for text in ("\n".join(pages_of(drawn(paper))), text_of_word(word(paper))):
        assert not re.findall("[0-9]", text.replace("mail1@example.org", ""))
    assert not re.findall("[0-9]", paper.title)


# Marks and pages


def test_secrecy_stands_red_on_top_and_at_the_foot_of_every_page():
    paper = letter(make_paper(cause=CAUSE * 12))
    pages = pages_of(drawn(paper))
    assert len(pages) == 2
    assert all(page.count("ลับ") == 2 for page in pages)
    file = word(paper)
    for name in ("header1", "header2", "footer1", "footer2"):
        assert "ลับ" in part_of_word(file, name)
        assert '<w:color w:val="D00000"/>' in part_of_word(file, name)


def test_pages_are_numbered_from_the_second_on():
    first, second, *_rest = in_pdf(make_paper(cause=CAUSE * 12))
    assert "- ๑ -" not in first
    assert "- ๒ -" in second
    assert 'w:instr="PAGE"' in part_of_word(word(letter(make_paper())), "header2")


def test_draft_and_voided_letter_say_so_on_every_page():
    long = {"cause": CAUSE * 12}
    assert all("ร่าง" in page for page in in_pdf(make_paper(issued_at=None, full_number="", **long)))
    voided = make_paper(voided_at="x", void_reason="พิมพ์ผิด 2 แห่ง", **long)
    assert all("ยกเลิก: พิมพ์ผิด ๒ แห่ง" in page for page in in_pdf(voided))
    assert "ร่าง" not in "".join(in_pdf(make_paper()))


def test_draft_leaves_room_for_its_number():
    head = letter(make_paper(issued_at=None, full_number="")).blocks[0]
    assert head.number == "ศธ ๐๔๙๙๙/" + "." * 12


# The emblem


@pytest.mark.parametrize(("size", "wide", "high"), [((300, 330), 2.73, 3), ((900, 300), 6, 2), ((100, 600), 0.5, 3)])
def test_emblem_is_three_centimetres_high_in_the_middle(size, wide, high):
    ((left, bottom, right, top),) = pictures_of(drawn(letter(make_paper(png=emblem(*size)))))
    assert (right - left, top - bottom) == pytest.approx((wide, high), abs=0.05)
    assert (left + right) / 2 == pytest.approx(3 + 16 / 2, abs=0.05)
    assert top == pytest.approx(29.7 - 1.5, abs=0.05)


def test_without_an_emblem_its_room_is_left():
    with_it, without = (drawn(letter(make_paper(png=png))) for png in (emblem(), None))
    assert pictures_of(without) == []
    assert height_of("เรียน", with_it) == pytest.approx(height_of("เรียน", without), abs=0.01)


def test_word_has_the_emblem_too():
    (picture,) = Document(io.BytesIO(word(letter(make_paper(png=emblem()))))).inline_shapes
    assert picture.height.cm == pytest.approx(3, abs=0.01)
    (wide,) = Document(io.BytesIO(word(letter(make_paper(png=emblem(900, 300)))))).inline_shapes
    assert (wide.width.cm, wide.height.cm) == pytest.approx((6, 2), abs=0.01)


# Long texts and names


@pytest.mark.parametrize("lines", [6, 7, 8, 9, 24, 30])
@pytest.mark.parametrize("conclusion", [CONCLUSION, "จบ" * 60, "จบ" * 40 * 14, ""])
def test_at_least_two_lines_of_text_stand_with_the_signature(lines, conclusion):
    *_before, last = in_pdf(make_paper(purpose="มา" * 40 * lines, conclusion=conclusion))
    above, signed, _below = last.partition("ขอแสดงความ")
    assert signed
    assert len(re.findall("(?m)^.*(?:มามา|จบจบ|จึงเรียน)", above)) >= 2


def test_three_pages_and_a_name_without_end_stay_on_the_paper():
    long = make_paper(cause=CAUSE * 20, purpose=PURPOSE * 15, signer_name=LONG_NAME, signer_acting=f"รักษาราชการแทน {LONG_NAME * 2}")
    long.area.name += f" {LONG_NAME}" * 3
    pdf = drawn(letter(long))
    assert len(pages_of(pdf)) == 3
    assert widest_of(pdf) <= RIGHT_EDGE + 1


def test_letter_without_texts_or_signer_is_drawn():
    bare = make_paper(cause="", purpose="", conclusion="", signer_name="", signer_position="", signer_acting="", to="", subject="")
    assert "(....." in in_pdf(bare)[0]
    assert word(letter(bare))


def test_names_and_dates_are_not_broken():
    paper = letter(make_paper())
    assert paper.names == ("นายสมมติ ตัวอย่าง", "ปิ่นแก้ว น้ำทิพย์", "น้ำทิพย์", "ปิ่นแก้ว")
    body = part_of_word(word(paper), "document")
    assert "ปิ่นแก้ว\u00a0น้ำทิพย์" in body
    assert "๓๐\u00a0มกราคม\u00a0๒๕๖๗" in body


# In Word


def test_word_knows_thai_as_complex_script():
    file = word(letter(make_paper()))
    styles, body = part_of_word(file, "styles"), part_of_word(file, "document")
    for part in ('w:cs="TH SarabunPSK"', '<w:szCs w:val="32"/>', 'w:bidi="th-TH"'):
        assert part in styles
    assert '<w:sz w:val="64"/><w:szCs w:val="64"/>' in body  # the urgency, of 32 points
    assert body.count("<w:b/>") == body.count("<w:bCs/>") > 0


IN_PARAGRAPHS = ["keepNext", "keepLines", "pBdr", "tabs", "spacing", "ind", "jc"]  # the order Word's own schema asks for
IN_RUNS = ["b", "bCs", "color", "sz", "szCs", "u"]


@pytest.mark.parametrize("draft", [False, True])
def test_word_is_written_in_the_order_of_its_schema(draft):
    said = {"issued_at": None, "full_number": ""} if draft else {}
    document = Document(io.BytesIO(word(letter(make_paper(png=emblem(), **said)))))
    for part, order in (("pPr", IN_PARAGRAPHS), ("rPr", IN_RUNS)):
        for one in document.element.body.iter(qn(f"w:{part}")):
            places = [order.index(child.tag.partition("}")[2]) for child in one]
            assert places == sorted(set(places))


def test_word_keeps_the_last_parts_with_the_signature():
    document = Document(io.BytesIO(word(letter(make_paper()))))
    kept = [one.text for one in document.paragraphs if one.paragraph_format.keep_with_next]
    assert kept[1].startswith(CONCLUSION)
    assert "ขอแสดงความนับถือ" in kept


# Frozen


def test_frozen_paper_is_thawed_exactly():
    paper = letter(make_paper(png=emblem()))
    assert thaw(freeze(paper)) == paper
    assert drawn(thaw(freeze(paper))) == drawn(paper)


def test_file_of_paper_says_nothing_of_when_it_was_drawn():
    file = drawn(letter(make_paper(png=emblem())))
    assert b"CreationDate" not in file
    assert b"ModDate" not in file


def test_issued_letter_stays_as_it_was_issued():
    paper = make_paper(png=emblem())
    paper.content = freeze(letter(paper))
    before = paper_of(paper)
    paper.subject, paper.area, paper.signer_name = "อื่น", make_area(), "อื่น"
    assert paper_of(paper) == before
    paper.voided_at, paper.void_reason = "x", "ผิดคน"
    assert paper_of(paper).mark == "ยกเลิก: ผิดคน"
    assert paper_of(paper).blocks == before.blocks


def test_what_people_typed_is_text():
    typed = '#panic("x") {{ 7*7 }} <w:p> $ย$ *ด*'
    paper = letter(make_paper(subject=typed, purpose=typed))
    assert "".join(pages_of(drawn(paper))).count('#panic("x")') == 2
    assert text_of_word(word(paper)).count("<w:p> $ย$ *ด*") == 2


def test_signature_has_room_to_sign():
    closing = next(block for block in letter(make_paper()).blocks if isinstance(block, Closing))
    assert closing == Closing("ขอแสดงความนับถือ", "นายสมมติ ตัวอย่าง", ("รองผู้อำนวยการ", "รักษาราชการแทน ผู้อำนวยการ"))
    pdf = drawn(letter(make_paper(cause="สั้น", purpose="สั้น")))
    assert height_of("(นายสมมติ", pdf) - height_of("ขอแสดงความ", pdf) == pytest.approx(5 * 20.8 / 72 * 2.54, abs=0.1)
