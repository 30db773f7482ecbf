"""What a receiver of a referral opens: by personal link without an account, and by account the same page and files."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases import documents, workflow
from dropout_cases.views.answers import behind_the_door, is_known
from dropout_cases.views.printing import PDF, handed_out
from referrals import passing
from referrals.models import Referral, ReferralStatus
from referrals.papers.blocks import drawn
from referrals.papers.form import form
from referrals.passing import Voice
from referrals.receiving import files_of, for_receiver
from schools import trail
from schools.access import Action, states
from schools.models import User, Verb
from schools.views.posting import get_or_post

from .answers import ACTS, UrlOf, act_page, acts_now, fetch, form_of, taken, too_late, url_for


def of_referral(page):
    """Open `page(request, referral, link, secret)` on a device that knows the link of a referral; others are asked for the code."""

    @behind_the_door
    @wraps(page)
    def received(request, link, entry, now, **named):
        secret = request.resolver_match.kwargs["secret"]
        if not isinstance(entry, Referral) or not is_known(request, link):
            return redirect("dropout_cases:answer-page", secret)
        return page(request, Referral.objects.for_page().get(pk=entry.pk), link, secret, **named)

    return received


@require_safe
@of_referral
def referral_received(request, referral, link, secret):
    """What is asked and shared, what was said so far, and what may be said now."""
    trail.write(None, Verb.OPENED, link, fields=["asked"], area=link.case.area)
    form_url = reverse("referrals:received-form", args=[secret])
    return _page(request, referral, Voice(through=link), url_by_link(secret), file_by_link(secret), form_url)


@get_or_post
@of_referral
def received_act(request, referral, link, secret, act):
    """One thing a receiver says; whoever declines is thanked and reads no more."""
    if act not in ACTS:
        raise Http404
    back_url = reverse("referrals:referral-received", args=[secret])
    if request.method != "POST" and ACTS[act].kind not in referral.passes:
        return too_late(request, referral, ACTS[act].kind, back_url)
    said = form_of(ACTS[act], request, referral)
    if not said.is_valid() or not taken(ACTS[act], referral, said, lambda: Voice(through=link)):
        return act_page(request, referral, act, said, back_url=back_url, url_of=url_by_link(secret))
    if referral.status == ReferralStatus.DECLINED:
        case = referral.round.case
        return render(request, "dropout_cases/answer_done.html", {"case": case, "officer": case.owner or link.made_by})
    messages.success(request, str(ACTS[act].sent))
    return redirect(back_url)


@require_safe
@of_referral
def received_file(request, referral, link, secret, document):
    """A file that was shared, or that the receiver brought."""
    return _hand_out(referral, document, file_by_link(secret), by=None)


@states(Action.REFERRAL_SEE, of_object=True)
@require_safe
def referral_file(request, key, document):
    """The same for a receiver with an account. For the office it is absent: the case opens its files, by rules of its own."""
    referral = fetch(request, key)
    if referral.belongs_to_office_of(request.user):
        raise _absent(referral, document, by=request.user)
    return _hand_out(referral, document, file_by_account(referral), by=request.user)


def _hand_out(referral: Referral, key: str, file_url: UrlOf, *, by: User | None) -> FileResponse:
    """A download that no browser runs, under a name that says nothing; opening it is written down first."""
    file = next((file for file in files_of(referral, file_url) if file.document.key == key), None)
    path = file and documents.path_of(file.document.stored_name)
    if not file or not path or not path.is_file():
        raise _absent(referral, key, by=by)
    trail.write(by, Verb.OPENED, file.document, area=referral.round.case.area)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=file.name, content_type=file.document.content_type)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _absent(referral: Referral, key: str, *, by: User | None) -> Http404:
    """What is answered about a file that one may not open here; a line says so first."""
    trail.write(by, Verb.REFUSED, f"document:{key}", area=referral.round.case.area)
    return Http404()


@require_safe
@of_referral
def received_form(request, referral, link, secret):
    """The referral form as paper, for who wants to print it."""
    return _form(referral, by=None)


@states(Action.REFERRAL_SEE, of_object=True)
@require_safe
def referral_form(request, key):
    """The same for a receiver with an account, and in the office for who reads all that was sent."""
    referral = fetch(request, key)
    if referral.belongs_to_office_of(request.user) and not referral.shows_whole_to(request.user):
        trail.write(request.user, Verb.REFUSED, referral, fields=[Action.REFERRAL_SEE], area=referral.round.case.area)
        raise PermissionDenied(_("ข้อมูลอ่อนไหว เห็นได้เฉพาะผู้รับผิดชอบและผู้กำกับดูแล"))
    return _form(referral, by=request.user)


def _form(referral: Referral, *, by: User | None) -> FileResponse:
    case = referral.round.case
    for verb in (Verb.OPENED_SENSITIVE if by and referral.belongs_to_office_of(by) else Verb.OPENED, Verb.EXPORTED):
        trail.write(by, verb, referral, fields=["form", "pdf"], area=case.area)
    return handed_out(drawn(form(referral)), f"แบบส่งต่อ-{case.number}.pdf", PDF)


def by_account(request, referral: Referral):
    """The page of a receiver with an account."""
    form_url = reverse("referrals:referral-form", args=[referral.key])
    return _page(request, referral, Voice(by=request.user), url_for(referral), file_by_account(referral), form_url)


def _page(request, referral: Referral, voice: Voice, url_of: UrlOf, file_url: UrlOf, form_url: str):
    """The page of a receiver; that it was opened is written down first. Withdrawn a moment ago, it is gone."""
    now = timezone.now()
    try:
        passing.open_for(referral, voice=voice, on=timezone.localdate(now), at=now)
    except workflow.Refused as refused:
        raise Http404 from refused
    context = {"acts": acts_now(referral, url_of), "form_url": form_url, "today": timezone.localdate(now)}
    return render(request, "referrals/referral_received.html", for_receiver(referral, file_url) | context)


def url_by_link(secret: str) -> UrlOf:
    """Where somebody with a link says a thing."""
    return lambda name: reverse("referrals:received-act", args=[secret, name])


def file_by_link(secret: str) -> UrlOf:
    """Where somebody with a link opens a file."""
    return lambda key: reverse("referrals:received-file", args=[secret, key])


def file_by_account(referral: Referral) -> UrlOf:
    """Where somebody with an account opens a file."""
    return lambda key: reverse("referrals:referral-file", args=[referral.key, key])
