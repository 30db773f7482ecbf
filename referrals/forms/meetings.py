"""Forms of step 4: the meeting, who came and what they said, the agenda, and what was resolved."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, StepForm
from dropout_cases.models import TeamMember
from referrals.models import AGENDA, AgendaItem, Attendee, Meeting, Resolution
from schools.access import Role
from schools.models import Agency, User
from thai.dates import ThaiDateField, ThaiTimeField

USUAL_NAME = "การประชุมทีมสหวิชาชีพเพื่อช่วยเหลือนักเรียน"  # it stands on official paper, which is Thai
AGENDA_NAMES = dict(AGENDA)


class MeetingForm(StepForm):
    """A meeting: when and where, under whom, who wrote it down, and in short what came of it."""

    date_label = _("วันที่ประชุม")
    field_order = ["token", "seen_version", "name", "happened_on", "starts_at", "ends_at"]
    starts_at = ThaiTimeField(label=_("เริ่มประชุมเวลา"), required=False, help_text=_("เช่น 09.30"))
    ends_at = ThaiTimeField(label=_("เลิกประชุมเวลา"), required=False, help_text=_("เช่น 12.00"))

    class Meta:
        model = Meeting
        fields = [
            "name", "starts_at", "ends_at", "place_text", "chair", "secretary", "checker", "summary",
            "safety", "best_interest", "risk",
        ]  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "place_text": {"required": _("กรอกสถานที่")},
            "chair": {"required": _("กรอกชื่อประธาน")},
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["chair"].help_text = _("ชื่อและตำแหน่ง")
        self.initial.setdefault("name", USUAL_NAME)
        self.initial.setdefault("secretary", self.user.full_name)


class AttendeeForm(HouseMixin, forms.ModelForm):
    """Somebody invited: for which side they speak, whether they came, what they said. A row without a name does not count."""

    start_rows = 3
    member_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    class Meta:
        model = Attendee
        fields = ["name", "position", "side", "present", "absence_reason", "is_guest", "statement"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, members, **options):
        super().__init__(*args, **options)
        self.members = members
        self.fields["name"].label = _("ชื่อและนามสกุล")
        self.fields["name"].error_messages["required"] = _("กรอกชื่อผู้เข้าประชุม")
        self.fields["side"].error_messages["required"] = _("เลือกฝ่าย")
        self.fields["is_guest"].label = _("เป็นผู้เข้าร่วมประชุม ไม่ใช่คณะทำงาน")

    def has_changed(self):
        """Whether somebody is named, or their words are written."""
        return bool({"name", "statement"} & set(self.changed_data))

    def clean(self):
        """Whoever came has no reason not to have come."""
        cleaned = super().clean()
        self.instance.member = self.members.get(cleaned.get("member_key"))
        if cleaned.get("present"):
            cleaned["absence_reason"] = ""
        return cleaned

    @staticmethod
    def choices_for(case) -> dict:
        """The people of the case, by key."""
        return {"members": {member.key: member for member in TeamMember.objects.filter(case=case, voided_at=None)}}


class AgendaItemForm(HouseMixin, forms.ModelForm):
    """What was said under one item of the agenda; the place of the row is the number of the item."""

    start_rows = len(AGENDA)

    class Meta:
        model = AgendaItem
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.instance.number = int(self.prefix.rpartition("-")[2]) + 1 if self.prefix[-1].isdigit() else 0
        self.fields["text"].label = _("ระเบียบวาระที่ %(number)s %(name)s") % {
            "number": self.instance.number,
            "name": AGENDA_NAMES.get(self.instance.number, ""),
        }

    def has_changed(self):
        """Whether something was written under an item there is."""
        return self.instance.number in AGENDA_NAMES and super().has_changed()

    @staticmethod
    def choices_for(case) -> dict:
        """Nothing of the case is needed."""
        return {}


class ResolutionForm(HouseMixin, forms.ModelForm):
    """What was agreed: who does it, by when."""

    start_rows = 1
    whose = forms.ChoiceField(label=_("ผู้รับผิดชอบ"), required=False)
    due_on = ThaiDateField(label=_("ภายใน"), required=False, help_text=_("เมื่อระบุวัน มติจะเป็นงานที่ติดตามได้"))
    field_order = ["text", "whose", "owner_name", "due_on"]

    class Meta:
        model = Resolution
        fields = ["text", "owner_name", "due_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, owners, **options):
        super().__init__(*args, **options)
        self.owners = owners
        self.fields["text"].error_messages["required"] = _("เขียนมติ")
        self.fields["owner_name"].label = _("หรือกรอกชื่อผู้รับผิดชอบ")
        self.fields["whose"].choices = [
            ("", _("เลือก หรือกรอกชื่อ")),
            *((heading, [(value, str(one)) for value, one in group.items()]) for heading, group in owners.items() if group),
        ]

    def clean(self):
        """Give the resolution to whoever was chosen."""
        cleaned = super().clean()
        kind, _colon, _key = cleaned.get("whose", "").partition(":")
        chosen = {value: one for group in self.owners.values() for value, one in group.items()}.get(cleaned.get("whose"))
        self.instance.by_school = kind == "school"
        if kind in ("owner", "member", "agency"):
            setattr(self.instance, kind, chosen)
        return cleaned

    @staticmethod
    def choices_for(case) -> dict:
        """Who may be given something to do, in groups: the office, the people of the case, the school and the agencies."""
        office = User.objects.working_in(case.area, Role.OFFICER, Role.SUPERVISOR).filter(is_active=True)
        team = TeamMember.objects.filter(case=case, voided_at=None, no_contact=False, restricted=False)
        school = {"school": case.school} if case.school else {}
        agencies = Agency.objects.filter(area=case.area).choosable()
        return {
            "owners": {
                _("เจ้าหน้าที่เขตพื้นที่"): {f"owner:{one.key}": one for one in office},
                _("ผู้เกี่ยวข้องในเคส"): {f"member:{one.key}": one for one in team},
                _("โรงเรียนและหน่วยงาน"): school | {f"agency:{one.key}": one for one in agencies},
            }
        }
