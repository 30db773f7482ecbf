"""What a receiver of a referral says: the acts, and their pages for accounts and for the office that types from paper."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases import workflow
from dropout_cases.views.documents import save_documents
from dropout_cases.views.steps import said_and_next
from referrals import passing
from referrals.forms.answers import AcceptForm, AskForm, DeclineForm, HelpingForm, ResultForm, SaidForm
from referrals.models import EventKind, Referral, ReferralEvent, ReferralStatus
from referrals.passing import Voice
from referrals.receiving import recommended
from schools import trail
from schools.access import Action, No, holds, states
from schools.views.posting import get_or_post, posted

UrlOf = Callable[[str], str]  # where one says a thing, or opens a file, by the way one came


@dataclass(frozen=True)
class Act:
    """One thing a receiver may say: its form, what the engine does with it, its button, and what is told once it is sent."""

    kind: EventKind
    form: type[SaidForm]
    take: Callable[..., ReferralEvent]
    verb: Promise
    paper: Promise  # the button of the office, which types it
    sent: Promise


# The first that may happen now is what a receiver is mostly here for.
ACTS: dict[str, Act] = {
    "accept": Act(
        EventKind.ACCEPTED, AcceptForm, passing.accept,
        gettext_lazy("รับเรื่อง"), gettext_lazy("บันทึกคำตอบ"), gettext_lazy("รับเรื่องแล้ว เขตพื้นที่ได้รับคำตอบแล้ว"),
    ),
    "result": Act(
        EventKind.DONE, ResultForm, passing.report,
        gettext_lazy("แจ้งผล"), gettext_lazy("บันทึกผล"), gettext_lazy("แจ้งผลแล้ว เขตพื้นที่ได้รับผลแล้ว"),
    ),
    "helping": Act(
        EventKind.HELPING, HelpingForm, passing.begin_help,
        gettext_lazy("แจ้งว่ากำลังช่วยเหลือ"), gettext_lazy("บันทึกความคืบหน้า"), gettext_lazy("แจ้งความคืบหน้าแล้ว"),
    ),
    "ask": Act(
        EventKind.ASKED, AskForm, passing.inquire,
        gettext_lazy("ขอข้อมูลเพิ่ม"), gettext_lazy("บันทึกคำถามของผู้รับ"), gettext_lazy("ส่งคำถามแล้ว คำตอบจะอยู่ในหน้านี้"),
    ),
    "decline": Act(
        EventKind.DECLINED, DeclineForm, passing.decline,
        gettext_lazy("รับไม่ได้"), gettext_lazy("บันทึกว่ารับไม่ได้"), gettext_lazy("ตอบแล้วว่ารับไม่ได้"),
    ),
}  # fmt: skip


def acts_now(referral: Referral, url_of: UrlOf) -> list[tuple[Act, str]]:
    """What the receiver may say now, each with its page."""
    return [(act, url_of(name)) for name, act in ACTS.items() if act.kind in referral.passes]


def fetch(request, key: str, action: Action | None = None) -> Referral:
    """The referral with all its page shows, if the person may see it."""
    return trail.fetch(request, Referral.objects.visible_to(request.user).for_page(), key=key, action=action)


def url_for(referral: Referral) -> UrlOf:
    """Where somebody with an account says a thing: one page for taking it on or not."""
    page_of = {"accept": "answer", "decline": "answer"}

    def url_of(name: str) -> str:
        page = reverse(f"referrals:referral-{page_of.get(name, name)}", args=[referral.key])
        return f"{page}?act=decline" if name == "decline" else page

    return url_of


@states(Action.REFERRAL_ANSWER, of_object=True)
@get_or_post
def referral_answer(request, key):
    """The receiver takes the request on or cannot; or the office types in what came on paper."""
    return _say(request, key, "decline" if request.GET.get("act") == "decline" else "accept")


@states(Action.REFERRAL_ANSWER, of_object=True)
@get_or_post
def referral_ask(request, key):
    """The receiver asks for more."""
    return _say(request, key, "ask")


@states(Action.REFERRAL_ANSWER, of_object=True)
@get_or_post
def referral_helping(request, key):
    """Help is under way."""
    return _say(request, key, "helping")


@states(Action.REFERRAL_ANSWER, of_object=True)
@get_or_post
def referral_result(request, key):
    """What came of the help, with its papers."""
    return _say(request, key, "result")


def _say(request, key: str, name: str):
    referral, act = fetch(request, key), ACTS[name]
    if request.method != "POST" and act.kind not in referral.passes:
        return too_late(request, referral, act.kind, referral.get_absolute_url())
    from_paper = referral.belongs_to_office_of(request.user)
    form = form_of(act, request, referral, to_office=request.user if from_paper else None)
    if form.is_valid() and taken(act, referral, form, lambda: Voice(by=request.user, said_by=form.who)):
        return _thank(request, referral, act, from_paper=from_paper)
    return act_page(request, referral, name, form, back_url=referral.get_absolute_url(), url_of=url_for(referral))


def form_of(act: Act, request, referral: Referral, **options) -> SaidForm:
    """The form of an act, as it was sent, or empty."""
    files = request.FILES if request.method == "POST" else None
    return act.form(posted(request), files, referral=referral, today=timezone.localdate(), **options)


def taken(act: Act, referral: Referral, form: SaidForm, voice_of: Callable[[], Voice]) -> bool:
    """Hand what was said to the engine, with its files; a refusal goes to the form."""
    try:
        _take(act, referral, form, voice_of())
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


@transaction.atomic
def _take(act: Act, referral: Referral, form: SaidForm, voice: Voice) -> None:
    event = act.take(referral, voice=voice, on=form.day, **form.said())
    if "files" in form.fields:
        brought = {"brought_by": voice.name if voice.through else "", "record_key": event.key, "restricted": True}
        save_documents(referral.round.case, form, by=voice.by, on=form.day, round=referral.round, **brought)


def too_late(request, referral: Referral, kind: EventKind, back_url: str):
    """Back to the referral, with the reason why this may not happen to it now."""
    verdict = referral.may_pass(kind)
    messages.warning(request, str(verdict.reason) if isinstance(verdict, No) else _("คำขอนี้ปิดรับคำตอบแล้ว"))
    return redirect(back_url)


def _thank(request, referral: Referral, act: Act, *, from_paper: bool):
    """The office goes on with its case; the receiver stays, or leaves what it declined."""
    if from_paper:
        referral.round.case.refresh_from_db()
        messages.success(request, said_and_next(_("คำตอบของผู้รับ"), referral.round.case))
        return redirect(referral)
    if referral.status == ReferralStatus.DECLINED:
        messages.success(request, _("ตอบแล้วว่ารับไม่ได้ ข้อมูลของคำขอ %(number)s ปิดแล้ว") % {"number": referral.round.case.number})
        return redirect("referrals:referral-list" if holds(request.user, Action.REFERRAL_SEE) else "home")
    messages.success(request, str(act.sent))
    return redirect(referral)


def act_page(request, referral: Referral, name: str, form: SaidForm, *, back_url: str, url_of: UrlOf):
    """The form of an act; on that of taking it on, the way to say that one cannot."""
    act = ACTS[name]
    context = {
        "referral": referral,
        "number": referral.round.case.number,
        "form": form,
        "heading": act.paper if form.to_office else act.verb,
        "verb": act.paper if form.to_office else act.verb,
        "back_url": back_url,
        "decline_url": url_of("decline") if name == "accept" else "",
        "recommended": recommended(referral) if name == "accept" else [],
    }
    return render(request, "referrals/referral_answer.html", context)
