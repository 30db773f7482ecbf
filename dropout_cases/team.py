"""Whom a case knows: the people its records name, and those who might be put on its team."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schools.models import Agency, User

from .judgement import RECORD_MODELS
from .models import Case, ContactTry, StepRecord, TeamMember
from .steps import Step


@dataclass(frozen=True)
class Suggestion:
    """Somebody who might belong to the team: their name, in what part, their phone, and how the form's address names them."""

    name: str
    part: str
    phone: str
    query: str


def people_of(case: Case) -> list[tuple[str, str]]:
    """Whom the records of the case brought into it, each once: (name, in what part)."""
    models = [apps.get_model(name) for name in RECORD_MODELS.values()]
    naming = [model for model in models if model.people is not StepRecord.people]
    records = (one for model in naming for one in model.objects.filter(round__case=case, voided_at=None).with_lines())
    return list(dict.fromkeys(person for record in records for person in record.people()))


def tries_of_others(case: Case) -> list[ContactTry]:
    """Tries to reach people who are not on the team, the newest first."""
    return list(ContactTry.objects.filter(case=case, member=None, voided_at=None).order_by("-happened_on", "-pk"))


def suggested(case: Case, members: Collection[TeamMember]) -> list[Suggestion]:
    """The child's guardian, the school's staff and the agencies asked already, without who is on the team."""
    users, agencies = {one.user_id for one in members}, {one.agency_id for one in members if one.agency_id}
    student, found = case.student, []
    if student.guardian_name and student.guardian_name not in {one.name for one in members}:
        part = " ".join(filter(None, (_("ผู้ปกครอง"), str(student.guardian_relation or ""))))
        found.append(Suggestion(student.guardian_name, part, student.guardian_phone, "guardian=1"))
    for user in staff_of(case):
        part = " ".join(filter(None, (user.position, str(_("โรงเรียน")))))
        if user.pk not in users:
            found.append(Suggestion(user.full_name, part, user.phone, f"user={user.key}"))
    for agency in asked_agencies(case).exclude(pk__in=agencies):
        found.append(Suggestion(agency.name, _("หน่วยงาน"), agency.phone, f"agency={agency.key}"))
    return found


def staff_of(case: Case) -> QuerySet[User]:
    """The people with an account at the child's school."""
    return User.objects.at_school(case.school) if case.school else User.objects.none()


def asked_agencies(case: Case) -> QuerySet[Agency]:
    """The agencies asked in step 2."""
    contacts = apps.get_model(RECORD_MODELS[Step.COORDINATE]).objects.filter(round__case=case, voided_at=None)
    return Agency.objects.filter(pk__in=contacts.values("agency"))


def known_of(case: Case, query: Mapping[str, str]) -> dict[str, object]:
    """What the form of a new member is filled with, of the one its address names; nothing of anybody else."""
    student = case.student
    if "guardian" in query:
        relation = str(student.guardian_relation or _("ผู้ปกครอง"))
        return {"name": student.guardian_name, "position": relation, "phone": student.guardian_phone}
    if "user" in query:
        user = next((one for one in staff_of(case) if one.key == query["user"]), None)
        return _account(user) if user else {}
    agency = next((one for one in asked_agencies(case) if one.key == query.get("agency")), None)
    if agency is None:
        return {}
    return {"name": agency.contact_name or agency.name, "phone": agency.phone, "email": agency.email, "agency": agency.key}


def _account(user: User) -> dict[str, object]:
    known = {"name": user.full_name, "position": user.position, "phone": user.phone, "email": user.email}
    return known | {"user": user, "of_school": True}
