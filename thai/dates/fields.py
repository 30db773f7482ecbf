"""The date field of every form: day, month and พ.ศ. year in three boxes, and whatever is typed in them understood."""

import re
from collections.abc import Callable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from thai.dates.typed import build_date, read_typed, year_in_be
from thai.dates.words import MONTHS, local_day
from thai.dates.years import BE
from thai.numerals import to_arabic
from thai.text import normalise

DAY = "day"
YEAR = "year"

MONTH_CHOICES = [("", _("เดือน")), *((str(number), gettext_lazy(name)) for number, name in enumerate(MONTHS, start=1))]


def parts_of(value) -> list:
    """The three boxes of a value: a date, a (date, precision) pair, a text typed in one piece, or boxes already."""
    if value in (None, "", ()):
        return ["", "", ""]
    if isinstance(value, str):
        return [value, "", ""]
    if isinstance(value, date):
        day = local_day(value)
        return [day.day, day.month, day.year + BE]
    if len(value) == 2:
        day, precision = value
        return parts_of(day) if precision == DAY else ["", "", day.year + BE]
    return ["" if part is None else part for part in value]


class ThaiDateWidget(forms.MultiWidget):
    """Day, month and พ.ศ. year; posted as name_0, name_1 and name_2, or in one piece under the plain name."""

    template_name = "house/thai_date.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        number = {"inputmode": "numeric", "autocomplete": "off"}
        boxes = [
            forms.TextInput({**number, "aria-label": _("วัน")}),
            forms.Select({"aria-label": _("เดือน")}, choices=MONTH_CHOICES),
            forms.TextInput({**number, "aria-label": _("พ.ศ.")}),
        ]
        super().__init__(boxes, attrs)

    def decompress(self, value):
        return parts_of(value)

    def value_from_datadict(self, data, files, name):
        return parts_of(data[name] if name in data else super().value_from_datadict(data, files, name))

    def value_omitted_from_data(self, data, files, name):
        return name not in data and super().value_omitted_from_data(data, files, name)


class ThaiDateField(forms.Field):
    """A date typed in พ.ศ.; a ค.ศ. year is taken too and shown back in พ.ศ.

    `not_after` is the last day allowed, or a function that names it; its message is error_messages["future"].
    What was typed stays as it was typed until all of it is understood.
    """

    widget = ThaiDateWidget
    default_error_messages = {
        "required": _("กรอกวัน เดือน และ พ.ศ."),
        "incomplete": _("กรอกวัน เดือน และ พ.ศ. ให้ครบ"),
        "future": _("วันที่ต้องไม่เกินวันนี้"),
    }

    def __init__(self, *, not_after: date | Callable[[], date] | None = None, **kwargs):
        self.not_after = not_after
        super().__init__(**kwargs)

    def to_python(self, value):
        try:
            day, month, year = (to_arabic(normalise(str(part))) for part in parts_of(value))
            return self.read(day, month, year) if day or month or year else None
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def read(self, day: str, month: str, year: str):
        """The value of three boxes that are not all empty; a whole date in the day box stands for all three."""
        if day and not re.fullmatch("[0-9]{1,2}", day):
            typed = read_typed(day)
            return build_date(typed.day, typed.month, year_in_be(typed.year, ce_allowed=True))
        if not (day and month and year):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return build_date(int(day), _month(month), _year(year))

    def validate(self, value):
        super().validate(value)
        limit = self.not_after() if callable(self.not_after) else self.not_after
        if value and limit and self.day_of(value) > limit:
            raise ValidationError(self.error_messages["future"], code="future")

    def day_of(self, value) -> date:
        """The date within a cleaned value."""
        return value

    def prepare_value(self, value):
        return parts_of(value)

    def bound_data(self, data, initial):
        if self.disabled:
            return initial
        try:
            return parts_of(self.clean(data))
        except ValidationError:
            return data

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class ThaiBirthDateWidget(ThaiDateWidget):
    """A birth date, whose day and month may stay empty."""

    def use_required_attribute(self, initial):
        return False


class ThaiBirthDateField(ThaiDateField):
    """A birth date, or its year alone: cleans to (date, "day") or (1 January of that year, "year"), None if empty."""

    widget = ThaiBirthDateWidget
    default_error_messages = {
        "required": _("กรอกวันเกิด หรือใส่แต่ พ.ศ. ที่เกิด"),
        "incomplete": _("กรอกวันและเดือนให้ครบ หรือใส่แต่ พ.ศ. ที่เกิด"),
        "future": _("วันเกิดต้องไม่เกินวันนี้"),
    }

    def read(self, day, month, year):
        if not (month or year) and re.fullmatch("[0-9]{4}", day):
            day, year = "", day
        if year and not (day or month):
            return build_date(1, 1, _year(year)), YEAR
        return super().read(day, month, year), DAY

    def day_of(self, value):
        return value[0]


def _month(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text):
        raise ValueError(gettext("เลือกเดือน"))
    return int(text)


def _year(text: str) -> int:
    return year_in_be(int(text) if re.fullmatch("[0-9]{4}", text) else 0, ce_allowed=True)
