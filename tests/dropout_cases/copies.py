"""Many cases at once: copies of one the engine made, for lists that must stay fast however long they grow."""

from django.apps import apps

from dropout_cases.models import Case, Entry, PlannedCheck, Round, Student
from schools.fields import new_key

SEVERAL = {
    "contact", "visit", "followup", "note", "task", "advice", "contacttry", "finding", "referralevent", "decision", "deadline",
}  # fmt: skip


def copies(case: Case, many: int) -> list[Case]:
    """So many cases like this one, each of a child of its own."""
    students = Student.objects.bulk_create(_copy(case.student, first_name=f"สำเนา{number}") for number in range(many))
    numbered = ((student, f"{case.number}-{student.pk}") for student in students)
    return Case.objects.bulk_create(_copy(case, student=student, number=number) for student, number in numbered)


def whole_copies(case: Case, many: int) -> list[Case]:
    """So many cases like this one of a single round, each with what was recorded, decided and asked for in it."""
    made, old = copies(case, many), case.current_round
    rounds = _for_each([old], [{"case": one} for one in made])
    theirs = [{"case": new.case, "round": new, "token": None} for new in rounds]
    _for_each([*old.states.all(), *case.closings.all()], theirs)
    kinds = [model for model in apps.get_models() if issubclass(model, Entry)]
    for record in [row for model in kinds for row in model.objects.filter(round=old)]:
        twins = _for_each([record], theirs)
        _for_each(PlannedCheck.objects.filter(of_return__key=record.key), [{"of_return": twin} for twin in twins])
    return made


def _for_each(rows, changes) -> list:
    """A copy of every row for each of these changes."""
    return [made for row in rows for made in type(row)._base_manager.bulk_create(_copy(row, **fields) for fields in changes)]


def _copy(row, **fields):
    """An unsaved copy of a row, with another key."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    copy = type(row)(**values)
    copy.pk, copy.key = None, new_key()
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def more_entries(old: Round, new: Round, times: int) -> None:
    """So many copies in one round of each entry of another, of the kinds of which there may be several alike."""
    kinds = [model for model in apps.get_models() if issubclass(model, Entry) and model._meta.model_name in SEVERAL]
    for row in [row for model in kinds for row in model.objects.filter(round=old)]:
        _for_each([row], [{"round": new, "token": None} for _time in range(times)])
