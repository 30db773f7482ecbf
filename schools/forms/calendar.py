"""The forms of the school calendar: terms, days off, and the three numbers of the absence rule."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools.calendar import year_bounds
from schools.form_fields import SchoolField
from schools.models import Area, Holiday, School, Term
from thai.dates import ThaiDateField

from .words import PlainWords

LONGEST_CLOSURE = 60
MOST_DAYS = 60
YEARS = range(2550, 2650)  # which academic years (พ.ศ.) have a page


class TermForm(PlainWords, forms.ModelForm):
    """A term of the academic year the page shows; it overlaps no other."""

    number = forms.TypedChoiceField(label=_("ภาคเรียนที่"), choices=[(1, "1"), (2, "2"), (3, "3")], coerce=int)
    starts_on = ThaiDateField(label=_("เปิดเรียน"))
    ends_on = ThaiDateField(label=_("ปิดเรียน"))

    class Meta:
        model = Term
        fields = ["number", "starts_on", "ends_on"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["number"].help_text = _("ภาคเรียนที่ 3 คือภาคฤดูร้อน ถ้ามี")

    def clean(self):
        """Begin in the academic year, and end before the next term does."""
        typed = super().clean()
        start, end = typed.get("starts_on"), typed.get("ends_on")
        first, last = year_bounds(self.instance.academic_year)
        if start and not first - timedelta(days=60) <= start <= last:
            said = _("วันเปิดเรียนต้องอยู่ในปีการศึกษา %(year)s")
            self.add_error("starts_on", ValidationError(said, params={"year": self.instance.academic_year}))
        if start and end and end > start:
            self._refuse_overlap(start, end)
        return typed

    def _refuse_overlap(self, start: date, end: date) -> None:
        others = Term.objects.filter(area=self.instance.area, starts_on__lte=end, ends_on__gte=start).exclude(pk=self.instance.pk)
        if other := others.first():
            self.add_error("starts_on", ValidationError(_("วันซ้อนกับภาคเรียนที่ %(term)s แก้วันเปิดหรือปิดเรียน"), params={"term": other}))

    def _get_validation_exclusions(self):
        # That a term is once in its year is checked also where the form does not ask for area and year.
        return super()._get_validation_exclusions() - {"area", "academic_year"}


class HolidayForm(PlainWords, forms.ModelForm):
    """A day off, of the whole area or of one school."""

    school = SchoolField(queryset=School.objects.none(), required=False, help_text=_("เว้นว่างไว้เมื่อหยุดทั้งเขต"))
    day = ThaiDateField(label=_("วันที่"))

    class Meta:
        model = Holiday
        fields = ["name", "day", "school"]
        help_texts = {"name": _("เช่น วันวิสาขบูชา น้ำท่วม งดเรียนเพื่อจัดสอบ")}

    field_order = ["name", "day", "until", "school"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["school"].queryset = self.instance.area.schools.all()

    def _get_validation_exclusions(self):
        # A day that is off already is found also where the form does not ask for the area.
        return super()._get_validation_exclusions() - {"area"}


class NewHolidayForm(HolidayForm):
    """One or several days off in a row; a day of them that is off already stays as it is."""

    until = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("เว้นว่างไว้เมื่อหยุดวันเดียว"))

    def clean(self):
        """The last day is not before the first, nor months later."""
        typed = super().clean()
        first, last = typed.get("day"), typed.get("until")
        if first and last and last < first:
            self.add_error("until", _("วันสุดท้ายต้องไม่ก่อนวันแรก"))
        elif first and last and (last - first).days >= LONGEST_CLOSURE:
            self.add_error("until", _("หยุดติดต่อกันได้ไม่เกิน 60 วัน แก้วันเปิดปิดภาคเรียนแทน"))
        return typed

    def holidays(self) -> list[Holiday]:
        """A row for each weekday that is not off already, the first day's whatever it is."""
        kept, last = self.instance, self.cleaned_data.get("until") or self.instance.day
        others = (kept.day + timedelta(days=number) for number in range(1, (last - kept.day).days + 1))
        off = set(Holiday.objects.filter(area=kept.area, school=kept.school).values_list("day", flat=True))
        weekdays = [day for day in others if day.weekday() < 5 and day not in off]
        return [kept, *(Holiday(area=kept.area, school=kept.school, name=kept.name, day=day) for day in weekdays)]


class LevelsForm(PlainWords, forms.ModelForm):
    """From how many school days absent a teacher, the school and the area have something to do."""

    class Meta:
        model = Area
        fields = ["absent_days_teacher", "absent_days_meeting", "absent_days_report"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in self.Meta.fields:
            label = self.fields[name].label
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=1,
                max_value=MOST_DAYS,
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
                error_messages={
                    "invalid": _("กรอกจำนวนวันเป็นตัวเลข เช่น 3"),
                    "min_value": _("กรอกจำนวนวันเป็นตัวเลข 1 ถึง 60"),
                    "max_value": _("กรอกจำนวนวันเป็นตัวเลข 1 ถึง 60"),
                    "required": _("กรอกจำนวนวัน"),
                },
            )
