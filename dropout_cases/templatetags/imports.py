"""What the pages of an import write out: counts in groups of thousands, and what is suggested for a fault."""

from django import template

from dropout_cases.imports import wrong_rows

register = template.Library()


@register.filter
def thousands(count: int | None) -> str:
    """A count of rows with its thousands apart: 1,240."""
    return f"{count or 0:,}"


@register.filter
def hint(fault) -> str:
    """What is suggested for a fault; empty when nothing is."""
    return wrong_rows.hint(fault)
