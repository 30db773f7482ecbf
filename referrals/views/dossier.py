"""The page of a dossier: what it is for, to whom it goes and what is to stand in it; then the PDF."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import Case
from dropout_cases.parts import Part, left_part, part_of
from dropout_cases.views.printing import PDF, handed_out
from referrals.forms.dossier import DossierForm
from referrals.papers.dossier import Choice, dossier, rounds_in
from schools import trail
from schools.access import Action, states
from schools.models import Verb
from schools.views.posting import get_or_post, posted


@states(Action.CASE_SEE_WHOLE, of_object=True)
@get_or_post
def case_dossier(request, key):
    """GET asks what the dossier is for; POST writes that down and hands it over."""
    part = _fetch(request, key)
    case = part.case
    form = DossierForm(posted(request), guarded=part.sensitive)
    if form.is_valid():
        choice = form.choice()
        _note_taken(request, case, choice)
        return handed_out(dossier(part, choice, at=timezone.now()), f"{case.number}-dossier.pdf", PDF)
    back_url = reverse("dropout_cases:case-left", args=[case.key]) if part.is_left else case.get_absolute_url()
    context = {"case": case, "form": form, "part": part, "rounds": rounds_in(part), "back_url": back_url}
    return render(request, "referrals/dossier_form.html", context)


def _fetch(request, key) -> Part:
    """What the person may take of the case: all of it at its own office, at one that handed it over what was its own."""
    user = request.user
    case = trail.fetch(request, (Case.objects.visible_to(user) | Case.objects.left_by(user)).for_page(), key=key)
    part = part_of(case, user) if case.shows_whole_to(user) else left_part(case, user)
    if not part.whole:
        trail.write(user, Verb.REFUSED, case, fields=[Action.CASE_SEE_WHOLE], area=case.area)
        raise PermissionDenied(_("แฟ้มเคสทำได้เฉพาะสำนักงานที่ดูแลหรือเคยดูแลเคสนี้"))
    return part


def _note_taken(request, case: Case, choice: Choice) -> None:
    """Write down that the case is read and taken away, for what and with what; before anything is drawn."""
    trail.note_opening(request, case, sensitive=choice.sensitive)
    trail.write(request.user, Verb.EXPORTED, case, fields=["dossier", *choice.names], area=case.area)
