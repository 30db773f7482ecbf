"""Dates read from text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai.dates import build_date, parse_thai_date, thai_date, typed

YEAR = "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"
UNREADABLE = "พิมพ์วันที่เป็นวัน เดือน พ.ศ. เช่น 30/09/2567 หรือ 30 ก.ย. 2567"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/09/2567", date(2024, 9, 30)),
        ("๓๐/๐๙/๒๕๖๗", date(2024, 9, 30)),
        ("29/02/2567", date(2024, 2, 29)),
        ("30 ก.ย. 2567", date(2024, 9, 30)),
        ("30 กย 2567", date(2024, 9, 30)),
        ("30ก.ย.2567", date(2024, 9, 30)),
        ("๑ ตุลาคม ๒๕๖๖", date(2023, 10, 1)),
        ("1 ตุลาคม พ.ศ. 2566", date(2023, 10, 1)),
        ("วันที่ 1 ตุลาคม 2566", date(2023, 10, 1)),
        ("วันจันทร์ที่ 30 กันยายน 2567", date(2024, 9, 30)),
        ("30 กันยา 2567", date(2024, 9, 30)),
        ("5 กรกฏาคม 2567", date(2024, 7, 5)),
        ("30-9-2567", date(2024, 9, 30)),
        ("30.9.2567", date(2024, 9, 30)),
        ("30 9 2567", date(2024, 9, 30)),
        ("  17/3/2555 ", date(2012, 3, 17)),
        ("๑๗/๓/๒๕๕๕", date(2012, 3, 17)),
        ("2024-09-30", date(2024, 9, 30)),
        ("2567-09-30", date(2024, 9, 30)),
    ],
)
def test_a_date_is_read_however_it_is_typed(text, day):
    assert parse_thai_date(text) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("17/3/55", YEAR),
        ("๑๗ มี.ค. ๕๕", YEAR),
        ("30/09/2024", YEAR),
        ("30/09/25670", YEAR),
        ("1/1/2700", YEAR),
        ("1/1/2399", YEAR),
        ("1899-12-31", YEAR),
        ("31/2/2567", "ไม่มีวันที่ 31 กุมภาพันธ์ ตรวจวันและเดือน"),
        ("0/1/2567", "ไม่มีวันที่ 0 มกราคม ตรวจวันและเดือน"),
        ("29/02/2566", "ปี 2566 ไม่มีวันที่ 29 กุมภาพันธ์ ตรวจวันและปี"),
        ("1/13/2567", "เดือนต้องเป็น 1 ถึง 12 ตรวจเดือน"),
        ("", UNREADABLE),
        ("เมื่อวาน", UNREADABLE),
        ("30/09", UNREADABLE),
        ("30 กก. 2567", UNREADABLE),
        ("9" * 5000, UNREADABLE),
        ("1/1/" + "9" * 5000, UNREADABLE),
        ("٣٠/٠٩/٢٥٦٧", UNREADABLE),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_do(text, sentence):
    with pytest.raises(ValueError, match="^") as refusal:
        parse_thai_date(text)
    assert str(refusal.value) == sentence


def test_leap_day_is_built_after_the_era_is_turned():
    assert build_date(29, 2, 2567) == date(2024, 2, 29)


def test_a_christian_year_cannot_slip_into_a_buddhist_date():
    with pytest.raises(ValueError, match=YEAR):
        build_date(30, 9, 2024)


@given(st.dates(date(1857, 1, 1), date(2156, 12, 31)), st.sampled_from(["short", "long", "weekday", "numeric", "official"]))
def test_every_date_shown_can_be_typed_back(day, style):
    assert parse_thai_date(thai_date(day, style)) == day


@given(st.dates(date(1900, 1, 1), date(2156, 12, 31)))
def test_iso_dates_are_read(day):
    assert parse_thai_date(day.isoformat()) == day


def test_english_dates_shown_can_be_typed_back(monkeypatch):
    monkeypatch.setattr(typed, "gettext", {"ส.ค.": "Aug", "สิงหาคม": "August"}.get)
    monkeypatch.setattr(typed, "MONTHS", ("สิงหาคม",) * 12)
    monkeypatch.setattr(typed, "MONTHS_ABBR", ("ส.ค.",) * 12)
    assert parse_thai_date("Friday 22 August 2568 BE") == date(2025, 1, 22)


@given(st.text(max_size=80))
def test_any_text_gives_a_date_or_a_sentence(text):
    try:
        assert isinstance(parse_thai_date(text), date)
    except ValueError as refusal:
        assert any("ก" <= letter <= "ฮ" for letter in str(refusal))
