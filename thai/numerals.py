"""Thai and Arabic numerals, each turned into the other."""

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
ARABIC_DIGITS = "0123456789"
TO_ARABIC = str.maketrans(THAI_DIGITS, ARABIC_DIGITS)
TO_THAI = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)


def to_arabic(text: str) -> str:
    """The text with Thai digits written as 0–9."""
    return text.translate(TO_ARABIC)


def to_thai(text: str) -> str:
    """The text with the digits 0–9 written as ๐–๙."""
    return text.translate(TO_THAI)
