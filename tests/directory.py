"""A directory of any size, written in a few queries, and what a search in it should find, reckoned in plain Python."""

from dataclasses import dataclass
from random import Random

from schools.models import Agency
from tests.make import code, make_amphoe
from thai.sorting import sort_key
from thai.text import fold

HELPS = ("PSYCH", "FOOD", "LEGAL", "MEDICAL", "HOUSING")
AMPHOE = {"4003": "พระยืน", "4001": "เมืองขอนแก่น", "4002": "บ้านฝาง"}


@dataclass(frozen=True)
class Told:
    """An agency as the tests remember it."""

    agency: Agency
    helps: set[str]
    covers: set[str]


def fill_directory(area, count: int, random: Random) -> list[Told]:
    """So many agencies; some closed, some never answered, some for the whole area."""
    there = Agency.objects.count()
    area.amphoe.set([make_amphoe(name, pk) for pk, name in AMPHOE.items()])
    kind = code("HOSPITAL", "agency_kind")
    told = [_agency(area, kind, there + number, random) for number in range(count)]
    Agency.objects.bulk_create(one.agency for one in told)
    kinds = {name: code(name, "help_kind").pk for name in HELPS}
    given, covered = Agency.services.through, Agency.covers.through
    given.objects.bulk_create(given(agency=one.agency, code_id=kinds[name]) for one in told for name in one.helps)
    covered.objects.bulk_create(covered(agency=one.agency, amphoe_id=pk) for one in told for pk in one.covers)
    return told


def _agency(area, kind, number: int, random: Random) -> Told:
    answered = random.randint(0, 9)
    agency = Agency(
        area=area,
        kind=kind,
        name=f"หน่วยงานทดลอง {number:04d}",
        is_open=random.random() < 0.9,
        sent_count=answered + random.randint(0, 3),
        answered_count=answered,
        accepted_count=random.randint(0, answered),
        reply_days=random.randint(0, 20) / 2 if answered else None,
    )
    agency.search_text, agency.sort_key = fold(agency.name), sort_key(agency.name)
    return Told(
        agency, set(random.sample(HELPS, random.randint(0, 4))), set(random.sample(list(AMPHOE), random.choice([0, 1, 1, 2])))
    )


def expected(directory: list[Told], helps: list[str], amphoe: str) -> list[tuple]:
    """Names and figures of those that can, the quickest first."""
    found = [
        one.agency
        for one in directory
        if one.agency.is_open and one.helps.issuperset(helps) and (amphoe in one.covers or not one.covers)
    ]
    found.sort(key=lambda one: (one.reply_days is None, one.reply_days or 0, one.sort_key, one.pk))
    return [
        (
            one.name,
            one.sent_count,
            one.answered_count,
            one.accepted_count / one.answered_count if one.answered_count else None,
            one.reply_days,
        )
        for one in found
    ]
