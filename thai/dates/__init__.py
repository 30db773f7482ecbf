"""The calendar of a Thai office: Buddhist Era dates shown, read and typed, fiscal and academic years."""

from thai.dates.fields import ThaiBirthDateField, ThaiBirthDateWidget, ThaiDateField, ThaiDateWidget
from thai.dates.times import ThaiTimeField
from thai.dates.typed import build_date, parse_thai_date
from thai.dates.words import (
    MONTHS,
    MONTHS_ABBR,
    WEEKDAYS,
    thai_date,
    thai_datetime,
    thai_month_year,
    thai_span,
    thai_time,
)
from thai.dates.years import (
    BE,
    academic_year,
    age_on,
    fiscal_year,
    fiscal_year_bounds,
    in_compulsory_age,
)

__all__ = [
    "BE",
    "MONTHS",
    "MONTHS_ABBR",
    "WEEKDAYS",
    "ThaiBirthDateField",
    "ThaiBirthDateWidget",
    "ThaiDateField",
    "ThaiDateWidget",
    "ThaiTimeField",
    "academic_year",
    "age_on",
    "build_date",
    "fiscal_year",
    "fiscal_year_bounds",
    "in_compulsory_age",
    "parse_thai_date",
    "thai_date",
    "thai_datetime",
    "thai_month_year",
    "thai_span",
    "thai_time",
]
