"""Pages of official papers: writing and previewing a draft, issuing it, the paper itself, and the register of what went out."""

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from dropout_cases import drafts
from dropout_cases.views.acts import ActView
from dropout_cases.views.cases import fetch_case
from dropout_cases.views.printing import PDF, handed_out, note_taken
from dropout_cases.workflow import Refused
from referrals import issuing
from referrals.forms.papers import IssueForm, PaperForm
from referrals.models import OfficialPaper, PaperKind, Referral
from referrals.papers.blocks import drawn
from referrals.papers.official import paper_of
from referrals.papers.word import CONTENT_TYPE, word
from referrals.proposals import proposed
from referrals.register import RegisterFilter
from schools import trail
from schools.access import Action, may, states
from schools.models import Verb
from schools.paging import paged
from schools.views.posting import get_or_post, key_asked

from .signed import keep_signed, signed_copies, signed_form


def _fetch(request, key, action=Action.CASE_SEE_WHOLE) -> OfficialPaper:
    joined = ("case__student", "case__area", "case__school", "area__letterhead", "referral", "secrecy", "urgency", "voided_by")
    papers = OfficialPaper.objects.visible_to(request.user).select_related(*joined, "entered_by", "issued_by", "round")
    return trail.fetch(request, papers, key=key, action=action)


# Writing


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def paper_add(request, key, kind):
    """A new draft, with the words proposed for it."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    if kind.upper() not in PaperKind.values:
        raise Http404
    referral = _referral_of(request, case)
    if referral is None and kind.upper() == PaperKind.FORM:
        raise Http404
    paper = proposed(case, kind.upper(), referral, by=request.user, on=timezone.localdate())
    if paper.kind == PaperKind.FORM:
        _demand_whole(request, referral)
    return _form_page(request, paper, issuing.draft)


def _referral_of(request, case) -> Referral | None:
    """The referral of this case that the address names, if it names one."""
    if not (key := key_asked(request, "referral")):
        return None
    return trail.fetch(request, Referral.objects.filter(round__case=case, voided_at=None).for_page(), key=key)


def _demand_whole(request, referral: Referral | None) -> None:
    """Go on only if the person reads all that a form would say of the referral; otherwise 403 with its reason, and a line."""
    if referral and not referral.shows_whole_to(request.user):
        trail.write(request.user, Verb.REFUSED, referral, fields=[Action.CASE_RECORD], area=referral.round.case.area)
        raise PermissionDenied(_("แบบส่งต่อมีข้อมูลอ่อนไหว ทำได้เฉพาะผู้รับผิดชอบเคส ผู้กำกับดูแล และผู้ส่งต่อ"))


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def paper_edit(request, key):
    """A draft, to be written anew until it is issued."""
    paper = _fetch(request, key, Action.CASE_RECORD)
    if paper.is_issued or paper.is_void:
        messages.warning(request, _("หนังสือที่ออกแล้วแก้ไขไม่ได้ ยกเลิกแล้วทำฉบับใหม่"))
        return redirect(paper)
    trail.note_opening(request, paper.case, sensitive=True)
    return _form_page(request, paper, issuing.rewrite)


def _form_page(request, paper: OfficialPaper, act):
    """The form of a draft; what was typed is shown as paper, or goes to `act`."""
    form = _form_of(request, paper)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            return _preview(request, form.instance)
        try:
            with transaction.atomic():
                kept = act(form.instance, by=request.user)
                drafts.sent(request)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("บันทึกร่างแล้ว ดูตัวอย่างก่อนออกหนังสือ"))
            return redirect(kept)
    back = (paper if paper.entered_at else paper.referral or paper.case).get_absolute_url()
    return render(request, "referrals/paper_form.html", {"case": paper.case, "paper": paper, "form": form, "back_url": back})


def _form_of(request, paper: OfficialPaper) -> PaperForm:
    """The form as sent, or from a draft; but never words for one receiver in a paper to another."""

    def make(data=None):
        return PaperForm(data, instance=paper)

    form = drafts.form_of(request, make)
    is_of_another = getattr(form, "draft", None) and form["about"].value() != make()["about"].value()
    return make() if is_of_another else form


def _preview(request, paper: OfficialPaper) -> FileResponse:
    """What is typed as paper, in a window of its own; nothing is saved."""
    note_taken(request, paper.case, "officialpaper", "preview")
    return FileResponse(io.BytesIO(drawn(paper_of(paper))), filename=f"{_file_name(paper)}.pdf", content_type=PDF)


@states(Action.CASE_RECORD, of_object=True)
@require_POST
def paper_follow(request, key):
    """The letter and the form of a referral at once, as drafts filled in."""
    referrals = Referral.objects.visible_to(request.user).for_page()
    referral = trail.fetch(request, referrals, key=key, action=Action.CASE_RECORD)
    _demand_whole(request, referral)
    try:
        letter, _form = issuing.draft_both(referral, by=request.user, on=timezone.localdate())
    except Refused as refused:
        messages.warning(request, refused.reason)
        return redirect(referral)
    messages.success(request, _("ร่างหนังสือนำส่งและแบบส่งต่อแล้ว ตรวจแล้วออกเลข"))
    return redirect(letter)


# The paper itself


@states(Action.CASE_SEE_WHOLE, of_object=True)
@get_or_post
def paper_detail(request, key):
    """What a paper says and where it stands; its signed copy may be kept with it once it is issued."""
    paper = _fetch(request, key)
    case, user = paper.case, request.user
    form = signed_form(request, case)
    if request.method == "POST" and (paper.is_void or not paper.is_issued):
        messages.warning(request, _("แนบฉบับลงนามได้กับหนังสือที่ออกแล้วและไม่ยกเลิก"))
        return redirect(paper)
    title = _("%(paper)s ฉบับลงนาม") % {"paper": paper.title}
    if request.method == "POST" and form.is_valid() and keep_signed(request, form, case, paper, title):
        return redirect(paper)
    trail.note_opening(request, case, sensitive=True)
    standing = OfficialPaper.objects.filter(referral=paper.referral).exclude(referral=None).exclude(pk=paper.pk)
    context = {
        "paper": paper,
        "case": case,
        "form": form,
        "signed": signed_copies(paper, user),
        "beside": standing.visible_to(user).filter(voided_at=None),
        "may_act": case.is_open and not paper.round.closed_on and may(user, Action.CASE_RECORD, case.place),
    }
    return render(request, "referrals/paper_detail.html", context)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def paper_pdf(request, key):
    """The paper as PDF: a draft says that it is one, and a voided paper that it is void."""
    paper = _fetch(request, key)
    note_taken(request, paper.case, "officialpaper", "pdf", paper.key)
    return handed_out(drawn(paper_of(paper)), f"{_file_name(paper)}.pdf", PDF)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def paper_word(request, key):
    """The paper as a Word file."""
    paper = _fetch(request, key)
    note_taken(request, paper.case, "officialpaper", "word", paper.key)
    return handed_out(word(paper_of(paper)), f"{_file_name(paper)}.docx", CONTENT_TYPE)


def _file_name(paper: OfficialPaper) -> str:
    """What the file is called: by its number, and nobody's name."""
    with override("th"):
        kind = paper.get_kind_display()
    return f"{kind}-{paper.number}-{paper.year}" if paper.is_issued else f"ร่าง-{kind}"


