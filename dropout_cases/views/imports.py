"""Importing a file in five pages: the file, its columns, the check, the result, the confirmation; and taking it back."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dropout_cases.forms.imports import ColumnsForm, FixForm, ReadingForm, UploadForm, kinds_for
from dropout_cases.imports import jobs, storing, writing, wrong_rows
from dropout_cases.imports.faults import FAULTS
from dropout_cases.imports.files import Refusal, read, sample
from dropout_cases.imports.kinds import KINDS, kind_of
from dropout_cases.imports.places import Schools
from dropout_cases.models import BatchState, ImportBatch, ImportKind
from schools.access import Action, states
from schools.csv import csv_response
from schools.models import Verb
from schools.paging import paged
from schools.trail import fetch, write
from schools.views.posting import get_or_post, posted

SAMPLE_ROWS = 8
OPEN = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)  # may still be read another way, or given up


def _batch(request, key: str) -> ImportBatch:
    batches = ImportBatch.objects.visible_to(request.user).select_related("area", "made_by", "written_by", "undone_by")
    return fetch(request, batches, key=key, action=Action.IMPORT_SEE)


def _open_batch(request, key: str) -> ImportBatch:
    """A batch whose file is still there and that no job has hold of; any other has no such page."""
    batch = _batch(request, key)
    if batch.state not in OPEN or not batch.stored_name:
        raise Http404
    return batch


def _shown(request, batch: ImportBatch, page: str, step: int, **context):
    return render(request, f"dropout_cases/import_{page}.html", {"batch": batch, "step": step, "kind": kind_of(batch)} | context)


@require_safe
@states(Action.IMPORT_SEE)
def import_list(request):
    """The imports of one's area and rights, the latest first."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("made_by")
    return render(request, "dropout_cases/import_list.html", paged(request, batches))


@get_or_post
@states(Action.IMPORT_SEE)
def import_add(request):
    """Page 1: the file. It is looked at by its content, and kept under a random name."""
    form = UploadForm(posted(request), request.FILES or None, user=request.user)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            chunks, name = typed["file"].chunks(), typed["file"].name
            batch = storing.store(chunks, name=name, kind=typed["kind"], area=typed["area"], by=request.user)
            return redirect("dropout_cases:import-reading", batch.key)
        except Refusal as refusal:
            form.add_error("file", refusal.reason)
    offered = [(kind, KINDS[kind]) for kind in kinds_for(request.user)]
    return render(request, "dropout_cases/import_add.html", {"form": form, "kinds": offered, "step": 1})


@require_safe
@states(Action.IMPORT_SEE)
def import_template(request, kind: str):
    """An empty file with the headings a kind is known by."""
    if kind not in kinds_for(request.user):
        raise Http404
    headings = [str(field.label) for field in KINDS[ImportKind(kind)].fields]
    return csv_response(f"template-{kind.lower()}", [headings])


@get_or_post
@states(Action.IMPORT_SEE, of_object=True)
def import_reading(request, key):
    """Page 1 still: how the file is read, with its first rows; nothing goes on until a person has said that they read right."""
    batch = _open_batch(request, key)
    form = ReadingForm(posted(request), batch=batch)
    reading, rows, refused = batch.reading | form.reading(), [], ""
    try:
        rows = sample(storing.path_of(batch), reading, SAMPLE_ROWS)
        if form.is_valid() and "look" not in request.POST:
            next(iter(read(storing.path_of(batch), reading)))  # there are headings where they are said to be
            batch.reading, batch.columns = reading, {}
            batch.save(update_fields=["reading", "columns"])
            return redirect("dropout_cases:import-columns", batch.key)
    except Refusal as refusal:
        refused = refusal.reason
    return _shown(request, batch, "reading", 1, form=form, rows=rows, refused=refused, heading_row=reading["heading_row"])


@get_or_post
@states(Action.IMPORT_SEE, of_object=True)
def import_columns(request, key):
    """Page 2: what the columns hold. Sending it starts the check."""
    batch = _open_batch(request, key)
    if not _is_read(batch):
        return redirect("dropout_cases:import-reading", batch.key)
    form = ColumnsForm(posted(request), batch=batch, rows=_headings(batch))
    if form.is_valid():
        batch.columns, batch.options, batch.fixes = form.columns, form.options(), {}
        batch.save(update_fields=["columns", "options", "fixes"])
        jobs.start_check(batch, by=request.user, today=timezone.localdate())
        return redirect("dropout_cases:import-detail", batch.key)
    return _shown(request, batch, "columns", 2, form=form)


def _is_read(batch: ImportBatch) -> bool:
    """Whether a person has said how the file is read."""
    return ("encoding" if batch.file_type == "csv" else "sheet") in batch.reading


def _headings(batch: ImportBatch) -> list[list[str]]:
    """The heading row and the first row after it."""
    rows = read(storing.path_of(batch), batch.reading)
    return [cells for _line, cells in (row for row, _n in zip(rows, range(2), strict=False))]


@require_safe
@states(Action.IMPORT_SEE, of_object=True)
def import_detail(request, key):
    """Pages 3 and 4, or what became of it: how far the job has come, the result of the check, what was written."""
    batch = _batch(request, key)
    if batch.is_working:
        step = 3 if batch.state == BatchState.CHECKING else 5
        return _shown(request, batch, "progress", step, words=_far(batch), is_stale=jobs.is_stale(batch, timezone.now()))
    if batch.state == BatchState.UPLOADED:
        return redirect("dropout_cases:import-columns", batch.key)
    if batch.state in (BatchState.WRITTEN, BatchState.UNDONE):
        until = writing.undo_until(batch)
        return _shown(request, batch, "written", 5, until=until, may_undo=until and timezone.now() <= until)
    groups = wrong_rows.groups(batch)
    schools = Schools(batch.area).labels if any(group.unknown for group in groups) else []
    fixes = [
        (kind, FAULTS[kind].title, value, meant) for kind, meanings in batch.fixes.items() for value, meant in meanings.items()
    ]
    return _shown(request, batch, "result", 4, groups=groups, schools=schools, fixes=fixes)


