"""Forms open to everybody: a child reported without an account, and the code by which the reporter asks how it stands."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dropout_cases import receipts
from dropout_cases.models import Report, ReportChannel, ReportPoint
from schools.form_fields import SchoolField
from schools.models import Area, Code, School
from thai.text import SCHOOL

from .base import HouseMixin
from .reports import REPORTER, ToldForm

# Words a neighbour would use; the rest of the list is the office's.
CAUSES = (
    "POVERTY", "BREADWINNER", "CARE_FOR_OTHERS", "FAMILY_PROBLEM", "NO_CAREGIVER", "MIGRATED", "TRANSPORT", "NOT_INTERESTED",
    "BULLIED", "ABUSE", "UNKNOWN",
)  # fmt: skip
SOURCES = ("GUARDIAN", "SELF", "PEER", "TEACHER", "VILLAGE_HEAD", "VHV", "HEALTH", "OTHER")


def school_meant(area: Area, where: str) -> School | None:
    """The school a text names, where it says that it means a school and one of the area bears that name."""
    if not SCHOOL.match(where):
        return None
    try:
        return SchoolField(queryset=School.objects.filter(area=area, is_open=True)).clean(where)
    except ValidationError:
        return None


class PublicReportForm(ToldForm):
    """Five questions and nothing required beyond them. A box that people do not see gives away programs that fill in all."""

    where = forms.CharField(
        label=_("โรงเรียนหรือพื้นที่"), max_length=200, help_text=_("เช่น โรงเรียนของเด็ก หมู่บ้าน หรือจุดที่พบเด็ก"),
        error_messages={"required": _("กรอกโรงเรียน หมู่บ้าน หรือจุดที่พบเด็ก")},
    )  # fmt: skip
    homepage = forms.CharField(
        label=_("เว้นช่องนี้ว่างไว้"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args, area: Area, point: ReportPoint | None = None, **options):
        self.area, self.point = area, point
        place = str(point.school or point.place_text) if point else ""
        super().__init__(*args, initial={"where": place}, **options)
        del self.fields["more_causes"]
        self.fields["causes"].queryset = Code.objects.of("dropout_reason").filter(code__in=CAUSES)
        self.fields["source"].queryset = self.fields["source"].queryset.filter(code__in=SOURCES)
        self.fields["reporter_confidential"].label = _("ขอให้ปกปิดชื่อของฉัน")

    def clean_homepage(self):
        """People are asked to empty it; nothing is dropped without a word."""
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("ลบข้อความในช่องนี้ แล้วส่งอีกครั้ง"))
        return ""

    @property
    def sending(self) -> str:
        """The fingerprint of this form as filled in."""
        names = ("name", "described_as", "where", "story", "safety", *REPORTER)
        told = [str(self.cleaned_data[name] or "") for name in names]
        return receipts.sending_of(self.cleaned_data["token"], str(self.area.pk), *told, *sorted(map(str, self._cause_codes())))

    def _cause_codes(self):
        return (cause.code for cause in self.cleaned_data["causes"])

    @property
    def code(self) -> str:
        """The receipt code of this sending."""
        return receipts.code_of(self.sending)

    @property
    def sent_before(self) -> bool:
        """Whether this very form was sent already."""
        return receipts.report_of(self.code) is not None

    def report(self) -> Report:
        """The report as typed, not saved: of the school that is named, or else of a place in words."""
        where = self.cleaned_data["where"]
        own = self.point.school if self.point else None
        school = own if own and where == str(own) else school_meant(self.area, where)
        return self.told(
            area=self.area,
            point=self.point,
            school=school,
            place_text="" if school else where,
            channel=ReportChannel.PUBLIC,
            token=f"public:{self.sending[:32]}",
            receipt=receipts.print_of(self.code),
        )


class CodeForm(HouseMixin, forms.Form):
    """The receipt code, as it was written down."""

    code = forms.CharField(
        label=_("รหัสรับแจ้ง"), max_length=40, help_text=_("10 ตัว เช่น ACDE-FHJ-KMN"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class AdditionForm(CodeForm):
    """What a reporter adds to a report."""

    text = forms.CharField(
        label=_("เพิ่มข้อมูล"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("ไม่เกิน 1,000 ตัวอักษร"),
        error_messages={"required": _("เขียนสิ่งที่ต้องการเพิ่ม"), "max_length": _("เขียนได้ไม่เกิน 1,000 ตัวอักษร ย่อให้สั้นลง")},
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["code"].widget = forms.HiddenInput()

    def with_code(self, faults) -> "AdditionForm":
        """The form with its code in sight, and what is the matter with it."""
        self.fields["code"].widget = CodeForm.base_fields["code"].widget
        self.errors["code"] = self.error_class(faults)
        return self
