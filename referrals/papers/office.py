"""What the office's own papers have in common: their number, their marks, the emblem, and where the office is reached."""

from referrals.models import OfficialPaper
from schools.models import Area, Code, Letterhead

ORDINARY = ("C0", "D0")  # neither secret nor urgent


def letterhead_of(area: Area) -> Letterhead:
    """What the office has set up for its paper, or nothing of it."""
    return getattr(area, "letterhead", None) or Letterhead(area=area)


def emblem_of(area: Area) -> bytes:
    """The emblem as PNG; without one its room is left."""
    return bytes(letterhead_of(area).emblem or b"")


def marked(code: Code) -> str:
    """The words of a class of secrecy or urgency; an ordinary one has none."""
    return "" if code.code in ORDINARY else code.label_th


def number_of(paper: OfficialPaper) -> str:
    """The paper's number; of a draft what is known of it, and room for the rest."""
    prefix = letterhead_of(paper.area).prefix
    return paper.full_number or (f"{prefix}/" if prefix else "")


def mark_of(paper: OfficialPaper) -> str:
    """What every page says of a paper that is not in force."""
    if paper.is_void:
        return f"ยกเลิก: {paper.void_reason}"
    return "" if paper.is_issued else "ร่าง"


def reached_at(area: Area) -> list[str]:
    """The office's telephone and mail address, each with its label."""
    told = (("โทร.", area.phone), ("ไปรษณีย์อิเล็กทรอนิกส์", letterhead_of(area).email))
    return [f"{label} {value}" for label, value in told if value]


def names_on(paper: OfficialPaper) -> list[str]:
    """Whom the paper may name: the child and who signs."""
    child = paper.case.student
    return [f"{child.first_name} {child.last_name}".strip(), child.first_name, child.last_name, paper.signer_name]
