"""Two rows of one child: chosen, looked at side by side, made one, and taken apart again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases import workflow
from dropout_cases.duplicates import Told, candidates
from dropout_cases.forms.merges import MergeForm, OtherChildForm
from dropout_cases.models import Merge, Student
from dropout_cases.workflow.merging import pair_of, refuse_merge, refuse_undo, what_moves
from schools import trail
from schools.access import Action, states
from schools.views.posting import get_or_post, posted

from .acts import ActView
from .matches import match_list


def fetch_child(request, key) -> Student:
    """The child, if the person may see it and merge children of its area."""
    children = Student.objects.visible_to(request.user).for_page()
    child = trail.fetch(request, children, key=key)
    trail.demand(request, child, Action.CASE_MERGE, child.area)
    return child


@states(Action.CASE_MERGE, of_object=True)
@get_or_post
def merge_choose(request, key):
    """Choose who is the same child: likely ones are shown at once, others are found by name or number."""
    child = fetch_child(request, key)
    form = OtherChildForm(posted(request))
    asked = form.told() if form.is_bound and form.is_valid() else Told.of(child, _number_of(child))
    matches = candidates(asked, request.user, most=10, but=child)
    return render(request, "dropout_cases/merge_choose.html", {"child": child, "form": form, "matches": matches})


def _number_of(child: Student) -> str:
    return child.current_number.number if child.current_number else ""


@states(Action.CASE_MERGE, of_object=True)
@get_or_post
def merge_add(request, key, other):
    """Both side by side, what would move and what stays; with a reason the second goes into the first."""
    done = Merge.objects.visible_to(request.user).filter(kept__key=key, gone__key=other, undone_at=None).first()
    if done:
        return redirect("dropout_cases:merge-detail", done.key)
    kept, gone = fetch_child(request, key), fetch_child(request, other)
    form = MergeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            merge = workflow.merge(kept, gone, reason=form.cleaned_data["reason"], by=request.user, on=timezone.localdate())
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("รวมเป็นเด็กคนเดียวกันแล้ว"))
            return redirect("dropout_cases:merge-detail", merge.key)
    return _preview(request, kept, gone, form)


def _preview(request, kept, gone, form):
    for child in (kept, gone):
        trail.note_opening(request, child, sensitive=True)
    pair = pair_of(kept, gone)
    context = {"kept": kept, "gone": gone, "pair": pair, "form": form, "moves": what_moves(gone, pair)}
    context["hindrance"] = _why_not(refuse_merge, kept, gone, pair)
    return render(request, "dropout_cases/merge_add.html", context)


def _why_not(judge, *rows) -> str:
    """What stands in the way, or an empty text."""
    try:
        judge(*rows)
    except workflow.Refused as refused:
        return refused.reason
    return ""


@states(Action.CASE_MERGE, of_object=True)
@get_or_post
def merge_detail(request, key):
    """A merge: what was kept, why, and the button that takes it apart again."""
    merges = Merge.objects.visible_to(request.user).for_page()
    merge = trail.fetch(request, merges, key=key, action=Action.CASE_MERGE)
    if request.method == "POST":
        return _undo(request, merge)
    trail.note_opening(request, merge, sensitive=True)
    return render(request, "dropout_cases/merge_detail.html", {"merge": merge, "hindrance": _why_not(refuse_undo, merge)})


def _undo(request, merge):
    try:
        workflow.undo_merge(merge, by=request.user, at=timezone.now())
        messages.success(request, _("ย้อนการรวมแล้ว เป็นเด็กสองคนตามเดิม"))
    except workflow.Refused as refused:
        messages.warning(request, refused.reason)
    return redirect("dropout_cases:merge-detail", merge.key)


@states(Action.CASE_RECORD, of_object=True)
class TwinsPart(ActView):
    """Say that a case flagged as a possible duplicate is of another child."""

    heading, verb, said = gettext_lazy("ไม่ใช่คนเดียวกัน"), gettext_lazy("เอาเครื่องหมายออก"), gettext_lazy("บันทึกว่าไม่ใช่คนเดียวกันแล้ว")
    effect = gettext_lazy("เคสจะไม่แสดงว่าอาจซ้ำอีก เหตุผลเก็บเป็นบันทึกในเคส")

    def act(self, typed):
        """Keep the reason and take the flag away."""
        workflow.part_twins(self.case, reason=typed["reason"], by=self.request.user, on=self.today)


merge_urls = [
    path("cases/matches/", match_list, name="match-list"),
    path("cases/<key:key>/another-child/", TwinsPart.as_view(), name="twins-part"),
    path("children/<key:key>/merge/", merge_choose, name="merge-choose"),
    path("children/<key:key>/merge/<key:other>/", merge_add, name="merge-add"),
    path("merges/<key:key>/", merge_detail, name="merge-detail"),
]
