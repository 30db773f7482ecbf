"""The plan of checks after a return: as the office reads it, and one check changed."""

from functools import partial

from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dropout_cases import workflow
from dropout_cases.check_list import plans_of
from dropout_cases.forms.checks import CheckForm
from dropout_cases.models import PlannedCheck
from dropout_cases.workflow.checks import checks_left
from schools import trail
from schools.access import Action, states

from .acts import ActView
from .cases import fetch_case, head


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def case_checks(request, key):
    """Each check with its day, its people and what was reported; plans of earlier returns folded."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    context = head(request, case, "checks")
    trail.note_opening(request, case, sensitive=context["sensitive"])
    return render(request, "dropout_cases/case_checks.html", context | {"plans_of_checks": plans_of(case)})


@states(Action.CASE_RECORD, of_object=True)
class CheckEdit(ActView):
    """Another day for a check, or other people."""

    verb, said = _("บันทึก"), _("บันทึกแผนติดตามแล้ว")
    effect = _("กำหนดของเคสเปลี่ยนตามวันที่ตั้ง วันที่ตั้งเองไม่เลื่อนตามปฏิทินโรงเรียนอีก")

    def begin(self, request, key):
        """Fetch the check of a round that goes on, or answer 404 or 403."""
        checks = PlannedCheck.objects.visible_to(request.user).current()
        joined = ("of_return__round__case__school", "of_return__round__case__owner", "of_return__round__case__student")
        self.check = trail.fetch(request, checks.select_related(*joined, "of_return__school"), key=key, action=self.action)
        self.case, self.today = self.check.of_return.round.case, timezone.localdate()
        self.heading = str(self.check)

    def form(self, data=None):
        """As it stands now."""
        return CheckForm(data, check=self.check, case=self.case, today=self.today)

    def act(self, typed):
        """Change it, and where that was wanted the people of all that are still to come."""
        people = {name: typed[name] for name in ("school_owner", "school_name", "office_owner")}
        change = partial(workflow.change_check, by=self.request.user, on=self.today, **people)
        change(self.check, due_on=typed["due_on"], reason=typed["reason"])
        for other in checks_left(self.case) if typed["for_all"] else ():
            if other != self.check:
                change(other)

    def leads_to(self):
        """The plan."""
        return reverse("dropout_cases:case-checks", args=[self.case.key])


check_urls = [
    path("cases/<key:key>/checks/", case_checks, name="case-checks"),
    path("checks/<key:key>/edit/", CheckEdit.as_view(), name="check-edit"),
]
