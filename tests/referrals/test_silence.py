"""A receiver that stays silent: reminded twice, then the officer hears of it, then the supervisors; each once."""

import logging
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from dropout_cases import workflow
from dropout_cases.models import AnswerLink, Case, TeamMember
from dropout_cases.steps import Safety
from dropout_cases.workflow import links
from dropout_cases.workflow.team import join_team
from referrals import passing, silence
from referrals.models import EventKind, Referral, ReferralEvent, ReferralStatus
from schools.models import Area, Mail, Notice, NoticeKind, TrailEvent
from tests.make import DAY, answer_referral, code, decline_referral, make_agency, make_case, make_referral

LIMIT = DAY + timedelta(days=7)
RESULT_BY = DAY + timedelta(days=30)


def days(number):
    return timedelta(days=number)


def moment(day, hour=8):
    return make_aware(datetime.combine(day, time(hour)))


def tick(day, hour=8):
    """What the clock says on a day."""
    with time_machine.travel(moment(day, hour), tick=False):
        return silence.speak_up(moment(day, hour))


@pytest.fixture
def case(world):
    with time_machine.travel(moment(DAY), tick=False):
        return make_case(world.officer, world.school)


@pytest.fixture
def sent(case, world):
    with time_machine.travel(moment(DAY), tick=False):
        return make_referral(case, world.officer, world.agency, accepted=False)


@pytest.fixture
def link(sent, world):
    with time_machine.travel(moment(DAY), tick=False):
        asked = {"for_whom": "พยาบาลสมมติ", "way": "MAIL", "address": "ward@hospital.example", "days": 60}
        return links.make_link(sent, **asked, by=world.officer, at=moment(DAY))[0]


def said(referral):
    """The stages a referral went through: of which kind, on which day, in which words."""
    return [(event.kind, event.happened_on, event.text) for event in referral.events.all()]


def told(kind):
    return {notice.recipient.username for notice in Notice.objects.filter(kind=kind)}


# The stages


def test_the_receiver_is_reminded_before_the_limit_and_on_the_day_then_the_office_is_told(sent):
    for ahead in range(20):
        tick(DAY + days(ahead))
    assert said(sent) == [
        (EventKind.REMINDED, LIMIT - days(2), "ก่อนครบกำหนด"),
        (EventKind.REMINDED, LIMIT, "วันครบกำหนด"),
        (EventKind.ESCALATED, LIMIT + days(1), "แจ้งผู้รับผิดชอบ"),
        (EventKind.ESCALATED, LIMIT + days(3), "แจ้งผู้กำกับดูแล"),
    ]


@pytest.mark.parametrize(
    ("day", "kind", "people"),
    [
        (LIMIT - days(2), NoticeKind.REFERRAL_DUE, {"partner"}),
        (LIMIT, NoticeKind.REFERRAL_DUE, {"partner"}),
        (LIMIT + days(1), NoticeKind.REFERRAL_SILENT, {"officer"}),
    ],
)
def test_each_stage_is_told_to_whom_it_concerns(sent, day, kind, people):
    assert tick(day) == 1
    notice = Notice.objects.get(kind=kind)
    assert told(kind) == people
    assert (notice.about, notice.path) == (sent.round.case.number, sent.get_absolute_url())


def test_supervisors_hear_of_it_after_the_days_of_their_office(sent, world):
    Area.objects.filter(pk=world.area.pk).update(silent_days=5)
    assert [tick(LIMIT + days(ahead)) for ahead in (1, 4, 5)] == [1, 0, 1]
    assert told(NoticeKind.REFERRAL_SILENT) == {"officer", "supervisor"}


def test_a_school_is_reminded_like_an_agency(case, world):
    make_referral(case, world.officer, None, school=world.other_school, accepted=False)
    tick(LIMIT)
    assert told(NoticeKind.REFERRAL_DUE) == {"neighbour"}


def test_of_a_case_that_is_nobodys_whoever_sent_it_is_told(sent, world):
    Case.objects.update(owner=None)
    tick(LIMIT + days(1))
    assert told(NoticeKind.REFERRAL_SILENT) == {"officer"}


def test_once_taken_on_it_is_the_result_that_is_waited_for(sent, world):
    answer_referral(sent, world.officer)
    assert [tick(day) for day in (LIMIT, LIMIT + days(9), RESULT_BY - days(2), RESULT_BY, RESULT_BY + days(1))] == [0, 0, 1, 1, 1]


