"""What passes between the office and a receiver: when it may, who may, where it leads, and that nothing happens twice."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import NextAct, Status
from dropout_cases.steps import State, Step
from dropout_cases.workflow import Refused, links
from referrals import passing
from referrals.filters import QUESTIONS
from referrals.models import EventKind, HelpGiven, Outcome, Package, Referral, ReferralEvent, ReferralStatus
from referrals.passing import CLOCK, Voice
from schools.models import Notice, TrailEvent
from tests.make import (
    DAY,
    answer_referral,
    close,
    code,
    decline_referral,
    go_through,
    make_case,
    make_consent,
    make_referral,
)
from tests.people import make_world
from tests.recomputed import differences

NEXT = DAY + timedelta(days=1)
BEFORE = DAY - timedelta(days=1)
TOKEN = "t" * 22

# The rules once more, in plain words and not from the table: what may pass while a referral stands where, and where it then stands.
WAITING, READING = "SENT ACCEPTED HELPING", "SENT ACCEPTED HELPING DONE"
MAY_PASS = {
    "OPENED": (READING, ""),
    "ASKED": (WAITING, ""),
    "REPLIED": (WAITING, ""),
    "ADDED": (WAITING, ""),
    "ACCEPTED": ("SENT", "ACCEPTED"),
    "DECLINED": ("SENT", "DECLINED"),
    "HELPING": ("ACCEPTED HELPING", "HELPING"),
    "DONE": ("ACCEPTED HELPING", "DONE"),
    "REMINDED": (WAITING, ""),
    "CALLED": (WAITING, ""),
    "ESCALATED": (WAITING, ""),
    "WITHDRAWN": (WAITING, "WITHDRAWN"),
}
STANDS = {
    "SENT": {},
    "ACCEPTED": {"answered_on": DAY},
    "HELPING": {"answered_on": DAY},
    "DONE": {"answered_on": DAY, "result_on": DAY},
    "DECLINED": {"answered_on": DAY, "decline_reason_id": "referral_decline_reason.FULL"},
    "WITHDRAWN": {},
}
# Who may: the office what it says and what came on paper, a receiver its own part, the clock what nobody has to do.
OFFICE, CLOCKS = {"officer", "colleague", "supervisor"}, {"REMINDED", "ESCALATED"}
OF_OFFICE = {"REPLIED", "ADDED", "CALLED", "WITHDRAWN"}
VOICES = [
    "officer", "colleague", "supervisor", "stranger", "partner", "other_partner", "teacher", "neighbour", "executive", "sysadmin",
    "nobody", "its link", "link of another", "withdrawn link", "ended link", "clock",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The people and a case of theirs, made once: each test works within a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        yield world, make_case(world.officer, world.school)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(f"{NEXT} 12:00+07:00", tick=False):
        yield


@pytest.fixture
def world(made, db):
    return made[0]


@pytest.fixture
def case(made, db):
    return fresh(made[1])


@pytest.fixture
def referral(case, world):
    return make_referral(case, world.officer, world.agency, accepted=False)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def put(referral, status, **fields):
    """The referral, standing there; the receiver waits for a reply, so that one may come."""
    Referral.objects.filter(pk=referral.pk).update(status=status, question_on=DAY, **STANDS[status] | fields)
    return fresh(referral)


def changes(kind):
    """What an act of that kind changes beside the status, as far as the database insists on it."""
    day = {"ACCEPTED": {"answered_on": NEXT}, "DONE": {"result_on": NEXT}}
    reason = {"answered_on": NEXT, "decline_reason": code("FULL", "referral_decline_reason")}
    return (day | {"DECLINED": reason}).get(kind, {})


def let(referral, kind, voice, on=NEXT, **more):
    return passing.passed(referral, kind, voice=voice, on=on, changes=changes(kind), **more)


def make_link(entry, by, at=None):
    to = {"for_whom": "พยาบาลสมมติ", "way": "MAIL", "address": "ward@hospital.example", "days": 14}
    return links.make_link(entry, **to, by=by, at=at or timezone.now())[0]


def asked(referral, **more):
    return passing.inquire(referral, voice=Voice(referral.entered_by), on=NEXT, text="มีบัตรไหม", **more)


def test_rules_name_every_kind_and_every_standing():
    assert MAY_PASS.keys() == set(EventKind)
    assert STANDS.keys() == set(ReferralStatus)


# When, and where to


@pytest.mark.parametrize("kind", MAY_PASS)
def test_it_passes_exactly_where_the_rules_say_and_leads_where_they_say(world, referral, kind):
    where, leads_to = MAY_PASS[kind]
    for status in STANDS:
        row, before = put(referral, status), ReferralEvent.objects.count()
        passes = status in where.split()
        assert bool(row.may_pass(kind)) == (kind in row.passes) == passes
        if passes:
            let(row, kind, Voice(world.officer))
        else:
            with pytest.raises(Refused, match="[ก-๙]{4}"):
                let(row, kind, Voice(world.officer))
        assert ReferralEvent.objects.count() == before + passes
        assert fresh(referral).status == (leads_to if passes and leads_to else status)


# Who


def voice(world, referral, name):
    """Somebody who speaks, and whether it is for this receiver."""
    if name == "clock":
        return CLOCK
    if not name.endswith("link") and "link of" not in name:
        return Voice(getattr(world, name))
    if name == "link of another":
        return Voice(
            through=make_link(make_referral(referral.round.case, world.officer, world.agency, accepted=False), world.officer)
        )
    link = make_link(referral, world.officer, at=timezone.now() - timedelta(days=30) if name == "ended link" else None)
    if name == "withdrawn link":
        links.withdraw(link, by=world.officer, at=timezone.now())
    return Voice(through=link)


@pytest.mark.parametrize("to_school", [False, True], ids=["agency", "school"])
@pytest.mark.parametrize("name", VOICES)
def test_whoever_may_speak_says_only_their_own_part(world, case, name, to_school):
    receiver = {"agency": None, "school": world.other_school} if to_school else {"agency": world.agency}
    referral = make_referral(case, world.officer, accepted=False, **receiver)
    speaker = voice(world, referral, name)
    receivers = {"its link", "neighbour" if to_school else "partner"}
    said = set()
    for kind in EventKind:
        row = put(referral, MAY_PASS[kind][0].split()[0])
        try:
            let(row, kind, speaker)
        except Refused as refused:
            assert len(refused.reason) > 10
        else:
            said.add(str(kind))
    assert said == (
        set(EventKind) if name in OFFICE
        else set(EventKind) - OF_OFFICE - CLOCKS if name in receivers
        else CLOCKS if name == "clock"
        else set()
    )  # fmt: skip


@pytest.mark.parametrize("name", ["partner", "its link"])
def test_what_has_expired_is_closed_to_its_receiver_but_the_office_types_what_came_on_paper(world, referral, name):
    speaker = voice(world, referral, name)
    referral = put(referral, "SENT", expires_on=DAY)
    with pytest.raises(Refused, match="หมดอายุ"):
        passing.accept(referral, voice=speaker, on=NEXT)
    passing.accept(referral, voice=Voice(world.officer), on=NEXT)
    assert fresh(referral).status == ReferralStatus.ACCEPTED


def test_event_names_who_said_it(world, referral):
    by_link = passing.inquire(referral, voice=Voice(through=make_link(referral, world.officer)), on=NEXT, text="มีบัตรไหม")
    typed = passing.accept(referral, voice=Voice(world.colleague, said_by="พยาบาลทดสอบ"), on=NEXT)
    reminded = passing.passed(referral, EventKind.REMINDED, voice=CLOCK, on=NEXT)
    assert (by_link.writer_words, by_link.role_words) == ("พยาบาลสมมติ", "ผ่านลิงก์ส่วนตัว")
    assert (typed.writer_words, typed.lines()[0].value) == (world.colleague.full_name, "พยาบาลทดสอบ")
    assert (reminded.writer_words, reminded.role_words) == ("ระบบ", "")


def test_owner_is_told_what_a_receiver_said_and_not_what_she_typed_herself(world, referral):
    Notice.objects.all().delete()
    passing.inquire(referral, voice=Voice(world.officer), on=NEXT, text="มีบัตรไหม")
    passing.passed(referral, EventKind.REMINDED, voice=CLOCK, on=NEXT)
    assert not Notice.objects.exists()
    passing.accept(referral, voice=Voice(world.partner), on=NEXT)
    assert [(one.recipient, one.path) for one in Notice.objects.all()] == [(world.officer, referral.get_absolute_url())]


def test_trail_names_the_act_and_nothing_that_was_said(world, referral):
    asked(referral)
    line = TrailEvent.objects.first()
    assert (line.actor, line.fields) == (world.officer, ["referral", referral.key, "asked"])


# When it cannot be


@pytest.mark.parametrize(("on", "why"), [(NEXT + timedelta(days=1), "ไม่เกินวันนี้"), (BEFORE, "ไม่ก่อนวันที่ส่งต่อ")])
def test_nothing_passes_ahead_of_today_or_before_it_was_sent(world, referral, on, why):
    with pytest.raises(Refused, match=why):
        passing.accept(referral, voice=Voice(world.officer), on=on)


@pytest.mark.parametrize("kind", MAY_PASS)
def test_nothing_passes_in_a_round_that_ended_or_of_what_was_voided(world, referral, case, kind):
    struck = make_referral(case, world.officer, world.other_agency, accepted=False)
    workflow.void(struck, reason="ผิดเคส", by=world.officer)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    for one in (referral, struck):
        assert fresh(one).passes == set()
        with pytest.raises(Refused):
            let(fresh(one), kind, Voice(world.officer))
    assert not ReferralEvent.objects.exists()


def test_voided_referral_takes_no_word_in_a_round_that_goes_on(world, referral):
    workflow.void(fresh(referral), reason="ผิดเคส", by=world.officer)
    with pytest.raises(Refused, match="ถูกยกเลิกแล้ว"):  # also from a page that was opened before
        passing.accept(referral, voice=Voice(world.partner), on=NEXT)


def test_what_passed_is_not_voided_by_itself(world, referral):
    event = asked(referral)
    with pytest.raises(Refused, match="ทั้งรายการ"):
        workflow.void(event, reason="ผิด", by=world.officer)


# The same form twice


def twice(act):
    """Done twice with one token, each time on rows read before the first."""
    first, second = act(), act()
    assert first == second
    assert ReferralEvent.objects.filter(token=TOKEN).count() == 1
    return first


def test_same_acceptance_twice_is_one(world, referral):
    copies = iter([fresh(referral), fresh(referral)])
    twice(lambda: passing.accept(next(copies), voice=Voice(world.partner), on=NEXT, token=TOKEN))


def test_same_result_twice_tells_of_each_help_once(world, referral):
    answer_referral(referral, world.officer)
    copies = iter([fresh(referral), fresh(referral)])
    given = {code("MEDICAL", "help_kind"): Outcome.GOT}
    twice(lambda: passing.report(next(copies), voice=Voice(world.partner), on=NEXT, given=given, token=TOKEN))
    assert HelpGiven.objects.get().outcome == Outcome.GOT


def test_result_that_is_refused_leaves_nothing(world, referral):
    with pytest.raises(Refused):
        passing.report(referral, voice=Voice(world.partner), on=NEXT, given={code("MEDICAL", "help_kind"): Outcome.GOT})
    assert not HelpGiven.objects.exists()


def test_same_reply_twice_shares_once(world, referral):
    asked(referral)
    copies = iter([fresh(referral), fresh(referral)])
    twice(lambda: passing.reply(next(copies), by=world.officer, on=NEXT, text="มี", package=Package(items="[1]"), token=TOKEN))
    assert list(referral.packages.values_list("version", "made_on")) == [(1, DAY), (2, NEXT)]


def test_opening_is_an_event_once_and_a_line_each_time(world, referral):
    for _time in range(3):
        passing.open_for(fresh(referral), voice=Voice(world.partner), on=NEXT, at=timezone.now())
    assert ReferralEvent.objects.get().kind == EventKind.OPENED
    assert TrailEvent.objects.filter(verb="OPENED", subject=f"referral:{referral.key}").count() == 3


# What the office owes


def test_question_makes_the_office_the_one_that_is_waited_for_until_it_replies(world, case, referral):
    go_through(case, world.officer, world.agency, until=4)
    asked(referral)
    case.refresh_from_db()
    assert (case.next_act, case.pending_key, case.waiting_on) == (NextAct.REPLY, referral.key, "")
    assert (case.status, case.due_on) == (Status.IN_PROGRESS, NEXT + timedelta(days=2))
    assert case.next_url == f"/referrals/{referral.key}/reply/"
    passing.reply(fresh(referral), by=world.colleague, on=NEXT, text="มี")
    case.refresh_from_db()
    assert (case.next_act, case.waiting_on, case.status) == (NextAct.ANSWER, world.agency.name, Status.WAITING)


def test_question_of_who_has_taken_it_on_is_the_next_act_at_whatever_step(world, case, referral):
    go_through(case, world.officer, world.agency, until=5)
    asked(referral)
    case.refresh_from_db()
    assert (case.next_act, case.pending_key, case.step) == (NextAct.REPLY, referral.key, Step.RETURN)
    assert case.next_url == f"/referrals/{referral.key}/reply/"


def test_further_question_does_not_put_off_the_reply(world, referral):
    passing.inquire(referral, voice=Voice(world.partner), on=DAY, text="มีบัตรไหม")
    asked(referral)
    assert fresh(referral).awaited.since == DAY


@pytest.mark.parametrize("status", [ReferralStatus.DECLINED, ReferralStatus.DONE, ReferralStatus.WITHDRAWN])
def test_whoever_has_gone_waits_for_no_reply(world, referral, status):
    asked(referral)
    if status == ReferralStatus.DONE:
        answer_referral(referral, world.officer, on=NEXT)
    answer_referral(fresh(referral), world.officer, on=NEXT, status=status)
    assert (fresh(referral).question_on, fresh(referral).awaited) == (None, None)


def test_nothing_is_replied_to_nobody(world, referral):
    with pytest.raises(Refused):
        passing.reply(referral, by=world.officer, on=NEXT, text="มี")


def test_telephone_moves_the_day_of_the_answer_and_then_that_of_the_result(world, referral):
    later = NEXT + timedelta(days=9)
    passing.call(referral, by=world.officer, on=NEXT, text="รอแพทย์", until=later)
    assert fresh(referral).answer_by == later
    answer_referral(referral, world.officer, on=NEXT)
    passing.call(fresh(referral), by=world.officer, on=NEXT, text="รอเตียง", until=later)
    assert (fresh(referral).answer_by, fresh(referral).result_by) == (later, later)


# Several at once


def step(case):
    return case.current_round.states.get(step=Step.REFERRAL)


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ("ACCEPTED", "SENT", State.STARTED),
        ("ACCEPTED", "DECLINED", State.STARTED),
        ("ACCEPTED", "WITHDRAWN", State.SETTLED),
        ("ACCEPTED", "ACCEPTED", State.SETTLED),
        ("DONE", "HELPING", State.SETTLED),
        ("DECLINED", "DECLINED", State.STARTED),
        ("WITHDRAWN", "WITHDRAWN", State.STARTED),
    ],
)
def test_step_is_settled_once_somebody_has_taken_on_every_help_asked_for(world, case, first, second, stands):
    asked_for = {"MEDICAL": (world.agency, first), "HOUSING": (world.other_agency, second)}
    for lacking, (agency, status) in asked_for.items():
        entry = make_referral(case, world.officer, agency, helps=[lacking], accepted=status in ("ACCEPTED", "DONE", "HELPING"))
        if status not in ("SENT", "ACCEPTED"):
            answer_referral(entry, world.officer, status=status)
    assert step(case).state == stands
    assert differences(case) == {}


def test_help_declined_by_one_and_taken_on_by_another_settles_the_step(world, case):
    decline_referral(make_referral(case, world.officer, world.agency, helps=["MEDICAL"], accepted=False), world.officer)
    make_referral(case, world.officer, world.other_agency, helps=["MEDICAL", "PSYCH"], on=NEXT)
    assert (step(case).state, step(case).settled_on) == (State.SETTLED, NEXT)


@pytest.mark.parametrize(("outcomes", "failed"), [(["NOT", "NOT"], True), (["NOT", "PARTLY"], False), (["GOT", "NOT"], False)])
def test_only_help_that_failed_altogether_lets_the_next_round_begin(world, case, outcomes, failed):
    entry = make_referral(case, world.officer, world.agency, helps=["MEDICAL", "PSYCH"])
    given = dict(zip(entry.helps.all(), outcomes, strict=True))
    answer_referral(entry, world.officer, status="DONE", given=given)
    assert (fresh(entry).has_failed, workflow.cannot_stay(case)) == (failed, failed)


def test_question_of_one_receiver_comes_before_the_answer_of_another(world, case, referral):
    go_through(case, world.officer, world.agency, until=4)
    other = make_referral(case, world.officer, world.other_agency, accepted=False, on=NEXT, answer_by=NEXT + timedelta(days=90))
    asked(other)
    case.refresh_from_db()
    assert (case.next_act, case.pending_key) == (NextAct.REPLY, other.key)


# The figures of an agency


def test_figures_count_what_was_sent_answered_and_accepted(world, case):
    agency, officer = world.agency, world.officer
    sent = [make_referral(case, officer, agency, accepted=False, on=DAY) for _number in range(5)]
    answer_referral(sent[0], officer, on=DAY)
    decline_referral(sent[1], officer, on=NEXT)
    answer_referral(sent[2], officer, status="WITHDRAWN", on=NEXT)
    agency.refresh_from_db()
    assert (agency.sent_count, agency.answered_count, agency.accepted_count, agency.reply_days) == (5, 2, 1, 0.5)
    assert agency.share_accepted == 0.5
    workflow.void(fresh(sent[1]), reason="ผิดเคส", by=officer)
    agency.refresh_from_db()
    assert (agency.sent_count, agency.answered_count, agency.accepted_count, agency.reply_days) == (4, 1, 1, 0)


def test_what_was_taken_on_and_then_withdrawn_was_taken_on(world, case):
    answer_referral(make_referral(case, world.officer, world.agency), world.officer, status="WITHDRAWN", on=NEXT)
    world.agency.refresh_from_db()
    assert (world.agency.answered_count, world.agency.accepted_count) == (1, 1)
    assert Referral.objects.filter(QUESTIONS["taken_on"].is_so).count() == 1  # the list behind the figure


# What was shared


def test_package_is_never_changed(referral):
    package = referral.packages.get()
    package.items = "[2]"
    with pytest.raises(TypeError):
        package.save()
    assert referral.packages.get().items == "[]"


def test_what_is_added_is_a_further_version(world, referral):
    passing.share_more(referral, package=Package(items="[2]", shared=["story"]), by=world.officer, on=NEXT)
    assert [(one.version, one.items, one.shared) for one in referral.packages.all()] == [(1, "[]", []), (2, "[2]", ["story"])]


# Consent


@pytest.fixture
def consent(case, world):
    return make_consent(case, world.officer)


def resting(world, consent, agency, **more):
    grounds = {"legal_basis": code("CONSENT", "legal_basis"), "consent": consent}
    return make_referral(consent.case, world.officer, agency, **grounds | more)


def take_back(consent, by, on=NEXT):
    return passing.withdraw_consent(consent, by=by, on=on, at=timezone.now(), note="ยายเปลี่ยนใจ")


def reads(user):
    return set(Referral.objects.visible_to(user))


def test_consent_taken_back_closes_all_that_rests_on_it_to_its_receivers(world, case, consent):
    sent, helping, done, other = (resting(world, consent, world.agency) for _number in range(4))
    Referral.objects.filter(pk=sent.pk).update(status="SENT", answered_on=None)
    answer_referral(done, world.officer, status="DONE")
    Referral.objects.filter(pk=other.pk).update(consent=None, legal_basis=code("S24_4", "legal_basis"))
    link = make_link(helping, world.officer)
    assert reads(world.partner) == {sent, helping, done, other}
    take_back(consent, world.officer)
    assert reads(world.partner) == {other}
    assert links.record_of(link) is None
    assert [fresh(one).status for one in (sent, helping, done, other)] == ["WITHDRAWN", "WITHDRAWN", "DONE", "ACCEPTED"]
    assert differences(case) == {}


def test_consent_taken_back_closes_what_was_shared_in_a_round_that_ended(world, case, consent):
    entry = resting(world, consent, world.agency)
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    assert reads(world.partner) == {entry}
    take_back(consent, world.officer)
    assert reads(world.partner) == set()


def test_consent_taken_back_before_something_was_sent_closes_that_too(world, case, consent):
    entry = resting(world, consent, world.agency, on=NEXT)
    take_back(consent, world.officer, on=DAY)
    assert (fresh(entry).status, ReferralEvent.objects.last().happened_on) == ("WITHDRAWN", NEXT)


def test_consent_is_taken_back_once(world, consent):
    take_back(consent, world.officer)
    lines = TrailEvent.objects.count()
    assert take_back(fresh(consent), world.colleague).withdrawn_by == world.officer
    assert TrailEvent.objects.count() == lines


@pytest.mark.parametrize("name", ["stranger", "teacher", "partner", "executive", "sysadmin", "nobody"])
def test_only_the_office_writes_that_consent_was_taken_back(world, consent, name):
    with pytest.raises(Refused, match="สิทธิ์"):
        take_back(consent, getattr(world, name))


@pytest.mark.parametrize("on", [BEFORE, NEXT + timedelta(days=1)])
def test_consent_is_not_taken_back_before_it_was_given_nor_ahead(world, consent, on):
    with pytest.raises(Refused):
        take_back(consent, world.officer, on=on)
    assert fresh(consent).holds


def test_consent_that_something_rests_on_is_taken_back_and_not_voided(world, consent):
    entry = resting(world, consent, world.agency)
    with pytest.raises(Refused, match="ถอนความยินยอมแทน"):
        workflow.void(consent, reason="ผิด", by=world.officer)
    workflow.void(entry, reason="ผิดเคส", by=world.officer)
    assert workflow.void(fresh(consent), reason="ผิด", by=world.officer).is_void