@states(Action.CASE_RECORD, of_object=True)
class PaperIssue(ActView):
    """Give a draft its number; from then on it is not changed."""

    heading, verb = gettext_lazy("ออกหนังสือ"), gettext_lazy("ออกหนังสือ")
    keeps_draft = False

    def get(self, request, key, **more):
        """The page, while there is something to issue."""
        page = super().get(request, key, **more)
        return redirect(self.paper) if self.paper.is_issued or self.paper.is_void else page

    def begin(self, request, key, **more):
        """The draft, and its case."""
        self.paper = _fetch(request, key, Action.CASE_RECORD)
        self.effect = _("%(kind)s “%(subject)s” ถึง %(to)s จะได้เลขที่และเก็บไว้ตามนี้ทุกคำ ออกแล้วแก้ไขไม่ได้") % {
            "kind": self.paper.get_kind_display(),
            "subject": self.paper.subject,
            "to": self.paper.to,
        }
        super().begin(request, self.paper.case.key)

    def form(self, data=None):
        """The day and, where the office keeps a book, the number."""
        return IssueForm(data, paper=self.paper, today=self.today, initial={"on": self.today})

    def act(self, typed):
        """Issue it."""
        self.paper = issuing.issue(self.paper, by=self.request.user, on=typed["on"], number=typed.get("number"))
        self.said = _("ออก%(paper)s แล้ว พิมพ์ ลงนาม แล้วแนบฉบับลงนามไว้ที่นี่") % {"paper": self.paper.title}

    def leads_to(self):
        """The paper as it was issued."""
        return self.paper


# The register


@states(Action.CASE_RECORD)
@require_safe
def paper_list(request):
    """What the office has sent out of one kind in one year, by number; numbers that are missing are told."""
    sent_out = OfficialPaper.objects.in_register(request.user).for_list()
    found = RegisterFilter(request.GET, sent_out, request=request, today=timezone.localdate())
    return render(request, "referrals/paper_list.html", {"filter": found, **paged(request, found.qs)})
