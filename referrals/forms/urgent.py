"""The form that hands a child in danger on at once: who takes it in is chosen, everything else is proposed."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases.models import Task
from referrals.forms.receivers import AgencyField, reply_words
from referrals.forms.referrals import ReferralForm
from referrals.sending import ways_to
from schools.models import Agency, Code, School

TAKE_IN = ("CHILD_PROTECTION", "SHELTER", "MEDICAL")  # what a child in danger needs first


class TakerField(AgencyField):
    """An agency that takes children in danger, with whom to ring."""

    widget = forms.RadioSelect

    def label_from_instance(self, agency: Agency) -> str:
        """What it can do now, how soon it answers, and its telephone."""
        services = ", ".join(service.label for service in agency.services.all() if service.code in TAKE_IN)
        phone = _("โทร %(phone)s") % {"phone": agency.phone} if agency.phone else ""
        return " · ".join(filter(None, (agency.name, services, reply_words(agency), phone)))


class UrgentForm(ReferralForm):
    """A referral in danger: vital interest is the ground, an answer is wanted by tomorrow, and the paper follows."""

    agency = TakerField(
        Agency.objects.none(), label=gettext_lazy("ส่งต่อให้ใคร"), empty_label=None,
        error_messages={"required": gettext_lazy("เลือกหน่วยงานที่จะส่งต่อ")},
    )  # fmt: skip
    is_urgent = True

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["helps"].required = self.fields["way"].required = False
        self.fields["helps"].help_text = gettext_lazy("เว้นว่างไว้ ระบบเลือกตามที่หน่วยงานช่วยได้")
        del self.fields["school"], self.fields["way"]

    def _offer_receivers(self):
        field, ours = self.fields["agency"], Agency.objects.filter(area=self.case.area).choosable().quickest()
        takers = Agency.services.through.objects.filter(code__list="help_kind", code__code__in=TAKE_IN)
        near = ours.filter(pk__in=takers.values("agency")).serving(self.case.amphoe)
        field.queryset = (near if near.exists() else ours).prefetch_related("services")
        self.fields["pathway_school"].queryset = School.objects.filter(area=self.case.area, is_open=True)

    def clean(self):
        """The help that the agency gives, where none was named; the way by which it is reached soonest."""
        cleaned = super().clean()
        agency = cleaned.get("agency")
        if agency:
            cleaned["way"] = ways_to(agency)[0]
            cleaned["helps"] = cleaned.get("helps") or _what_it_gives(agency)
        return cleaned

    def paper_task(self) -> Task:
        """What is left to do: the official letter follows tomorrow."""
        text = _("ออกหนังสือส่งต่อตามหลัง ถึง %(receiver)s เปิดจากหน้าการส่งต่อของเคส") % {"receiver": self.instance.receiver}
        token = f"{self.instance.token[:32]}:paper" if self.instance.token else None
        due = {"happened_on": self.today, "due_on": self.today + timedelta(days=1)}
        return Task(case=self.case, text=text, owner=self.case.owner or self.user, token=token, **due)


def _what_it_gives(agency: Agency) -> list[Code]:
    given = [service for service in agency.services.all() if service.code in TAKE_IN]
    return given or list(Code.objects.of("help_kind").filter(code=TAKE_IN[0]))
