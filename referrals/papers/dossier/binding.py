"""Binds sheets drawn one by one into one PDF, with the same frame round every page and its pages counted from first to last.

Sheets and frames are drawn a few pages at a time, so that memory does not grow with the length of what is bound.
"""

import io
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

import pikepdf

MM = 72 / 25.4
WHOLE = pikepdf.Rectangle(0, 0, 210 * MM, 297 * MM)
WITHIN = pikepdf.Rectangle(16 * MM, 20 * MM, 194 * MM, 272 * MM)  # between header and footer, as wide as it is then high


@dataclass(frozen=True)
class Sheet:
    """Some pages: what they are called in the frame, and whether they are a paper of its own, shown smaller within it."""

    label: str
    content: bytes
    is_annex: bool = False


@dataclass(frozen=True)
class Frame:
    """The frame of one sheet: its label, the number of its first page, how many pages it has, and how many there are in all."""

    label: str
    first: int
    pages: int
    of: int


def bound(sheets: Iterable[Sheet], title: str, draw: Callable[[Frame], bytes]) -> bytes:
    """The sheets in order as one PDF; `draw` draws pages with nothing but their frame."""
    with ExitStack() as opened:
        drawn = [(sheet, opened.enter_context(_opened(sheet.content))) for sheet in sheets]
        book = opened.enter_context(pikepdf.new())
        book.docinfo["/Title"] = title
        number_of_pages = sum(len(pages.pages) for _sheet, pages in drawn)
        for sheet, pages in drawn:
            frame = Frame(sheet.label, len(book.pages) + 1, len(pages.pages), number_of_pages)
            book.pages.extend(opened.enter_context(_framed(sheet, pages, draw(frame))).pages)
        written = io.BytesIO()
        book.save(written)
    return written.getvalue()


def _framed(sheet: Sheet, pages: pikepdf.Pdf, frame: bytes) -> pikepdf.Pdf:
    """The pages of a sheet, each laid over its frame."""
    framed = _opened(frame)
    for empty, page in zip(framed.pages, pages.pages, strict=True):
        empty.add_overlay(page, WITHIN if sheet.is_annex else WHOLE)
    return framed


def _opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))
