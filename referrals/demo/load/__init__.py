"""Synthetic cases in any number, for measuring: copies of a few told cases, saved many at a time."""

from collections.abc import Iterator
from datetime import date
from random import Random

from django.db import connection, transaction

from referrals.models.referrals import count_anew

from .copies import Batch
from .offices import MOST_AREAS, open_office
from .patterns import tell_patterns

__all__ = ["MOST_AREAS", "fill"]

BATCH = 500


def fill(cases: int, areas: int, *, seed: int, today: date, password: str | None) -> Iterator[int]:
    """Add `cases` cases over `areas` offices; yields how many there are after each batch, so that a caller may tell.

    With a password one officer, supervisor and teacher of the first office can sign in.
    """
    random = Random(seed)
    with transaction.atomic():
        offices = [open_office(number, cases // areas, password if number == 1 else None) for number in range(1, areas + 1)]
    patterns = tell_patterns(offices[0].for_stories(), today)
    weights = [pattern.weight for pattern in patterns]
    for done in range(0, cases, BATCH):
        with transaction.atomic():
            batch = Batch(random, offices[0])
            for number in range(done, min(done + BATCH, cases)):
                batch.add(random.choices(patterns, weights)[0], offices[number % areas])
            batch.save()
        yield min(done + BATCH, cases)
    for agency in (one for office in offices for one in office.agencies.values()):
        count_anew(agency)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
