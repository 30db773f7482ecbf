"""The outbox: mails written in the transaction of what they tell of, and sent afterwards by whoever runs the sender.

Each mail is claimed by a conditional write that is committed before the mail server is spoken to, and marked sent after. A sender
that dies in between leaves its claim, which runs out: the mail is then sent with the Message-ID of before, by which the reader's
own mail program knows the two as one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .models import Mail, MailState, User, Verb
from .trail import write

CLAIM_SECONDS = 600  # longer than any talk with a mail server, each answer of which has EMAIL_TIMEOUT
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]  # after the first failed try, the second …; then the last
MOST_TRIES = 8
AT_A_TIME = 100


def post(*, event: str, address: str, subject: str, body: str, to: User | None = None, after: datetime | None = None) -> None:
    """Put a mail into the outbox: `event` is mailed once, however often it is posted. Subject and body bear case numbers only."""
    mail = Mail(event=event, to=to, address=address, subject=subject, body=body, send_after=after or timezone.now())
    Mail.objects.bulk_create([mail], ignore_conflicts=True)


def send_due(clock: Callable[[], datetime], *, limit: int = AT_A_TIME) -> int:
    """Send the mails that are due, the oldest first, and say how many went out.

    `clock` is asked anew for each mail, because a claim runs from its own moment. Raises OSError when no mail server answers;
    nothing is claimed then.
    """
    due = list(Mail.objects.due(clock()).values_list("pk", flat=True)[:limit])
    sent = 0
    if due:
        with get_connection() as connection:
            for pk in due:
                mail = _claim(pk, clock())
                fault = mail and _send(mail, connection, clock)
                sent += bool(mail and not fault)
                if fault and not _is_of_the_mail(fault):
                    break  # the server is gone: the others are not tried in vain
    return sent


def retry_failed(*, by: User) -> int:
    """Have every mail that was given up tried again; how many there are."""
    with transaction.atomic():
        again = Mail.objects.failed().update(state=MailState.WAITING, tries=0, send_after=timezone.now())
        write(by, Verb.CHANGED, "outbox:failed", fields=["state"])
    return again


def message_of(mail: Mail) -> EmailMessage:
    """The mail as it goes out; its Message-ID is the same at every try."""
    headers = {"Message-ID": f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(mail.subject, mail.body, to=[mail.address], headers=headers)


def _claim(pk: int, now: datetime) -> Mail | None:
    """The mail, if it is still due and nobody else's; committed here, so that whoever looks next sees it taken."""
    with transaction.atomic(durable=True):
        claim = {"state": MailState.SENDING, "claimed_at": now, "send_after": now + timedelta(seconds=CLAIM_SECONDS)}
        won = Mail.objects.due(now).filter(pk=pk).update(tries=F("tries") + 1, **claim)
        return Mail.objects.get(pk=pk) if won else None


def _send(mail: Mail, connection, clock: Callable[[], datetime]) -> Exception | None:
    """Hand a claimed mail to the server and write down how that went; the fault, if there was one."""
    try:
        message = message_of(mail)
        message.connection = connection
        message.send()
    except Exception as error:  # whatever it was, the mail waits for its next try
        _put_back(mail, error, clock())
        connection.close()
        return error
    unsent = Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT)
    unsent.update(state=MailState.SENT, sent_at=clock(), fault="", body="")
    return None


def _put_back(mail: Mail, error: Exception, now: datetime) -> None:
    """Let a mail wait for its next try, or give it up; not if another sender has taken it up since."""
    pause = PAUSES[min(mail.tries, len(PAUSES)) - 1]
    state = MailState.FAILED if mail.tries >= MOST_TRIES else MailState.WAITING
    mine = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, tries=mail.tries)
    mine.update(state=state, send_after=now + pause, fault=type(error).__name__)


def _is_of_the_mail(error: Exception) -> bool:
    """Whether a fault lies with the mail alone: the server answered and did not want it, or it could not be written at all."""
    return isinstance(error, SMTPResponseException | SMTPRecipientsRefused) or not isinstance(error, OSError)
