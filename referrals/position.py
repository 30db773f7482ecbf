"""A place on the map as people write it: latitude and longitude in degrees, as map applications copy them."""

import re

from django.utils.translation import gettext as _

from thai.numerals import to_arabic

DECIMALS = 5  # about a metre
THAILAND = ((5.5, 20.6), (97.2, 105.8))  # from the south to the north, from the west to the east
PAIR = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,12})?)\s*°?\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*°?", re.ASCII)


def parse_position(typed: str) -> str:
    """ "latitude longitude" from what was typed, Thai digits too; raises ValueError with a sentence when it is nowhere on earth."""
    pair = PAIR.fullmatch(to_arabic(typed).strip())
    if not pair:
        raise ValueError(_("กรอกละติจูดและลองจิจูดเป็นตัวเลข เช่น 16.43220, 102.82360"))
    latitude, longitude = map(float, pair.groups())
    if abs(latitude) > 90 >= abs(longitude):
        raise ValueError(_("ละติจูดอยู่หน้า ลองจิจูดอยู่หลัง เช่น 16.43220, 102.82360"))
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError(_("ละติจูดต้องไม่เกิน 90 และลองจิจูดต้องไม่เกิน 180"))
    return f"{latitude:.{DECIMALS}f} {longitude:.{DECIMALS}f}"


def is_in_thailand(position: str) -> bool:
    """Whether a parsed place lies in the box around Thailand."""
    return all(low <= float(degree) <= high for degree, (low, high) in zip(position.split(), THAILAND, strict=True))
