"""Who looks after a child that is back: who reports at the school, and who asks at the office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case
from dropout_cases.workflow.checks import staff_of
from schools.access import Role
from schools.models import School, User

ONE_OF = _("เลือกบัญชีของโรงเรียน หรือกรอกชื่อ อย่างใดอย่างหนึ่ง")


class WatchersMixin(forms.Form):
    """Three boxes: an account of the school, or a name; and somebody of the office, else the person responsible."""

    school_owner = forms.ModelChoiceField(User.objects.none(), label=_("ผู้รายงานที่โรงเรียน"), required=False)
    school_name = forms.CharField(label=_("ผู้รายงานที่ไม่มีบัญชี (ชื่อและตำแหน่ง)"), required=False, max_length=160, help_text=ONE_OF)
    office_owner = forms.ModelChoiceField(User.objects.none(), label=_("ผู้ติดตามของเขต"), required=False)

    def offer_watchers(self, case: Case, school: School | None) -> None:
        """Fill the boxes with the people of the school and of the office."""
        staff, office = self.fields["school_owner"], self.fields["office_owner"]
        staff.queryset = User.objects.filter(pk__in=[one.pk for one in staff_of(school)]).order_by("full_name", "pk")
        staff.empty_label = _("บุคลากรทุกคนของโรงเรียน")
        staff.error_messages["invalid_choice"] = _("เลือกบุคลากรของโรงเรียนที่นักเรียนเรียน")
        office.queryset = User.objects.filter(is_active=True).working_in(case.area, Role.OFFICER, Role.SUPERVISOR)
        office.empty_label = _("ผู้รับผิดชอบเคส (%(who)s)") % {"who": case.owner or _("ยังไม่มี")}

    def clean(self):
        """One reporter, not two."""
        typed = super().clean()
        if typed.get("school_owner") and typed.get("school_name"):
            self.add_error("school_name", ONE_OF)
        return typed

    def watchers(self) -> dict[str, object]:
        """What was chosen, as a planned check holds it."""
        names = ("school_owner", "school_name", "office_owner")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
