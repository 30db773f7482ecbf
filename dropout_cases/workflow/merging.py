"""Two rows of one child become one, with everything that hangs on them – and are taken apart again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dropout_cases.models import (
    Absence,
    AnswerLink,
    Case,
    Entry,
    Identity,
    Merge,
    Move,
    Note,
    Report,
    Round,
    RoundResult,
    Student,
    WatchAct,
)
from schools import trail
from schools.access import Action
from schools.models import Code, User, Verb
from thai.identity import GCODE, PIN
from thai.text import fold

from .children import GROUPS, fill_gaps, keep_name, reindex
from .engine import Refused, add, ask, lock, lock_child, refuse_silence, settle
from .ledger import Ledger, put_back

STANDING = {PIN: 0, GCODE: 1}  # which of two numbers stays in use
OF_SCHOOL = (("school_id",), ("student_code",), ("room",), ("roll_status_id",))  # what a school says of its pupil


@dataclass(frozen=True)
class Pair:
    """Two open cases of one child: the one that goes on, and the one that goes into it."""

    kept: Case
    gone: Case


def entries() -> list[Any]:
    """Every kind of entry a case holds."""
    return [model for model in apps.get_models() if issubclass(model, Entry)]


def pair_of(one: Student, other: Student, chosen: Case | None = None) -> Pair | None:
    """The open cases, if both rows have one. The case `chosen` goes on, or the one with more rounds, or the older."""
    cases = list(Case.objects.open().filter(student__in=[one, other]).order_by("-round_number", "opened_on", "pk"))
    if len(cases) < 2:
        return None
    if chosen and cases[1].pk == chosen.pk:
        cases.reverse()
    return Pair(*cases)


def what_moves(gone: Student, pair: Pair | None) -> list[tuple[str, int]]:
    """What a merge would move, by kind: (its name, how many)."""
    kinds: list[tuple[object, QuerySet]] = [
        (_("เคส"), gone.cases.exclude(pk=pair.gone.pk) if pair else gone.cases.all()),
        (_("การรับแจ้งที่ยังไม่เป็นเคส"), gone.reports.filter(round=None)),
        (_("เลขประจำตัว"), gone.identities.all()),
        (_("ชื่อเดิม"), gone.former_names.all()),
        (_("โรงเรียนที่เคยอยู่"), gone.enrolments.all()),
        (_("วันที่ขาดเรียน"), gone.absences.all()),
        (_("การดูแลเรื่องขาดเรียน"), gone.watch_acts.all()),
    ]
    if pair:
        old, new = pair.gone.current_round, pair.kept.current_round
        kinds = [(model._meta.verbose_name, model.moving(old, new)) for model in entries()] + kinds
    counted = [(str(name), rows.count()) for name, rows in kinds]
    return [(name, count) for name, count in counted if count]


def refuse_merge(kept: Student, gone: Student, pair: Pair | None) -> None:
    """Raise Refused with what stands in the way of a merge."""
    if kept.pk == gone.pk:
        raise Refused(_("เลือกเด็กสองคนที่ต่างกัน"))
    if kept.area_id != gone.area_id:
        raise Refused(_("เด็กสองคนอยู่คนละเขต รวมไม่ได้"))
    if kept.merged_into_id or gone.merged_into_id:
        raise Refused(_("รวมเด็กคนนี้ไว้แล้ว เปิดหน้าเด็กที่เก็บไว้"))
    if pair and pair.gone.round_number > 1:
        raise Refused(_("เคส %(number)s มีหลายรอบแล้ว ปิดเคสนี้ก่อน แล้วจึงรวม") % {"number": pair.gone.number})
    for case in (pair.kept, pair.gone) if pair else ():
        if case.closings.filter(decided_on=None).exists():
            raise Refused(_("เคส %(number)s มีคำขอปิดเคสรออยู่ พิจารณาก่อนรวม") % {"number": case.number})
        if case.moves.waiting().exists() or case.pauses.standing().exists():
            raise Refused(_("เคส %(number)s พักอยู่หรือรอการย้าย จัดการก่อนรวม") % {"number": case.number})


@transaction.atomic
def merge(kept: Student, gone: Student, *, reason: str, by: User, on: date, kept_case: Case | None = None) -> Merge:
    """Everything of the row `gone` goes to the row `kept`, and of two open cases one goes into the other.

    No entry, file or line of the trail is lost: rows move, and what is written of `kept` stays. The row and the case that are gone
    remain and point to what was kept. Every row moved is written down, so that `undo_merge` puts it back.
    """
    kept, gone = _hold(kept.pk, gone.pk)
    ask(by, Action.CASE_MERGE, kept.area)
    pair = pair_of(kept, gone, kept_case)
    refuse_merge(kept, gone, pair)
    refuse_silence(reason, _("กรอกเหตุผลที่รวม"))
    ledger = Ledger()
    if pair:
        _join_cases(ledger, pair, by=by, on=on)
    _join_children(ledger, kept, gone, on=on)
    kept.save()
    reindex(kept)
    _settle(pair)
    made = Merge.objects.create(
        area=kept.area, kept=kept, gone=gone, kept_case=pair.kept if pair else None, gone_case=pair.gone if pair else None,
        reason=reason, moved=ledger.lines, merged_by=by,
    )  # fmt: skip
    _write(made, Verb.DECIDED, by, ["merged", made.key])
    return made


@transaction.atomic
def undo_merge(merge: Merge, *, by: User, at: datetime) -> Merge:
    """Take a merge apart: every row it moved goes back. What was written since stays with what was kept.

    Raises Refused while something that followed stands in the way.
    """
    kept, gone = _hold(merge.kept_id, merge.gone_id)
    merge = Merge.objects.select_for_update(of=("self",)).select_related("area", "kept_case", "gone_case").get(pk=merge.pk)
    ask(by, Action.CASE_MERGE, merge.area)
    refuse_undo(merge)
    try:
        with transaction.atomic():
            put_back(merge, kept, gone)
    except IntegrityError as error:
        raise Refused(_("เลขประจำตัวหรือโรงเรียนของเด็กเปลี่ยนหลังการรวม จึงย้อนกลับไม่ได้")) from error
    pair = Pair(lock(merge.kept_case_id), lock(merge.gone_case_id)) if merge.kept_case_id and merge.gone_case_id else None
    for child in Student.objects.filter(pk__in=[kept.pk, gone.pk]):
        child.save()
        reindex(child)
    _settle(pair)
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    _write(merge, Verb.UNDONE, by, ["merged", merge.key])
    return merge


def refuse_undo(merge: Merge) -> None:
    """Raise Refused with what followed a merge and stands in the way of taking it apart."""
    if merge.undone_at:
        raise Refused(_("ย้อนการรวมนี้แล้ว"))
    if Move.objects.of_offices().accepted().filter(case__student=merge.kept, answered_at__gt=merge.merged_at).exists():
        raise Refused(_("เคสนี้โอนไปเขตอื่นหลังการรวม จึงย้อนกลับไม่ได้"))
    rows = [merge.kept_id, merge.gone_id]
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None)
    if later.filter(kept__in=rows).exists() or later.filter(gone__in=rows).exists():
        raise Refused(_("มีการรวมครั้งหลังจากนี้ ย้อนครั้งนั้นก่อน"))
    if merge.kept_case is None or merge.gone_case is None:
        return
    case = merge.kept_case
    said = {"number": case.number}
    if not case.is_open:
        raise Refused(_("เคส %(number)s ปิดหลังการรวม จึงย้อนกลับไม่ได้") % said)
    if case.closings.filter(decided_on=None).exists():
        raise Refused(_("เคส %(number)s มีคำขอปิดเคสรออยู่ พิจารณาก่อนย้อนกลับ") % said)
    if _rounds_begun_since(merge, case):
        raise Refused(_("เคส %(number)s เริ่มรอบใหม่หลังการรวม จึงย้อนกลับไม่ได้") % said)
    if _voided_since(merge):
        raise Refused(_("มีรายการที่ยกเลิกหลังการรวม จึงย้อนกลับไม่ได้"))


def _rounds_begun_since(merge: Merge, case: Case) -> bool:
    return case.rounds.filter(opened_at__gt=merge.merged_at).exists()


def _voided_since(merge: Merge) -> bool:
    lines = [line for line in merge.moved if "pks" in line]
    moved: list[tuple[Any, list[int]]] = [(apps.get_model(line["model"]), line["pks"]) for line in lines]
    kinds = [(model, pks) for model, pks in moved if issubclass(model, Entry)]
    return any(model.objects.filter(pk__in=pks, voided_at__gt=merge.merged_at).exists() for model, pks in kinds)


@transaction.atomic
def part_twins(case: Case, *, reason: str, by: User, on: date) -> Note:
    """The case is of another child than the one it was taken for; the reason stays as a note in it."""
    case = lock(case.pk)
    ask(by, Action.CASE_RECORD, case.place)
    other = case.possible_duplicate_of
    if other is None:
        raise Refused(_("เคสนี้ไม่มีเคสที่อาจซ้ำแล้ว"))
    refuse_silence(reason)
    text = _("ไม่ใช่คนเดียวกับเคส %(number)s: %(reason)s") % {"number": other.number, "reason": reason}
    note = Note(case=case, round=case.current_round, text=text, happened_on=on)
    add(note, by=by)
    case.possible_duplicate_of = None
    case.save(update_fields=["possible_duplicate_of"])
    settle(case)
    trail.write(by, Verb.DECIDED, case, fields=["not_the_same", other.key], area=case.area)
    return note


def _hold(kept_id: int, gone_id: int) -> tuple[Student, Student]:
    """Both rows and all their cases, held until the act ends; always in one order, lest two acts wait for each other."""
    both = sorted([kept_id, gone_id])
    cases = Case.objects.filter(student__in=both).order_by("pk").values_list("pk", flat=True)
    held = [lock(pk).pk for pk in cases]
    for pk in both:
        lock_child(pk)
    if held != list(cases.all()):
        raise Refused(_("มีผู้แก้ไขเด็กคนนี้ในขณะเดียวกัน ลองอีกครั้ง"))
    rows = Student.objects.select_related("area", "school").in_bulk(both)
    return rows[kept_id], rows[gone_id]


def _join_cases(ledger: Ledger, pair: Pair, *, by: User, on: date) -> None:
    kept, gone = pair.kept, pair.gone
    old, new = gone.current_round, kept.current_round
    for model in entries():
        to_new: dict[str, object] = {"round_id": new.pk}
        if any(field.name == "case" for field in model._meta.fields):
            to_new["case_id"] = kept.pk
        ledger.change(model.moving(old, new), **to_new)
    ledger.change(AnswerLink.objects.filter(case=gone), case_id=kept.pk)
    result = RoundResult.ENDED
    ledger.change(Round.objects.filter(pk=old.pk), closed_on=on, closed_by_id=by.pk, result=result.value)
    merged = Code.objects.get(pk="case_merge.MERGED")
    ledger.change(Case.objects.filter(pk=gone.pk), closed_on=on, outcome_id=merged.pk, merged_into_id=kept.pk)
    _join_facts(ledger, kept, gone)


def _join_facts(ledger: Ledger, kept: Case, gone: Case) -> None:
    """What a case says of itself: an owner where it has none, and every warning."""
    own = Case.objects.filter(pk=kept.pk)
    if kept.owner_id is None and gone.owner_id:
        ledger.change(own, owner_id=gone.owner_id)
    if gone.safety_note and gone.safety_note not in kept.safety_note:
        ledger.add_warning(kept, gone.safety_note)


def _join_children(ledger: Ledger, kept: Student, gone: Student, *, on: date) -> None:
    _join_numbers(ledger, kept, gone, on=on)
    _join_schools(ledger, kept, gone, on=on)
    at_one_school = not kept.school_id or kept.school_id == gone.school_id
    ledger.filled(fill_gaps(kept, gone, (*GROUPS, *OF_SCHOOL) if at_one_school else GROUPS))
    ledger.change(gone.former_names.all(), student_id=kept.pk)
    if fold(gone.first_name + gone.last_name) not in ("", fold(kept.first_name + kept.last_name)):
        ledger.made(keep_name(kept, gone, on=on))
    days = kept.absences.values("day")
    ledger.change(Absence.objects.filter(student=gone).exclude(day__in=days), student_id=kept.pk)
    ledger.change(WatchAct.objects.filter(student=gone), student_id=kept.pk)
    ledger.change(Report.objects.filter(student=gone), student_id=kept.pk)
    flagged = Case.objects.filter(student__in=[kept, gone], possible_duplicate_of__student__in=[kept, gone])
    ledger.change(flagged, possible_duplicate_of_id=None)
    ledger.change(Case.objects.filter(student=gone), student_id=kept.pk)
    _follow(ledger, kept)
    ledger.change(Student.objects.filter(pk=gone.pk), merged_into_id=kept.pk)


def _follow(ledger: Ledger, child: Student) -> None:
    """The open case is where the child is."""
    if child.school:
        tambon = child.school.tambon
        elsewhere = Case.objects.open().filter(student=child).exclude(school=child.school)
        place = {"school_id": child.school_id, "tambon_id": tambon.pk, "amphoe_id": tambon.amphoe_id}
        ledger.change(Case.objects.filter(pk__in=elsewhere.values("pk")), **place)


def _join_numbers(ledger: Ledger, kept: Student, gone: Student, *, on: date) -> None:
    """Of two numbers in use the more lasting one stays: 13 digits before a G-code; of two alike, that of the row kept."""
    using = Identity.objects.filter(student__in=[kept, gone], ended_on=None)
    ranked = sorted(using, key=lambda one: (STANDING.get(one.kind, 2), one.student_id != kept.pk))
    ledger.change(using.filter(pk__in=[one.pk for one in ranked[1:]]), ended_on=on)
    ledger.change(gone.identities.all(), student_id=kept.pk)


def _join_schools(ledger: Ledger, kept: Student, gone: Student, *, on: date) -> None:
    if kept.school_id or kept.enrolments.filter(ended_on=None).exists():
        ledger.change(gone.enrolments.filter(ended_on=None), ended_on=on)
    ledger.change(gone.enrolments.all(), student_id=kept.pk)


def _settle(pair: Pair | None) -> None:
    for case in (pair.kept, pair.gone) if pair else ():
        settle(lock(case.pk))


def _write(merge: Merge, verb: Verb, by: User, fields: list[str]) -> None:
    rows = (merge.kept, merge.gone, merge.kept_case, merge.gone_case)
    for row in filter(None, rows):
        trail.write(by, verb, row, fields=fields, area=merge.area)
