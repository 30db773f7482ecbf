"""The referral form (แบบส่งต่อ) with its reply slip, built from the frozen packages of a referral, never from its case.

The receiver's own copy and the office's enclosure are therefore one and the same. What was not shared is left out. The paper is
Thai whatever language its reader has chosen, so its words are not translated.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import override

from referrals import package
from referrals.models import OfficialPaper, Referral
from schools.models import Area
from thai.dates import thai_date

from .blocks import Block, Box, Dotted, Paper, Said, Signature, Slip, Title, in_thai_digits, unbreakable
from .office import mark_of, marked, reached_at

SECRET = "ลับ"
TICKED, UNTICKED = "☑", "☐"
OTHER = "ข้อมูลอื่น"
SECTIONS: dict[str, tuple[str, ...]] = {
    "ข้อมูลนักเรียน": ("name_age", "sex_birth", "identity_number", "school_grade", "address"),
    "ผู้ปกครองและช่องทางติดต่อ": ("guardian", "guardian_phone"),
    "ด้านที่มีปัญหา": ("problem_areas", "causes", "sensitive_causes"),
    "ความเร่งด่วน": ("urgency", "answer_by"),
    "สภาพปัญหา": ("facts", "looks", "story"),
    "การช่วยเหลือที่ดำเนินการแล้วและผล": ("done_so_far",),
    "สิ่งที่ขอให้ช่วย": ("asked", "helps"),
    "ข้อเสนอแนะการจัดการศึกษา": ("pathway",),
    "เอกสารแนบ": ("files",),
    "ฐานกฎหมายและความยินยอม": ("legal_basis",),
}
PLACED = frozenset(code for codes in SECTIONS.values() for code in codes)
NAMED_BY_HEADING = ("problem_areas", "urgency", "done_so_far", "asked", "pathway", "legal_basis")
LISTED = ("helps", "causes", "sensitive_causes", "problem_areas")
ON_ONE_LINE = (*SECTIONS["ข้อมูลนักเรียน"], *SECTIONS["ผู้ปกครองและช่องทางติดต่อ"])


@override("th")
def form(referral: Referral, *, number: str = "", paper: OfficialPaper | None = None) -> Paper:
    """The form as enclosure of a letter, or with neither number nor paper as the receiver's own copy."""
    told = [*_shared(referral), *_asked(referral)]
    blocks = (
        Title("แบบส่งต่อนักเรียน"),
        _passed(referral, number, paper),
        *_sections(told),
        _signature(referral, paper),
        _slip(referral, number, paper),
    )
    secrecy = (marked(paper.secrecy) if paper else "") or SECRET
    mark = mark_of(paper) if paper else ""
    return in_thai_digits(Paper(f"แบบส่งต่อ {number}".strip(), blocks, _names(referral), mark, secrecy))


def _passed(referral: Referral, number: str, paper: OfficialPaper | None) -> Box:
    """Which form of what day, within the office's schools or beyond them, from whom, to whom."""
    area = referral.round.case.area
    inside = referral.school is not None and referral.school.area_id == area.pk
    boxes = (TICKED, UNTICKED) if inside else (UNTICKED, TICKED)
    told = (
        Said("ที่", number or ("." * 20 if paper else "")),
        Said("วันที่", _day(referral, paper)),
        Said("การส่งต่อ", f"{boxes[0]} ภายใน {boxes[1]} ภายนอก"),
        Said("จาก", " ".join(filter(None, (area.unit_name, area.name)))),
        Said("ถึง", referral.receiver),
    )
    return Box(tuple(one for one in told if one.text))


def _day(referral: Referral, paper: OfficialPaper | None) -> str:
    return thai_date(paper.happened_on if paper else referral.happened_on, "official")


