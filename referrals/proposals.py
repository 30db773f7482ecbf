"""What an official paper says before anybody has written it: proposed from the case, all of it to be changed until it is issued.

A paper is Thai whatever language its writer has chosen, so its words are not translated. None of them names the child.
"""

from datetime import date

from django.utils.translation import override

from dropout_cases.models import Case
from referrals.models import OfficialPaper, PaperKind, Referral, ReferralStatus
from schools.models import Agency, School, User
from thai.dates import thai_date

SECRECY = "doc_secrecy.C1"  # ลับ: it is about one child
URGENCY = {"urgency.CRITICAL": "doc_urgency.D3", "urgency.URGENT": "doc_urgency.D1"}
ORDINARY = "doc_urgency.D0"
DIRECTED = ("โรงเรียน", "โรงพยาบาล", "ศูนย์", "วิทยาลัย", "สถาบัน", "สำนักงานเขตพื้นที่การศึกษา")
HEADS = {"เทศบาล": "นายกเทศมนตรี", "องค์การบริหารส่วน": "นายกองค์การบริหารส่วน"} | {name: f"ผู้อำนวยการ{name}" for name in DIRECTED}
ENCLOSED = "แบบส่งต่อ จำนวน 1 ชุด"
ONE_CHILD = "นักเรียนในความดูแล จำนวน 1 ราย"


@override("th")
def proposed(case: Case, kind: str, referral: Referral | None, *, by: User, on: date) -> OfficialPaper:
    """A paper of the case, not saved, with the words proposed for it."""
    paper = OfficialPaper(
        case=case,
        round=case.current_round,
        area=case.area,
        kind=kind,
        referral=referral,
        happened_on=on,
        secrecy_id=SECRECY,
        urgency_id=URGENCY.get(referral.urgency_id or "", ORDINARY) if referral else ORDINARY,
        **_signer(case, kind, by),
    )
    words = {PaperKind.LETTER: _letter, PaperKind.FORM: _form, PaperKind.MEMO: _memo}[PaperKind(kind)](case, referral)
    for name, text in words.items():
        setattr(paper, name, text)
    return paper


def _signer(case: Case, kind: str, by: User) -> dict[str, str]:
    """The first who signs the office's letters; a form and a memo are signed by whoever writes them."""
    signer = case.area.signers.filter(is_active=True).first() if kind == PaperKind.LETTER else None
    if signer:
        return {"signer_name": signer.name, "signer_position": signer.position, "signer_acting": signer.acting}
    return {} if kind == PaperKind.LETTER else {"signer_name": by.full_name, "signer_position": by.position}


def head_of(receiver: Agency | School | None) -> str:
    """To whom at a receiver a letter is addressed: a position, never a person."""
    if receiver is None:
        return ""
    if isinstance(receiver, Agency) and receiver.head:
        return receiver.head
    heads = [head + receiver.name.removeprefix(begins) for begins, head in HEADS.items() if receiver.name.startswith(begins)]
    return heads[0] if heads else f"หัวหน้า{receiver.name}"


def _letter(case: Case, referral: Referral | None) -> dict[str, str]:
    office, refs = case.area.name, _last_letter(case, referral)
    if referral is None:
        return {"subject": "ขอความอนุเคราะห์", "cause": f"ด้วย{office} ", "conclusion": "จึงเรียนมาเพื่อโปรดพิจารณา"}
    opening = f"ตามหนังสือที่อ้างถึง {office} ขอความอนุเคราะห์ช่วยเหลือนักเรียนในความดูแล นั้น ปรากฏว่า" if refs else f"ด้วย{office} มี"
    return {
        "subject": "ขอส่งต่อนักเรียนเพื่อรับความช่วยเหลือ",
        "to": head_of(referral.agency or referral.school),
        "refs": refs,
        "enclosures": ENCLOSED,
        "cause": f"{opening}{ONE_CHILD} ที่ต้องได้รับความช่วยเหลือเพื่อให้ได้เรียนต่อ รายละเอียดตามแบบส่งต่อที่แนบ",
        "purpose": f"{office} จึงขอส่งต่อนักเรียนรายดังกล่าว เพื่อขอความอนุเคราะห์ในเรื่อง{_helps(referral)} "
        f"และขอได้โปรดแจ้งผลการพิจารณาตามส่วนตอบกลับของแบบส่งต่อภายในวันที่ {thai_date(referral.answer_by, 'long')}",
        "conclusion": f"จึงเรียนมาเพื่อโปรดพิจารณาให้ความอนุเคราะห์{_at_once(referral)}",
    }


