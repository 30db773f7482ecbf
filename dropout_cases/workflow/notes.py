"""Notes and calls written on the timeline, with their files; some for named people alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from dropout_cases import documents
from dropout_cases.models import Case, Document, Note
from schools import notices
from schools.access import Action
from schools.models import NoticeKind, User, Verb
from schools.trail import write

from .engine import add, ask, lock, stir, twin_of


@transaction.atomic
def write_note(case: Case, note: Note, *, by: User, on: date, readers: Iterable[User] = (), files: Iterable = ()) -> Note | None:
    """Put a note and its files on the timeline, once however often it is sent; a note without text is its files alone.

    Named readers are told, and nobody but they and the writer reads the text.
    """
    case = lock(case.pk)
    ask(by, Action.CASE_RECORD, case.place)
    twin = twin_of(note)
    if twin or _are_kept(note):
        return twin
    readers = [one for one in readers if one != by]
    note.case, note.round, note.happened_on = case, case.current_round, on
    note.restricted = note.restricted or bool(readers)
    if note.text:
        add(note, by=by, links={"readers": readers})
        write(by, Verb.CREATED, case, fields=["note", note.key], area=case.area)
        told = {"event": f"note:{note.key}", "about": case.number, "path": case.get_absolute_url()}
        notices.tell(readers, NoticeKind.MENTIONED, **told)
    _keep(files, note, by)
    stir(case)
    return note if note.text else None


def _are_kept(note: Note) -> bool:
    """Whether the files of this sending are kept already."""
    return bool(note.token) and Document.objects.filter(token=_token(note, 0)).exists()


def _token(note: Note, number: int) -> str | None:
    return f"{note.token[:36]}-{number}" if note.token else None


def _keep(files: Iterable, note: Note, by: User) -> None:
    record_key = note.key if note.text else ""
    for number, file in enumerate(files):
        said: dict[str, Any] = {"on": note.happened_on, "restricted": note.restricted, "token": _token(note, number)}
        documents.attach(file, round=note.round, by=by, record_key=record_key, **said)
