"""The story of a case: every entry of every round, newest first, as far as a person may read it."""

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from schools.access import Action, Role, may

from . import edits
from .happenings import Happening, Story, groups_in, in_order
from .judgement import RECORD_MODELS
from .models import Case, Closing, Document, Entry, Line, Note, Round, StepRecord

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
    "referrals.Plan": ("plan", (), ("invitees",)),
    "referrals.Finding": ("fact", (), ()),
    "referrals.ReferralEvent": ("answer", ("record__agency", "record__school"), ()),
    "referrals.Consent": ("document", ("relation",), ()),
    "referrals.UnmetNeed": ("step", ("help_kind",), ()),
    "referrals.OfficialPaper": ("document", (), ()),
}
FOR_SCHOOLS = ("dropout_cases.Note", "dropout_cases.Task", "dropout_cases.Document", "referrals.Finding")
GROUP_OF = {name.lower(): group for name, (group, *_more) in BESIDE.items()}


def read(case: Case, user, group: str = "", since: datetime | None = None) -> Story:
    """The story of a case for `user`, in a number of queries that does not depend on its length.

    What others wrote after `since` is marked as new.
    """
    whole, rounds = case.shows_whole_to(user), list(case.rounds.select_related("opened_by", "start_reason"))
    records = [record for record in _records(case) if whole or _is_for_school_of(user, record, case)]
    beside = [entry for name in (BESIDE if whole else FOR_SCHOOLS) for entry in _beside(name, case, user, whole)]
    reader = _Reader(case, user, whole, rounds, [one for one in beside if isinstance(one, Document)])
    told = [reader.happening(entry) for entry in (*records, *beside) if not _attached(entry)]
    if whole:
        told += [*_rounds_and_closings(case, rounds), *edits.happenings(case, rounds, records)]
    for one in told:
        one.is_new = since is not None and one.at > since and one.who != user.full_name
    groups = groups_in(told)
    return Story(in_order([one for one in told if not group or one.group == group]), groups)


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


def _beside(name: str, case: Case, user, whole: bool) -> list[Entry]:
    """The entries of one kind that stand by themselves. A school reads its own, and the tasks that are its."""
    _group, joined, fetched = BESIDE[name]
    entries = apps.get_model(name).objects.filter(round__case=case)
    entries = entries.for_timeline() if hasattr(entries, "for_timeline") else entries.prefetch_related(*fetched)
    found = list(entries.select_related("entered_by", "voided_by", *joined))
    return found if whole else [one for one in found if _is_of_school(one, case, user)]


def _is_of_school(entry: Entry, case: Case, user) -> bool:
    if entry.shared_with_school and entry.entered_by_id == user.pk:
        return True
    return getattr(entry, "by_school", False) and bool(may(user, Action.SCHOOL_RECORD, case.place))


def lines_for(entry: Entry, *, whole: bool) -> list[Line]:
    """The lines of an entry that say something; what the office thinks is not for a school, which reads its own thoughts."""
    to_all = whole or entry.entered_role == Role.SCHOOL_STAFF
    return [line for line in entry.lines() if line.value and (to_all or not line.of_office)]


class _Reader:
    """What one person may read of one case."""

    def __init__(self, case: Case, user, whole: bool, rounds: list[Round], documents: list[Document]):
        self.user, self.whole, self.sensitive = user, whole, case.shows_sensitive_to(user)
        self.numbers = {one.pk: one.number for one in rounds}
        self.files: dict[str, list[Document]] = {}
        for document in documents:
            self.files.setdefault(document.record_key, []).append(document)

    def reads(self, entry: Entry) -> bool:
        """Whether the person reads what is sensitive in an entry; of a note for named people, whether they are named."""
        if entry.entered_by_id == self.user.pk:
            return True
        named = isinstance(entry, Note) and entry.readers.all()
        return self.user in named if named else self.sensitive

    def happening(self, entry: Any) -> Happening:
        """An entry as far as the person reads it; that a restricted one is there is seen by all who read the case."""
        reads, files = self.reads(entry), self.files.get(entry.key, [])
        lines = lines_for(entry, whole=self.whole)
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
