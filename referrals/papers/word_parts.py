"""The blocks of an official paper as Word draws them, so that a clerk may go on editing: paragraphs, tabs and tables."""

import io
from collections.abc import Callable

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER, WD_UNDERLINE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from thai.numerals import to_thai
from thai.text import MARKS

from .blocks import (
    Box,
    Closing,
    Dotted,
    Foot,
    Heading,
    Labelled,
    Letterhead,
    MemoHead,
    Middle,
    People,
    Point,
    Said,
    Signature,
    Slip,
    Text,
    Title,
)

INDENT, NUMBER = Twips(1417), Cm(0.9)  # 2.5 cm in what Word counts by
COLUMNS = (Cm(0.9), Cm(6.3), Cm(6.2), Cm(2.6))
WIDTH, HALF, LETTER = Cm(16), Cm(8), Cm(0.21)  # of the text, of half of it, and of a letter, about
RED = RGBColor(0xD0, 0, 0)


def element(tag: str, **attributes: str):
    """An element of Word's own language."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def bold(paragraph: Paragraph, text: str, points: float = 0) -> None:
    """Add bold text, in Thai as well; nothing where there is none."""
    if text:
        run = paragraph.add_run(text)
        run.bold = run.font.cs_bold = True
        _size(run, points)


def red(paragraph: Paragraph, text: str, points: float = 0) -> None:
    """Add bold text in red."""
    if text:
        bold(paragraph, text, points)
        paragraph.runs[-1].font.color.rgb = RED


def _size(run: Run, points: float) -> None:
    """The size of a run, for Thai as well."""
    if points:
        run.font.size = Pt(points)
        run._r.get_or_add_rPr().find(qn("w:sz")).addnext(element("w:szCs", val=str(round(points * 2))))


def centred(paragraph: Paragraph) -> Paragraph:
    """The paragraph, in the middle."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _title(document: DocumentType, block: Title) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    bold(paragraph, block.text)


def _heading(document: DocumentType, block: Heading) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    bold(paragraph, block.text)


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
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
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


def _emblem(paragraph: Paragraph, png: bytes, height: Length, most: Length) -> None:
    """The emblem, no wider than there is room for; without one the line is as high."""
    if png:
        picture = paragraph.add_run().add_picture(io.BytesIO(png), height=height)
        if picture.width > most:
            picture.height, picture.width = Length(picture.height * most // picture.width), most
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.line_spacing_rule = height, WD_LINE_SPACING.AT_LEAST


def _letterhead(document: DocumentType, block: Letterhead) -> None:
    top = document.add_paragraph()
    top.paragraph_format.tab_stops.add_tab_stop(HALF, WD_TAB_ALIGNMENT.CENTER)
    red(top, block.urgency, 32)
    top.add_run("\t")
    _emblem(top, block.emblem, Cm(3), Cm(6))
    first, *more = block.office
    _hang(document.add_paragraph(f"ที่ {block.number}\t{first}"), HALF)
    for line in more:
        document.add_paragraph(line).paragraph_format.left_indent = HALF


def _memo_head(document: DocumentType, block: MemoHead) -> None:
    paragraph = document.add_paragraph()
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(HALF, WD_TAB_ALIGNMENT.CENTER)
    _emblem(paragraph, block.emblem, Cm(1.5), Cm(1.9))
    if block.urgency:
        stops.add_tab_stop(Cm(2))
        paragraph.add_run("\t")
        red(paragraph, block.urgency, 32)
    paragraph.add_run("\t")
    bold(paragraph, block.text, 29)


def _middle(document: DocumentType, block: Middle) -> None:
    shape = document.add_paragraph(block.text).paragraph_format
    shape.left_indent, shape.space_before = HALF, Pt(6)


def _labelled(document: DocumentType, block: Labelled) -> None:
    label = Length(LETTER * sum(letter not in MARKS for letter in block.label) + Cm(0.4))
    several = len(block.texts) > 1
    for place, text in enumerate(block.texts, 1):
        before = f"{block.label if place == 1 else ''}\t" + (to_thai(f"{place}.\t") if several else "")
        paragraph = document.add_paragraph(before + text)
        _hang(paragraph, Length(label + Cm(0.6)) if several else label)
        if several:
            paragraph.paragraph_format.tab_stops.add_tab_stop(label)
        paragraph.paragraph_format.space_before = Pt(6 if place == 1 else 0)


def _hang(paragraph: Paragraph, indent: Length) -> None:
    """Further lines stand under what follows the (last) tab."""
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = indent, -indent


def _dotted(document: DocumentType, block: Dotted) -> None:
    paragraph = document.add_paragraph()
    for place, part in enumerate(block.parts, 1):
        stop = Length(WIDTH * place // len(block.parts))
        paragraph.paragraph_format.tab_stops.add_tab_stop(stop, leader=WD_TAB_LEADER.DOTS)
        bold(paragraph, part.label, 20 if block.large else 0)
        paragraph.add_run(f" {part.text}".rstrip()).underline = WD_UNDERLINE.DOTTED
        paragraph.add_run("\t")


def _closing(document: DocumentType, block: Closing) -> None:
    """The signature; the parts of the text before it stand apart a little, and its last two lines stay with it."""
    parts = [one for one in document.paragraphs if one.paragraph_format.first_line_indent == INDENT]
    for part in parts:
        part.paragraph_format.space_before = Pt(6)
    for part in parts[-2:]:
        part.paragraph_format.keep_with_next = True
    lines = [*filter(None, (block.words,)), *[""] * 4, f"({block.name or '.' * 50})", *block.below]
    for place, line in enumerate(lines):
        shape = centred(document.add_paragraph(line)).paragraph_format
        shape.left_indent, shape.keep_with_next = Cm(3), True
        shape.space_before = Pt(0 if place else 12)


def _foot(document: DocumentType, block: Foot) -> None:
    for place, line in enumerate(block.lines):
        shape = document.add_paragraph(line).paragraph_format
        shape.space_before, shape.keep_with_next = Pt(0 if place else 42), True


def _box(document: DocumentType, block: Box) -> None:
    """A row of its own; sections that follow each other share a table."""
    before = document.element.body[-2] if len(document.element.body) > 1 else None
    joined = document.tables and before is document.tables[-1]._tbl
    table = document.tables[-1] if joined else document.add_table(rows=0, cols=1, style="Table Grid")
    cell = table.add_row().cells[0]
    for place, line in enumerate(block.lines):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        bold(paragraph, line.label)
        paragraph.add_run(f" {line.text}" if line.label else line.text)
        paragraph.paragraph_format.keep_with_next = not line.text


def _slip(document: DocumentType, block: Slip) -> None:
    """Below a line to cut along; it stays on one page."""
    begun = len(document.paragraphs)
    cut = document.add_paragraph()
    edge = element("w:pBdr")
    edge.append(element("w:bottom", val="dashed", sz="6", space="1", color="auto"))
    cut._p.get_or_add_pPr().append(edge)
    _title(document, Title(block.heading))
    for line in block.lines:
        _dotted(document, line)
    document.add_paragraph(block.back)
    for paragraph in document.paragraphs[begun:-1]:
        paragraph.paragraph_format.keep_with_next = True


DRAWN: dict[type, Callable] = {
    Title: _title,
    Heading: _heading,
    Said: _said,
    Text: _text,
    People: _people,
    Point: _point,
    Signature: _signature,
    Letterhead: _letterhead,
    MemoHead: _memo_head,
    Middle: _middle,
    Labelled: _labelled,
    Dotted: _dotted,
    Closing: _closing,
    Foot: _foot,
    Box: _box,
    Slip: _slip,
}
