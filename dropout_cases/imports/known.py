"""Known children by what a list says of them: asked for a part of the rows at once, so that a long list costs few questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dropout_cases.models import Identity, Student
from schools.encryption import blind_index
from schools.models import Area, School

from .names import NOBODY, Named


@dataclass
class Wanted:
    """A row whose child is looked for."""

    line: int
    number: str = ""
    student_code: str = ""
    child: Named = NOBODY
    school: School | None = None
    born: date | None = None
    values: dict = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Of the number; empty without one."""
        return blind_index(self.number) if self.number else ""


class Known:
    """The children of an area that the wanted rows may mean."""

    def __init__(self, area: Area, wanted: Iterable[Wanted]):
        wanted = list(wanted)
        children = Student.objects.filter(area=area).current().select_related("school", "area")
        self.by_number = _by_number(area, {row.fingerprint for row in wanted} - {""})
        self.by_code: dict[tuple, list[Student]] = defaultdict(list)
        for child in children.filter(student_code__in={row.student_code for row in wanted} - {""}):
            self.by_code[child.school_id, child.student_code].append(child)
        self.by_name: dict[str, list[Student]] = defaultdict(list)
        for child in children.filter(sort_key__in={row.child.sort_key for row in wanted if row.child.first}):
            self.by_name[child.sort_key].append(child)

    def meant_by(self, row: Wanted) -> list[Student]:
        """By number; else by the school's code; else those of this name born that day, or at that school."""
        if row.fingerprint in self.by_number:
            return [self.by_number[row.fingerprint]]
        if row.student_code and row.school:
            coded = self.by_code.get((row.school.pk, row.student_code), [])
            if coded:
                return coded
        named = self.by_name.get(row.child.sort_key, []) if row.child.first else []
        born = [child for child in named if row.born and child.born_on == row.born]
        return born or [child for child in named if row.school and child.school_id == row.school.pk]


def _by_number(area: Area, fingerprints: set[str]) -> dict[str, Student]:
    held = Identity.objects.filter(area=area, fingerprint__in=fingerprints, student__merged_into=None)
    rows = held.select_related("student__school", "student__area").order_by("started_on", "pk")
    current = {row.fingerprint: row.student for row in rows if row.ended_on is None}
    return {row.fingerprint: row.student for row in rows} | current
