"""Years of the Buddhist Era, of the budget and of the school, and ages reckoned in them."""

from datetime import date

BE = 543  # พ.ศ. is ค.ศ. plus this


def fiscal_year(day: date) -> int:
    """The fiscal year (พ.ศ.) of a day; it begins on 1 October of the year before."""
    return day.year + BE + (day.month >= 10)


def fiscal_year_bounds(year_be: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year."""
    return date(year_be - BE - 1, 10, 1), date(year_be - BE, 9, 30)


def academic_year(day: date) -> int:
    """The academic year (พ.ศ.) of a day; it begins on 16 May."""
    return day.year + BE - ((day.month, day.day) < (5, 16))


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def in_compulsory_age(birth_year_be: int, academic_year: int) -> bool:
    """Whether a child born in a year is of age for compulsory education, by years as schools count them.

    Whoever has passed ม.3 is free of it all the same.
    """
    return 7 <= academic_year - birth_year_be < 16
