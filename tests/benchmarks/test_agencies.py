"""How long the directory takes to say who can help with what and where, among 10 agencies and among 1,000, in one run.

.venv/bin/python -m pytest tests/benchmarks/test_agencies.py -m benchmark -s
"""

from random import Random
from statistics import median
from time import perf_counter

import pytest

from tests.directory import fill_directory

FEW, MANY = 10, 1_000
TIMES = 9
GOAL = 5
SEARCH = "/agencies/?service=help_kind.PSYCH&amphoe=4003"

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]


def seconds(client) -> float:
    """The median time of the page."""

    def once() -> float:
        began = perf_counter()
        assert client.get(SEARCH).status_code == 200
        return perf_counter() - began

    once()
    return median(once() for _ in range(TIMES))


def test_a_thousand_agencies_are_searched_nearly_as_fast_as_ten(world, client):
    client.force_login(world.officer)
    fill_directory(world.area, FEW, Random(1))
    few = seconds(client)
    fill_directory(world.area, MANY - FEW, Random(2))
    many = seconds(client)
    print(f"{FEW} agencies {1000 * few:.1f} ms, {MANY} agencies {1000 * many:.1f} ms, {many / few:.2f} times")  # noqa: T201
    assert many / few <= GOAL
