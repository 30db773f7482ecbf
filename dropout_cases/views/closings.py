"""Pages around the end of a case: closing asked for, approved or sent back, and a closed case taken up again."""

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext_lazy as _

from dropout_cases import workflow
from dropout_cases.carrying import carried_over, under_way
from dropout_cases.closing_rules import closing_gaps, gaps_by_outcome
from dropout_cases.forms.acts import LoopForm
from dropout_cases.forms.closings import ClosingForm, DecideClosingForm
from dropout_cases.turns import Turn
from schools import trail
from schools.access import Action, Role, states
from schools.models import User

from .acts import ActView


@states(Action.CLOSING_ASK, of_object=True)
class ClosingAdd(ActView):
    """Ask for the case to be closed: with what outcome, and how each open task ends."""

    turn, template_name = Turn.ASK, "dropout_cases/closing_add.html"
    heading, verb = _("ขอปิดเคส"), _("ขอปิดเคส")
    said = _("ขอปิดเคสแล้ว รอผู้กำกับดูแลพิจารณา")
    effect = _("ผู้กำกับดูแลจะพิจารณาก่อนปิดจริง เคสที่ปิดแล้วรับกลับมาดูแลได้ภายหลัง")

    def form(self, data=None):
        """What each outcome lacks, and a row for each open task."""
        office = User.objects.working_in(self.case.area, Role.OFFICER, Role.SUPERVISOR).filter(is_active=True)
        return ClosingForm(
            data,
            gaps=gaps_by_outcome(self.case, self.today),
            tasks=list(self.case.tasks.open().by_urgency().for_list()),
            people=list(office.order_by("full_name", "pk")),
        )

    def more(self):
        """What is still under way, and what becomes of it."""
        trail.note_opening(self.request, self.case, sensitive=False)
        return {"carried": under_way(self.case)}

    def act(self, typed):
        """Put it up for closing."""
        told = {"outcome": typed["outcome"], "note": typed["note"], "endings": typed["endings"]}
        workflow.ask_to_close(self.case, **told, by=self.request.user, on=self.today)


@states(Action.CASE_CLOSE, of_object=True)
class ClosingAnswer(ActView):
    """Approve a closing, or send it back; all that was said and settled is in view."""

    form_class, template_name = DecideClosingForm, "dropout_cases/closing_answer.html"
    heading, verb = _("พิจารณาปิดเคส"), _("บันทึกผลการพิจารณา")
    said = _("บันทึกผลการพิจารณาแล้ว")

    def look(self):
        """The closing that waits."""
        self.closing = self.case.closings.filter(decided_on=None).select_related("outcome", "asked_by").first()
        if self.closing is None:
            raise Http404
        self.effect = _("%(who)s ขอปิดเคสด้วยเหตุผล “%(outcome)s” – %(note)s") % {
            "who": self.closing.asked_by,
            "outcome": self.closing.outcome,
            "note": self.closing.note,
        }

    def more(self):
        """What has come in the way since, who goes on with which task, what is under way, and whether somebody else must decide."""
        trail.note_opening(self.request, self.case, sensitive=False)
        tasks = list(self.case.tasks.open().by_urgency().for_list())
        return {
            "closing": self.closing,
            "gaps": closing_gaps(self.case, self.closing.outcome, self.today),
            "going_on": [task for task in tasks if task.outlives],
            "unsettled": [task for task in tasks if not task.outlives],
            "carried": under_way(self.case),
            "asked_oneself": self.case.area.two_to_close and self.closing.asked_by_id == self.request.user.pk,
        }

    def act(self, typed):
        """Approve or refuse."""
        if typed["approved"] == "yes":
            workflow.approve_closing(self.closing, by=self.request.user, on=self.today, note=typed["note"])
        else:
            workflow.refuse_closing(self.closing, by=self.request.user, on=self.today, reason=typed["note"])


@states(Action.CASE_CLOSE, of_object=True)
class CaseReopen(ActView):
    """Take a closed case up again."""

    form_class, turn, template_name = LoopForm, Turn.TAKE_UP, "dropout_cases/case_reopen.html"
    heading, verb = _("รับเคสกลับมาดูแล"), _("เริ่มรอบใหม่")
    said = _("รับเคสกลับมาดูแลแล้ว ขั้นต่อไป: ประสานงาน")
    effect = _("เคสเปิดอีกครั้งเป็นรอบใหม่ คน เอกสาร และการปิดครั้งก่อนยังอยู่ครบ")

    def more(self):
        """How it was closed before, and what goes along."""
        trail.note_opening(self.request, self.case, sensitive=False)
        closings = self.case.closings.filter(approved=True).select_related("outcome", "round__area", "asked_by", "decided_by")
        return {"closings": closings, "carried": carried_over(self.case)}

    def act(self, typed):
        """Open it as a new round."""
        workflow.take_up_again(self.case, reason=typed["reason"], note=typed["note"], by=self.request.user, on=self.today)


closing_urls = [
    path("cases/<key:key>/closing/add/", ClosingAdd.as_view(), name="closing-add"),
    path("cases/<key:key>/closing/answer/", ClosingAnswer.as_view(), name="closing-answer"),
    path("cases/<key:key>/reopen/", CaseReopen.as_view(), name="case-reopen"),
]
