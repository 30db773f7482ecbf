"""What of a case stands in the trail alone: small edits, who is responsible, and the answers that came to its records."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from schools import trail
from schools.models import TrailEvent, Verb

from .forms.intake import StudentForm
from .happenings import Happening
from .judgement import RECORD_MODELS
from .models import Case, Line, Round, StepRecord

RECORDS = {name.split(".")[1].lower() for name in RECORD_MODELS.values()}
TOLD_ELSEWHERE = {"due_on"}  # a due date is an entry of its own


def happenings(case: Case, rounds: list[Round], records: Iterable[StepRecord]) -> list[Happening]:
    """Each line of the trail that changed the case, in words; one query. `records` are those the reader reads."""
    lines = TrailEvent.objects.filter(subject=trail.subject_of(case), verb=Verb.CHANGED).select_related("actor")
    by_key = {record.key: record for record in records}
    told = []
    for line in lines:
        if line.fields and line.fields[0] in RECORDS:
            told += [_answer(line, by_key[line.fields[1]], rounds)] if line.fields[1] in by_key else []
        elif line.fields and line.fields[0] not in TOLD_ELSEWHERE:
            told.append(_edit(line, rounds))
    return told


def _answer(line: TrailEvent, record: StepRecord, rounds: list[Round]) -> Happening:
    told = _told(line, _("คำตอบ: %(what)s") % {"what": record.title}, rounds, "answer")
    told.round_number = next(one.number for one in rounds if one.pk == record.round_id)
    told.concerns = record.key
    told.lines = [record.lines()[0]] if record.lines() and not record.lines()[0].sensitive else []
    return told


def _edit(line: TrailEvent, rounds: list[Round]) -> Happening:
    told = _told(line, _title(line.fields), rounds, "system")
    told.changed = [_label(name) for name in _names(line.fields)]
    told.lines = [Line("", ", ".join(told.changed))]
    return told


def _told(line: TrailEvent, title: str, rounds: list[Round], group: str) -> Happening:
    who = line.actor.full_name if line.actor else _("ผ่านลิงก์ส่วนตัว")
    number = max((one.number for one in rounds if one.opened_at <= line.at), default=1)
    return Happening(timezone.localdate(line.at), line.at, title, who, "", number, group)


def _title(fields: list[str]) -> str:
    if "owner" in fields:
        return _("มอบหมายผู้รับผิดชอบ")
    return _("แก้ไขข้อมูลเด็ก") if set(fields) <= set(StudentForm.base_fields) else _("แก้ไขเคส")


def _names(fields: list[str]) -> list[str]:
    """The fields a line names; after the name of a kind of entry stands its key, which says nothing to a reader."""
    return fields if set(fields) <= set(StudentForm.base_fields) else fields[:1]


def _label(name: str) -> str:
    if name in StudentForm.base_fields:
        return str(StudentForm.base_fields[name].label)
    return {"owner": _("ผู้รับผิดชอบ"), "accepted": _("รับเรื่อง"), "task": _("งาน"), "advice": _("ข้อแนะนำของทีม")}.get(name, _("ข้อมูลเคส"))
