"""The external letter (หนังสือภายนอก) of the rules on office work B.E. 2526 (form 1) as blocks, in the order they prescribe.

The paper is Thai whatever language its reader has chosen, so its words are not translated.
"""

from django.utils.translation import override

from referrals.models import OfficialPaper
from schools.models import Area
from thai.dates import thai_date

from .blocks import Block, Closing, Foot, Labelled, Letterhead, Middle, Paper, Text, in_thai_digits, unbreakable
from .office import emblem_of, mark_of, marked, names_on, number_of, reached_at

RESPECT = "ขอแสดงความนับถือ"
TO_BE_NUMBERED = "." * 12


@override("th")
def letter(paper: OfficialPaper) -> Paper:
    """An external letter."""
    blocks = (_head(paper), Middle(thai_date(paper.happened_on, "official")), *addressed(paper), *_end(paper))
    names = unbreakable(names_on(paper))
    title = f"หนังสือภายนอก {paper.full_number}".strip()
    return in_thai_digits(Paper(title, blocks, names, mark_of(paper), marked(paper.secrecy)))


def addressed(paper: OfficialPaper, *, about: bool = True) -> list[Block]:
    """What it is about, to whom, what it follows, what comes with it, and its three parts; what is empty is left out."""
    labelled = [
        Labelled("เรื่อง", (paper.subject,) if about else ()),
        Labelled("เรียน", (paper.to,)),
        Labelled("อ้างถึง", _lines(paper.refs)),
        Labelled("สิ่งที่ส่งมาด้วย", _lines(paper.enclosures)),
    ]
    said = [Text(part) for part in (paper.cause, paper.purpose, paper.conclusion) if part]
    return [*(block for block in labelled if block.texts), *said]


def signed(paper: OfficialPaper, words: str = "") -> Closing:
    """Who signs, and in whose place."""
    return Closing(words, paper.signer_name, tuple(filter(None, (paper.signer_position, paper.signer_acting))))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _head(paper: OfficialPaper) -> Letterhead:
    number = number_of(paper) if paper.full_number else f"{number_of(paper)}{TO_BE_NUMBERED}"
    office = (paper.area.name, *_lines(paper.area.address))
    return Letterhead(emblem_of(paper.area), marked(paper.urgency), number, office)


def _end(paper: OfficialPaper) -> list[Block]:
    return [signed(paper, RESPECT), Foot(tuple(_owner(paper.area) + _copies(paper)))]


def _owner(area: Area) -> list[str]:
    """Which part of the office the matter lies with, and how it is reached."""
    return [*filter(None, (area.unit_name,)), *reached_at(area)]


def _copies(paper: OfficialPaper) -> list[str]:
    return [f"สำเนาส่ง {', '.join(_lines(paper.copies))}"] if paper.copies else []
