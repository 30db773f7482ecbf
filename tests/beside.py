"""A row of every kind that stands beside the records of a case, for tests that must try every model."""

from datetime import timedelta

from django.utils import timezone

from dropout_cases.models import (
    Absence,
    Advice,
    AnswerLink,
    Case,
    CaseLook,
    ContactTry,
    Draft,
    Enrolment,
    ImportBatch,
    ImportFault,
    Merge,
    Move,
    Pause,
    Report,
    ReportAddition,
    ReportQuestion,
    RollCall,
    SavedView,
    Setback,
    StagedRow,
    Task,
    TeamMember,
    Upload,
    WatchAct,
)
from referrals.models import (
    AgendaItem,
    Consent,
    FactCheck,
    Finding,
    HelpGiven,
    Meeting,
    OfficialPaper,
    Plan,
    Referral,
    ReferralEvent,
    UnmetNeed,
)
from schools.models import AgencyContact, AgencyVersion, Holiday, Letterhead, Mail, Notice, NoticeChoice, Signer, Term
from schools.models.second_step import RecoveryCode, SecondStep
from tests.make import DAY, code, make_student

AFTER = DAY + timedelta(days=1)


def beside_cases(world, child) -> None:
    """Of reports, of the child, of a file on its way in, of the calendar, of the account of an officer."""
    officer = world.officer
    other = make_student(world.area, world.school)
    other.save()
    Merge.objects.create(area=world.area, kept=child, gone=other, reason="คนเดียวกัน", merged_by=officer)
    asked = {"school": world.school, "child_name": "สมมติ", "asked": "มาเรียนไหม", "asked_by": officer}
    ReportQuestion.objects.create(report=Report.objects.get(), **asked)
    ReportAddition.objects.create(report=Report.objects.get(), text="ยังไม่มา")
    Enrolment.objects.get_or_create(student=child, ended_on=None, defaults={"school": world.school})
    Absence.objects.create(student=child, day=DAY, noted_by=officer)
    RollCall.objects.create(school=world.school, day=DAY, noted_by=officer)
    WatchAct.objects.create(student=child, deed="TEACHER", done_on=DAY, noted_by=officer)
    batch = ImportBatch.objects.create(
        area=world.area, kind="PUPILS", original_name="a.xlsx", size=1, file_type="xlsx", made_by=officer
    )
    ImportFault.objects.create(batch=batch, line=2, kind="grade", value="ป.9")
    StagedRow.objects.create(batch=batch, line=3, state="NEW", values="{}")
    Term.objects.create(area=world.area, academic_year=2566, number=2, starts_on=DAY, ends_on=AFTER)
    Holiday.objects.create(area=world.area, day=DAY, name="วันหยุด")
    Holiday.objects.create(area=world.area, school=world.school, day=AFTER, name="น้ำท่วม")
    Notice.objects.create(recipient=officer, kind="DANGER", event="a", path="/")
    step = SecondStep.objects.create(user=officer, secret="JBSWY3DPEHPK3PXP", confirmed_at=timezone.now(), last_used=1)
    RecoveryCode.objects.create(step=step, code_print="a")
    Mail.objects.create(event="a", address="a@example.org", subject="เคส", body="มีงานใหม่", send_after=timezone.now())
    NoticeChoice.objects.create(user=officer, kind="DANGER")
    beside_places(world)
    beside_records(world, Case.objects.filter(student=child).first())


def beside_places(world) -> None:
    """Of the directory and of what stands on official paper."""
    AgencyContact.objects.create(agency=world.agency, name="สมมติ ผู้ประสาน", phone="0800000000")
    AgencyVersion.objects.create(agency=world.agency, made_by=world.officer, card='{"name": "โรงพยาบาลทดสอบ"}')
    Letterhead.objects.create(area=world.area, prefix="ศธ 04000")
    Signer.objects.create(area=world.area, name="นายสมมติ ตัวอย่าง", position="ผู้อำนวยการ")


def beside_records(world, case) -> None:
    """Of the team, of what was promised and advised, of what is planned, of links and of a person's desk."""
    officer, now = world.officer, timezone.now()
    written = {"case": case, "round": case.current_round, "entered_by": officer, "entered_role": "OFFICER", "happened_on": DAY}
    member = TeamMember.objects.create(name="สมมติ ใจดี", phone="0800000000", email="a@example.org", no_contact_why="ขอไว้", **written)
    ContactTry.objects.create(member=member, reached=False, note="ไม่รับสาย", **written)
    Task.objects.create(text="รถรับส่ง", due_on=AFTER, settled_note="ส่งแล้ว", **written)
    Advice.objects.create(text="ถามแพทย์", settled_note="ถามแล้ว", **written)
    Pause.objects.create(
        reason=code("MIGRATION", "pause_reason"), until=AFTER, note="ไปตัดอ้อย", moves="เลื่อน", ended_note="กลับแล้ว", **written
    )
    Setback.objects.create(kind="ABSENT_AGAIN", text="ขาดเรียน 7 วัน", **written)
    Move.objects.create(kind="AREA", to_area=world.elsewhere, from_area=case.area, reason="ย้ายบ้าน", told="อยู่กับยาย", **written)
    Plan.objects.create(kind="VISIT", planned_on=AFTER, place_text="บ้าน", agenda="ดูที่พัก", **written)
    AgendaItem.objects.create(record=Meeting.objects.first(), number=5, text="หารือ")
    fact = Finding.objects.first()
    FactCheck.objects.create(finding=fact, state="CHECKED", source="ครู", note="ตรงกัน", checked_on=DAY, checked_by=officer)
    beside_referrals(Referral.objects.first(), written)
    AnswerLink.objects.create(
        case=case, record_kind="referrals.Contact", record_key="a", for_whom="สมมติ", way="MAIL", address="a@example.org",
        secret_print="a", expires_at=now, made_by=officer,
    )  # fmt: skip
    Draft.objects.create(user=officer, path="/", case=case, fields="{}", saved_at=now)
    Upload.objects.create(case=case, token="a", stored_name="b", original_name="a.jpg", size=1, made_by=officer)
    SavedView.objects.create(owner=officer, area=case.area, name="ของฉัน", query="step=3")
    CaseLook.objects.create(user=officer, case=case, looked_at=now)


def beside_referrals(referral, written, number=1, lacking="HOUSING") -> None:
    """Of a referral: the consent it rests on, what passed, what came of it, what nobody gives, and a paper that was issued."""
    event = {name: value for name, value in written.items() if name != "case"}
    ReferralEvent.objects.create(record=referral, kind="CALLED", said_by="สมมติ", text="รอแพทย์", **event)
    HelpGiven.objects.create(record=referral, help_kind=code("MEDICAL", "help_kind"), outcome="GOT")
    Consent.objects.create(given_by="ยาย", scope="ตามหนังสือยินยอม", **written)
    UnmetNeed.objects.create(help_kind=code(lacking, "help_kind"), note="ถามแล้วสองแห่ง", referral=referral, **written)
    head = {"secrecy": code("C0", "doc_secrecy"), "urgency": code("D0", "doc_urgency"), "subject": "ขอส่งต่อ", "to": "ผู้อำนวยการ"}
    said = {"cause": "ด้วย", "purpose": "จึงเรียนมา", "conclusion": "ขอขอบคุณ", "content": "{}"}
    issued = {"issued_at": timezone.now(), "issued_by": written["entered_by"], "year": 2567, "number": number}
    paper = {"area": written["case"].area, "kind": "LETTER", "full_number": f"ศธ 04000/{number}"}
    OfficialPaper.objects.create(referral=referral, **head, **said, **issued, **paper, **written)
