"""The case page and its tabs."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases import documents, timeline, workflow
from dropout_cases.forms.entries import DocumentForm, NoteForm
from dropout_cases.forms.intake import StudentForm
from dropout_cases.models import Case, Document, Merge, NextAct, Note, Student
from dropout_cases.stages import stages
from dropout_cases.workflow import children
from dropout_cases.workflow.engine import lock
from schools import trail
from schools.access import Action, may, states
from schools.models import TrailEvent, User, Verb
from schools.views.posting import get_or_post
from thai.dates import age_on

GROUPS = ("step", "note", "document", "system")


def fetch_case(request, key, action=None) -> Case:
    """The case with everything its page shows of itself, or 404; where an act is asked for that is not allowed, 403."""
    return trail.fetch(request, Case.objects.visible_to(request.user).for_page(), key=key, action=action)


def head(request, case: Case, tab: str) -> dict:
    """What the top of every tab shows: the child, the rail, the next act, and what may be done."""
    today = timezone.localdate()
    rounds = list(case.rounds.prefetch_related("states").select_related("start_reason"))
    student = case.student
    return {
        "case": case,
        "today": today,
        "tab": tab,
        "rounds": rounds,
        "stages": stages(case, rounds[-1], request.user),
        "whole": case.shows_whole_to(request.user),
        "sensitive": case.shows_sensitive_to(request.user),
        "may_act": may_act(request.user, case),
        "may": {action.name: bool(may(request.user, action, case.place)) for action in Action},
        "age": age_on(student.born_on, today) if student.born_on else None,
        "loop_open": case.is_open and workflow.cannot_stay(case),
        "merges": merges_of(request.user, case),
    }


def merges_of(user, case: Case) -> list[Merge]:
    """What was merged into the case or its child, for those who may take it apart."""
    return list(Merge.objects.visible_to(user).standing_at(case)) if may(user, Action.CASE_MERGE, case.place) else []


def may_act(user, case: Case) -> bool:
    """Whether `user` may do the act that is due."""
    wanted = {
        NextAct.LOOP: Action.ROUND_BEGIN,
        NextAct.ASK: Action.CLOSING_ASK,
        NextAct.APPROVE: Action.CASE_CLOSE,
        NextAct.NOTHING: Action.CASE_CLOSE,
    }.get(NextAct(case.next_act), Action.CASE_RECORD)
    return bool(may(user, wanted, case.place))


@states(Action.CASE_SEE, of_object=True)
@require_safe
def case_detail(request, key):
    """The case: next act, steps, and the story; a school gets its own part. Opening it is written down first."""
    case = fetch_case(request, key)
    context = head(request, case, "timeline")
    if not context["whole"]:
        return school_page(request, case, context)
    trail.note_opening(request, case, sensitive=context["sensitive"])
    group = request.GET.get("show", "")
    story = timeline.read(case, request.user, group if group in GROUPS else "")
    context |= {"story": story, "show": group, "note_form": NoteForm(), "groups": timeline.group_labels()}
    return render(request, "dropout_cases/case_detail.html", context)


def school_page(request, case, context):
    """What the child's school sees: step, contact, what is asked of it, and what it wrote or was told."""
    trail.note_opening(request, case, sensitive=False)
    story = timeline.read(case, request.user)
    open_ones = (one.entry for one in story.happenings if one.kind in ("contact", "return") and not one.entry.is_void)
    waiting = [entry for entry in open_ones if entry.awaited]
    return render(request, "dropout_cases/case_school.html", context | {"story": story, "waiting": waiting})


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


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def student_edit(request, key):
    """Change what is known of the child."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    today = timezone.localdate()
    form = StudentForm(request.POST or None, case=case, today=today)
    context = {"case": case, "form": form, "holder": None, "may_merge": may(request.user, Action.CASE_MERGE, case.place)}
    if request.method == "POST" and form.is_valid():
        try:
            save_student(case, form, by=request.user, today=today)
        except children.NumberTaken as taken:
            form.add_error("number", taken.reason)
            context["holder"] = taken.holder
        else:
            messages.success(request, _("บันทึกข้อมูลเด็กแล้ว"))
            return redirect("dropout_cases:case-student", case.key)
    return render(request, "dropout_cases/student_edit.html", context)


@transaction.atomic
def save_student(case: Case, form: StudentForm, *, by: User, today) -> None:
    """Write the child, its new name and number, and the case's warning."""
    lock(case.pk)
    student, typed = form.apply(), form.cleaned_data
    student.save()
    name = {"title": typed["title"], "first": typed["first_name"], "last": typed["last_name"]}
    children.rename(student, **name, by=by, on=today)
    if typed["number"]:
        children.give_number(student, typed["number"], by=by, on=today)
    children.reindex(student)
    case.safety_note = typed["safety_note"]
    case.save(update_fields=["safety_note"])
    trail.write(by, Verb.CHANGED, case, fields=form.changed, area=case.area)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def case_people(request, key):
    """Who has to do with the case."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    staff = User.objects.at_school(case.school) if case.school else User.objects.none()
    context = head(request, case, "people")
    trail.note_opening(request, case, sensitive=context["sensitive"])
    context |= {"story": timeline.read(case, request.user), "staff": staff}
    return render(request, "dropout_cases/case_people.html", context)


@states(Action.CASE_SEE_WHOLE, of_object=True)
@get_or_post
def case_documents(request, key):
    """The files of the case, and a box to add one."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        save_documents(case, form, by=request.user, on=timezone.localdate())
        messages.success(request, _("เพิ่มเอกสารแล้ว"))
        return redirect("dropout_cases:case-documents", case.key)
    files = Document.objects.visible_to(request.user).filter(case=case).select_related("entered_by")
    context = head(request, case, "documents") | {"form": form, "documents": files}
    return render(request, "dropout_cases/case_documents.html", context)


