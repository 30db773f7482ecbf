"""Dates and times in words."""

from datetime import UTC, date, datetime, time

import pytest

from thai.dates import thai_date, thai_datetime, thai_month_year, thai_span, thai_time, words

DAY = date(2025, 8, 22)
ENGLISH = {
    "%(day)s %(month)s %(year)s": "%(day)s %(month)s %(year)s BE",
    "วัน%(weekday)sที่ %(day)s %(month)s %(year)s": "%(weekday)s %(day)s %(month)s %(year)s BE",
    "ส.ค.": "Aug",
    "สิงหาคม": "August",
    "ศุกร์": "Friday",
}


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("short", "22 ส.ค. 2568"),
        ("long", "22 สิงหาคม 2568"),
        ("weekday", "วันศุกร์ที่ 22 สิงหาคม 2568"),
        ("numeric", "22/08/2568"),
        ("official", "๒๒ สิงหาคม ๒๕๖๘"),
    ],
)
def test_each_style_shows_the_buddhist_year(style, text):
    assert thai_date(DAY, style) == text


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (date(2025, 8, 18), "18–22 ส.ค. 2568"),
        (date(2025, 7, 28), "28 ก.ค. 2568 – 22 ส.ค. 2568"),
        (date(2024, 8, 18), "18 ส.ค. 2567 – 22 ส.ค. 2568"),
    ],
)
def test_a_span_says_what_its_days_share_once(first, text):
    assert thai_span(first, DAY) == text


def test_short_is_the_usual_style():
    assert thai_date(DAY) == "22 ส.ค. 2568"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("short", "22 Aug 2568 BE"),
        ("long", "22 August 2568 BE"),
        ("weekday", "Friday 22 August 2568 BE"),
        ("numeric", "22/08/2568"),
        ("official", "๒๒ สิงหาคม ๒๕๖๘"),
    ],
)
def test_english_readers_get_english_months_but_the_same_year(style, text, monkeypatch):
    monkeypatch.setattr(words, "gettext", lambda msgid: ENGLISH.get(msgid, msgid))
    assert thai_date(DAY, style) == text


def test_month_stands_with_its_year():
    assert thai_month_year(DAY) == "สิงหาคม 2568"


def test_time_is_written_with_a_dot():
    assert thai_time(time(9, 30)) == "09.30 น."


def test_a_moment_is_told_by_the_clock_in_bangkok():
    late_in_london = datetime(2025, 8, 21, 18, 5, tzinfo=UTC)
    assert thai_datetime(late_in_london) == "22 ส.ค. 2568 01.05 น."
    assert thai_date(late_in_london, "numeric") == "22/08/2568"


def test_unknown_style_is_an_error():
    with pytest.raises(KeyError):
        thai_date(DAY, "american")
