"""Pages of what is planned: setting up a visit or a meeting, its page with what goes out, changing it, and calling it off."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dropout_cases import drafts, workflow
from dropout_cases.views.acts import ActView
from dropout_cases.views.cases import fetch_case
from referrals import plans
from referrals.forms.plans import PlanForm
from referrals.models import Plan, PlanKind
from schools import trail
from schools.access import Action, may, states
from schools.models import Verb
from schools.views.posting import get_or_post

RECORD_PAGES = {PlanKind.VISIT: "referrals:visit-add", PlanKind.MEETING: "referrals:meeting-add"}
HEADINGS = {PlanKind.VISIT: gettext_lazy("นัดลงพื้นที่"), PlanKind.MEETING: gettext_lazy("นัดประชุม")}


def _fetch(request, key, action=None) -> Plan:
    visible = Plan.objects.visible_to(request.user).select_related("case__area", "case__school", "case__student")
    return trail.fetch(request, visible, key=key, action=action)


def _note_opening(request, plan: Plan) -> None:
    """Write down that the plan is opened, before anything of it is shown."""
    verb = Verb.OPENED_SENSITIVE if plan.shows_agenda_to(request.user) else Verb.OPENED
    trail.write(request.user, verb, plan, area=plan.case.area)


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def plan_add(request, key, kind):
    """Set up a visit or a meeting."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    if kind.upper() not in PlanKind.values:
        raise Http404
    plan = Plan(case=case, round=case.current_round, kind=kind.upper())
    return _form_page(request, plan, lambda form, **who: plans.make_plan(plan, invitees=form.invitees(), **who))


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def plan_edit(request, key):
    """Change the day, the place or who is invited, while it is still to come."""
    plan = _fetch(request, key, Action.CASE_RECORD)
    if not plan.is_open:
        messages.warning(request, _("นัดนี้จัดแล้วหรือยกเลิกแล้ว แก้ไขไม่ได้"))
        return redirect(plan)

    _note_opening(request, plan)

    def act(form, **who):
        return plans.change_plan(plan, fields=form.changes(), invitees=form.invitees(), **who)

    return _form_page(request, plan, act)


def _form_page(request, plan: Plan, act):
    """The form of a plan; what was typed goes to `act`."""
    today = timezone.localdate()
    form = drafts.form_of(request, lambda data=None: PlanForm(data, instance=plan, user=request.user, today=today))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                kept = act(form, by=request.user, on=today)
                drafts.sent(request)
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("บันทึก%(what)sแล้ว") % {"what": kept.title})
            return redirect(kept)
    back = plan if plan.entered_at else plan.case
    context = {"case": plan.case, "form": form, "heading": HEADINGS[PlanKind(plan.kind)], "back_url": back.get_absolute_url()}
    return render(request, "referrals/plan_form.html", context)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def plan_detail(request, key):
    """When, where, with whom and what about; and what goes out to those invited."""
    plan = _fetch(request, key, Action.CASE_SEE_WHOLE)
    _note_opening(request, plan)
    record_page = reverse(RECORD_PAGES[PlanKind(plan.kind)], args=[plan.case.key])
    context = {
        "plan": plan,
        "case": plan.case,
        "shows_agenda": plan.shows_agenda_to(request.user),
        "invitees": plan.invitees.select_related("member__agency", "agency"),
        "invitation": plans.invitation(plan),
        "record_url": f"{record_page}?plan={plan.key}",
        "may_act": plan.is_open and plan.case.is_open and may(request.user, Action.CASE_RECORD, plan.place),
    }
    return render(request, "referrals/plan_detail.html", context)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def plan_calendar(request, key):
    """The plan for a calendar, as a file; that it was taken out is written down."""
    plan = _fetch(request, key, Action.CASE_SEE_WHOLE)
    trail.write(request.user, Verb.EXPORTED, plan, area=plan.case.area)
    response = HttpResponse(plans.calendar_entry(plan), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{plan.case.number}.ics")
    return response


@states(Action.CASE_RECORD, of_object=True)
class PlanCallOff(ActView):
    """Call a visit or a meeting off."""

    heading, verb, said = gettext_lazy("ยกเลิกนัด"), gettext_lazy("ยกเลิกนัด"), gettext_lazy("ยกเลิกนัดแล้ว แจ้งผู้ได้รับเชิญ")
    danger = True

    def begin(self, request, key, **more):
        """The plan, and its case."""
        self.plan = _fetch(request, key, Action.CASE_RECORD)
        self.effect = _("%(what)s %(when)s จะแสดงในเคสโดยขีดฆ่าพร้อมเหตุผล ไฟล์ปฏิทินที่ส่งอีกครั้งจะลบนัดออกจากปฏิทินของผู้ได้รับเชิญ") % {
            "what": self.plan.title,
            "when": self.plan.when,
        }
        super().begin(request, self.plan.case.key)

    def leads_to(self):
        """The plan, from where the calendar file is sent once more."""
        return self.plan

    def act(self, typed):
        """Call it off."""
        plans.call_off(self.plan, reason=typed["reason"], by=self.request.user)
