"""The desk at which one file is read: what its cells may mean, what was corrected for all rows, and the faults found."""

import re
from datetime import date
from functools import cached_property
from typing import Any

from dropout_cases.models import ImportBatch, ImportFault
from schools.models import School, Tambon

from .cells import BUDDHIST, EMPTY
from .faults import ACCEPT, DROP, FAULTS, Wrong
from .fields import Field
from .files import DIRECTIONS, FLOOD, odd_letters
from .places import Codes, Schools, Tambons

# What may be odd in a row, asked of all its cells at once: most rows have nothing of it.
ODD = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|{DIRECTIONS.pattern}|{FLOOD.pattern}")
ALL_VALUES = "*"  # a correction of a whole kind of fault stands under this
LONGEST_VALUE = 200
MOST_UNKNOWN = 50  # names of unknown schools that are offered to be corrected


class Desk:
    """Reads the rows of a batch, field by field."""

    def __init__(self, batch: ImportBatch, fields: tuple[Field, ...], today: date):
        self.batch, self.area, self.today = batch, batch.area, today
        self.era = batch.options.get("era", BUDDHIST)
        with_family = batch.options.get("with_family", False)
        taken = [field for field in fields if field.name in batch.columns and (with_family or not field.family)]
        # Each field with its column, and the texts read before: most columns hold the same few again and again.
        self.columns: list[tuple[Field, int, dict[str, Any]]] = [(field, int(batch.columns[field.name]), {}) for field in taken]
        self.labels = {field.name: str(field.label) for field in fields}
        self.blank = {field.name: field.empty for field in fields}
        self.schools_seen: dict[tuple[str, str], School] = {}
        self.faults: list[ImportFault] = []
        self.wrong_rows = 0
        self.found: dict[str, int] = {}  # of each kind of fault, how many
        self.unknown: dict[str, tuple[int, str]] = {}  # names of schools nobody knows: how often, and the nearest known

    @cached_property
    def schools(self) -> Schools:
        """The schools of the area."""
        return Schools(self.area)

    @cached_property
    def tambons(self) -> Tambons:
        """The tambon a file may name."""
        return Tambons(self.area)

    @cached_property
    def codes(self) -> Codes:
        """The code lists a file may name."""
        return Codes()

    @cached_property
    def default_school(self) -> School | None:
        """The school chosen for rows that name none."""
        key = self.batch.options.get("school")
        return next((school for school in self.schools.all if school.key == key), None)

    def read(self, line: int, cells: list[str]) -> dict[str, Any] | None:
        """The values of a row by field; None where a cell is wrong, which is noted."""
        values, before = dict(self.blank), len(self.faults)
        odd = ODD.search("\n".join(cells)) is not None
        for field, index, seen in self.columns:
            text = cells[index]
            if text in seen:
                values[field.name] = seen[text]
            elif odd and odd_letters(text):
                self.note(line, Wrong(odd_letters(text).upper()), field.name, text)
            elif text not in EMPTY:
                values[field.name] = self._cell(line, field, text, seen)
            elif field.lacking:
                self.note(line, Wrong(field.lacking), field.name)
        return values if len(self.faults) == before else None

    def _cell(self, line: int, field: Field, text: str, seen: dict[str, Any]) -> Any:
        try:
            value = field.read(self, text)
        except Wrong as wrong:
            fix = self.fix_of(wrong.kind, text)
            if fix == ACCEPT and wrong.accepted is not None:
                return wrong.accepted
            if fix != DROP:
                self.note(line, wrong, field.name, text)
            return field.empty
        if field.repeats:
            seen[text] = value
        return value

    def school_of(self, values: dict[str, Any]) -> School:
        """The school a row names by code, by name, by what the name was corrected to, or by none; else Wrong."""
        code, name = values.get("school_code", ""), values.get("school_name", "")
        if not (code or name) and self.default_school:
            return self.default_school
        place = (code, name)
        if place not in self.schools_seen:
            self.schools_seen[place] = self.schools.find(code, self.meant_school(name or code) or name)
        return self.schools_seen[place]

    def meant_school(self, name: str) -> str:
        """The school somebody said is meant by a name; empty if nobody did."""
        meant = self.fix_of("UNKNOWN_SCHOOL", name)
        return "" if meant == DROP else meant

    def tambon_of(self, values: dict[str, Any]) -> Tambon | None:
        """The tambon a row names, if any; Wrong where it is not known and was not let go for all rows."""
        if not values.get("tambon"):
            return None
        try:
            return self.tambons.find(values["tambon"], values.get("amphoe", ""))
        except Wrong as wrong:
            if self.fix_of(wrong.kind, values["tambon"]) == DROP:
                return None
            raise

    def fix_of(self, kind: str, value: str) -> str:
        """What was decided for a value of a kind of fault, or for all of that kind; empty if nothing was."""
        fixes = self.batch.fixes.get(kind, {})
        return fixes.get(value) or fixes.get(ALL_VALUES, "")

    def note(self, line: int, wrong: Wrong, field: str = "", text: str = "") -> None:
        """Keep a fault of a row; a row of several counts once among the wrong ones."""
        assert wrong.kind in FAULTS
        value = text if wrong.value is None else wrong.value
        if not self.faults or self.faults[-1].line != line:
            self.wrong_rows += 1
        self.found[wrong.kind] = self.found.get(wrong.kind, 0) + 1
        if wrong.kind == "UNKNOWN_SCHOOL" and (value in self.unknown or len(self.unknown) < MOST_UNKNOWN):
            times, _near = self.unknown.get(value, (0, ""))
            self.unknown[value] = times + 1, wrong.suggestion
        self.faults.append(
            ImportFault(
                batch=self.batch,
                line=line,
                column=self.labels.get(wrong.field or field, ""),
                kind=wrong.kind,
                value=_storable(value),
                suggestion=wrong.suggestion,
            )
        )

    def put_away(self) -> None:
        """Save the faults noted since the last time."""
        last = self.faults[-1:]
        ImportFault.objects.bulk_create([fault for fault in self.faults if fault.pk is None], batch_size=1_000)
        self.faults = last  # so that a further fault of the same row is known to be one


def _storable(value: str) -> str:
    """The text as it can be kept and shown: what nobody sees becomes a box."""
    return "".join(letter if letter.isprintable() else "□" for letter in value[:LONGEST_VALUE])
