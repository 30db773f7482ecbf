"""The paper of the demo: a letterhead that says it is an example, and the papers of two referrals."""

from datetime import date

from django.core.files.base import ContentFile

from dropout_cases import documents, workflow
from dropout_cases.models import Purpose
from referrals import issuing
from referrals.models import OfficialPaper, PaperKind, Referral
from referrals.papers.blocks import drawn
from referrals.papers.official import paper_of
from referrals.proposals import proposed
from schools.models import Area, Letterhead, Signer

from .ordinary import Days
from .story import Office

UNIT = "กลุ่มส่งเสริมการจัดการศึกษา"


def set_up_letterhead(area: Area) -> None:
    """Numbers and names nobody has; the emblem is for an office to bring."""
    area.address, area.phone = "ถนนตัวอย่าง อำเภอเมืองขอนแก่น\nจังหวัดขอนแก่น 40000", "0 4300 0000 (ตัวอย่าง)"
    area.unit_name = UNIT
    area.save()
    Letterhead.objects.create(area=area, prefix="ศธ 04xxx", email="example@klap-rian.example", own_register=True)
    Signer.objects.create(area=area, name="นายตัวอย่าง ลงนาม", position=f"ผู้อำนวยการ{area.name}")
    acting = f"รักษาราชการแทน ผู้อำนวยการ{area.name}"
    Signer.objects.create(area=area, name="นางตัวอย่าง ลงนามแทน", position=f"รองผู้อำนวยการ{area.name}", acting=acting)


def tell_papers(office: Office, days: Days) -> None:
    """One referral with all its papers, the letter signed and a first one voided; another whose letter and form are drafts."""
    sent = Referral.objects.filter(agency=office.agencies["MENTAL_HOSP"]).latest("pk")
    on = sent.happened_on
    workflow.void(issued(sent, PaperKind.LETTER, on), reason="พิมพ์ชื่อหน่วยงานผิด", by=sent.entered_by)
    letter, *_others = [issued(sent, kind, on) for kind in (PaperKind.LETTER, PaperKind.FORM, PaperKind.MEMO)]
    keep_signed(letter)
    waiting = Referral.objects.filter(agency=office.agencies["HOSPITAL"]).latest("pk")
    issuing.draft_both(waiting, by=waiting.entered_by, on=days.ago(1))


def issued(referral: Referral, kind: str, on: date) -> OfficialPaper:
    """A paper with the words proposed for it, gone out on a day."""
    by = referral.entered_by
    draft = issuing.draft(proposed(referral.round.case, kind, referral, by=by, on=on), by=by)
    return issuing.issue(draft, by=by, on=on)


def keep_signed(paper: OfficialPaper) -> None:
    """The paper as it came back from the director; the demo has no pen."""
    scan = documents.Checked(ContentFile(drawn(paper_of(paper))), "application/pdf")
    said = {"name": f"{paper.title} ฉบับลงนาม", "restricted": True, "record_key": paper.key, "purpose": Purpose.SIGNED}
    attachment = documents.Attachment("signed.pdf", scan)
    documents.attach(attachment, round=paper.round, on=paper.happened_on, by=paper.entered_by, **said)
