"""One round in a dossier: how it began and ended, where each step stands, what was written of it, and who looked after the child.

Of a voided entry a dossier says that it was voided and why, not what it said: that may be about another child.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from dropout_cases.happenings import Happening
from dropout_cases.judgement import RECORD_MODELS
from dropout_cases.models import Document, FollowUp, PlannedCheck, Return, Round, StepState
from dropout_cases.papers.case_print import entry_words
from dropout_cases.steps import Step
from referrals.models import PlanKind

from .layout import Block, day, facts, heading, story, table, titled

TURNS, TASKS, PAPERS, REST = "turns", "tasks", "papers", "rest"
OTHERS = {
    TURNS: "การพัก การย้าย และสัญญาณว่าอยู่ต่อไม่ได้",
    TASKS: "งานที่ต้องทำ",
    PAPERS: "หนังสือราชการ",
    REST: "บันทึกและเอกสารอื่น",
}
ORDER: tuple[int | str, ...] = (*Step.values, *OTHERS)
# Under which heading each kind of entry stands; what is of one step by itself (a decision, a due date) stands there.
SECTION_OF: dict[str, int | str] = {
    **{name.split(".")[1].lower(): step.value for step, name in RECORD_MODELS.items()},
    "contacttry": Step.COORDINATE.value,
    "teammember": Step.COORDINATE.value,
    "advice": Step.COORDINATE.value,
    "finding": Step.VISIT.value,
    "referralevent": Step.REFERRAL.value,
    "consent": Step.REFERRAL.value,
    "unmetneed": Step.REFERRAL.value,
    "pause": TURNS,
    "move": TURNS,
    "setback": TURNS,
    "task": TASKS,
    "officialpaper": PAPERS,
    "note": REST,
    "document": REST,
}
STEP_OF_PLAN = {PlanKind.VISIT: Step.VISIT.value, PlanKind.MEETING: Step.MEETING.value}


def round_blocks(one: Round, told: list[Happening], checks: list[PlannedCheck], today) -> Iterator[Block]:
    """The round block by block."""
    sections = defaultdict(list)
    for happening in told:
        sections[section_of(happening)].append(happening)
    yield heading(str(one), "title")
    yield facts(_begun_and_ended(one, today))
    yield from titled("ขั้นตอน", _steps(one, sections))
    for section in ORDER:
        if found := sections[section]:
            yield story(_name(section), [entry_of(happening) for happening in found])
        if section == Step.FOLLOW_UP:
            yield from _plans(told, checks)


def section_of(happening: Happening) -> int | str:
    """The heading under which an entry stands."""
    entry = happening.entry
    if happening.kind == "plan":
        return STEP_OF_PLAN[entry.kind]  # type: ignore[union-attr]
    return SECTION_OF.get(happening.kind) or getattr(entry, "step", None) or TURNS


def _name(section: int | str) -> str:
    return OTHERS[section] if isinstance(section, str) else f"ขั้นที่ {section} {Step(section).label}"


def _begun_and_ended(one: Round, today) -> list[tuple]:
    until = one.closed_on or today
    return [
        ("สำนักงาน", one.area),
        ("เริ่ม", f"{day(one.opened_on)} {one.opened_by or ''}"),
        ("เหตุที่เริ่มรอบ", "\n".join(filter(None, (str(one.start_reason or ""), one.start_note)))),
        ("สิ้นสุด", f"{day(one.closed_on)} {one.closed_by}" if one.closed_on else "ยังไม่สิ้นสุด"),
        ("รวม", f"{(until - one.opened_on).days} วัน"),
        ("ผล", one.get_result_display()),
    ]


def _steps(one: Round, sections: dict) -> Block:
    columns = {"ขั้น": 3.0, "สถานะ": 3.0, "วันที่เสร็จ": 2.2, "หลักฐาน": 1.5, "เหตุผลหรือสิ่งที่ขาด": 6.0}
    return table(columns, [_step(state, sections[state.step]) for state in one.states.all()])


def _step(state: StepState, told: list[Happening]) -> list:
    """Where a step stands, with the number of its files, and why it was left out or what it lacks."""
    said = state.reason or "\n".join(str(sentence) for sentence in state.lacking_sentences)
    files = sum(len(_files(one)) for one in told)
    name, stands = f"{state.step} {state.get_step_display()}", state.get_state_display()
    return [name, stands, day(state.settled_on), files and f"{files} ไฟล์", said]


def entry_of(happening: Happening) -> dict:
    """An entry with its evidence: each file by name, kind, day and who brought it, not what stands in it."""
    if happening.entry and happening.entry.is_void:
        happening = replace(happening, lines=[], files=[], hidden=0)
    return entry_words(happening) | {"files": [_file_words(one) for one in _files(happening)]}


def _files(happening: Happening) -> list[Document]:
    """The files that stand with an entry; one that stands by itself is its own."""
    own = [happening.entry] if isinstance(happening.entry, Document) and not happening.is_closed else []
    return [one for one in (*own, *happening.files) if not one.is_void]


def _file_words(document: Document) -> str:
    return " · ".join(filter(None, (document.name, document.kind, day(document.happened_on), document.writer_words)))


def _plans(told: list[Happening], checks: list[PlannedCheck]) -> Iterator[Block]:
    """The plan of checks after each return that stands, with the first report that counts for each."""
    records = [one.entry for one in told if one.entry and not one.entry.is_void]
    returns = [one for one in records if isinstance(one, Return)]
    reports = [one for one in records if isinstance(one, FollowUp)]
    columns = {"ติดตาม": 3.0, "กำหนด": 2.2, "ผู้รายงาน": 5.0, "ผู้ติดตามของเขต": 3.0, "ผลที่รายงาน": 3.6}
    for one in returns:
        since = [report for report in reports if report.happened_on >= one.happened_on]
        rows = [_check(check, since) for check in checks if check.of_return_id == one.pk]
        yield from titled(f"แผนติดตามหลังกลับเข้าเรียน {day(one.happened_on)}", table(columns, rows))


def _check(check: PlannedCheck, reports: list[FollowUp]) -> list:
    report = next((one for one in reports if check.is_done_by([one])), None)
    result = f"{day(report.happened_on)} {report.get_attendance_display()}" if report else "ไม่มีรายงาน"
    due = "\n".join(filter(None, (day(check.due_on), check.moved_reason)))
    return [check, due, check.reporter, check.office_owner, result]
