"""The kinds of filters: a box to tick, a year, and a school that may also stand in an address by its key."""

import re

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters.filters import QuerySetRequestMixin

from dropout_cases.figures import NONE, YEARS
from schools.form_fields import BEFORE_PLACE, SchoolField
from schools.models import School
from thai.numerals import to_arabic

KEY = re.compile(r"[A-Za-z0-9_-]{16,32}")


class YearField(forms.CharField):
    """A year typed in พ.ศ., in Arabic or Thai digits; cleans to a number."""

    default_error_messages = {"invalid": _("ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2567")}

    def clean(self, value) -> int | None:
        """The year."""
        typed = to_arabic(super().clean(value))
        if not typed:
            return None
        if not re.fullmatch("[0-9]{4}", typed) or int(typed) not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(typed)


class YearFilter(django_filters.Filter):
    """A year."""

    field_class = YearField


class Tick(django_filters.Filter):
    """A box to tick."""

    field_class = forms.BooleanField


class SchoolChoice(SchoolField):
    """A school typed by name; in the address of a page also its key, or the word for cases of no school."""

    null_label = _("ไม่มีโรงเรียน")

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self._by_key: dict[str, School | None] = {}

    def prepare_value(self, value):
        """The name behind a key; otherwise what was typed."""
        if value == NONE:
            return self.null_label
        school = self._of_key(value)
        return f"{school}{BEFORE_PLACE}{school.tambon}" if school else super().prepare_value(value)

    def clean(self, value):
        """The school, or NONE."""
        if value in (NONE, str(self.null_label)):
            return NONE
        return self._of_key(value) or super().clean(value)

    def _of_key(self, value) -> School | None:
        if not KEY.fullmatch(str(value)):
            return None
        if value not in self._by_key:
            self._by_key[value] = self.queryset.filter(key=value).first()
        return self._by_key[value]


class SchoolFilter(QuerySetRequestMixin, django_filters.Filter):
    """Cases of one school among those a person works with."""

    field_class = SchoolChoice

    def filter(self, cases, value):
        """The cases of the school, or of none."""
        return super().filter(cases, value) if value != NONE else cases.filter(school=None)
