"""Which children the office knows may be the child being told of – without a word to those who may not see them."""

from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from schools.encryption import blind_index
from thai.identity import normalise_id
from thai.sorting import END, sort_key
from thai.text import fold, strip_tones

from .models import Case, FormerName, Identity, Student
from .models.students import StudentQuerySet, phone_index

LOOKED_AT = 60  # children of one likeness that are weighed against each other
OF_ONE_NAME = 500  # children of one given name whose family names are compared letter by letter
CLOSE = 0.75  # of the letters of two names
YEARS_APART = 1  # a birth year told from memory

# What each likeness weighs. One that says less than ENOUGH is not shown.
NUMBER, FORMER_NUMBER, NAME, FORMER_NAME, PHONE, NEAR_NAME, SCHOOL, BIRTH, OTHER_BIRTH = 200, 150, 60, 55, 40, 30, 12, 12, -18
ENOUGH = 20


@dataclass(frozen=True)
class Told:
    """What is told of a child, however little."""

    first: str = ""
    last: str = ""
    born_on: date | None = None
    school_id: int | None = None
    number: str = ""
    phone: str = ""

    @classmethod
    def of(cls, student: Student, number: str = "") -> "Told":
        """What a row says, saved or not."""
        name = {"first": student.first_name, "last": student.last_name}
        return cls(**name, born_on=student.born_on, school_id=student.school_id, number=number, phone=student.guardian_phone)

    @property
    def folded(self) -> str:
        """The name in one piece, without tone marks."""
        return strip_tones(fold(self.first + self.last))


@dataclass
class Match:
    """A child the office knows that may be the one told of: why, and its case."""

    student: Student
    weight: float = 0
    reasons: list[str] = field(default_factory=list)
    by_number: bool = False  # the number told is the child's own, in use
    case: Case | None = None  # open
    past: Case | None = None  # the latest closed one, where none is open

    @property
    def why(self) -> str:
        """The reasons in words."""
        return " · ".join(self.reasons)

    def add(self, weight: float, reason: str) -> None:
        """One more likeness."""
        self.weight += weight
        if reason:
            self.reasons.append(reason)


def candidates(told: Told, user, most: int = 5, but: Student | None = None) -> list[Match]:
    """The children `user` may see that may be the one told of, the likeliest first, in a bounded number of queries; never `but`."""
    seen = Student.objects.visible_to(user).exclude(pk=but.pk if but else None)
    numbered = _holders(seen, told.number)
    found = {child.pk: child for some in _alike(seen, told) for child in some.select_related("school")[:LOOKED_AT]}
    matches = [_weigh(child, told, None) for child in found.values() if child.pk not in numbered]
    matches += [_weigh(child, told, holds) for child, holds in numbered.values()]
    likely = _with_cases([one for one in matches if one.weight >= ENOUGH], user)
    return sorted(likely, key=lambda one: (-one.weight, one.case is None, -one.student.pk))[:most]


def hidden_match(case: Case, number: str, user) -> Case | None:
    """Another open case of the same area, of what may be the same child, that the reporter may not see."""
    seen = Student.objects.visible_to(user).values("pk")
    others = Student.objects.current().filter(area=case.area_id).exclude(pk__in=seen)
    alike = [*_named(others, Told.of(case.student)), *([others.with_number(number)] if number else [])]
    same = {pk for some in alike for pk in some.values_list("pk", flat=True)[:LOOKED_AT]}
    return Case.objects.open().filter(student__in=same, area=case.area_id).exclude(pk=case.pk).order_by("pk").first()


def _holders(seen: StudentQuerySet, number: str) -> dict[int, tuple[Student, bool]]:
    """The children who have the number, or had it: each with whether it is in use."""
    if not number:
        return {}
    own = Identity.objects.filter(student=OuterRef("pk"), ended_on=None, fingerprint=blind_index(normalise_id(number)))
    children = seen.with_number(number).annotate(holds=Exists(own)).select_related("school")
    return {child.pk: (child, child.holds) for child in children}


def _alike(seen: StudentQuerySet, told: Told) -> list[QuerySet]:
    """The likenesses beside the number, each one query that an index serves."""
    phones = [seen.with_phone(told.phone)] if told.phone else []
    return phones + _named(seen, told) + _sounding(seen, told)


