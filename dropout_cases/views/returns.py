"""Pages of the records of steps 1, 6 and 7, and the confirmation of a return."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import drafts, workflow
from dropout_cases.forms.steps import ConfirmReturnForm, FollowUpForm, ReportForm, ReturnForm
from dropout_cases.models import Return
from dropout_cases.timeline import lines_for
from schools import trail
from schools.access import Action, states
from schools.views.posting import get_or_post

from .steps import StepView, said_and_next


@states(Action.CASE_REPORT, of_object=True)
class ReportAdd(StepView):
    """Another report."""

    action = Action.CASE_REPORT
    form_class = ReportForm


@states(Action.CASE_RECORD, of_object=True)
class ReturnAdd(StepView):
    """The child goes back."""

    form_class = ReturnForm


@states(Action.SCHOOL_RECORD, of_object=True)
class FollowUpAdd(StepView):
    """Whether the child attends."""

    action = Action.SCHOOL_RECORD
    form_class = FollowUpForm


@drafts.kept
@states(Action.SCHOOL_RECORD, of_object=True)
@get_or_post
def return_answer(request, key):
    """The place confirms that the child is there: its own staff, or an officer who heard it."""
    returns = Return.objects.visible_to(request.user).select_related("round__case__school", "round__case__area", "school")
    entry = trail.fetch(request, returns, key=key)
    case = entry.round.case
    place = entry.asked_at(case)
    trail.demand(request, entry, Action.SCHOOL_RECORD, place)
    today = timezone.localdate()
    form = drafts.form_of(request, partial(ConfirmReturnForm, entry=entry, user=request.user, today=today))
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data | {"confirmed_at": timezone.now(), "confirmed_by": request.user}
        try:
            _confirm(request, entry, place, answer)
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
        else:
            case.refresh_from_db()
            messages.success(request, said_and_next(_("การยืนยัน"), case))
            return redirect(case)
    context = {"case": case, "form": form, "entry": entry, "lines": lines_for(entry, whole=case.shows_whole_to(request.user))}
    return render(request, "dropout_cases/return_answer.html", context)


@transaction.atomic
def _confirm(request, entry: Return, place, answer: dict) -> None:
    said = {"action": Action.SCHOOL_RECORD, "place": place, "fields": answer}
    workflow.answer(entry, by=request.user, **said, allowed=lambda entry: entry.takes(answer["confirmed_how"]))
    drafts.sent(request)
