"""`manage.py tick`: everything that falls due by the clock is done, one failing part keeps no other from it, and twice is once."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.management import CommandError, call_command

from dropout_cases.models import Draft, Upload
from referrals.management.commands import tick
from schools import notices
from schools.models import Mail, Notice, NoticeKind, User
from tests.make import make_case
from tests.schools.mail_sender import MORNING

pytestmark = pytest.mark.django_db
LONG_AGO = MORNING - timedelta(days=40)


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def due(world):
    """A draft and an upload nobody came back to, a notice for the digest, and a case long overdue."""
    User.objects.filter(pk=world.officer.pk).update(email="officer@example.org")
    world.officer.refresh_from_db()
    with time_machine.travel(LONG_AGO, tick=False):
        case = make_case(world.officer, world.school)
        waits = {"case": case, "token": "one", "stored_name": "ab", "original_name": "ab", "content_type": "image/png", "size": 1}
        Upload.objects.create(made_by=world.officer, **waits)
    Draft.objects.create(user=world.officer, path="/", fields="{}", saved_at=LONG_AGO)
    notices.tell([world.officer], NoticeKind.ASSIGNED, event="case:one", path="/")
    return case


def run(**options):
    out = StringIO()
    call_command("tick", stdout=out, **options)
    return dict(line.split(": ") for line in out.getvalue().splitlines())


def left():
    """What lies about: drafts, uploads, weekly lists, mails written."""
    return [model.objects.count() for model in (Draft, Upload, Mail)] + [Notice.objects.filter(kind=NoticeKind.STUCK).count()]


def test_everything_due_is_done_once(due):
    assert run() == {"drafts": "1", "digests": "1", "mails": "1"}
    assert left() == [0, 0, 1, 1]
    assert len(django_mail.outbox) == 1
    assert (run(), left()) == ({}, [0, 0, 1, 1])


def test_rehearsal_says_what_waits_and_does_nothing(due):
    before = left()
    assert run(dry_run=True) == {"drafts": "1", "uploads": "1", "stuck": "1", "digests": "1"} | dict.fromkeys(
        ("pauses", "checks", "reminders", "silence", "mails"), "0"
    )
    assert (left(), django_mail.outbox) == (before, [])


def test_failing_part_keeps_no_other_from_its_work(due, monkeypatch, caplog):
    def fail(_now):
        raise ValueError(due.student.first_name)

    parts = [tick.Part("bad", fail, fail), *tick.PARTS]
    monkeypatch.setattr(tick, "PARTS", parts)
    with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match="Not done: bad"):
        run()
    assert left() == [0, 0, 1, 1]
    assert "Tick bad: ValueError" in caplog.text
    assert due.student.first_name not in caplog.text


class Ended(Exception):
    """Ends the loop from within its rest."""


def test_loop_mails_at_every_turn_and_sweeps_each_hour(monkeypatch, _monday_morning):
    turns, done = iter(range(62)), []

    def rest(seconds):
        if next(turns) == 61:
            raise Ended
        _monday_morning.shift(timedelta(seconds=seconds))

    monkeypatch.setattr(tick.time, "sleep", rest)
    monkeypatch.setattr(tick, "close_old_connections", lambda: None)  # the test's own stays open
    monkeypatch.setattr(tick, "_attempt", lambda part: done.append(part.name))
    with pytest.raises(Ended):
        run(every=60)
    assert (done.count("mails"), done.count("digests"), done.count("drafts"), done.count("uploads")) == (62, 62, 2, 2)
