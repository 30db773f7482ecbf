"""Thai text: one spelling, search keys, titles."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from thai.text import fold, fold_school, normalise, split_title, squash, strip_tones, validate_name

THAI = st.text([chr(code) for code in range(0x0E01, 0x0E5C) if not 0x0E3B <= code <= 0x0E3E] + list(" aB1-.\u200b\u00a0"))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("น\u0e33\u0e49", "น้ำ"),
        ("ท\u0e4dา", "ทำ"),
        ("ทำำ", "ทำ"),
        ("ปิ่นเเก้ว", "ปิ่นแก้ว"),
        ("ท\u0e48\u0e35", "ที่"),
        ("น\u0e49\u0e49ำ", "น้ำ"),
        ("สิทธ\u0e4c\u0e34", "สิทธิ์"),
        ("กู้", "กู้"),
        ("ก\u0e49\u0e39", "กู้"),
        ("บ้าน\u200bกอก\ufeff", "บ้านกอก"),
        ("ส\u00adม\u202eชาย\u2066", "สมชาย"),
        ("\u00a0สมชาย\u00a0\u2003 ใจดี  ", "สมชาย ใจดี"),
        ("ปิ่น\n", "ปิ่น"),
        ("Cafe\u0301", "Café"),
        ("", ""),
    ],
)
def test_one_word_has_one_spelling(typed, stored):
    assert normalise(typed) == stored


@pytest.mark.parametrize("text", ["ก\x00ข", "ก\x07ข", "ก\x1bข", "ก\x9fข", "ก\nข", "ก\tข", "ก\u2028ข", "ก\ud800"])
def test_control_characters_are_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="ลบแล้วพิมพ์ใหม่"):
        normalise(text)


@pytest.mark.parametrize("text", ["ก\x00ข", "ก\nข\x0bค", "ก\nข\x1bค"])
def test_prose_may_not_hold_them_either(text):
    with pytest.raises(ValueError, match="ลบแล้วพิมพ์ใหม่"):
        normalise(text, multiline=True)


def test_prose_keeps_its_lines():
    assert normalise(" พบแม่ \r\n\r\n ได้  คุย\tกัน\rแล้ว\n", multiline=True) == "พบแม่\n\nได้ คุย\tกัน\nแล้ว"


@given(THAI)
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once) == once
    assert normalise(once, multiline=True) == once


@given(st.text())
def test_any_text_is_taken_or_refused_with_a_sentence(text):
    try:
        normalise(text, multiline=True)
    except ValueError as refusal:
        assert "ลบแล้วพิมพ์ใหม่" in str(refusal)


@given(THAI)
def test_squashing_twice_changes_nothing_more(text):
    assert squash(squash(text)) == squash(text)


@given(st.text())
def test_any_text_has_search_keys(text):
    for key in (fold(text), fold_school(text), squash(text), strip_tones(fold(text))):
        assert " " not in key
        assert "\x00" not in key


@pytest.mark.parametrize(
    "typed",
    [
        "ด.ญ.ปิ่นเพ็ชร์ น้ำทิพย์",
        "ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์",
        "ด. ญ. ปิ่นเพ็ชร์ น้ำทิพย์",
        "ดญ.ปิ่นเพ็ชร์ น้ำทิพย์",
        "ดญ ปิ่นเพ็ชร์ น้ำทิพย์",
        "เด็กหญิงปิ่นเพ็ชร์  น้ำทิพย์",
        "เด็กหญิง ปิ่นเพ็ชร์ น้ำทิพย์",
        "น.ส.ปิ่นเพ็ชร์ น้ำทิพย์",
        "นางสาวปิ่นเพ็ชร์ น้ำทิพย์",
        "นางปิ่นเพ็ชร์น\u0e4d\u0e49าทิพย์",
        "ปิ่นเพ็ชร์ น้ำทิพย์",
    ],
)
def test_a_name_has_one_search_key_with_any_title(typed):
    assert fold(typed) == "ปิ่นเพ็ชร์น้ำทิพย์"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("นายสมชาย", "สมชาย"),
        ("นาย สมชาย", "สมชาย"),
        ("นายกมล", "กมล"),
        ("สามเณรเอก", "เอก"),
        ("ด.ช.", ""),
        ("นายิกา", "นายิกา"),
        ("นางาม", "นางาม"),
        ("นายก", "นายก"),
        ("นาย", "นาย"),
        ("นางสาว", "นางสาว"),
        ("นางสาวิตรี", "สาวิตรี"),
        ("เด็กหญิงสาว ใจดี", "สาวใจดี"),
        ("ดชา", "ดชา"),
        ("สมชาย นางรอง", "สมชายนางรอง"),
        ("สมชาย นายอำเภอ", "สมชายนายอำเภอ"),
        ("แม่ นาง สมศรี", "แม่สมศรี"),
        ("แม่ นางสาวสมศรี", "แม่สมศรี"),
        ("พี่ ด.ช.เอก", "พี่เอก"),
        ("โชติ ณ ภาลัย", "โชติณภาลัย"),
        ("O'Brien-Smith", "obriensmith"),
        ("หมู่ ๑๒/๓", "หมู่123"),
        ("ก\x00ข\tค_ง", "กขคง"),
        ("ฯลฯ ๆ", "ลๆ"),
    ],
)
def test_a_title_goes_only_where_it_is_one(text, key):
    assert fold(text) == key


@pytest.mark.parametrize(
    "typed", ["โรงเรียนบ้านกอก", "โรงเรียน บ้านกอก", "ร.ร.บ้านกอก", "ร.ร. บ้านกอก", "รร.บ้านกอก", "รร บ้านกอก", "บ้านกอก"]
)
def test_a_school_has_one_search_key_with_any_prefix(typed):
    assert fold_school(typed) == "บ้านกอก"


def test_a_part_of_a_school_name_is_found_in_its_key():
    assert fold_school("กอก") in fold_school("โรงเรียนบ้านกอก")
    assert fold_school("นางรอง") == "นางรอง"
    assert fold_school("โรงเรียน") == "โรงเรียน"


def test_a_name_typed_without_tones_is_found_by_the_looser_key():
    assert strip_tones(fold("ปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์")) == strip_tones(fold("ปินเพชร นำทิพยกูเกียรติ")) == "ปินเพชรนำทิพยกูเกียรติ"


@pytest.mark.parametrize(
    ("full_name", "parts"),
    [
        ("เด็กชายสมชาย ใจดี", ("เด็กชาย", "สมชาย", "ใจดี")),
        ("ด.ญ.ปิ่น เพชร", ("เด็กหญิง", "ปิ่น", "เพชร")),
        ("ดช.เอก  ณ อยุธยา", ("เด็กชาย", "เอก", "ณ อยุธยา")),
        ("ดญ. มานี ใจงาม", ("เด็กหญิง", "มานี", "ใจงาม")),
        ("น.ส.สมศรี ใจงาม", ("นางสาว", "สมศรี", "ใจงาม")),
        ("นางสาวสมศรี ใจงาม", ("นางสาว", "สมศรี", "ใจงาม")),
        ("นางสมศรี ใจงาม", ("นาง", "สมศรี", "ใจงาม")),
        ("นาย สมชาย ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("สามเณรเอก ใจดี", ("สามเณร", "เอก", "ใจดี")),
        ("ส.ณ.เอก ใจดี", ("สามเณร", "เอก", "ใจดี")),
        ("นางสาวิตรี ใจดี", ("นาง", "สาวิตรี", "ใจดี")),
        ("นายิกา ใจดี", ("", "นายิกา", "ใจดี")),
        ("นางาม ใจดี", ("", "นางาม", "ใจดี")),
        ("สมชาย", ("", "สมชาย", "")),
        ("", ("", "", "")),
    ],
)
def test_a_name_in_one_piece_comes_apart(full_name, parts):
    assert split_title(full_name) == parts


@given(st.sampled_from(["เด็กชาย", "เด็กหญิง", "นาย", "นาง", "นางสาว", "สามเณร"]), st.sampled_from(["", " "]))
def test_each_title_comes_off_glued_or_apart(title, gap):
    assert split_title(f"{title}{gap}กาญจนา ใจดี") == (title, "กาญจนา", "ใจดี")


@pytest.mark.parametrize("name", ["น้ำทิพย์กู้เกียรติ์", "ณ อยุธยา", "Anna-Maria O'Neil", "ศ.ดร. กัลยา"])
def test_a_name_may_hold_marks_spaces_dots_and_hyphens(name):
    validate_name(name)


@pytest.mark.parametrize("name", ["สมชาย1", "สม<b>ชาย", "=สมชาย", "สมชาย\n", "ສົມຊາຍ", ""])
def test_other_characters_are_no_name(name):
    with pytest.raises(ValidationError, match="ชื่อใช้ได้เฉพาะ"):
        validate_name(name)