def _form(case: Case, referral: Referral | None) -> dict[str, str]:
    assert referral
    return {"subject": "แบบส่งต่อนักเรียนเพื่อรับความช่วยเหลือ", "to": head_of(referral.agency or referral.school)}


def _memo(case: Case, referral: Referral | None) -> dict[str, str]:
    """To the director: what is to be referred, or what has come of it since."""
    to = {"to": f"ผู้อำนวยการ{case.area.name}"}
    child = f"{ONE_CHILD} (เลขที่เคส {case.number})"
    if referral is None:
        cause = f"ด้วย{_unit(case)} มี{child}"
        return to | {"subject": "รายงานการดูแลช่วยเหลือนักเรียน", "cause": cause, "conclusion": "จึงเรียนมาเพื่อโปรดทราบ"}
    told = _told(referral)
    return to | (_report(case, referral, child, told) if told else _proposal(case, referral, child))


def _proposal(case: Case, referral: Referral, child: str) -> dict[str, str]:
    pathway = f" โดยเสนอแนะแนวทางการจัดการศึกษา คือ {', '.join(referral.recommended())}" if referral.recommended() else ""
    return {
        "subject": "ขอเสนอส่งต่อนักเรียนเพื่อรับความช่วยเหลือ",
        "enclosures": ENCLOSED,
        "cause": f"ด้วย{_unit(case)} มี{child} ที่ต้องได้รับความช่วยเหลือในเรื่อง{_helps(referral)} เพื่อให้ได้เรียนต่อ",
        "purpose": f"เห็นควรส่งต่อนักเรียนรายดังกล่าวถึง{referral.receiver} เปิดเผยข้อมูลเท่าที่จำเป็นตามแบบส่งต่อที่แนบ{pathway}",
        "conclusion": f"จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นชอบโปรดลงนามในหนังสือถึง{referral.receiver}{_at_once(referral)}",
    }


def _report(case: Case, referral: Referral, child: str, told: str) -> dict[str, str]:
    sent = thai_date(referral.happened_on, "long")
    return {
        "subject": "รายงานผลการส่งต่อนักเรียน",
        "cause": f"ตามที่{case.area.name} ส่งต่อ{child} ถึง{referral.receiver} เมื่อวันที่ {sent} "
        f"เพื่อขอความช่วยเหลือในเรื่อง{_helps(referral)} นั้น",
        "purpose": f"บัดนี้ {referral.receiver}{told}",
        "conclusion": "จึงเรียนมาเพื่อโปรดทราบ",
    }


def _told(referral: Referral) -> str:
    """What the receiver has said so far; "" while it has said nothing."""
    if referral.status == ReferralStatus.DONE and referral.result_on:
        given = ", ".join(f"{one.help_kind.label}: {one.get_outcome_display()}" for one in referral.help_given.all())
        return f"ได้แจ้งผลการช่วยเหลือเมื่อวันที่ {thai_date(referral.result_on, 'long')} ดังนี้ {given}".strip()
    if referral.status == ReferralStatus.DECLINED and referral.answered_on:
        return f"แจ้งเมื่อวันที่ {thai_date(referral.answered_on, 'long')} ว่ารับไม่ได้ เนื่องจาก{referral.decline_reason}"
    if referral.answered_on:
        return f"รับเรื่องแล้วเมื่อวันที่ {thai_date(referral.answered_on, 'long')} และอยู่ระหว่างให้ความช่วยเหลือ"
    return ""


def _unit(case: Case) -> str:
    return case.area.unit_name or case.area.name


def _helps(referral: Referral) -> str:
    return " และ".join(one.label for one in referral.helps.all())


def _at_once(referral: Referral) -> str:
    return "โดยด่วน" if referral.urgency_id in URGENCY else ""


def _last_letter(case: Case, referral: Referral | None) -> str:
    """The letter before this one to the same receiver, as a letter refers to it."""
    if referral is None:
        return ""
    receiver = {"referral__agency": referral.agency_id, "referral__school": referral.school_id}
    letters = OfficialPaper.objects.issued().filter(case=case, kind=PaperKind.LETTER, voided_at=None, **receiver)
    last = letters.order_by("happened_on", "pk").last()
    return f"หนังสือ{case.area.name} ที่ {last.full_number} ลงวันที่ {thai_date(last.happened_on, 'long')}" if last else ""
