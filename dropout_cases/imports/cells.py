"""How a cell of a file is read: each reader turns text into a value, or raises Wrong with the kind of fault."""

import re
from datetime import date
from functools import lru_cache

from dropout_cases.models import Precision
from thai.dates import BE, build_date
from thai.dates.typed import BE_YEARS, CE_YEARS, read_typed
from thai.identity import identity_kind, normalise_id
from thai.numerals import to_arabic
from thai.text import normalise, split_title, squash, validate_name

from .faults import Wrong
from .files import is_spoiled

BUDDHIST, CHRISTIAN = "BE", "CE"
EMPTY = {"", "-", "–", "—"}
CODE = re.compile("[0-9A-Za-z]+")
NAME = re.compile(validate_name.regex)  # the letters a name may have
YEAR_ALONE = re.compile("[0-9]{4}")

# Titles as registers write them, DMC's codes among them: the short form that is stored, and the sex it tells.
TITLES = {
    **dict.fromkeys(("001", "1", "เด็กชาย", "ดช", "master"), ("ด.ช.", "M")),
    **dict.fromkeys(("002", "2", "เด็กหญิง", "ดญ"), ("ด.ญ.", "F")),
    **dict.fromkeys(("003", "3", "นาย", "mr"), ("นาย", "M")),
    **dict.fromkeys(("004", "4", "นางสาว", "นส", "ms", "miss"), ("น.ส.", "F")),
    **dict.fromkeys(("005", "5", "นาง", "mrs"), ("นาง", "F")),
    **dict.fromkeys(("832", "สามเณร", "สณ"), ("ส.ณ.", "M")),
}
SEXES = {**dict.fromkeys(("ช", "ชาย", "m", "male", "1"), "M"), **dict.fromkeys(("ญ", "หญิง", "f", "female", "2"), "F")}


kind_of_number = lru_cache(maxsize=64)(identity_kind)  # of a row it is asked twice


def line_of(text: str, most: int) -> str:
    """One line of text in its stored form, no longer than `most`."""
    try:
        clean = normalise(text)
    except ValueError:
        raise Wrong("CONTROL") from None
    if len(clean) > most:
        raise Wrong("TOO_LONG")
    return clean


def name_of(text: str) -> str:
    """A given or family name, letters only."""
    name = line_of(text, 80)
    if not NAME.search(name):
        raise Wrong("BAD_NAME")
    return name


def full_name_of(text: str) -> tuple[str, str, str]:
    """Short title, given name and family name of a name in one piece; the title may be glued to the name."""
    name = line_of(text, 170)
    if not NAME.search(name):
        raise Wrong("BAD_NAME")
    title, first, last = split_title(name)
    if max(len(first), len(last)) > 80:
        raise Wrong("TOO_LONG")
    return (TITLES[title][0] if title else ""), first, last


def title_of(text: str) -> str:
    """The short form of a title, or of its DMC code."""
    found = TITLES.get(squash(text))
    if not found:
        raise Wrong("UNKNOWN_TITLE")
    return found[0]


def sex_of(text: str) -> str:
    """M or F."""
    found = SEXES.get(squash(text))
    if not found:
        raise Wrong("UNKNOWN_SEX")
    return found


def sex_of_title(title: str) -> str:
    """The sex a stored title tells, or an empty text."""
    return next((sex for short, sex in TITLES.values() if short == title), "")


def number_of(text: str) -> str:
    """An identity number; one with a wrong check digit may be accepted as it stands, for old registers hold such."""
    if is_spoiled(text):
        raise Wrong("NUMBER_SPOILED")
    number = normalise_id(text)
    if kind_of_number(number):
        return number
    if re.fullmatch("[0-9]{13}", number):
        raise Wrong("NUMBER_CHECK", accepted=number)
    raise Wrong("NUMBER_SHAPE")


def code_of(text: str, most: int = 20) -> str:
    """A code of digits or Latin letters, without spaces and hyphens."""
    code = normalise_id(text)
    if is_spoiled(text) or not CODE.fullmatch(code):
        raise Wrong("BAD_CODE")
    if len(code) > most:
        raise Wrong("TOO_LONG")
    return code


def day_of(text: str, era: str, today: date) -> date:
    """A day not after today. A year counts in the era chosen for the file; a spreadsheet's own date (ISO) may be in ค.ศ. in any."""
    try:
        typed = read_typed(text)
    except ValueError:
        raise Wrong("BAD_DATE") from None
    year = _year_in_be(typed.year, typed.is_iso, era)
    try:
        day = build_date(typed.day, typed.month, year)
    except ValueError:
        raise Wrong("NO_DAY") from None
    if day > today:
        raise Wrong("FUTURE_DATE")
    return day


def _year_in_be(year: int, is_iso: bool, era: str) -> int:
    if year < 100:
        raise Wrong("SHORT_YEAR")
    if year in CE_YEARS:
        if era == CHRISTIAN or is_iso:
            return year + BE
        raise Wrong("WRONG_ERA")
    if year not in BE_YEARS:
        raise Wrong("BAD_DATE")
    if era == CHRISTIAN:
        raise Wrong("WRONG_ERA")
    return year


def birth_of(text: str, era: str, today: date) -> tuple[date, str]:
    """A birth date, or the birth year where a file has no more."""
    alone = to_arabic(text).strip()
    if YEAR_ALONE.fullmatch(alone):
        return day_of(f"1/1/{alone}", era, today), Precision.YEAR
    return day_of(text, era, today), Precision.DAY
