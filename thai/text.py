"""Thai text made one: the same word, however it was typed, becomes the same characters."""

import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from thai.numerals import to_arabic

# Zero-width characters, soft hyphen, bidirectional marks: nobody sees them, every comparison does.
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
LINE_ENDS = re.compile(" *(?:\r\n|[\r\n\u2028\u2029]) *")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
CONTROL_BUT_TAB_AND_NEWLINE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# Marks above and below a consonant in the one order they are stored: vowel, tone, then silencer and nikhahit.
MARKS = "ฺุูัิีึื็่้๊๋์๎ํ"
MARK_RUN = re.compile(f"[{MARKS}]{{2,}}")
SPLIT_SARA_AM = re.compile(f"ํ([{MARKS}]*)า")
SARA_AM_RUN = re.compile(f"ำ[ำ{MARKS}]+")

TONES = str.maketrans("", "", "่้๊๋็์")
NOT_LETTERS = re.compile(f"[^\\w{MARKS}]|[_ฯ]")

# Each title in full, and its abbreviations. An abbreviation needs its dot or a space after it: ดช. and «ดช », not ดชา.
TITLES = {
    "เด็กชาย": r"ด\. ?ช\.?|ดช(?:\.|(?= ))",
    "เด็กหญิง": r"ด\. ?ญ\.?|ดญ(?:\.|(?= ))",
    "นางสาว": r"น\. ?ส\.?|นส(?:\.|(?= ))",
    "นาง": "",
    "นาย": "",
    "สามเณร": r"ส\. ?ณ\.?|สณ(?:\.|(?= ))",
}
# A title in full is one only when a name of two characters or more follows: นายิกา, นางาม and นายก are no titles.
NAME_FOLLOWS = r"(?= ?[ก-ฮเ-ไA-Za-z][^ ])"
# นางสาว alone is not นาง of the name สาว, while นางสาวิตรี is นาง of the name สาวิตรี.
AT_THE_START = {"นาง": r"(?!สาว(?: |$))" + NAME_FOLLOWS}
# After a space a family name may begin with these (นางรอง): there they are titles only as words of their own.
FURTHER_ON = dict.fromkeys(("นาง", "นาย", "สามเณร"), "(?= )")


def _titles(follows: dict[str, str]) -> str:
    return "|".join(
        f"({full}{follows.get(full, NAME_FOLLOWS)}" + (f"|{short})" if short else ")") for full, short in TITLES.items()
    )


FIRST_TITLE = re.compile(f"^(?:{_titles(AT_THE_START)}) ?")
LATER_TITLE = re.compile(f"(?<= )(?:{_titles(FURTHER_ON)}) ?")
SCHOOL = re.compile(r"^(?:โรงเรียน|ร\. ?ร\.?|รร(?:\.|(?= ))) ?(?=[^ ])")


class NameValidator(RegexValidator):
    """Judges the letters of a name that can be seen; what cannot be seen is dropped when the name is stored."""

    def __call__(self, value):
        super().__call__(SPACES.sub(" ", drop_invisible(value)))


validate_name = NameValidator(
    r"\A[\u0E00-\u0E7F A-Za-z.\-']+\Z",
    _("ชื่อใช้ได้เฉพาะตัวอักษร เว้นวรรค จุด และขีด ตรวจอีกครั้ง"),
    code="name",
)


def drop_invisible(text: str) -> str:
    """The text without characters nobody can see."""
    return INVISIBLE.sub("", text)


def normalise(text: str, multiline: bool = False) -> str:
    """The one stored form of a typed text; ValueError with a Thai sentence on control characters.

    Unicode NFC; นํ้า and น้ํา become น้ำ, เเ becomes แ; marks stand in one order, each once; invisible characters
    are dropped; every kind of space becomes one plain space, none at the ends. Newlines and tabs stay if multiline.
    """
    text = SPACES.sub(" ", drop_invisible(text))
    if multiline:
        text = LINE_ENDS.sub("\n", text)
    text = text.strip()
    if (CONTROL_BUT_TAB_AND_NEWLINE if multiline else CONTROL).search(text):
        raise ValueError(gettext("ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้ ลบแล้วพิมพ์ใหม่"))
    return _spell(text)


def _spell(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("เเ", "แ")
    text = SPLIT_SARA_AM.sub(r"\1ำ", text)
    text = SARA_AM_RUN.sub(lambda run: run[0].replace("ำ", "") + "ำ", text)
    return MARK_RUN.sub(lambda run: "".join(sorted(set(run[0]), key=MARKS.index)), text)


def _words(text: str) -> str:
    return " ".join(_spell(drop_invisible(text)).split())


def squash(text: str) -> str:
    """The letters and digits of any text alone: one spelling, lower case, Arabic digits, no spaces or punctuation."""
    return _spell(NOT_LETTERS.sub("", to_arabic(_words(text)).lower()))


def fold(text: str) -> str:
    """The key a name is searched by: squashed, and without titles.

    At the start every title goes. After a space go the abbreviations, เด็กชาย, เด็กหญิง and นางสาว wherever a name
    follows, but นาย, นาง and สามเณร only as words of their own, since a family name may begin with them (นางรอง).
    A title in full with no name after it stays, so that typing นาย still finds นายิกา.
    """
    return squash(LATER_TITLE.sub("", FIRST_TITLE.sub("", _words(text))))


def fold_school(text: str) -> str:
    """The key a school is searched by: squashed, without โรงเรียน, ร.ร. or รร. in front."""
    return squash(SCHOOL.sub("", _words(text)))


def strip_tones(text: str) -> str:
    """A looser key: the text without tone marks, ็ and ์, for words typed carelessly."""
    return text.translate(TONES)


def split_title(full_name: str) -> tuple[str, str, str]:
    """Title in full, given name and family name of a name printed in one piece; a part not there is empty.

    All after the first space of the name is family name: «สมชาย ณ อยุธยา» is สมชาย, ณ อยุธยา.
    """
    name = normalise(full_name)
    match = FIRST_TITLE.match(name)
    title = list(TITLES)[match.lastindex - 1] if match and match.lastindex else ""
    first, _space, last = name[match.end() if match else 0 :].partition(" ")
    return title, first, last
