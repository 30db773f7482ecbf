"""The blocks a dossier is written in, and how they are cut into parts small enough to be drawn one by one."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from thai.dates import thai_date

MOST_LETTERS = 20_000  # of a part; the memory it takes to draw a dossier goes by this, not by the length of the case
GOES_ON = "(ต่อ)"

Block = dict


def heading(text: str, kind: str = "heading") -> Block:
    """A bold line; a "title" is larger."""
    return {"kind": kind, "text": text}


def facts(rows: Iterable[tuple]) -> Block:
    """Labels and what they say; what says nothing is left out."""
    return {"kind": "facts", "rows": [(label, str(value)) for label, value in rows if value]}


def table(columns: dict[str, float], rows: Iterable[Iterable]) -> Block:
    """A table; each column with its share of the width."""
    cells = [[str(cell or "") for cell in row] for row in rows]
    return {"kind": "table", "headings": list(columns), "widths": list(columns.values()), "rows": cells}


def titled(text: str, block: Block) -> list[Block]:
    """A table under a heading; nothing where it has no rows."""
    return [heading(text), block] if block["rows"] else []


def story(text: str, entries: list[dict]) -> Block:
    """Entries under a heading that every page repeats."""
    return {"kind": "story", "heading": text, "entries": entries}


def day(on: date | None) -> str:
    """A day, if there is one."""
    return thai_date(on) if on else ""


def in_parts(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks in parts, each on pages of its own; a story longer than a part goes on in the next."""
    part: list[Block] = []
    length = 0
    for piece in (piece for block in blocks for piece in _pieces(block)):
        if part and length + _letters(piece) > MOST_LETTERS:
            yield part
            part, length = [], 0
        part.append(piece)
        length += _letters(piece)
    yield part


def _pieces(block: Block) -> Iterator[Block]:
    """A story in as many pieces as it takes; any other block as it is."""
    if block["kind"] != "story":
        yield block
        return
    text, length = block["heading"], 0
    entries: list[dict] = []
    for entry in block["entries"]:
        if entries and length + _letters(entry) > MOST_LETTERS:
            yield story(text, entries)
            text, entries, length = f"{block['heading']} {GOES_ON}", [], 0
        entries.append(entry)
        length += _letters(entry)
    yield story(text, entries)


def _letters(part: dict) -> int:
    return len(json.dumps(part, ensure_ascii=False))
