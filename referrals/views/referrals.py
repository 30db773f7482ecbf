"""Pages of step 5: the referral form, the list, the page of a referral for the office and for its receiver, and the answers."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases import workflow
from dropout_cases.views.steps import StepView, said_and_next, typed
from referrals import package
from referrals.filters import ReferralFilter
from referrals.forms.referrals import AnswerForm, ReferralForm, ResultForm
from referrals.models import Referral, ReferralStatus
from schools import trail
from schools.access import Action, holds, states
from schools.models import Verb
from schools.paging import paged
from schools.views.posting import get_or_post, posted


@states(Action.CASE_RECORD, of_object=True)
class ReferralAdd(StepView):
    """Hand help on; before that, see exactly what the receiver will see."""

    form_class = ReferralForm
    template_name = "referrals/referral_form.html"

    def post(self, request, key):
        """The preview, or the referral."""
        return self.preview(request, key) if "preview" in request.POST else super().post(request, key)

    def preview(self, request, key):
        """The form again as it was typed, with what the receiver will see beside it."""
        self.begin(request, key)
        sent = self.form(request.POST)
        sent.full_clean()
        form = self.form(initial=typed(sent))
        form.previewed = sent.items()
        sensitive = [item.code for item in form.previewed if item.sensitive and not item.is_purpose]
        if sensitive:
            trail.write(request.user, Verb.OPENED_SENSITIVE, self.case, fields=sensitive, area=self.case.area)
        return self.page(form, {})

    def save(self, form, formsets):
        """The referral with its frozen package."""
        form.freeze()
        super().save(form, formsets)


@states(Action.REFERRAL_SEE)
@require_safe
def referral_list(request):
    """What the office sent, or what an agency was sent; those waiting longest for an answer come first."""
    referrals = Referral.objects.visible_to(request.user).for_list().by_urgency()
    found = ReferralFilter(request.GET, referrals, request=request)
    context = {"filter": found, "form": found.form, "today": timezone.localdate(), **paged(request, found.qs)}
    return render(request, "referrals/referral_list.html", context)


@states(Action.REFERRAL_SEE, of_object=True)
@require_safe
def referral_detail(request, key):
    """One referral: everything for the office that sent it, the package alone for its receiver. Each opening leaves a line."""
    referral = _fetch(request, key)
    page = _office_page if referral.belongs_to_office_of(request.user) else _receivers_page
    return page(request, referral)


def _office_page(request, referral):
    whole = referral.shows_whole_to(request.user)
    items = package.as_the_office_reads(package.thaw(referral.package), whole=whole)
    verb = Verb.OPENED_SENSITIVE if whole else Verb.OPENED
    trail.write(request.user, verb, referral, area=referral.round.case.area)
    context = {
        "referral": referral,
        "case": referral.round.case,
        "items": items,
        "whole": whole,
        "opened": referral.opened_by_receiver(),
        "moves": referral.moves,
        "today": timezone.localdate(),
    }
    return render(request, "referrals/referral_detail.html", context)


def _receivers_page(request, referral):
    trail.write(request.user, Verb.OPENED, referral, area=referral.round.case.area)
    return render(request, "referrals/referral_received.html", _for_receiver(referral))


def _for_receiver(referral) -> dict[str, object]:
    """Everything a receiver is shown, and nothing else of the case."""
    case, items = referral.round.case, package.thaw(referral.package)
    return {
        "number": case.number,
        "office": case.area.name,
        "contact": case.owner or referral.entered_by,
        "purpose": [item for item in items if item.is_purpose],
        "shared": [item for item in items if not item.is_purpose],
        "referral": referral,
        "moves": referral.moves,
        "today": timezone.localdate(),
    }


@states(Action.REFERRAL_ANSWER, of_object=True)
@get_or_post
def referral_answer(request, key):
    """The receiver takes the request on or cannot; or the office types in what came on paper."""
    referral = _fetch(request, key)
    if request.method != "POST" and ReferralStatus.ACCEPTED not in referral.moves:
        return _too_late(request, referral, ReferralStatus.ACCEPTED)
    form = _form(AnswerForm, request, referral, initial={"status": request.GET.get("status", "")})
    if form.is_valid() and _write(request, referral, form, form.cleaned_data["status"], **form.answer(request.user)):
        return _thank(request, referral, said=_("คำตอบ"))
    heading, verb = (_("บันทึกคำตอบ"), _("บันทึกคำตอบ")) if form.from_paper else (_("ตอบคำขอ"), _("ส่งคำตอบ"))
    return _answer_page(request, referral, form, heading, verb)


@states(Action.REFERRAL_ANSWER, of_object=True)
@get_or_post
def referral_result(request, key):
    """What came of the help, from the receiver or from paper."""
    referral = _fetch(request, key)
    if request.method != "POST" and ReferralStatus.DONE not in referral.moves:
        return _too_late(request, referral, ReferralStatus.DONE)
    form = _form(ResultForm, request, referral)
    if form.is_valid() and _write(request, referral, form, ReferralStatus.DONE, **form.answer()):
        return _thank(request, referral, said=_("ผลการช่วยเหลือ"))
    return _answer_page(request, referral, form, _("บันทึกผลการช่วยเหลือ"), _("บันทึกผล"))


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def referral_withdraw(request, key):
    """Take a request back; the receiver reads nothing of it from the next click on."""
    referral = _fetch(request, key, action=Action.CASE_RECORD)
    if request.method != "POST" and ReferralStatus.WITHDRAWN not in referral.moves:
        return _too_late(request, referral, ReferralStatus.WITHDRAWN)
    form = forms.Form(posted(request))
    if form.is_valid() and _write(request, referral, form, ReferralStatus.WITHDRAWN):
        messages.success(request, _("ถอนคำขอแล้ว %(receiver)sเปิดดูไม่ได้อีก") % {"receiver": referral.receiver})
        return redirect(referral)
    return render(request, "referrals/referral_withdraw.html", {"referral": referral, "case": referral.round.case, "form": form})


def _fetch(request, key, action=None) -> Referral:
    return trail.fetch(request, Referral.objects.visible_to(request.user).for_page(), key=key, action=action)


def _form(form_class, request, referral, **options):
    from_paper = referral.belongs_to_office_of(request.user)
    return form_class(posted(request), referral=referral, from_paper=from_paper, today=timezone.localdate(), **options)


def _write(request, referral, form, status, **answered) -> bool:
    """Hand the answer to the engine; a refusal goes to the form."""
    action, place = referral.right_to_answer(request.user)
    fields = {"status": status, **answered}
    try:
        workflow.answer(
            referral, by=request.user, action=action, place=place, fields=fields, allowed=lambda entry: entry.may_become(status)
        )
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


def _too_late(request, referral, status):
    """Back to the referral, with the reason why it may not go there."""
    verdict = referral.may_become(status)
    messages.warning(request, _("คำขอนี้ปิดรับคำตอบแล้ว") if verdict else verdict.reason)
    return redirect(referral)


def _thank(request, referral, *, said: str):
    """The office goes on with its case; the receiver stays, or leaves what it declined."""
    if referral.belongs_to_office_of(request.user):
        case = referral.round.case
        messages.success(request, said_and_next(said, case))
        return redirect(case)
    if referral.status == ReferralStatus.DECLINED:
        messages.success(request, _("ตอบแล้วว่ารับไม่ได้ ข้อมูลของคำขอ %(number)s ปิดแล้ว") % {"number": referral.round.case.number})
        return redirect("referrals:referral-list" if holds(request.user, Action.REFERRAL_SEE) else "home")
    messages.success(request, _("บันทึก%(what)sแล้ว เขตพื้นที่ได้รับแล้ว") % {"what": said})
    return redirect(referral)


def _answer_page(request, referral, form, heading, verb):
    context = {"referral": referral, "number": referral.round.case.number, "form": form, "heading": heading, "verb": verb}
    return render(request, "referrals/referral_answer.html", context)
