"""Pages of a case that rests: letting it rest, changing until when, and bringing it back before."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dropout_cases import workflow
from dropout_cases.forms import pauses as forms
from dropout_cases.models import Pause
from dropout_cases.turns import Turn
from dropout_cases.workflow.checks import checks_left
from schools import trail
from schools.access import Action, states

from .acts import ActView


@states(Action.CASE_RECORD, of_object=True)
class PauseAdd(ActView):
    """Let the case rest."""

    form_class, turn = forms.PauseForm, Turn.PAUSE
    heading, verb, said = _("พักเคส"), _("พักเคส"), _("พักเคสแล้ว")
    template_name = "dropout_cases/pause_add.html"
    effect = _("เคสไม่ขึ้นเป็นงานค้างจนถึงวันที่เลือก แล้วกลับมาเองและแจ้งผู้รับผิดชอบ รับกลับมาดำเนินการก่อนได้ทุกเมื่อ")

    def more(self):
        """How many checks are put off."""
        return {"check_count": len(checks_left(self.case))}

    def act(self, typed):
        """Let it rest from today."""
        told = {name: typed[name] for name in ("reason", "note", "until")}
        entry = Pause(case=self.case, round=self.round, happened_on=self.today, token=typed["token"] or None, **told)
        workflow.pause(entry, by=self.request.user)


class PauseActView(ActView):
    """An act on a pause. Why the case rests is not said here: it may be sensitive."""

    turn = Turn.RESUME

    def begin(self, request, key):
        """Fetch the pause, or answer 404 or 403."""
        pauses = Pause.objects.visible_to(request.user).filter(voided_at=None)
        pauses = pauses.select_related("case__student", "case__area", "case__school")
        self.pause = trail.fetch(request, pauses, key=key, action=self.action)
        self.case, self.today = self.pause.case, timezone.localdate()
        self.look()


@states(Action.CASE_RECORD, of_object=True)
class PauseEdit(PauseActView):
    """Let the case rest longer, or less."""

    form_class = forms.PauseMoveForm
    heading, verb, said = _("เลื่อนวันสิ้นสุดการพัก"), _("เลื่อนวันสิ้นสุด"), _("เลื่อนวันสิ้นสุดการพักแล้ว")

    def look(self):
        """Until when it rests now."""
        self.effect = self.pause.title

    def act(self, typed):
        """To the new day."""
        workflow.move_pause(self.pause, to=typed["until"], reason=typed["reason"], by=self.request.user, on=self.today)


@states(Action.CASE_RECORD, of_object=True)
class PauseEnd(PauseActView):
    """Bring the case back today."""

    form_class = forms.ResumeForm
    heading, verb, said = _("รับเคสกลับมาดำเนินการ"), _("รับกลับมาดำเนินการ"), _("รับเคสกลับมาดำเนินการแล้ว")
    effect = _("เคสกลับมาเป็นงานตามขั้นเดิมตั้งแต่วันนี้ กำหนดติดตามที่ยังไม่รายงานเลื่อนออกไปเท่าจำนวนวันที่พัก")

    def act(self, typed):
        """End the pause."""
        workflow.resume(self.pause, by=self.request.user, on=self.today, note=typed["note"])


pause_urls = [
    path("cases/<key:key>/pause/", PauseAdd.as_view(), name="pause-add"),
    path("pauses/<key:key>/edit/", PauseEdit.as_view(), name="pause-edit"),
    path("pauses/<key:key>/end/", PauseEnd.as_view(), name="pause-end"),
]
