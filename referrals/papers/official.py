"""The official papers of a case as paper: drawn from what was written while a draft, and from its frozen words once issued."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import get_args

from referrals.models import OfficialPaper, PaperKind

from .blocks import Block, Paper, Person, in_thai_digits
from .form import form
from .letter import letter
from .memo import memo
from .office import mark_of


def _form(official: OfficialPaper) -> Paper:
    assert official.referral is not None  # a form is of a referral
    return form(official.referral, number=official.full_number, paper=official)


WRITTEN: dict[str, Callable[[OfficialPaper], Paper]] = {
    PaperKind.LETTER: letter,
    PaperKind.MEMO: memo,
    PaperKind.FORM: _form,
}
PICTURE = "png"
PARTS: dict[str, type] = {part.__name__: part for part in (Paper, Person, *get_args(Block))}  # these names stand in frozen papers


def paper_of(official: OfficialPaper) -> Paper:
    """The paper: an issued one as it was issued, but for the mark of one that was voided since."""
    if not official.content:
        return WRITTEN[official.kind](official)
    return replace(thaw(official.content), mark=in_thai_digits(mark_of(official)))


def freeze(paper: Paper) -> str:
    """Everything the paper says and shows, as JSON."""
    return json.dumps(paper, default=_frozen, ensure_ascii=False)


def thaw(text: str) -> Paper:
    """The paper exactly as it was frozen."""
    return json.loads(text, object_hook=_thawed)


def _frozen(part) -> dict:
    if is_dataclass(part):
        return {"is": type(part).__name__} | {field.name: getattr(part, field.name) for field in fields(part)}
    return {"is": PICTURE, "base64": b64encode(part).decode()}


def _thawed(stored: dict):
    name = stored.pop("is")
    if name == PICTURE:
        return b64decode(stored["base64"])
    return PARTS[name](**{field: tuple(value) if isinstance(value, list) else value for field, value in stored.items()})
