"""How names sound: spellings of one name share a key, other names do not."""

import pytest

from thai.sounds import LENGTH, sound_key

ALIKE = [
    ("ณัฐพล", "นัฐพล"),
    ("สุรศักดิ์", "สุรศัก"),
    ("พรรณี", "พันนี"),
    ("ธรรมศักดิ์", "ทัมศัก"),
    ("ศิริพร", "สิริพร"),
    ("วรรณ", "วัน"),
    ("น้ำทิพย์", "นำทิพ"),
    ("ใจดี", "ไจดี"),
    ("ด.ช.ณัฐพล", "เด็กชาย ณัฐพล"),
    ("ปิ่น", "ปิน"),
    ("ปิ่นเพ็ชร์", "ปิ่นเพชร"),
]
OTHERS = [("สมชาย", "สมหญิง"), ("กานดา", "ขานดา"), ("มะลิ", "มาลี"), ("ก้อง", "กอง ใหญ่")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_name_share_a_key(one, other):
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_have_other_keys(one, other):
    assert sound_key(one) != sound_key(other)


def test_key_is_never_too_long_and_nothing_has_none():
    assert len(sound_key("กขคง" * 50)) <= LENGTH
    assert sound_key("") == ""
