"""Tells people, in the transaction of what happened: inside the site, and by mail, each event once to each recipient.

A mail says what kind of thing there is to do and the number of its case; whoever wants to know more signs in.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thai.dates import thai_date

from .access import Action, holds
from .models import URGENT, Mail, Notice, NoticeChoice, NoticeKind, User, Verb
from .trail import write

OFFICE_LANGUAGE = "th"  # of mails: nobody is at a screen whose language could be asked
DIGEST_FROM = time(7)  # in the morning, on working days
SATURDAY = 5
MOST_LINES = 50  # in a mail; more are counted
# Of what only some are told: the right without which a kind never reaches a person.
TOLD_WITH = {
    NoticeKind.DANGER: Action.REPORT_DECIDE,
    NoticeKind.ASSIGNED: Action.CASE_RECORD,
    NoticeKind.CODE_ASKED: Action.CASE_RECORD,
    NoticeKind.REFERRAL_SILENT: Action.CASE_RECORD,
    NoticeKind.MENTIONED: Action.CASE_SEE_WHOLE,
    NoticeKind.CLOSING_ASKED: Action.CASE_CLOSE,
    NoticeKind.STUCK: Action.WORK_OVERSEE,
    NoticeKind.REPORT_ANSWERED: Action.REPORT_DECIDE,
    NoticeKind.IMPORT_DONE: Action.IMPORT_SEE,
    NoticeKind.CHECK_DUE: Action.SCHOOL_RECORD,
    NoticeKind.POSSIBLE_DUPLICATE: Action.CASE_RECORD,
}


@transaction.atomic
def tell(recipients: Iterable[User], kind: NoticeKind, *, event: str, path: str, about: str = "") -> None:
    """Give each recipient a notice that leads to `path`; `event` is what is told only once, `about` a case number at most.

    Who chose not to hear of such things by a way is not told by that way. Urgent kinds are mailed at once, the others with the
    day's digest.
    """
    people = list(recipients)
    choices = {one.user_id: one for one in NoticeChoice.objects.filter(user__in=people, kind=kind)}
    usual = NoticeChoice()
    told = [_notice(one, kind, choices.get(one.pk, usual), event=event, path=path, about=about) for one in people]
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    if kind in URGENT:
        _mail_at_once(Notice.objects.to_be_mailed().filter(recipient__in=people, kind=kind, event=event))


def kinds_for(user: User) -> list[NoticeKind]:
    """The kinds that may reach a person."""
    return [kind for kind in NoticeKind if kind not in TOLD_WITH or holds(user, TOLD_WITH[kind])]


@transaction.atomic
def choose(user: User, *, in_app: Iterable[str], by_mail: Iterable[str]) -> None:
    """Keep by which way a person wants which kinds. What is urgent is told inside the site whatever is chosen."""
    ways = {kind: (kind in in_app or kind in URGENT, kind in by_mail) for kind in kinds_for(user)}
    user.notice_choices.all().delete()
    wanted = [NoticeChoice(user=user, kind=kind, in_app=app, by_mail=mail) for kind, (app, mail) in ways.items()]
    NoticeChoice.objects.bulk_create(one for one in wanted if not (one.in_app and one.by_mail))
    write(user, Verb.CHANGED, user, fields=["notice_choices"])


def post_digests(now: datetime) -> int:
    """On the morning of a working day, mail each person what they have not read and no mail has told; how many mails."""
    return sum(_post_digest(user, timezone.localdate(now)) for user in awaiting_digest(now))


def awaiting_digest(now: datetime) -> QuerySet[User]:
    """The people whose digest of the day is to be written now; each gets one a day at most."""
    here = timezone.localtime(now)
    if here.weekday() >= SATURDAY or here.time() < DIGEST_FROM:
        return User.objects.none()
    unsaid = Notice.objects.unread().to_be_mailed().filter(recipient=OuterRef("pk"))
    had = Mail.objects.filter(to=OuterRef("pk"), event__startswith="digest:", event__endswith=f":{here.date()}")
    return User.objects.filter(Exists(unsaid), ~Exists(had), is_active=True).exclude(email="")


def _notice(recipient: User, kind: NoticeKind, choice: NoticeChoice, **told: str) -> Notice:
    by_mail = choice.by_mail and recipient.is_active and bool(recipient.email)
    return Notice(recipient=recipient, kind=kind, in_app=choice.in_app, by_mail=by_mail, **told)


def _mail_at_once(notices: QuerySet[Notice]) -> None:
    """A mail for each notice, in the transaction of the notice."""
    unsaid = list(notices.select_related("recipient"))
    with translation.override(OFFICE_LANGUAGE):
        mails = Mail.objects.bulk_create(_urgent_mail(notice) for notice in unsaid)
    for notice, mail in zip(unsaid, mails, strict=True):
        notice.mail = mail
    Notice.objects.bulk_update(unsaid, ["mail"])


def _urgent_mail(notice: Notice) -> Mail:
    event = f"{notice.kind}:{notice.event}:{notice.recipient.key}"
    said = " ".join(filter(None, (notice.get_kind_display(), notice.about)))
    return _mail(notice.recipient, event, said, [said], _("คุณมีเรื่องด่วน เข้าสู่ระบบเพื่อดู"), notice.path)


@transaction.atomic
def _post_digest(user: User, day: date) -> bool:
    """One mail with all that is unsaid, and its notices held by it: both or neither."""
    User.objects.select_for_update().get(pk=user.pk)  # of two at once, the second finds nothing left to say
    unsaid = list(Notice.objects.unread().to_be_mailed().filter(recipient=user))
    event = f"digest:{user.key}:{day}"
    if not unsaid or Mail.objects.filter(event=event).exists():
        return False
    with translation.override(OFFICE_LANGUAGE):
        mail = _digest(user, event, unsaid, day)
    mail.save()
    Notice.objects.filter(pk__in=[notice.pk for notice in unsaid]).update(mail=mail)
    return True


def _digest(user: User, event: str, unsaid: list[Notice], day: date) -> Mail:
    count = ngettext("%(count)d เรื่อง", "%(count)d เรื่อง", len(unsaid)) % {"count": len(unsaid)}
    subject = _("งานวันนี้ %(day)s: %(count)s") % {"day": thai_date(day), "count": count}
    lines = [" ".join(filter(None, ("•", notice.get_kind_display(), notice.about))) for notice in unsaid[:MOST_LINES]]
    if more := len(unsaid) - len(lines):
        lines.append(ngettext("และอีก %(count)d เรื่อง", "และอีก %(count)d เรื่อง", more) % {"count": more})
    opening = _("คุณมีงานและเรื่องใหม่ %(count)s เข้าสู่ระบบเพื่อดู") % {"count": count}
    return _mail(user, event, subject, lines, opening, reverse("schools:notice-list"))


def _mail(user: User, event: str, subject: str, lines: list[str], opening: str, path: str) -> Mail:
    """A mail as this site writes them: the name of the site, what there is, and where to sign in. It names nobody."""
    closing = _("อีเมลนี้ส่งโดยอัตโนมัติ เลือกเรื่องที่รับทางอีเมลได้ที่หน้าการแจ้งเตือน")
    body = "\n\n".join([opening, "\n".join(lines), f"{settings.SITE_URL}{path}", closing])
    subject = f"[{_('กลับเรียน')}] {subject}"
    return Mail(event=event, to=user, address=user.email, subject=subject, body=body, send_after=timezone.now())
