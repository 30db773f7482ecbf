"""Where a referral stands, as its page in the office tells it: the line from sending to result, and who is waited for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dropout_cases.models import AnswerLink, Document
from dropout_cases.views.links import state_of
from referrals.models import UNDER_WAY, EventKind, Package, Referral, ReferralEvent
from referrals.package import Item, as_the_office_reads, thaw

ROAD = (EventKind.OPENED, EventKind.ACCEPTED, EventKind.HELPING, EventKind.DONE)
ASIDE = (EventKind.REMINDED, EventKind.CALLED, EventKind.ESCALATED)  # these lead nowhere, and stand only in what passed


@dataclass(frozen=True)
class Station:
    """A point of the line: what came to pass, on which day; without a day it is still to come."""

    label: str | Promise
    on: date | None = None
    is_last: bool = False  # where the referral stands now


def line(referral: Referral) -> list[Station]:
    """The line from sending: what came to pass first on which day, and while the referral is under way what is still to come."""
    days: dict[str, date] = {}
    for event in sorted(referral.events.all(), key=lambda event: (event.happened_on, event.pk)):
        if not event.is_void and event.kind not in ASIDE:
            days.setdefault(event.kind, event.happened_on)
    labels = [(_("ส่งแล้ว"), referral.happened_on), *((EventKind(kind).label, day) for kind, day in days.items())]
    passed = [Station(label, day, number == len(labels)) for number, (label, day) in enumerate(labels, 1)]
    return passed + [Station(kind.label) for kind in _to_come(referral, days)]


def _to_come(referral: Referral, days: dict[str, date]) -> list[EventKind]:
    if referral.status not in UNDER_WAY or not referral.passes:
        return []
    reached = max((number for number, kind in enumerate(ROAD, 1) if kind in days), default=0)
    return list(ROAD[reached:])


def waiting(referral: Referral, today: date) -> str:
    """Who is waited for, and for how many days; nobody once it is over."""
    if not referral.passes or referral.status not in UNDER_WAY:
        return ""
    awaited = referral.awaited
    since = awaited.since if awaited else referral.answered_on or referral.happened_on
    days = (today - since).days
    if awaited and awaited.by_office:
        words = ngettext("ผู้รับรอคำตอบจากเขตพื้นที่ %(days)d วัน", "ผู้รับรอคำตอบจากเขตพื้นที่ %(days)d วัน", days)
    elif awaited:
        words = ngettext("รอคำตอบ %(days)d วัน", "รอคำตอบ %(days)d วัน", days)
    else:
        words = ngettext("รอผลการช่วยเหลือ %(days)d วัน", "รอผลการช่วยเหลือ %(days)d วัน", days)
    return words % {"days": days}


def limit(referral: Referral) -> date | None:
    """By when whoever is waited for is to say something."""
    if not referral.passes or referral.status not in UNDER_WAY:
        return None
    return referral.awaited.until if referral.awaited else referral.result_by


@dataclass(frozen=True)
class Sent:
    """A version of what was shared, as the office reads it."""

    package: Package
    items: list[Item]
    files: list[Document]
    is_newest: bool


@dataclass(frozen=True)
class Told:
    """Something that passed, with the files that came with it."""

    event: ReferralEvent
    files: list[Document]


def for_office(referral: Referral, user, today: date) -> dict[str, object]:
    """Everything the office's page of a referral says, as far as `user` may read it."""
    whole, files = referral.shows_whole_to(user), _files(referral, user)
    events = [Told(event, [one for one in files if one.record_key == event.key]) for event in referral.events.all()]
    return {
        "referral": referral,
        "case": referral.round.case,
        "whole": whole,
        "line": line(referral),
        "waiting": waiting(referral, today),
        "due_on": limit(referral),
        "sent": _sent(referral, files, whole=whole),
        "told": events,
        "links": [(link, state_of(link, timezone.now())) for link in AnswerLink.objects.of(referral)],
        "passes": referral.passes,
        "today": today,
    }


def _sent(referral: Referral, files: list[Document], *, whole: bool) -> list[Sent]:
    """The versions, the newest first."""
    packages = list(referral.packages.all())
    return [_version(package, files, whole=whole, is_newest=package is packages[-1]) for package in reversed(packages)]


def _version(package: Package, files: list[Document], *, whole: bool, is_newest: bool) -> Sent:
    own = {document.pk for document in package.files.all()}
    items = as_the_office_reads(thaw(package.items), whole=whole)
    return Sent(package, items, [one for one in files if one.pk in own], is_newest)


def _files(referral: Referral, user) -> list[Document]:
    """The files that were shared or came back, as far as `user` may open them."""
    shared = [document.pk for package in referral.packages.all() for document in package.files.all()]
    of_events = [event.key for event in referral.events.all()]
    return list(Document.objects.visible_to(user).filter(Q(pk__in=shared) | Q(record_key__in=of_events), voided_at=None))
