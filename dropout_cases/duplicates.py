"""Whether a child being reported may be known already – without a word to those who may not see the other case."""

from django.db.models import F, Q

from thai.text import fold

from .models import Case, Student


def _same_child(student: Student, number: str) -> Q:
    """The same number, or the same full name."""
    by_name = Q(student__search_text__startswith=fold(student.first_name + student.last_name))
    by_number = Q(student__in=Student.objects.with_number(number)) if number else Q(pk__in=[])
    return (by_name if student.first_name and student.last_name else Q(pk__in=[])) | by_number


def visible_matches(student: Student, number: str, user, most: int = 5) -> list[Case]:
    """Cases of what may be the same child, as far as `user` may see them; open ones first."""
    found = Case.objects.visible_to(user).filter(_same_child(student, number))
    return list(found.select_related("student", "school").order_by(F("closed_on").desc(nulls_first=True), "-pk")[:most])


def hidden_match(case: Case, number: str, user) -> Case | None:
    """Another open case of the same area, of what may be the same child, that the reporter may not see."""
    seen = Case.objects.visible_to(user).values("pk")
    others = Case.objects.open().filter(_same_child(case.student, number), area=case.area)
    return others.exclude(pk=case.pk).exclude(pk__in=seen).first()
