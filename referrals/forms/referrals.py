"""Forms of step 5: the referral with what it shares, and what its receiver answers."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, StepForm
from dropout_cases.steps import Safety
from referrals import package
from referrals.models import Referral, ReferralStatus
from schools.form_fields import SchoolField
from schools.models import Agency, Code, School, User
from thai.dates import ThaiDateField

ANSWER_DAYS = 7
ANSWER_DAYS_IN_DANGER = 1
PUBLIC_TASK = "legal_basis.S24_4"
VITAL_INTEREST = "legal_basis.S24_2"


class ReferralForm(StepForm):
    """Help handed on: to whom, what is asked, what is shared and on which ground, and by when an answer is wanted."""

    date_label = _("วันที่ส่งต่อ")
    previewed: list[package.Item] | None = None  # what the page shows as the receiver's view
    school = SchoolField(queryset=School.objects.none(), label=_("หรือส่งต่อโรงเรียน"), required=False)
    shared = forms.MultipleChoiceField(label=_("ผู้รับจะเห็น"), widget=forms.CheckboxSelectMultiple, required=False)
    answer_by = ThaiDateField(label=_("ขอคำตอบภายใน"))

    class Meta:
        model = Referral
        fields = [
            "agency", "school", "helps", "asked", "ordinary_study", "pathway", "pathway_place", "legal_basis", "consent_note",
            "answer_by", "safety", "best_interest",
        ]  # fmt: skip
        widgets = {
            "helps": forms.CheckboxSelectMultiple,
            "asked": forms.Textarea(attrs={"rows": 3}),
            "consent_note": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {
            "agency": {"required": _("เลือกหน่วยงานหรือโรงเรียนที่จะส่งต่ออย่างใดอย่างหนึ่ง")},
            "helps": {"required": _("เลือกเรื่องที่ขอให้ช่วยอย่างน้อยหนึ่งข้อ")},
            "asked": {"required": _("เขียนสิ่งที่ขอให้ช่วย")},
            "legal_basis": {"required": _("เลือกฐานทางกฎหมาย")},
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._offer_receivers()
        self._offer_codes()
        self.fields["shared"].choices = [(part.code, part.label) for part in package.parts_for(self.user, self.case)]
        self.fields["shared"].help_text = _("เลือกเท่าที่ผู้รับจำเป็นต้องรู้ สิ่งที่ส่งแล้วไม่เปลี่ยนตามเคส")
        self.fields["answer_by"].widget.attrs["data-quick"] = "today week"
        for name, value in self._usual().items():
            self.initial.setdefault(name, value)

    def _offer_receivers(self):
        self.fields["agency"].queryset = Agency.objects.filter(area=self.case.area).choosable()
        self.fields["agency"].required = not self.data.get(self.add_prefix("school"))
        schools = School.objects.filter(area=self.case.area, is_open=True)
        self.fields["school"].queryset = schools.exclude(pk=self.case.school_id)

    def _offer_codes(self):
        self.fields["helps"].queryset = Code.objects.of("help_kind")
        self.fields["pathway"].queryset = Code.objects.of("education_pathway")
        self.fields["pathway"].empty_label = _("ยังไม่เสนอแนะ")
        self.fields["pathway"].help_text = _("เลือกเมื่อนักเรียนไม่ได้เรียนในชั้นเรียนปกติ")
        self.fields["legal_basis"].queryset = Code.objects.of("legal_basis")
        self.fields["legal_basis"].empty_label = None
        self.fields["legal_basis"].help_text = _("ข้อมูลอ่อนไหวใช้ฐานตามมาตรา 26")
        self.fields["consent_note"].help_text = _("ใคร เกี่ยวข้องอย่างไร เมื่อใด กรอกเมื่อใช้ฐานความยินยอม")

    def _usual(self) -> dict:
        """What the form proposes; in a case of danger an answer by tomorrow, on the ground of vital interest."""
        danger = self.case.in_danger
        days = ANSWER_DAYS_IN_DANGER if danger else ANSWER_DAYS
        usual = {
            "shared": package.USUAL,
            "answer_by": self.today + timedelta(days=days),
            "legal_basis": VITAL_INTEREST if danger else PUBLIC_TASK,
        }
        at_once = {"asked": _("ช่วยเหลือและคุ้มครองนักเรียนโดยด่วน"), "safety": Safety.UNSAFE}
        return usual | at_once if danger else usual

    def items(self) -> list[package.Item]:
        """Exactly what the receiver will see of what is typed now; call it once the form is cleaned."""
        chosen = self.cleaned_data
        return package.build(
            self.case,
            chosen.get("shared", []),
            on=chosen.get("happened_on") or self.today,
            helps=chosen.get("helps", []),
            asked=self.instance.asked,
            ordinary_study=self.instance.ordinary_study,
            pathway=chosen.get("pathway"),
            pathway_place=self.instance.pathway_place,
            legal_basis=chosen.get("legal_basis"),
        )

    def freeze(self) -> None:
        """Keep a copy of what is shared with the referral."""
        self.instance.package = package.freeze(self.items())


class _ReceiversForm(HouseMixin, forms.Form):
    """Something the receiver says; the office, which types it from paper, also says on which day."""

    day_field = ""

    def __init__(self, *args, referral: Referral, from_paper: bool, today: date, **options):
        super().__init__(*args, **options)
        self.referral, self.from_paper, self.today = referral, from_paper, today
        self.fields[self.day_field].not_after = today
        self.fields[self.day_field].initial = today
        if not from_paper:
            del self.fields[self.day_field]

    def clean(self):
        """Nothing is answered before it was sent."""
        cleaned = super().clean()
        day = cleaned.get(self.day_field)
        if day and day < self.referral.happened_on:
            self.add_error(self.day_field, _("วันที่ต้องไม่ก่อนวันที่ส่งต่อ"))
        return cleaned

    @property
    def day(self) -> date:
        """The day of the answer: typed, or today."""
        return self.cleaned_data.get(self.day_field) or self.today


class AnswerForm(_ReceiversForm):
    """The receiver takes the request on, or cannot, and says why."""

    day_field = "answered_on"
    status = forms.ChoiceField(
        label=_("คำตอบ"),
        choices=[(ReferralStatus.ACCEPTED, _("รับเรื่อง")), (ReferralStatus.DECLINED, _("รับไม่ได้"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่ารับเรื่องหรือรับไม่ได้")},
    )
    decline_reason = forms.ModelChoiceField(
        Code.objects.none(), label=_("เหตุผลที่รับไม่ได้"), required=False, help_text=_("จำเป็นเมื่อรับไม่ได้")
    )
    answer_note = forms.CharField(
        label=_("ข้อความถึงเขตพื้นที่"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000,
        help_text=_("เช่น นัดหมาย ผู้ประสาน หรือหน่วยงานอื่นที่ช่วยได้"),
    )  # fmt: skip
    answered_on = ThaiDateField(label=_("วันที่ตอบ"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["decline_reason"].queryset = Code.objects.of("referral_decline_reason")

    def clean(self):
        """A decline says why; only a decline does."""
        cleaned = super().clean()
        declined = cleaned.get("status") == ReferralStatus.DECLINED
        if declined and not cleaned.get("decline_reason") and "decline_reason" not in self.errors:
            self.add_error("decline_reason", _("เลือกเหตุผลที่รับไม่ได้"))
        if not declined:
            cleaned["decline_reason"] = None
        return cleaned

    def answer(self, by: User) -> dict:
        """The answer as the referral keeps it."""
        said = {name: self.cleaned_data[name] for name in ("decline_reason", "answer_note")}
        return said | {"answered_on": self.day, "answered_at": timezone.now(), "answered_by": by}


class ResultForm(_ReceiversForm):
    """What came of the help."""

    day_field = "result_on"
    result = forms.CharField(
        label=_("ผลการช่วยเหลือ"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000,
        error_messages={"required": _("เขียนผลการช่วยเหลือ")},
    )  # fmt: skip
    result_on = ThaiDateField(label=_("วันที่แจ้งผล"))

    def answer(self) -> dict:
        """The result as the referral keeps it."""
        return {"result": self.cleaned_data["result"], "result_on": self.day}
