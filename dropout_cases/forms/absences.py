"""The forms of early warning: which day and school, one pupil's days, what was done, and what the watch list is asked."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dropout_cases.absences import Level
from dropout_cases.filters.fields import NONE, SchoolChoice
from dropout_cases.models import WatchDeed
from schools.access import Action
from schools.calendar import SchoolCalendar, calendar_of
from schools.models import School
from thai.dates import ThaiDateField, thai_date

from .base import HouseMixin, SentOnce

MOST_DAYS = 60
NO_SCHOOL = _("%(day)s ไม่ใช่วันเรียน เลือกวันอื่น หรือแจ้งเขตให้แก้ปฏิทิน")


class AskedSchool(HouseMixin, forms.Form):
    """One school of those a person works with; who works at one alone is not asked."""

    school = SchoolChoice(queryset=School.objects.none(), required=False)

    def __init__(self, *args, user, action: Action, **options):
        super().__init__(*args, **options)
        self.schools = School.objects.visible_to(user, action)
        self.only = self._only_one()
        if self.only:
            del self.fields["school"]
        else:
            self.fields["school"].queryset = self.schools

    def _only_one(self) -> School | None:
        first = list(self.schools[:2])
        return first[0] if len(first) == 1 else None

    def clean(self):
        """The school asked for, or the only one there is."""
        typed = super().clean()
        if self.only or typed.get("school") in (NONE, ""):
            typed["school"] = self.only
        return typed


class DayForm(AskedSchool):
    """A school and a school day; where no day is named, the last one up to today."""

    day = ThaiDateField(label=_("วันที่"), required=False)

    def __init__(self, *args, today: date, **options):
        super().__init__(*args, **options)
        self.today = today
        self.fields["day"].not_after = today

    def clean(self):
        """The day, which must be a school day of the school."""
        typed = super().clean()
        if typed.get("school") and "day" not in self.errors:
            self.calendar = calendar_of(typed["school"])
            typed["day"] = self._school_day(typed.get("day"))
        return typed

    def _school_day(self, day: date | None) -> date | None:
        if day is None:
            day = self.calendar.last(self.today)
        if day is None or not self.calendar.is_school_day(day):
            self.add_error("day", ValidationError(NO_SCHOOL, params={"day": thai_date(day) if day else ""}))
        return day


class WatchForm(AskedSchool):
    """What the watch list is asked: a school, and a level."""

    level = forms.TypedChoiceField(
        label=_("เกณฑ์"),
        choices=[("", _("ทุกเกณฑ์")), *((level.value, level.label) for level in reversed(Level) if level)],
        coerce=lambda value: Level(int(value)),
        empty_value=None,
        required=False,
    )
    field_order = ["school", "level"]


class PupilDaysForm(SentOnce):
    """The days of one pupil: more may be added from one day to another, and those noted by mistake unticked."""

    start = ThaiDateField(label=_("ขาดเรียนตั้งแต่วันที่"), required=False)
    end = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("เว้นว่างไว้เมื่อขาดวันเดียว วันหยุดไม่นับ"))
    noted = forms.CharField(widget=forms.HiddenInput, required=False)
    days = forms.MultipleChoiceField(
        label=_("วันที่บันทึกไว้"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("นำเครื่องหมายออกจากวันที่บันทึกผิด"),
    )

    def __init__(self, *args, calendar: SchoolCalendar, noted: list[date], today: date, **options):
        kept = [day.isoformat() for day in noted]
        super().__init__(*args, initial={"days": kept, "noted": " ".join(kept)}, **options)
        self.calendar, self.today = calendar, today
        self.fields["start"].not_after = self.fields["end"].not_after = today
        self.fields["start"].widget.attrs["data-quick"] = "today yesterday"
        self.fields["days"].choices = [(day.isoformat(), thai_date(day, "weekday")) for day in noted]
        if not noted:
            del self.fields["days"]

    def clean(self):
        """The school days to add, and the days that were shown as noted and are ticked no more."""
        typed = super().clean()
        kept = set(typed.get("days", []))
        on_record = {value for value, _label in self.fields["days"].choices} if "days" in self.fields else set()
        shown = set(typed.get("noted", "").split()) & on_record
        typed["remove"] = [] if "days" in self.errors else [date.fromisoformat(day) for day in sorted(shown - kept)]
        typed["add"] = self._days_to_add(typed.get("start"), typed.get("end"))
        if not self.errors and not typed["add"] and not typed["remove"]:
            self.add_error("start", _("กรอกวันที่ขาดเรียน หรือนำเครื่องหมายออกจากวันที่บันทึกผิด"))
        return typed

    def _days_to_add(self, start: date | None, end: date | None) -> list[date]:
        if not start or "end" in self.errors:
            if end and "start" not in self.errors:
                self.add_error("start", _("กรอกวันแรกที่ขาดเรียน"))
            return []
        days = [] if end and end < start else self.calendar.school_days(start, end or start)
        if end and end < start:
            self.add_error("end", _("วันสุดท้ายต้องไม่ก่อนวันแรก"))
        elif not days:
            self.add_error("start", _("ไม่มีวันเรียนในช่วงนี้ เลือกวันอื่น หรือแจ้งเขตให้แก้ปฏิทิน"))
        elif len(days) > MOST_DAYS:
            self.add_error("end", _("บันทึกได้ครั้งละไม่เกิน 60 วันเรียน แบ่งเป็นหลายครั้ง"))
        return days


class WatchActForm(SentOnce):
    """What somebody did, when, and a word on it."""

    deed = forms.ChoiceField(
        label=_("สิ่งที่ทำ"), choices=WatchDeed.choices, widget=forms.RadioSelect, error_messages={"required": _("เลือกสิ่งที่ทำ")}
    )
    done_on = ThaiDateField(label=_("วันที่ทำ"))
    note = forms.CharField(label=_("หมายเหตุ"), widget=forms.Textarea({"rows": 3}), max_length=500, required=False)

    def __init__(self, *args, today: date, **options):
        super().__init__(*args, initial={"done_on": today}, **options)
        self.fields["done_on"].not_after = today
        self.fields["done_on"].widget.attrs["data-quick"] = "today yesterday"

    def clean(self):
        """A deed that is none of those listed needs a word."""
        typed = super().clean()
        if typed.get("deed") == WatchDeed.OTHER and not typed.get("note") and "note" not in self.errors:
            self.add_error("note", _("เขียนสั้น ๆ ว่าทำอะไร"))
        return typed
