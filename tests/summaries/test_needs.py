"""The help that is not to be had, in the summary of a year: linked for the office, and safe to be shown outside."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
import time_machine

from referrals.models import UnmetNeed
from referrals.needs import tell_need
from tests.make import DAY, code, decline_referral, make_case, make_referral
from tests.summaries.stories import TODAY

URL = "/summaries/2567/"
HEADS = ["ความช่วยเหลือ", "อำเภอ", "นักเรียน"]


@pytest.fixture(autouse=True)
def lacking(world):
    """Six children without a place to live, and one without a clinic that takes it in."""
    with time_machine.travel(TODAY, tick=False):
        for number in range(7):
            case = make_case(world.officer, world.school, on=DAY)
            if number:
                need = UnmetNeed(case=case, help_kind=code("HOUSING", "help_kind"), happened_on=DAY + timedelta(days=1))
                tell_need(need, by=world.officer)
            else:
                decline_referral(make_referral(case, world.officer, world.agency, accepted=False, helps=("REHAB",)), world.officer)
        yield


def table_of(client, reader):
    client.force_login(reader)
    return next(table for table in client.get(URL).context["tables"] if table.name == "by_need")


def test_each_number_opens_the_needs_behind_it(client, world):
    cells = [row.cells[0] for row in table_of(client, world.officer).rows]
    assert [cell.number for cell in cells] == [6, 1]
    assert [client.get(cell.url).context["page_obj"].paginator.count for cell in cells] == [6, 1]


def test_executive_reads_numbers_and_follows_no_link(client, world):
    assert [(cell.number, cell.url) for row in table_of(client, world.executive).rows for cell in row.cells] == [(6, ""), (1, "")]
    assert table_of(client, world.stranger).rows == ()


@pytest.mark.parametrize(("asked", "small"), [({}, "1"), ({"public": "1"}, "น้อยกว่า 5")])
def test_file_that_leaves_the_office_hides_small_numbers(client, world, asked, small):
    client.force_login(world.officer)
    rows = list(csv.reader(StringIO(client.get(f"{URL}export/", asked).content.decode("utf-8-sig"))))
    amphoe = world.school.tambon.amphoe.name
    housing, rehab = (code(name, "help_kind").label for name in ("HOUSING", "REHAB"))
    start = rows.index(HEADS)
    assert rows[start + 1 : start + 3] == [[housing, amphoe, "6"], [rehab, amphoe, small]]
