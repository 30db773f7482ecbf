"""Processes that write digests and send mails, to be killed in the middle: `python -m tests.schools.mail_sender`.

For each line read it forks a sender, answers with its process id, and when it has ended, with how it ended. Every sender lives
long enough after the one before for the claims of the dead to have run out.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import django
from django.core.mail import get_connection
from django.urls import reverse

# A Monday far ahead: nothing that is written now is to be sent later than that.
MORNING = datetime(2099, 11, 23, 7, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


def forked(work: Callable[[datetime], None], moment: datetime) -> int:
    """The id of a process that does its work at a moment."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(moment)
            code = 0
        finally:
            os._exit(code)
    return child


def say(number: int) -> None:
    """Answer at once."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    """Fork as often as asked."""
    django.setup()
    from schools import notices, outbox  # noqa: PLC0415  once Django is set up

    reverse("schools:notice-list")  # what is slow to load is loaded once
    get_connection()

    def tick(moment: datetime) -> None:
        """Do as `manage.py tick` does."""
        notices.post_digests(moment)
        while outbox.send_due(lambda: moment):
            pass

    for number, _line in enumerate(sys.stdin):
        say(forked(tick, MORNING + number * timedelta(seconds=outbox.CLAIM_SECONDS + 1)))
        _pid, status = os.wait()
        say(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
