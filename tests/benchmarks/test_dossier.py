"""How much memory it takes to draw a dossier of 400 and of 4,000 entries, in one run.

    .venv/bin/python -m pytest tests/benchmarks/test_dossier.py -m benchmark -s

ENTRIES sets another number than 4,000.
"""

import os
import resource
from time import perf_counter

import pytest
from django.utils import timezone

from dropout_cases.parts import part_of
from referrals.papers.dossier import Choice, dossier
from tests.dropout_cases.copies import more_entries
from tests.make import code
from tests.papers import pages_of
from tests.referrals.dossiers import add_rounds, entries_of, make_story

FEW, MANY = 400, int(os.environ.get("ENTRIES", "4000"))
GOAL = 2  # times the peak of few entries, with ten times as many

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]


def peak(told, user, many: int) -> float:
    """The most memory held so far, in MB, once the case has so many entries and was drawn."""
    grow(told, many)
    began = perf_counter()
    choice = Choice(code("COURT", "dossier_purpose"), "ศาลสมมติ", sensitive=True, annexes=True)
    file = dossier(part_of(told.case, user), choice, at=timezone.now())
    took, most = perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{many:6,} entries {len(pages_of(file)):5,} pages {took:6.1f} s {most:6.0f} MB")  # noqa: T201
    return most


def grow(told, many: int) -> None:
    """Fill the later rounds with what stands in the first."""
    have, later = len(entries_of(told.case)), told.case.rounds.filter(number__gt=2)
    for one in later:
        alike = len(entries_of(told.case))
        more_entries(told.first, one, 1)
        several = len(entries_of(told.case)) - alike
        more_entries(told.first, one, round((many - have) / len(later) / several) - 1)


def test_ten_times_the_entries_take_at_most_twice_the_memory(world):
    told = make_story(world)
    add_rounds(told.case, world.elsewhere, 3, times=0)
    few = peak(told, world.officer, FEW)
    assert peak(told, world.officer, MANY) <= GOAL * few
