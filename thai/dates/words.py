"""Dates and times in the words people read: names of months, years in the Buddhist Era."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from thai.dates.years import BE
from thai.numerals import to_thai

MONTHS = (
    _("มกราคม"),
    _("กุมภาพันธ์"),
    _("มีนาคม"),
    _("เมษายน"),
    _("พฤษภาคม"),
    _("มิถุนายน"),
    _("กรกฎาคม"),
    _("สิงหาคม"),
    _("กันยายน"),
    _("ตุลาคม"),
    _("พฤศจิกายน"),
    _("ธันวาคม"),
)
MONTHS_ABBR = (
    _("ม.ค."),
    _("ก.พ."),
    _("มี.ค."),
    _("เม.ย."),
    _("พ.ค."),
    _("มิ.ย."),
    _("ก.ค."),
    _("ส.ค."),
    _("ก.ย."),
    _("ต.ค."),
    _("พ.ย."),
    _("ธ.ค."),
)
WEEKDAYS = (_("จันทร์"), _("อังคาร"), _("พุธ"), _("พฤหัสบดี"), _("ศุกร์"), _("เสาร์"), _("อาทิตย์"))


def local_moment(moment: datetime) -> datetime:
    """The moment by the clock on the wall."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def local_day(day: date) -> date:
    """The day, also of a moment, by the clock on the wall."""
    return local_moment(day).date() if isinstance(day, datetime) else day


def _names(day: date, months: tuple[str, ...]) -> dict[str, object]:
    return {
        "weekday": gettext(WEEKDAYS[day.weekday()]),
        "day": day.day,
        "month": gettext(months[day.month - 1]),
        "year": day.year + BE,
    }


STYLES = {
    "short": lambda day: gettext("%(day)s %(month)s %(year)s") % _names(day, MONTHS_ABBR),
    "long": lambda day: gettext("%(day)s %(month)s %(year)s") % _names(day, MONTHS),
    "weekday": lambda day: gettext("วัน%(weekday)sที่ %(day)s %(month)s %(year)s") % _names(day, MONTHS),
    "numeric": lambda day: f"{day.day:02d}/{day.month:02d}/{day.year + BE}",
    # Official letters are Thai whatever language the reader has chosen.
    "official": lambda day: to_thai(f"{day.day} {MONTHS[day.month - 1]} {day.year + BE}"),
}


def thai_date(day: date, style: str = "short") -> str:
    """A day in one of STYLES: 22 ส.ค. 2568, 22 สิงหาคม 2568, วันศุกร์ที่ 22 …, 22/08/2568, ๒๒ สิงหาคม ๒๕๖๘."""
    return STYLES[style](local_day(day))


def thai_span(first: date, last: date) -> str:
    """From one day to another: 18–22 ส.ค. 2568; 29 ก.ย. 2568 – 3 ต.ค. 2568."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{thai_date(last)}"
    return f"{thai_date(first)} – {thai_date(last)}"


def thai_month_year(day: date) -> str:
    """The month of a day: สิงหาคม 2568."""
    return gettext("%(month)s %(year)s") % _names(local_day(day), MONTHS)


def thai_time(moment: datetime | time) -> str:
    """The time of day: 09.30 น."""
    clock = local_moment(moment) if isinstance(moment, datetime) else moment
    return gettext("%(hour)s.%(minute)s น.") % {"hour": f"{clock.hour:02d}", "minute": f"{clock.minute:02d}"}


def thai_datetime(moment: datetime, style: str = "short") -> str:
    """Day and time: 22 ส.ค. 2568 09.30 น."""
    return f"{thai_date(moment, style)} {thai_time(moment)}"
