"""Personal links: somebody without an account answers one record on one page, once a code has reached their registered contact.

Only fingerprints are kept of a link's secret, of its code and of the devices that know it: whoever reads the database opens
nothing. A link ends by itself, or with its next request after it was withdrawn. Every opening, refusal, code and answer leaves a
line under the link's own key, and none of them names anybody.
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hmac import compare_digest

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dropout_cases.models import AnswerLink, CodeWay, LinkDevice, StepRecord
from schools import notices, outbox, trail
from schools.access import Action
from schools.encryption import blind_index
from schools.models import NoticeKind, User, Verb
from thai.dates import thai_date

from .engine import Refused, ask, lock, refuse_closed, refuse_moved
from .records import answer as engine_answer
from .team import refuse_barred

CODE_LIFE = timedelta(minutes=10)
MOST_SENDS = 5
MOST_TRIES = 5
USUAL_DAYS = 14
LONGEST_DAYS = 60


@transaction.atomic
def make_link(
    entry: StepRecord,
    *,
    for_whom: str,
    way: str,
    address: str,
    days: int,
    by: User,
    at: datetime,
    mail_page: Callable[[str], str] | None = None,
) -> tuple[AnswerLink, str]:
    """A link by which `for_whom` answers a record that waits for an answer; and its secret, which is told only here.

    `address` is where the code goes: an e-mail address, or the number to ring. `mail_page` makes the page's whole address of the
    secret; given, the link is mailed as well.
    """
    case = lock(entry.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(entry.round)
    refuse_moved(entry, case)
    if entry.is_void or not entry.is_open_to_links:
        raise Refused(_("รายการนี้ไม่ได้รอคำตอบ"))
    refuse_barred(case, None, for_whom)
    link, secret = _give_out(
        case=case,
        record_kind=entry._meta.label,
        record_key=entry.key,
        for_whom=for_whom,
        way=way,
        address=address,
        expires_at=at + timedelta(days=days),
        made_by=by,
    )
    asked = [entry._meta.model_name, entry.key, *(["address"] if _is_by_hand(entry, link) else [])]
    trail.write(by, Verb.CREATED, link, fields=asked, area=case.area)
    if mail_page and way == CodeWay.MAIL:
        _mail_link(link, mail_page(secret))
    return link, secret


@transaction.atomic
def renew(link: AnswerLink, *, at: datetime, mail_page: Callable[[str], str], after: datetime) -> AnswerLink:
    """A further link for the same person at the same address, ending with the one given out, mailed as a reminder by the clock.

    The one given out cannot be mailed again, for only its fingerprint is kept; it goes on working. Raises Refused where it or its
    record stands no more, or the person must not be contacted.
    """
    held = _hold(link)
    if not held.works(at) or held.way != CodeWay.MAIL or record_of(held) is None:
        raise Refused(_("ลิงก์นี้ใช้ไม่ได้แล้ว ทำลิงก์ใหม่"))
    refuse_barred(held.case, None, held.for_whom)
    same = ("case", "record_kind", "record_key", "for_whom", "way", "address", "expires_at", "made_by")
    fresh, secret = _give_out(**{name: getattr(held, name) for name in same})
    trail.write(None, Verb.CREATED, fresh, fields=["renewed", held.key], area=held.case.area)
    _mail_link(fresh, mail_page(secret), remind_after=after)
    return fresh


def _is_by_hand(entry: StepRecord, link: AnswerLink) -> bool:
    """Whether the code goes elsewhere than to the address registered for it."""
    registered = entry.link_to().get("email" if link.way == CodeWay.MAIL else "phone")
    return bool(registered) and link.address != registered


def _give_out(**fields) -> tuple[AnswerLink, str]:
    """A new link and its secret."""
    secret = secrets.token_urlsafe(24)
    return AnswerLink.objects.create(secret_print=_print("link", secret), **fields), secret


@translation.override(notices.OFFICE_LANGUAGE)
def _mail_link(link: AnswerLink, page: str, *, remind_after: datetime | None = None) -> None:
    subject = _("เตือน: %(office)s รอคำตอบ เรื่อง %(number)s") if remind_after else _("%(office)s ขอคำตอบ เรื่อง %(number)s")
    words = {"office": link.case.area.name, "number": link.case.number, "page": page, "until": thai_date(link.expires_at)}
    outbox.post(
        event=f"answerlink:{link.key}",
        address=link.address,
        subject=subject % words,
        body=_("เปิดหน้านี้เพื่อตอบ ใช้ได้ถึง %(until)s\n%(page)s\n\nระบบจะส่งรหัสมาที่อีเมลนี้เมื่อเปิดหน้า อย่าส่งต่อลิงก์หรือรหัสให้ผู้อื่น") % words,
        after=remind_after,
    )


@transaction.atomic
def withdraw(link: AnswerLink, *, by: User, at: datetime) -> AnswerLink:
    """End a link with its next request, on every device; withdrawn already, it stays as it is."""
    held = _hold(link)
    ask(by, Action.CASE_RECORD, held.place)
    if held.withdrawn_at is None:
        held.withdrawn_at, held.withdrawn_by = at, by
        held.save(update_fields=["withdrawn_at", "withdrawn_by"])
        trail.write(by, Verb.CHANGED, held, fields=["withdrawn_at"], area=held.case.area)
    return held


def days_for(entry: StepRecord, today: date) -> int:
    """For how many days a link is proposed: until the record's own end, where it has one; and until its answer is due."""
    if until := getattr(entry, "expires_on", None):
        return max((until - today).days, 1)
    due = entry.awaited.until if entry.awaited else None
    return max(USUAL_DAYS, (due - today).days) if due else USUAL_DAYS


