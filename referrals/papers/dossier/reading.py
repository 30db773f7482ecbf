"""What a dossier is made of: what somebody chose, the rounds that person reads of a case, and what is told of them."""

from dataclasses import dataclass
from datetime import datetime

from dropout_cases import timeline
from dropout_cases.happenings import Happening
from dropout_cases.models import Move, Round, Student
from dropout_cases.parts import Left, Part, child_then
from schools.models import Code


@dataclass(frozen=True)
class Choice:
    """What a dossier is for, to whom it goes, and what stands in it beside what always does."""

    purpose: Code
    to: str
    note: str = ""  # the purpose in words, where no code says it
    sensitive: bool = False
    whole_number: bool = False
    annexes: bool = False

    @property
    def words(self) -> str:
        """The purpose and the receiver, as every page says them."""
        return f"เพื่อ{self.note or self.purpose.label_th} · มอบให้ {self.to}"

    @property
    def names(self) -> list[str]:
        """What was chosen, by name, for the trail."""
        return [self.purpose.code, *(name for name in ("sensitive", "whole_number", "annexes") if getattr(self, name))]


@dataclass(frozen=True)
class Dossier:
    """Rounds of a case, and what is told of them, the oldest first, as far as `part` goes."""

    part: Part
    child: Student
    rounds: list[Round]
    told: list[Happening]
    choice: Choice
    at: datetime

    def of(self, number: int) -> list[Happening]:
        """What is told of one round."""
        return [one for one in self.told if one.round_number == number]


def rounds_in(part: Part) -> list[Round]:
    """The rounds of the part: all at the office that has the case, at one that handed it over its own."""
    rounds = part.case.rounds.select_related("area", "start_reason", "opened_by", "closed_by").prefetch_related("states")
    return list(rounds.filter(pk__in=part.rounds) if isinstance(part, Left) else rounds)


def read(part: Part, choice: Choice, *, at: datetime) -> Dossier:
    """The entries of the part, sensitive ones where that was chosen; small edits stand in the trail alone."""
    rounds = rounds_in(part)
    numbered = {one.number: one for one in rounds}
    story = timeline.read(part.case, part.user, plain=not choice.sensitive, part=part)
    told = [one for one in reversed(story.happenings) if one.entry and one.round_number in numbered]
    for one in told:
        one.entry.round = numbered[one.round_number]  # type: ignore[union-attr]  # those without were left out
    return Dossier(part, _child(part), rounds, told, choice, at)


def _child(part: Part) -> Student:
    """The child; to an office that handed the case over by the name it bore then."""
    if not isinstance(part, Left):
        return part.case.student
    return child_then(Move.objects.departures_for(part.user).filter(case=part.case).for_list()[0])
