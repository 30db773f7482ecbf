"""What the form of a meeting begins with: from its plan, from the people of the case, and from what earlier meetings left open."""

from datetime import date

from dropout_cases.models import Case, TeamMember
from referrals.forms.meetings import AGENDA_NAMES
from referrals.models import Plan, PlanKind, Resolution, Side
from schools.models import User

FOLLOWED_UP, FOR_DECISION = 3, 5  # items of the agenda
TO_BE_HEARD = (Side.SCHOOL, Side.FAMILY, Side.COMMUNITY)
Row = dict[str, object]


def plan_of(case: Case, kind: PlanKind, key: str) -> Plan | None:
    """The plan that a form is opened from, while it is still to be held."""
    return Plan.objects.open().filter(case=case, kind=kind, key=key).select_related("case").first()


def details(plan: Plan | None, today: date) -> Row:
    """When, where and under whom, as planned; a meeting cannot be recorded before its day."""
    if plan is None:
        return {}
    planned = {name: getattr(plan, name) for name in ("starts_at", "place_text", "chair")}
    return planned | ({"happened_on": plan.planned_on} if plan.planned_on <= today else {})


def people(case: Case, plan: Plan | None, user: User, today: date) -> list[Row]:
    """Who writes, and those invited or else the people of the case; a row is kept free for each side that must be heard."""
    rows = [_officer(user), *(_invited(plan) if plan else [*_family(case), *map(_member, _team(case, today))])]
    named = {row["side"] for row in rows}
    return rows + [{"side": side} for side in TO_BE_HEARD if side not in named]


def agenda(plan: Plan | None, resolved: list[Resolution], user: User) -> list[Row]:
    """The six items: what is followed up stands in the third, what was planned to be talked about in the fifth."""
    followed = [" ".join(one.sentence.split()) for one in resolved]
    planned = plan.agenda.splitlines() if plan and plan.shows_agenda_to(user) else []
    fresh = [line for line in planned if not any(one.startswith(line.strip()) for one in followed)]
    texts = {FOLLOWED_UP: "\n".join(followed), FOR_DECISION: "\n".join(fresh)}
    return [{"text": texts.get(number, "")} for number in AGENDA_NAMES]


def _team(case: Case, today: date) -> list[TeamMember]:
    return list(TeamMember.objects.of(case).filter(no_contact=False).exclude(until_on__lt=today))


def _member(member: TeamMember) -> Row:
    side = Side.AGENCY if member.agency else Side.SCHOOL if member.of_school else ""
    return {"name": member.name, "position": member.from_where[:160], "side": side, "member_key": member.key}


def _officer(user: User) -> Row:
    return {"name": user.full_name, "position": user.position, "side": Side.OFFICE}


def _family(case: Case) -> list[Row]:
    """The guardian on record, unless nobody may contact that person."""
    name = case.student.guardian_name
    barred = {one.name for one in TeamMember.objects.of(case).barred()}
    relation = str(case.student.guardian_relation or "")
    return [{"name": name, "position": relation, "side": Side.FAMILY}] if name and name not in barred else []


def _invited(plan: Plan) -> list[Row]:
    rows = []
    for invitee in plan.invitees.select_related("member__agency", "agency"):
        if invitee.member:
            rows.append(_member(invitee.member))
        else:
            of_school = invitee.name == str(plan.case.school or "")[:160]
            side = Side.AGENCY if invitee.agency else Side.SCHOOL if of_school else ""
            rows.append({"name": invitee.name, "side": side})
    return rows
