"""The outbox: each mail goes out once, never inside a transaction, waits longer after each fault, and is given up after eight."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from schools import outbox
from schools.models import Mail, MailState
from tests.dropout_cases.test_races import race  # noqa: F401  the fixture

pytestmark = pytest.mark.django_db
LIST, RETRY = reverse("schools:mail-list"), reverse("schools:mail-retry")


class FaultyBackend:
    """A mail server that answers every mail with the fault of the moment."""

    fault: Exception
    asked = 0

    def __init__(self, **_options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def close(self):
        pass

    def send_messages(self, _messages):
        type(self).asked += 1
        raise self.fault


@pytest.fixture
def faulty(settings):
    settings.EMAIL_BACKEND = "tests.schools.test_outbox.FaultyBackend"
    FaultyBackend.asked = 0
    FaultyBackend.fault = SMTPRecipientsRefused({})
    return FaultyBackend


def post(count=1, **fields):
    said = {"address": "a@example.org", "subject": "[กลับเรียน] ขก1-2567-0001", "body": "เข้าสู่ระบบ"}
    for number in range(count):
        outbox.post(event=f"test:{number}", **said | fields)


def send(after=timedelta(0)):
    moment = timezone.now() + after
    return outbox.send_due(lambda: moment)


def states():
    return sorted(Mail.objects.values_list("state", flat=True))


# Sending


def test_event_is_mailed_once_however_often_it_is_posted():
    post()
    post(address="b@example.org")
    assert Mail.objects.get().address == "a@example.org"


def test_mail_goes_out_once_and_its_text_is_kept_no_longer(settings):
    settings.SITE_URL = "https://klaprian.example"
    post()
    assert (send(), send()) == (1, 0)
    [message], mail = django_mail.outbox, Mail.objects.get()
    assert message.extra_headers["Message-ID"] == f"<{mail.key}@klaprian.example>"
    assert (message.to, message.body) == (["a@example.org"], "เข้าสู่ระบบ")
    assert (mail.state, mail.body, mail.tries) == (MailState.SENT, "", 1)


def test_mail_waits_for_its_moment():
    post(after=timezone.now() + timedelta(hours=1))
    assert (send(), send(timedelta(hours=1, seconds=1))) == (0, 1)


def test_so_many_at_a_time_the_oldest_first():
    post(5)
    assert outbox.send_due(timezone.now, limit=2) == 2
    assert [*Mail.objects.values_list("state", flat=True)] == ["SENT"] * 2 + ["WAITING"] * 3


def test_claim_of_a_dead_sender_runs_out():
    post()
    key = outbox._claim(Mail.objects.get().pk, timezone.now()).key
    assert (states(), send(timedelta(seconds=outbox.CLAIM_SECONDS - 5))) == (["SENDING"], 0)
    assert send(timedelta(seconds=outbox.CLAIM_SECONDS + 5)) == 1
    assert key in django_mail.outbox[0].extra_headers["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction(monkeypatch):
    within = []
    monkeypatch.setattr(outbox, "_send", lambda *_: within.append(connection.in_atomic_block))
    post(2)
    send()
    assert (within, states()) == ([False, False], ["SENDING", "SENDING"])


# Faults


def test_pauses_grow_and_the_eighth_fault_is_the_last(faulty):
    post()
    waits, now = [], timezone.now()
    while Mail.objects.get().state == MailState.WAITING:
        now = max(now, Mail.objects.get().send_after)
        outbox.send_due(lambda: now)  # noqa: B023  called within the turn
        waits.append((Mail.objects.get().send_after - now) // timedelta(minutes=1))
    assert waits == [1, 5, 30, 120, 720, 720, 720, 720]
    assert (states(), Mail.objects.get().fault, faulty.asked) == (["FAILED"], "SMTPRecipientsRefused", 8)


def test_mail_the_server_does_not_want_keeps_no_other_waiting(faulty):
    post(3)
    send()
    assert faulty.asked == 3


@pytest.mark.parametrize("fault", [SMTPServerDisconnected(), TimeoutError(), ConnectionResetError()])
def test_others_are_not_tried_in_vain_when_the_server_goes(faulty, fault):
    faulty.fault = fault
    post(3)
    send()
    assert (faulty.asked, [*Mail.objects.values_list("tries", flat=True)]) == (1, [1, 0, 0])


def test_unreachable_server_costs_no_try(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    post()
    with pytest.raises(OSError, match="refused"):
        send()
    assert (states(), Mail.objects.get().tries) == (["WAITING"], 0)


def test_sender_too_slow_does_not_put_back_what_another_has_sent():
    post()
    slow = outbox._claim(Mail.objects.get().pk, timezone.now())
    send(timedelta(seconds=outbox.CLAIM_SECONDS + 1))
    outbox._put_back(slow, TimeoutError(), timezone.now())
    assert states() == ["SENT"]


# Two senders


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_senders_send_fifty_mails_once_each(race):  # noqa: F811
    post(50)
    sent = race(*[lambda: outbox.send_due(timezone.now)] * 2)
    ids = [message.extra_headers["Message-ID"] for message in django_mail.outbox]
    assert (sum(sent), len(ids), len(set(ids))) == (50, 50, 50)
    assert states() == ["SENT"] * 50


# The administrator's page


def fail(*people):
    for number, one in enumerate(people):
        kept = {"state": MailState.FAILED, "fault": "SMTPRecipientsRefused", "tries": 8, "send_after": timezone.now()}
        Mail.objects.create(event=f"failed:{number}", to=one, address="secret@example.org", subject="x", body="secret", **kept)


def words(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_administrator_sees_counts_and_faults_and_no_mail(world, client):
    fail(world.officer, world.stranger)
    client.force_login(world.sysadmin)
    answer = client.get(LIST)
    page = answer.content.decode()
    assert re.search(r"SMTPRecipientsRefused\s+2", words(answer))
    assert "secret" not in page
    assert reverse("schools:account-edit", args=[world.officer.key]) in page
    assert reverse("schools:account-edit", args=[world.stranger.key]) not in page


def test_failed_mails_are_tried_again_when_asked(world, client):
    fail(world.officer)
    client.force_login(world.sysadmin)
    assert client.post(RETRY)["Location"] == LIST
    assert (states(), send(timedelta(seconds=1))) == (["WAITING"], 1)


def test_page_of_an_empty_outbox_says_so(world, client):
    client.force_login(world.sysadmin)
    assert "ไม่มีอีเมลที่ส่งไม่สำเร็จ" in words(client.get(LIST))


@pytest.mark.parametrize("who", ["officer", "supervisor", "teacher", "executive", "partner"])
def test_others_are_refused(world, client, who):
    client.force_login(getattr(world, who))
    assert (client.get(LIST).status_code, client.post(RETRY).status_code) == (403, 403)


def test_page_asks_the_same_of_many_mails(world, client, queries_of):
    client.force_login(world.sysadmin)
    fail(world.officer)
    few = queries_of(client, LIST)
    post(40)
    assert queries_of(client, LIST) == few
