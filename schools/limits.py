"""The wait of whoever does too much from one address on the pages that are open to everyone; the trail is what counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from schools.encryption import blind_index
from schools.models import TrailEvent, Verb
from schools.trail import write


@dataclass(frozen=True)
class Limit:
    """How often one address may do a thing within a while; many people share the address of a telephone network."""

    name: str
    times: int
    window: timedelta
    verb: Verb


LINKS = Limit("links", 20, timedelta(minutes=15), Verb.REFUSED)  # personal links that lead nowhere


def wait_until(limit: Limit, address: str, now: datetime) -> datetime | None:
    """When this address may go on; None when it may now."""
    lines = TrailEvent.objects.filter(subject=_door(limit, address, now), at__gt=now - limit.window).order_by("-pk")
    moments = list(lines.values_list("at", flat=True)[: limit.times])
    return moments[-1] + limit.window if len(moments) == limit.times else None


def count(limit: Limit, address: str, now: datetime) -> None:
    """Write down that the address did it once more."""
    write(None, limit.verb, _door(limit, address, now))


def _door(limit: Limit, address: str, now: datetime) -> str:
    """The address as the trail names it: unlike its name at sign-in, and another every day, so that nobody is followed by it."""
    return f"{limit.name}:{blind_index(f'{limit.name}|{address}|{timezone.localdate(now)}')[:32]}"
