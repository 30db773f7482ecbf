"""How a referral reaches its receiver, and how its receiver hears of what the office adds."""

from collections.abc import Callable
from datetime import datetime

from django.db import models
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases.models import AnswerLink, CodeWay
from dropout_cases.workflow import links
from referrals.models import Referral, ReferralEvent
from schools import notices, outbox
from schools.models import Agency, NoticeKind, School, User


class Way(models.TextChoices):
    """How what is sent reaches its receiver."""

    MAIL = "MAIL", gettext_lazy("อีเมลที่ลงทะเบียนไว้ ระบบส่งลิงก์ให้")
    HAND = "HAND", gettext_lazy("ส่งลิงก์เองทาง LINE หรือข้อความ แล้วโทรแจ้งรหัส")
    ACCOUNT = "ACCOUNT", gettext_lazy("บัญชีของผู้รับในระบบนี้")
    PAPER = "PAPER", gettext_lazy("กระดาษอย่างเดียว")


LACKING: dict[str, str | Promise] = {
    Way.MAIL: gettext_lazy("ผู้รับนี้ไม่มีอีเมลที่ลงทะเบียนไว้ เลือกทางอื่น หรือเพิ่มอีเมลในทำเนียบ"),
    Way.HAND: gettext_lazy("ผู้รับนี้ไม่มีเบอร์โทรที่ลงทะเบียนไว้ เลือกทางอื่น หรือเพิ่มเบอร์โทรในทำเนียบ"),
    Way.ACCOUNT: gettext_lazy("ผู้รับนี้ไม่มีบัญชีในระบบ เลือกทางอื่น"),
}


def accounts_of(receiver: Agency | School) -> list[User]:
    """Who signs in for an agency or a school."""
    return list(User.objects.filter(posts__in=receiver.posts.filter(ended_on=None), is_active=True).distinct())


def ways_to(receiver: Agency | School) -> list[Way]:
    """The ways by which a receiver can be reached, the usual one first."""
    there = {
        Way.MAIL: getattr(receiver, "email", ""),
        Way.ACCOUNT: receiver.posts.filter(ended_on=None, user__is_active=True).exists(),
        Way.HAND: receiver.phone,
        Way.PAPER: True,
    }
    return [way for way, holds in there.items() if holds]


def masked(address: str) -> str:
    """An e-mail address of which enough is left to know it again: ab***@example.org."""
    name, _at, host = address.partition("@")
    return f"{name[:2]}***@{host}" if host else ""


def send_out(referral: Referral, way: str, *, by: User, at: datetime, page_of: Callable[[str], str]) -> str:
    """Tell the receiver's accounts, and make the personal link where one is sent; the address of one handed over, told only here.

    Call it in the transaction that records the referral. `page_of` makes the link's whole address of its secret.
    """
    tell_accounts(referral, f"referral:{referral.key}")
    if way not in (Way.MAIL, Way.HAND):
        return ""
    known, mails = referral.link_to(), way == Way.MAIL
    _link, secret = links.make_link(
        referral,
        for_whom=known["for_whom"],
        way=CodeWay.MAIL if mails else CodeWay.PHONE,
        address=known["email"] if mails else known["phone"],
        days=links.days_for(referral, timezone.localdate(at)),
        by=by,
        at=at,
        mail_page=page_of if mails else None,
    )
    return "" if mails else page_of(secret)


def tell_accounts(referral: Referral, event: str) -> None:
    """Tell whoever signs in for the receiver that there is something to read."""
    receiver, path = referral.agency or referral.school, referral.get_absolute_url()
    if receiver:
        told = {"event": event, "path": path, "about": referral.round.case.number}
        notices.tell(accounts_of(receiver), NoticeKind.REFERRAL_CAME, **told)


@translation.override(notices.OFFICE_LANGUAGE)
def tell_of_more(event: ReferralEvent, at: datetime) -> None:
    """Tell the receiver that the office answered or shared more: its accounts, and by mail whoever holds a link.

    The mail cannot bear the link again, for its secret is not kept; it says which mail had it.
    """
    referral = event.record
    tell_accounts(referral, f"referral:{event.key}")
    case = referral.round.case
    for link in AnswerLink.objects.of(referral).working(at).filter(way=CodeWay.MAIL):
        outbox.post(
            event=f"more:{event.key}:{link.key}",
            address=link.address,
            subject=_("%(office)s ส่งข้อมูลเพิ่ม เรื่อง %(number)s") % {"office": case.area.name, "number": case.number},
            body=_("เปิดลิงก์เดิมที่ได้รับเรื่อง %(number)s เพื่ออ่านคำตอบและข้อมูลเพิ่ม") % {"number": case.number},
        )
