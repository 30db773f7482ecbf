"""Thai dictionary order as plain digits, so that every database sorts it alike."""

import re

from thai.text import squash

LENGTH = 200

LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
MARKS = "็่้๊๋์ํ๎ฺ"
NUMBER = "05"
FOREIGN = "99"
# Digits, then Thai, then Latin; each letter weighs two digits. What ends sooner comes first, so the end weighs least.
END = "00"
LETTERS = "ๆกขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮะัาๅำิีึืุูเแโใไ" + "abcdefghijklmnopqrstuvwxyz"
WEIGHTS = {letter: f"{weight:02d}" for weight, letter in enumerate(LETTERS, start=10)}
TOKEN = re.compile(f"([0-9]+|[^0-9{MARKS}])([{MARKS}]*)")


def sort_key(text: str) -> str:
    """A text of digits that sorts as the Thai dictionary does; at most LENGTH characters.

    A leading vowel counts after its consonant. Tone and other marks decide only between words otherwise equal, the
    first difference first. Numbers count by their value; spaces and punctuation not at all. Names are handed over
    without title.
    """
    letters = LEADING_VOWEL.sub(r"\2\1", squash(text))
    tokens = TOKEN.findall(letters)
    primary = "".join(_weight(letter) for letter, _marks in tokens)
    marks = "".join(_mark_weight(marks) for _letter, marks in tokens)
    return (primary + END + marks.rstrip("0"))[:LENGTH]


def _weight(token: str) -> str:
    if token[0].isdecimal() and token.isascii():
        value = token.lstrip("0")
        return f"{NUMBER}{min(len(value), 99):02d}{value}"
    return WEIGHTS.get(token) or f"{FOREIGN}{ord(token):07d}"


def _mark_weight(marks: str) -> str:
    return str(MARKS.index(marks[0]) + 1) if marks else "0"
