"""Forms of a move: to another school, to another office, and what those answer who are to take it."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Move, MoveKind
from schools.access import Role
from schools.form_fields import SchoolField
from schools.models import Area, School, User
from thai.dates import ThaiDateField

from .base import HouseMixin
from .team import EntryForm

TOLD = _("ผู้รับปลายทางอ่านข้อความนี้ก่อนตอบ เขียนเท่าที่จำเป็น ไม่ต้องเขียนชื่อนักเรียน")
YES, NO = "yes", "no"


class MoveForm(EntryForm):
    """What every move says: when it was asked for, why, and what the other side must know."""

    field_order = ["token", "to_school", "to_area", "to_place"]
    happened_on = ThaiDateField(label=_("วันที่ขอ"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].error_messages["required"] = _("กรอกเหตุผล")
        self.fields["told"].help_text = TOLD

    def _get_validation_exclusions(self):
        """Where it goes is for the engine to judge, and for `clean` to say in words."""
        return super()._get_validation_exclusions() | {"to_school", "to_area", "to_place"}


class SchoolMoveForm(MoveForm):
    """The child goes to another school of the area."""

    to_school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียนใหม่"))

    class Meta:
        model = Move
        fields = ["to_school", "happened_on", "reason", "told"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "told": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        schools = School.objects.filter(area=self.case.area, is_open=True)
        self.fields["to_school"].queryset = schools.exclude(pk=self.case.school_id)
        self.fields["told"].label = _("สิ่งที่โรงเรียนใหม่ต้องรู้")
        self.instance.kind = MoveKind.SCHOOL


class HandOverForm(MoveForm):
    """The case goes to another office: one of this installation, or one by name."""

    class Meta:
        model = Move
        fields = ["to_area", "to_place", "happened_on", "reason", "told"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "told": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["to_area"].queryset = Area.objects.exclude(pk=self.case.area_id).order_by("name")
        self.fields["to_area"].to_field_name = "key"
        self.fields["to_area"].empty_label = _("สำนักงานอื่นที่ไม่อยู่ในรายชื่อ")
        self.fields["to_area"].label = _("สำนักงานเขตพื้นที่ที่ใช้ระบบนี้")
        self.fields["to_place"].label = _("หรือชื่อสำนักงานที่ไม่ได้ใช้ระบบนี้")

    def clean(self):
        """One office, in the list or by name."""
        typed = super().clean()
        if bool(typed.get("to_area")) == bool(typed.get("to_place")):
            self.add_error("to_area", _("เลือกสำนักงานหนึ่งแห่ง หรือกรอกชื่อสำนักงานที่ไม่อยู่ในรายชื่อ"))
        self.instance.kind = MoveKind.AREA if typed.get("to_area") else MoveKind.OUTSIDE
        return typed


class AnswerMoveForm(HouseMixin, forms.Form):
    """Whether the other side takes it: an office says also at which of its schools the child is to be, and who is responsible."""

    answer = forms.ChoiceField(widget=forms.RadioSelect, label=_("คำตอบ"), error_messages={"required": _("เลือกคำตอบ")})
    school = SchoolField(
        queryset=School.objects.none(), label=_("โรงเรียนของนักเรียน"), required=False,
        help_text=_("เว้นว่างไว้เมื่อยังไม่รู้ หรือยังไม่เรียน"),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("ผู้รับผิดชอบ"), to_field_name="key", required=False, help_text=_("จำเป็นเมื่อรับโอน")
    )
    how = forms.CharField(label=_("ใครตอบ หนังสือฉบับใด"), max_length=200, error_messages={"required": _("ระบุว่าใครตอบ ด้วยหนังสือฉบับใด")})
    answered_on = ThaiDateField(label=_("วันที่ตอบ"))
    note = forms.CharField(
        label=_("คำอธิบาย"), widget=forms.Textarea(attrs={"rows": 3}), required=False, help_text=_("จำเป็นเมื่อไม่รับ")
    )

    def __init__(self, *args, move: Move, user: User, today: date, **options):
        super().__init__(*args, initial={"answered_on": today, "owner": user.key}, **options)
        self.fields["answered_on"].not_after = today
        taken = _("นักเรียนมาที่โรงเรียนแล้ว") if move.kind == MoveKind.SCHOOL else _("รับโอนเคส")
        self.fields["answer"].choices = [(YES, taken), (NO, _("ไม่รับ"))]
        for name, kind in (("school", MoveKind.AREA), ("owner", MoveKind.AREA), ("how", MoveKind.OUTSIDE)):
            if move.kind != kind:
                del self.fields[name]
        if move.kind == MoveKind.AREA:
            self.fields["school"].queryset = School.objects.filter(area=move.to_area, is_open=True)
            people = User.objects.working_in(move.to_area, Role.OFFICER, Role.SUPERVISOR)
            self.fields["owner"].queryset = people.filter(is_active=True).order_by("full_name")

    def clean(self):
        """A refusal says why; whoever takes a case over says who is responsible."""
        typed = super().clean()
        if typed.get("answer") == NO and not typed.get("note"):
            self.add_error("note", _("กรอกเหตุผลที่ไม่รับ"))
        if typed.get("answer") == YES and "owner" in self.fields and not typed.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("เลือกผู้รับผิดชอบ"))
        return typed
