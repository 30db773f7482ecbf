"""A child goes to another school, or its case to another office: asked for, answered, withdrawn, and what those read who had it."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dropout_cases import timeline, workflow
from dropout_cases.forms import moves as forms
from dropout_cases.forms.acts import ReasonForm
from dropout_cases.models import Case, Move, MoveKind, MoveState
from dropout_cases.parts import child_then, left_part, mark_known
from dropout_cases.workflow.moving import answering_right, withdrawing_right
from schools import trail
from schools.access import Action, may, states
from schools.paging import paged
from schools.views.posting import get_or_post, posted
from thai.dates import age_on

from .acts import ActView

ASKED_OF_US, ASKED_BY_US = "in", "out"
TABS = {
    "": gettext_lazy("รอเราตอบ"),
    ASKED_OF_US: gettext_lazy("มาถึงเรา"),
    ASKED_BY_US: gettext_lazy("เราขอไป"),
}


class MoveView(ActView):
    """Asks for a move; the form is the entry itself."""

    form_class: Any

    def form(self, data=None):
        """The move as typed."""
        self.asked = self.form_class(data, case=self.case, today=self.today)
        return self.asked

    def act(self, typed):
        """Ask for it."""
        self.move = workflow.ask_to_move(self.asked.entry(), by=self.request.user)

    def leads_to(self):
        """What was asked for."""
        return self.move


@states(Action.CASE_RECORD, of_object=True)
class MoveAdd(MoveView):
    """The child goes to another school of the area."""

    form_class = forms.SchoolMoveForm
    heading, verb, said = gettext_lazy("ย้ายโรงเรียน"), gettext_lazy("แจ้งโรงเรียนใหม่"), gettext_lazy("แจ้งโรงเรียนใหม่แล้ว รอโรงเรียนยืนยัน")
    effect = gettext_lazy("โรงเรียนใหม่ได้รับแจ้งและยืนยันว่านักเรียนมาแล้ว ก่อนยืนยันยังไม่มีอะไรเปลี่ยน หลังยืนยันโรงเรียนเดิมอ่านได้เฉพาะสิ่งที่ตนเขียนไว้")


@states(Action.CASE_HAND_OVER, of_object=True)
class HandOver(MoveView):
    """The case goes to another office."""

    form_class = forms.HandOverForm
    heading, verb, said = gettext_lazy("โอนเคสให้สำนักงานอื่น"), gettext_lazy("ขอโอนเคส"), gettext_lazy("ขอโอนเคสแล้ว รอปลายทางตอบ")
    effect = gettext_lazy(
        "เมื่อปลายทางรับ เคสทั้งหมดพร้อมเอกสารและงานค้างไปอยู่ที่ปลายทาง สำนักงานของคุณอ่านได้เฉพาะรอบที่ดูแลเอง "
        "และนับเป็นเคสที่โอนออก ระหว่างรอคำตอบยังไม่มีอะไรเปลี่ยน"
    )


@states(Action.CASE_SEE)
@require_safe
def move_list(request):
    """Moves that wait for an answer from here; asked of us; asked by us."""
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else ""
    visible = Move.objects.visible_to(request.user)
    areas, _schools = request.user.scope_of(Action.CASE_SEE_WHOLE, "school")
    moves = {
        "": visible.to_be_answered_by(request.user),
        ASKED_OF_US: visible.exclude(from_area__in=areas) if areas else visible,
        ASKED_BY_US: visible.filter(from_area__in=areas),
    }[tab]
    tabs = [(name, label) for name, label in TABS.items() if areas or name != ASKED_BY_US]
    rows = paged(request, moves.for_list().order_by("-happened_on", "-pk"))
    mark_known(rows["page_obj"], request.user)
    return render(request, "dropout_cases/move_list.html", rows | {"tab": tab, "tabs": tabs})


@states(Action.CASE_SEE, of_object=True)
@require_safe
def move_detail(request, key):
    """A move. Who may not see the case yet reads what it must know to answer, and not who the child is.

    The name stays with those who have the case: to decide whether to take it the other office needs age, grade and what is said of
    it, and may refuse; a name it had read would stay with it. A school that the child comes to must know whom to look for.
    """
    move = _fetch(request, key)
    mark_known([move], request.user)
    told = move.told if _reads_told(move, request.user) else ""
    trail.note_opening(request, move.case, sensitive=bool(told))
    context = {
        "move": move,
        "case": move.case,
        "left": Case.objects.left_by(request.user).filter(pk=move.case_id).exists(),
        "told": told,
        "reason": move.reason if move.is_waiting or move.is_known or _is_from(move, request.user) else "",
        "child": _facts_of_child(move) if move.is_waiting and not move.is_known else [],
        "may_answer": move.is_waiting and bool(may(request.user, *answering_right(move))),
        "may_withdraw": move.is_waiting and bool(may(request.user, *withdrawing_right(move))),
        "may_print": move.kind == MoveKind.OUTSIDE and move.is_known,
    }
    return render(request, "dropout_cases/move_detail.html", context)


def _fetch(request, key: str) -> Move:
    moves = Move.objects.visible_to(request.user)
    joined = ("case__area", "case__school", "case__student__grade", "entered_by", "answered_by")
    return trail.fetch(request, moves.select_related(*joined), key=key)


def _is_from(move: Move, user) -> bool:
    return bool(may(user, Action.CASE_SEE_WHOLE, move.from_area))


def _reads_told(move: Move, user) -> bool:
    """Whether `user` reads what the receiver must know: its writer, who reads what is sensitive there, and those it is for –
    not once it was refused or withdrawn.
    """
    guarded = may(user, Action.SENSITIVE_SEE, move.from_area) or move.is_known and move.case.shows_sensitive_to(user)
    may_answer = not _is_from(move, user) and may(user, *answering_right(move))
    is_asked = may_answer and move.state in (MoveState.ASKED, MoveState.ACCEPTED)
    return move.entered_by_id == user.pk or bool(guarded) or bool(is_asked)


def _facts_of_child(move: Move) -> list[tuple[str, object]]:
    """What the other office reads of the child before it answers."""
    child, case = move.case.student, move.case
    age = age_on(child.born_on, timezone.localdate()) if child.born_on else None
    told = [
        (_("อายุ"), _("%(age)s ปี") % {"age": age} if age is not None else ""),
        (_("เพศ"), child.get_sex_display()),
        (_("ชั้น"), child.grade),
        (_("รอบที่"), case.round_number),
        (_("ขั้น"), case.get_step_display()),
    ]
    return [(label, value) for label, value in told if value]


@states(Action.REPORT_DECIDE, of_object=True)
@get_or_post
def move_answer(request, key):
    """Take the child or the case, or say why not; what an office without this software wrote is typed in."""
    move = _fetch(request, key)
    trail.demand(request, move, *answering_right(move))
    if not move.is_waiting:
        return redirect(move)
    form = forms.AnswerMoveForm(posted(request), move=move, user=request.user, today=timezone.localdate())
    if form.is_valid() and _answered(form, move, request.user):
        messages.success(request, _("บันทึกคำตอบแล้ว: %(state)s") % {"state": move.get_state_display()})
        return redirect(move.case if move.state == MoveState.ACCEPTED else move)
    return _act_page(request, move, form, _("ตอบการย้ายหรือโอน"), _("บันทึกคำตอบ"))


def _answered(form, move: Move, by) -> bool:
    typed = dict(form.cleaned_data)
    taken, on = typed.pop("answer") == forms.YES, typed.pop("answered_on")
    try:
        if taken:
            workflow.accept_move(move, by=by, on=on, **typed)
        else:
            workflow.refuse_move(move, by=by, on=on, reason=typed["note"], how=typed.get("how", ""))
    except workflow.Refused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def move_withdraw(request, key):
    """Who asked does not ask any more."""
    move = _fetch(request, key)
    trail.demand(request, move, *withdrawing_right(move))
    if not move.is_waiting:
        return redirect(move)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            workflow.withdraw_move(move, by=request.user, on=timezone.localdate(), reason=form.cleaned_data["reason"])
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("ถอนคำขอแล้ว"))
            return redirect(move.case)
    return _act_page(request, move, form, _("ถอนคำขอ"), _("ถอนคำขอ"))


def _act_page(request, move: Move, form, heading: str, verb: str):
    mark_known([move], request.user)
    return render(request, "dropout_cases/move_act.html", {"move": move, "form": form, "heading": heading, "verb": verb})


@states(Action.CASE_SEE)
@require_safe
def left_list(request):
    """The cases that went from here to another office, or with their child to another school: to where, and when."""
    joined = ("case__student__former_names", "case__student__merged__former_names")
    moves = Move.objects.departures_for(request.user).for_list().prefetch_related(*joined)
    rows = paged(request, moves)
    for move in rows["page_obj"]:
        move.child = child_then(move)
    return render(request, "dropout_cases/left_list.html", rows)


@states(Action.CASE_SEE, of_object=True)
@require_safe
def case_left(request, key):
    """What one's office or school had of a case that has left it: its own part as it stood, and to where it went; nothing since."""
    case = trail.fetch(request, Case.objects.left_by(request.user).select_related("area", "school", "student"), key=key)
    part = left_part(case, request.user)
    trail.note_opening(request, case, sensitive=part.sensitive)
    departures = list(Move.objects.departures_for(request.user).filter(case=case).for_list())
    context = {
        "number": case.number,
        "child": child_then(departures[0]),
        "departures": departures,
        "story": timeline.read(case, request.user, part=part),
        "left": True,
        "dossier_key": case.key if part.whole else "",
    }
    return render(request, "dropout_cases/case_left.html", context)


move_urls = [
    path("cases/left/", left_list, name="left-list"),
    path("cases/<key:key>/left/", case_left, name="case-left"),
    path("cases/<key:key>/move/", MoveAdd.as_view(), name="move-add"),
    path("cases/<key:key>/hand-over/", HandOver.as_view(), name="hand-over"),
    path("moves/", move_list, name="move-list"),
    path("moves/<key:key>/", move_detail, name="move-detail"),
    path("moves/<key:key>/answer/", move_answer, name="move-answer"),
    path("moves/<key:key>/withdraw/", move_withdraw, name="move-withdraw"),
]
