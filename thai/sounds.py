"""How a Thai name sounds: one key for its spellings, so that ณัฐพล and นัฐพล are found by each other."""

import re

from thai.text import fold

LENGTH = 40

SILENCED = re.compile("[ก-ฮ][ิุ]?์")
# Letters of one sound, as the last line of a school's register hears them; ร and ล are often said alike.
ALIKE = str.maketrans(
    {
        **dict.fromkeys("ขฃคฅฆ", "ค"), **dict.fromkeys("ฉช฿ฌ", "ช"), **dict.fromkeys("ซศษส", "ส"), **dict.fromkeys("ญย", "ย"),
        **dict.fromkeys("ฎด", "ด"), **dict.fromkeys("ฏต", "ต"), **dict.fromkeys("ฐฑฒถทธ", "ท"), **dict.fromkeys("ณน", "น"),
        **dict.fromkeys("ผพภ", "พ"), **dict.fromkeys("ฝฟ", "ฟ"), **dict.fromkeys("ฬลรฤฦ", "ล"), **dict.fromkeys("หฮ", "ฮ"),
        **dict.fromkeys("ใไ", "ไ"), **dict.fromkeys("ิีึื", "ิ"), **dict.fromkeys("ุู", "ุ"),
        "ำ": "ัม", "็": "", "ๆ": "", "ฺ": "", **dict.fromkeys("่้๊๋", ""),
    }
)  # fmt: skip
DOUBLED = re.compile(r"(.)\1+")
RO_HAN = re.compile("รร(?=[ก-ฮ])")
SILENT_END = re.compile("(?<=[ชตท])ร$")  # เพชร and บุตร end without it


def sound_key(name: str) -> str:
    """The key of a name without its title; at most LENGTH characters. Equal keys mean: perhaps the same name."""
    letters = SILENT_END.sub("", SILENCED.sub("", RO_HAN.sub("ั", fold(name)).replace("รร", "ัน")))
    return DOUBLED.sub(r"\1", letters.translate(ALIKE))[:LENGTH]
