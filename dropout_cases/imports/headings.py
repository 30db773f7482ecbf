"""Which column holds what, guessed from the headings of a file."""

from collections.abc import Iterable, Sequence

from thai.text import squash

from .fields import Field

# Parents' names, numbers and incomes are never taken, nor names in English letters and other look-alikes.
NEVER = (
    "บิดา", "มารดา", "รายได้", "อังกฤษ", "english", "nameen", "ห้องสาขา", "โลหิต", "ที่เกิด", "รหัสประจำบ้าน",
    "shortname", "provincecode", "districtcode",
)  # fmt: skip
ALL_THE_SAME = ("subdistrictcode",)
OF_THE_GUARDIAN = "ผู้ปกครอง"


def guess(headings: Sequence[str], fields: Iterable[Field]) -> dict[str, int]:
    """For each field the column whose heading begins with the longest of its headings; of twin columns the first."""
    best: dict[str, tuple[int, int]] = {}
    fields = tuple(fields)
    for index, heading in enumerate(headings):
        length, field = _meant(squash(heading), fields)
        if field and length > best.get(field.name, (0, 0))[0]:
            best[field.name] = (length, index)
    return {name: index for name, (_length, index) in best.items()}


def _meant(heading: str, fields: tuple[Field, ...]) -> tuple[int, Field | None]:
    if any(word in heading for word in NEVER) and not heading.startswith(ALL_THE_SAME):
        return 0, None
    of_guardian = OF_THE_GUARDIAN in heading
    fitting = (
        (len(start), field)
        for field in fields
        for start in map(squash, field.headings)
        if heading.startswith(start) and (OF_THE_GUARDIAN in start or not of_guardian)
    )
    return max(fitting, key=lambda found: found[0], default=(0, None))
