"""The page of step 4: a meeting as it was planned, or as it came about."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from dropout_cases.views.steps import StepView
from referrals import expected
from referrals.forms.meetings import AgendaItemForm, AttendeeForm, MeetingForm, ResolutionForm
from referrals.models import Plan, PlanKind, Resolution
from schools.access import Action, states


@states(Action.CASE_RECORD, of_object=True)
class MeetingAdd(StepView):
    """Step 4; `?plan=KEY` fills in what was planned, and earlier meetings what is still to be done."""

    form_class = MeetingForm
    template_name = "referrals/meeting_form.html"
    rows = {
        "attendees": (AttendeeForm, gettext_lazy("ผู้เข้าประชุมคนที่"), gettext_lazy("เพิ่มผู้เข้าประชุม")),
        "agenda_items": (AgendaItemForm, "", ""),
        "resolutions": (ResolutionForm, gettext_lazy("มติที่"), gettext_lazy("เพิ่มมติ")),
    }

    @cached_property
    def plan(self):
        """The plan the address names."""
        return expected.plan_of(self.case, PlanKind.MEETING, self.request.GET.get("plan", ""))

    @cached_property
    def resolved(self) -> list[Resolution]:
        """What earlier meetings agreed and this one follows up."""
        return list(Resolution.objects.to_follow(self.case))

    def form(self, *args, **options):
        """The form; when the page opens, filled in from the plan."""
        if not args:
            options["initial"] = expected.details(self.plan, self.today) | options.get("initial", {})
        form = super().form(*args, **options)
        form.instance.plan = self.plan
        return form

    def formsets(self, data=None, rows=None):
        """The rows; when the page opens, those expected to come and what there is to talk about."""
        return super().formsets(data, rows if data or rows else self.rows_expected())

    def rows_expected(self):
        """What stands in the rows when the page opens."""
        user = self.request.user
        return {
            "attendees": expected.people(self.case, self.plan, user, self.today),
            "agenda_items": expected.agenda(self.plan, self.resolved, user),
            "resolutions": [{}],
        }

    def page(self, form, formsets, status=200):
        """The page, with the plans it may be opened from, and what earlier meetings agreed above the agenda."""
        form.resolved, form.plan = self.resolved, self.plan
        form.plans = [] if self.plan else Plan.objects.open().filter(case=self.case, kind=PlanKind.MEETING)
        return super().page(form, formsets, status)
