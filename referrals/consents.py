"""Consent written down before something is shared on the ground of it; `referrals.passing` takes it back."""

from collections.abc import Iterable

from django.db import transaction

from dropout_cases import documents
from dropout_cases.documents import Attachment
from dropout_cases.models import Purpose
from dropout_cases.workflow.engine import keep
from referrals.models import Consent
from schools.models import User, Verb


@transaction.atomic
def give_consent(consent: Consent, *, by: User, files: Iterable[Attachment] = ()) -> Consent:
    """Add a consent to its case with the signed paper beside it; the same form sent twice gives one consent."""
    kept = keep(consent, by=by, verb=Verb.RECORDED)
    for file in files if kept is consent else ():
        papers = {"record_key": consent.key, "purpose": Purpose.SIGNED, "restricted": True}
        documents.attach(file, round=consent.round, on=consent.happened_on, by=by, **papers)
    return kept
