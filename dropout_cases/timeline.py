"""The story of a case: every entry of every round, newest first, as far as a person may read it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.access import Action, Role, may

from .judgement import RECORD_MODELS
from .models import Case, Closing, Deadline, Decision, Document, Entry, Line, Note, StepRecord


@dataclass
class Happening:
    """One entry as the timeline shows it."""

    on: date
    at: datetime
    title: str
    who: str
    role: str
    round_number: int
    group: str  # step, note, document, system
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0  # sensitive lines not shown
    entry: Entry | None = None
    kind: str = ""
    files: list[Document] = field(default_factory=list)

    @property
    def is_back_dated(self) -> bool:
        """Whether it was entered on a later day than it happened."""
        return bool(self.entry) and timezone.localdate(self.at) > self.on


@dataclass(frozen=True)
class Story:
    """A case read once for a person: its happenings, and whom they name."""

    happenings: list[Happening]
    people: list[tuple[str, str]]
    documents: list[Document]

    def rounds(self) -> list[tuple[int, list[tuple[date, list[Happening]]]]]:
        """Newest round first, each by day."""
        return [
            (number, [(day, list(of_day)) for day, of_day in groupby(of_round, key=lambda one: one.on)])
            for number, of_round in groupby(self.happenings, key=lambda one: one.round_number)
        ]


def read(case: Case, user, group: str = "") -> Story:
    """The story of a case for `user`, in a number of queries that does not depend on its length."""
    whole, sensitive = case.shows_whole_to(user), case.shows_sensitive_to(user)
    numbers = {one.pk: one.number for one in case.rounds.all()}
    records = [record for record in _records(case) if whole or _is_for_school_of(user, record, case)]
    documents = list(Document.objects.visible_to(user).filter(case=case).select_related("entered_by"))
    entries = [*records, *_beside(case, user, whole), *documents]
    by_record: dict[str, list[Document]] = {}
    for document in documents:
        by_record.setdefault(document.record_key, []).append(document)
    alone = [entry for entry in entries if not _attached(entry)]
    told = [_happening(entry, numbers[entry.round_id], whole, sensitive, user, by_record) for entry in alone]
    told += _rounds_and_closings(case) if whole else []
    told = [one for one in told if not group or one.group == group]
    told.sort(key=lambda one: (one.round_number, one.on, one.at), reverse=True)
    people = [person for record in records if not record.is_void for person in record.people()]
    return Story(told, list(dict.fromkeys(people)), documents)


def _is_for_school_of(user, record: StepRecord, case: Case) -> bool:
    """What is shared with schools, for the school it is shared with: the child's own, or the one the child is to go to."""
    return record.shared_with_school and bool(may(user, Action.SCHOOL_RECORD, record.asked_at(case)))


def _attached(entry: Entry) -> bool:
    return isinstance(entry, Document) and bool(entry.record_key)


def _records(case: Case) -> list[StepRecord]:
    return [
        record
        for name in RECORD_MODELS.values()
        for record in apps.get_model(name).objects.filter(round__case=case).with_lines().select_related("entered_by", "voided_by")
    ]


def _beside(case: Case, user, whole: bool) -> list[Entry]:
    """Decisions, deadlines and notes."""
    notes = list(Note.objects.filter(case=case).select_related("entered_by", "voided_by"))
    if not whole:
        return [note for note in notes if note.entered_by_id == user.pk and note.shared_with_school]
    decisions = Decision.objects.filter(round__case=case).select_related("entered_by", "voided_by")
    return [*notes, *decisions, *Deadline.objects.filter(round__case=case).select_related("entered_by", "voided_by")]


def group_labels() -> list[tuple[str, str]]:
    """The filters of the timeline: all of it, or one group."""
    return [("", _("ทั้งหมด")), ("step", _("ขั้นตอน")), ("note", _("บันทึก")), ("document", _("เอกสาร")), ("system", _("ระบบ"))]


GROUPS = {Note: "note", Document: "document", Decision: "step", Deadline: "system"}


def lines_for(entry: Entry, *, whole: bool) -> list[Line]:
    """The lines of an entry that say something; what the office thinks is not for a school, which reads its own thoughts."""
    to_all = whole or entry.entered_role == Role.SCHOOL_STAFF
    return [line for line in entry.lines() if line.value and (to_all or not line.of_office)]


def _happening(entry: Entry, number: int, whole: bool, sensitive: bool, user, files: dict) -> Happening:
    mine = sensitive or entry.entered_by_id == user.pk
    lines = lines_for(entry, whole=whole)
    shown = [line for line in lines if mine or not line.sensitive]
    return Happening(
        on=entry.happened_on,
        at=entry.entered_at,
        title=str(entry.title),
        who=entry.writer_words,
        role=entry.role_words,
        round_number=number,
        group=GROUPS.get(type(entry), "step"),
        lines=shown,
        hidden=len(lines) - len(shown),
        entry=entry,
        kind=str(entry._meta.model_name),
        files=files.get(entry.key, []),
    )


def _rounds_and_closings(case: Case) -> list[Happening]:
    told = []
    for one in case.rounds.select_related("opened_by", "start_reason"):
        if one.number > 1:
            told.append(_system(one.opened_on, one.opened_at, _("เริ่มรอบที่ %(n)s") % {"n": one.number}, one.opened_by, one.number))
            told[-1].lines = [Line(_("เหตุที่เริ่มรอบใหม่"), one.start_reason), *([Line("", one.start_note)] if one.start_note else [])]
    closings = Closing.objects.filter(case=case).select_related("asked_by", "decided_by", "outcome", "round")
    for closing in closings:
        told.append(_system(closing.asked_on, closing.asked_at, _("ขอปิดเคส"), closing.asked_by, closing.round.number))
        told[-1].lines = [Line(_("เหตุผลการปิดเคส"), closing.outcome), Line(_("คำอธิบาย"), closing.note)]
        if closing.decided_on:
            title = _("อนุมัติปิดเคส") if closing.approved else _("ไม่อนุมัติปิดเคส")
            told.append(_system(closing.decided_on, closing.decided_at, title, closing.decided_by, closing.round.number))
            told[-1].lines = [Line(_("คำอธิบาย"), closing.decision_note)] if closing.decision_note else []
    return told


def _system(on: date, at: Any, title: str, who, number: int) -> Happening:
    return Happening(on=on, at=at, title=title, who=who.full_name if who else "", role="", round_number=number, group="step")


def known_so_far(case: Case, user) -> list[Happening]:
    """What the records of this round say so far, for the side of a step's form: oldest step first, without what was voided."""
    story = read(case, user, group="step")
    own = [one for one in story.happenings if one.round_number == case.round_number]
    return [one for one in reversed(own) if one.entry is not None and not one.entry.is_void]
