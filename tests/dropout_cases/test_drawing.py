"""Drawing: what people typed is data, nothing runs off the page, and the office's own letters are taken where there are some."""

import pytest

from dropout_cases.papers import drawing
from dropout_cases.papers.drawing import face_of, wrappable
from referrals.papers.blocks import Heading, Paper, People, Person, Point, Said, Signature, Text, Title, drawn
from tests.papers import pages_of, title_of, widest_of

RIGHT_EDGE = (21 - 2) / 2.54 * 72
LONG = "ก" * 300


def paper(*blocks, **more):
    return drawn(Paper("กระดาษ", blocks, **more))


@pytest.mark.parametrize("typed", ['#panic("x")', "$ x", "*ก", "[ก", "`", "@ก", "<ก>", '"', "\\", "= ก", "{{ ก }}", "// ก"])
def test_what_people_typed_is_never_code(typed):
    (text,) = pages_of(paper(Title(typed), Text(typed), People((Person(typed),)), names=(typed,)))
    assert text.count(typed) == 3


@pytest.mark.parametrize("word", [LONG, "a" * 300, "https://example.org/" + "path/" * 60, "x1" * 200], ids=lambda word: word[:8])
def test_a_word_without_end_stays_on_the_page(word):
    blocks = (Title(word), Heading(word), Said("เวลา", word), Text(word), Point("1", word, word), Signature("ผู้จด", word, word))
    people = People((Person(word, word, word),))
    assert widest_of(paper(*blocks, people, names=(word[:40],))) <= RIGHT_EDGE + 1


def test_plain_thai_is_left_as_it_is():
    text = "ที่ประชุมรับทราบและมอบหมายให้โรงเรียนติดตามนักเรียนทุกสัปดาห์จนกว่าจะกลับเข้าเรียน"
    assert wrappable({"lines": [text], "number": 4}) == {"lines": [text], "number": 4}


def test_the_letters_of_the_office_come_first():
    assert face_of(["Sarabun", "TH SarabunPSK"]) == {"family": "TH SarabunPSK", "size": 16}
    assert face_of(["Sarabun", "TH Sarabun New"])["family"] == "TH Sarabun New"
    assert face_of(["Sarabun"])["size"] == 11.5


def test_letters_are_read_from_our_folders_alone(settings, tmp_path):
    settings.PAPER_FONTS = str(tmp_path)
    assert drawing.fonts_in(settings.PAPER_FONTS).families() == ["Sarabun"]
    assert pages_of(paper(Text("ข้อความ")))


def test_the_file_is_called_by_its_title_and_tagged_for_readers():
    pdf = paper(Heading("หัวข้อ"), Text("ข้อความ"))
    assert title_of(pdf) == "กระดาษ"
    assert b"/MarkInfo" in pdf
    assert b"/Lang" in pdf


def test_pages_are_numbered_from_the_second_on():
    first, second, *_more = pages_of(paper(*[Text("ข้อความ")] * 40))
    assert "- ๑ -" not in first
    assert "- ๒ -" in second


def test_signatures_are_never_on_a_page_alone():
    for lines in range(26, 34):
        pages = pages_of(paper(*[Text("ข้อความ")] * lines, Signature("ผู้จด"), Signature("ผู้ตรวจ")))
        assert "ข้อความ" in pages[-1]


def test_a_heading_stays_with_its_text():
    for lines in range(29, 35):
        for page in pages_of(paper(*[Text("ก่อนหน้า")] * lines, Heading("หัวเรื่อง"), Text("เนื้อความ"))):
            assert ("หัวเรื่อง" in page) == ("เนื้อความ" in page)
