"""The faults of a batch: grouped for the page, and its wrong rows as a file in which only they stand, each with its reasons."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from dropout_cases.models import ImportBatch, ImportFault
from thai.identity import format_pin

from .faults import FAULTS, FaultKind, Way
from .files import read
from .kinds import kind_of
from .storing import path_of

EXAMPLES = 12


@dataclass(frozen=True)
class Unknown:
    """A name of a school nobody knows: how many rows have it, and the nearest known."""

    value: str
    times: int
    suggestion: str


@dataclass(frozen=True)
class Group:
    """The faults of one kind, as the page shows them."""

    kind: str
    about: FaultKind
    count: int
    examples: list[ImportFault]
    ways: tuple[Way, ...]
    unknown: list[Unknown]


def groups(batch: ImportBatch) -> list[Group]:
    """Each kind of fault with its first examples, the commonest first; two queries at most, however many there are."""
    place = Window(RowNumber(), partition_by="kind", order_by=["line", "pk"])
    first = batch.faults.annotate(place=place).filter(place__lte=EXAMPLES).order_by("kind", "line", "pk")
    examples: dict[str, list[ImportFault]] = defaultdict(list)
    for fault in first:
        examples[fault.kind].append(fault)
    found = sorted(batch.counts.get("faults", {}).items(), key=lambda pair: -pair[1])
    return [_group(batch, kind, count, examples[kind]) for kind, count in found]


def _group(batch: ImportBatch, kind: str, count: int, examples: list[ImportFault]) -> Group:
    named = batch.counts.get("unknown", {}) if kind == "UNKNOWN_SCHOOL" else {}
    unknown = [Unknown(value, times, near) for value, (times, near) in named.items()]
    return Group(kind, FAULTS[kind], count, examples, kind_of(batch).ways(kind), unknown)


def hint(fault: ImportFault) -> str:
    """What the suggestion of a fault says; empty without one."""
    return str(FAULTS[fault.kind].hint) % {"what": fault.suggestion} if fault.suggestion and FAULTS[fault.kind].hint else ""


def reason_of(fault: ImportFault) -> str:
    """A fault in one sentence, for the column of reasons."""
    about = FAULTS[fault.kind]
    where = f"{fault.column}: " if fault.column else ""
    return " – ".join(part for part in (f"{where}{about.reason}", hint(fault), str(about.remedy)) if part)


def rows_of_file(batch: ImportBatch) -> Iterator[list[str]]:
    """The headings and the wrong rows as they stood, a column of reasons after them.

    A thirteen-digit number is written with hyphens: a spreadsheet then takes it for text, and leaves its digits alone.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in batch.faults.order_by("line", "pk"):
        reasons[fault.line].append(reason_of(fault))
    rows = read(path_of(batch), batch.reading)
    _line, headings = next(rows)
    yield [*headings, _("เหตุผลที่ผิด")]
    width = len(headings)
    for line, cells in rows:
        if line in reasons:
            yield [*(format_pin(cell) if len(cell) == 13 else cell for cell in cells[:width]), "; ".join(reasons[line])]