@require_safe
@states(Action.IMPORT_SEE, of_object=True)
def import_progress(request, key):
    """How far the job has come, for the script of the page."""
    batch = _batch(request, key)
    return JsonResponse({"working": batch.is_working, "done": batch.done, "total": batch.total, "words": _far(batch)})


def _far(batch: ImportBatch) -> str:
    """How far a job has come, in words; of a spreadsheet nobody knows before the end how many rows it has."""
    words = _("%(done)s จาก %(total)s แถว") if batch.total else _("%(done)s แถว") if batch.done else _("รอเริ่ม")
    return words % {"done": f"{batch.done:,}", "total": f"{batch.total:,}"}


@require_POST
@states(Action.IMPORT_SEE, of_object=True)
def import_check(request, key):
    """Start the check again, or a job that has died."""
    batch, today = _batch(request, key), timezone.localdate()
    if not jobs.restart(batch, by=request.user, today=today) and batch.stored_name and batch.columns:
        jobs.start_check(batch, by=request.user, today=today)
    return redirect("dropout_cases:import-detail", batch.key)


@require_POST
@states(Action.IMPORT_SEE, of_object=True)
def import_fix(request, key):
    """Correct a kind of fault in all its rows at once, or take such a correction back; the file is checked again."""
    batch = _open_batch(request, key)
    form = FixForm(request.POST, batch=batch)
    if form.is_valid():
        kind, value, meant = form.fix()
        batch.fixes.setdefault(kind, {})[value or "*"] = meant
    elif "forget" in request.POST:
        batch.fixes.get(request.POST.get("kind"), {}).pop(request.POST.get("value"), None)
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("dropout_cases:import-detail", batch.key)
    batch.save(update_fields=["fixes"])
    jobs.start_check(batch, by=request.user, today=timezone.localdate())
    return redirect("dropout_cases:import-detail", batch.key)


@require_safe
@states(Action.IMPORT_SEE, of_object=True)
def import_faults(request, key, kind):
    """Every row of one kind of fault."""
    batch = _batch(request, key)
    if kind not in FAULTS:
        raise Http404
    faults = batch.faults.filter(kind=kind).order_by("line", "pk")
    return _shown(request, batch, "faults", 4, about=FAULTS[kind], **paged(request, faults, 50))


@require_POST
@states(Action.IMPORT_SEE, of_object=True)
def import_wrong(request, key):
    """The wrong rows as a file, to be corrected and sent in again."""
    batch = _open_batch(request, key)
    with transaction.atomic():
        rows = list(wrong_rows.rows_of_file(batch))
        write(request.user, Verb.EXPORTED, batch, fields=["wrong-rows", f"n={len(rows) - 1}"], area=batch.area)
    return csv_response(f"wrong-rows-{batch.kind.lower()}", rows)


@get_or_post
@states(Action.IMPORT_SEE, of_object=True)
def import_confirm(request, key):
    """Page 5: what will be written; POST has it written."""
    batch = _open_batch(request, key)
    if batch.state != BatchState.CHECKED or not batch.writable:
        raise Http404
    if request.method != "POST":
        return _shown(request, batch, "confirm", 5)
    jobs.start_write(batch, by=request.user, today=timezone.localdate())
    return redirect("dropout_cases:import-detail", batch.key)


@get_or_post
@states(Action.IMPORT_SEE, of_object=True)
def import_undo(request, key):
    """Take a written batch back, or hear what stands in the way."""
    batch = _batch(request, key)
    if batch.state != BatchState.WRITTEN:
        raise Http404
    obstacle = writing.obstacle(batch, timezone.now())
    if request.method != "POST" or obstacle:
        return _shown(request, batch, "undo", 5, obstacle=obstacle)
    jobs.start_undo(batch, by=request.user, today=timezone.localdate())
    return redirect("dropout_cases:import-detail", batch.key)


@get_or_post
@states(Action.IMPORT_SEE, of_object=True)
def import_abandon(request, key):
    """Give a batch up before it is written; its file is destroyed."""
    batch = _open_batch(request, key)
    if request.method != "POST":
        return _shown(request, batch, "abandon", 1)
    storing.give_up(batch, by=request.user)
    messages.success(request, _("ยกเลิกการนำเข้าและลบไฟล์แล้ว"))
    return redirect(reverse("dropout_cases:import-list"))


import_urls = [
    # /imports/
    path("imports/", import_list, name="import-list"),
    path("imports/add/", import_add, name="import-add"),
    path("imports/template/<slug:kind>/", import_template, name="import-template"),
    # /imports/KEY/
    path("imports/<key:key>/", import_detail, name="import-detail"),
    path("imports/<key:key>/reading/", import_reading, name="import-reading"),
    path("imports/<key:key>/columns/", import_columns, name="import-columns"),
    path("imports/<key:key>/progress/", import_progress, name="import-progress"),
    path("imports/<key:key>/check/", import_check, name="import-check"),
    path("imports/<key:key>/fix/", import_fix, name="import-fix"),
    path("imports/<key:key>/faults/<slug:kind>/", import_faults, name="import-faults"),
    path("imports/<key:key>/wrong-rows/", import_wrong, name="import-wrong"),
    path("imports/<key:key>/confirm/", import_confirm, name="import-confirm"),
    path("imports/<key:key>/undo/", import_undo, name="import-undo"),
    path("imports/<key:key>/abandon/", import_abandon, name="import-abandon"),
]
