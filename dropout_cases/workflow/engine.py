"""What every act of the engine shares: its refusals, the lock of a case, and settling a case anew from its records."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from django.apps import apps
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dropout_cases.judgement import Book, Standing, judge, open_book
from dropout_cases.models import Case, Entry, Report, Round, RoundResult, StepState, Student, Verdict
from dropout_cases.steps import RULES, Step
from dropout_cases.turns import Turn, may_turn
from schools import trail
from schools.access import Action, No, may
from schools.models import Code, TrailEvent, User, Verb
from thai.dates import thai_date, thai_time

WRITING = (Verb.CREATED, Verb.CHANGED, Verb.RECORDED, Verb.DECIDED, Verb.VOIDED, Verb.UNDONE)  # what moves a case on
STEP_OF_RECORD = {rule.record.split(".")[1].lower(): rule.step for rule in RULES}

AnyEntry = TypeVar("AnyEntry", bound=Entry)


class Refused(Exception):
    """An act the table does not allow now; `reason` says why and what to do."""

    def __init__(self, reason: str | Promise):
        super().__init__(reason)
        self.reason = str(reason)


@dataclass
class Overtaken(Exception):
    """Somebody else wrote into the case since the page was shown; nothing of this act was saved.

    `keys` are of the entries that came since.
    """

    event: TrailEvent | None
    version: int
    keys: frozenset[str] = frozenset()

    @property
    def reason(self) -> str:
        """Who did what, when; and that the typed text is still there."""
        if self.event is None or self.event.actor is None:
            return _("มีผู้แก้ไขเคสนี้ขณะที่คุณกำลังพิมพ์ ข้อความของคุณยังอยู่ ตรวจแล้วบันทึกอีกครั้ง")
        return _("%(who)s %(did)s%(what)s เมื่อ %(time)s ขณะที่คุณกำลังพิมพ์ ข้อความของคุณยังอยู่ ตรวจแล้วบันทึกอีกครั้ง") % {
            "who": self.event.actor.full_name,
            "did": self.event.get_verb_display(),
            "what": "".join(f" {STEP_OF_RECORD[name].label}" for name in self.event.fields if name in STEP_OF_RECORD),
            "time": thai_time(self.event.at),
        }


def lock(case_id: int) -> Case:
    """The case, held until the act ends; every act on a case waits here for the one before, which may have unmade the case."""
    if not Case.objects.select_for_update().values_list("pk").filter(pk=case_id).first():
        raise Refused(_("เคสนี้ถูกย้อนกลับแล้ว"))
    # Read only now: a joined read that had to wait would still show the child and school of before.
    return Case.objects.select_related("area", "school", "student").get(pk=case_id)


def lock_child(student_id: int) -> None:
    """Hold the child until the act ends, so that two acts at once cannot both open a case for it."""
    Student.objects.select_for_update(of=("self",)).get(pk=student_id)


def ask(by: User, action: Action, place) -> None:
    """Raise Refused with its reason unless `by` may do `action` at `place`."""
    allowed = may(by, action, place)
    if isinstance(allowed, No):
        raise Refused(allowed.reason)


def refuse_owner(owner: User, case: Case) -> None:
    """Raise Refused unless `owner` works on cases there."""
    if not may(owner, Action.CASE_RECORD, case.place):
        raise Refused(_("%(who)s ไม่ได้เป็นเจ้าหน้าที่ของเขตนี้") % {"who": owner})


def refuse_overtaken(case: Case, seen: int | None) -> None:
    """Raise Overtaken when the case has moved on from the version the writer had on screen."""
    if seen is not None and seen != case.version:
        written = TrailEvent.objects.filter(subject=trail.subject_of(case), verb__in=WRITING).select_related("actor")
        lines = list(written[: max(case.version - seen, 1)])
        keys = frozenset(line.fields[1] for line in lines if len(line.fields) > 1)
        raise Overtaken(lines[0] if lines else None, case.version, keys)


def refuse_closed(round: Round) -> None:
    """Raise Refused when the round is closed."""
    if Round.objects.filter(pk=round.pk, closed_on__isnull=False).exists():
        raise Refused(_("รอบนี้ปิดแล้ว บันทึกในรอบปัจจุบัน"))


def refuse_turn(case: Case, turn: Turn) -> None:
    """Raise Refused unless the case may take this turn as it stands."""
    allowed = may_turn(case, turn)
    if isinstance(allowed, No):
        raise Refused(allowed.reason)


def refuse_moved(entry: Entry, case: Case) -> None:
    """Raise Refused when the entry, read anew, stands in another case than the one that was locked for it."""
    if entry.round.case_id != case.pk:
        raise Refused(_("รายการนี้ย้ายไปอยู่เคสอื่นแล้ว เปิดหน้านี้ใหม่"))


def read_anew(entry: Entry, case: Case) -> None:
    """Read an entry as it stands under the lock; raises Refused when it stands in another case, or is voided."""
    entry.refresh_from_db()
    refuse_moved(entry, case)
    if entry.is_void:
        raise Refused(_("รายการนี้ถูกยกเลิกแล้ว"))


def twin_of(entry: AnyEntry) -> AnyEntry | None:
    """What the same form, sent before, has made."""
    return type(entry).objects.filter(token=entry.token).first() if entry.token else None  # type: ignore[attr-defined]


def keep(entry: Any, *, by: User, verb: Verb = Verb.CREATED, check: Callable[[], None] = lambda: None) -> Any:
    """Save an entry of a case as a whole in the round that is open, once a token; it says nothing of where the case stands.

    `check` raises Refused, under the lock, for what this kind of entry may not say. Call it inside a transaction.
    """
    case = lock(entry.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    if twin := twin_of(entry):
        return twin
    entry.round = case.current_round
    refuse_closed(entry.round)
    refuse_future(entry.happened_on)
    check()
    add(entry, by=by)
    return written(case, entry, verb, by=by)


def written(case: Case, entry: AnyEntry, verb: Verb, *, by: User, fields: Iterable[str] = ()) -> AnyEntry:
    """An entry was written into the case, or `fields` of it: the case has moved, its steps have not."""
    stir(case)
    trail.write(by, verb, case, fields=[entry._meta.model_name, entry.key, *fields], area=case.area)
    return entry


def stir(case: Case) -> None:
    """The case is not quiet: something was written into it that says nothing of where it stands."""
    Case.objects.filter(pk=case.pk).update(active_at=timezone.now())


def refuse_future(day: date) -> None:
    """Raise Refused when the day lies ahead."""
    refuse_after(day, timezone.localdate())


def put_off_lines(moves: str, old: date, new: date, why: str) -> str:
    """The lines of how often something was put off, with one more: from when, to when, and why."""
    line = _("จาก %(old)s เป็น %(new)s: %(why)s") % {"old": thai_date(old), "new": thai_date(new), "why": why}
    return "\n".join(filter(None, (moves, line)))


def refuse_after(day: date, latest: date) -> None:
    """Raise Refused when the day lies after the latest that may be."""
    if day > latest:
        is_today = latest == timezone.localdate()
        raise Refused(_("วันที่ต้องไม่เกินวันนี้") if is_today else _("วันที่ต้องไม่เกิน %(day)s") % {"day": thai_date(latest)})


def refuse_silence(reason: str, asked: str = "") -> None:
    """Raise Refused where no reason is given; `asked` says what is to be written, where that is more than the reason."""
    if not reason.strip():
        raise Refused(asked or _("กรอกเหตุผล"))


def refuse_done(round: Round, step: Step) -> StepState | None:
    """The state of the step; raises Refused when it is done."""
    refuse_closed(round)
    state = round.states.filter(step=step).first()
    if state and state.is_done:
        raise Refused(_("ขั้นตอนนี้เสร็จแล้ว"))
    return state


def add(entry: Entry, *, by: User | None, links: dict | None = None, lines: Iterable = ()) -> None:
    """Save an entry with its many-to-many links and its lines; nobody is signed in where the public reports."""
    entry.entered_by = by  # type: ignore[assignment]  # of a report by nobody
    entry.entered_role = by.current_posts[0].role if by else ""
    entry.full_clean(exclude=_references(entry), validate_unique=False, validate_constraints=False)
    entry.save()
    for name, rows in (links or {}).items():
        getattr(entry, name).set(rows)
    for line in lines:
        line.record = entry
        if isinstance(line, Entry):  # a line that may be looked at, checked and voided by itself
            line.round, line.happened_on = entry.round, entry.happened_on
            line.entered_by, line.entered_role = entry.entered_by, entry.entered_role
        line.save()


def _references(entry: Entry) -> set[str]:
    """The foreign keys of an entry, which the database itself keeps true."""
    return {field.name for field in entry._meta.fields if field.is_relation}


def take_up(case: Case, by: User, on: date) -> None:
    """Whoever of the area works on a case has thereby accepted its reports, on that day; an unowned case is theirs."""
    if not may(by, Action.CASE_RECORD, case.place):
        return
    of_case = Report.objects.filter(round__case=case)
    for report in of_case.filter(decided_on=None, voided_at=None):
        report.decided_at, report.decided_by = timezone.now(), by
        report.decided_on = max(on, report.happened_on)
        report.verdict = Verdict.JOINED if of_case.exclude(decided_on=None).exists() else Verdict.NEW_CASE
        report.save(update_fields=["decided_at", "decided_by", "decided_on", "verdict"])
    if case.owner_id is None:
        case.owner = by
        case.save(update_fields=["owner"])


def end_round(round: Round, on: date, result: RoundResult, by: User) -> None:
    """Close a round with its result."""
    if on < round.opened_on:
        raise Refused(_("วันที่ต้องไม่ก่อนวันเริ่มรอบ"))
    round.closed_on, round.closed_by, round.result = on, by, result
    round.save(update_fields=["closed_on", "closed_by", "result"])


def next_round(case: Case, *, reason: Code, note: str, by: User, on: date, begins_here: bool = False) -> Round:
    """Open the next round at the office that has the case; what of the round before still waits for somebody goes along."""
    before = case.current_round
    begun = {"opened_on": on, "opened_by": by, "start_reason": reason, "start_note": note}
    new = Round.objects.create(case=case, area=case.area, number=before.number + 1, begins_here=begins_here, **begun)
    for model in kinds_that_go_along():
        model.objects.filter(round=before, voided_at=None, **model.GOES_ALONG).update(round=new)
    return new


def kinds_that_go_along() -> list[Any]:
    """The kinds of entry of which some are still under way when a round ends, as their GOES_ALONG says.

    They go into the next round, where they are answered, reminded of and called off; what is done stays where it was done.
    """
    return [model for model in apps.get_models() if hasattr(model, "GOES_ALONG")]


def settle(case: Case) -> None:
    """Compute the case anew from its records, and write what changed."""
    book = open_book(case)
    judged = judge(book)
    _write_states(book.round, judged.standings)
    for name, value in judged.case.items():
        setattr(case, name, value)
    case.version += 1
    case.active_at = timezone.now()
    case.sort_key, case.search_text = case.student.sort_key, case.index_text()
    case.save(update_fields=[*judged.case, "version", "active_at", "sort_key", "search_text"])
    case.causes.set(_causes(book))


def _write_states(round: Round, standings: dict[Step, Standing]) -> None:
    present = {state.step: state for state in round.states.all()}
    new = [StepState(round=round, step=step, **asdict(one)) for step, one in standings.items() if step not in present]
    StepState.objects.bulk_create(new)
    for step, state in present.items():
        judged = asdict(standings[Step(step)])
        if any(getattr(state, name) != value for name, value in judged.items()):
            StepState.objects.filter(pk=state.pk).update(**judged)


def _causes(book: Book) -> set[Code]:
    """The causes reported and found, over all rounds."""
    return {cause for record in book.all_records if hasattr(record, "causes") for cause in record.causes.all()}
