"""A time of day as people type it: 9.30, 09:30, ๐๙.๓๐."""

from django import forms
from django.utils.translation import gettext_lazy as _

from thai.numerals import to_arabic

FORMATS = ["%H:%M", "%H.%M"]


class ThaiTimeField(forms.TimeField):
    """A time of day by the 24-hour clock, with a dot or a colon, in Thai or Arabic digits; shown as 09.30."""

    widget = forms.TimeInput(format="%H.%M", attrs={"inputmode": "decimal", "class": "input-short", "autocomplete": "off"})
    input_formats = FORMATS
    default_error_messages = {"invalid": _("เวลาต้องเป็นชั่วโมงและนาที เช่น 09.30")}

    def to_python(self, value):
        """The time, or None; raises ValidationError with an example."""
        text = to_arabic(value).replace("น.", "").strip() if isinstance(value, str) else value
        return super().to_python(text)