# Once


def test_asked_twice_it_is_said_once(sent, link):
    assert [tick(LIMIT), tick(LIMIT), tick(LIMIT, hour=20)] == [1, 0, 0]
    assert (sent.events.count(), AnswerLink.objects.count(), Mail.objects.count()) == (1, 2, 1)


def test_of_two_clocks_at_once_the_second_finds_nothing_left_to_say(sent, link):
    waiting = silence.due(LIMIT)
    tick(LIMIT)
    assert [silence._say(referral, stage, LIMIT, moment(LIMIT)) for referral, stage in waiting] == [False]
    assert (sent.events.count(), Mail.objects.count()) == (1, 1)


def test_what_was_answered_meanwhile_is_not_spoken_of(sent, world):
    waiting = silence.due(LIMIT)
    answer_referral(sent, world.officer)
    assert [silence._say(referral, stage, LIMIT, moment(LIMIT)) for referral, stage in waiting] == [False]


def test_a_promise_moves_the_limit_and_the_reminders_begin_anew(sent, world):
    tick(LIMIT)
    tick(LIMIT + days(1))
    passing.call(sent, by=world.officer, on=LIMIT + days(1), text="จะตอบ", until=LIMIT + days(10))
    assert [tick(LIMIT + days(ahead)) for ahead in (1, 7, 8, 9, 10, 11)] == [0, 0, 1, 0, 1, 1]


def test_whoever_was_spoken_to_today_is_not_reminded_today(sent, world):
    passing.call(sent, by=world.officer, on=LIMIT, text="ไม่มีผู้รับสาย")
    assert tick(LIMIT) == 0
    assert tick(LIMIT + days(1)) == 1


def test_in_danger_nobody_is_reminded_on_the_day_of_sending_and_all_hear_of_silence_at_once(world):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    make_referral(case, world.officer, world.agency, accepted=False, answer_by=DAY + days(1))
    assert [tick(DAY + days(ahead)) for ahead in range(4)] == [0, 1, 2, 0]
    assert told(NoticeKind.REFERRAL_SILENT) == {"officer", "supervisor"}


def test_the_stages_missed_while_the_clock_stood_still_are_told_of_later_but_nobody_is_reminded_late(sent):
    assert tick(LIMIT + days(9)) == 2
    assert {kind for kind, _day, _words in said(sent)} == {EventKind.ESCALATED}


# Not at all


def ask(sent, world):
    passing.inquire(sent, voice=passing.Voice(world.officer), on=DAY, text="ขอผลตรวจ")


def end_round(sent, world):
    stopped = code("REFERRAL_DECLINED", "round_start_reason")
    decline_referral(make_referral(sent.round.case, world.officer, world.agency, accepted=False), world.officer)
    Referral.objects.filter(pk=sent.pk).update(status=ReferralStatus.WITHDRAWN)
    workflow.loop(sent.round, reason=stopped, by=world.officer, on=DAY)


@pytest.mark.parametrize(
    "over",
    [
        ask,
        end_round,
        lambda sent, world: decline_referral(sent, world.officer),
        lambda sent, world: passing.withdraw(sent, by=world.officer, on=DAY),
        lambda sent, world: workflow.void(sent, reason="ผิดเคส", by=world.officer),
        lambda sent, world: answer_referral(answer_referral(sent, world.officer), world.officer, status=ReferralStatus.DONE),
    ],
    ids=["asked", "round-over", "declined", "withdrawn", "voided", "done"],
)
def test_nothing_is_said_when_the_receiver_owes_nothing(sent, world, over):
    over(sent, world)
    assert [tick(day) for day in (LIMIT, LIMIT + days(9), RESULT_BY, RESULT_BY + days(9))] == [0, 0, 0, 0]


def test_days_set_to_none_leave_only_the_reminder_of_the_day(sent, world):
    Area.objects.filter(pk=world.area.pk).update(remind_days=0)
    assert [tick(LIMIT - days(1)), tick(LIMIT)] == [0, 1]


def test_nobody_is_said_to_be_reminded_who_has_neither_account_nor_link(case, world):
    paper_alone = make_referral(case, world.officer, make_agency(world.area), accepted=False)
    assert [tick(LIMIT), tick(LIMIT + days(1))] == [0, 1]
    assert [kind for kind, _day, _words in said(paper_alone)] == [EventKind.ESCALATED]


