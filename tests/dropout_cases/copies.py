"""Many cases at once: copies of one the engine made, for lists that must stay fast however long they grow."""

from dropout_cases.models import Case, Student
from schools.fields import new_key


def copies(case: Case, many: int) -> list[Case]:
    """So many cases like this one, each of a child of its own."""
    students = Student.objects.bulk_create(_copy(case.student, first_name=f"สำเนา{number}") for number in range(many))
    numbered = ((student, f"{case.number}-{student.pk}") for student in students)
    return Case.objects.bulk_create(_copy(case, student=student, number=number) for student, number in numbered)


def _copy(row, **fields):
    """An unsaved copy of a row, with another key."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    copy = type(row)(**values)
    copy.pk, copy.key = None, new_key()
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy
