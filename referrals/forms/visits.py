"""Forms of step 3."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import StepForm
from dropout_cases.forms.steps import CausesMixin
from dropout_cases.models import TeamMember
from referrals.models import LOOKS, Look, Plan, PlanKind, Position, Visit
from referrals.position import is_in_thailand, parse_position
from schools.models import Agency, Code
from thai.dates import ThaiDateField, ThaiTimeField

NO_PLACE_ON_MAP = _("ใช้ตำแหน่งปัจจุบัน กรอกเอง หรือระบุเหตุที่ไม่ระบุตำแหน่ง")


class _MemberChoices(forms.ModelMultipleChoiceField):
    """People of the case, each with where they are from."""

    def label_from_instance(self, member) -> str:
        return _line_of(member)


class _PlanChoice(forms.ModelChoiceField):
    """A planned visit, by its day and place."""

    def label_from_instance(self, plan) -> str:
        return f"{plan.when} {plan.place_text}"


class PositionMixin(forms.Form):
    """Where it was: by the device's own position, typed, or left out for a reason. No script is needed for the last two."""

    position = forms.CharField(
        label=_("ละติจูดและลองจิจูด"), required=False, max_length=80, help_text=_("เช่น 16.43220, 102.82360 คัดลอกจากแอปแผนที่ได้")
    )
    position_accuracy = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    no_position_why = forms.CharField(
        label=_("หรือไม่ระบุตำแหน่งเพราะ"), required=False, max_length=160, help_text=_("เช่น ไม่มีสัญญาณ ครอบครัวไม่สะดวก")
    )

    def clean_position(self):
        """The place in one spelling."""
        typed = self.cleaned_data["position"]
        try:
            return parse_position(typed) if typed else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        """A place, or why none; how sure the device was belongs to a place."""
        cleaned = super().clean()
        if cleaned.get("position"):
            cleaned["no_position_why"] = ""
        else:
            cleaned["position_accuracy"] = None
            if "position" in cleaned and not cleaned.get("no_position_why"):
                self.add_error("position", NO_PLACE_ON_MAP)
        return cleaned

    @property
    def position_from(self) -> str:
        """Where the place comes from; a device says how sure it is."""
        if not self.cleaned_data.get("position"):
            return Position.SKIPPED
        return Position.TYPED if self.cleaned_data.get("position_accuracy") is None else Position.DEVICE

    @property
    def is_abroad(self) -> bool:
        """Whether the place lies outside Thailand, which is worth a second look."""
        position = self.cleaned_data.get("position") or ""
        return bool(position) and not is_in_thailand(position)


