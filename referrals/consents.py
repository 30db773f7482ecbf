"""Consent written down before something is shared on the ground of it; `referrals.passing` takes it back."""

from collections.abc import Iterable

from django.db import transaction

from dropout_cases import documents
from dropout_cases.documents import Attachment
from dropout_cases.models import Purpose
from dropout_cases.workflow.engine import add, ask, lock, refuse_closed, refuse_future, stir, twin_of
from referrals.models import Consent
from schools import trail
from schools.access import Action
from schools.models import User, Verb


@transaction.atomic
def give_consent(consent: Consent, *, by: User, files: Iterable[Attachment] = ()) -> Consent:
    """Add a consent to its case with the signed paper beside it; the same form sent twice gives one consent."""
    case = lock(consent.case_id)
    if twin := twin_of(consent):
        return twin
    ask(by, Action.CASE_RECORD, case.place)
    consent.round = case.current_round
    refuse_closed(consent.round)
    refuse_future(consent.happened_on)
    add(consent, by=by)
    for file in files:
        papers = {"record_key": consent.key, "purpose": Purpose.SIGNED, "restricted": True}
        documents.attach(file, round=consent.round, on=consent.happened_on, by=by, **papers)
    stir(case)
    trail.write(by, Verb.RECORDED, case, fields=["consent", consent.key], area=case.area)
    return consent
