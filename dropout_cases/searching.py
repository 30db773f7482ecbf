"""One search over everything a person may open: children, cases, schools, agencies, pages – by whatever was typed.

What does not exist and what may not be seen give the same answer. Every question to the database begins with the areas or the
schools of whoever asks, and their number is the same whatever there is to find.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.access import Action
from schools.encryption import blind_index
from schools.models import Agency, School
from thai.identity import normalise_id
from thai.sorting import END, sort_key
from thai.text import fold, fold_school, split_title, squash, strip_tones

from .models import Case, Status, Student
from .models.students import Identity, StudentQuerySet, tail_index
from .nav import menu_for

MOST = 20  # rows of a group
POOL = 1000  # children that are put in order; of more, any so many
ALIKE = 0.7  # from 0 to 1: how close another spelling of a school's name must come
NEAR_SCHOOLS = 3

NUMBER = re.compile("[0-9]{13}|[A-Z][0-9]{12}")
TAIL = re.compile("[0-9]{4}")
PHONE = re.compile("0[0-9]{8,9}")
ABROAD = re.compile(r"^\+?66(?=[0-9]{8,9}$)")  # how a telephone writes the leading 0
DIGITS_OF_A_CASE = 3


class Kind(StrEnum):
    """What was typed: a whole identity number, its end, a telephone number, part of a case number, or words."""

    NUMBER = "number"
    TAIL = "tail"
    PHONE = "phone"
    CASE = "case"
    WORDS = "words"


SENSITIVE = {Kind.NUMBER, Kind.TAIL}  # searches the trail tells of


@dataclass(frozen=True)
class Child:
    """A child found, and its open case or its last one, as far as that may be seen."""

    student: Student
    case: Case | None


@dataclass(frozen=True)
class Group:
    """Rows of one kind, at most MOST of them."""

    name: str
    title: str | Promise
    rows: list
    more: bool = False


@dataclass(frozen=True)
class Found:
    """What a search gives: groups that are not empty."""

    kind: Kind
    groups: list[Group] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows are shown."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def more(self) -> bool:
        """Whether any group has more than is shown."""
        return any(group.more for group in self.groups)


def find(text: str, user) -> Found:
    """Everything of `user`'s that `text` finds."""
    kind, sought = recognise(text)
    children, near = _children(kind, sought, text, user)
    rows = _rows([*children[:MOST], *near[:MOST]], user)
    groups = [
        Group("children", _("เด็ก"), [rows[pk] for pk in children[:MOST]], len(children) > MOST),
        _cases(kind, sought, user),
        *(_places(text, user) if kind in (Kind.WORDS, Kind.CASE) else []),
        Group("near", _("ใกล้เคียง"), [rows[pk] for pk in near[:MOST]], len(near) > MOST),
    ]
    return Found(kind, [group for group in groups if group.rows])


def recognise(text: str) -> tuple[Kind, str]:
    """What was typed, and the form of it that is looked for."""
    number = normalise_id(text)
    if NUMBER.fullmatch(number):
        return Kind.NUMBER, number
    if TAIL.fullmatch(number):
        return Kind.TAIL, number
    phone = ABROAD.sub("0", re.sub(r"[().]", "", number))
    if PHONE.fullmatch(phone):
        return Kind.PHONE, phone
    letters = strip_tones(fold(text))
    digits = sum(letter.isdecimal() for letter in letters)
    return (Kind.CASE if digits >= DIGITS_OF_A_CASE else Kind.WORDS), letters


# Children


def _children(kind: Kind, sought: str, text: str, user) -> tuple[list[int], list[int]]:
    """The children found, and those near it: one more than MOST says that there are more."""
    if kind == Kind.CASE:
        return [], []
    seen = _seen(user)
    if kind != Kind.WORDS:
        return _numbered(kind, sought, seen, user), []
    found = _named(sought, seen)
    return found, [] if len(found) > MOST else _sounding(text, seen, but=set(found))


def _seen(user) -> StudentQuerySet:
    """The children of one's areas and schools, and those announced to return to one's school."""
    areas, places = user.scope_of(Action.CASE_SEE, "school")
    current = Student.objects.current()
    if not places:
        return current.filter(area__in=areas)
    # Asked for by themselves: with a subquery among the alternatives, the database would read every child there is.
    announced = list(Case.objects.filter(receiving_school__in=places).values_list("student", flat=True))
    return current.filter(Q(area__in=areas) | Q(school__in=places) | Q(pk__in=announced))


