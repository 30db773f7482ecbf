"""The form of a plan: when, where, with whom, and what about."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, new_token
from dropout_cases.models import TeamMember
from referrals.models import Invitee, Plan, PlanKind, Resolution
from schools.models import Agency
from thai.dates import ThaiDateField, ThaiTimeField

LONGEST = 160  # name of somebody invited


def followed_up(case) -> str:
    """The resolutions of earlier meetings that are still open, a line for each."""
    return "\n".join(" ".join(one.sentence.split()) for one in Resolution.objects.to_follow(case) if not one.is_settled)


class PlanForm(HouseMixin, forms.ModelForm):
    """A visit or a meeting to come; `instance` says of which case and kind."""

    token = forms.CharField(widget=forms.HiddenInput, initial=new_token, max_length=40, required=False)
    planned_on = ThaiDateField(label=_("วันที่นัด"))
    starts_at = ThaiTimeField(label=_("เวลา"), required=False, help_text=_("เช่น 09.30"))
    members = forms.ModelMultipleChoiceField(
        TeamMember.objects.none(), label=_("ผู้เกี่ยวข้องในเคส"), to_field_name="key", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    school = forms.BooleanField(required=False)
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label=_("หน่วยงาน"), to_field_name="key", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("ผู้ได้รับเชิญอื่น"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("ชื่อและตำแหน่ง คนละบรรทัด"),
    )  # fmt: skip

    class Meta:
        model = Plan
        fields = ["planned_on", "starts_at", "place_text", "chair", "agenda"]
        widgets = {"agenda": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"place_text": {"required": _("กรอกสถานที่")}}

    def __init__(self, *args, user, today, **options):
        super().__init__(*args, **options)
        self.today, self.planned_before = today, self.instance.planned_on
        case = self.instance.case
        team = TeamMember.objects.visible_to(user).filter(case=case, voided_at=None, no_contact=False)
        self.fields["members"].queryset = team.exclude(until_on__lt=today).select_related("agency")
        self.fields["members"].label_from_instance = lambda one: " · ".join(filter(None, (one.name, one.from_where)))
        self.fields["agencies"].queryset = Agency.objects.filter(area=case.area).choosable()
        self.fields["school"].label = case.school
        self.fields["place_text"].help_text = _("แสดงในหนังสือเชิญและปฏิทิน ไม่ใส่ชื่อเด็ก")
        self._leave_out(case, user)
        self.initial |= self._as_invited() if self.instance.pk else self._usual(case)

    def _leave_out(self, case, user):
        """What does not belong to this kind of plan, or is not for this reader."""
        if not case.school:
            del self.fields["school"]
        if self.instance.kind == PlanKind.VISIT:
            del self.fields["chair"]
            self.fields["agenda"].label = _("สิ่งที่ต้องเตรียมหรือต้องดูให้แน่ใจ")
        else:
            self.fields["agenda"].label = _("เรื่องที่จะหารือ")
        if self.instance.pk and not self.instance.shows_agenda_to(user):
            del self.fields["agenda"]

    def _usual(self, case) -> dict:
        """What a new plan begins with: a meeting with what earlier ones left open."""
        if self.instance.kind == PlanKind.VISIT:
            return {"place_text": case.place_text or _("บ้านของนักเรียน")}
        return {"place_text": case.school or "", "agenda": followed_up(case)}

    def _as_invited(self) -> dict:
        """The boxes as they were filled for those invited now."""
        invited = list(self.instance.invitees.select_related("member", "agency"))
        others = [one.name for one in invited if not one.member and not one.agency]
        school = self._school_name()
        return {
            "members": [one.member.key for one in invited if one.member],
            "agencies": [one.agency.key for one in invited if one.agency],
            "school": school in others,
            "others": "\n".join(name for name in others if name != school),
        }

    def _school_name(self) -> str:
        return str(self.instance.case.school or "")[:LONGEST]

    def clean_planned_on(self):
        """A plan lies ahead; the day of one that was not moved may have passed."""
        day = self.cleaned_data["planned_on"]
        if day < self.today and day != self.planned_before:
            raise ValidationError(_("วันที่นัดต้องไม่ก่อนวันนี้"))
        return day

    def clean_others(self):
        """Each line is a name."""
        typed = self.cleaned_data["others"]
        if any(len(line) > LONGEST for line in typed.splitlines()):
            raise ValidationError(_("ชื่อและตำแหน่งยาวเกินไป แยกเป็นคนละบรรทัด"))
        return typed

    def clean(self):
        """Keep the token of this sending."""
        cleaned = super().clean()
        if self.instance.pk is None:
            self.instance.token = cleaned.get("token") or None
        return cleaned

    def changes(self) -> dict:
        """What was typed of the plan itself."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def invitees(self) -> list[Invitee]:
        """Those ticked and typed."""
        typed = self.cleaned_data
        names = [self._school_name()] if typed.get("school") else []
        names += [line.strip() for line in typed["others"].splitlines() if line.strip()]
        return [
            *(Invitee(name=member.name, member=member) for member in typed["members"]),
            *(Invitee(name=agency.name[:LONGEST], agency=agency) for agency in typed["agencies"]),
            *(Invitee(name=name) for name in names),
        ]
