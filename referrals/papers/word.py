"""An official paper as a Word file that the office may go on editing.

It is built from code and not from a template file, so that no text people typed is ever read as template code and nothing but the
blocks decides what stands in it. Thai is complex script to Word: font, size and bold count only where their cs twins say so too.
"""

import io
import re

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from thai.dates import MONTHS

from .blocks import Letterhead, MemoHead, Paper, Signature
from .word_parts import DRAWN, bold, centred, element, red

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACE = "TH SarabunPSK"
HALF_POINTS = "32"  # 16 points
LAST_TOGETHER = 10  # paragraphs: the signatures, and what stands last before them
NO_BREAK = "\u00a0"
DAY = re.compile(rf"[๐-๙]{{1,2}} (?:{'|'.join(MONTHS)}) [๐-๙]{{4}}")


def word(paper: Paper) -> bytes:
    """The Word file of a paper."""
    document = _blank(paper)
    signed = any(isinstance(block, Signature) for block in paper.blocks)
    for block in paper.blocks:
        DRAWN[type(block)](document, block)
    for paragraph in document.paragraphs[-LAST_TOGETHER:] if signed else ():
        paragraph.paragraph_format.keep_with_next = True
    _tie(document, paper.names)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _blank(paper: Paper) -> DocumentType:
    """An empty A4 page with the margins and the type of official letters, its number on top from the second page on."""
    document = Document()
    document.core_properties.title, document.core_properties.author, document.core_properties.comments = paper.title, "", ""
    _set_type(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(3), Cm(2), Cm(2.5), Cm(2)
    section.header_distance, section.footer_distance = Cm(1.25), Cm(0.8)
    section.different_first_page_header_footer = True
    section._sectPr.find(qn("w:pgMar")).addnext(element("w:pgNumType", fmt="thaiNumbers"))
    for header in (section.first_page_header, section.header):
        _mark(header.paragraphs[0], paper)
    _number(section.header.paragraphs[0] if not (paper.mark or paper.secrecy) else section.header.add_paragraph())
    for footer in (section.first_page_footer, section.footer):
        red(centred(footer.paragraphs[0]), paper.secrecy)
    if any(isinstance(block, Letterhead | MemoHead) for block in paper.blocks):
        _begin_higher(section)
    return document


def _mark(paragraph: Paragraph, paper: Paper) -> None:
    """On top of every page the class of secrecy, and below it the mark."""
    red(centred(paragraph), paper.secrecy)
    if paper.secrecy and paper.mark:
        paragraph.add_run().add_break()
    bold(paragraph, paper.mark)


def _begin_higher(section: Section) -> None:
    """The emblem stands 1.5 cm from the edge; on further pages the header, a line longer, moves the text down to its place."""
    section.top_margin, section.header_distance = Cm(1.5), Cm(0.6)
    section.header.add_paragraph()


def _set_type(document: DocumentType) -> None:
    """One face and size for all scripts, in place of the theme's."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(element("w:rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE))
    defaults.append(element("w:sz", val=HALF_POINTS))
    defaults.append(element("w:szCs", val=HALF_POINTS))
    defaults.append(element("w:lang", val="en-US", eastAsia="en-US", bidi="th-TH"))
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1


def _number(paragraph: Paragraph) -> None:
    """- ๒ -"""
    centred(paragraph).add_run("- ")
    field = element("w:fldSimple", instr="PAGE")
    field.append(paragraph.add_run("๒")._r)
    paragraph._p.append(field)
    paragraph.add_run(" -")


def _tie(document: DocumentType, names: tuple[str, ...]) -> None:
    """No line ends between the parts of a name or of a date."""
    for text in document.element.body.iter(qn("w:t")):
        for known in (*names, *DAY.findall(text.text)):
            text.text = text.text.replace(known, known.replace(" ", NO_BREAK))