def find(secret: str, at: datetime) -> tuple[AnswerLink, StepRecord] | None:
    """The link with this secret and the record it asks for, if both still stand; what fails at any of it looks the same."""
    link = AnswerLink.objects.working(at).filter(secret_print=_print("link", secret)).select_related("made_by").first()
    record = link and record_of(link)
    return (link, record) if link and record else None


def record_of(link: AnswerLink) -> StepRecord | None:
    """The record a link asks for, unless it was voided, shows nothing any more, or its round has ended."""
    records = apps.get_model(link.record_kind).objects.filter(key=link.record_key, voided_at=None, round__closed_on=None)
    record = records.select_related("round__case__area", "round__case__owner", "round__case__school").first()
    return None if record is None or record.is_shut else record


def note_refused(secret: str) -> None:
    """Write down, under its own key, that a link was tried which opens nothing any more; of an unknown secret there is none."""
    if link := AnswerLink.objects.filter(secret_print=_print("link", secret)).select_related("case__area").first():
        trail.write(None, Verb.REFUSED, link, fields=["link"], area=link.case.area)


def is_used_up(link: AnswerLink) -> bool:
    """Whether no code helps any more: the link then opens only on devices that know it."""
    return link.code_tries >= MOST_TRIES


def knows(link: AnswerLink, device: str) -> bool:
    """Whether the right code was typed on this device before."""
    return bool(device) and link.devices.filter(device_print=_print("device", link.key, device)).exists()


def ask_for_code(link: AnswerLink, at: datetime) -> None:
    """Whoever opened the link wants a code: it is mailed, or the officer is told to ring. Raises Refused when all are used up."""
    if link.way == CodeWay.MAIL:
        send_code(link, at)
        return
    with transaction.atomic():
        held = _hold(link)
        _refuse_used_up(held)
        trail.write(None, Verb.CHANGED, held, fields=["code_asked"], area=held.case.area)
        owner, path = held.case.owner or held.made_by, _page_of_links(held)
        event = f"code:{held.key}:{held.code_sends}"
        notices.tell([owner], NoticeKind.CODE_ASKED, event=event, about=held.case.number, path=path)


