"""Referrals of before keep what they shared as a first version, their consent as a row, and what was answered as events."""

import json
from statistics import median

from django.db import migrations
from django.db.models import F, Q

PURPOSE = ("helps", "asked", "pathway", "legal_basis")
CONSENTS = ("legal_basis.CONSENT", "legal_basis.EXPLICIT_CONSENT")


def to_rows(apps, schema_editor):
    """Each referral's copy, consent and answers in rows of their own; and the figures of each agency."""
    referrals = apps.get_model("referrals", "Referral").objects
    referrals.filter(status="DONE", result_on=None).update(result_on=F("answered_on"))
    for referral in referrals.select_related("round").iterator(chunk_size=500):
        _keep_package(apps, referral)
        if referral.consent_note or referral.legal_basis_id in CONSENTS:
            _keep_consent(apps, referral)
        _keep_events(apps, referral)
    for agency in apps.get_model("schools", "Agency").objects.filter(pk__in=referrals.values("agency")):
        _count(referrals, agency)


def _keep_package(apps, referral):
    ticks = [item["code"] for item in json.loads(referral.package or "[]") if item["code"] not in PURPOSE]
    package = apps.get_model("referrals", "Package").objects.create(
        record=referral, items=referral.package or "[]", shared=ticks, made_on=referral.happened_on, made_by_id=referral.entered_by_id
    )
    type(package).objects.filter(pk=package.pk).update(made_at=referral.entered_at)


def _keep_consent(apps, referral):
    referral.consent = consent = apps.get_model("referrals", "Consent").objects.create(
        case_id=referral.round.case_id,
        round_id=referral.round_id,
        happened_on=referral.happened_on,
        entered_by_id=referral.entered_by_id,
        entered_role=referral.entered_role,
        given_by=referral.consent_note or "ไม่ได้ระบุ",
        scope="ตามการส่งต่อ",
        restricted=False,
    )
    referral.save(update_fields=["consent"])
    _entered_at(consent, referral.entered_at)


def _entered_at(row, moment):
    """The moment of before, not that of this migration: what is new may be taken back for a while."""
    type(row).objects.filter(pk=row.pk).update(entered_at=moment)


def _keep_events(apps, referral):
    told = {
        "DECLINED" if referral.status == "DECLINED" else "ACCEPTED": (referral.answered_on, referral.answer_note),
        "DONE": (referral.result_on if referral.status == "DONE" else None, referral.result),
        "WITHDRAWN": ((referral.answered_on or referral.happened_on) if referral.status == "WITHDRAWN" else None, ""),
    }
    by = referral.answered_by_id or referral.entered_by_id
    role = referral.entered_role if by == referral.entered_by_id else ""
    for kind, (day, text) in told.items():
        if day:
            event = apps.get_model("referrals", "ReferralEvent").objects.create(
                record=referral, round_id=referral.round_id, kind=kind, happened_on=day, text=text, entered_by_id=by, entered_role=role
            )
            _entered_at(event, referral.answered_at or referral.entered_at)


def _count(referrals, agency):
    rows = list(referrals.filter(agency=agency, voided_at=None).values_list("happened_on", "answered_on", "status"))
    waited = [(answered - sent).days for sent, answered, _status in rows if answered]
    agency.sent_count, agency.answered_count = len(rows), len(waited)
    agency.accepted_count = sum(status != "DECLINED" for _sent, answered, status in rows if answered)
    agency.reply_days = median(waited) if waited else None
    agency.save(update_fields=["sent_count", "answered_count", "accepted_count", "reply_days"])


def to_columns(apps, schema_editor):
    """Back into the columns, as far as they hold it."""
    for referral in apps.get_model("referrals", "Referral").objects.iterator(chunk_size=500):
        events = list(referral.events.order_by("pk"))
        first = next((one for one in events if one.kind in ("ACCEPTED", "DECLINED")), None)
        result = next((one for one in events if one.kind == "DONE"), None)
        referral.package = referral.packages.order_by("version")[0].items
        referral.consent_note = referral.consent.given_by if referral.consent else ""
        if referral.status == "HELPING":
            referral.status = "ACCEPTED"
        if first:
            referral.answer_note, referral.answered_at = first.text, first.entered_at
            referral.answered_by_id = first.entered_by_id or referral.entered_by_id
        referral.result = result.text if result else ""
        names = ["package", "consent_note", "status", "answer_note", "answered_at", "answered_by", "result", "consent"]
        referral.consent = None
        referral.save(update_fields=names)
    for name in ("HelpGiven", "ReferralEvent", "OfficialPaper", "UnmetNeed", "Package", "Consent"):
        apps.get_model("referrals", name).objects.filter(~Q(pk=None)).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("referrals", "0006_referring"),
    ]

    operations = [migrations.RunPython(to_rows, to_columns)]
