"""The first pages of a dossier: the child, where the case stands, offices and schools in order, rounds, closings, and papers."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from dropout_cases.effect import Effect, effect_of
from dropout_cases.happenings import Happening
from dropout_cases.models import Closing, Enrolment, Round
from dropout_cases.papers.case_print import cause_words, child_facts, guardian_words, reached_facts, work_facts
from referrals.models import Meeting, OfficialPaper
from thai.dates import thai_date

from .layout import Block, day, facts, heading, table, titled
from .reading import Dossier

PERIOD = {"ตั้งแต่": 2.2, "ถึง": 2.2, "วัน": 1.2}


def summary_blocks(read: Dossier, annexes: list[Happening]) -> Iterator[Block]:
    """The summary block by block; an office that handed the case over reads of it what was its own."""
    today = timezone.localdate(read.at)
    yield heading(f"แฟ้มเคส {read.part.case.number}", "title")
    yield facts(_about(read))
    yield heading(read.child.full_name, "title")
    yield facts(_of_child(read, today))
    if not read.part.is_left:
        yield heading("สถานะของเคส")
        yield facts(_standing(read))
    yield from titled("สำนักงานที่ดูแล", table({"สำนักงาน": 6} | PERIOD, _offices(read.rounds, today)))
    if not read.part.is_left:
        yield from titled("โรงเรียน", table({"โรงเรียน": 5, "ชั้น": 2} | PERIOD, _schools(read, today)))
    yield from titled("รอบ", _rounds(read.rounds, today))
    if not read.part.is_left:
        yield from titled("การมาเรียนก่อนเปิดเคสและหลังกลับเข้าเรียน", _attendance(effect_of(read.part.case, today)))
    yield from titled("การปิดเคส", _closings(read))
    yield from titled("หนังสือและรายงานการประชุม", _papers(read))
    columns = {"ภาคผนวก": 1.5, "เรื่อง": 8}
    yield from titled("ภาคผนวก", table(columns, [(place, one.title) for place, one in enumerate(annexes, 1)]))


def _about(read: Dossier) -> list[tuple]:
    """For what and whom it was printed, and what it holds or leaves out."""
    hidden = sum(one.hidden + one.is_closed for one in read.told)
    guarded = f"ไม่รวมข้อมูลจำกัดผู้เห็น {hidden} รายการ" if hidden else ""
    voided = sum(one.entry.is_void for one in read.told if one.entry)
    areas = ", ".join(dict.fromkeys(str(one.area) for one in read.rounds))
    return [
        ("วัตถุประสงค์", read.choice.note or read.choice.purpose.label_th),
        ("มอบให้", read.choice.to),
        ("ข้อมูลอ่อนไหว", " ".join(filter(None, ("รวมอยู่ด้วย" if read.choice.sensitive else "ไม่รวม", guarded)))),
        ("ขอบเขต", f"เฉพาะรอบที่ {areas} ดูแล" if read.part.is_left else ""),
        ("รายการที่ยกเลิก", f"{voided} รายการ พิมพ์เฉพาะหัวข้อและเหตุผล" if voided else ""),
    ]


def _of_child(read: Dossier, today: date) -> list[tuple]:
    """The child, and where it is reached with what is sensitive; of a case that left the name is all, for the rest may be newer."""
    if read.part.is_left:
        return []
    student, sensitive = read.child, read.choice.sensitive
    return [
        *child_facts(student, today, whole_number=read.choice.whole_number),
        ("ชั้น", student.grade),
        ("ผู้ปกครอง", guardian_words(student)),
        *(reached_facts(student) if sensitive else []),
        ("ข้อควรระวัง", read.part.case.safety_note if sensitive else ""),
    ]


def _standing(read: Dossier) -> list[tuple]:
    case = read.part.case
    return [
        ("สถานะ", case.get_status_display()),
        ("ขั้น", f"{case.step} {case.get_step_display()}"),
        ("โรงเรียน", case.school or case.place_text),
        ("ผู้รับผิดชอบ", case.owner),
        *work_facts(case),
        ("สาเหตุ", cause_words(case, sensitive=read.choice.sensitive)),
    ]


def _period(since: date | None, until: date | None, today: date) -> list:
    days = f"{((until or today) - since).days:,}" if since else ""
    return [day(since), day(until) or "ปัจจุบัน", days]


def _offices(rounds: list[Round], today: date) -> Iterator[list]:
    for area, held in groupby(rounds, key=lambda one: one.area):
        span = list(held)
        yield [area, *_period(span[0].opened_on, span[-1].closed_on, today)]


def _schools(read: Dossier, today: date) -> list[list]:
    """The schools in order; of a child that never moved the one it is at."""
    child = read.child
    known = sorted(child.enrolments.all(), key=lambda one: (one.started_on or date.min, one.ended_on or date.max))
    if not known and child.school:
        known = [Enrolment(school=child.school, grade=child.grade)]
    return [[one.school, one.grade, *_period(one.started_on, one.ended_on, today)] for one in known]


def _rounds(rounds: list[Round], today: date) -> Block:
    columns = {"รอบ": 1.5} | PERIOD | {"เหตุที่เริ่ม": 4, "ผล": 4}
    rows = [
        [one.number, *_period(one.opened_on, one.closed_on, today), one.start_reason, one.get_result_display()] for one in rounds
    ]
    return table(columns, rows)


def _attendance(effect: Effect) -> Block:
    rows = [[one.round_number, one.label, day(one.first), day(one.last), one.words] for one in effect.periods]
    return table({"รอบ": 1, "ช่วง": 4.5, "ตั้งแต่": 2.2, "ถึง": 2.2, "การมาเรียน": 5}, rows)


def _closings(read: Dossier) -> Block:
    """Each closing asked for: with which outcome and why, what was decided, and when the case was taken up again."""
    asked = Closing.objects.filter(round__in=read.rounds).select_related("outcome", "asked_by", "decided_by").order_by("pk")
    columns = {"ขอปิดเคส": 3.5, "เหตุผลการปิดเคส": 5, "ผลการพิจารณา": 5, "รับกลับมาดูแล": 3}
    return table(columns, [_closing(one) for one in asked])


def _closing(one: Closing) -> list:
    decided = "รอพิจารณา"
    if one.decided_on:
        verdict = "อนุมัติ" if one.approved else "ไม่อนุมัติ"
        decided = "\n".join(filter(None, (f"{verdict} {thai_date(one.decided_on)}", str(one.decided_by), one.decision_note)))
    return [f"{thai_date(one.asked_on)}\n{one.asked_by}", f"{one.outcome}\n{one.note}", decided, day(one.reopened_on)]


def _papers(read: Dossier) -> Block:
    """Letters and minutes by number, day and subject; a subject only where the letter is read."""
    rows = [_paper(one) for one in read.told if isinstance(one.entry, OfficialPaper | Meeting)]
    return table({"ที่": 5, "วันที่": 2.2, "เรื่อง": 6}, rows)


def _paper(one: Happening) -> list:
    entry: Any = one.entry
    about = entry.name if isinstance(entry, Meeting) else "จำกัดผู้เห็น" if one.is_closed else entry.subject
    return [entry.title, day(one.on), "ยกเลิกแล้ว" if entry.is_void else about]
