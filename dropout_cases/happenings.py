"""What a timeline is made of: happenings by round and day, runs of small edits in one line, and the groups they are shown by."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Document, Entry, Line

ALWAYS = ("", "step", "note", "document", "system")  # the other filters stand where there is something to show
GROUPS: dict[str, str | Promise] = {
    "": gettext_lazy("ทั้งหมด"),
    "step": gettext_lazy("ขั้นตอน"),
    "answer": gettext_lazy("คำตอบ"),
    "note": gettext_lazy("บันทึก"),
    "call": gettext_lazy("การติดต่อ"),
    "task": gettext_lazy("งาน"),
    "plan": gettext_lazy("นัดหมาย"),
    "fact": gettext_lazy("ข้อเท็จจริง"),
    "advice": gettext_lazy("ข้อแนะนำ"),
    "people": gettext_lazy("ผู้เกี่ยวข้อง"),
    "document": gettext_lazy("เอกสาร"),
    "system": gettext_lazy("ระบบ"),
}


@dataclass
class Happening:
    """One entry as the timeline shows it."""

    on: date
    at: datetime
    title: str
    who: str
    role: str
    round_number: int
    group: str
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0  # sensitive lines not shown
    entry: Entry | None = None
    kind: str = ""
    files: list[Document] = field(default_factory=list)
    concerns: str = ""  # the key of the entry it answers
    edits: list["Happening"] = field(default_factory=list)  # the run of small edits in its one line
    changed: list[str] = field(default_factory=list)  # by a small edit: the names of the fields, in words
    is_new: bool = False
    is_closed: bool = False  # restricted: that it is there is all that is shown

    @property
    def is_back_dated(self) -> bool:
        """Whether it was entered on a later day than it happened."""
        return bool(self.entry) and timezone.localdate(self.at) > self.on


@dataclass(frozen=True)
class Story:
    """A case read once for a person."""

    happenings: list[Happening]
    groups: list[tuple[str, str | Promise]] = field(default_factory=list)
    left_out: int = 0

    def rounds(self) -> list[tuple[int, list[tuple[date, list[Happening]]]]]:
        """Newest round first, each by day."""
        return [
            (number, [(day, list(of_day)) for day, of_day in groupby(of_round, key=attrgetter("on"))])
            for number, of_round in groupby(self.happenings, key=attrgetter("round_number"))
        ]

    def up_to(self, most: int) -> "Story":
        """The newest of it."""
        return Story(self.happenings[:most], self.groups, max(len(self.happenings) - most, 0))

    def news(self) -> list[Happening]:
        """What somebody else wrote since the reader last looked."""
        return [one for one in self.happenings if one.is_new]


def groups_in(happenings: list[Happening]) -> list[tuple[str, str | Promise]]:
    """The filters of a timeline."""
    there = {one.group for one in happenings}
    return [(name, label) for name, label in GROUPS.items() if name in ALWAYS or name in there]


def in_order(happenings: list[Happening]) -> list[Happening]:
    """Newest round first, newest day first, last entry first; small edits that follow one another on a day in one line."""
    ordered = sorted(happenings, key=lambda one: (one.round_number, one.on, one.at), reverse=True)
    told = []
    for (_round, _day, is_edit), run in groupby(ordered, key=lambda one: (one.round_number, one.on, bool(one.changed))):
        together = list(run)
        told += [_in_one_line(together)] if is_edit else together
    return told


def _in_one_line(run: list[Happening]) -> Happening:
    latest, count = run[0], sum(len(one.changed) for one in run)
    titles = {one.title for one in run}
    title = titles.pop() if len(titles) == 1 else _("แก้ไขเคส")
    people = ", ".join(dict.fromkeys(one.who for one in run))
    said = _("%(what)s %(count)s รายการ") % {"what": title, "count": count}
    return Happening(
        latest.on, latest.at, said, people, "", latest.round_number, "system", edits=run, is_new=any(one.is_new for one in run)
    )
