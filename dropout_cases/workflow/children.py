"""A child over time: its name, number and school change, and it stays the same row."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dropout_cases.duplicates import hidden_match
from dropout_cases.models import Case, Enrolment, FormerName, Identity, Student
from schools import notices, trail
from schools.encryption import blind_index
from schools.fields import new_key
from schools.models import Area, NoticeKind, School, User, Verb
from thai.identity import normalise_id

from .engine import Refused, lock_child


class NumberTaken(Refused):
    """The identity number belongs to another child of the area: `holder`."""

    def __init__(self, holder: Student):
        super().__init__(_("เลขประจำตัวนี้เป็นของเด็กอีกคนในเขต ตรวจเลขอีกครั้ง หรือรวมเด็กสองคนเป็นคนเดียว"))
        self.holder = holder


def holder_of(number: str, area_id: int) -> Student | None:
    """The child of an area that uses this identity number now."""
    using = Identity.objects.filter(area=area_id, fingerprint=blind_index(normalise_id(number)), ended_on=None)
    identity = using.select_related("student").first()
    return identity.student if identity else None


def child_of(student: Student, number: str, *, by: User, on: date) -> tuple[Student, str]:
    """The row a case is opened for, held until the act ends, and the number it is still to be given.

    A number in use leads to the child that uses it, so that no child gets a second row. Of one that `by` may not see nothing is
    said: the child is then as new as any other, without the number.
    """
    holder = holder_of(number, student.area_id) if number else None
    if holder is None:
        return _held(student), number
    if holder.pk == student.pk or not Student.objects.visible_to(by).filter(pk=holder.pk).exists():
        return _held(student), ""
    if student.pk is not None:
        raise NumberTaken(holder)
    return tell_more(_held(holder), student, on=on), ""


def _held(student: Student) -> Student:
    """The child's row, saved and locked; of a row merged into another, that one."""
    if student.pk is None:
        _add(student)
    lock_child(student.pk)
    into = Student.objects.filter(pk=student.pk).values_list("merged_into", flat=True).get()
    return _held(Student.objects.get(pk=into)) if into else student


def _add(student: Student) -> None:
    student.save()
    if student.school:
        Enrolment.objects.create(student=student, school=student.school, grade=student.grade)


def set_number(student: Student, number: str, *, on: date) -> Identity:
    """Close the number in use and begin this one; raises NumberTaken where another child of the area uses it."""
    student.identities.filter(ended_on=None).update(ended_on=on)
    try:
        with transaction.atomic():
            return Identity.objects.create(student=student, number=number, started_on=on)
    except IntegrityError as error:
        holder = holder_of(number, student.area_id)
        if holder is None:
            raise
        raise NumberTaken(holder) from error


# What belongs together: of each group a row takes over the whole, or nothing.
NAME = ("title", "first_name", "last_name")
GROUPS = (
    NAME, ("nickname",), ("sex",), ("born_on", "born_precision"), ("grade_id",), ("address", "tambon_id"),
    ("guardian_name", "guardian_relation_id", "guardian_phone"),
)  # fmt: skip


def fill_gaps(student: Student, other: Student, groups=GROUPS) -> list[tuple[str, ...]]:
    """Take over from `other` what nobody wrote of `student` yet; what is known stays. Gives the groups that were filled."""
    filled = [group for group in groups if not _says(student, group) and _says(other, group)]
    for group in filled:
        for name in group:
            setattr(student, name, getattr(other, name))
    return filled


def _says(student: Student, group: tuple[str, ...]) -> bool:
    """Whether the row says anything of the group; a title alone is no name."""
    return any(getattr(student, name) for name in group if name != "title")


@transaction.atomic
def tell_more(student: Student, told: Student, *, on: date) -> Student:
    """Add to a child's row what is told of the child anew; the school told is where it is."""
    if fill_gaps(student, told):
        student.save()
        reindex(student)
    if told.school:
        move(student, told.school, on=on)
    return student


@transaction.atomic
def give_number(student: Student, number: str, *, by: User, on: date) -> Identity:
    """The child has a new identity number: none becomes a G-code, a G-code 13 digits. The former one is kept with its days."""
    lock_child(student.pk)
    holder = holder_of(number, student.area_id)
    if holder == student:
        return student.identities.get(ended_on=None)
    if holder:
        raise NumberTaken(holder)
    identity = set_number(student, number, on=on)
    trail.write(by, Verb.CHANGED, student, fields=["number"], area=student.area)
    return identity


