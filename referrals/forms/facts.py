"""Forms of the facts of a case: one added by itself or to a visit, and a look at one from another side."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, SentOnce, new_token
from dropout_cases.models import Case
from referrals.models import Certainty, Finding, Visit
from thai.dates import ThaiDateField, thai_date

UNCHECKED = ("", _("ยังไม่ตรวจ"))


class FindingForm(HouseMixin, forms.ModelForm):
    """A key fact: whose finding it is, from whom, and from which other source it was checked. One row of a visit's form."""

    start_rows = 2

    class Meta:
        model = Finding
        fields = ["statement", "source", "organisation", "state", "second_source"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["statement"].error_messages["required"] = _("เขียนข้อเท็จจริง")
        self.fields["source"].error_messages["required"] = _("ระบุว่าได้จากใคร")
        self.fields["organisation"].help_text = _("กรอกเมื่อหน่วยงานอื่นเป็นผู้พบ")
        self.fields["state"] = forms.ChoiceField(
            label=_("ตรวจสอบแล้วหรือไม่"), choices=[UNCHECKED, *Certainty.choices], required=False
        )

    @staticmethod
    def choices_for(case) -> dict:
        """Nothing of the case is needed."""
        return {}


class _VisitChoice(forms.ModelChoiceField):
    """A visit, by its day and place."""

    def label_from_instance(self, visit) -> str:
        return f"{thai_date(visit.happened_on)} {visit.place_text}"


class FactForm(FindingForm):
    """A fact by itself, from whichever step or call; or one found on a visit of this round."""

    field_order = ["token", "happened_on", "statement", "source", "organisation", "record"]
    token = forms.CharField(widget=forms.HiddenInput, initial=new_token, max_length=40, required=False)
    happened_on = ThaiDateField(label=_("วันที่ได้ข้อเท็จจริง"))
    record = _VisitChoice(Visit.objects.none(), label=_("พบในการลงพื้นที่ครั้งใด"), required=False, to_field_name="key")

    class Meta(FindingForm.Meta):
        fields = [*FindingForm.Meta.fields, "record"]

    def __init__(self, *args, case: Case, today, **options):
        options["initial"] = {"happened_on": today} | options.get("initial", {})
        super().__init__(*args, **options)
        self.instance.round = case.current_round
        self.fields["happened_on"].not_after = today
        self.fields["happened_on"].widget.attrs["data-quick"] = "today yesterday"
        self.fields["record"].queryset = Visit.objects.filter(round=self.instance.round, voided_at=None)
        self.fields["record"].empty_label = _("ไม่ได้พบในการลงพื้นที่")

    def clean(self):
        """Give the fact its day, and the token of this sending."""
        cleaned = super().clean()
        self.instance.happened_on = cleaned.get("happened_on")
        self.instance.token = cleaned.get("token") or None
        return cleaned


class JoinedFindingForm(SentOnce):
    """What another organisation that joined a visit found, in its own words."""

    statement = forms.CharField(
        label=_("สิ่งที่พบ"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, help_text=_("เขียนข้อเท็จจริง ใครพูด เห็นอะไร"),
        error_messages={"required": _("เขียนสิ่งที่พบ")},
    )  # fmt: skip
    source = forms.CharField(
        label=_("ได้จาก"), max_length=120, help_text=_("เช่น เห็นเอง นักเรียน เพื่อนบ้าน"), error_messages={"required": _("ระบุว่าได้จากใคร")}
    )

    def finding_of(self, visit: Visit, organisation: str) -> Finding:
        """The fact, of the day of the visit; for now it comes from one side."""
        said = {name: self.cleaned_data[name] for name in ("statement", "source")}
        token = self.cleaned_data["token"] or None
        where = {"record": visit, "round": visit.round, "happened_on": visit.happened_on}
        return Finding(**said, **where, organisation=organisation, token=token, state=Certainty.ONE_SIDED)


class CheckForm(HouseMixin, forms.Form):
    """A look at a fact from another side."""

    checked_on = ThaiDateField(label=_("วันที่ตรวจ"))
    state = forms.ChoiceField(
        label=_("ผลการตรวจสอบ"),
        choices=[
            (Certainty.CHECKED, _("ตรงกัน – ตรวจจากแหล่งที่สองแล้ว")),
            (Certainty.ONE_SIDED, _("ยังไม่แน่ – ยังได้จากฝ่ายเดียว")),
            (Certainty.DISPROVED, _("ไม่ตรง – ไม่เป็นความจริง")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกผลการตรวจสอบ")},
    )
    source = forms.CharField(
        label=_("ตรวจจากใครหรือเอกสารใด"), max_length=120, help_text=_("ต้องต่างจากแหล่งแรก"),
        error_messages={"required": _("ระบุว่าตรวจจากใครหรือเอกสารใด")},
    )  # fmt: skip
    note = forms.CharField(label=_("หมายเหตุ"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)

    def __init__(self, *args, today, **options):
        super().__init__(*args, initial={"checked_on": today}, **options)
        self.fields["checked_on"].not_after = today
