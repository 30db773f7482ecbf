"""Acts on official papers: written as drafts, issued once with a number, and never changed after that."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import Register
from dropout_cases.workflow.engine import Refused, add, ask, lock, read_anew, refuse_closed, refuse_future, twin_of, written
from referrals.models import OfficialPaper, PaperKind, Referral
from referrals.papers.official import freeze, paper_of
from referrals.proposals import proposed
from schools.access import Action
from schools.models import User, Verb
from thai.identity import normalise_id

OPEN_TO_ALL = "doc_secrecy.C0"
BOOKED = (PaperKind.LETTER, PaperKind.MEMO)  # numbered in the office's book of letters; forms are counted here alone
SHORTEST_NAME = 3  # letters; a shorter one stands within too many words to be looked for by itself
WRITTEN = (
    "happened_on", "secrecy", "urgency", "subject", "to", "refs", "enclosures", "cause", "purpose", "conclusion", "signer_name",
    "signer_position", "signer_acting", "copies",
)  # fmt: skip


@transaction.atomic
def draft(paper: OfficialPaper, *, by: User) -> OfficialPaper:
    """Write a paper of the current round of its case. The same form sent twice writes one."""
    case = lock(paper.case_id)
    if twin := twin_of(paper):
        return twin
    ask(by, Action.CASE_RECORD, case.place)
    paper.case, paper.round, paper.area, paper.restricted = case, case.current_round, case.area, True
    refuse_closed(paper.round)
    refuse_referral(paper, by)
    add(paper, by=by)
    return written(case, paper, Verb.CREATED, by=by)


@transaction.atomic
def draft_both(referral: Referral, *, by: User, on: date) -> list[OfficialPaper]:
    """The letter and the form that follow a referral, filled in; what stands already is left as it is."""
    case = lock(referral.round.case_id)
    standing = {one.kind: one for one in referral.papers.filter(voided_at=None)}
    both = (PaperKind.LETTER, PaperKind.FORM)
    return [standing.get(kind) or draft(proposed(case, kind, referral, by=by, on=on), by=by) for kind in both]


@transaction.atomic
def rewrite(paper: OfficialPaper, *, by: User) -> OfficialPaper:
    """Write a draft anew, as it was typed into `paper`; what was issued stays as it is."""
    case = lock(paper.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(paper.round)
    standing = OfficialPaper.objects.get(pk=paper.pk)
    read_anew(standing, case)
    if standing.is_issued:
        raise Refused(_("หนังสือที่ออกแล้วแก้ไขไม่ได้ ยกเลิกแล้วทำฉบับใหม่"))
    paper.save(update_fields=WRITTEN)
    return written(case, paper, Verb.CHANGED, by=by)


@transaction.atomic
def issue(paper: OfficialPaper, *, by: User, on: date, number: int | None = None) -> OfficialPaper:
    """Give a paper its number and its day, and keep its words as they are now; asked twice by one person, it happens once.

    `number` is of the office's own book. Where none is given the register here gives the next one, and it goes on after whatever
    number was given.
    """
    case = lock(paper.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(paper.round)
    refuse_future(on)
    read_anew(paper, case)
    if paper.is_issued and paper.issued_by_id == by.pk:
        return paper
    _refuse_unready(paper)
    paper.happened_on = on
    _number(paper, number)
    paper.issued_at, paper.issued_by = timezone.now(), by
    paper.content = freeze(paper_of(paper))
    paper.save()
    return written(case, paper, Verb.RECORDED, by=by)


def refuse_referral(paper: OfficialPaper, by: User) -> None:
    """Raise Refused when the referral is voided, or a form would show its writer what that person may not read of it."""
    if paper.referral and paper.referral.is_void:
        raise Refused(_("การส่งต่อนี้ถูกยกเลิกแล้ว"))
    if paper.kind == PaperKind.FORM and paper.referral and not paper.referral.shows_whole_to(by):
        raise Refused(_("แบบส่งต่อมีข้อมูลอ่อนไหว ทำได้เฉพาะผู้รับผิดชอบเคส ผู้กำกับดูแล และผู้ส่งต่อ"))


def _refuse_unready(paper: OfficialPaper) -> None:
    """Raise Refused when the paper was issued by somebody else meanwhile, or names a child for all to read."""
    if paper.is_issued:
        raise Refused(_("%(who)s ออกหนังสือนี้แล้ว เลขที่ %(number)s") % {"who": paper.issued_by, "number": paper.full_number})
    if names_child(paper):
        raise Refused(_("ชื่อนักเรียนอยู่ในหนังสือ เลือกชั้นความลับ หรือตัดชื่อออก"))


def names_child(paper: OfficialPaper) -> bool:
    """Whether a letter or memo that everybody may read says who the child is; a form goes in an envelope of its own."""
    if paper.secrecy_id != OPEN_TO_ALL or paper.kind == PaperKind.FORM:
        return False
    said = (paper.to, paper.subject, paper.refs, paper.enclosures, paper.cause, paper.purpose, paper.conclusion, paper.copies)
    text = "\n".join(said)
    child = paper.case.student
    names = (f"{child.first_name} {child.last_name}", child.first_name, child.last_name)
    named = any(len(name.strip()) >= SHORTEST_NAME and name.strip() in text for name in names)
    return named or any(one.number in normalise_id(text) for one in child.identities.all())


# Numbers


def is_counted_here(paper: OfficialPaper) -> bool:
    """Whether the register here gives the number, where the officer types none."""
    letterhead = getattr(paper.area, "letterhead", None)
    return paper.kind not in BOOKED or bool(letterhead and letterhead.own_register)


def prefix_of(paper: OfficialPaper) -> str:
    """What stands before the number of a letter or memo: the office's own; "" while nobody has set it."""
    return getattr(getattr(paper.area, "letterhead", None), "prefix", "")


def _number(paper: OfficialPaper, number: int | None) -> None:
    """Write the number into the paper; the register is held until the act ends, so that none is given twice."""
    if number is None and not is_counted_here(paper):
        raise Refused(_("กรอกเลขที่จากทะเบียนหนังสือส่งของสำนักงาน"))
    if paper.kind in BOOKED and not prefix_of(paper):
        raise Refused(_("ยังไม่ได้ตั้งเลขที่หนังสือนำหน้า ให้ผู้กำกับดูแลหรือผู้ดูแลระบบตั้งที่เมนูหัวหนังสือก่อน"))
    paper.year = paper.calendar_year
    paper.number = Register.take(paper.area, paper.kind, paper.year, number)
    taken = OfficialPaper.objects.filter(area=paper.area, kind=paper.kind, year=paper.year, number=paper.number)
    if taken.exists():
        raise Refused(_("เลขที่ %(number)s ของปีนี้ใช้กับหนังสือฉบับอื่นแล้ว") % {"number": paper.number})
    paper.full_number = f"{prefix_of(paper)}/{paper.number}" if paper.kind in BOOKED else f"{paper.number}/{paper.year}"