def _named(children: StudentQuerySet, told: Told) -> list[QuerySet]:
    """Of this name, tone and other marks apart, now or before; a given name alone is the name of too many."""
    if not (told.first and told.last):
        return []
    letters = sort_key(strip_tones(f"{told.first} {told.last}"))
    after = letters.removesuffix(END) + f"{int(END) + 1:0{len(END)}d}"
    former = FormerName.objects.filter(first_name=told.first, last_name=told.last)
    return [children.filter(sort_key__gte=letters, sort_key__lt=after), children.filter(pk__in=former.values("student"))]


def _sounding(seen: StudentQuerySet, told: Told) -> list[QuerySet]:
    """Of a given name that sounds like this, and a family name that does so too, or is written nearly so, or agrees otherwise."""
    if not told.first:
        return []
    given = seen.sounding_like(told.first)
    whole = [seen.sounding_like(told.first, told.last), _written_nearly(given, told.last)] if told.last else []
    agreeing = Q(school=told.school_id) if told.school_id else Q()
    if told.born_on:
        years = (told.born_on.year - YEARS_APART, told.born_on.year + YEARS_APART)
        agreeing |= Q(born_on__year__range=years)
    return [*whole, given.filter(agreeing)] if agreeing else whole


def _written_nearly(given: StudentQuerySet, last: str) -> QuerySet:
    """Of the children of one given name those whose family name is nearly this one."""
    names = given.values_list("pk", "last_name")[:OF_ONE_NAME]
    return given.filter(pk__in=[pk for pk, name in names if likeness(fold(name), fold(last)) >= CLOSE])


def likeness(one: str, other: str) -> float:
    """How much of two names is the same letters in the same order, from 0 to 1; tone marks do not count."""
    return SequenceMatcher(None, strip_tones(one), strip_tones(other), autojunk=False).ratio()


def _weigh(child: Student, told: Told, holds: bool | None) -> Match:
    """How alike the child is; `holds` says whether it has the number told, or had it, or neither."""
    match = Match(child, by_number=bool(holds))
    if holds is not None:
        match.add(NUMBER if holds else FORMER_NUMBER, _("เลขประจำตัวตรงกัน") if holds else _("เคยใช้เลขประจำตัวนี้"))
    _weigh_name(match, told)
    if told.phone and child.phone_print and child.phone_print == phone_index(told.phone):
        match.add(PHONE, _("โทรศัพท์ผู้ปกครองตรงกัน"))
    if match.reasons:
        _weigh_rest(match, told)
    return match


def _weigh_name(match: Match, told: Told) -> None:
    child, folded = match.student, told.folded
    if not told.first or not child.first_name:
        return
    own = strip_tones(fold(child.first_name + child.last_name))
    if own == folded:
        match.add(NAME, _("ชื่อตรงกัน"))
    elif told.last and folded in child.search_text.split():
        match.add(FORMER_NAME, _("เคยใช้ชื่อนี้"))
    else:
        alike = likeness(own, folded)
        match.add(NEAR_NAME * alike, _("ชื่อใกล้เคียง") if alike >= CLOSE or not match.reasons else "")


def _weigh_rest(match: Match, told: Told) -> None:
    """School and birth year make likelier what the name, number or phone suggests."""
    child = match.student
    if told.school_id and told.school_id == child.school_id:
        match.add(SCHOOL, _("โรงเรียนเดียวกัน"))
    if told.born_on and child.born_on:
        agree = abs(told.born_on.year - child.born_on.year) <= YEARS_APART
        match.add(BIRTH if agree else OTHER_BIRTH, _("ปีเกิดใกล้เคียง") if agree else "")


def _with_cases(matches: list[Match], user) -> list[Match]:
    """Each with its open case, or its latest closed one, as far as `user` may see them."""
    children = {match.student.pk: match for match in matches}
    cases = Case.objects.visible_to(user).filter(student__in=children, merged_into=None).select_related("school", "outcome")
    for case in cases.order_by("pk"):
        match = children[case.student_id]
        match.case, match.past = (case, match.past) if case.is_open else (match.case, case)
    return matches
