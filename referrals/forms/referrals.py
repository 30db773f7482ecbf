"""The form of step 5: to whom help is handed on, what is asked, on which ground, and exactly what the receiver will see."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import StepForm
from dropout_cases.steps import Safety
from referrals import package
from referrals.forms.consents import ConsentForm
from referrals.forms.receivers import AgencyField, CaseFilesField, fitting_agencies
from referrals.models import Consent, Package, Referral
from referrals.models.referrals import CONSENTS
from referrals.sending import LACKING, Way, ways_to
from schools.form_fields import SchoolField
from schools.models import Agency, Code, School
from thai.dates import ThaiDateField, thai_date

ANSWER_DAYS = 7
ANSWER_DAYS_IN_DANGER = 1
PUBLIC_TASK = "legal_basis.S24_4"
VITAL_INTEREST = "legal_basis.S24_2"
NORMAL, CRITICAL = "urgency.NORMAL", "urgency.CRITICAL"
RECOMMENDED = (
    "ordinary_study", "pathway", "pathway_school", "pathway_place", "pathway_support", "credit_transfer", "pathway_from",
)  # fmt: skip


class ReferralForm(StepForm):
    """Help handed on: to whom, what is asked, on which ground, what is shared, by when an answer is wanted, and how it goes out.

    A consent recorded on the spot stands in fields whose names begin with `consent-`, as `ConsentForm` reads them.
    """

    date_label = _("วันที่ส่งต่อ")
    previewed: list[package.Item] | None = None  # what the page shows as the receiver's view
    previewed_files: list = []
    new_consent: ConsentForm | None = None
    is_urgent = False
    agency = AgencyField(
        Agency.objects.none(), label=_("ส่งต่อหน่วยงาน"),
        error_messages={"required": _("เลือกหน่วยงานหรือโรงเรียนที่จะส่งต่ออย่างใดอย่างหนึ่ง")},
    )  # fmt: skip
    school = SchoolField(queryset=School.objects.none(), label=_("หรือส่งต่อโรงเรียน"), required=False)
    pathway_school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียนที่เสนอแนะ"), required=False)
    pathway_from = ThaiDateField(label=_("เริ่มเรียน"), required=False)
    shared = forms.MultipleChoiceField(label=_("ผู้รับจะเห็น"), widget=forms.CheckboxSelectMultiple, required=False)
    documents = CaseFilesField(label=_("ไฟล์ที่ส่งให้ผู้รับ"))
    answer_by = ThaiDateField(label=_("ขอคำตอบภายใน"))
    way = forms.ChoiceField(
        label=_("ส่งถึงผู้รับทาง"),
        choices=[("", _("ทางที่ผู้รับลงทะเบียนไว้ ระบบเลือกให้")), *Way.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Referral
        fields = [
            "agency", "school", "helps", "asked", "urgency", *RECOMMENDED, "legal_basis", "consent", "answer_by", "safety",
            "best_interest",
        ]  # fmt: skip
        widgets = {
            "helps": forms.CheckboxSelectMultiple,
            "asked": forms.Textarea(attrs={"rows": 3}),
            "pathway_support": forms.Textarea(attrs={"rows": 2}),
            "credit_transfer": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {
            "helps": {"required": _("เลือกเรื่องที่ขอให้ช่วยอย่างน้อยหนึ่งข้อ")},
            "asked": {"required": _("เขียนสิ่งที่ขอให้ช่วย")},
            "legal_basis": {"required": _("เลือกฐานทางกฎหมาย")},
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.in_danger = self.is_urgent or self.case.in_danger
        self._offer_codes()
        self._offer_consent()
        self._offer_package()
        for name, value in self._usual().items():
            self.initial.setdefault(name, value)
        self._offer_receivers()

    def _offer_codes(self):
        self.fields["helps"].queryset = Code.objects.of("help_kind")
        self.fields["urgency"].queryset = Code.objects.of("urgency")
        self.fields["urgency"].empty_label, self.fields["urgency"].required = None, True
        self.fields["pathway"].queryset = Code.objects.of("education_pathway")
        self.fields["pathway"].empty_label = _("ยังไม่เสนอแนะ")
        self.fields["pathway"].help_text = _("เลือกเมื่อนักเรียนไม่ได้เรียนในชั้นเรียนปกติ")
        self.fields["legal_basis"].queryset = Code.objects.of("legal_basis")
        self.fields["legal_basis"].empty_label = None
        self.fields["legal_basis"].help_text = _("ข้อมูลอ่อนไหวใช้ฐานตามมาตรา 26")

    def _offer_consent(self):
        standing = Consent.objects.visible_to(self.user).filter(case=self.case, voided_at=None, withdrawn_on=None)
        self.fields["consent"] = ConsentField(standing.select_related("relation"), self.shows_sensitive)
        blank = ConsentForm(case=self.case, user=self.user, today=self.today)
        for name, field in blank.fields.items():
            if name != "token":
                field.required = False
                self.fields[f"consent-{name}"] = field
        self.initial.setdefault("consent-happened_on", self.today)

    def _offer_package(self):
        self.fields["shared"].choices = [(part.code, part.label) for part in package.parts_for(self.user, self.case)]
        self.fields["shared"].help_text = _("เลือกเท่าที่ผู้รับจำเป็นต้องรู้ สิ่งที่ส่งแล้วไม่เปลี่ยนตามเคส")
        self.fields["documents"].queryset = package.files_for(self.user, self.case)
        self.fields["answer_by"].widget.attrs["data-quick"] = "today week"

    def _offer_receivers(self):
        schools = School.objects.filter(area=self.case.area, is_open=True)
        self.fields["school"].queryset = schools.exclude(pk=self.case.school_id)
        self.fields["pathway_school"].queryset = schools
        field, among = self.fields["agency"], Agency.objects.filter(area=self.case.area).choosable().quickest()
        field.queryset = among.prefetch_related("services")
        field.required = not self.data.get(self.add_prefix("school"))
        fitting = fitting_agencies(self["helps"].value() or [], self.case.amphoe, among=among)
        field.group(fitting, _("ช่วยเรื่องที่ขอได้ในอำเภอของเคส ตอบเร็วที่สุดอยู่บน"))

    def _usual(self) -> dict:
        """What the form proposes; in a case of danger an answer by tomorrow, on the ground of vital interest."""
        days = ANSWER_DAYS_IN_DANGER if self.in_danger else ANSWER_DAYS
        usual = {
            "shared": package.USUAL_IN_DANGER if self.in_danger else package.USUAL,
            "answer_by": self.today + timedelta(days=days),
            "legal_basis": VITAL_INTEREST if self.in_danger else PUBLIC_TASK,
            "urgency": CRITICAL if self.in_danger else NORMAL,
            "way": self._usual_way(),
        }
        at_once = {
            "asked": _("ช่วยเหลือและคุ้มครองนักเรียนโดยด่วน"),
            "best_interest": _("ปลอดภัยจากอันตรายทันที"),
            "safety": Safety.UNSAFE,
        }
        return usual | at_once if self.in_danger else usual

    def _usual_way(self) -> str:
        agency = Agency.objects.filter(pk=self.initial.get("agency") or 0).first()
        return ways_to(agency)[0] if agency else ""

    def clean(self):
        """A consent recorded on the spot, where the ground is consent; a way that reaches the receiver."""
        cleaned = super().clean()
        rests_on_consent = getattr(cleaned.get("legal_basis"), "pk", "") in CONSENTS
        if not rests_on_consent:
            cleaned["consent"] = None
        elif not cleaned.get("consent") and cleaned.get("consent-given_by"):
            cleaned["consent"] = self._consent_on_the_spot()
        receiver, way = cleaned.get("agency") or cleaned.get("school"), cleaned.get("way")
        if receiver and not way and "way" in self.fields:
            cleaned["way"] = ways_to(receiver)[0]
        elif receiver and way and way not in ways_to(receiver):
            self.add_error("way", LACKING[way])
        return cleaned

    def _consent_on_the_spot(self) -> Consent | None:
        for file in self.files.getlist("consent-files"):
            file.seek(0)  # it was read by the box of this form
        form = ConsentForm(self.data, self.files, case=self.case, user=self.user, today=self.today, prefix="consent")
        for name, errors in form.errors.items():
            self.add_error(f"consent-{name}", errors)
        if form.errors:
            return None
        self.new_consent = form
        entry = form.entry()
        entry.token = f"{self.cleaned_data['token'][:32]}:consent" if self.cleaned_data.get("token") else None
        return entry

    def items(self) -> list[package.Item]:
        """Exactly what the receiver will see of what is typed now; call it once the form is cleaned."""
        chosen = self.cleaned_data
        return package.build(
            self.case,
            chosen.get("shared", []),
            on=chosen.get("happened_on") or self.today,
            helps=chosen.get("helps", []),
            asked=self.instance.asked,
            urgency=chosen.get("urgency"),
            recommendation=self.instance,
            legal_basis=chosen.get("legal_basis"),
        )

    def lines(self) -> list[Package]:
        """The first version of what is shared, frozen."""
        chosen = self.cleaned_data
        frozen = {"items": package.freeze(self.items()), "shared": chosen["shared"], "made_on": chosen["happened_on"]}
        return [Package(made_by=self.user, **frozen)]

    def chosen_words(self) -> str:
        """All that is said of the agency that is chosen, where a narrow box cuts it off."""
        field, chosen = self.fields["agency"], self["agency"].value()
        agency = field.queryset.filter(pk=chosen).first() if str(chosen or "").isdecimal() else None
        return field.label_from_instance(agency) if agency else ""

    def consent_fields(self) -> list[forms.BoundField]:
        """The boxes of a consent recorded on the spot."""
        return [self[name] for name in self.fields if name.startswith("consent-")]


class ConsentField(forms.ModelChoiceField):
    """A consent of the case that still holds; who gave it is for whoever reads the sensitive part of the case."""

    def __init__(self, queryset, whole: bool):
        self.whole = whole
        empty = _("บันทึกความยินยอมใหม่ด้านล่าง")
        super().__init__(queryset, label=_("ความยินยอม"), required=False, to_field_name="key", empty_label=empty)

    def label_from_instance(self, consent: Consent) -> str:
        """Who gave it, when, and to what."""
        who = consent.given_by if self.whole else consent.relation or _("ผู้ให้ความยินยอม")
        return f"{who} · {thai_date(consent.happened_on)} · {consent.scope}"


def asked_like(referral: Referral, user) -> dict[str, object]:
    """What a further referral of the same case begins with: asked and shared as in the one before, by whoever may read that."""
    versions = list(referral.packages.all())
    initial = {name: getattr(referral, name) for name in RECOMMENDED} | {
        "helps": [help_kind.pk for help_kind in referral.helps.all()],
        "urgency": referral.urgency_id,
        "pathway": referral.pathway_id,
        "legal_basis": referral.legal_basis_id,
        "shared": [code for version in versions for code in version.shared],
        "documents": [file.key for version in versions for file in version.files.all()],
    }
    if referral.consent and referral.consent.holds:
        initial["consent"] = referral.consent.key
    return initial | ({"asked": referral.asked} if referral.shows_whole_to(user) else {})
