"""Which part of a case is whose: all of it its office's, to a school its child's days there, to both for ever what they had."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404

from schools import trail
from schools.access import Action, Role, may
from schools.models import TrailEvent, User, Verb

from .models import Case, FollowUp, Move, MoveKind, Return, StepRecord, Student, Task


@dataclass(frozen=True)
class Stay:
    """The time a case was at an office, or its child at a school: from a moment on (None: from the beginning) until another."""

    place_id: int | None
    since: datetime | None
    until: datetime | None  # None: still

    def covers(self, moment: datetime) -> bool:
        """Whether the moment lies in it; that of arriving belongs to the stay before."""
        return (self.since is None or moment > self.since) and (self.until is None or moment <= self.until)


def stays(case: Case, of: str) -> list[Stay]:
    """At which offices a case was (`of` "area"), or at which schools its child ("school"), as its moves tell."""
    kinds = [MoveKind.AREA] if of == "area" else [MoveKind.AREA, MoveKind.SCHOOL]
    moves = Move.objects.accepted().filter(case=case, kind__in=kinds).order_by("answered_at", "pk")
    told: list[Stay] = []
    since = None
    for move in moves:
        told.append(Stay(getattr(move, f"from_{of}_id"), since, move.answered_at))
        since = move.answered_at
    return [*told, Stay(getattr(case, f"{of}_id"), since, None)]


def arrived_at(case: Case) -> datetime | None:
    """Since when the child is at the school where it is now; None: from the beginning."""
    return stays(case, "school")[-1].since


def refuse_unread(request, part: "Part", entry: Any) -> None:
    """Go on only if the entry is of what the person reads of its case; otherwise it is as absent as any, and leaves a line."""
    if not part.shown([entry]):
        trail.write(request.user, Verb.REFUSED, entry)
        raise Http404


@dataclass
class Part:
    """What somebody reads of a case: to begin with, everything an office writes into it."""

    case: Case
    user: User
    whole: bool = True
    sensitive: bool = False
    is_left: bool = False  # had once, and read as it was then

    def shown(self, entries: Iterable[Any]) -> list[Any]:
        """Of these entries those the person reads."""
        return list(entries)

    def covers(self, moment: datetime) -> bool:
        """Whether what happened at a moment is the person's to know."""
        return True

    def tells_word_only(self, entry: Any) -> bool:
        """Whether of an entry only its first line is told."""
        return False


@dataclass
class Left(Part):
    """What an office reads of a case it handed over: the rounds it had, as they stood when the case left.

    What still waited for somebody went along, and is read where the case is now. Sensitive lines are for its supervisors alone:
    who was responsible is so no more.
    """

    is_left: bool = True
    own: list[Stay] = field(default_factory=list)
    rounds: frozenset[int] = frozenset()

    def shown(self, entries: Iterable[Any]) -> list[Any]:
        """Those of its rounds, each as it was."""
        found = [one for one in entries if one.round_id in self.rounds and self._had(one)]
        return _as_then(found, self.own)

    def covers(self, moment: datetime) -> bool:
        """Whether the case was here."""
        return any(stay.covers(moment) for stay in self.own)

    def _had(self, entry: Any) -> bool:
        """Whether it was written here; a task also done here."""
        return self.covers(entry.entered_at) and (not isinstance(entry, Task) or _settled_in(entry, self.own))


