"""The referral form: what was shared and what is asked, in the sections of the form, and a slip to send back."""

import re
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from referrals import package
from referrals.models import OfficialPaper, Package, PaperKind, Referral
from referrals.papers.blocks import Box, Paper, Said, Signature, Slip, Text, drawn
from referrals.papers.form import SECTIONS, form
from referrals.papers.official import freeze, paper_of, thaw
from referrals.papers.word import word
from tests.make import DAY, code, make_case, make_referral, make_student
from tests.papers import pages_of, part_of_word, stand_in_order, text_of_word, widest_of
from tests.referrals.canaries import KEPT, SHARED, make_full_case
from tests.referrals.letters import CAUSE, LONG_NAME
from tests.referrals.test_letters import RIGHT_EDGE

CODES = [part.code for part in package.PACKAGE]
USUAL = ("name_age", "school_grade", "causes")
SLIP = [
    "ส่วนตอบกลับ", "วันที่รับ", "ผู้รับ", "ตำแหน่ง", "ผลการพิจารณา", "รับ", "ไม่รับ เพราะ", "ผลการช่วยเหลือ", "ข้อเสนอแนะ", "วันนัด", "ลายมือ",
    "ส่งกลับที",
]  # fmt: skip


@pytest.fixture
def case(world):
    return make_full_case(world)


@pytest.fixture
def plain(world):
    """A case with little in it."""
    student = make_student(world.area, world.school, first_name="ปิ่นแก้ว", guardian_name="นางทดสอบ สู้ชีวิต")
    return make_case(world.officer, world.school, student)


def items_of(case, *codes, asked="ประเมินสุขภาพ"):
    asks = {
        "helps": [code("MEDICAL", "help_kind")],
        "urgency": code("URGENT", "urgency"),
        "legal_basis": code("S24_4", "legal_basis"),
    }
    recommended = SimpleNamespace(recommended=lambda: ["เรียนที่โรงเรียนเดิม", "ครูพี่เลี้ยง"])
    return package.freeze(package.build(case, codes, on=DAY, asked=asked, recommendation=recommended, **asks))


def refer(case, world, *codes, **asked):
    return make_referral(case, world.officer, world.agency, accepted=False, items=items_of(case, *codes, **asked))


def words_of(paper) -> str:
    """All that stands in a paper, its names included."""
    return freeze(paper)


# What it says


def test_sections_stand_in_the_order_of_the_form(case, world):
    paper = form(refer(case, world, *CODES), number="12/2567")
    order = ["๑๒/๒๕๖๗", "๑๕ มกราคม ๒๕๖๗", "ภายนอก", "จาก", "ถึง", *(heading for heading in SECTIONS if heading != "เอกสารแนบ")]
    order += ["ผู้ส่งต่อ", "ส่วนตอบกลับ"]
    lines = [line.label + line.text for block in paper.blocks if isinstance(block, Box) for line in block.lines]
    ends = [getattr(block, name) for block in paper.blocks for name in ("part", "heading") if hasattr(block, name)]
    assert stand_in_order(order, "\n".join([*lines, *ends]))


@pytest.mark.parametrize("codes", [(), USUAL, tuple(CODES)], ids=["nothing", "usual", "all"])
def test_form_shows_what_was_shared_and_nothing_else_of_the_case(case, world, codes):
    paper = form(refer(case, world, *codes), number="12/2567")
    shared = [word for part in codes for word in SHARED[part]]
    hidden = [word for part in CODES if part not in codes for word in SHARED[part]]
    text = words_of(paper).translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
    assert not [word for word in shared if word not in text]
    assert not [word for word in (*hidden, *KEPT) if word in text]


def test_what_was_not_shared_is_left_out(case, world):
    text = "\n".join(pages_of(drawn(form(refer(case, world, "name_age")))))
    assert "canary-first" in text
    for absent in ("ไม่ระบุ", "ผู้ปกครอง", "สภาพปัญหา", "เลขประจำตัว", "เอกสารแนบ", "canary-guardian"):
        assert absent not in text


def test_changes_to_the_case_do_not_change_the_form(plain, world):
    referral = refer(plain, world, *USUAL)
    before = form(referral)
    type(plain.student).objects.filter(pk=plain.student_id).update(first_name="อื่น", last_name="อื่น", nickname="อื่น")
    assert form(Referral.objects.get(pk=referral.pk)) == before


def test_what_was_added_later_says_when_and_nothing_stands_twice(plain, world):
    referral = refer(plain, world, "name_age")
    items = items_of(plain, "name_age", "guardian")
    Package.objects.create(record=referral, version=2, made_on=DAY.replace(day=20), made_by=world.officer, items=items)
    text = words_of(form(Referral.objects.get(pk=referral.pk)))
    assert "ชื่อผู้ปกครอง (เพิ่มเติม ๒๐ มกราคม ๒๕๖๗)" in text
    assert text.count("ชื่อและอายุ") == 1


