"""What an official paper is made of, whether it is drawn as PDF or as Word."""

from dataclasses import asdict, dataclass, fields, is_dataclass, replace

from dropout_cases.papers.drawing import pdf
from thai.numerals import to_thai

TEMPLATE = "referrals/papers/official.typ"


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


Block = Title | Heading | Said | Text | People | Point | Signature


@dataclass(frozen=True)
class Paper:
    """An official paper. `names` are never broken across lines; `mark` stands on top of every page."""

    title: str  # also of the file: it names no person
    blocks: tuple[Block, ...]
    names: tuple[str, ...] = ()
    mark: str = ""


def drawn(paper: Paper) -> bytes:
    """The paper as PDF."""
    blocks = [{"kind": type(block).__name__.lower(), **asdict(block)} for block in paper.blocks]
    return pdf(TEMPLATE, {"title": paper.title, "names": paper.names, "mark": paper.mark, "blocks": blocks})


def in_thai_digits(value):
    """A paper, or any part of one, with ๐–๙ for 0–9, as official letters are written."""
    if isinstance(value, str):
        return to_thai(value)
    if isinstance(value, tuple):
        return tuple(in_thai_digits(one) for one in value)
    assert is_dataclass(value)
    return replace(value, **{field.name: in_thai_digits(getattr(value, field.name)) for field in fields(value)})
