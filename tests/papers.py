"""Reads papers back: the pages of a PDF, the paragraphs of a Word file."""

import io
import re
import zipfile

import pypdfium2
from docx import Document


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page. Of letters with two marks above, typst tells a reader some twice; tests look for others."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def letters_of(text: str) -> str:
    """The text without spaces and marks, and of letters in a row that are the same one: a PDF tells those with two marks twice."""
    letters = re.sub(r"[\s\u00ad\u200b\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\ufffe\uffff]", "", text)
    return re.sub(r"([ก-ฮ])\1+", r"\1", letters)


def title_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return document.get_metadata_dict()["Title"]


def widest_of(pdf: bytes) -> float:
    """How far to the right anything is written on any page, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage() for page in document]
        boxes = [text.get_charbox(letter) for text in texts for letter in range(text.count_chars())]
    return max(right for _left, _bottom, right, _top in boxes)


def text_of_word(file: bytes) -> str:
    """All that a Word file says, with plain spaces."""
    document = Document(io.BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\u00a0", " ")


def part_of_word(file: bytes, name: str) -> str:
    """One part of a Word file as it is written."""
    return zipfile.ZipFile(io.BytesIO(file)).read(f"word/{name}.xml").decode()


def stand_in_order(words: list[str], text: str) -> bool:
    """Whether each of the words comes after the one before."""
    for word in words:
        _before, found, text = text.partition(word)
        if not found:
            return False
    return True
