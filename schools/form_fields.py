"""Form fields of this floor: the school typed by name, and telephone numbers."""

import re
from collections import Counter
from difflib import get_close_matches

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models import School
from thai.numerals import to_arabic
from thai.text import fold_school, normalise

LISTED_AT_MOST = 400
SUGGESTED_AT_MOST = 5
ALIKE = 0.75  # of the letters of two names
BEFORE_PLACE = " · "  # stands before the tambon where two schools bear one name
PHONE = re.compile(r"[+(]?[0-9](?:[0-9 ()\-,/]|ต่อ){2,38}")


def labels_of(schools) -> list[str]:
    """The names of schools; those that share one are told apart by their tambon."""
    shared = Counter(school.name for school in schools)
    return [f"{school}{BEFORE_PLACE}{school.tambon}" if shared[school.name] > 1 else school.name for school in schools]


class SchoolInput(forms.TextInput):
    """A text box that offers the names of the schools a person may choose, where they are few enough to send."""

    template_name = "schools/_school_input.html"
    queryset = School.objects.none()

    def get_context(self, name, value, attrs):
        """The text box, and the names for its list."""
        context = super().get_context(name, value, attrs)
        schools = list(self.queryset[: LISTED_AT_MOST + 1])
        labels = labels_of(schools) if len(schools) <= LISTED_AT_MOST else []
        widget = context["widget"]
        widget["labels"], widget["list_id"] = labels, f"{widget['attrs'].get('id', name)}_list"
        if labels:
            widget["attrs"]["list"] = widget["list_id"]
        return context


class SchoolField(forms.CharField):
    """A school of `queryset`, typed by name, part of a name, misprint on record, or code; cleans to the School.

    A whole name wins over a part of one. What fits several schools, or none, comes back with the names it may mean.
    """

    widget = SchoolInput
    default_error_messages = {
        "required": _("กรอกชื่อโรงเรียน"),
        "unknown": _("ไม่พบโรงเรียน “%(typed)s” ตรวจตัวสะกด หรือพิมพ์บางส่วนของชื่อ"),
        "meant": _("ไม่พบโรงเรียน “%(typed)s” หมายถึง %(names)s ใช่ไหม"),
        "several": _("มีหลายโรงเรียนที่ตรงกับ “%(typed)s” หมายถึง %(names)s ใช่ไหม"),
    }

    def __init__(self, *, queryset, **options):
        super().__init__(**{"label": _("โรงเรียน"), "max_length": 250, "empty_value": None, **options})
        self.widget.attrs.setdefault("autocomplete", "off")
        self.queryset = queryset

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.queryset = self.queryset
        return copy

    @property
    def queryset(self):
        """The schools that may be chosen; a form narrows it to what its reader sees."""
        return self._queryset

    @queryset.setter
    def queryset(self, queryset):
        self._queryset = self.widget.queryset = queryset.select_related("tambon__amphoe")

    def prepare_value(self, value):
        """What the box shows: the name of a school or of its row number, otherwise what was typed."""
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()
        return str(value) if isinstance(value, School) else value

    def has_changed(self, initial, data):
        """Whether another name was typed than the one shown."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value) -> School | None:
        """The school that was meant."""
        try:
            typed = super().clean(normalise(str(value or "")))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
        return typed and self._find(typed)

    def _find(self, typed: str) -> School:
        name, _mark, place = typed.partition(BEFORE_PLACE)
        found = [school for school in self._matches(fold_school(name)) if place in str(school.tambon)]
        if len(found) == 1:
            return found[0]
        raise self._refusal(typed, found)

    def _matches(self, folded: str) -> list[School]:
        if not folded:
            return []
        # A name, its misprint and its code stand in search_text as words: a whole word is a whole name.
        starts, ends = Q(search_text__startswith=f"{folded} "), Q(search_text__endswith=f" {folded}")
        whole = self.queryset.filter(starts | ends | Q(search_text__contains=f" {folded} "))
        return list(whole) or list(self.queryset.filter(search_text__contains=folded)[:LISTED_AT_MOST])

    def _refusal(self, typed: str, found: list[School]) -> ValidationError:
        names = labels_of(found) if found else self._near(typed)
        kind = "several" if found else "meant" if names else "unknown"
        named = ", ".join(names[:SUGGESTED_AT_MOST]) + (" …" if len(names) > SUGGESTED_AT_MOST else "")
        return ValidationError(self.error_messages[kind], code=kind, params={"typed": typed, "names": named})

    def _near(self, typed: str) -> list[str]:
        schools = list(self.queryset[: LISTED_AT_MOST + 1])
        if len(schools) > LISTED_AT_MOST:
            return []
        named = [(fold_school(school.name), label) for school, label in zip(schools, labels_of(schools), strict=True)]
        close = get_close_matches(fold_school(typed), {name for name, _label in named}, SUGGESTED_AT_MOST, ALIKE)
        return [label for match in close for name, label in named if name == match]


class PhoneField(forms.CharField):
    """A telephone number as people write it: digits, hyphens and spaces, more than one, an extension."""

    default_error_messages = {"invalid": _("กรอกเบอร์โทรเป็นตัวเลข เช่น 043-000-000 ต่อ 12")}

    def __init__(self, **options):
        super().__init__(**{"widget": forms.TelInput({"autocomplete": "off"}), **options})

    def to_python(self, value):
        """The number with Arabic digits and plain spaces."""
        try:
            number = to_arabic(normalise(super().to_python(value)))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
        if number and not PHONE.fullmatch(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number