@transaction.atomic
def send_code(link: AnswerLink, at: datetime, *, by: User | None = None) -> str:
    """A new code of six digits in place of the one before, mailed where the link says so; `by` is the officer who reads it out."""
    held = _hold(link)
    if by:
        ask(by, Action.CASE_RECORD, held.place)
    if not held.works(at):
        raise Refused(_("ลิงก์นี้ใช้ไม่ได้แล้ว ทำลิงก์ใหม่"))
    _refuse_used_up(held)
    code = f"{secrets.randbelow(10**6):06}"
    held.code_print, held.code_made_at = _print("code", held.key, code), at
    held.code_sends += 1
    held.save(update_fields=["code_print", "code_made_at", "code_sends"])
    trail.write(by, Verb.CHANGED, held, fields=["code"], area=held.case.area)
    if held.way == CodeWay.MAIL:
        _mail_code(held, code)
    return code


@translation.override(notices.OFFICE_LANGUAGE)
def _mail_code(link: AnswerLink, code: str) -> None:
    outbox.post(
        event=f"code:{link.key}:{link.code_sends}",
        address=link.address,
        subject=_("รหัสเปิดหน้าตอบของ%(office)s") % {"office": link.case.area.name},
        body=_("รหัส %(code)s ใช้ได้ 10 นาที กรอกในหน้าที่เปิดอยู่ ไม่ได้ขอรหัสนี้ ไม่ต้องทำอะไร") % {"code": code},
    )


@transaction.atomic
def check_code(link: AnswerLink, typed: str, at: datetime) -> str:
    """The secret of a device on which the right code was typed, "" of any other; a code counts once, and a wrong one is counted."""
    held = _hold(link)
    is_live = bool(held.code_print) and held.code_made_at is not None and at < held.code_made_at + CODE_LIFE
    is_right = is_live and not is_used_up(held) and compare_digest(held.code_print, _print("code", held.key, typed))
    if not is_right:
        held.code_tries += is_live
        held.save(update_fields=["code_tries"])
        trail.write(None, Verb.REFUSED, held, fields=["code"], area=held.case.area)
        return ""
    device = secrets.token_urlsafe(24)
    LinkDevice.objects.create(link=held, device_print=_print("device", held.key, device))
    held.code_print, held.opened_at = "", held.opened_at or at
    held.save(update_fields=["code_print", "opened_at"])
    trail.write(None, Verb.OPENED, held, fields=["device"], area=held.case.area)
    return device


@transaction.atomic
def answer(link: AnswerLink, entry: StepRecord, text: str, at: datetime) -> StepRecord:
    """What was typed on the page becomes the record's answer; the same sent twice counts once. Raises Refused."""
    entry.refresh_from_db()
    if not entry.awaited and entry.takes(text) is True:
        return entry
    fields = entry.answer_by_link(text, name=link.for_whom, on=timezone.localdate(at))
    entry = engine_answer(
        entry, by=None, action=Action.SCHOOL_RECORD, fields=fields, allowed=lambda held: held.takes(text), through=link
    )
    AnswerLink.objects.filter(pk=link.pk).update(answered_at=at)
    trail.write(None, Verb.RECORDED, link, fields=[entry._meta.model_name, entry.key], area=link.case.area)
    return entry


def _hold(link: AnswerLink) -> AnswerLink:
    """The link as it stands now, held until the act ends, so that two tries at once count as two."""
    AnswerLink.objects.select_for_update().get(pk=link.pk)
    return AnswerLink.objects.select_related("case__area", "case__school", "case__owner", "made_by").get(pk=link.pk)


def _refuse_used_up(link: AnswerLink) -> None:
    if is_used_up(link) or link.code_sends >= MOST_SENDS:
        raise Refused(_("ใช้รหัสครบจำนวนครั้งแล้ว ขอลิงก์ใหม่จากเจ้าหน้าที่"))


def _page_of_links(link: AnswerLink) -> str:
    """Where the office sees the links of a record."""
    return reverse("dropout_cases:link-list", args=[link.record_key, link.record_kind.rpartition(".")[2].lower()])


def _print(kind: str, *parts: str) -> str:
    """What is kept of a secret."""
    return blind_index(":".join((f"answer-{kind}", *parts)))
