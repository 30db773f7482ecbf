"""Acts on the facts of a case: one is added, or looked at from another side; and what a person reads of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dropout_cases.models import AnswerLink, Case
from dropout_cases.parts import arrived_at
from dropout_cases.workflow import Refused
from dropout_cases.workflow.engine import add, ask, lock, read_anew, refuse_closed, refuse_future, settle, twin_of
from dropout_cases.workflow.records import refuse_link
from referrals.models import Certainty, FactCheck, Finding, Visit
from schools import notices, trail
from schools.access import Action, may
from schools.models import NoticeKind, User, Verb


@dataclass(frozen=True)
class Fact:
    """A fact, and whether the person who asks may read what it says."""

    finding: Finding
    is_readable: bool


def read(case: Case, user) -> list[Fact]:
    """The facts of all rounds, voided ones too, in a fixed number of queries: those still to be checked first, then the newest."""
    found = list(Finding.objects.filter(round__case=case).for_list())
    found.sort(key=lambda one: (one.is_settled, -one.happened_on.toordinal(), -one.pk))
    return _as_read(found, case, user)


def unsure(case: Case, user) -> list[Fact]:
    """Those of all rounds that still need another source, oldest first; of none does a school learn that it stands here."""
    return _as_read(Finding.objects.visible_to(user).of_case(case).unsure().order_by("happened_on", "pk"), case, user)


def visits_to_add_to(case: Case):
    """The visits of the round that is open, to which what was found may be added."""
    return Visit.objects.filter(round__case=case, round__closed_on=None, voided_at=None)


def joined_visits(case: Case):
    """Those of them that the school joined at which the child is now, not the one before."""
    since = arrived_at(case)
    joined = visits_to_add_to(case).filter(with_school=True)
    return joined.filter(entered_at__gt=since) if since else joined


@transaction.atomic
def add_by_link(finding: Finding, link: AnswerLink, at: datetime) -> Finding:
    """What somebody without an account adds to a visit; the link says whose finding it is. Raises Refused."""
    finding = add_fact(finding, by=None, through=link)
    AnswerLink.objects.filter(pk=link.pk, answered_at=None).update(answered_at=at)
    trail.write(None, Verb.RECORDED, link, fields=["finding", finding.key], area=link.case.area)
    return finding


def _as_read(found, case: Case, user) -> list[Fact]:
    sensitive = case.shows_sensitive_to(user)
    return [Fact(one, sensitive or one.entered_by_id == user.pk) for one in found]


@transaction.atomic
def add_fact(finding: Finding, *, by: User | None, through: AnswerLink | None = None) -> Finding:
    """Add a fact to a round, by itself or to a visit. The same form sent twice (same token) gives the first fact back.

    The child's school may add to a visit it joined; nobody is signed in who adds to one `through` a personal link of that visit.
    Raises Refused when the round is closed, the day lies ahead, the visit is voided, or `by` may not.
    """
    case, visit = lock(finding.round.case_id), finding.record
    twin = twin_of(finding)
    if twin:
        return twin
    if by is None:
        refuse_link(through if visit else None, visit or finding)
    else:
        ask(by, Action.SCHOOL_RECORD if visit and visit.with_school else Action.CASE_RECORD, case.place)
    refuse_closed(finding.round)
    refuse_future(finding.happened_on)
    if visit:
        _refuse_gone(visit, case)
    add(finding, by=by)
    finding.note_first_check()
    settle(case)
    trail.write(by, Verb.CREATED, case, fields=["finding", finding.key], area=case.area)
    if visit and (by is None or not may(by, Action.CASE_RECORD, case.place)):
        _tell_owner(case, visit)
    return finding


@transaction.atomic
def check_fact(finding: Finding, *, state: str, source: str, by: User, on: date, note: str = "") -> FactCheck:
    """Look at a fact from another side. Earlier looks stay; the same once more is the same look.

    Raises Refused when the case is closed, the source is the one it came from, the day cannot be, or `by` may not read the fact.
    """
    case = lock(finding.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    if not case.is_open:
        raise Refused(_("เคสนี้ปิดแล้ว"))
    _refuse_gone(finding, case)
    if not finding.shows_to(by):
        raise Refused(Finding.HIDDEN)
    refuse_future(on)
    if on < finding.happened_on:
        raise Refused(_("วันที่ตรวจต้องไม่ก่อนวันที่ได้ข้อเท็จจริง"))
    if source == finding.source:
        raise Refused(_("แหล่งที่ตรวจต้องต่างจากแหล่งแรก"))
    check = FactCheck(finding=finding, state=state, source=source, note=note, checked_on=on, checked_by=by)
    twin = finding.fact_checks.last()
    if twin and twin.says_the_same_as(check):
        return twin
    check.full_clean(exclude=["finding", "checked_by"])
    check.save()
    finding.state, finding.second_source = state, "" if state == Certainty.ONE_SIDED else source
    finding.save(update_fields=["state", "second_source"])
    settle(case)
    trail.write(by, Verb.CHANGED, case, fields=["finding", finding.key, "state"], area=case.area)
    return check


def _refuse_gone(entry, case: Case) -> None:
    """Raise Refused when a visit or fact, read anew, stands in another case or is voided."""
    read_anew(entry, case)
    if isinstance(entry, Finding) and entry.record and entry.record.is_void:
        raise Refused(_("รายการนี้ถูกยกเลิกแล้ว"))


def _tell_owner(case: Case, visit: Visit) -> None:
    """Tell the person responsible that another organisation has added to a visit."""
    if case.owner:
        event, path = f"{trail.subject_of(visit)}:{case.version}", reverse("referrals:finding-list", args=[case.key])
        notices.tell([case.owner], NoticeKind.ANSWER_CAME, event=event, path=path, about=case.number)
