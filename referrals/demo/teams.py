"""Who works on a few of the demo's cases: teams, somebody who must not be contacted, advice, calls, and a link that waits."""

from datetime import date, datetime, time

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Advice, AdviceKind, ContactTry, TeamMember
from dropout_cases.workflow import links
from dropout_cases.workflow.team import join_team, note_try

from .story import Story


def join(story: Story, on: date, name: str, position: str, *, agency: str = "", **fields) -> TeamMember:
    """Somebody joins the team of a case."""
    organisation = story.office.agencies.get(agency)
    member = TeamMember(case=story.case, name=name, position=position, agency=organisation, happened_on=on, **fields)
    return join_team(member, by=story.officer)


def ring(story: Story, on: date, member: TeamMember, *, reached: bool, again: date | None = None) -> None:
    """A call, answered or not."""
    entry = ContactTry(case=story.case, member=member, reached=reached, next_try_on=again, happened_on=on)
    note_try(entry, by=story.officer)


def advise(story: Story, on: date, from_whom: str, know: str, rule: str) -> None:
    """What the multidisciplinary team wants known, and the rule to heed."""
    for kind, text in ((AdviceKind.KNOW, know), (AdviceKind.RULE, rule)):
        workflow.give_advice(Advice(case=story.case, kind=kind, text=text, from_whom=from_whom, happened_on=on), by=story.officer)


def send_link(story: Story, on: date) -> None:
    """The contact asked last may answer through a personal link; only whoever was sent it knows its address."""
    entry = story.round.contacts.latest("pk")
    at = timezone.make_aware(datetime.combine(on, time(9)))
    address = entry.agency.email if entry.agency else "contact@agency.example"
    links.make_link(entry, for_whom=str(entry.agency), way="MAIL", address=address, days=14, by=story.officer, at=at)
