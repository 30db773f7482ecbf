"""Identity numbers of children: 13 digits with a check digit, G-codes of those without papers, or none."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from thai.numerals import to_arabic
from thai.text import drop_invisible

PIN = "PIN"
GCODE = "GCODE"
OTHER = "OTHER"

SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]")


def normalise_id(text: str) -> str:
    """The number as stored: no spaces or hyphens, Arabic digits, capital letters."""
    return SEPARATORS.sub("", to_arabic(drop_invisible(text))).upper()


def is_pin(text: str) -> bool:
    """Whether this is a 13-digit number whose last digit checks the others; a leading 0 is lawful."""
    number = normalise_id(text)
    if not re.fullmatch("[0-9]{13}", number):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(number, range(13, 1, -1), strict=False))
    return (11 - weighted % 11) % 10 == int(number[12])


def is_gcode(text: str) -> bool:
    """Whether this is a G-code, given by a school to a learner without registration papers."""
    return re.fullmatch("G[0-9]{12}", normalise_id(text)) is not None


def identity_kind(text: str) -> str | None:
    """PIN, GCODE, OTHER (another letter and 12 digits, such as the older K-codes), or None when it is no number."""
    if is_pin(text):
        return PIN
    if is_gcode(text):
        return GCODE
    return OTHER if re.fullmatch("[A-Z][0-9]{12}", normalise_id(text)) else None


def format_pin(text: str) -> str:
    """The number as cards print it, X-XXXX-XXXXX-XX-X; a code with a letter as it is."""
    number = normalise_id(text)
    return _grouped(number) if re.fullmatch("[0-9]{13}", number) else number


def mask_pin(text: str) -> str:
    """The number with only its last four digits readable: X-XXXX-XXXX0-12-1; a code keeps its letter: GXXXXXXXX0001."""
    number = normalise_id(text)
    readable = 4 if len(number) > 8 else 0
    hidden = len(number) - readable
    masked = re.sub("[0-9]", "X", number[:hidden]) + number[hidden:]
    return _grouped(masked) if re.fullmatch("[0-9]{13}", number) else masked


def _grouped(number: str) -> str:
    return "-".join((number[0], number[1:5], number[5:10], number[10:12], number[12]))


class IdentityNumberField(forms.CharField):
    """An identity number typed with spaces, hyphens or Thai digits; cleans to 13 characters, or to an empty text."""

    default_error_messages = {"invalid": _("เลขประจำตัวไม่ถูกต้อง ตรวจอีกครั้ง หรือเว้นว่างไว้ก่อน")}

    def __init__(self, *, required=False, **kwargs):
        super().__init__(required=required, **kwargs)

    def to_python(self, value):
        number = normalise_id(super().to_python(value))
        if number and identity_kind(number) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"autocomplete": "off", "spellcheck": "false"}
