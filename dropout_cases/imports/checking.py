"""The check of a file: every row is read, judged and staged, and nothing is written of it yet."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from dropout_cases.models import BatchState, ImportBatch, ImportFault, RowState, StagedPupil, StagedRow
from schools.fields import new_key

from .desk import Desk
from .faults import Wrong
from .files import read
from .kinds import Stager, kind_of
from .storing import path_of

STATES = {"new": RowState.NEW, "changed": RowState.CHANGED, "same": RowState.SAME}
PART = 2_000  # rows between two words about how far it has come


class Superseded(Exception):
    """Another job has taken the batch over; this one stops without a word."""


def begin(batch: ImportBatch, state: BatchState, *, since: tuple[str, ...]) -> str:
    """Take hold of a batch that stands in one of `since`; the name of this run, or an empty text when somebody was faster."""
    run = new_key()
    held = ImportBatch.objects.filter(pk=batch.pk, state__in=since)
    taken = held.update(state=state, run=run, moved_at=timezone.now(), done=0, failure="")
    batch.refresh_from_db()
    return run if taken else ""


def check(batch: ImportBatch, run: str, *, today: date) -> None:
    """Read the whole file and stage its rows, telling after each part how far it has come."""
    kind = kind_of(batch)
    clear(batch)
    _say(batch, run, total=_guess_total(batch))
    desk = Desk(batch, kind.fields, today)
    stager = kind.stager(desk)
    done = _take_all(batch, run, desk, stager)
    with transaction.atomic():
        stager.settle()
        desk.put_away()
        counts = counts_of(batch) | {"wrong": desk.wrong_rows, "faults": desk.found, "unknown": desk.unknown}
        _say(batch, run, done=done, total=done, state=BatchState.CHECKED, counts=counts)


def _guess_total(batch: ImportBatch) -> int:
    """About how many rows a text has, by its line ends; a spreadsheet would have to be opened twice."""
    if batch.file_type != "csv":
        return batch.total
    with path_of(batch).open("rb") as file:
        return max(sum(part.count(b"\n") for part in iter(lambda: file.read(2**20), b"")) - batch.reading["heading_row"], 1)


def _take_all(batch: ImportBatch, run: str, desk: Desk, stager: Stager) -> int:
    rows = read(path_of(batch), batch.reading)
    next(rows)  # the headings
    done = 0
    for done, (line, cells) in enumerate(rows, start=1):
        _take(desk, stager, line, cells)
        if done % PART == 0:
            _put_away(desk, stager)
            _say(batch, run, done=done)
    _put_away(desk, stager)
    return done


def _take(desk: Desk, stager: Stager, line: int, cells: list[str]) -> None:
    values = desk.read(line, cells)
    if values is None:
        return
    try:
        stager.take(line, values)
    except Wrong as wrong:
        desk.note(line, wrong)


@transaction.atomic
def _put_away(desk: Desk, stager: Stager) -> None:
    stager.put_away()
    desk.put_away()


def _say(batch: ImportBatch, run: str, **fields) -> None:
    """Write down how far the run has come; raises Superseded when the batch is another run's by now."""
    told = ImportBatch.objects.filter(pk=batch.pk, run=run).update(moved_at=timezone.now(), **fields)
    if not told:
        raise Superseded


def clear(batch: ImportBatch) -> None:
    """Drop what an earlier check staged and found."""
    ImportFault.objects.filter(batch=batch).delete()
    StagedRow.objects.filter(batch=batch).delete()
    StagedPupil.objects.filter(batch=batch).delete()


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """How many staged rows are new, changed, the same."""
    staged = batch.pupils if kind_of(batch).stages_pupils else batch.rows
    return {name: staged.filter(state=state).count() for name, state in STATES.items()}
