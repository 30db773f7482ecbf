"""The form of a point where the public reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import ReportPoint
from schools.access import Action
from schools.form_fields import SchoolField
from schools.forms.words import areas_of
from schools.models import Area, School

from .base import HouseMixin


class PointForm(HouseMixin, forms.Form):
    """A school, or a village; of the office also neither, for the whole area. A school's staff makes points of the school."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("เขตพื้นที่"), empty_label=None)
    school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียน"), required=False)
    place_text = forms.CharField(label=_("หรือหมู่บ้าน สถานที่"), max_length=200, required=False, help_text=_("เว้นว่างทั้งสองช่องสำหรับทั้งเขต"))

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.points = ReportPoint.objects.visible_to(user).filter(is_open=True)
        self.areas = list(areas_of(user, Action.POINT_MANAGE))
        schools = School.objects.visible_to(user, Action.POINT_MANAGE).filter(is_open=True)
        self.fields["school"].queryset, self.fields["area"].queryset = schools, areas_of(user, Action.POINT_MANAGE)
        if len(self.areas) < 2:
            del self.fields["area"]
        if not self.areas:
            del self.fields["place_text"]
            self.fields["school"].required = True
            self.initial["school"] = schools.first()

    def clean(self):
        """One open point a place: a poster is printed again from the list."""
        typed = super().clean()
        school = typed.get("school")
        typed["area"] = school.area if school else typed.get("area") or next(iter(self.areas), None)
        same = {"area": typed["area"], "school": school, "place_text": typed.get("place_text", "")}
        if not self.errors and self.points.filter(**same).exists():
            self.add_error(None, _("มีแผ่นป้ายของที่นี่แล้ว พิมพ์ซ้ำได้จากรายการ"))
        return typed

    def point(self) -> ReportPoint:
        """The point as typed, not saved."""
        return ReportPoint(**{name: self.cleaned_data.get(name, "") for name in ("area", "school", "place_text")})
