"""How long the list and the figures of 500 and of 50,000 referrals to 1,000 agencies take, in one run on PostgreSQL.

    .venv/bin/python -m tests.postgres .venv/bin/python -m pytest tests/benchmarks/test_referrals.py -m benchmark -s

REFERRALS sets another number than 50,000.
"""

import os
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter

import pytest
from django.db import connection
from django.utils import timezone

from dropout_cases.models import Round
from referrals.models import HelpGiven, Outcome, Referral, ReferralStatus
from referrals.models.referrals import TAKEN_ON
from schools.fields import new_key
from schools.models import Agency, Code
from tests.dropout_cases.copies import copies
from tests.make import make_agency, make_area, make_case, make_officer, make_referral, make_school

FEW, MANY = 500, int(os.environ.get("REFERRALS", "50000"))
AGENCIES, A_CASE = 1_000, 10  # agencies; referrals of a case
TIMES = 5
DONE, DECLINED = ReferralStatus.DONE, ReferralStatus.DECLINED
STATES = (*TAKEN_ON, DONE, DONE, DONE, DECLINED, DECLINED)  # as common as they stand here; every fiftieth has no answer yet
PAGES = {
    "the list": "/referrals/",
    "its tenth page": "/referrals/?page=10",
    "of one agency, answered": "/referrals/?answered=1&agency={agency}",
    "past the limit": "/referrals/?silent=on",
    "figures of all years": "/referrals/numbers/",
    "figures of one year": "/referrals/numbers/?year={year}",
    "not to be had": "/referrals/needs/",
}
LISTS = list(PAGES)[:4]
FLAT, GOAL = 3, 30  # times as long with a hundred times as many: a list (than a full page of few), and figures that count them all

pytestmark = [pytest.mark.benchmark, pytest.mark.slow, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


class Writer:
    """Writes referrals past the engine, each in some state."""

    def __init__(self):
        self.random, self.today = Random(2567), timezone.localdate()
        area = make_area("ขก1")
        self.officer = make_officer(area)
        self.case = make_case(self.officer, make_school(area), on=self.today - timedelta(days=900))
        self.pattern = make_referral(self.case, self.officer, make_agency(area), on=self.today, accepted=False)
        names = (f"หน่วยงานทดสอบ {number:04d}" for number in range(1, AGENCIES))
        rows = [Agency(area=area, kind_id="agency_kind.OTHER", name=name, search_text=name, sort_key=name) for name in names]
        self.agencies = [*Agency.objects.bulk_create(rows), self.pattern.agency]
        self.helps = list(Code.objects.filter(list="help_kind").values_list("pk", flat=True))
        self.reasons = list(Code.objects.filter(list="referral_decline_reason").values_list("pk", flat=True))

    def write(self, many: int) -> None:
        """So many more referrals, A_CASE to a case."""
        cases = copies(self.case, many // A_CASE)
        rounds = Round.objects.bulk_create(Round(case=one, number=1, opened_on=one.opened_on) for one in cases)
        rows = Referral.objects.bulk_create(self._referral(one) for one in rounds for _number in range(A_CASE))
        through = Referral.helps.through
        asked = [(row, help_kind) for row in rows for help_kind in self.random.sample(self.helps, 1 + row.pk % 2)]
        through.objects.bulk_create(through(referral=row, code_id=help_kind) for row, help_kind in asked)
        HelpGiven.objects.bulk_create(
            HelpGiven(record=row, help_kind_id=help_kind, outcome=self.random.choice(Outcome.values))
            for row, help_kind in asked
            if row.status == DONE
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _referral(self, of_round: Round) -> Referral:
        sent = self.today - timedelta(days=self.random.randrange(30, 890))
        status = ReferralStatus.SENT if self.random.random() < 0.02 else self.random.choice(STATES)
        values = {field.attname: getattr(self.pattern, field.attname) for field in Referral._meta.concrete_fields}
        days = {"happened_on": sent, "answer_by": sent + timedelta(days=7), "expires_on": sent + timedelta(days=180)}
        row = Referral(**values | days | self._said(status, sent))
        row.pk, row.key, row.round, row.agency = None, new_key(), of_round, self.random.choice(self.agencies)
        return row

    def _said(self, status: str, sent: date) -> dict:
        answered = sent + timedelta(days=self.random.randrange(15))
        said = {"status": status, "answered_on": None if status == ReferralStatus.SENT else answered}
        if status == DECLINED:
            said["decline_reason_id"] = self.random.choice(self.reasons)
        return said | ({"result_on": answered + timedelta(days=20)} if status == DONE else {})


def seconds(client, path: str) -> float:
    """The median time of a page."""

    def once() -> float:
        began = perf_counter()
        assert client.get(path).status_code == 200
        return perf_counter() - began

    once()
    return median(once() for _ in range(TIMES))


def measured(client, writer: Writer) -> dict[str, float]:
    words = {"agency": writer.agencies[0].key, "year": writer.today.year + 543}
    return {name: seconds(client, path.format(**words)) for name, path in PAGES.items()}


def test_list_stays_flat_and_figures_grow_slower_than_what_they_count(client):
    writer = Writer()
    client.force_login(writer.officer)
    writer.write(FEW)
    few = measured(client, writer)
    writer.write(MANY - FEW)
    many = measured(client, writer)
    for name in PAGES:
        print(f"{name:28} {1000 * few[name]:7.1f} ms {1000 * many[name]:7.1f} ms {many[name] / few[name]:5.2f} times")  # noqa: T201
    assert max(many[name] for name in LISTS) <= FLAT * few["the list"]
    assert all(many[name] <= GOAL * few[name] for name in PAGES)
