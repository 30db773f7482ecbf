"""The story of a case: every entry of every round, newest first, as far as a person may read it."""

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from schools.access import Role

from . import edits
from .happenings import Happening, Story, groups_in, in_order
from .judgement import RECORD_MODELS
from .kinds import kinds_in
from .models import Case, Closing, Document, Entry, Line, Note, Round, RoundResult, StepRecord
from .parts import Part, part_of

# What stands beside the records of the steps: the kind, by which filter it is shown, and what its lines are read from.
BESIDE: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "dropout_cases.Note": ("note", (), ("readers",)),
    "dropout_cases.ContactTry": ("call", ("member",), ()),
    "dropout_cases.TeamMember": ("people", ("agency",), ()),
    "dropout_cases.Task": ("task", ("owner", "member", "agency"), ()),
    "dropout_cases.Advice": ("advice", (), ()),
    "dropout_cases.Decision": ("step", (), ()),
    "dropout_cases.Deadline": ("system", (), ()),
    "dropout_cases.Document": ("document", (), ()),
    "dropout_cases.Pause": ("step", ("reason", "ended_by"), ()),
    "dropout_cases.Move": ("step", ("from_area", "from_school", "to_area", "to_school", "answered_by"), ()),
    "dropout_cases.Setback": ("step", ("dismissed_by",), ()),
    "referrals.Plan": ("plan", (), ("invitees",)),
    "referrals.Finding": ("fact", (), ()),
    "referrals.ReferralEvent": ("answer", ("record__agency", "record__school"), ()),
    "referrals.Consent": ("document", ("relation",), ()),
    "referrals.UnmetNeed": ("step", ("help_kind",), ()),
    "referrals.OfficialPaper": ("document", (), ()),
}
FOR_SCHOOLS = ("dropout_cases.Note", "dropout_cases.Task", "dropout_cases.Document", "referrals.Finding")
GROUP_OF = {name.lower(): group for name, (group, *_more) in BESIDE.items()}


def read(
    case: Case, user, group: str = "", since: datetime | None = None, *, plain: bool = False, part: Part | None = None
) -> Story:
    """The story of a case for `user`, in a number of queries that does not depend on its length.

    What others wrote after `since` is marked as new. A `plain` one is without what is sensitive, whoever reads. `part` is given
    for who had the case once.
    """
    part, rounds = part or part_of(case, user), list(case.rounds.select_related("opened_by", "start_reason"))
    kinds = kinds_in(case)
    records = part.shown(_records(case, kinds))
    beside_records = [name for name in (BESIDE if part.whole else FOR_SCHOOLS) if name in kinds]
    beside = [entry for name in beside_records for entry in part.shown(_beside(name, case))]
    reader = _Reader(part, rounds, [one for one in beside if isinstance(one, Document)], plain)
    told = [reader.happening(entry) for entry in (*records, *beside) if not _attached(entry)]
    if part.whole:
        system = (*_rounds_and_closings(case, rounds), *edits.happenings(case, rounds, records))
        told += [one for one in system if part.covers(one.at)]
    for one in told:
        one.is_new = since is not None and one.at > since and one.who != user.full_name
    groups = groups_in(told)
    return Story(in_order([one for one in told if not group or one.group == group]), groups)


def _attached(entry: Entry) -> bool:
    return isinstance(entry, Document) and bool(entry.record_key)


def _records(case: Case, kinds: set[str]) -> list[StepRecord]:
    return [
        record
        for name in RECORD_MODELS.values()
        if name in kinds
        for record in apps.get_model(name).objects.filter(round__case=case).with_lines().select_related("entered_by", "voided_by")
    ]


def _beside(name: str, case: Case) -> list[Entry]:
    """The entries of one kind that stand by themselves."""
    _group, joined, fetched = BESIDE[name]
    entries = apps.get_model(name).objects.filter(round__case=case)
    entries = entries.for_timeline() if hasattr(entries, "for_timeline") else entries.prefetch_related(*fetched)
    return list(entries.select_related("entered_by", "voided_by", *joined))


def lines_for(entry: Entry, *, whole: bool) -> list[Line]:
    """The lines of an entry that say something; what the office thinks is not for a school, which reads its own thoughts."""
    to_all = whole or entry.entered_role == Role.SCHOOL_STAFF
    return [line for line in entry.lines() if line.value and (to_all or not line.of_office)]


class _Reader:
    """What one person may read of one case."""

    def __init__(self, part: Part, rounds: list[Round], documents: list[Document], plain: bool):
        self.part, self.user, self.sensitive, self.plain = part, part.user, part.sensitive, plain
        self.numbers = {one.pk: one.number for one in rounds}
        self.files: dict[str, list[Document]] = {}
        for document in documents:
            self.files.setdefault(document.record_key, []).append(document)

    def reads(self, entry: Entry) -> bool:
        """Whether the person reads what is sensitive in an entry; of a note for named people, whether they are named."""
        if self.plain:
            return False
        if entry.entered_by_id == self.user.pk:
            return True
        named = isinstance(entry, Note) and entry.readers.all()
        return self.user in named if named else self.sensitive

    def happening(self, entry: Any) -> Happening:
        """An entry as far as the person reads it; that a restricted one is there is seen by all who read the case."""
        reads, files = self.reads(entry), self.files.get(entry.key, [])
        lines = lines_for(entry, whole=self.part.whole)
        if self.part.tells_word_only(entry):
            lines, files = lines[:1], []
        is_closed = getattr(entry, "restricted", False) and not reads
        shown = [] if is_closed else [line for line in lines if reads or not line.sensitive]
        open_files = [one for one in files if not one.restricted or self.reads(one)]
        return Happening(
            on=entry.happened_on,
            at=entry.entered_at,
            title=_("%(what)sจำกัดผู้เห็น") % {"what": entry._meta.verbose_name} if is_closed else str(entry.title),
            who=entry.writer_words,
            role=entry.role_words,
            round_number=self.numbers[entry.round_id],
            group=GROUP_OF.get(entry._meta.label_lower, "step"),
            lines=shown,
            hidden=0 if is_closed else len(lines) - len(shown) + len(files) - len(open_files),
            entry=entry,
            kind=str(entry._meta.model_name),
            files=open_files,
            is_closed=is_closed,
        )


def _rounds_and_closings(case: Case, rounds: list[Round]) -> list[Happening]:
    told = []
    for one in rounds:
        if one.number > 1:
            told.append(_system(one.opened_on, one.opened_at, _("เริ่มรอบที่ %(n)s") % {"n": one.number}, one.opened_by, one.number))
            told[-1].lines = [Line(_("เหตุที่เริ่มรอบใหม่"), one.start_reason), *([Line("", one.start_note)] if one.start_note else [])]
    of_moves = {"outcome": "case_close_reason.HANDED_OVER", "round__result": RoundResult.HANDED_OVER}  # told by the move itself
    closings = Closing.objects.filter(case=case).exclude(**of_moves).select_related("asked_by", "decided_by", "outcome", "round")
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


def known_so_far(case: Case, story: Story) -> list[Happening]:
    """What the records of this round say so far, for the side of a step's form: oldest step first, without what was voided."""
    own = [one for one in story.happenings if one.round_number == case.round_number]
    return [one for one in reversed(own) if one.entry is not None and not one.entry.is_void]
