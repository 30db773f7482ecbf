"""Icons in templates."""

from functools import cache
from typing import Any

from django import template
from heroicons.templatetags.heroicons import heroicon_outline

register = template.Library()

ATTRIBUTES: dict[str, Any] = {"class": "icon", "aria_hidden": "true"}


@register.simple_tag
@cache
def icon(name: str) -> str:
    """An icon beside the word it stands for, silent to who listens: {% icon "bell" %}. Each is drawn once: a page shows a dozen."""
    return heroicon_outline(name, **ATTRIBUTES)