@pytest.mark.parametrize(("inside", "ticks"), [(True, "☑ ภายใน ☐ ภายนอก"), (False, "☐ ภายใน ☑ ภายนอก")])
def test_referral_to_a_school_of_the_office_is_within(plain, world, inside, ticks):
    receiver = {"school": world.other_school} if inside else {"agency": world.agency}
    referral = make_referral(plain, world.officer, accepted=False, items=items_of(plain, "name_age"), **receiver)
    assert Said("การส่งต่อ", ticks) in form(referral).blocks[1].lines


def test_form_is_thai_whatever_the_reader_reads(plain, world):
    referral = refer(plain, world, *USUAL)
    with override("en"):
        in_english = form(Referral.objects.get(pk=referral.pk))
    assert in_english == form(Referral.objects.get(pk=referral.pk))


# The receiver's copy and the office's enclosure


def enclosure(referral, world, **fields):
    """The form as an official paper of the office."""
    kinds = {"secrecy": code("C2", "doc_secrecy"), "urgency": code("D0", "doc_urgency")}
    case = referral.round.case
    return OfficialPaper(
        kind=PaperKind.FORM, case=case, round=referral.round, area=world.area, referral=referral, happened_on=DAY, **kinds | fields
    )


def test_copy_and_enclosure_share_the_same_things(case, world):
    referral = refer(case, world, *CODES)
    copy, enclosed = form(referral), paper_of(enclosure(referral, world, full_number="7/2567", issued_at="x", signer_name="นาย ก"))
    assert copy.blocks[2:-2] == enclosed.blocks[2:-2]
    assert copy.secrecy == "ลับ"
    assert enclosed.secrecy == "ลับมาก"
    assert Said("ที่", "๗/๒๕๖๗") in enclosed.blocks[1].lines
    assert enclosed.blocks[-2] == Signature("ผู้ส่งต่อ", "นาย ก", "")
    assert thaw(freeze(enclosed)) == enclosed


def test_draft_of_a_form_says_so_and_has_room_for_its_number(plain, world):
    paper = paper_of(enclosure(refer(plain, world, *USUAL), world))
    assert paper.mark == "ร่าง"
    assert paper.blocks[1].lines[0] == Said("ที่", "." * 20)
    assert all("ร่าง" in page for page in pages_of(drawn(paper)))


# On paper


def test_paper_has_thai_digits_alone_and_is_secret_on_every_page(case, world):
    paper = form(refer(case, world, *CODES, asked=CAUSE * 12), number="12/2567")
    pages = pages_of(drawn(paper))
    assert len(pages) > 1
    assert all(page.count("ลับ") >= 2 for page in pages)
    assert not re.findall("[0-9]", "\n".join(pages) + text_of_word(word(paper)))


def test_slip_is_whole_on_one_page_and_names_no_child(plain, world):
    for lines in (1, 9, 17, 25):
        paper = form(refer(plain, world, "name_age", asked="มา\n" * lines), number="12/2567")
        (page,) = [page for page in pages_of(drawn(paper)) if "ส่วนตอบกลับ" in page]
        assert stand_in_order(SLIP, page[page.index("ส่วนตอบกลับ") :]), lines
    (slip,) = [block for block in paper.blocks if isinstance(block, Slip)]
    assert slip.heading == "ส่วนตอบกลับ แบบส่งต่อ ที่ ๑๒/๒๕๖๗ ลงวันที่ ๑๕ มกราคม ๒๕๖๗"
    assert "ปิ่นแก้ว" not in freeze(type(paper)("", (slip,)))


def test_slip_says_where_to_send_it(plain, world):
    world.area.address, world.area.phone = "1 ถนนทดสอบ\nขอนแก่น 40000", "0 4300 0000"
    world.area.save()
    slip = form(Referral.objects.get(pk=refer(plain, world, "name_age").pk)).blocks[-1]
    assert slip.back == f"ส่งกลับที่ {world.area.name} ๑ ถนนทดสอบ ขอนแก่น ๔๐๐๐๐ โทร. ๐ ๔๓๐๐ ๐๐๐๐".translate(
        str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    )


def test_long_texts_and_names_stay_within_the_margins():
    boxes = tuple(Box((Said("ข้อมูล", f"{LONG_NAME} {CAUSE * lines}"), Said("", LONG_NAME))) for lines in (1, 30))
    paper = Paper("แบบ", (*boxes, Signature("ผู้ส่งต่อ", LONG_NAME)), names=(LONG_NAME,))
    assert widest_of(drawn(paper)) <= RIGHT_EDGE + 1


def test_word_says_what_the_form_says_and_breaks_no_name(case, world):
    paper = form(refer(case, world, *CODES), number="12/2567")
    file = word(paper)
    text = text_of_word(file)
    lines = [line for block in paper.blocks if isinstance(block, Box) for line in block.lines]
    assert not [line.text for line in lines if line.text.replace("\u00a0", " ") not in text]
    assert stand_in_order(["แบบส่งต่อนักเรียน", "ผู้ส่งต่อ", "ส่วนตอบกลับ", "ส่งกลับที่"], text)
    body = part_of_word(file, "document")
    assert "canary-first\u00a0canary-last" in body
    assert body.count("<w:tbl>") == 1
    assert not [block for block in paper.blocks if isinstance(block, Text)]
