"""The report of a child: five questions, everything else folded away."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.duplicates import Told
from dropout_cases.models import Precision, Report, Sex, Student
from dropout_cases.steps import Safety
from schools.access import Action
from schools.conflicts import BothMayChange
from schools.converters import KeyConverter
from schools.form_fields import SchoolField
from schools.models import Area, Code, School, Tambon
from thai.dates import ThaiBirthDateField, ThaiDateField
from thai.identity import IdentityNumberField
from thai.text import split_title, validate_name

from .base import SentOnce
from .steps import CausesMixin

LONGEST_NAME = 80  # characters of a given name, or of a family name


def safety_field() -> forms.ChoiceField:
    """The question every report asks first: is the child safe."""
    return forms.ChoiceField(
        label=_("ตอนนี้เด็กปลอดภัยไหม"), choices=Safety.choices, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่าเด็กปลอดภัยหรือไม่")},
    )  # fmt: skip


def story_field() -> forms.CharField:
    """What happened, in so many words."""
    return forms.CharField(
        label=_("เล่าสั้น ๆ"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("ไม่เกิน 500 ตัวอักษร"),
        error_messages={"required": _("เล่าสั้น ๆ ว่าเกิดอะไรขึ้น"), "max_length": _("เล่าได้ไม่เกิน 500 ตัวอักษร ย่อให้สั้นลง")},
    )  # fmt: skip


class ChildDetails(forms.Form):
    """What may be known of a child beside its name; nothing of it is required."""

    nickname = forms.CharField(label=_("ชื่อเล่น"), max_length=40, required=False)
    sex = forms.ChoiceField(label=_("เพศ"), choices=[("", _("ไม่ระบุ")), *Sex.choices], required=False)
    born = ThaiBirthDateField(label=_("วันเกิด"), required=False, help_text=_("รู้แต่ปีเกิด ใส่เฉพาะ พ.ศ."))
    number = IdentityNumberField(label=_("เลขประจำตัว 13 หลัก หรือรหัส G"), required=False)
    grade = forms.ModelChoiceField(Code.objects.none(), label=_("ชั้น"), required=False)
    guardian_name = forms.CharField(label=_("ชื่อผู้ปกครอง"), max_length=120, required=False)
    guardian_relation = forms.ModelChoiceField(Code.objects.none(), label=_("ความเกี่ยวข้อง"), required=False)
    guardian_phone = forms.CharField(
        label=_("โทรศัพท์ผู้ปกครอง"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    address = forms.CharField(label=_("ที่อยู่"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    tambon = forms.ModelChoiceField(Tambon.objects.none(), label=_("ตำบล"), required=False)

    def offer_details(self, area: Area, today):
        """Fill the choices; nobody is born after `today`."""
        self.fields["born"].not_after = today
        self.fields["grade"].queryset = Code.objects.of("grade")
        self.fields["guardian_relation"].queryset = Code.objects.of("guardian_relation")
        self.fields["tambon"].queryset = Tambon.objects.filter(amphoe__areas=area).select_related("amphoe")

    def apply_details(self, student: Student) -> Student:
        """Write the details onto the child."""
        for name in ("nickname", "sex", "grade", "guardian_name", "guardian_relation", "guardian_phone", "address", "tambon"):
            setattr(student, name, self.cleaned_data[name])
        student.born_on, student.born_precision = self.cleaned_data["born"] or (None, "")
        return student


DETAIL_FIELDS = [
    "nickname", "sex", "born", "number", "grade", "guardian_name", "guardian_relation", "guardian_phone", "address", "tambon",
]  # fmt: skip
REPORT_FIELDS = ["happened_on", "group", "source", "reporter_name", "reporter_phone", "reporter_confidential"]


class IntakeForm(CausesMixin, ChildDetails, SentOnce):
    """Step 1. Whoever may report sees the schools of their own scope."""

    name = forms.CharField(label=_("ชื่อและนามสกุลเด็ก"), max_length=2 * LONGEST_NAME + 10, required=False, validators=[validate_name])
    name_unknown = forms.BooleanField(label=_("ไม่ทราบชื่อ"), required=False)
    described_as = forms.CharField(
        label=_("ลักษณะของเด็ก"), max_length=200, required=False, help_text=_("กรอกเมื่อไม่ทราบชื่อ เช่น เด็กชายราว 10 ปี ข้างตลาด")
    )
    school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียน"), required=False)
    place_text = forms.CharField(
        label=_("หรือพื้นที่"), max_length=200, required=False, help_text=_("กรอกเมื่อไม่ทราบโรงเรียน เช่น หมู่บ้าน ตำบล")
    )
    safety = safety_field()
    story = story_field()
    happened_on = ThaiDateField(label=_("วันที่รับแจ้ง"))
    group = forms.ModelChoiceField(Code.objects.none(), label=_("กลุ่มเป้าหมาย"), required=False)
    source = forms.ModelChoiceField(Code.objects.none(), label=_("แหล่งที่มา"), required=False)
    reporter_name = forms.CharField(label=_("ชื่อผู้แจ้ง"), max_length=120, required=False)
    reporter_phone = forms.CharField(label=_("โทรศัพท์ผู้แจ้ง"), max_length=40, required=False)
    reporter_confidential = forms.BooleanField(label=_("ผู้แจ้งขอให้ปกปิดชื่อ"), required=False)
    another_child = forms.BooleanField(label=_("เป็นเด็กคนละคน บันทึกเป็นเคสใหม่"), required=False)
    student = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)  # the key of a child known already

    def __init__(self, *args, user, today, student="", **options):
        super().__init__(*args, **options)
        self.user = user
        self.known = self._child(self.data.get("student", "") if self.is_bound else student)
        self.initial = {"happened_on": today} | self._of_known() | self.initial
        schools = School.objects.visible_to(user, Action.CASE_REPORT).filter(is_open=True)
        post = next(post for post in user.current_posts if post.area_id or post.school_id)
        self.area, self.own_school = (post.area, None) if post.area_id else (post.school.area, post.school)
        self.fields["school"].queryset = schools
        self.fields["happened_on"].not_after = today
        self.offer_causes()
        self.offer_details(self.area, today)
        for name in ("name", "school", "place_text", "causes", "described_as"):
            self.fields[name].one_of_several = True  # wanted, though no single box is required
        self.fields["group"].queryset = Code.objects.of("student_group")
        self.fields["source"].queryset = Code.objects.of("report_source")
        if self.own_school and not self.is_bound:
            self.initial["school"] = self.own_school

    def _child(self, key: str) -> Student | None:
        """The child with this key, if it is one the person may see; any other key is as good as none."""
        if not re.fullmatch(KeyConverter.regex, key):
            return None
        return Student.objects.visible_to(self.user).filter(key=key).select_related("school").first()

    def recall(self) -> None:
        """Know again the child that was chosen in the draft the boxes are filled from."""
        if self.known is None and not self.is_bound:
            self.known = self._child(self.initial.get("student") or "")

    def _of_known(self) -> dict:
        if self.known is None:
            return {}
        child = self.known
        born = (child.born_on, child.born_precision) if child.born_on else None
        return {"student": child.key, "name": child.full_name, "school": child.school, "sex": child.sex, "born": born}

    def clean(self):
        """A name or a description; a school or a place; at least one cause."""
        typed = super().clean()
        if typed.get("name_unknown"):
            typed["name"] = ""
            typed["described_as"] = typed.get("described_as") or str(_("ไม่ทราบชื่อ"))
        elif "name" not in self.errors:
            self._check_name(typed["name"])
        if self.own_school and not typed.get("school") and "school" not in self.errors:
            typed["school"] = self.own_school
        if not (typed.get("school") or typed.get("place_text") or typed.get("tambon") or "school" in self.errors):
            self.add_error("school", _("เลือกโรงเรียน หรือกรอกพื้นที่"))
        if not self.chosen_causes():
            self.add_error("causes", _("เลือกอย่างน้อยหนึ่งข้อ หากไม่แน่ใจเลือก “ไม่ทราบสาเหตุ”"))
        return typed

    def _check_name(self, name: str):
        _title, *parts = split_title(name)
        if not parts[0]:
            self.add_error("name", _('กรอกชื่อเด็ก หรือเลือก "ไม่ทราบชื่อ"'))
        elif max(map(len, parts)) > LONGEST_NAME:
            self.add_error("name", _("ชื่อหรือนามสกุลยาวเกินไป ใช้ไม่เกิน %(limit)d ตัวอักษร") % {"limit": LONGEST_NAME})

    @property
    def details_open(self) -> bool:
        """Whether the folded part has something to show."""
        return any(name in self.errors for name in DETAIL_FIELDS + REPORT_FIELDS)

    def child(self) -> Student:
        """The child as typed, not saved."""
        typed = self.cleaned_data
        student = Student(area=typed["school"].area if typed["school"] else self.area, school=typed["school"])
        self.apply_details(student)
        student.take_name(typed["name"])
        student.described_as = "" if student.first_name else typed["described_as"]
        return student

    def told(self) -> Told:
        """What is typed so far of the child, as far as it can be read."""
        typed, child = self.cleaned_data, Student()
        child.take_name(typed.get("name") or "")
        school, born = typed.get("school"), typed.get("born") or (None, "")
        return Told(
            first=child.first_name,
            last=child.last_name,
            born_on=born[0],
            school_id=school.pk if school else None,
            number=typed.get("number") or "",
            phone=typed.get("guardian_phone") or "",
        )

    def report(self) -> Report:
        """The report as typed, not saved."""
        typed = self.cleaned_data
        names = ["happened_on", "group", "source", "story", "safety", "reporter_name", "reporter_phone", "reporter_confidential"]
        return Report(token=typed["token"] or None, **{name: typed[name] for name in names})

    def detail_rows(self):
        """The folded fields of the child."""
        return [self[name] for name in DETAIL_FIELDS]

    def report_rows(self):
        """The folded fields of the report."""
        return [self[name] for name in REPORT_FIELDS]


class StudentForm(BothMayChange, ChildDetails, SentOnce):
    """What is known of a child, changed."""

    one_sided = ("number",)  # empty, whatever the number is

    title = forms.CharField(label=_("คำนำหน้า"), max_length=20, required=False)
    first_name = forms.CharField(label=_("ชื่อ"), max_length=LONGEST_NAME, required=False, validators=[validate_name])
    last_name = forms.CharField(label=_("นามสกุล"), max_length=LONGEST_NAME, required=False, validators=[validate_name])
    safety_note = forms.CharField(
        label=_("ข้อควรระวังเพื่อความปลอดภัย"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เช่น ห้ามติดต่อใครก่อนปรึกษาใคร เห็นเฉพาะเจ้าหน้าที่เขต"),
    )  # fmt: skip
    field_order = ["title", "first_name", "last_name", *DETAIL_FIELDS, "safety_note"]

    def __init__(self, *args, case, today, **options):
        student = case.student
        initial = {name: getattr(student, name) for name in (
            "title", "first_name", "last_name", "nickname", "sex", "grade", "guardian_name", "guardian_relation",
            "guardian_phone", "address", "tambon",
        )}  # fmt: skip
        initial["born"] = (student.born_on, student.born_precision or Precision.DAY) if student.born_on else None
        initial["safety_note"] = case.safety_note
        super().__init__(*args, initial=initial, **options)
        self.student = student
        self.offer_details(case.area, today)
        self.fields["number"].help_text = _("เว้นว่างไว้เพื่อใช้เลขเดิม กรอกเมื่อได้เลขใหม่")

    def clean(self):
        """A child without a name keeps its description."""
        typed = super().clean()
        if not typed.get("first_name") and not self.student.described_as:
            self.add_error("first_name", _("กรอกชื่อเด็ก"))
        return typed

    def apply(self) -> Student:
        """Write what was typed beside the name and number onto the child."""
        return self.apply_details(self.student)