@transaction.atomic
def rename(student: Student, *, title: str, first: str, last: str, by: User, on: date) -> None:
    """The child bears another name from now on; by the former one it is still found."""
    lock_child(student.pk)
    former = Student.objects.get(pk=student.pk)
    if (former.title, former.first_name, former.last_name) == (title, first, last):
        return
    if former.first_name and (former.first_name, former.last_name) != (first, last):
        keep_name(student, former, on=on)
    student.title, student.first_name, student.last_name = title, first, last
    student.save()
    reindex(student)
    trail.write(by, Verb.CHANGED, student, fields=["name"], area=student.area)


def keep_name(student: Student, former: Student, *, on: date) -> FormerName:
    """Keep the name of the row `former` as one that `student` bore until a day."""
    name = {"title": former.title, "first_name": former.first_name, "last_name": former.last_name}
    return FormerName.objects.create(student=student, **name, ended_on=on)


def move(student: Student, school: School, *, on: date) -> None:
    """The child is at `school` from a day on; the school it left is kept with its days."""
    if student.school_id == school.pk:
        return
    _leave_school(student, on=on)
    Enrolment.objects.create(student=student, school=school, grade=student.grade, started_on=on)
    student.school = school
    student.save(update_fields=["school", "changed_at"])


def leave_behind(case: Case, *, on: date) -> None:
    """The child goes to another area with this case; its other cases stay where they were worked on, with what was known there.

    They stand on a row of their own, frozen at this day, which points to the child as a merged one does.
    """
    others = Case.objects.filter(student=case.student, area=case.area_id).exclude(Q(pk=case.pk) | Q(merged_into=case))
    if not others.exists():
        return
    child = case.student
    kept = Student.objects.get(pk=child.pk)
    kept.pk, kept.key, kept.merged_into = None, new_key(), child
    kept._state.adding = True
    kept.save()
    past: list[Any] = [*child.identities.all(), *child.former_names.all(), *child.enrolments.all()]
    for row in past:
        row.pk, row.student, row.ended_on = None, kept, row.ended_on or on
        row._state.adding = True
        row.save()
    others.update(student=kept)


def change_area(student: Student, area: Area, school: School | None, *, on: date) -> Student:
    """The child and its numbers are of another area from a day on, at one of its schools if at any.

    Cases that it left there once are its own again.
    """
    Case.objects.filter(area=area, student__merged_into=student, student__area=area).update(student=student)
    student.area = area
    if school:
        student.save(update_fields=["area", "changed_at"])
        move(student, school, on=on)
    else:
        _leave_school(student, on=on)
        student.school = None
        student.save(update_fields=["area", "school", "changed_at"])
    try:
        with transaction.atomic():
            student.identities.update(area=area)
    except IntegrityError as error:  # the number was given to another child there at this moment
        raise Refused(_("เขตของคุณมีนักเรียนที่ใช้เลขประจำตัวนี้แล้ว ลองอีกครั้ง")) from error
    return student


def go_into(student: Student, known: Student, school: School | None, *, on: date) -> Student:
    """The child is a row of another area already: that row learns what is known of the child, and this one points to it."""
    lock_child(known.pk)
    student.identities.filter(ended_on=None).update(ended_on=on)
    if fill_gaps(known, student):
        known.save()
        reindex(known)
    if school:
        move(known, school, on=on)
    student.merged_into = known
    student.save(update_fields=["merged_into", "changed_at"])
    return known


def _leave_school(student: Student, *, on: date) -> None:
    """The school the child was at is kept with its last day."""
    present = student.enrolments.filter(ended_on=None)
    if student.school and not present.exists():
        Enrolment.objects.create(student=student, school=student.school, grade=student.grade, ended_on=on)
    present.update(ended_on=on)


def flag_twin(case: Case, number: str, *, by: User) -> None:
    """Where the child may have an open case that `by` may not see, the person responsible is told, and `by` is not."""
    twin = hidden_match(case, number, by)
    if twin is None:
        return
    case.possible_duplicate_of = twin
    case.save(update_fields=["possible_duplicate_of"])
    if case.owner:
        told = {"event": f"duplicate:{case.key}", "about": case.number, "path": case.get_absolute_url()}
        notices.tell([case.owner], NoticeKind.POSSIBLE_DUPLICATE, **told)


def reindex(student: Student) -> None:
    """The cases of a child are found and sorted by its names as they are now."""
    for case in Case.objects.filter(student=student):
        case.student = student
        Case.objects.filter(pk=case.pk).update(sort_key=student.sort_key, search_text=case.index_text())
