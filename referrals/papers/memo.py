"""The memo within the office (บันทึกข้อความ, form 2 of the rules on office work B.E. 2526) as blocks of an official paper.

The paper is Thai whatever language its reader has chosen, so its words are not translated.
"""

from django.utils.translation import override

from referrals.models import OfficialPaper
from thai.dates import thai_date

from .blocks import Block, Dotted, MemoHead, Paper, Said, in_thai_digits, unbreakable
from .letter import addressed, signed
from .office import emblem_of, mark_of, marked, names_on, number_of, reached_at


@override("th")
def memo(paper: OfficialPaper) -> Paper:
    """A memo to the director; it ends with the signature, without words of respect."""
    blocks = (*_head(paper), *addressed(paper, about=False), signed(paper))
    names = unbreakable(names_on(paper))
    title = f"บันทึกข้อความ {paper.full_number}".strip()
    return in_thai_digits(Paper(title, blocks, names, mark_of(paper), marked(paper.secrecy)))


def _head(paper: OfficialPaper) -> list[Block]:
    area, day = paper.area, thai_date(paper.happened_on, "official")
    office = " ".join(filter(None, (area.unit_name, area.name, *reached_at(area))))
    return [
        MemoHead(emblem_of(area), marked(paper.urgency), "บันทึกข้อความ"),
        Dotted((Said("ส่วนราชการ", office),), large=True),
        Dotted((Said("ที่", number_of(paper)), Said("วันที่", day)), large=True),
        Dotted((Said("เรื่อง", paper.subject),), large=True),
    ]
