"""The directory keeps itself: what a card said before and says now, and the link by which an agency confirms its own.

Of such a link nothing is stored. It is signed and runs out; it names the agency, the address it was mailed to and the last time
the agency confirmed, so it opens nothing once it was used, or once another address is registered.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thai.dates import thai_date

from . import outbox
from .encryption import blind_index
from .models import Agency, AgencyContact, AgencyVersion, Mail, User, Verb
from .notices import OFFICE_LANGUAGE
from .trail import write

LINK_LIFE = timedelta(days=30)
STALE_AFTER = timedelta(days=365)
SALT = "agency-card"
MOST_SHOWN = 50  # changes of a card
WITHOUT_FIELD = {"contacts": gettext_lazy("ผู้ติดต่อเพิ่มเติม"), "told": gettext_lazy("แจ้งเขต")}


@dataclass(frozen=True)
class Edit:
    """A change of a card: when, by whom, and what each field said before and after. The first of a card has no before."""

    at: datetime
    who: str
    by_link: bool
    is_first: bool
    changes: list[tuple[str | Promise, str, str]]


def stale_before(today: date) -> date:
    """A card confirmed before this day is to be confirmed again."""
    return today - STALE_AFTER


# The card and its history


@translation.override(OFFICE_LANGUAGE)
def card_of(agency: Agency) -> dict[str, str]:
    """What the card says, field by field, in words."""
    plain = ("name", "contact_name", "phone", "email", "line_id", "hours", "head", "address", "note")
    said = {name: getattr(agency, name) for name in plain}
    said["kind"] = agency.kind.label
    said["services"] = " · ".join(service.label for service in agency.services.order_by("order"))
    said["covers"] = " · ".join(amphoe.name for amphoe in agency.covers.all()) or _("ทั้งเขตพื้นที่")
    said["contacts"] = "\n".join(_words(contact) for contact in agency.contacts.all())
    said["is_open"] = _("ใช่") if agency.is_open else _("ไม่ใช่")
    if agency.confirmed_on:
        said["confirmed_on"] = f"{thai_date(agency.confirmed_on)} {agency.confirmed_by}"
    return said


def _words(contact: AgencyContact) -> str:
    return " ".join(filter(None, (contact.name, contact.position, contact.phone, contact.email, contact.line_id)))


@transaction.atomic
def change_card(
    agency: Agency, save: Callable[[], Agency], *, fields: list[str], by: User | None = None, name: str = "", told: str = ""
) -> Agency:
    """`save` a card, and keep what it said before and says now. `name` is of whoever confirms it by the link."""
    before = Agency.objects.filter(pk=agency.pk).first()
    was = card_of(before) if before else {}
    kept = save()
    if before and not before.versions.exists():
        _keep(before, was)
    card = card_of(kept) | ({"told": told} if told else {})
    if name or card != was:
        _keep(kept, card, made_by=by, made_name=name)
    write(by, Verb.CHANGED if before else Verb.CREATED, kept, fields=fields, area=kept.area)
    return kept


def _keep(agency: Agency, card: dict[str, str], **made) -> None:
    AgencyVersion.objects.create(agency=agency, card=json.dumps(card, ensure_ascii=False), **made)


def history(agency: Agency) -> list[Edit]:
    """What was changed on a card, the newest on top; how it stood before anybody was written down is no change."""
    versions = list(agency.versions.select_related("made_by")[: MOST_SHOWN + 1])
    cards = [json.loads(version.card) for version in versions]
    pairs = zip(versions, cards, [*cards, {}][1:], strict=True)
    edits = [_edit(version, card, before) for version, card, before in pairs if version.made_by or version.made_name]
    return edits[:MOST_SHOWN]


def _edit(version: AgencyVersion, card: dict[str, str], before: dict[str, str]) -> Edit:
    names = [name for name in dict.fromkeys([*card, *before]) if card.get(name, "") != before.get(name, "")]
    changes = [(_label(name), before.get(name, ""), card.get(name, "")) for name in names if name != "told" or name in card]
    who, by_link = str(version.made_by or version.made_name), version.made_by is None
    return Edit(version.made_at, who, by_link, not before, changes if before else [])


def _label(name: str) -> str | Promise:
    return WITHOUT_FIELD.get(name) or Agency._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def told_by_link(agency: Agency) -> str:
    """What the agency asks the office to correct, until the card is next changed."""
    newest = agency.versions.first()
    return json.loads(newest.card).get("told", "") if newest else ""


# Confirming it


def confirm(
    agency: Agency,
    save: Callable[[], Agency],
    *,
    on: date,
    fields: list[str],
    by: User | None = None,
    name: str = "",
    told: str = "",
) -> Agency:
    """`save` a card that was confirmed today: by the agency itself through its link, or on the telephone with an officer."""
    agency.confirmed_on = on
    with translation.override(OFFICE_LANGUAGE):
        agency.confirmed_by = name or _("%(who)s (โทรศัพท์)") % {"who": by}
    return change_card(agency, save, fields=[*fields, "confirmed_on"], by=by, name=name, told=told)


def confirm_by_phone(agency: Agency, *, by: User, on: date) -> Agency:
    """The agency said on the telephone that its card is right."""

    def save() -> Agency:
        agency.save(update_fields=["confirmed_on", "confirmed_by"])
        return agency

    return confirm(agency, save, on=on, fields=[], by=by)


@transaction.atomic
def ask_to_confirm(agency: Agency, page_of: Callable[[str], str], *, by: User, at: datetime) -> None:
    """Mail the link to the registered address, once a day at most; `page_of` makes the page's whole address of its token."""
    words = {
        "office": agency.area.short_name,
        "agency": agency.name,
        "page": page_of(token_of(agency)),
        "until": thai_date(timezone.localdate(at + LINK_LIFE)),
    }
    with translation.override(OFFICE_LANGUAGE):
        subject = _("%(office)s ขอให้ยืนยันข้อมูลในทำเนียบหน่วยงาน") % words
        body = _("เปิดหน้านี้เพื่อตรวจข้อมูลของ %(agency)s ใช้ได้ครั้งเดียว ถึง %(until)s\n%(page)s\n\nไม่ต้องมีบัญชี หน้านี้ไม่มีข้อมูลของนักเรียน") % words
    event = _event(agency, _state(agency)[:12], timezone.localdate(at))
    outbox.post(event=event, address=agency.email, subject=subject, body=body)
    write(by, Verb.CHANGED, agency, fields=["link"], area=agency.area)


def asked_at(agency: Agency) -> datetime | None:
    """When the link was last mailed."""
    mails = Mail.objects.filter(event__startswith=_event(agency))
    return mails.order_by("-pk").values_list("made_at", flat=True).first()


def _event(agency: Agency, *more: object) -> str:
    return ":".join(["agency", agency.key, *map(str, more)])


def token_of(agency: Agency) -> str:
    """The token of the link of a card as it stands now."""
    return signing.dumps([agency.key, _state(agency)], salt=SALT)


def find(token: str) -> Agency | None:
    """The agency whose card a token still opens, its row held by the transaction; what fails at any of it looks the same."""
    try:
        key, state = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        return None
    agency = Agency.objects.select_for_update().filter(key=key, is_open=True).first()
    return agency if agency and _state(agency) == state else None


def _state(agency: Agency) -> str:
    confirmed = agency.versions.exclude(made_name="").values_list("pk", flat=True).first()
    return blind_index(f"agency-card:{agency.email}:{confirmed or ''}")[:32]
