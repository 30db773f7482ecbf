"""Receivers that stay silent: reminded before their limit and on the day, then the officer is told, then the supervisors.

Each stage is one event of the referral, whose token names the limit: it happens once however often the clock asks, and begins anew
when the limit moves. Nothing is said while the office itself owes a reply.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import AnswerLink, Case, CodeWay
from dropout_cases.workflow import Refused, links
from dropout_cases.workflow.engine import lock
from referrals import passing
from referrals.models import EventKind, Referral, ReferralEvent, ReferralStatus
from referrals.sending import accounts_of
from schools import notices
from schools.access import GRANTS, Action
from schools.models import Area, NoticeKind, User
from schools.trail import subject_of

logger = logging.getLogger(__name__)

HELPING = (ReferralStatus.ACCEPTED, ReferralStatus.HELPING)


class Unsaid(Exception):
    """Some referrals could not be spoken of; the log says why."""


@dataclass(frozen=True)
class Stage:
    """One thing to say of a silent referral: to whom, and on which days from its limit."""

    name: str
    kind: str
    words: str | Promise
    has_come: Callable[[date, date, Case], bool]  # by the limit, today
    say: Callable[[Referral, ReferralEvent, datetime], None]

    def token_of(self, referral: Referral) -> str:
        """What makes the stage happen once for the limit that holds."""
        asked = "answer" if referral.status == ReferralStatus.SENT else "result"
        return f"{self.name}:{referral.key}:{asked[0]}{referral.owed_by:%y%m%d}"


def due(today: date) -> list[tuple[Referral, Stage]]:
    """What is to be said today and was not said yet, in a number of queries that does not depend on how much that is."""
    return [(referral, stage) for referral in _awaited(today) for stage in _stages_of(referral, today)]


def speak_up(now: datetime) -> int:
    """Say what is due, and count it. A referral that fails keeps no other from its turn; Unsaid is raised once all had theirs."""
    today = timezone.localdate(now)
    said = [_attempt(referral, stage, today, now) for referral, stage in due(today)]
    if None in said:
        raise Unsaid(f"{said.count(None)} of {len(said)}")
    return sum(filter(None, said))


def _awaited(today: date) -> QuerySet[Referral]:
    """The referrals of open rounds whose limit is near or past, each with what was said of it."""
    most = Area.objects.aggregate(most=Max("remind_days"))["most"] or 0
    near = today + timedelta(days=most)
    limit = Q(status=ReferralStatus.SENT, answer_by__lte=near) | Q(status__in=HELPING, result_by__lte=near)
    events = ReferralEvent.objects.only("record", "kind", "happened_on", "token")
    rows = Referral.objects.filter(limit, voided_at=None, question_on=None, round__closed_on=None).order_by("pk")
    rows = rows.select_related("round__case__area", "round__case__owner", "agency", "school", "entered_by").defer("asked")
    return rows.prefetch_related(Prefetch("events", events))


def _stages_of(referral: Referral, today: date) -> list[Stage]:
    """The stages that have come; whoever was spoken to today needs no reminder."""
    events, case = referral.events.all(), referral.round.case
    tokens = {event.token for event in events}
    spoken = referral.happened_on == today or any(one.happened_on == today for one in events if one.kind not in passing.QUIET)
    return [
        stage
        for stage in STAGES
        if referral.owed_by
        and stage.has_come(referral.owed_by, today, case)
        and stage.token_of(referral) not in tokens
        and not (spoken and stage.kind == EventKind.REMINDED)
    ]


def _attempt(referral: Referral, stage: Stage, today: date, now: datetime) -> bool | None:
    """Whether it was said here; None where it failed."""
    try:
        return _say(referral, stage, today, now)
    except Exception as error:  # its message may hold a row: only its kind and place are written down
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Silence %s of %s: %s\n%s", stage.name, referral.key, type(error).__name__, place)
        return None


@transaction.atomic
def _say(referral: Referral, stage: Stage, today: date, now: datetime) -> bool:
    """Say it if it is still to be said under the lock of the case: the receiver may have answered, or another clock been first."""
    lock(referral.round.case_id)
    held = _awaited(today).filter(pk=referral.pk).first()
    if held is None or stage not in _stages_of(held, today):
        return False
    if stage.kind == EventKind.REMINDED and not any(_ways_to(held, now)):
        return False  # nobody can be reminded of what went out on paper alone
    with translation.override(notices.OFFICE_LANGUAGE):
        words = str(stage.words)
    event = passing.passed(held, stage.kind, voice=passing.CLOCK, on=today, text=words, token=stage.token_of(held))
    stage.say(held, event, now)
    return True


def _ways_to(referral: Referral, now: datetime) -> tuple[list[User], list[AnswerLink]]:
    """The receiver's accounts, and of each address that has a personal link the latest."""
    given = AnswerLink.objects.of(referral).working(now).filter(way=CodeWay.MAIL).order_by("pk")
    people = accounts_of(referral.agency or referral.school)  # type: ignore[arg-type]
    return people, list({link.address: link for link in given}.values())


def _remind(referral: Referral, event: ReferralEvent, now: datetime) -> None:
    """Tell the receiver's accounts, and mail each address that has a personal link; nobody gets a mail at night."""
    people, given = _ways_to(referral, now)
    _tell(people, NoticeKind.REFERRAL_DUE, referral, event)
    morning = timezone.localtime(now).replace(hour=notices.DIGEST_FROM.hour, minute=0, second=0, microsecond=0)
    for link in given:
        try:
            links.renew(link, at=now, mail_page=_page_of, after=max(now, morning))
        except Refused:  # somebody who must not be contacted any more
            continue


def _page_of(secret: str) -> str:
    return f"{settings.SITE_URL}{reverse('dropout_cases:answer-page', args=[secret])}"


def _tell_owner(referral: Referral, event: ReferralEvent, _now: datetime) -> None:
    """Tell the officer; of a case that is nobody's, whoever sent the referral."""
    _tell([referral.round.case.owner or referral.entered_by], NoticeKind.REFERRAL_SILENT, referral, event)


def _tell_supervisors(referral: Referral, event: ReferralEvent, _now: datetime) -> None:
    overseers = [role for role, acts in GRANTS.items() if Action.WORK_OVERSEE in acts]
    people = User.objects.working_in(referral.round.case.area, *overseers).filter(is_active=True)
    _tell(people, NoticeKind.REFERRAL_SILENT, referral, event)


def _tell(people, kind: NoticeKind, referral: Referral, event: ReferralEvent) -> None:
    told = {"event": subject_of(event), "path": referral.get_absolute_url(), "about": referral.round.case.number}
    notices.tell(people, kind, **told)


def _is_near(limit: date, today: date, case: Case) -> bool:
    return limit - timedelta(days=case.area.remind_days) <= today < limit


def _is_long_past(limit: date, today: date, case: Case) -> bool:
    """After the office's days; where the child is in danger, as soon as the officer hears of it."""
    borne = 1 if case.in_danger else case.area.silent_days
    return limit + timedelta(days=borne) <= today


STAGES = (
    Stage("before", EventKind.REMINDED, _("ก่อนครบกำหนด"), _is_near, _remind),
    Stage("day", EventKind.REMINDED, _("วันครบกำหนด"), lambda limit, today, _case: limit == today, _remind),
    Stage("late", EventKind.ESCALATED, _("แจ้งผู้รับผิดชอบ"), lambda limit, today, _case: limit < today, _tell_owner),
    Stage("long", EventKind.ESCALATED, _("แจ้งผู้กำกับดูแล"), _is_long_past, _tell_supervisors),
)