@dataclass
class OfSchool(Part):
    """What a school reads: what the office shares with it and what is reported from the day the child is there, and what its own
    people wrote whenever the child was.

    Of attendance before that day it is told the word alone, of what the school before wrote nothing. Once the child has left, its
    own is all.
    """

    whole: bool = False
    own: list[Stay] = field(default_factory=list)
    answered: dict[str, datetime] = field(default_factory=dict)  # when its people answered which record

    def shown(self, entries: Iterable[Any]) -> list[Any]:
        """Those that are its own, and while the child is there those shared with it."""
        if self.is_left:
            return _as_then([one for one in entries if self._wrote(one)], self.own)
        return [one for one in entries if self._wrote(one) or self._is_shared(one)]

    def covers(self, moment: datetime) -> bool:
        """Nothing but entries is a school's to know."""
        return False

    def tells_word_only(self, entry: Any) -> bool:
        """Of attendance reported while the child was elsewhere."""
        return isinstance(entry, FollowUp) and not self._was_here(entry.entered_at)

    def _was_here(self, moment: datetime) -> bool:
        return any(stay.covers(moment) for stay in self.own)

    def _wrote(self, entry: Any) -> bool:
        """Whether its people wrote the entry, or answered or did it; what stands by itself is each writer's own."""
        if isinstance(entry, Task) and entry.by_school and entry.settled_by_id:
            return _settled_in(entry, self.own) and (self._is_present or entry.settled_by_id == self.user.pk)
        if not self._was_here(self.answered.get(entry.key, entry.entered_at)):
            return False
        by_school = entry.entered_role == Role.SCHOOL_STAFF or entry.key in self.answered
        return by_school and (isinstance(entry, StepRecord) or entry.entered_by_id == self.user.pk)

    @property
    def _is_present(self) -> bool:
        return any(stay.until is None for stay in self.own)

    def _is_shared(self, entry: Any) -> bool:
        """What is shared with schools, for the school it is shared with: the child's own, or the one the child is to go to."""
        if isinstance(entry, Task):
            return entry.by_school and entry.is_open and self._is_present
        if not isinstance(entry, StepRecord) or not entry.shared_with_school:
            return False
        if not may(self.user, Action.SCHOOL_RECORD, entry.asked_at(self.case)):
            return False
        return isinstance(entry, Return | FollowUp) or entry.awaited is not None or self._was_here(entry.entered_at)


def part_of(case: Case, user: User) -> Part:
    """What `user` reads of a case that is at their office, or whose child is at their school or is to go there."""
    sensitive = case.shows_sensitive_to(user)
    if case.shows_whole_to(user):
        return Part(case, user, sensitive=sensitive)
    return _of_school(case, user, sensitive=sensitive)


def left_part(case: Case, user: User) -> Part:
    """What `user` reads of a case that has left their office, or whose child has left their school."""
    areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
    own = [stay for stay in stays(case, "area") if stay.place_id in areas]
    if not own:
        return _of_school(case, user, is_left=True)
    guarded, _schools = user.scope_of(Action.SENSITIVE_SEE, "school")
    rounds = frozenset(case.rounds.filter(area__in=areas).values_list("pk", flat=True))
    sensitive = {stay.place_id for stay in own} <= {*guarded}
    return Left(case, user, sensitive=sensitive, own=own, rounds=rounds)


def _of_school(case: Case, user: User, **more: Any) -> OfSchool:
    _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
    own = [stay for stay in stays(case, "school") if stay.place_id in schools]
    return OfSchool(case, user, own=own, answered=_answered(case, own), **more)


def _answered(case: Case, own: list[Stay]) -> dict[str, datetime]:
    """Which records a school's staff answered while the child was there, and when; the trail knows."""
    lines = TrailEvent.objects.filter(subject=trail.subject_of(case), verb=Verb.CHANGED, role=Role.SCHOOL_STAFF).order_by("pk")
    told = {line.fields[1]: line.at for line in lines if len(line.fields) > 2}
    return {key: at for key, at in told.items() if any(stay.covers(at) for stay in own)}


def _settled_in(task: Task, own: list[Stay]) -> bool:
    return task.settled_at is not None and any(stay.covers(task.settled_at) for stay in own)


def _as_then(entries: list[Any], own: list[Stay]) -> list[Any]:
    """The entries as they stood when the stay in which they were written was over."""
    for names in {type(one).READ_AS_AT for one in entries}:
        prefetch_related_objects([one for one in entries if names == type(one).READ_AS_AT], *names)
    for one in entries:
        ends = [stay.until for stay in own if stay.covers(one.entered_at) and stay.until]
        for until in ends:
            one.as_at(until)
    return entries


def child_then(move: Move) -> Student:
    """The child by the name it bore when it left by this move: a name borne since is not told to who had the case before.

    Where the office kept a row of its own for its other cases, or the child went into a row of the other area, that row says it.
    """
    child = move.case.student
    child = next((one for one in child.merged.all() if one.area_id == move.from_area_id), child)
    later = [one for one in child.former_names.all() if move.answered_on and one.ended_on >= move.answered_on]
    name = min(later, key=lambda one: (one.ended_on, one.pk), default=child)
    return Student(title=name.title, first_name=name.first_name, last_name=name.last_name, born_on=child.born_on)


def mark_known(moves: Iterable[Any], user: User) -> None:
    """Say of each move in `is_known` whether `user` sees its case, and so who the child is."""
    known = set(Case.objects.visible_to(user).filter(pk__in=[move.case_id for move in moves]).values_list("pk", flat=True))
    for move in moves:
        move.is_known = move.case_id in known