def _shared(referral: Referral) -> Iterator[tuple[str, Said]]:
    """What the packages hold by its code, each thing once; what was added later says when."""
    known = set()
    for version in referral.packages.all():
        later = f" (เพิ่มเติม {thai_date(version.made_on, 'official')})" if version.version > 1 else ""
        for item in package.thaw(version.items):
            if (item.code, *item.value) not in known:
                label = "" if item.code in NAMED_BY_HEADING else item.label
                yield item.code, Said(f"{label}{later}".strip(), _joint(item.code).join(item.value))
            known.add((item.code, *item.value))


def _joint(code: str) -> str:
    """What stands between the parts of a thing that was shared: sentences have lines of their own."""
    if code in LISTED:
        return ", "
    return " " if code in ON_ONE_LINE else "\n"


def _asked(referral: Referral) -> list[tuple[str, Said]]:
    """By when an answer is wanted, and the files, under the names by which the receiver has them."""
    files = {document.pk: document for version in referral.packages.all() for document in version.files.all()}
    handed = [f"เอกสารแนบ {place} ({document.kind})" for place, document in enumerate(files.values(), 1) if not document.is_void]
    answer = Said("ขอคำตอบภายใน", thai_date(referral.answer_by, "official"))
    return [("answer_by", answer), *([("files", Said("", "\n".join(handed)))] if handed else [])]


def _sections(told: list[tuple[str, Said]]) -> list[Block]:
    """The sections in the order of the form; one of which nothing was shared is left out."""
    other = tuple(dict.fromkeys(code for code, _one in told if code not in PLACED))
    filled = [
        (heading, tuple(one for code in codes for known, one in told if known == code))
        for heading, codes in (SECTIONS | {OTHER: other}).items()
    ]
    return [_box(heading, *things) for heading, things in filled if things]


def _box(heading: str, first: Said, *more: Said) -> Box:
    """A section, line by line; its first thing stands behind the heading, unless it has a label of its own."""
    told = [Said(heading, ""), first] if first.label else [replace(first, label=heading)]
    return Box(tuple(line for one in (*told, *more) for line in _lines(one)))


def _lines(one: Said) -> list[Said]:
    """Something said as lines: of several, the label has one for itself."""
    said = [Said("", line) for line in one.text.splitlines()]
    return [one] if len(said) < 2 else [*([Said(one.label, "")] if one.label else []), *said]


def _signature(referral: Referral, paper: OfficialPaper | None) -> Signature:
    by = referral.entered_by
    name, position = (paper.signer_name, paper.signer_position) if paper and paper.signer_name else (by.full_name, by.position)
    return Signature("ผู้ส่งต่อ", name, position)


def _slip(referral: Referral, number: str, paper: OfficialPaper | None) -> Slip:
    """What the receiver writes on and sends back; cut off, it says which form it answers, and names no child."""
    answered = f"แบบส่งต่อ ที่ {number}" if number else f"แบบส่งต่อ เคส {referral.round.case.number}"
    lines = (
        _room("วันที่รับ", "ผู้รับ"),
        _room("ตำแหน่ง", "โทร."),
        _room(f"ผลการพิจารณา {UNTICKED} รับ {UNTICKED} ไม่รับ เพราะ"),
        _room("ผลการช่วยเหลือ"),
        _room(""),
        _room("ข้อเสนอแนะ"),
        _room(""),
        _room("วันนัดครั้งต่อไป", "ลายมือชื่อ"),
    )
    heading = f"ส่วนตอบกลับ {answered} ลงวันที่ {_day(referral, paper)}"
    return Slip(heading, lines, f"ส่งกลับที่ {_address(referral.round.case.area)}")


def _room(*labels: str) -> Dotted:
    return Dotted(tuple(Said(label, "") for label in labels))


def _address(area: Area) -> str:
    return " ".join(filter(None, (area.unit_name, area.name, *area.address.splitlines(), *reached_at(area))))


def _names(referral: Referral) -> tuple[str, ...]:
    """The child's and the guardian's where they were shared, and those of who sends and who receives."""
    items = [item for version in referral.packages.all() for item in package.thaw(version.items)]
    shared = [item.value[0] for item in items if item.code in ("name_age", "guardian")]
    return unbreakable((*shared, referral.receiver, referral.entered_by.full_name))
