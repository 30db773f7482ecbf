"""When a case may go on, rest, change hands or end: one table of acts by where the case stands.

Every act of the engine that turns a case asks `refuse_turn` under the lock of the case; the table tests itself.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.access import No

from .models import Case, Status

AT_WORK = frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING, Status.MONITORING})


class Turn(models.TextChoices):
    """An act that turns a case."""

    LOOP = "LOOP", _("เริ่มรอบใหม่")
    PAUSE = "PAUSE", _("พักเคส")
    RESUME = "RESUME", _("รับกลับมาดำเนินการ")
    MOVE = "MOVE", _("ย้ายโรงเรียน")
    HAND_OVER = "HAND_OVER", _("โอนเคสให้สำนักงานอื่น")
    ANSWER_HAND_OVER = "ANSWER", _("ตอบการโอนเคส")
    ASK = "ASK", _("ขอปิดเคส")
    DECIDE = "DECIDE", _("พิจารณาปิดเคส")
    TAKE_UP = "TAKE_UP", _("รับเคสกลับมาดูแล")


TURNS: dict[Turn, frozenset[Status]] = {
    Turn.LOOP: AT_WORK - {Status.NEW},
    Turn.PAUSE: AT_WORK - {Status.NEW},
    Turn.RESUME: frozenset({Status.PAUSED}),
    Turn.MOVE: AT_WORK | {Status.PAUSED},
    Turn.HAND_OVER: AT_WORK | {Status.PAUSED},
    Turn.ANSWER_HAND_OVER: frozenset({Status.MOVING}),
    Turn.ASK: AT_WORK | {Status.PAUSED},
    Turn.DECIDE: frozenset({Status.CLOSING}),
    Turn.TAKE_UP: frozenset({Status.CLOSED}),
}

# Why not, where the case stands so.
WHY_NOT: dict[str, str | Promise] = {
    Status.NEW: _("ยังไม่มีเจ้าหน้าที่รับเรื่อง รับเรื่องก่อน"),
    Status.PAUSED: _("เคสนี้พักอยู่ รับกลับมาดำเนินการก่อน"),
    Status.MOVING: _("เคสนี้รอสำนักงานอื่นรับโอน รอคำตอบหรือถอนการโอนก่อน"),
    Status.CLOSING: _("มีคำขอปิดเคสรออยู่ ให้ผู้กำกับดูแลพิจารณาก่อน"),
    Status.CLOSED: _("เคสนี้ปิดแล้ว รับเคสกลับมาดูแลก่อน"),
    Status.MERGED: _("เคสนี้รวมกับเคสอื่นแล้ว ใช้เคสที่เก็บไว้แทน"),
}
# Why not, where nothing is wrong with the case but there is nothing to do it to.
NOTHING_TO: dict[Turn, str | Promise] = {
    Turn.RESUME: _("เคสนี้ไม่ได้พักอยู่"),
    Turn.ANSWER_HAND_OVER: _("เคสนี้ไม่มีการโอนที่รอคำตอบ"),
    Turn.DECIDE: _("เคสนี้ไม่มีคำขอปิดเคสที่รอพิจารณา"),
    Turn.TAKE_UP: _("เคสนี้ยังเปิดอยู่"),
}


def may_turn(case: Case, turn: Turn) -> bool | No:
    """Whether the case may take this turn as it stands; a refusal says what to do first."""
    status = Status(case.status)
    if status in TURNS[turn]:
        return True
    nothing = NOTHING_TO.get(turn)
    return No(nothing if nothing and (status not in WHY_NOT or turn == Turn.TAKE_UP and case.is_open) else WHY_NOT[status])
