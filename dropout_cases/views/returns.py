"""Pages of the records of steps 1, 6 and 7, and what the place of a return says: by account, or by personal link."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import drafts, workflow
from dropout_cases.check_list import plan_in_words
from dropout_cases.forms.arrival import ArrivalForm, ReturnForm
from dropout_cases.forms.base import typed
from dropout_cases.forms.steps import FollowUpForm, ReportForm
from dropout_cases.models import Return
from dropout_cases.timeline import lines_for
from dropout_cases.workflow.arrival import tell_arrival
from schools import trail
from schools.access import Action, states
from schools.models import Verb
from schools.views.posting import get_or_post, posted

from .answers import behind_the_door, is_known
from .steps import StepView, said_and_next


@states(Action.CASE_REPORT, of_object=True)
class ReportAdd(StepView):
    """Another report."""

    action = Action.CASE_REPORT
    form_class = ReportForm


@states(Action.CASE_RECORD, of_object=True)
class ReturnAdd(StepView):
    """The child goes back: announced, until the place confirms it."""

    form_class = ReturnForm
    template_name = "dropout_cases/return_form.html"

    def post(self, request, key):
        """The people of another school, or the record."""
        if "show_staff" not in request.POST:
            return super().post(request, key)
        self.begin(request, key)
        return self.page(self.form(initial=typed(self.form(request.POST))), self.formsets())

    def said(self):
        """That it counts once the place has confirmed it, and on which days the child is looked after."""
        told = _("เคสแสดงว่าแจ้งการกลับเข้าเรียน จนกว่า%(where)sยืนยัน") % {"where": self.entry.where}
        return f"{super().said()} · {told} · {plan_in_words(self.entry.checks.all())}"


@states(Action.SCHOOL_RECORD, of_object=True)
class FollowUpAdd(StepView):
    """Whether the child attends."""

    action = Action.SCHOOL_RECORD
    form_class = FollowUpForm


@drafts.kept
@states(Action.SCHOOL_RECORD, of_object=True)
@get_or_post
def return_answer(request, key):
    """The place says that the child is there, or not yet: its own staff, or an officer who heard it."""
    returns = Return.objects.visible_to(request.user).select_related("round__case__school", "round__case__area", "school")
    entry = trail.fetch(request, returns, key=key)
    case, today = entry.round.case, timezone.localdate()
    trail.demand(request, entry, Action.SCHOOL_RECORD, entry.asked_at(case))
    form = drafts.form_of(request, partial(ArrivalForm, entry=entry, today=today, user=request.user))
    if form.is_bound and form.is_valid() and _told(form, entry, lambda: drafts.sent(request), by=request.user):
        case.refresh_from_db()
        messages.success(request, _said(form, case))
        return redirect(case)
    context = {"case": case, "form": form, "entry": entry, "lines": lines_for(entry, whole=case.shows_whole_to(request.user))}
    return render(request, "dropout_cases/return_answer.html", context)


@get_or_post
@behind_the_door
def return_received(request, link, entry, now):
    """The same for somebody at the place without an account, on a device that knows the link."""
    secret = request.resolver_match.kwargs["secret"]
    if not isinstance(entry, Return) or not is_known(request, link):
        return redirect("dropout_cases:answer-page", secret)
    case = entry.round.case
    context = {"case": case, "entry": entry, "officer": case.owner or link.made_by}
    form = ArrivalForm(posted(request), entry=entry, today=timezone.localdate(now), who=link.for_whom)
    if not entry.awaited and not form.is_bound:
        return render(request, "dropout_cases/answer_done.html", context)
    trail.write(None, Verb.OPENED, link, fields=["asked"], area=case.area)
    if form.is_valid() and _told(form, entry, through=link):
        messages.success(request, _("แจ้งเจ้าหน้าที่แล้ว"))
        return redirect(request.path)
    return render(request, "dropout_cases/return_received.html", context | {"form": form})


def _told(form: ArrivalForm, entry: Return, then=lambda: None, **by) -> bool:
    """Hand it to the engine; a refusal goes to the form."""
    now = timezone.now()
    try:
        with transaction.atomic():
            tell_arrival(entry, **form.said(), on=timezone.localdate(now), at=now, **by)
            then()
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


def _said(form: ArrivalForm, case) -> str:
    return _("บันทึกแล้วว่านักเรียนยังไม่มา เคสยังรอปลายทางยืนยัน") if form.is_not_there else said_and_next(_("การยืนยัน"), case)


return_urls = [
    path("returns/<key:key>/answer/", return_answer, name="return-answer"),
    path("a/<key:secret>/return/", return_received, name="return-received"),
]
