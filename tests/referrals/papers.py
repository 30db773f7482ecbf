"""Official papers for tests: an office with a letterhead, a referral that has a child's name in its package, and its papers."""

from types import SimpleNamespace

from referrals import issuing, package
from referrals.models import OfficialPaper, PaperKind
from referrals.proposals import proposed
from schools.models import Letterhead, Signer
from tests.make import DAY, code, make_case, make_referral, make_student

CHILD, FAMILY = "สมหมายเดียว", "ทดสอบยิ่ง"


def set_up_office(area, own_register=True, **fields) -> Letterhead:
    """A letterhead, and two who sign."""
    Signer.objects.create(area=area, name="นายสมมติ ลงนามเสมอ", position="ผู้อำนวยการสำนักงาน")
    Signer.objects.create(area=area, name="นางสมมติ ลงนามแทน", position="รองผู้อำนวยการ", acting="รักษาราชการแทน ผู้อำนวยการสำนักงาน")
    return Letterhead.objects.create(area=area, prefix="ศธ 04xxx", own_register=own_register, **fields)


def make_papers(world) -> SimpleNamespace:
    """A case of the officer with a referral to the hospital, from an office that counts its letters here."""
    letterhead = set_up_office(world.area)
    child = make_student(world.area, world.school, first_name=CHILD, last_name=FAMILY)
    case = make_case(world.officer, world.school, child)
    items = package.freeze(package.build(case, ["name_age", "school_grade"], on=DAY, asked="ตรวจสุขภาพ"))
    referral = make_referral(case, world.officer, world.agency, accepted=False, items=items, urgency=code("CRITICAL", "urgency"))
    return SimpleNamespace(case=case, referral=referral, letterhead=letterhead, child=child)


def make_draft(case, by, kind=PaperKind.LETTER, referral=None, on=DAY, **fields) -> OfficialPaper:
    """A draft with the words proposed for it, but for those given."""
    paper = proposed(case, kind, referral, by=by, on=on)
    for name, value in ({"to": paper.to or "ผู้อำนวยการ"} | fields).items():
        setattr(paper, name, value)
    return issuing.draft(paper, by=by)


def make_letter(case, by, referral=None, on=DAY, number=None, **fields) -> OfficialPaper:
    """A letter that went out."""
    return issuing.issue(make_draft(case, by, referral=referral, on=on, **fields), by=by, on=on, number=number)
