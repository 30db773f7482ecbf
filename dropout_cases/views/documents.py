"""The files of a case: their tab, the box to add one, the files themselves, and those that come up before their form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dropout_cases import documents
from dropout_cases.forms.base import SentOnce
from dropout_cases.forms.entries import DocumentChangeForm, DocumentForm, UploadForm
from dropout_cases.models import Case, Document
from dropout_cases.workflow import Refused
from dropout_cases.workflow.engine import lock
from schools import trail
from schools.access import Action, No, states
from schools.models import User, Verb
from schools.views.posting import get_or_post

from .cases import fetch_case, head


@states(Action.CASE_SEE_WHOLE, of_object=True)
@get_or_post
def case_documents(request, key):
    """The files of the case, and a box to add one."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    form = DocumentForm(request.POST or None, request.FILES or None, case=case, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            save_documents(case, form, by=request.user, on=timezone.localdate())
        except Refused as refused:
            form.add_error("files", refused.reason)
        else:
            messages.success(request, _("เพิ่มเอกสารแล้ว"))
            return redirect("dropout_cases:case-documents", case.key)
    files = Document.objects.visible_to(request.user).filter(case=case).select_related("entered_by")
    changeable = {one.pk for one in files if documents.may_change(one, request.user)}
    context = head(request, case, "documents") | {"form": form, "documents": files, "changeable": changeable}
    trail.note_opening(request, case, sensitive=context["sensitive"])
    return render(request, "dropout_cases/case_documents.html", context)


@transaction.atomic
def save_documents(case: Case, form: SentOnce, *, by: User | None, on, **said) -> None:
    """The files of one sending, once however often it is sent; what is `said` of them comes from the form, or from its page."""
    lock(case.pk)
    typed = form.cleaned_data
    said = {"round": case.current_round, "name": typed.get("name", ""), "restricted": typed.get("restricted", False)} | said
    for number, attachment in enumerate(typed["files"]):
        token = f"{typed['token'][:36]}-{number}" if typed["token"] else None
        if token is None or not Document.objects.filter(token=token).exists():
            documents.attach(attachment, on=on, by=by, token=token, **said)


@states(Action.CASE_SEE, of_object=True)
@require_safe
def document_detail(request, key):
    """The file itself, as a download that no browser runs; opening it is written down first."""
    document = _fetch(request, key)
    name, content_type = document.original_name, document.content_type
    return _answer(request, document, document.stored_name, as_attachment=True, filename=name, content_type=content_type)


@states(Action.CASE_SEE, of_object=True)
@require_safe
def document_preview(request, key):
    """The picture of a file's first page, for whoever may open the file."""
    document = _fetch(request, key)
    return _answer(request, document, document.preview_name, filename="preview.webp", content_type="image/webp")


def _fetch(request, key, action=None) -> Document:
    standing = Document.objects.visible_to(request.user).filter(voided_at=None)
    return trail.fetch(request, standing, key=key, action=action)


def _answer(request, document: Document, stored_name: str, **how) -> FileResponse:
    path = documents.path_of(stored_name)
    if not path.is_file():
        trail.write(request.user, Verb.REFUSED, document)
        raise Http404
    trail.write(request.user, Verb.OPENED, document, area=document.case.area)
    response = FileResponse(path.open("rb"), **how)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@states(Action.SCHOOL_RECORD, of_object=True)
@get_or_post
def document_edit(request, key):
    """What a file is called and what it shows, for who brought it and who is responsible for the case."""
    document = _fetch(request, key, Action.SCHOOL_RECORD)
    allowed = documents.may_change(document, request.user)
    if isinstance(allowed, No):
        trail.write(request.user, Verb.REFUSED, document, fields=[Action.SCHOOL_RECORD])
        raise PermissionDenied(allowed.reason)
    form = DocumentChangeForm(request.POST or None, instance=document)
    if request.method == "POST" and form.is_valid():
        save_change(document, form, by=request.user)
        messages.success(request, _("บันทึกเอกสารแล้ว"))
        whole = document.case.shows_whole_to(request.user)
        return redirect("dropout_cases:case-documents", document.case.key) if whole else redirect(document.case)
    return render(request, "dropout_cases/document_edit.html", {"document": document, "case": document.case, "form": form})


@transaction.atomic
def save_change(document: Document, form: DocumentChangeForm, *, by: User) -> None:
    """Write what was said of a file; one that shows the child's face is restricted from then on."""
    document.restricted = document.restricted or document.shows_face
    document.save(update_fields=["name", "caption", "shows_face", "restricted"])
    trail.write(by, Verb.CHANGED, document, fields=form.changed_data, area=document.case.area)


@states(Action.SCHOOL_RECORD, of_object=True)
@require_POST
def upload_add(request, key):
    """One file on its way to a form that is still being typed; the answer is JSON, and so is what is wrong with the file."""
    case = trail.fetch(request, Case.objects.visible_to(request.user), key=key, action=Action.SCHOOL_RECORD)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(form)
    file, token = form.cleaned_data["file"], form.cleaned_data["token"]
    try:
        checked = documents.check(file)
        upload = documents.wait(checked, name=file.name, token=token, case=case, by=request.user, now=timezone.now())
    except (Refused, ValidationError) as refused:
        form.add_error(None, refused.reason if isinstance(refused, Refused) else refused)
        return _refused(form)
    return JsonResponse({"key": upload.key, "name": upload.original_name, "size": upload.size})


def _refused(form: UploadForm) -> JsonResponse:
    """The first sentence of what is wrong; 413 where it is the size."""
    errors = [error for found in form.errors.as_data().values() for error in found]
    status = 413 if errors[0].code == "big" else 400
    return JsonResponse({"error": errors[0].messages[0]}, status=status)
