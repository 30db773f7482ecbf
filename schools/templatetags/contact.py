"""People and their telephone numbers in templates."""

import re
from urllib.parse import quote

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def full_name(name: str) -> SafeString:
    """A name printed in one piece, broken only between its words: {{ account.full_name|full_name }}."""
    words = format_html_join(" ", "<span>{}</span>", ((word,) for word in name.split()))
    return format_html('<span class="name">{}</span>', words)


@register.filter
def tel(number: str) -> SafeString:
    """A number one can tap to call: {{ agency.phone|tel }}; an extension is shown and not dialled."""
    dialled = re.sub(r"[^0-9+]", "", re.split("[,/]|ต่อ", number)[0])
    if not dialled:
        return format_html("{}", number)
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', dialled, number)


@register.filter
def line_chat(name: str) -> SafeString:
    """A LINE name one can tap to write to; the name of an office's account begins with @."""
    place = quote(name if name.startswith("@") else f"~{name}", safe="@~")
    return format_html('LINE <a class="nowrap" rel="noreferrer" href="https://line.me/R/ti/p/{}">{}</a>', place, name)