# Personal links


def test_a_reminder_mails_a_fresh_link_to_the_same_address_and_the_old_one_goes_on(sent, link, world):
    tick(LIMIT)
    fresh, mail = AnswerLink.objects.first(), Mail.objects.get()
    same = ("for_whom", "address", "expires_at", "made_by", "record_key")
    assert all(getattr(fresh, name) == getattr(link, name) for name in same)
    secret = mail.body.split("/a/")[1].split("/")[0]
    with time_machine.travel(moment(LIMIT), tick=False):
        assert links.find(secret, moment(LIMIT))[0] == fresh != link
    assert link.works(moment(LIMIT))
    assert (mail.address, mail.subject) == (
        "ward@hospital.example",
        f"เตือน: {world.area.name} รอคำตอบ เรื่อง {sent.round.case.number}",
    )


def test_a_fresh_link_leaves_its_line_and_keeps_no_secret(link):
    tick(LIMIT)
    fresh, mail = AnswerLink.objects.first(), Mail.objects.get()
    line = TrailEvent.objects.get(subject=f"answerlink:{fresh.key}")
    assert (line.actor, line.fields) == (None, ["renewed", link.key])
    assert mail.body.split("/a/")[1].split("/")[0] not in str(
        [*AnswerLink.objects.values_list(), *TrailEvent.objects.values_list()]
    )


def test_two_reminders_are_two_mails_to_an_address_and_not_more(link):
    for ahead in range(30):
        tick(DAY + days(ahead))
    assert (Mail.objects.count(), AnswerLink.objects.count()) == (2, 3)


def test_no_mail_leaves_at_night(link):
    tick(LIMIT, hour=1)
    assert Mail.objects.get().send_after == moment(LIMIT, hour=7)


@pytest.mark.parametrize("end", ["withdrawn", "phone", "expired"])
def test_no_link_is_made_from_one_that_mails_nobody(link, world, end):
    if end == "withdrawn":
        links.withdraw(link, by=world.officer, at=moment(DAY))
    AnswerLink.objects.filter(pk=link.pk).update(**{"phone": {"way": "PHONE"}, "expired": {"expires_at": moment(DAY)}}.get(end, {}))
    assert tick(LIMIT) == 1
    assert not Mail.objects.exists()


def test_whoever_must_not_be_contacted_any_more_gets_no_mail(sent, link, world):
    barred = TeamMember(case=sent.round.case, name="พยาบาลสมมติ", happened_on=DAY, no_contact=True, no_contact_why="ขอไม่ให้ติดต่อ")
    join_team(barred, by=world.officer)
    assert tick(LIMIT) == 1
    assert not Mail.objects.exists()


# The clock's own trouble


def test_a_referral_that_fails_keeps_no_other_from_its_turn(case, world, monkeypatch, caplog):
    bad, good = (make_referral(case, world.officer, agency, accepted=False) for agency in (world.agency, world.other_agency))
    usual = passing.passed

    def passed(referral, *args, **options):
        if referral == bad:
            raise ValueError(case.student.first_name)
        return usual(referral, *args, **options)

    monkeypatch.setattr(passing, "passed", passed)
    with caplog.at_level(logging.ERROR), pytest.raises(silence.Unsaid, match="1 of 2"):
        tick(LIMIT)
    assert (bad.events.count(), good.events.count()) == (0, 1)
    assert f"Silence day of {bad.key}: ValueError" in caplog.text
    assert case.student.first_name not in caplog.text


def test_what_is_due_is_found_in_as_many_queries_for_one_as_for_ten(case, world):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            silence.due(LIMIT)
        return len(asked)

    make_referral(case, world.officer, world.agency, accepted=False)
    few = queries()
    for _more in range(9):
        make_referral(case, world.officer, world.agency, accepted=False)
    assert (queries(), len(silence.due(LIMIT))) == (few, 10)


def test_a_reminder_says_nothing_of_the_case_and_does_not_move_it(sent):
    before = Case.objects.values().get()
    tick(LIMIT)
    assert Case.objects.values().get() == before
    event = ReferralEvent.objects.get()
    assert (event.entered_by, event.writer_words) == (None, "ระบบ")
