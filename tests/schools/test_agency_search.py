"""Who can help with what, and where: one query whatever the number of agencies, and the answer plain Python would give."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.models import Agency
from tests.directory import expected, fill_directory
from tests.make import code

ASKED = [
    (["PSYCH"], "4003"),
    (["PSYCH", "FOOD"], "4001"),
    (["LEGAL", "FOOD", "MEDICAL"], "4002"),
]


@pytest.fixture
def directory(world):
    return fill_directory(world.area, 1_000, Random(7))


@pytest.mark.parametrize(("helps", "amphoe"), ASKED)
def test_a_thousand_agencies_are_asked_in_one_query(directory, helps, amphoe, django_assert_num_queries):
    kinds = [code(one, "help_kind") for one in helps]
    with django_assert_num_queries(1):
        found = list(Agency.objects.choosable().who_can(*kinds).serving(amphoe).quickest())
        figures = [(one.name, one.sent_count, one.answered_count, one.share_accepted, one.reply_days) for one in found]
    assert figures == expected(directory, helps, amphoe)
    assert len(figures) > 5


def test_page_asks_the_same_of_ten_agencies_and_of_a_thousand(world, client):
    client.force_login(world.officer)
    path = "/agencies/?service=help_kind.PSYCH&amphoe=4003"
    counts = []
    for count in (10, 990):
        fill_directory(world.area, count, Random(count))
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(path).context["page_obj"]
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 13
    assert [one.reply_days for one in page] == sorted(one.reply_days for one in page)
    assert len(page) == 25


def test_every_kind_of_help_is_asked_for_together_and_who_is_named_for_no_amphoe_serves_all(world):
    psych, food = code("PSYCH", "help_kind"), code("FOOD", "help_kind")
    world.agency.services.add(psych, food)
    world.other_agency.services.add(psych)
    assert set(Agency.objects.who_can(psych).serving("4003")) == {world.agency, world.other_agency}
    assert list(Agency.objects.who_can(psych, food).serving("4003")) == [world.agency]


def test_those_that_take_nobody_come_last_and_those_never_asked_after_the_quick(world):
    Agency.objects.filter(pk=world.other_agency.pk).update(reply_days=9)
    closed = Agency.objects.create(area=world.area, name="เลิกแล้ว", kind=world.agency.kind, is_open=False, reply_days=1)
    assert list(Agency.objects.quickest()) == [world.other_agency, world.agency, closed]