@transaction.atomic
def save_documents(case: Case, form: DocumentForm, *, by: User, on) -> None:
    """The files of one sending, once however often it is sent."""
    lock(case.pk)
    typed = form.cleaned_data
    for number, (checked, name) in enumerate(typed["files"]):
        token = f"{typed['token'][:36]}-{number}" if typed["token"] else None
        if token is None or not Document.objects.filter(token=token).exists():
            documents.store(
                checked,
                name=typed["name"] or name,
                original_name=name,
                round=case.current_round,
                on=on,
                by=by,
                restricted=typed["restricted"],
                token=token,
            )


@states(Action.CASE_SEE, of_object=True)
@require_safe
def document_detail(request, key):
    """The file itself, as a download that no browser runs; opening it is written down first."""
    document = trail.fetch(request, Document.objects.visible_to(request.user).filter(voided_at=None), key=key)
    path = documents.path_of(document)
    if not path.exists():
        raise Http404
    trail.write(request.user, Verb.OPENED, document, area=document.case.area)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=document.original_name, content_type=document.content_type
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@states(Action.CASE_RECORD, of_object=True)
@get_or_post
def note_add(request, key):
    """Write a fact or a call on the timeline."""
    case = fetch_case(request, key, Action.CASE_RECORD)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save_note(case, form, by=request.user, on=timezone.localdate())
        messages.success(request, _("เพิ่มบันทึกแล้ว"))
        return redirect(case)
    return render(request, "dropout_cases/note_add.html", {"case": case, "form": form})


@transaction.atomic
def save_note(case: Case, form: NoteForm, *, by: User, on) -> Note:
    """One note a sending, with its line in the trail; the case has moved."""
    lock(case.pk)
    typed = form.cleaned_data
    twin = Note.objects.filter(token=typed["token"]).first() if typed["token"] else None
    if twin:
        return twin
    note = Note.objects.create(
        case=case,
        round=case.current_round,
        kind=typed["kind"],
        text=typed["text"],
        restricted=typed["restricted"],
        token=typed["token"] or None,
        happened_on=on,
        entered_by=by,
        entered_role=by.current_posts[0].role,
    )
    Case.objects.filter(pk=case.pk).update(active_at=note.entered_at)
    trail.write(by, Verb.CREATED, case, fields=["note", note.key], area=case.area)
    return note


@states(Action.TRAIL_SEE, of_object=True)
@require_safe
def case_trail(request, key):
    """Who opened and changed the case."""
    case = fetch_case(request, key, Action.TRAIL_SEE)
    events = TrailEvent.objects.filter(subject__in=subjects_of(case)).select_related("actor")[:300]
    return render(request, "dropout_cases/case_trail.html", head(request, case, "trail") | {"events": events})


def subjects_of(case: Case) -> list[str]:
    """Whose lines of the trail are the case's: its own, its child's, and of what was merged into either."""
    students = Student.objects.filter(Q(pk=case.student_id) | Q(merged_into=case.student_id))
    cases = Case.objects.filter(Q(pk=case.pk) | Q(merged_into=case))
    return [trail.subject_of(row) for row in (*cases, *students)]