def _numbered(kind: Kind, sought: str, seen: StudentQuerySet, user) -> list[int]:
    """Children by a number, by its end, or by a telephone number."""
    if kind == Kind.PHONE:
        return _first(seen.with_phone(sought))
    reach = [post.place.pk if post.area_id else post.place.area_id for post in user.current_posts]
    held = Identity.objects.filter(area__in=reach)
    if kind == Kind.NUMBER:
        return _first(seen.filter(pk__in=held.filter(fingerprint=blind_index(sought)).values("student")))
    return _first(seen.filter(pk__in=held.filter(tail=tail_index(sought), ended_on=None).values("student")))


def _named(letters: str, seen: StudentQuerySet) -> list[int]:
    """Children whose name begins so, then those whose name, former name or nickname has it elsewhere; each in dictionary order.

    The first are one stretch of the index of names, however many there are.
    """
    if not letters:
        return []
    begin = sort_key(letters).removesuffix(END)
    beginning = seen.filter(sort_key__gte=begin, sort_key__lt=begin + "a").order_by("sort_key", "pk")
    found = list(beginning.values_list("pk", flat=True)[: MOST + 1])
    return found if len(found) > MOST else [*found, *_first(seen.naming(letters), but=set(found))][: MOST + 1]


def _sounding(text: str, seen: StudentQuerySet, *, but: set[int]) -> list[int]:
    """Children whose name is spelled another way but sounds alike."""
    _title, first, last = split_title(text)
    alike = seen.sounding_like(first, last) if last else seen.with_a_name_like(first)
    return _first(alike, but=but) if len(first) > 1 else []


def _first(children: StudentQuerySet, *, but: AbstractSet[int] = frozenset()) -> list[int]:
    """The first of these children in dictionary order, `but` some; of very many, the first of any POOL.

    They are put in order here: asked for them in order, the database reads every name of the area to spare itself the sorting.
    """
    keys = sorted(children.values_list("sort_key", "pk")[:POOL])
    return [pk for _key, pk in keys if pk not in but][: MOST + 1]


def _rows(pks: list[int], user) -> dict[int, Child]:
    """The rows of these children, each with its open case or its last."""
    cases = Case.objects.visible_to(user).filter(student__in=pks).exclude(status=Status.MERGED)
    newest_last = cases.order_by(F("closed_on").asc(nulls_last=True), "pk").for_list()
    of = {case.student_id: case for case in newest_last}
    students = Student.objects.filter(pk__in=pks).select_related("school", "grade")
    return {student.pk: Child(student, of.get(student.pk)) for student in students}


# Cases


def _cases(kind: Kind, sought: str, user) -> Group:
    """Cases whose number has these letters, or ends in these four digits."""
    found = Case.objects.visible_to(user).exclude(status=Status.MERGED)
    if kind == Kind.TAIL:
        found = found.filter(search_text__contains=sought, number__endswith=sought)
    elif kind == Kind.CASE:
        found = found.filter(search_text__contains=sought)
    else:
        found = found.none()
    rows = list(found.order_by("number").for_list()[: MOST + 1])
    return Group("cases", _("เคส"), rows[:MOST], len(rows) > MOST)


# Places and pages


def _places(text: str, user) -> list[Group]:
    """Schools, agencies, pages; and schools whose name is spelled nearly so."""
    letters = strip_tones(fold_school(text))
    if not letters:
        return []
    schools = list(School.objects.visible_to(user).order_by("sort_key", "pk").select_related("tambon__amphoe"))
    agencies = Agency.objects.visible_to(user, Action.AGENCY_SEE).order_by("sort_key", "pk").only("key", "name", "search_text")
    return [
        _having("schools", _("โรงเรียน"), letters, schools),
        _having("agencies", _("หน่วยงาน"), letters, agencies),
        _pages(letters, user),
        _spelled_nearly(letters, schools),
    ]


def _having(name: str, title, letters: str, rows) -> Group:
    found = [row for row in rows if letters in strip_tones(row.search_text)]
    return Group(name, title, found[:MOST], len(found) > MOST)


def _pages(letters: str, user) -> Group:
    """Entries of the menu: pages, and acts such as reporting a child."""
    entries = [entry for entry in menu_for(user, "") if letters in strip_tones(squash(str(entry["label"])))]
    return Group("pages", _("หน้าและคำสั่ง"), entries)


def _spelled_nearly(letters: str, schools: list[School]) -> Group:
    """Where no school has these letters: those whose name is close to them, the closest first."""
    named = {strip_tones(name): school for school in schools for name in school.search_text.split()}
    found = [] if any(letters in name for name in named) else get_close_matches(letters, named, NEAR_SCHOOLS, ALIKE)
    near = dict.fromkeys(named[name] for name in found)
    return Group("near-schools", _("โรงเรียนที่ชื่อใกล้เคียง"), list(near))