class VisitForm(PositionMixin, CausesMixin, StepForm):
    """A joint visit: who went, whom they met or why nobody, what they saw and heard."""

    date_label = _("วันที่ลงพื้นที่")
    started_at = ThaiTimeField(label=_("เวลา"), required=False)
    plan = _PlanChoice(Plan.objects.none(), label=_("ตามนัดหมาย"), required=False, to_field_name="key")
    members = _MemberChoices(
        TeamMember.objects.none(), label=_("ผู้เกี่ยวข้องที่ไปด้วย"), required=False, to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    next_try_on = ThaiDateField(label=_("นัดใหม่"), required=False, help_text=_("กรอกเมื่อยังไม่พบใคร"))

    class Meta:
        model = Visit
        fields = [
            "started_at", "place_text", "position", "position_accuracy", "no_position_why", "visitors", "with_school", "agencies",
            "result", "why_nobody", *(name for name, _label in LOOKS), "seen", "child_voice", "main_cause", "conclusion",
            "next_try_on", "safety", "best_interest", "risk",
        ]  # fmt: skip
        widgets = {
            "visitors": forms.Textarea(attrs={"rows": 2}),
            "agencies": forms.CheckboxSelectMultiple,
            "result": forms.RadioSelect,
            "why_nobody": forms.Textarea(attrs={"rows": 2}),
            "seen": forms.Textarea(attrs={"rows": 3}),
            "child_voice": forms.Textarea(attrs={"rows": 3}),
            "conclusion": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "place_text": {"required": _("กรอกสถานที่")},
            "result": {"required": _("เลือกว่าได้พบใคร")},
        }

    def __init__(self, *args, plan_key: str = "", **options):
        super().__init__(*args, **options)
        self.offer_causes()
        self.fields["happened_on"].error_messages["future"] = _("วันที่ลงพื้นที่ต้องไม่เกินวันนี้")
        self.fields["causes"].label = _("สาเหตุอื่นที่พบ")
        self.fields["more_causes"].label = _("สาเหตุอื่น ๆ")
        self.fields["main_cause"].queryset = Code.objects.of("dropout_reason")
        self.fields["result"].queryset = Code.objects.of("visit_result")
        self.fields["result"].empty_label = None
        for name in ("visitors", "position", "no_position_why", "why_nobody"):
            self.fields[name].one_of_several = True  # asked for where the other is missing
        self._offer_people()
        self._offer_plans(plan_key)
        for name, label in LOOKS:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=Look.choices, widget=forms.RadioSelect, initial=Look.NOT_SEEN
            )
        if not self.is_bound:
            self.initial.setdefault("place_text", self.case.place_text or _("บ้านของนักเรียน"))
            self.initial.setdefault("visitors", self.user.full_name)

    def _offer_people(self):
        """The people of the case who may be contacted and are still there, and the agencies of the area."""
        at_work = Q(until_on=None) | Q(until_on__gte=self.today)
        members = TeamMember.objects.visible_to(self.user).filter(at_work, case=self.case, voided_at=None, no_contact=False)
        self.fields["members"].queryset = members.select_related("agency")
        if not members.exists():
            del self.fields["members"]
        self.fields["agencies"].queryset = Agency.objects.filter(area=self.case.area).choosable()
        self.fields["agencies"].to_field_name = "key"  # a row number may be sent longer than SQLite can compare
        self.fields["visitors"].required = False
        self.fields["visitors"].help_text = _("ชื่อและหน่วยงาน คนละบรรทัด")

    def _offer_plans(self, wanted: str):
        """The visits planned and not held yet; what the `wanted` one says already stands in the form."""
        plans = Plan.objects.visible_to(self.user).open().filter(case=self.case, kind=PlanKind.VISIT)
        self.fields["plan"].queryset, self.fields["plan"].empty_label = plans, _("ไม่ได้นัดไว้")
        if not plans.exists():
            del self.fields["plan"]
        for plan in plans if wanted else ():
            if plan.key == wanted:
                self.initial = {**self.initial, **self._planned(plan)}

    def _planned(self, plan: Plan) -> dict:
        """What a plan says of the visit."""
        invited = list(plan.invitees.select_related("member", "agency"))
        return {
            "plan": plan.key,
            "happened_on": min(plan.planned_on, self.today),
            "started_at": plan.starts_at,
            "place_text": plan.place_text,
            "members": [one.member.key for one in invited if one.member],
            "agencies": [one.agency.key for one in invited if one.agency],
            "visitors": "\n".join([self.user.full_name, *(one.name for one in invited if not one.member)]),
        }

    def clean(self):
        """Somebody went; and where nobody was met, it says why."""
        cleaned = super().clean()
        self.instance.plan, self.instance.position_from = cleaned.get("plan"), self.position_from
        cleaned["visitors"] = "\n".join(self._visitors(cleaned))
        if not cleaned["visitors"] and "visitors" not in self.errors:
            self.add_error("visitors", _("เลือกหรือกรอกชื่อผู้ร่วมลงพื้นที่"))
        cleaned["with_school"] = cleaned.get("with_school") or any(one.of_school for one in cleaned.get("members", []))
        result = cleaned.get("result")
        if result and Visit(result=result).met_somebody:
            cleaned["why_nobody"] = ""
        elif result and not cleaned.get("why_nobody") and "why_nobody" not in self.errors:
            self.add_error("why_nobody", _("เขียนว่าทำไมไม่พบใคร"))
        return cleaned

    @staticmethod
    def _visitors(cleaned) -> list[str]:
        """Each who went on a line of their own: those ticked, and those typed."""
        ticked = [_line_of(member) for member in cleaned.get("members", [])]
        return [*ticked, *(line for line in cleaned.get("visitors", "").splitlines() if line not in ticked)]

    def looks(self) -> list:
        """The boxes of the home, side by side."""
        return [self[name] for name, _label in LOOKS]

    def links(self) -> dict:
        """Agencies, those of the people who went along too, and causes."""
        agencies = {*self.cleaned_data["agencies"], *(one.agency for one in self.cleaned_data.get("members", []) if one.agency)}
        return {"agencies": agencies, "causes": self.chosen_causes()}


def _line_of(member: TeamMember) -> str:
    return f"{member.name} ({member.from_where})" if member.from_where else member.name
