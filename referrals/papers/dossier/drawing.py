"""Draws a dossier: the summary, round after round in parts, and the papers it is to hold; then binds them into one PDF."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from dropout_cases.happenings import Happening
from dropout_cases.models import PlannedCheck, Round
from dropout_cases.papers.drawing import pdf
from dropout_cases.parts import Part
from referrals.models import Meeting, OfficialPaper
from referrals.papers.blocks import drawn, unbreakable
from referrals.papers.minutes import minutes
from referrals.papers.official import paper_of
from thai.dates import thai_datetime

from .binding import Sheet, bound
from .layout import Block, in_parts
from .reading import Choice, Dossier, read
from .rounds import round_blocks
from .summary import summary_blocks

PART, FRAME = "referrals/papers/dossier/part.typ", "referrals/papers/dossier/frame.typ"


@override("th")
def dossier(part: Part, choice: Choice, *, at: datetime) -> bytes:
    """The PDF of a case, as far as somebody's part of it goes."""
    known = read(part, choice, at=at)
    every_page = _every_page(known)
    return bound(_sheets(known, every_page), part.case.number, lambda frame: pdf(FRAME, every_page | {"frame": asdict(frame)}))


def _every_page(known: Dossier) -> dict:
    """What each page says: which case, for what and whom, who printed it and when, and that it is not to be shown around."""
    child, by = known.child, known.part.user
    return {
        "title": known.part.case.number,
        "names": unbreakable((child.full_name, child.first_name, child.last_name, by.full_name, *{one.who for one in known.told})),
        "printed": f"พิมพ์โดย {by.full_name} {thai_datetime(known.at)}",
        "purpose": known.choice.words,
        "warning": "ข้อมูลส่วนบุคคล–ห้ามเผยแพร่",
        "page": "หน้า %(page)s จาก %(pages)s",
    }


def _sheets(known: Dossier, every_page: dict) -> Iterator[Sheet]:
    annexes = [one for one in known.told if _is_annexed(one)] if known.choice.annexes else []
    yield from _drawn("สรุป", summary_blocks(known, annexes), every_page)
    checks = _checks(known.rounds)
    for one in known.rounds:
        blocks = round_blocks(one, known.of(one.number), checks, timezone.localdate(known.at))
        yield from _drawn(f"รอบที่ {one.number}", blocks, every_page)
    yield from _annexes(annexes)


def _drawn(label: str, blocks: Iterable[Block], every_page: dict) -> Iterator[Sheet]:
    for part in in_parts(blocks):
        yield Sheet(label, pdf(PART, every_page | {"blocks": part}))


def _checks(rounds: list[Round]) -> list[PlannedCheck]:
    planned = PlannedCheck.objects.filter(of_return__round__in=rounds)
    return list(planned.select_related("of_return__school", "school_owner", "office_owner"))


def _is_annexed(one: Happening) -> bool:
    """Whether the paper itself may stand in the dossier: letters that are in force, and minutes."""
    return isinstance(one.entry, OfficialPaper | Meeting) and not one.entry.is_void and not one.is_closed


def _annexes(annexes: list[Happening]) -> Iterator[Sheet]:
    """Letters word for word as they were issued, and minutes."""
    for place, one in enumerate(annexes, 1):
        entry: Any = one.entry
        paper = minutes(entry) if isinstance(entry, Meeting) else paper_of(entry)
        yield Sheet(f"ภาคผนวก {place}", drawn(paper), is_annex=True)
