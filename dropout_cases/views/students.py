"""What is known of the child: read, revealed, changed."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases import drafts
from dropout_cases.forms.intake import StudentForm
from dropout_cases.models import Case
from dropout_cases.workflow import children
from dropout_cases.workflow.engine import lock
from schools import trail
from schools.access import Action, may, states
from schools.conflicts import conflict_page
from schools.models import User, Verb
from schools.views.posting import get_or_post

from .cases import fetch_case, head


@states(Action.CASE_SEE_WHOLE, of_object=True)
@get_or_post
def case_student(request, key):
    """What is known of the child."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    identity = case.student.current_number
    context = head(request, case, "student") | {
        "identity": identity,
        "number": "",
        "causes": list(case.causes.all()),
        "former_numbers": case.student.identities.exclude(ended_on=None),
        "former_names": case.student.former_names.all(),
        "schools": case.student.enrolments.select_related("school", "grade"),
    }
    trail.note_opening(request, case, sensitive=context["sensitive"])
    if request.method == "POST" and identity:
        trail.write(request.user, Verb.REVEALED, case, fields=["number"], area=case.area)
        context["number"] = identity.number
    return render(request, "dropout_cases/case_student.html", context)


@drafts.kept
@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def student_edit(request, key):
    """Change what is known of the child; where somebody else changed the same, the writer chooses."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    if request.method != "POST":
        make = partial(StudentForm, case=case, today=timezone.localdate())
        return _page(request, case, drafts.form_of(request, make))
    try:
        return _change(request, case)
    except children.NumberTaken as taken:
        form = StudentForm(request.POST, case=fetch_case(request, key), today=timezone.localdate())
        form.add_error("number", taken.reason)
        return _page(request, case, form, holder=taken.holder)


@transaction.atomic
def _change(request, case: Case) -> HttpResponse:
    lock(case.pk)
    case = Case.objects.for_page().get(pk=case.pk)
    form = StudentForm(request.POST, case=case, today=timezone.localdate())
    back = reverse("dropout_cases:case-student", args=[case.key])
    if not form.is_valid():
        return _page(request, case, form)
    if form.conflicts:
        return conflict_page(request, form, [case, case.student], back=back)
    save_student(case, form, by=request.user, today=timezone.localdate())
    drafts.sent(request)
    messages.success(request, _("บันทึกข้อมูลเด็กแล้ว"))
    return redirect(back)


def _page(request, case: Case, form: StudentForm, holder=None) -> HttpResponse:
    may_merge = may(request.user, Action.CASE_MERGE, case.place)
    context = {"case": case, "form": form, "holder": holder, "may_merge": may_merge}
    return render(request, "dropout_cases/student_edit.html", context)


def save_student(case: Case, form: StudentForm, *, by: User, today) -> None:
    """Write the child, its new name and number, and the case's warning."""
    student, typed = form.apply(), form.cleaned_data
    student.save()
    name = {"title": typed["title"], "first": typed["first_name"], "last": typed["last_name"]}
    children.rename(student, **name, by=by, on=today)
    if typed["number"]:
        children.give_number(student, typed["number"], by=by, on=today)
    children.reindex(student)
    case.safety_note = typed["safety_note"]
    case.save(update_fields=["safety_note"])
    trail.write(by, Verb.CHANGED, case, fields=form.written(), area=case.area)
