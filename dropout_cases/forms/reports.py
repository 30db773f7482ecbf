"""Forms of reports outside a case: the questions everybody is asked, and an officer's verdict."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case, Report, ReportChannel
from schools.access import Action
from schools.form_fields import PhoneField, SchoolField
from schools.forms.words import areas_of
from schools.models import Area, Code, School
from thai.dates import ThaiDateField
from thai.numerals import to_arabic
from thai.text import split_title

from .base import HouseMixin, SentOnce
from .intake import LONGEST_NAME, safety_field, story_field
from .steps import CausesMixin

BY_HAND = (ReportChannel.PHONE, ReportChannel.WALK_IN, ReportChannel.LETTER, ReportChannel.ONLINE)
REPORTER = ("source", "reporter_name", "reporter_phone", "reporter_confidential")


class ToldForm(CausesMixin, SentOnce):
    """The child, what happened, whether it is safe, and the story; who tells it only where that person wants to be known."""

    name = forms.CharField(label=_("ชื่อและนามสกุลเด็ก"), max_length=2 * LONGEST_NAME + 10, required=False)
    name_unknown = forms.BooleanField(label=_("ไม่ทราบชื่อ"), required=False)
    described_as = forms.CharField(
        label=_("ลักษณะของเด็ก"), max_length=200, required=False, help_text=_("เช่น เด็กชายราว 10 ปี ข้างตลาด")
    )
    safety = safety_field()
    story = story_field()
    source = forms.ModelChoiceField(Code.objects.none(), label=_("ผู้แจ้งเป็นใคร"), required=False)
    reporter_name = forms.CharField(label=_("ชื่อผู้แจ้ง"), max_length=120, required=False)
    reporter_phone = PhoneField(label=_("โทรศัพท์ผู้แจ้ง"), max_length=40, required=False)
    reporter_confidential = forms.BooleanField(label=_("ผู้แจ้งขอให้ปกปิดชื่อ"), required=False)

    def __init__(self, *args, today, **options):
        super().__init__(*args, **options)
        self.today = today
        self.offer_causes()
        self.fields["source"].queryset = Code.objects.of("report_source")
        for name in ("name", "described_as", "causes"):
            self.fields[name].one_of_several = True  # wanted, though no single box is required

    def clean(self):
        """A name, a description, or that neither is known; and at least one cause."""
        typed = super().clean()
        if "name" not in self.errors:
            self._check_name(typed)
        if not self.chosen_causes() and "causes" not in self.errors:
            self.add_error("causes", _("เลือกอย่างน้อยหนึ่งข้อ หากไม่แน่ใจเลือก “ไม่ทราบสาเหตุ”"))
        return typed

    def _check_name(self, typed: dict):
        _title, *parts = split_title(typed["name"])
        if not (parts[0] or typed.get("name_unknown") or typed.get("described_as")):
            self.add_error("name", _('กรอกชื่อเด็ก หรือเลือก "ไม่ทราบชื่อ"'))
        elif max(map(len, parts)) > LONGEST_NAME:
            self.add_error("name", _("ชื่อหรือนามสกุลยาวเกินไป ใช้ไม่เกิน %(limit)d ตัวอักษร") % {"limit": LONGEST_NAME})

    def told(self, **fields) -> Report:
        """The report as typed, not saved."""
        typed = self.cleaned_data
        kept = {name: typed[name] for name in ("described_as", "safety", "story", *REPORTER)}
        kept |= {"child_name": typed["name"], "token": typed["token"] or None, "happened_on": self.today}
        return Report(**kept | fields)

    @property
    def reporter_open(self) -> bool:
        """Whether the folded part has something to show."""
        return any(name in self.errors or self[name].value() for name in REPORTER)

    def reporter_rows(self):
        """The folded fields."""
        return [self[name] for name in REPORTER]


class TakenDownForm(ToldForm):
    """A call, a visitor or a letter, written down by an officer before anybody decides."""

    channel = forms.ChoiceField(
        label=_("ได้รับแจ้งทาง"), choices=[(one.value, one.label) for one in BY_HAND], widget=forms.RadioSelect
    )
    happened_on = ThaiDateField(label=_("วันที่รับแจ้ง"))
    area = forms.ModelChoiceField(Area.objects.none(), label=_("เขตพื้นที่"))
    school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียน"), required=False)
    place_text = forms.CharField(
        label=_("หรือพื้นที่"), max_length=200, required=False, help_text=_("กรอกเมื่อไม่ทราบโรงเรียน เช่น หมู่บ้าน ตำบล")
    )

    def __init__(self, *args, user, today, **options):
        super().__init__(*args, today=today, initial={"happened_on": today}, **options)
        self.areas = list(areas_of(user, Action.REPORT_DECIDE))
        self.fields["area"].queryset = areas_of(user, Action.REPORT_DECIDE)
        if len(self.areas) == 1:
            del self.fields["area"]
        self.fields["school"].queryset = School.objects.visible_to(user, Action.REPORT_DECIDE).filter(is_open=True)
        self.fields["happened_on"].not_after = today
        for name in ("school", "place_text"):
            self.fields[name].one_of_several = True

    def clean(self):
        """A school of the area, or a place."""
        typed = super().clean()
        school = typed.get("school")
        if not (school or typed.get("place_text") or "school" in self.errors):
            self.add_error("school", _("เลือกโรงเรียน หรือกรอกพื้นที่"))
        typed["area"] = school.area if school else typed.get("area") or self.areas[0]
        return typed

    def report(self) -> Report:
        """The report as typed, not saved."""
        names = ("area", "school", "place_text", "channel", "happened_on")
        return self.told(**{name: self.cleaned_data[name] for name in names})


class OpenForm(HouseMixin, forms.Form):
    """A new case: for the child told of, at a school where one is known, or for a pupil of ours (`student`)."""

    school = SchoolField(
        queryset=School.objects.none(), label=_("โรงเรียนของเด็ก"), required=False, help_text=_("เว้นว่างได้เมื่อยังไม่ทราบ")
    )
    student = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    def __init__(self, *args, report: Report, user, **options):
        super().__init__(*args, initial={"school": report.school}, **options)
        self.fields["school"].queryset = School.objects.filter(area=report.area, is_open=True)


class JoinForm(HouseMixin, forms.Form):
    """The open case a report belongs to, by its number; cleans to the case."""

    number = forms.CharField(label=_("เลขที่เคส"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, report: Report, user, **options):
        super().__init__(*args, **options)
        self.cases = Case.objects.visible_to(user).open().filter(area=report.area)

    def clean(self):
        """The case with this number, among those open."""
        typed = super().clean()
        number = to_arabic(typed.get("number", "")).replace(" ", "")
        typed["case"] = self.cases.filter(number=number).first()
        if number and typed["case"] is None:
            self.add_error("number", _("ไม่พบเคสที่เปิดอยู่เลขที่นี้ ตรวจเลขอีกครั้ง"))
        return typed


class AskForm(HouseMixin, forms.Form):
    """What a school is asked: the name as it should read it, and the question. It sees nothing else of the report."""

    school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียนที่จะถาม"))
    child_name = forms.CharField(label=_("ชื่อเด็กที่โรงเรียนจะเห็น"), max_length=200)
    asked = forms.CharField(
        label=_("สิ่งที่ถาม"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        initial=_("นักเรียนคนนี้มาเรียนตามปกติหรือไม่ มาเรียนครั้งล่าสุดเมื่อใด"),
        help_text=_("อย่าเขียนว่าใครแจ้งหรือแจ้งว่าอะไร"),
    )  # fmt: skip

    def __init__(self, *args, report: Report, user, **options):
        known = {"school": report.school, "child_name": report.child_name}
        super().__init__(*args, initial=known, auto_id="ask_%s", **options)  # the form beside it has a school too
        self.fields["school"].queryset = School.objects.filter(area=report.area, is_open=True)


class SetAsideForm(HouseMixin, forms.Form):
    """Why a report is no case."""

    reason = forms.ModelChoiceField(
        Code.objects.none(), label=_("เหตุผลที่ไม่เป็นเคส"), empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกเหตุผลที่ไม่เป็นเคส")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("คำอธิบาย"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False,
        help_text=_("จำเป็นเมื่อเลือก “อื่น ๆ”"),
    )  # fmt: skip

    def __init__(self, *args, report: Report, user, **options):
        super().__init__(*args, **options)
        self.fields["reason"].queryset = Code.objects.of("report_set_aside_reason")

    def clean(self):
        """Another reason is written out."""
        typed = super().clean()
        if typed.get("reason") and typed["reason"].code == "OTHER" and not typed.get("note"):
            self.add_error("note", _("เขียนคำอธิบายเมื่อเลือก “อื่น ๆ”"))
        return typed


class SchoolAnswerForm(HouseMixin, forms.Form):
    """What a school answers to the office's question."""

    answer = forms.CharField(label=_("คำตอบ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
