"""Cases change hands: those that were ticked in the list, or all that somebody leaves behind."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dropout_cases import workflow
from dropout_cases.forms.acts import OwnerForm
from dropout_cases.forms.handover import ReceiversForm
from dropout_cases.models import Case
from dropout_cases.workflow.handover import MOST_ASSIGNED, burdens, receivers_of
from schools.access import Action, states
from schools.models import User
from schools.trail import fetch
from schools.views.posting import get_or_post, posted


@require_POST
@states(Action.CASE_ASSIGN)
def case_assign_many(request):
    """Shows the cases that were ticked and asks for their new owner; sent with one, makes it so."""
    cases = Case.objects.visible_to(request.user).filter(key__in=request.POST.getlist("case")[: MOST_ASSIGNED + 1])
    asked = QueryDict(request.POST.get("asked", "")).urlencode()
    back = f"{reverse('dropout_cases:case-list')}?{asked}"
    if not cases:
        messages.warning(request, _("เลือกอย่างน้อยหนึ่งเคส"))
        return redirect(back)
    form = OwnerForm(request.POST if "owner" in request.POST else None, people=receivers_of(request.user))
    if form.is_valid() and _assigned(request, form, cases):
        return redirect(back)
    context = {"form": form, "cases": cases.for_list().by_urgency(), "asked": asked, "back": back}
    return render(request, "dropout_cases/case_assign_many.html", context)


def _assigned(request, form, cases) -> bool:
    """Whether the engine made it so; if not, the form says why."""
    owner = form.cleaned_data["owner"]
    try:
        count = workflow.assign_many(cases, owner=owner, by=request.user)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    said = ngettext("มอบหมาย %(count)d เคสให้ %(who)s แล้ว", "มอบหมาย %(count)d เคสให้ %(who)s แล้ว", count)
    messages.success(request, said % {"count": count, "who": owner})
    return True


@require_safe
@states(Action.CASE_ASSIGN)
def handover_list(request):
    """The people of the office with what they have, each to be relieved of it."""
    return render(request, "dropout_cases/handover_list.html", {"burdens": burdens(request.user)})


@get_or_post
@states(Action.CASE_ASSIGN)
def handover_add(request, key):
    """Asks who takes over, shows how the work would be divided, and once that is confirmed, hands it over."""
    held = burdens(request.user)
    leaver = fetch(request, User.objects.filter(pk__in=[one.person.pk for one in held]), key=key)
    [burden] = (one for one in held if one.person == leaver)
    form = ReceiversForm(posted(request), people=receivers_of(request.user).exclude(pk=leaver.pk))
    context = {"form": form, "burden": burden}
    if not form.is_valid():
        return render(request, "dropout_cases/handover_form.html", context)
    receivers = list(form.cleaned_data["receivers"])
    if "sure" not in request.POST:
        shares = [(one, len(range(place, burden.cases, len(receivers)))) for place, one in enumerate(receivers)]
        return render(request, "dropout_cases/handover_confirm.html", context | {"shares": shares})
    workflow.hand_over(leaver, receivers, by=request.user)
    messages.success(request, _("ส่งมอบงานของ %(who)s แล้ว") % {"who": leaver})
    return redirect("dropout_cases:handover-list")


handover_urls = [
    path("cases/assign/", case_assign_many, name="case-assign-many"),
    path("handover/", handover_list, name="handover-list"),
    path("handover/<key:key>/", handover_add, name="handover-add"),
]
