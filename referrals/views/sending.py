"""Pages by which an officer hands help on: the form with its preview, the short form in danger, and what is shared afterwards."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dropout_cases import drafts, workflow
from dropout_cases.views.links import address_maker, link_form, link_page
from dropout_cases.views.steps import StepView, typed
from referrals import consents, passing, sending
from referrals.forms.referrals import ReferralForm, asked_like
from referrals.forms.sharing import ReplyForm, ShareForm
from referrals.forms.urgent import UrgentForm
from referrals.models import EventKind, Referral
from schools import trail
from schools.access import Action, states
from schools.models import Agency, Code, Verb
from schools.views.posting import get_or_post, key_asked

from .answers import fetch, too_late


class SendView(StepView):
    """A form by which a referral is sent; before that it shows exactly what the receiver will see."""

    made = ""  # the address of a link that is handed over, shown once
    went = ""  # where a link was mailed to

    def post(self, request, key):
        """The preview, or the referral."""
        return self.preview(request, key) if "preview" in request.POST else super().post(request, key)

    def preview(self, request, key):
        """The form again as it was typed, with what the receiver will see beside it."""
        self.begin(request, key)
        sent = self.form(request.POST, request.FILES)
        sent.full_clean()
        form = self.form(initial=typed(sent))
        form.previewed, form.previewed_files = sent.items(), sent.cleaned_data.get("documents", [])
        note_preview(request, self.case, form.previewed)
        return self.page(form, {})

    @transaction.atomic
    def save(self, form, formsets):
        """The consent it rests on, the referral with its package, and how it goes out, together or not at all."""
        if form.new_consent:
            files = form.new_consent.cleaned_data["files"]
            form.instance.consent = consents.give_consent(form.instance.consent, by=self.request.user, files=files)
        super().save(form, formsets)
        if self.entry is form.instance:
            self.entry.packages.get().files.set(form.cleaned_data.get("documents", []))
            self.made = self.send_out(form)

    def send_out(self, form):
        """Send it the way that was chosen; the address of a link that is handed over."""
        page_of, way = address_maker(self.request), form.cleaned_data["way"]
        if way == sending.Way.MAIL:
            self.went = _("ส่งลิงก์ไปที่ %(address)s แล้ว") % {"address": sending.masked(self.entry.agency.email)}
        return sending.send_out(self.entry, way, by=self.request.user, at=timezone.now(), page_of=page_of)

    def done(self):
        """Back to the case, and the same again for another receiver; a link to hand over is shown first."""
        answer = super().done()
        again = f"{reverse('referrals:referral-add', args=[self.case.key])}?from={self.entry.key}"
        messages.success(self.request, format_html('{} <a href="{}">{}</a>', self.went, again, _("ส่งต่ออีกแห่งด้วยข้อมูลชุดเดิม")))
        return link_page(self.request, self.entry, link_form(self.entry), self.made) if self.made else answer


@states(Action.CASE_RECORD, of_object=True)
class ReferralAdd(SendView):
    """Hand help on. The address may name an agency, a kind of help, or an earlier referral of the case to begin with."""

    form_class = ReferralForm
    template_name = "referrals/referral_form.html"

    def form(self, *args, **options):
        """The form; an empty one begins with what the address names."""
        return super().form(*args, **({} if args else {"initial": self._named()}) | options)

    def _named(self) -> dict:
        sent, helps = Referral.objects.visible_to(self.request.user).filter(round__case=self.case), self.request.GET.getlist("help")
        earlier = sent.filter(key=key_asked(self.request, "from")).first()
        agency = Agency.objects.filter(area=self.case.area, key=key_asked(self.request, "agency")).choosable().first()
        named = asked_like(earlier, self.request.user) if earlier else {}
        named |= {"agency": agency.pk} if agency else {}
        return named | ({"helps": Code.objects.of("help_kind").filter(code__in=filter(str.isidentifier, helps))} if helps else {})


@states(Action.CASE_RECORD, of_object=True)
class ReferralUrgent(SendView):
    """A child in danger is handed on: who takes it in is chosen, and it goes out; the paper follows as a task due tomorrow."""

    form_class = UrgentForm
    template_name = "referrals/referral_urgent.html"
    may_be_taken_back = False  # the task of the paper follows; the request itself can be withdrawn

    def send_out(self, form):
        """Send it, and leave the paper to be done."""
        workflow.give_task(form.paper_task(), by=self.request.user)
        return super().send_out(form)


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def referral_share(request, key):
    """Share more with a receiver: a further version of the package."""
    return _add(request, key, ShareForm, EventKind.ADDED)


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def referral_reply(request, key):
    """Answer what a receiver asked, and share more where that answers it."""
    return _add(request, key, ReplyForm, EventKind.REPLIED)


def _add(request, key, form_class, kind):
    referral, today = fetch(request, key, Action.CASE_RECORD), timezone.localdate()
    if request.method != "POST" and kind not in referral.passes:
        return too_late(request, referral, kind, referral.get_absolute_url())
    form = drafts.form_of(request, lambda data=None: form_class(data, referral=referral, user=request.user, today=today))
    if "preview" in request.POST:
        form = _previewed(request, form)
    elif form.is_valid() and _added(request, form, kind):
        messages.success(request, _("ส่งให้ %(receiver)s แล้ว") % {"receiver": referral.receiver})
        return redirect(referral)
    trail.note_opening(request, form.case, sensitive=form.case.shows_sensitive_to(request.user))
    context = {"form": form, "referral": referral, "case": form.case, "is_reply": kind == EventKind.REPLIED}
    if kind == EventKind.REPLIED and referral.shows_whole_to(request.user):
        context["question"] = referral.events.filter(kind=EventKind.ASKED, voided_at=None).last()
    return render(request, "referrals/referral_share.html", context)


def _previewed(request, sent):
    """The form again as it was typed, with what the receiver will see of it."""
    sent.full_clean()
    form = type(sent)(initial=typed(sent), referral=sent.referral, user=sent.user, today=sent.today)
    form.previewed, form.previewed_files = sent.items(), sent.cleaned_data.get("documents", [])
    note_preview(request, sent.case, form.previewed)
    return form


def _added(request, form, kind) -> bool:
    """Hand it to the engine and tell the receiver; a refusal goes to the form."""
    act = passing.reply if kind == EventKind.REPLIED else passing.share_more
    said = {"text": form.cleaned_data["text"], "token": form.cleaned_data["token"] or None}
    try:
        with transaction.atomic():
            event = act(form.referral, by=request.user, on=form.today, package=form.version(), files=form.all_files(), **said)
            sending.tell_of_more(event, timezone.now())
            drafts.sent(request)
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


def note_preview(request, case, items) -> None:
    """Write down that somebody read sensitive parts of a case before they are shared."""
    sensitive = [item.code for item in items if item.sensitive and not item.is_purpose]
    if sensitive:
        trail.write(request.user, Verb.OPENED_SENSITIVE, case, fields=sensitive, area=case.area)
