"""Children who may be the one being reported: shown while a name is typed, and once before the report is sent."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dropout_cases.duplicates import Match, candidates
from dropout_cases.forms.intake import IntakeForm
from dropout_cases.models import Case
from schools.access import Action, states


@states(Action.CASE_REPORT)
@require_POST
def match_list(request):
    """What is typed so far comes by POST, and the children it may mean go back as a piece of the page: nothing is kept."""
    form = IntakeForm(request.POST, user=request.user, today=timezone.localdate())
    form.is_valid()
    matches = [] if form.known else candidates(form.told(), request.user)
    return render(request, "dropout_cases/_matches.html", {"matches": matches, "form": form})


def open_case_of(form: IntakeForm) -> Case | None:
    """The open case of the child chosen, if the person may see it: it is the place to go on."""
    return Case.objects.visible_to(form.user).open().filter(student=form.known).first() if form.known else None


def may_be_another(form: IntakeForm, matches: list[Match]) -> bool:
    """Whether the report goes on past these matches: it is of a child chosen, or "another child" is ticked and no number says no.

    A number belongs to one child only, so the box is told whose it is.
    """
    owner = next((match for match in matches if match.by_number), None)
    if owner:
        form.add_error("number", _whose(owner))
    return owner is None and bool(form.known or form.cleaned_data["another_child"])


def _whose(match: Match) -> str:
    if match.case:
        sentence = _("เลขนี้เป็นของเด็กที่มีเคส %(number)s เปิดอยู่ ใช้เคสนั้น หรือตรวจเลขอีกครั้ง")
        return sentence % {"number": match.case.number}
    return _("เลขนี้เป็นของเด็กที่มีข้อมูลอยู่แล้ว เลือก “ใช้ข้อมูลเด็กคนนี้” หรือตรวจเลขอีกครั้ง")
