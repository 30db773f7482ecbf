"""Draws the beginning of a Word, Excel or PowerPoint file from its text, as a process of its own.

Run as `python office_reader.py MEMORY SECONDS KIND FONTS` with the file as its input; KIND is word, xl or ppt. It writes the page
as WebP, and nothing where the file says nothing.
"""

import io
import json
import resource
import sys
import zipfile
from itertools import islice
from xml.etree import ElementTree

import typst
from PIL import Image
from python_calamine import CalamineWorkbook

PARTS = {"word": "word/document.xml", "ppt": "ppt/slides/slide1.xml"}
MOST_LINES, MOST_CELLS, MOST_LETTERS = 60, 8, 400  # of a page; of a row; of a line
DOTS_A_POINT = 0.95  # 842 points high: below 800 pixels
# What people wrote comes in as data and is never read as markup.
PAGE = b"""
#let page-data = json(bytes(sys.inputs.data))
#let tall = page-data.kind != "ppt"
#set page(width: if tall { 595pt } else { 842pt }, height: if tall { 842pt } else { 595pt }, margin: 40pt)
#set text(font: "Sarabun", lang: "th", size: if tall { 13pt } else { 26pt }, fallback: false)
#set par(leading: 0.9em, justify: false)
#block(height: 100%, clip: true, inset: (y: 8pt), if page-data.kind == "xl" {
  table(columns: page-data.lines.first().len(), stroke: 0.5pt + gray, ..page-data.lines.flatten().map(text))
} else {
  for line in page-data.lines { par(text(line)) }
})
"""


def main(memory: str, seconds: str, kind: str, fonts: str) -> None:
    """Set the limits, read what comes in, and draw it."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    content = io.BytesIO(sys.stdin.buffer.read())
    lines = rows_of(content) if kind == "xl" else lines_of(content, PARTS[kind])
    if lines:
        sys.stdout.buffer.write(draw({"kind": kind, "lines": lines}, fonts))


def lines_of(content: io.BytesIO, part: str) -> list[str]:
    """The first paragraphs that say something."""
    with zipfile.ZipFile(content) as archive, archive.open(part) as xml:
        paragraphs = (said(one) for _event, one in ElementTree.iterparse(xml) if one.tag.endswith("}p"))
        return list(islice((line for line in paragraphs if line), MOST_LINES))


def said(paragraph: ElementTree.Element) -> str:
    """The words of a paragraph."""
    words = (one.text or " " for one in paragraph.iter() if one.tag.endswith(("}t", "}tab", "}br")))
    return "".join(words).strip()[:MOST_LETTERS]


def rows_of(content: io.BytesIO) -> list[list[str]]:
    """The first rows of the first sheet, all of the same width."""
    sheet = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0)
    rows = [[str(cell)[:MOST_LETTERS] for cell in row[:MOST_CELLS]] for row in islice(sheet.iter_rows(), MOST_LINES)]
    return rows if any(map(any, rows)) else []


def draw(page_data: dict, fonts: str) -> bytes:
    """The page as a picture, in the house's letters."""
    picture = typst.compile(
        PAGE,
        format="png",
        ppi=72 * DOTS_A_POINT,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(page_data)},
    )
    drawn = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(drawn, "WEBP")
    return drawn.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
