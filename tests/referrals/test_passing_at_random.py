"""Whatever passes in whatever order, two referrals of one case stand where what passed has led them, and nothing is lost."""

from datetime import timedelta
from statistics import median

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropout_cases import workflow
from dropout_cases.models import Round
from dropout_cases.workflow import Refused
from referrals import passing
from referrals.models import HelpGiven, Outcome, Package, Referral, ReferralEvent
from referrals.passing import CLOCK, Voice
from schools.models import Agency
from tests.make import DAY, code, make_case, make_consent, make_referral
from tests.recomputed import differences
from tests.referrals.test_passing import MAY_PASS

AHEAD = DAY.replace(year=2100)
LEADS_TO = {kind: status for kind, (_where, status) in MAY_PASS.items() if status}


class Office:
    """A case with a referral to each of two agencies, both resting on one consent; rows are read before acts, as pages do."""

    def __init__(self, world, draw):
        self.world, self.draw, self.seen = world, draw, []
        self.case = make_case(world.officer, world.school)
        self.ground = make_consent(self.case, world.officer)
        self.refer()

    def refer(self):
        grounds = {"legal_basis": code("CONSENT", "legal_basis"), "consent": self.ground, "accepted": False, "expires_on": AHEAD}
        pairs = zip(("MEDICAL", "PSYCH"), (self.world.agency, self.world.other_agency), strict=True)
        self.rows = [make_referral(self.case, self.world.officer, agency, helps=[one], **grounds) for one, agency in pairs]

    def do(self):
        entry = self.draw(st.sampled_from(self.rows))
        if self.draw(st.booleans()):  # or it is what stood there when the page was opened
            entry = Referral.objects.get(pk=entry.pk)
        act = self.draw(st.sampled_from([*MAY_PASS] * 2 + ["void", "loop", "consent"]))
        on = DAY + timedelta(days=self.draw(st.integers(-1, 9)))
        try:
            with transaction.atomic():
                getattr(self, act.lower(), lambda entry, on: self.speak(act, entry, on))(entry, on)
        except Refused:
            pass
        self.check()

    def speak(self, kind, entry, on):
        voice = self.draw(st.sampled_from([Voice(self.world.officer), Voice(self.world.partner), CLOCK]))
        passing.passed(entry, kind, voice=voice, on=on)

    def accepted(self, entry, on):
        passing.accept(entry, voice=Voice(self.world.officer), on=on)

    def declined(self, entry, on):
        passing.decline(entry, voice=Voice(self.world.officer), on=on, reason=code("FULL", "referral_decline_reason"))

    def asked(self, entry, on):
        passing.inquire(entry, voice=Voice(self.world.officer), on=on, text="มีบัตรไหม")

    def replied(self, entry, on):
        passing.reply(entry, by=self.world.officer, on=on, text="มี", package=Package(items="[1]"))

    def done(self, entry, on):
        outcome = self.draw(st.sampled_from(Outcome))
        passing.report(entry, voice=Voice(self.world.officer), on=on, given=dict.fromkeys(entry.helps.all(), outcome))

    def withdrawn(self, entry, on):
        passing.withdraw(entry, by=self.world.officer, on=on)

    def void(self, entry, on):
        workflow.void(entry, reason="ผิดเคส", by=self.world.officer)

    def loop(self, entry, on):
        reason = code("REFERRAL_DECLINED", "round_start_reason")
        workflow.loop(entry.round, reason=reason, by=self.world.officer, on=on)
        self.refer()

    def consent(self, entry, on):
        passing.withdraw_consent(self.ground, by=self.world.officer, on=on, at=entry.entered_at)
        self.ground = make_consent(self.case, self.world.officer)

    def check(self):
        events = list(ReferralEvent.objects.order_by("pk").values_list("pk", "record", "kind"))
        assert events[: len(self.seen)] == self.seen
        self.seen = events
        for row in Referral.objects.all():
            led = [LEADS_TO[kind] for _pk, record, kind in events if record == row.pk and kind in LEADS_TO]
            assert row.status == (led or ["SENT"])[-1]
            assert [one.version for one in row.packages.all()] == list(range(1, row.packages.count() + 1))
            assert HelpGiven.objects.filter(record=row).count() == (row.status == "DONE")
            assert row.is_void or row.round.closed_on or bool(row.question_on) == self.owes(row, events)
        assert Round.objects.filter(case=self.case, closed_on=None).count() == 1
        assert differences(self.case) == {}
        for agency in (self.world.agency, self.world.other_agency):
            assert figures(agency) == counted(agency)

    def owes(self, row, events):
        """Whether the last that was asked has no reply, and the receiver still waits."""
        said = [kind for _pk, record, kind in events if record == row.pk and kind in ("ASKED", "REPLIED")]
        return said[-1:] == ["ASKED"] and row.status in ("SENT", "ACCEPTED", "HELPING")


def figures(agency):
    names = ("sent_count", "answered_count", "accepted_count", "reply_days")
    return Agency.objects.filter(pk=agency.pk).values_list(*names).get()


def counted(agency):
    """The same, counted from what passed."""
    rows = Referral.objects.filter(agency=agency, voided_at=None)
    first = [one.events.filter(kind__in=["ACCEPTED", "DECLINED"]).first() for one in rows]
    days = [(event.happened_on - event.record.happened_on).days for event in first if event]
    taken = sum(event.kind == "ACCEPTED" for event in first if event)
    return len(rows), len(days), taken, median(days) if days else None


@pytest.mark.slow
@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data(), times=st.integers(8, 16))
def test_whatever_passes_the_referrals_stand_where_it_has_led_them(world, data, times):
    with transaction.atomic():
        office = Office(world, data.draw)
        for _time in range(times):
            office.do()
        transaction.set_rollback(True)
