"""Pages that decide something of a case: each says what it does, asks for the reason, and hands it to the engine."""

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View

from dropout_cases import drafts, workflow
from dropout_cases.forms import acts as forms
from dropout_cases.judgement import RECORD_MODELS
from dropout_cases.models import Advice, Case, ContactTry, Deadline, Decision, Document, Move, Note, Pause, Task, TeamMember
from dropout_cases.steps import RULE, Step
from dropout_cases.turns import Turn, may_turn
from schools import trail
from schools.access import Action, No, Role, states
from schools.models import User

VOIDABLE = {model.lower(): name for name in RECORD_MODELS.values() for model in [name.split(".")[1]]} | {
    model._meta.model_name: model._meta.label
    for model in (Advice, ContactTry, Deadline, Decision, Document, Move, Note, Pause, Task, TeamMember)
}
VOIDABLE |= {"finding": "referrals.Finding", "plan": "referrals.Plan", "officialpaper": "referrals.OfficialPaper"}
VOIDABLE |= {"unmetneed": "referrals.UnmetNeed", "consent": "referrals.Consent"}


class ActView(View):
    """A confirm page: heading, effect, a small form, and the verb on the button."""

    form_class: type = forms.ReasonForm
    heading: str | Promise = ""
    effect: str | Promise = ""
    verb: str | Promise = ""
    said: str | Promise = ""
    danger = False
    turn: Turn | None = None
    keeps_draft = True
    template_name = "dropout_cases/case_act.html"

    def get(self, request, key, **more):
        """The page."""
        self.begin(request, key, **more)
        return self.page(drafts.form_of(request, self.form))

    def post(self, request, key, **more):
        """The act; a refusal gives the form back with its reason."""
        self.begin(request, key, **more)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            with transaction.atomic():
                self.act(form.cleaned_data)
                drafts.sent(request)
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form)
        messages.success(request, self.said)
        return redirect(self.leads_to())

    def leads_to(self):
        """The page after the act."""
        return self.case

    def begin(self, request, key, **more):
        """Fetch the case, or answer 404 or 403."""
        cases = Case.objects.visible_to(request.user).for_page()
        self.case = trail.fetch(request, cases, key=key, action=self.action)
        self.round = self.case.current_round
        self.today = timezone.localdate()
        self.look(**more)

    def look(self, **more):
        """What else the address names."""

    def form(self, data=None):
        """The small form."""
        return self.form_class(data)

    def act(self, typed):
        """Hand it to the engine."""
        raise NotImplementedError

    def page(self, form):
        """The confirm page."""
        context = {
            "case": self.case,
            "form": form,
            "heading": self.heading,
            "effect": self.effect,
            "verb": self.verb,
            "danger": self.danger,
            "not_now": "" if form.errors else self.not_now(),
        }
        return render(self.request, self.template_name, context | self.more())

    def not_now(self):
        """Why the case may not take this turn as it stands, said before anything is typed."""
        allowed = may_turn(self.case, self.turn) if self.turn else True
        return allowed.reason if isinstance(allowed, No) else ""

    def more(self):
        """What else the page shows."""
        return {}


class StepActView(ActView):
    """An act on one step of the current round."""

    def look(self, step):
        """The step, if there is such a one."""
        if step not in Step.values:
            raise Http404
        self.step = Step(step)
        self.rule = RULE[self.step]


@states(Action.CASE_RECORD, of_object=True)
class StepWaive(StepActView):
    """Leave a step out."""

    heading, verb, said = _("ระบุว่าขั้นตอนไม่จำเป็น"), _("ข้ามขั้นตอนนี้"), _("ข้ามขั้นตอนแล้ว")
    effect = _("ขั้นตอนจะแสดงว่าข้ามพร้อมเหตุผล ยังบันทึกเพิ่มภายหลังได้")

    def look(self, step):
        """Who may leave a step out is in the table of steps."""
        super().look(step)
        if self.rule.waived_by:
            trail.demand(self.request, self.case, self.rule.waived_by, self.case.place)

    def act(self, typed):
        """Waive it today."""
        workflow.waive(self.round, self.step, reason=typed["reason"], by=self.request.user, on=self.today)


@states(Action.STEP_VOUCH, of_object=True)
class StepVouch(StepActView):
    """Settle a step that lacks something."""

    heading, verb, said = _("รับรองขั้นตอนที่ยังไม่ครบ"), _("รับรองขั้นตอนนี้"), _("รับรองขั้นตอนแล้ว")
    effect = _("ขั้นตอนจะถือว่าเสร็จแม้ยังขาดบางอย่าง เหตุผลแสดงไว้ในเคสเสมอ")

    def act(self, typed):
        """Vouch for it today."""
        workflow.vouch(self.round, self.step, reason=typed["reason"], by=self.request.user, on=self.today)


@states(Action.CASE_RECORD, of_object=True)
class DangerEnd(ActView):
    """Say that the danger is over."""

    heading, verb, said = _("ปลดธงความปลอดภัย"), _("ปลดธง"), _("ปลดธงความปลอดภัยแล้ว")
    effect = _("เคสจะไม่ขึ้นก่อนเคสอื่นเพราะอันตรายอีก ตรวจจากแหล่งที่สองก่อนปลดธง")

    def act(self, typed):
        """End it today."""
        workflow.end_danger(self.round, reason=typed["reason"], by=self.request.user, on=self.today)


@states(Action.CASE_RECORD, of_object=True)
class CasePostpone(ActView):
    """Move the due date."""

    form_class = forms.PostponeForm
    heading, verb, said = _("เลื่อนกำหนด"), _("เลื่อนกำหนด"), _("เลื่อนกำหนดแล้ว")
    effect = _("กำหนดของขั้นตอนปัจจุบันเปลี่ยนตามที่ระบุ")

    def act(self, typed):
        """Set the new date."""
        workflow.postpone(self.round, to=typed["to"], reason=typed["reason"], by=self.request.user, on=self.today)


@states(Action.CASE_RECORD, of_object=True)
class EntryVoid(ActView):
    """Strike an entry through."""

    heading, verb, said = _("ยกเลิกรายการ"), _("ยกเลิกรายการ"), _("ยกเลิกรายการแล้ว")
    effect = _("รายการยังแสดงในเคสโดยขีดฆ่าพร้อมเหตุผล และไม่นับในขั้นตอนอีก")
    danger = True

    def look(self, kind, entry):
        """The entry of this case with that key."""
        if kind not in VOIDABLE:
            raise Http404
        entries = apps.get_model(VOIDABLE[kind]).objects.filter(round__case=self.case, voided_at=None)
        self.entry = trail.fetch(self.request, entries, key=entry)

    def act(self, typed):
        """Void it."""
        workflow.void(self.entry, reason=typed["reason"], by=self.request.user)


@states(Action.CASE_ASSIGN, of_object=True)
class CaseAssign(ActView):
    """Say who is responsible."""

    heading, verb, said = _("มอบหมายผู้รับผิดชอบ"), _("มอบหมาย"), _("มอบหมายแล้ว")
    effect = _("ผู้รับผิดชอบเห็นข้อมูลอ่อนไหวของเคสนี้ และเคสอยู่ในงานวันนี้ของผู้นั้น")

    def form(self, data=None):
        """Officers and supervisors of the area."""
        people = User.objects.working_in(self.case.area, Role.OFFICER, Role.SUPERVISOR).filter(is_active=True)
        return forms.OwnerForm(data, people=people, initial={"owner": self.case.owner_id})

    def act(self, typed):
        """Assign."""
        workflow.assign(self.case, owner=typed["owner"], by=self.request.user)
