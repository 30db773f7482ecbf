"""A case in which every field holds a word of its own, so that a page can be searched for what it must not show."""

from dropout_cases import workflow
from dropout_cases.models import Note
from dropout_cases.steps import Safety
from dropout_cases.workflow import engine
from referrals import passing
from referrals.models import Attendee, Certainty, Consent, Finding, Look, Meeting, Party, Resolution, Side
from referrals.package import Item, freeze
from schools.models import Code
from tests.make import DAY, answer_referral, code, make_case, make_contact, make_referral, make_school, make_student, make_visit
from thai.identity import format_pin

NUMBER = "0000000123455"

# What each tick shares, by the code of the tick.
SHARED = {
    "name_age": ("canary-first", "canary-last", "canary-nick"),
    "sex_birth": ("หญิง", "เกิดวันที่"),
    "school_grade": ("canary-school",),
    "causes": ("canary-cause",),
    "guardian": ("canary-guardian",),
    "guardian_phone": ("canary-phone",),
    "address": ("canary-address",),
    "problem_areas": ("เศรษฐกิจ", "ความปลอดภัย"),
    "sensitive_causes": ("canary-delicate",),
    "facts": ("canary-fact",),
    "looks": ("ที่อยู่อาศัย: น่าห่วง", "การเดินทางไปเรียน: ปกติ"),
    "done_so_far": ("canary-resolution", "ลงพื้นที่: พบ", "ส่งต่อเรื่อง"),
    "story": ("canary-story",),
    "identity_number": (format_pin(NUMBER),),
}

# What no tick shares.
KEPT = (
    "canary-reporter", "canary-caller", "canary-safety", "canary-contact-asked", "canary-contact-answer", "canary-find-out",
    "canary-visitors", "canary-seen", "canary-voice", "canary-conclusion", "canary-source", "canary-second", "canary-unchecked",
    "canary-untrue", "canary-chair", "canary-summary", "canary-statement", "canary-attendee", "canary-doer", "canary-note",
    "canary-other-asked", "canary-interest", "canary-consent", "canary-scope", "canary-other-shared", "canary-other-place",
    "canary-other-support", "canary-other-answer", "canary-other-call", "canary-other-speaker", "สถานีตำรวจทดสอบ", NUMBER,
)  # fmt: skip


def wrong_words(ticked: str, text: str) -> list[str]:
    """What one tick alone shows too little or too much."""
    others = [word for part in SHARED if part != ticked for word in SHARED[part]]
    return [word for word in SHARED[ticked] if word not in text] + [word for word in (*others, *KEPT) if word in text]


def relabel(name: str, label: str) -> Code:
    cause = code(name, "dropout_reason")
    cause.label_th = label
    cause.save()
    return cause


def make_full_case(world, by=None):
    """A case of the world's office with something in every field."""
    by = by or world.officer
    relabel("POVERTY", "canary-cause")
    relabel("ABUSE", "canary-delicate")
    school = make_school(world.area, "canary-school")
    student = make_student(
        world.area,
        school,
        first_name="canary-first",
        last_name="canary-last",
        nickname="canary-nick",
        sex="F",
        born_on=DAY.replace(year=2012),
        born_precision="day",
        guardian_name="canary-guardian",
        guardian_phone="canary-phone",
        address="canary-address",
    )
    reporter = {"reporter_name": "canary-reporter", "reporter_phone": "canary-caller"}
    case = make_case(by, school, student, causes=("POVERTY", "ABUSE"), story="canary-story", **reporter)
    student.identities.create(number=NUMBER, started_on=DAY)
    _work_on(case, world, by)
    case.refresh_from_db()
    case.safety_note = "canary-safety"
    case.save(update_fields=["safety_note"])
    return case


def _work_on(case, world, by):
    asked = {"asked": "canary-contact-asked", "answer": "canary-contact-answer", "to_find_out": "canary-find-out"}
    make_contact(case, by, party=Party.AGENCY, agency=world.other_agency, **asked)
    written = {"visitors": "canary-visitors", "seen": "canary-seen", "child_voice": "canary-voice"}
    looks = {"housing": Look.WORRYING, "travel": Look.FINE, "best_interest": "canary-interest"}
    make_visit(case, by, findings=_findings(), conclusion="canary-conclusion", **looks, **written)
    minutes = {"place_text": "ที่ประชุม", "chair": "canary-chair", "summary": "canary-summary", "safety": Safety.SAFE}
    workflow.record(Meeting(round=case.current_round, happened_on=DAY, **minutes), by=by, lines=_said())
    _refer_elsewhere(case, world, by)
    note = Note(case=case, round=case.current_round, text="canary-note", happened_on=DAY)
    engine.add(note, by=by)


def _refer_elsewhere(case, world, by):
    """A referral to the other agency, with its own package, consent and answer."""
    consent = Consent(case=case, round=case.current_round, happened_on=DAY, given_by="canary-consent", scope="canary-scope")
    engine.add(consent, by=by)
    frozen = freeze([Item("asked", "สิ่งที่ขอให้ช่วย", ["canary-other-shared"])])
    recommended = {"pathway_place": "canary-other-place", "pathway_support": "canary-other-support"}
    asked = {"asked": "canary-other-asked", "items": frozen, "consent": consent, **recommended}
    other = make_referral(case, by, world.other_agency, accepted=False, on=DAY, **asked)
    answer_referral(other, by, text="canary-other-answer")
    passing.call(other, by=by, on=DAY, text="canary-other-call", said_by="canary-other-speaker")


def _findings():
    sources = {"source": "canary-source", "second_source": "canary-second"}
    return [
        Finding(statement="canary-fact", state=Certainty.CHECKED, **sources),
        Finding(statement="canary-unchecked", state="", **sources),
        Finding(statement="canary-untrue", state=Certainty.DISPROVED, **sources),
    ]


def _said():
    return [
        Attendee(name="canary-attendee", side=Side.FAMILY, statement="canary-statement"),
        Resolution(text="canary-resolution", owner_name="canary-doer", due_on=DAY),
    ]
