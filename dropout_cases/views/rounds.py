"""Pages of the rounds of a case: beginning the next, the sign that may propose it, and all of them side by side."""

from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dropout_cases import timeline, workflow
from dropout_cases.carrying import carried_over
from dropout_cases.effect import effect_of
from dropout_cases.forms.acts import LoopForm, ReasonForm
from dropout_cases.models import Case, Setback
from dropout_cases.rounds import chapters
from dropout_cases.turns import Turn
from dropout_cases.workflow.decisions import why_not_staying
from schools import trail
from schools.access import Action, states
from schools.models import Code

from .acts import ActView
from .cases import fetch_case

REASONS = "round_start_reason"


@states(Action.ROUND_BEGIN, of_object=True)
class RoundAdd(ActView):
    """Begin the next round, for the reason the records show or the address names.

    The page says what goes along, and what was tried before and how it went.
    """

    template_name, turn = "dropout_cases/round_add.html", Turn.LOOP
    effect = _("เลขเคส คน และประวัติยังเดิม รอบก่อนอ่านได้เสมอ เริ่มขั้นที่ 2 ใหม่ และนับนักเรียนคนนี้เพียงคนเดียว")
    said = _("เริ่มรอบใหม่แล้ว ขั้นต่อไป: ประสานงาน")

    def look(self):
        """Name the round, and why it is proposed."""
        self.heading = self.verb = _("เริ่มรอบที่ %(number)s") % {"number": self.round.number + 1}
        self.shown = why_not_staying(self.case) if self.case.is_open else []

    def form(self, data=None):
        """Why, as proposed."""
        shown = [*self.request.GET.getlist("reason"), *self.shown]
        return LoopForm(data, initial={"reason": f"{REASONS}.{shown[0]}"} if shown else None)

    def more(self):
        """What shows that the child cannot stay, what goes along, and what was tried."""
        trail.note_opening(self.request, self.case, sensitive=self.case.shows_sensitive_to(self.request.user))
        reasons = {one.code: one for one in Code.objects.of(REASONS)}
        why = [reasons[code] for code in self.shown if code in reasons]
        story = timeline.read(self.case, self.request.user)
        tried = chapters(self.case, story, self.request.user, self.today)[::-1]
        return {"why": why, "carried": carried_over(self.case), "tried": tried}

    def act(self, typed):
        """Close this round and begin the next."""
        workflow.loop(self.round, reason=typed["reason"], note=typed["note"], by=self.request.user, on=self.today)


@states(Action.CASE_RECORD, of_object=True)
class SetbackDismiss(ActView):
    """Say, with a reason, that the child attends whatever a list showed."""

    form_class = ReasonForm
    template_name = "dropout_cases/setback_dismiss.html"
    heading, verb, said = _("ตรวจแล้วยังเรียนอยู่"), _("บันทึกว่ายังเรียนอยู่"), _("บันทึกว่ายังเรียนอยู่แล้ว")
    effect = _("สัญญาณนี้จะไม่เสนอให้เริ่มรอบใหม่อีก และยังอ่านได้ในเคสพร้อมเหตุผล")

    def begin(self, request, key):
        """Fetch what was noticed, or answer 404 or 403."""
        noticed = Setback.objects.visible_to(request.user).filter(voided_at=None)
        self.setback = trail.fetch(request, noticed, key=key, action=self.action)
        self.case = Case.objects.for_page().get(pk=self.setback.case_id)
        self.today = timezone.localdate()

    def more(self):
        """What was noticed."""
        trail.note_opening(self.request, self.case, sensitive=False)
        return {"setback": self.setback}

    def act(self, typed):
        """Dismiss it today."""
        workflow.dismiss_setback(self.setback, reason=typed["reason"], by=self.request.user, on=self.today)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def case_rounds(request, key):
    """The rounds side by side, and whether the child came to school after each return."""
    case, today = fetch_case(request, key, Action.CASE_SEE_WHOLE), timezone.localdate()
    trail.note_opening(request, case, sensitive=case.shows_sensitive_to(request.user))
    told = chapters(case, timeline.read(case, request.user), request.user, today)
    context = {"case": case, "chapters": told, "effect": effect_of(case, today), "today": today}
    return render(request, "dropout_cases/case_rounds.html", context)


round_urls = [
    path("cases/<key:key>/rounds/", case_rounds, name="case-rounds"),
    path("cases/<key:key>/rounds/add/", RoundAdd.as_view(), name="round-add"),
    path("setbacks/<key:key>/dismiss/", SetbackDismiss.as_view(), name="setback-dismiss"),
]
