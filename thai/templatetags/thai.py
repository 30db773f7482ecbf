"""Dates, names and digits in templates, kept from breaking across lines."""

from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from thai import dates
from thai.numerals import to_thai

register = template.Library()


def _nowrap(text: str) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', text) if text else SafeString("")


@register.filter
def thai_date_text(day, style="short") -> str:
    """A day as plain text, for attributes and files; empty when there is none."""
    return dates.thai_date(day, style) if day else ""


@register.filter
def thai_date(day, style="short") -> SafeString:
    """A day that stays on one line: {{ visit.visited_on|thai_date:"long" }}."""
    return _nowrap(thai_date_text(day, style))


@register.filter
def thai_datetime_text(moment, style="short") -> str:
    """A moment as plain text; empty when there is none."""
    return dates.thai_datetime(moment, style) if moment else ""


@register.filter
def thai_datetime(moment, style="short") -> SafeString:
    """A moment that stays on one line: 22 ส.ค. 2568 09.30 น."""
    return _nowrap(thai_datetime_text(moment, style))


@register.filter
def thai_time(moment) -> SafeString:
    """The time of day of a moment: 09.30 น."""
    return _nowrap(dates.thai_time(moment) if moment is not None and moment != "" else "")


@register.filter
def thai_month_year(day) -> SafeString:
    """The month of a day: สิงหาคม 2568."""
    return _nowrap(dates.thai_month_year(day) if day else "")


@register.filter
def thai_span(first, last) -> SafeString:
    """From one day to another, on one line: {{ monday|thai_span:friday }}."""
    return _nowrap(dates.thai_span(first, last))


@register.filter
def thai_digits(value) -> str:
    """A number or text with Thai digits, as official letters are written."""
    return to_thai(str(value))


@register.filter
def due_words(due_on: date | None, today: date) -> str:
    """How far a due day is from today, in words: เกินกำหนด 3 วัน, ครบกำหนดวันนี้, อีก 5 วัน."""
    if not due_on:
        return ""
    days = (due_on - today).days
    if days == 0:
        return gettext("ครบกำหนดวันนี้")
    if days < 0:
        return ngettext("เกินกำหนด %(days)d วัน", "เกินกำหนด %(days)d วัน", -days) % {"days": -days}
    return ngettext("อีก %(days)d วัน", "อีก %(days)d วัน", days) % {"days": days}


@register.simple_tag
def person(title, first, last) -> SafeString:
    """A person's name, title tied to the given name, neither name ever broken: {% person s.title s.first s.last %}."""
    given = format_html("{}&nbsp;{}", title, first) if title and first else title or first
    parts = [(_nowrap(part),) for part in (given, last) if part]
    return format_html('<span class="name">{}</span>', format_html_join(" ", "{}", parts))
