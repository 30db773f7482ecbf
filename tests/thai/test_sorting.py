"""Thai dictionary order."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai.sorting import LENGTH, sort_key
from thai.text import squash

TEXTS = st.text([chr(code) for code in range(0x0E01, 0x0E5C) if not 0x0E3B <= code <= 0x0E3E] + list(" aBz019.-é"))


@pytest.mark.parametrize(
    "in_order",
    [
        ["กาล", "เกิด", "ไก่"],
        ["เก่า", "ขาว"],
        ["ครรชิต", "ครัว", "ครู", "ครูใหญ่", "ความ", "คู่", "เครือ"],
        ["กก", "กัน", "กา", "กำ", "กิน", "กีบ", "กึ่ง", "กืก", "กุ้ง", "กู", "เก", "แก", "โก", "ใกล้", "ไกล", "ขา"],
        ["เกง", "เก็ง", "เก่ง", "เก้ง", "เก๊ง", "เก๋ง"],
        ["ปา", "ป่า", "ป้า", "ป๊า", "ป๋า", "ปาก", "ป่าน"],
        ["ร", "ฤ", "ฤดี", "ล", "ว"],
        ["ต่าง", "ต่าง ๆ", "ต่างก"],
        ["หมู่ 1", "หมู่ ๒", "หมู่ 2 ก", "หมู่ 10", "หมู่ ๑๑", "หมู่บ้าน"],
        ["7", "กอก", "ฮวก", "Anna", "bo", "Zoe", "é", "ລາວ"],
        ["", "ก"],
    ],
)
def test_words_stand_as_in_a_dictionary(in_order):
    shuffled = random.Random(2567).sample(in_order, len(in_order))
    assert sorted(shuffled, key=sort_key) == in_order


def test_a_list_of_names_stands_as_sorted_by_hand():
    names = [
        "กมล ใจดี",
        "กัญญา ศรีสุข",
        "กาญจนา แก้วใส",
        "เกรียงไกร ใจงาม",
        "แก้ว บุญมา",
        "ขวัญใจ ทองดี",
        "ณัฐพล สุขสวัสดิ์",
        "ธีรภัทร สุขสวัสดิ์",
        "นายิกา ใจดี",
        "น้ำฝน ใจดี",
        "เนตรนภา ใจดี",
        "ปิ่นแก้ว ศรี",
        "ปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์",
        "เพชร ทองคำ",
        "ไพศาล ใจงาม",
        "วิภา แสงทอง",
        "สมชาย ใจดี",
        "สมหญิง ใจงาม",
        "อรทัย ใจดี",
        "Anna Smith",
    ]
    assert sorted(random.Random(2567).sample(names, len(names)), key=sort_key) == names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น\u0e4d\u0e49าใส", "น้ำใส"),
        ("เเก้ว", "แก้ว"),
        ("โชติ ณ ภาลัย", "โชติณภาลัย"),
        ("ร.ร. กอก", "รรกอก"),
        ("หมู่ ๐๒", "หมู่ 2"),
        ("ANNA", "anna"),
    ],
)
def test_spelling_spaces_and_punctuation_do_not_count(one, other):
    assert sort_key(one) == sort_key(other)


@given(TEXTS)
def test_a_key_is_short_and_of_digits_only(text):
    assert re.fullmatch(r"[0-9]{2,200}", sort_key(text))


@given(st.text())
def test_any_text_has_a_key(text):
    assert re.fullmatch(r"[0-9]{2,200}", sort_key(text))


@given(TEXTS)
def test_texts_of_the_same_letters_have_the_same_key(text):
    assert sort_key(squash(text)) == sort_key(text)


@given(st.text("กขคงาำิุ ่้", max_size=12), st.text("กขคง", min_size=1, max_size=3))
def test_a_text_stands_before_what_goes_on_from_it(text, more):
    assert sort_key(text) < sort_key(text + more)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_stand_by_their_value(one, other):
    assert (sort_key(f"หมู่ {one}") < sort_key(f"หมู่ {other}")) is (one < other)


@given(st.lists(TEXTS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_list_came(texts, dice):
    shuffled = dice.sample(texts, len(texts))
    assert list(map(sort_key, sorted(texts, key=sort_key))) == list(map(sort_key, sorted(shuffled, key=sort_key)))


def test_a_very_long_text_has_a_capped_key():
    assert len(sort_key("ก" * 5000)) == len(sort_key("9" * 5000)) == LENGTH
