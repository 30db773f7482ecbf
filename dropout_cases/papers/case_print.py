"""A case, or one entry of it, as a paper that a person prints: as much as that person reads on the screen, the oldest first."""

from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from dropout_cases.happenings import Happening
from dropout_cases.models import Case, Student
from schools.models import User
from thai.dates import BE, age_on, thai_date, thai_datetime
from thai.identity import format_pin

from .drawing import pdf

TEMPLATE = "dropout_cases/papers/case.typ"


def print_case(case: Case, happenings: list[Happening], *, by: User, at: datetime) -> bytes:
    """The PDF of a case with these happenings, which are the newest first."""
    told = [edit for one in reversed(happenings) for edit in (reversed(one.edits) if one.edits else [one])]
    return pdf(TEMPLATE, _every_page(case, by, at) | {"facts": _facts(case, by, at.date()), "rounds": _rounds(told)})


def print_entry(case: Case, happening: Happening, *, by: User, at: datetime) -> bytes:
    """The PDF of one entry."""
    return pdf(TEMPLATE, _every_page(case, by, at) | {"facts": _facts_for_all(case), "rounds": _rounds([happening])})


def _every_page(case: Case, by: User, at: datetime) -> dict:
    """What each page says: which case, who printed it and when, and that it is not to be shown around."""
    student = case.student
    return {
        "title": case.number,
        "child": student.full_name,
        "names": [name for name in (student.full_name, student.first_name, student.last_name, by.full_name) if len(name) > 2],
        "printed": _("พิมพ์โดย %(who)s เมื่อ %(when)s") % {"who": by.full_name, "when": thai_datetime(at)},
        "warning": _("ข้อมูลส่วนบุคคล–ห้ามเผยแพร่"),
        "page": _("หน้า %(page)s จาก %(pages)s"),
    }


def _facts(case: Case, by: User, today: date) -> list[tuple[str, str]]:
    """What is known of the case and the child; a school is given what its own page says."""
    return as_text(_facts_for_all(case) + (_facts_for_office(case, by, today) if case.shows_whole_to(by) else []))


def as_text(facts: list[tuple]) -> list[tuple[str, str]]:
    """Facts as words, without those that say nothing."""
    return [(label, str(value)) for label, value in facts if value]


def _facts_for_all(case: Case) -> list[tuple]:
    return [
        (_("สถานะ"), str(case.get_status_display())),
        (_("ขั้น"), f"{case.step} {case.get_step_display()}"),
        (_("รอบที่"), str(case.round_number)),
        (_("โรงเรียน"), str(case.school or case.place_text)),
        (_("ผู้รับผิดชอบ"), str(case.owner or _("ยังไม่มี"))),
    ]


def _facts_for_office(case: Case, by: User, today: date) -> list[tuple]:
    student = case.student
    return [
        *work_facts(case),
        *child_facts(student, today),
        (_("ชั้น"), student.grade),
        (_("สาเหตุ"), cause_words(case, sensitive=case.shows_sensitive_to(by))),
        (_("ผู้ปกครอง"), guardian_words(student)),
        *reached_facts(student),
    ]


def work_facts(case: Case) -> list[tuple]:
    """How urgent the case is, its days, and how it ended."""
    return [
        (_("ความเสี่ยง"), case.get_risk_display()),
        (_("ธงความปลอดภัย"), _("มี") if case.in_danger else ""),
        (_("วันที่รับแจ้ง"), thai_date(case.opened_on, "long")),
        (_("กำหนด"), case.due_on and thai_date(case.due_on, "long")),
        (_("วันที่ปิดเคส"), case.closed_on and thai_date(case.closed_on, "long")),
        (_("เหตุผลการปิดเคส"), case.outcome),
    ]


def child_facts(student: Student, today: date, *, whole_number: bool = False) -> list[tuple]:
    """What is registered of a child; of its number the last digits, unless all of it is asked for."""
    number = student.current_number
    return [
        (_("ชื่อเล่น"), student.nickname),
        (_("เพศ"), student.get_sex_display()),
        (_("วันเกิด"), _birth(student.born_on, student.born_precision, today)),
        (_("เลขประจำตัว"), number and (format_pin(number.number) if whole_number else number.masked)),
    ]


def cause_words(case: Case, *, sensitive: bool) -> str:
    """The causes of a case, with or without the sensitive ones."""
    return ", ".join(str(cause) for cause in case.causes.all() if sensitive or not cause.sensitive)


def guardian_words(student: Student) -> str:
    """The guardian's name, and what they are to the child."""
    name, relation = student.guardian_name, student.guardian_relation
    return f"{name} ({relation})" if name and relation else name


def reached_facts(student: Student) -> list[tuple]:
    """Where the guardian is reached, and where the child lives."""
    return [
        (_("โทรศัพท์ผู้ปกครอง"), student.guardian_phone),
        (_("ที่อยู่"), "\n".join(filter(None, (student.address, str(student.tambon or ""))))),
    ]


def _birth(day: date | None, precision: str, today: date) -> str:
    if day is None:
        return ""
    born = _("พ.ศ. %(year)s") % {"year": day.year + BE} if precision == "year" else thai_date(day, "long")
    return f"{born} ({_('%(age)s ปี') % {'age': age_on(day, today)}})"


def _rounds(told: list[Happening]) -> list[dict]:
    """The happenings by round, in the order given."""
    return [
        {"heading": _("รอบที่ %(number)s") % {"number": number}, "entries": [entry_words(one) for one in of_round]}
        for number, of_round in groupby(told, key=attrgetter("round_number"))
    ]


def entry_words(one: Happening) -> dict:
    """An entry as a paper tells it; of its files the names."""
    entry = one.entry
    written = _("บันทึกเมื่อ %(when)s") % {"when": thai_datetime(one.at)} if one.is_back_dated else ""
    hidden = _("ข้อมูลจำกัดผู้เห็น %(count)s รายการ") % {"count": one.hidden} if one.hidden else ""
    return {
        "day": thai_date(one.on),
        "title": one.title,
        "who": " · ".join(filter(None, (f"{one.who} ({one.role})" if one.role else one.who, written))),
        "void": _void_words(entry) if entry and entry.is_void else "",
        "lines": [(str(line.label), str(line.value)) for line in one.lines],
        "files": [file.name for file in one.files if not file.is_void],
        "hidden": hidden,
    }


def _void_words(entry) -> str:
    by, at = entry.voided_by.full_name, thai_datetime(entry.voided_at)
    return _("ยกเลิกแล้ว: %(reason)s · %(who)s %(when)s") % {"reason": entry.void_reason, "who": by, "when": at}
