"""Dates as people type them, turned from พ.ศ. before they are built, so that 29/02/2567 is a day."""

import re
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext

from thai.dates.words import MONTHS, MONTHS_ABBR
from thai.dates.years import BE
from thai.numerals import to_arabic
from thai.text import normalise

BE_YEARS = range(2400, 2700)
CE_YEARS = range(1900, 2157)

LONGEST = 60
ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
NUMERIC = re.compile(r"(?P<day>[0-9]{1,2}) ?[/.\- ] ?(?P<month>[0-9]{1,2}) ?[/.\- ] ?(?P<year>[0-9]{1,6})")
WORDED = re.compile(
    r"(?:วัน\S*ที่ ?|[A-Za-z]+,? )?(?P<day>[0-9]{1,2}) ?(?P<month>[^0-9]+?) ?(?:พ\.ศ\.)? ?(?P<year>[0-9]{1,6})(?: ?BE)?"
)


class Typed(NamedTuple):
    """A date as typed, its era not yet judged."""

    day: int
    month: int
    year: int
    is_iso: bool


def parse_thai_date(text: str) -> date:
    """The date in a text such as 30/09/2567, ๑ ตุลาคม ๒๕๖๖ or 30 ก.ย. 2567; ValueError with a Thai sentence if none.

    Years are พ.ศ. and of four digits; a ค.ศ. year is taken only in the form 2024-09-30.
    """
    typed = read_typed(text)
    return build_date(typed.day, typed.month, year_in_be(typed.year, ce_allowed=typed.is_iso))


def read_typed(text: str) -> Typed:
    """Day, month and year out of a text; ValueError with a Thai sentence when it holds no date."""
    text = to_arabic(normalise(text))
    if len(text) <= LONGEST:
        for pattern in (ISO, NUMERIC, WORDED):
            if match := pattern.fullmatch(text):
                return Typed(int(match["day"]), _month_number(match["month"]), int(match["year"]), pattern is ISO)
    raise _unreadable()


def year_in_be(year: int, ce_allowed: bool) -> int:
    """A typed year in พ.ศ.; ValueError with a Thai sentence if it cannot be one."""
    if ce_allowed and year in CE_YEARS:
        return year + BE
    if year in BE_YEARS:
        return year
    raise ValueError(gettext("ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"))


def build_date(day: int, month: int, year_be: int) -> date:
    """The date of a day, a month and a พ.ศ. year; ValueError with a Thai sentence when there is no such day."""
    year = year_in_be(year_be, ce_allowed=False) - BE
    if not 1 <= month <= 12:
        raise ValueError(gettext("เดือนต้องเป็น 1 ถึง 12 ตรวจเดือน"))
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(_no_such_day(day, month, year_be)) from None


def _no_such_day(day: int, month: int, year_be: int) -> str:
    names = {"day": day, "month": gettext(MONTHS[month - 1]), "year": year_be}
    if (day, month) == (29, 2):
        return gettext("ปี %(year)s ไม่มีวันที่ %(day)s %(month)s ตรวจวันและปี") % names
    return gettext("ไม่มีวันที่ %(day)s %(month)s ตรวจวันและเดือน") % names


def _month_number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    squeezed = _squeeze(word)
    for number, (name, abbr) in enumerate(zip(MONTHS, MONTHS_ABBR, strict=True), start=1):
        # มกรา and กันยา are said for มกราคม and กันยายน.
        if squeezed in map(_squeeze, (abbr, gettext(name), gettext(abbr))):
            return number
        if len(squeezed) >= 4 and name.startswith(squeezed):
            return number
    raise _unreadable()


def _squeeze(word: str) -> str:
    # กรกฏาคม is a common slip for กรกฎาคม.
    return re.sub(r"[. ]", "", word).replace("ฏ", "ฎ").lower()


def _unreadable() -> ValueError:
    return ValueError(gettext("พิมพ์วันที่เป็นวัน เดือน พ.ศ. เช่น 30/09/2567 หรือ 30 ก.ย. 2567"))
