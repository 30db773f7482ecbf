"""A sender that dies anywhere loses no notice, and doubles none but with the same Message-ID."""

import os
import random
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from signal import SIGKILL
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections

from schools import notices, outbox
from schools.models import Mail, Notice, NoticeKind
from tests.dropout_cases.test_races import shared_database
from tests.make import make_area, make_officer
from tests.schools.mail_sender import MORNING

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(seconds=outbox.CLAIM_SECONDS + 1)


def told(people, notices_each, code="ขก1"):
    """People of an office with unread notices, none mailed."""
    area = make_area(code)
    officers = [make_officer(area, email=f"officer{area.pk}.{number}@example.org") for number in range(people)]
    for number in range(notices_each):
        notices.tell(officers, NoticeKind.ASSIGNED, event=f"case:{number}", path="/", about=f"ขก1-2567-{number:04d}")
    return officers


# Killed between any two statements


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


class Fuse:
    """Ends the process before, or right after, the so-manieth thing that reaches database or mail server."""

    def __init__(self, steps):
        self.left = steps

    def burn(self):
        if self.left == 0:
            raise Killed
        self.left -= 1

    def __call__(self, execute, *statement):
        self.burn()
        answer = execute(*statement)
        self.burn()
        return answer


def tick(moment):
    notices.post_digests(moment)
    while outbox.send_due(lambda: moment):
        pass


def tick_until(steps, monkeypatch):
    """Whether the sender came to its end before it was killed."""
    fuse = Fuse(steps)
    deliver = EmailBackend.send_messages
    with monkeypatch.context() as patch, connection.execute_wrapper(fuse):
        patch.setattr(EmailBackend, "send_messages", lambda *asked: fuse(lambda: deliver(*asked)))
        try:
            tick(MORNING)
        except Killed:
            connection.connection.rollback()  # as the database does for a connection that breaks
            return False
    return True


def test_sender_killed_at_any_statement_loses_and_doubles_nothing(monkeypatch):
    officers = told(people=2, notices_each=2)
    for steps in range(1000):
        Notice.objects.update(mail=None)
        Mail.objects.all().delete()
        django_mail.outbox.clear()
        done = tick_until(steps, monkeypatch)
        assert Notice.objects.filter(mail=None).count() + sum(mail.notices.count() for mail in Mail.objects.all()) == 4
        assert all(mail.notices.count() == 2 for mail in Mail.objects.all())
        tick(MORNING + LATER)
        ids = {(message.to[0], message.extra_headers["Message-ID"]) for message in django_mail.outbox}
        assert len(ids) == len(officers) <= len(django_mail.outbox) <= len(officers) + 1
        if done:
            break
    assert done
    assert steps > 30


# Killed with a signal, in a process of its own


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server on this machine that keeps what it has taken, and kills the sender it is told of at its so-manieth step."""

    daemon_threads = allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), PostOfficeClerk)
        self.taken = []  # address and Message-ID of every mail
        self.lock, self.sender, self.steps = threading.Lock(), 0, 0

    def watch(self, sender, steps):
        with self.lock:
            self.sender, self.steps = sender, steps

    def step(self):
        with self.lock:
            self.steps -= 1
            if self.sender and not self.steps:
                os.kill(self.sender, SIGKILL)


class PostOfficeClerk(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a sender needs; a mail is four steps."""

    disable_nagle_algorithm = True

    def handle(self):
        try:
            self.answer(220)
            while word := self.rfile.readline()[:4].upper().strip():
                self.take_mail() if word == b"DATA" else self.answer(221 if word == b"QUIT" else 250)
        except ConnectionError:
            pass  # the sender is dead

    def answer(self, code):
        self.wfile.write(b"%d said\r\n" % code)

    def take_mail(self):
        self.server.step()
        self.answer(354)
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # half a mail is none
            lines.append(line)
        self.server.step()
        mail = message_from_bytes(b"".join(lines))
        self.server.taken.append((mail["To"], mail["Message-ID"]))
        self.server.step()
        self.answer(250)
        self.server.step()


@pytest.fixture
def post_office():
    with PostOffice() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def database_url():
    held = connections.settings["default"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgresql://{held['USER']}@{quote(held['HOST'], safe='')}/{held['NAME']}"


@contextmanager
def senders(post_office, folder):
    """Lets a sender live until its so-manieth step at the mail server, or to its end; how it ended."""
    host, port = post_office.server_address
    env = os.environ | {
        "DEMO": "1", "SECRET_KEY": "tests-only", "ENCRYPTION_KEYS": settings.ENCRYPTION_KEYS, "INDEX_KEY": settings.INDEX_KEY,
        "DJANGO_SETTINGS_MODULE": "dropout_cases.settings", "EMAIL_HOST": host, "EMAIL_PORT": str(port),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.schools.mail_sender"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with (
        shared_database(folder),
        subprocess.Popen(command, env=env | {"DATABASE_URL": database_url()}, **pipes) as process,
    ):

        def live(steps=0, seconds=0):
            process.stdin.write("\n")
            pid = int(process.stdout.readline())
            post_office.watch(pid if steps else 0, steps)
            if seconds:
                time.sleep(seconds)
                os.kill(pid, SIGKILL)
            end = int(process.stdout.readline())
            post_office.watch(0, 0)
            return end

        yield live
        process.stdin.close()


def kill_senders(kills, people, post_office, folder):
    """Let so many senders die at random, each tenth as it writes digests, then one live; what the mail server got."""
    told(people - people // 10, notices_each=2)
    notices.post_digests(MORNING)
    told(people // 10, notices_each=2, code="ขก2")
    chance = random.Random(kills)
    deaths = [{"seconds": chance.random() / 20} if kill % 10 == 0 else {"steps": chance.randint(1, 20)} for kill in range(kills)]
    with senders(post_office, folder) as live:
        ends = [live(**death) for death in deaths]
        assert live() == 0
    got = Counter(post_office.taken)
    assert not Notice.objects.filter(mail=None).exists()
    assert {*Mail.objects.values_list("state", flat=True)} == {"SENT"}
    assert len({address for address, _id in got}) == len(got) == people  # each person one Message-ID, however often it came
    held = Mail.objects.filter(tries__gt=1).count()
    outcome = SimpleNamespace(killed=ends.count(-SIGKILL), held=held, got=got.total(), doubled=got.total() - people)
    assert outcome.doubled <= outcome.held <= outcome.killed == kills
    return outcome


@pytest.mark.slow
def test_ten_senders_killed_lose_nothing_and_double_nothing_unknown(post_office, tmp_path):
    assert kill_senders(10, 60, post_office, tmp_path).doubled > 0


@pytest.mark.benchmark
def test_a_hundred_senders_killed_lose_nothing_and_double_nothing_unknown(post_office, tmp_path, capsys):
    outcome = kill_senders(100, 500, post_office, tmp_path)
    with capsys.disabled():
        counts = f"{outcome.killed} senders killed, {outcome.held} with a mail in hand; {outcome.got} mails received of 500 written"
        sys.stdout.write(f"\n{counts}, {outcome.doubled} of them twice with the same Message-ID\n")
