"""Every text has its English, and the reader of texts misses none."""

import pytest

from tests.translations import PLACEHOLDER, Text, problems, texts_in_python, texts_in_template


def test_english_is_complete():
    assert problems() == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("บันทึก")', Text("บันทึก")),
        ('translation.gettext_lazy("ส่ง" "ต่อ")', Text("ส่งต่อ")),
        ('ngettext_lazy("%(n)s คน", "%(n)s คนทั้งหมด", "n")', Text("%(n)s คน", plural="%(n)s คนทั้งหมด")),
        ('pgettext("ขั้น", "กลับ")', Text("กลับ", context="ขั้น")),
        ('npgettext_lazy("ขั้น", "รอบ", "รอบทั้งหมด", 2)', Text("รอบ", context="ขั้น", plural="รอบทั้งหมด")),
    ],
)
def test_python_text_is_found(source, expected):
    assert list(texts_in_python(source)) == [expected]


@pytest.mark.parametrize("source", ["_(label)", "print('ไม่แปล')", "gettext()"])
def test_python_without_marked_text_has_none(source):
    assert list(texts_in_python(source)) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "เคส" as title %}', Text("เคส")),
        ('{% translate "เปิด" context "เคส" %}', Text("เปิด", context="เคส")),
        ("{% blocktranslate trimmed %}\n  รอบที่\n  {{ n }}\n{% endblocktranslate %}", Text("รอบที่ %(n)s")),
        (
            "{% blocktranslate count n=total %}{{ n }} เคส{% plural %}{{ n }} เคสทั้งหมด{% endblocktranslate %}",
            Text("%(n)s เคส", plural="%(n)s เคสทั้งหมด"),
        ),
        ('{% include "_panel.html" with title=_("ขั้นต่อไป") %}', Text("ขั้นต่อไป")),
        ('{{ name|default:_("ไม่ทราบชื่อ") }}', Text("ไม่ทราบชื่อ")),
        ("{% translate \"บอกว่า 'มา' แล้ว\" %}", Text("บอกว่า 'มา' แล้ว")),
    ],
)
def test_template_text_is_found(source, expected):
    assert list(texts_in_template(source, "page.html")) == [expected]


def test_placeholders_of_both_kinds_are_seen():
    assert PLACEHOLDER.findall("%(name)s อยู่รอบ {round} จาก %s และ {{ไม่ใช่}}") == ["%(name)s", "{round}", "%s"]
