"""What an official paper is made of, whether it is drawn as PDF or as Word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace

from dropout_cases.papers.drawing import pdf
from thai.numerals import to_thai

TEMPLATE = "referrals/papers/official.typ"
LONGEST_NAME = 60  # letters; a longer one may not stand on a line
MAIL = re.compile(r"(\S+@\S+)")


@dataclass(frozen=True)
class Title:
    """A bold line in the middle."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A bold line that stays with what follows."""

    text: str


@dataclass(frozen=True)
class Said:
    """A bold label, and on the same line what it says."""

    label: str
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph, or several; the first line of each begins further in."""

    text: str


@dataclass(frozen=True)
class Person:
    """A row of a list of people: name, position, and part in the meeting or why absent."""

    name: str
    position: str = ""
    part: str = ""


@dataclass(frozen=True)
class People:
    """People, numbered, in columns."""

    people: tuple[Person, ...]


@dataclass(frozen=True)
class Point:
    """One point of a numbered list, with a line of its own below."""

    number: str
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Signature:
    """A line to sign on; a name that is not known is left to be written."""

    part: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True)
class Letterhead:
    """The head of a letter: the emblem, or its room, in the middle; the number on the left, level with the office on the right."""

    emblem: bytes  # PNG
    urgency: str  # red, above the number
    number: str
    office: tuple[str, ...]


@dataclass(frozen=True)
class MemoHead:
    """The head of a memo: the small emblem, or its room, on the left, and what the paper is in the middle."""

    emblem: bytes  # PNG
    urgency: str
    text: str


@dataclass(frozen=True)
class Middle:
    """A line that begins in the middle of the page."""

    text: str


@dataclass(frozen=True)
class Labelled:
    """A label, and what stands behind it, numbered when several; further lines stand under the first word."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Dotted:
    """Labels on one line, each with a dotted line behind it that bears its text or is left to be written on."""

    parts: tuple[Said, ...]
    large: bool = False


@dataclass(frozen=True)
class Closing:
    """The end of a letter, from the middle on: words of respect, room to sign, the name and the lines below it."""

    words: str
    name: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Foot:
    """Small facts at the left foot of the last page."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """A section of a form with a line around it; a label without text stays with what follows."""

    lines: tuple[Said, ...]


@dataclass(frozen=True)
class Slip:
    """What is cut off, written on and sent back; never broken across pages."""

    heading: str
    lines: tuple[Dotted, ...]
    back: str


Block = (
    Title | Heading | Said | Text | People | Point | Signature | Letterhead | MemoHead | Middle | Labelled | Dotted | Closing | Foot
    | Box | Slip
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """An official paper. `names` are never broken across lines; `mark` stands on top of every page, `secrecy` also at its foot."""

    title: str  # also of the file: it names no person
    blocks: tuple[Block, ...]
    names: tuple[str, ...] = ()
    mark: str = ""
    secrecy: str = ""


def drawn(paper: Paper) -> bytes:
    """The paper as PDF."""
    return pdf(TEMPLATE, _plain(paper))


def _plain(value):
    """A paper, or any part of one, as the template reads it."""
    if is_dataclass(value):
        return {"kind": type(value).__name__.lower()} | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return list(value) if isinstance(value, bytes) else value


def unbreakable(names: Iterable[str]) -> tuple[str, ...]:
    """Names as a paper wants them: the longest first, and none that could not stand on a line."""
    return tuple(sorted({name for name in names if 2 < len(name) <= LONGEST_NAME}, key=lambda name: (-len(name), name)))


def in_thai_digits(value):
    """A paper, or any part of one, with ๐–๙ for 0–9, as official letters are written; a mail address stays one."""
    if isinstance(value, str):
        return "".join(part if "@" in part else to_thai(part) for part in MAIL.split(value))
    if isinstance(value, tuple):
        return tuple(in_thai_digits(one) for one in value)
    if is_dataclass(value):
        return replace(value, **{field.name: in_thai_digits(getattr(value, field.name)) for field in fields(value)})
    return value
