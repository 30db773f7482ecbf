"""Slows down whoever guesses passwords: refused sign-ins are counted by user name and address, from the trail."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from itertools import takewhile

from django.conf import settings

from schools.encryption import blind_index
from schools.models import TrailEvent, Verb
from schools.trail import write
from thai.text import drop_invisible

WINDOW = timedelta(minutes=15)
TRIES = 5  # of one user name from one address
TRIES_FROM_ADDRESS = 50  # of any user names from one address


def fold_username(typed: str) -> str:
    """The user name that was meant, however it was typed: no capitals, no spaces."""
    return "".join(drop_invisible(typed).split()).lower()


def address_of(request) -> str:
    """Where a request comes from; an IPv6 address counts as its network, all of which one person has.

    Only a proxy of ours is believed about the address before it: the last one it names, for that one it saw itself.
    """
    named = request.META["REMOTE_ADDR"]
    if settings.SECURE_PROXY_SSL_HEADER:
        named = request.headers.get("X-Forwarded-For", named).rpartition(",")[2].strip()
    try:
        address = ip_address(named)
    except ValueError:
        return named
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)


def wait_until(username: str, address: str, now: datetime) -> datetime | None:
    """When this user name may be tried again from this address; None when it may be tried now."""
    ends = (_end(_pair(username, address), TRIES, now), _end(_door(address), TRIES_FROM_ADDRESS, now))
    return max((end for end in ends if end), default=None)


def note_refusal(username: str, address: str) -> None:
    """Write down a wrong pair, under the pair and under the address."""
    write(None, Verb.SIGN_IN_REFUSED, _pair(username, address))
    write(None, Verb.SIGN_IN_REFUSED, _door(address))


def note_sign_in(user, address: str) -> None:
    """Write down a sign-in; the refusals of this pair before it count no more."""
    write(user, Verb.SIGNED_IN, _pair(user.username, address))


def _pair(username: str, address: str) -> str:
    return f"sign-in:{blind_index(f'{username}|{address}')[:32]}"


def _door(address: str) -> str:
    return f"address:{blind_index(address)[:32]}"


def _end(subject: str, tries: int, now: datetime) -> datetime | None:
    lines = TrailEvent.objects.filter(subject=subject, at__gt=now - WINDOW).order_by("-pk").values_list("verb", "at")
    refused = list(takewhile(lambda line: line[0] == Verb.SIGN_IN_REFUSED, lines[:tries]))
    return refused[-1][1] + WINDOW if len(refused) == tries else None
