"""What passes between the office and a receiver of a referral: the only writer of where a referral stands.

Each act is one event, written under the lock of its case in one transaction with what it changes. The same form sent twice (same
token) is the same event.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import AnswerLink, Case, Document
from dropout_cases.workflow.engine import Refused, add, ask, lock, read_anew, refuse_closed, refuse_future, settle, twin_of
from dropout_cases.workflow.records import refuse_link
from referrals.models import BY_RECEIVER, UNDER_WAY, Consent, EventKind, HelpGiven, Package, Referral, ReferralEvent
from referrals.models.referrals import RESULT_DAYS, count_anew
from schools import notices, trail
from schools.access import Action, No
from schools.models import Code, NoticeKind, User, Verb

QUIET = frozenset({EventKind.OPENED, EventKind.REMINDED, EventKind.ESCALATED})  # these move nothing in the case
ANSWERS = BY_RECEIVER - {EventKind.OPENED}


@dataclass(frozen=True)
class Voice:
    """Who speaks: an account (of the office, which types what came on paper, or of the receiver), or somebody with a personal link.

    `said_by` is the person at the receiver, where it is not the account's own. Nobody at all is the clock.
    """

    by: User | None = None
    through: AnswerLink | None = None
    said_by: str = ""

    @property
    def name(self) -> str:
        """Who at the receiver said it, where that is not the account."""
        return self.said_by or (self.through.for_whom if self.through else "")


CLOCK = Voice()


@transaction.atomic
def passed(
    referral: Referral,
    kind: str,
    *,
    voice: Voice,
    on: date,
    text: str = "",
    next_on: date | None = None,
    token: str | None = None,
    changes: Mapping[str, object] | None = None,
    along: Callable[[], None] | None = None,
) -> ReferralEvent:
    """Let `kind` happen to a referral, change fields of it, and settle its case anew. The acts below know what each needs.

    `along` writes what comes with it, once, under the lock. Raises Refused when the table does not allow it now, the round is
    closed, the day cannot be, or `voice` has no right to it.
    """
    case = lock(referral.round.case_id)
    event = ReferralEvent(record=referral, kind=kind, said_by=voice.name, text=text, next_on=next_on, token=token, happened_on=on)
    if twin := twin_of(event):
        return twin
    _refuse_voice(referral, kind, voice)
    refuse_closed(referral.round)
    refuse_future(on)
    read_anew(referral, case)
    if on < referral.happened_on:
        raise Refused(_("วันที่ต้องไม่ก่อนวันที่ส่งต่อ"))
    _refuse_shut(referral, voice, on)
    verdict = referral.may_pass(kind)
    if isinstance(verdict, No):
        raise Refused(verdict.reason)
    _move(referral, kind, changes or {})
    event.round = referral.round
    add(event, by=voice.by)
    if along:
        along()
    if kind not in QUIET:
        settle(case)
        count_anew(referral.agency)
    trail.write(voice.by, Verb.RECORDED, case, fields=["referral", referral.key, kind.lower()], area=case.area)
    if kind in ANSWERS:
        _tell_owner(case, referral, event, voice.by)
    return event


def _refuse_voice(referral: Referral, kind: str, voice: Voice) -> None:
    """Raise Refused unless the voice may: a receiver its own part, the office everything, the clock what nobody has to do."""
    own = kind in BY_RECEIVER
    if voice.by:
        action, place = referral.right_to_answer(voice.by) if own else (Action.CASE_RECORD, referral.place)
        ask(voice.by, action, place)
    elif own:
        refuse_link(voice.through, referral)
    elif voice.through or kind not in QUIET:
        raise Refused(_("รายการนี้ต้องมีผู้บันทึก"))


def _refuse_shut(referral: Referral, voice: Voice, on: date) -> None:
    """Raise Refused when what was shared is closed to the receiver that speaks; the office still types what came on paper."""
    of_office = voice.through is None and (voice.by is None or referral.belongs_to_office_of(voice.by))
    if not of_office and referral.expires_on < on:
        raise Refused(_("คำขอนี้หมดอายุแล้ว ติดต่อสำนักงานเขตพื้นที่"))


def _move(referral: Referral, kind: str, changes: Mapping[str, object]) -> None:
    """Where the referral stands after it."""
    status = referral.next_status(kind)
    changed = {**changes} | ({"status": status} if status else {})
    for name, value in changed.items():
        setattr(referral, name, value)
    referral.save(update_fields=list(changed))


def _tell_owner(case: Case, referral: Referral, event: ReferralEvent, by: User | None) -> None:
    """Tell the person responsible that the receiver said something, unless they wrote it down themselves."""
    if case.owner and case.owner != by:
        told = {"event": trail.subject_of(event), "path": referral.get_absolute_url(), "about": case.number}
        notices.tell([case.owner], NoticeKind.ANSWER_CAME, **told)


def open_for(referral: Referral, *, voice: Voice, on: date, at) -> None:
    """The receiver opens what was sent; only the first time is an event, every time is a line of the trail."""
    trail.write(voice.by, Verb.OPENED, referral, area=referral.round.case.area)
    if referral.opened_at is None and not referral.round.closed_on:
        passed(referral, EventKind.OPENED, voice=voice, on=on, token=f"opened:{referral.key}", changes={"opened_at": at})


def accept(
    referral: Referral,
    *,
    voice: Voice,
    on: date,
    text: str = "",
    next_on: date | None = None,
    result_by: date | None = None,
    recommendation: dict[str, object] | None = None,
    token: str | None = None,
) -> ReferralEvent:
    """The receiver takes it on, says by when it will tell of a result, and answers the recommendation (`pathway_reply` …)."""
    changes = {"answered_on": on, "result_by": result_by or on + timedelta(days=RESULT_DAYS)} | (recommendation or {})
    return passed(referral, EventKind.ACCEPTED, voice=voice, on=on, text=text, next_on=next_on, token=token, changes=changes)


def decline(
    referral: Referral, *, voice: Voice, on: date, reason: Code, instead: str = "", text: str = "", token: str | None = None
) -> ReferralEvent:
    """The receiver cannot take it on: why, and who could instead. From then on it reads nothing more of it."""
    changes = {"answered_on": on, "decline_reason": reason, "instead": instead, "question_on": None}
    return passed(referral, EventKind.DECLINED, voice=voice, on=on, text=text, token=token, changes=changes)


def inquire(referral: Referral, *, voice: Voice, on: date, text: str, token: str | None = None) -> ReferralEvent:
    """The receiver asks for more before or while it helps; until the office replies, it is the office that is waited for.

    A further question does not put off the day by which the office owes its reply.
    """
    changes = {"question_on": min(on, referral.question_on or on)}
    return passed(referral, EventKind.ASKED, voice=voice, on=on, text=text, token=token, changes=changes)


def reply(
    referral: Referral,
    *,
    by: User,
    on: date,
    text: str,
    package: Package | None = None,
    files: Iterable[Document] = (),
    token: str | None = None,
) -> ReferralEvent:
    """The office answers what a receiver asked, with a further version of the package if it shares more."""
    along = partial(_add_version, package, referral, by=by, on=on, files=files) if package else None
    changes = {"question_on": None}
    return passed(referral, EventKind.REPLIED, voice=Voice(by), on=on, text=text, token=token, changes=changes, along=along)


def share_more(
    referral: Referral,
    *,
    package: Package,
    by: User,
    on: date,
    text: str = "",
    files: Iterable[Document] = (),
    token: str | None = None,
) -> ReferralEvent:
    """A further version of what the receiver may read; the ones before stay as they were sent."""
    along = partial(_add_version, package, referral, by=by, on=on, files=files)
    return passed(referral, EventKind.ADDED, voice=Voice(by), on=on, text=text, token=token, along=along)


def _add_version(package: Package, referral: Referral, *, by: User, on: date, files: Iterable[Document]) -> None:
    package.record, package.made_by, package.made_on = referral, by, on
    package.version = referral.packages.count() + 1
    package.save()
    package.files.set(files)


def begin_help(
    referral: Referral, *, voice: Voice, on: date, text: str = "", next_on: date | None = None, token: str | None = None
) -> ReferralEvent:
    """Help is under way; a receiver may tell of it several times."""
    return passed(referral, EventKind.HELPING, voice=voice, on=on, text=text, next_on=next_on, token=token)


def report(
    referral: Referral,
    *,
    voice: Voice,
    on: date,
    given: Mapping[Code, str],
    text: str = "",
    next_on: date | None = None,
    token: str | None = None,
) -> ReferralEvent:
    """The receiver tells what came of it, for each kind of help asked for."""

    def along() -> None:
        HelpGiven.objects.bulk_create(HelpGiven(record=referral, help_kind=one, outcome=got) for one, got in given.items())

    said = {"text": text, "next_on": next_on, "token": token}
    changes = {"result_on": on, "question_on": None}
    return passed(referral, EventKind.DONE, voice=voice, on=on, changes=changes, along=along, **said)  # type: ignore[arg-type]


def withdraw(referral: Referral, *, by: User, on: date, text: str = "", token: str | None = None) -> ReferralEvent:
    """The office takes the request back; the receiver reads nothing of it from the next click on."""
    changes = {"question_on": None}
    return passed(referral, EventKind.WITHDRAWN, voice=Voice(by), on=on, text=text, token=token, changes=changes)


def call(
    referral: Referral, *, by: User, on: date, text: str, said_by: str = "", until: date | None = None, token: str | None = None
) -> ReferralEvent:
    """The office rang the receiver; `until` is the day by which it now promises an answer, or a result once it has taken it on."""
    limit = {"result_by" if referral.answered_on else "answer_by": until} if until else {}
    return passed(referral, EventKind.CALLED, voice=Voice(by, said_by=said_by), on=on, text=text, token=token, changes=limit)


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User, on: date, at, note: str = "") -> Consent:
    """Consent is taken back (PDPA s.19): what rests on it alone is withdrawn, and no receiver reads it from the next click on."""
    case = lock(consent.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_future(on)
    read_anew(consent, case)
    if consent.withdrawn_on:
        return consent
    if on < consent.happened_on:
        raise Refused(_("วันที่ถอนต้องไม่ก่อนวันที่ให้ความยินยอม"))
    consent.withdrawn_on, consent.withdrawn_at, consent.withdrawn_by, consent.withdrawn_note = on, at, by, note
    consent.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_by", "withdrawn_note"])
    resting = consent.referrals.filter(voided_at=None)
    for referral in resting.filter(status__in=UNDER_WAY, round__closed_on=None):
        withdraw(referral, by=by, on=max(on, referral.happened_on), text=str(_("ถอนความยินยอม")))
    resting.update(expires_on=on - timedelta(days=1))
    trail.write(by, Verb.CHANGED, case, fields=["consent", consent.key, "withdrawn_on"], area=case.area)
    return consent
