"""Draws data as PDF by a typst template, with fonts of our own and nothing of the machine's or of other hosts.

What people typed reaches the template as data, never as typst code. Draw outside of transactions: the first drawing of a process
reads the fonts (0.1 s), each further one takes some hundredths of a second.
"""

import json
import re
from functools import cache

import typst
from django.conf import settings

OWN_FACE = {"family": "Sarabun", "size": 11.5}  # as large to the eye as TH Sarabun at 16 points, the size of official letters
OFFICIAL_SIZE = 16

LONG_RUN = re.compile(r"([^.])\1{11,}|[!-~]{25,}")  # typst finds no place to break these
CHUNK = re.compile(r".{1,8}")
BREAK_HERE = "\u200b"


def pdf(template: str, data: dict) -> bytes:
    """The PDF that a template (a path of the project, such as "referrals/papers/minutes.typ") makes of `data`."""
    fonts = fonts_in(settings.PAPER_FONTS)
    inputs = {"data": json.dumps(wrappable(data) | {"face": face_of(fonts.families())})}
    root = settings.BASE_DIR
    compiler = typst.Compiler(root / template, root=root, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
    drawn = compiler.compile(format="pdf")
    assert isinstance(drawn, bytes)  # of pictures there would be one a page
    return drawn


@cache
def fonts_in(folder: str) -> typst.Fonts:
    """Our fonts and those of a folder of the office, read once."""
    own = str(settings.BASE_DIR / "static" / "fonts")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[own, folder] if folder else [own])


def face_of(families: list[str]) -> dict:
    """The office's TH Sarabun, whatever its edition, at the prescribed size; or our own."""
    official = sorted(family for family in families if family.lower().startswith("th sarabun"))
    return {"family": official[0], "size": OFFICIAL_SIZE} if official else OWN_FACE


def wrappable(value):
    """The data with places to break in runs that have none: a web address, a key held down."""
    if isinstance(value, str):
        return LONG_RUN.sub(lambda run: BREAK_HERE.join(CHUNK.findall(run[0])), value)
    if isinstance(value, dict):
        return {name: wrappable(one) for name, one in value.items()}
    return [wrappable(one) for one in value] if isinstance(value, list | tuple) else value
