"""An official paper as a Word file that the office may go on editing.

It is built from code and not from a template file, so that no text people typed is ever read as template code and nothing but the
blocks decides what stands in it. Thai is complex script to Word: font, size and bold count only where their cs twins say so too.
"""

import io
import re
from collections.abc import Callable

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from thai.dates import MONTHS
from thai.numerals import to_thai

from .blocks import Heading, Paper, People, Point, Said, Signature, Text, Title

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACE = "TH SarabunPSK"
HALF_POINTS = "32"  # 16 points
INDENT, NUMBER = Cm(2.5), Cm(0.9)
COLUMNS = (Cm(0.9), Cm(6.3), Cm(6.2), Cm(2.6))
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
    section.header_distance = Cm(1.25)
    section.different_first_page_header_footer = True
    section._sectPr.find(qn("w:pgMar")).addnext(_element("w:pgNumType", fmt="thaiNumbers"))
    for header in (section.first_page_header, section.header):
        header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _bold(header.paragraphs[0], paper.mark)
    _number(section.header.paragraphs[0] if not paper.mark else section.header.add_paragraph())
    return document


def _set_type(document: DocumentType) -> None:
    """One face and size for all scripts, in place of the theme's."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(_element("w:rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE))
    defaults.append(_element("w:sz", val=HALF_POINTS))
    defaults.append(_element("w:szCs", val=HALF_POINTS))
    defaults.append(_element("w:lang", val="en-US", eastAsia="en-US", bidi="th-TH"))
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1


def _element(tag: str, **attributes: str):
    """An element of Word's own language."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _number(paragraph: Paragraph) -> None:
    """- ๒ -"""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("- ")
    field = _element("w:fldSimple", instr="PAGE")
    field.append(paragraph.add_run("๒")._r)
    paragraph._p.append(field)
    paragraph.add_run(" -")


def _bold(paragraph: Paragraph, text: str) -> None:
    if text:
        run = paragraph.add_run(text)
        run.bold = run.font.cs_bold = True


def _title(document: DocumentType, block: Title) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _bold(paragraph, block.text)


def _heading(document: DocumentType, block: Heading) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    _bold(paragraph, block.text)


def _said(document: DocumentType, block: Said) -> None:
    _heading(document, Heading(block.label))
    paragraph = document.paragraphs[-1]
    paragraph.paragraph_format.keep_with_next = not block.text
    paragraph.add_run(f" {block.text}".rstrip())


def _text(document: DocumentType, block: Text) -> None:
    for line in block.text.splitlines():
        document.add_paragraph(line).paragraph_format.first_line_indent = INDENT


def _people(document: DocumentType, block: People) -> None:
    table = document.add_table(rows=0, cols=len(COLUMNS))
    table.autofit = False
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = width
    for place, person in enumerate(block.people, 1):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        texts = (to_thai(f"{place}."), person.name, person.position, person.part)
        for cell, width, text in zip(row.cells, COLUMNS, texts, strict=True):
            cell.width, cell.text = width, text


def _point(document: DocumentType, block: Point) -> None:
    paragraph = document.add_paragraph("\n".join(filter(None, (f"{block.number}.\t{block.text}", block.detail))))
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent, shape.keep_together = INDENT + NUMBER, -NUMBER, True


def _signature(document: DocumentType, block: Signature) -> None:
    below = (f"(ลงชื่อ) {'.' * 44} {block.part}", f"({block.name or '.' * 50})", block.position)
    for place, line in enumerate(filter(None, below)):
        paragraph = document.add_paragraph(line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.paragraph_format
        shape.left_indent, shape.keep_with_next, shape.space_before = Cm(5), True, Pt(0 if place else 36)


DRAWN: dict[type, Callable] = {
    Title: _title,
    Heading: _heading,
    Said: _said,
    Text: _text,
    People: _people,
    Point: _point,
    Signature: _signature,
}


def _tie(document: DocumentType, names: tuple[str, ...]) -> None:
    """No line ends between the parts of a name or of a date."""
    for text in document.element.body.iter(qn("w:t")):
        for known in (*names, *DAY.findall(text.text)):
            text.text = text.text.replace(known, known.replace(" ", NO_BREAK))
