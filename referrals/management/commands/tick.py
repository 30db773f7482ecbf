"""Does what falls due by the clock: pauses, late checks, silent referrals, what is stuck, digests, mails, old drafts, uploads."""

import logging
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, transaction
from django.db.models import Model
from django.utils import timezone

from dropout_cases import documents, drafts
from dropout_cases.documents.storing import KEPT_DAYS
from dropout_cases.models import Draft, Upload
from dropout_cases.stuck import stuck_notices
from dropout_cases.workflow import reminding
from dropout_cases.workflow.checks import replan, stale_cases
from dropout_cases.workflow.pausing import due_pauses, end_due_pauses
from referrals import silence
from schools import notices, outbox
from schools.models import Mail, Notice

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
ALWAYS = timedelta(0)


@dataclass(frozen=True)
class Part:
    """One thing to do: how, what it would do now, and how long a running loop leaves it alone in between."""

    name: str
    do: Callable[[datetime], object]
    waiting: Callable[[datetime], int]
    rests: timedelta = ALWAYS


def _rehearsed(do: Callable[[datetime], object], model: type[Model]) -> Callable[[datetime], int]:
    """How many rows of a model an act would add or remove: it is done, counted, and taken back."""

    def count(now: datetime) -> int:
        with transaction.atomic():
            before = model._base_manager.count()
            do(now)
            after = model._base_manager.count()
            transaction.set_rollback(True)
        return abs(after - before)

    return count


def _old_uploads(now: datetime) -> int:
    return Upload.objects.filter(made_at__lt=now - timedelta(days=KEPT_DAYS)).count()


def _tell_what_is_stuck(now: datetime) -> None:
    stuck_notices(timezone.localdate(now))


def _end_pauses(now: datetime) -> int:
    return end_due_pauses(timezone.localdate(now))


def _replan(now: datetime) -> int:
    return replan(timezone.localdate(now))


def _send_mails(_now: datetime) -> int:
    return outbox.send_due(timezone.now)


# Each may run at any time, however often, and beside itself. The mails written by the parts before leave with the last.
PARTS = [
    Part("drafts", drafts.sweep, _rehearsed(drafts.sweep, Draft), HOUR),
    Part("uploads", documents.sweep, _old_uploads, HOUR),
    Part("pauses", _end_pauses, lambda now: due_pauses(timezone.localdate(now)).count()),
    Part("checks", _replan, lambda now: len(stale_cases(timezone.localdate(now))), HOUR),
    Part("reminders", reminding.speak_up, lambda now: len(reminding.cases_due(timezone.localdate(now))), HOUR),
    Part("silence", silence.speak_up, lambda now: len(silence.due(timezone.localdate(now))), HOUR),
    Part("stuck", _tell_what_is_stuck, _rehearsed(_tell_what_is_stuck, Notice), HOUR),
    Part("digests", notices.post_digests, lambda now: notices.awaiting_digest(now).count()),
    Part("mails", _send_mails, lambda now: Mail.objects.due(now).count()),
]


class Command(BaseCommand):
    """`python manage.py tick`, from cron; or `python manage.py tick --every 60`, as a service."""

    help = (
        "Do what falls due by the clock: throw away old drafts and uploads, bring back cases that rested, remind schools of "
        "checks that are late and whoever was referred to and is silent, tell supervisors once a week what is stuck, write the "
        "morning's digests, and send the mails that wait. It may run at any time, and twice at once: nothing is done twice."
    )

    def add_arguments(self, parser):
        """How often, and whether to say only what waits."""
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, with a rest of so many seconds (default: once)")
        parser.add_argument("--dry-run", action="store_true", help="only say how much of what there is to do")

    def handle(self, *args, every, dry_run, **options):
        """Do it once, or again and again."""
        if dry_run:
            self._say((part.name, part.waiting(timezone.now())) for part in PARTS)
            return
        failed = self._round(PARTS)
        begun = dict.fromkeys(PARTS, timezone.now())
        while every:
            time.sleep(every)
            close_old_connections()
            rested = [part for part in PARTS if timezone.now() - begun[part] >= part.rests]
            begun |= dict.fromkeys(rested, timezone.now())
            self._round(rested)
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}. The log says why.")

    def _round(self, parts: Iterable[Part]) -> list[str]:
        """Do each part; one that fails keeps none of the others from being done. The names of those that failed."""
        done = {part.name: _attempt(part) for part in parts}
        self._say((name, count) for name, count in done.items() if isinstance(count, int) and count)
        return [name for name, count in done.items() if isinstance(count, Exception)]

    def _say(self, counts: Iterable[tuple[str, int]]) -> None:
        for name, count in counts:
            self.stdout.write(f"{name}: {count}")


def _attempt(part: Part) -> object:
    try:
        return part.do(timezone.now())
    except Exception as error:  # its message may hold a row: only its kind and place are written down
        logger.error("Tick %s: %s\n%s", part.name, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return error
